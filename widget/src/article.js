/* Definitions, which are hostile until shown otherwise: elements made one by one from a short list of names. */
import { make } from "./dom.js";

const VIETNAMESE = /[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/i;

/**
 * Language of a piece of a definition: what the dictionary says, unless its letters say otherwise.
 * @param {string} text
 * @param {string} declared
 */
export function language(text, declared) {
  const words = text.split(/\s+/).filter(Boolean);
  const vietnamese = words.filter((word) => VIETNAMESE.test(word)).length;
  if (declared !== "vi") return vietnamese * 3 > words.length ? "vi" : declared;
  // eslint-disable-next-line no-control-regex
  return words.length > 1 && /[a-z]/i.test(text) && /^[\x00-\x7f‘’“”–…]*$/.test(text) ? "en" : "vi";
}

/** @type {Record<string, string>} */
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\u00a0" };
const ALLOWED = new Set(
  ("p ol ul li span b i em strong u s small sub sup code kbd q cite ruby rt rp bdi a div br hr dl dt dd blockquote pre " +
    "table thead tbody tfoot tr td th caption h1 h2 h3 h4 h5 h6").split(" "),
);
const CLASSES = /^(senses|example|translation|pos|pronunciation|forms|idiom|note|see|text|headword)$/;

/** @param {string} text */
const decoded = (text) =>
  text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name) => {
    if (name[0] !== "#") return ENTITIES[name] || whole;
    const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
    return code > 31 && code < 0x110000 ? String.fromCodePoint(code) : "";
  });

/**
 * Definition HTML as elements; whatever else it holds stays text.
 * @param {string} html
 * @param {string} from language of the headwords
 * @param {string} to language of the definitions
 */
export function article(html, from, to) {
  const top = make("div");
  /** @type {HTMLElement[]} */
  const open = [top];
  for (const [token, close, name, rest = ""] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:[^<>"]|"[^"]*")*)>|[^<]+|</gi)) {
    const here = /** @type {HTMLElement} */ (open.at(-1));
    const tag = /** @type {keyof HTMLElementTagNameMap} */ (name?.toLowerCase());
    if (!tag) {
      here.append(decoded(token));
    } else if (!ALLOWED.has(tag)) {
      here.append(token);
    } else if (close) {
      const depth = open.map((element) => element.localName).lastIndexOf(tag);
      if (depth > 0) open.length = depth;
    } else {
      const element = make(tag);
      const kind = /\sclass="([a-z]+)"/.exec(rest)?.[1];
      const href = /\shref="(https?:\/\/[^"]+)"/i.exec(rest)?.[1];
      if (kind && CLASSES.test(kind)) element.className = kind;
      if (element instanceof HTMLAnchorElement && href) {
        element.href = decoded(href);
        element.rel = "nofollow noopener";
      }
      here.append(element);
      if (tag !== "br" && tag !== "hr") open.push(element);
    }
  }
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (
    top.querySelectorAll("li,.example,.translation,.note,.text,.forms")
  )) {
    const text = [...element.childNodes].filter((node) => !/^(P|OL|UL)$/.test(node.nodeName));
    const declared = /^(example|forms)$/.test(element.className) ? from : to;
    const lang = language(
      text.map((node) => (node instanceof Element && node.className === "translation" ? "" : node.textContent)).join(""),
      declared,
    );
    if (lang) element.lang = lang;
  }
  return top;
}
