/* Definitions: elements made one by one from a short list of names, whatever the service sends. It knows what the
   pieces are and in which language (`class`, `lang`); nothing of that is decided here. */
import { make } from "./dom.js";

/** @type {Record<string, string>} */
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\u00a0" };
const ALLOWED = new Set(
  ("p ol ul li span b i em strong u s small sub sup code kbd q cite ruby rt rp bdi a div br hr dl dt dd blockquote pre " +
    "table thead tbody tfoot tr td th caption h1 h2 h3 h4 h5 h6").split(" "),
);
const TOKEN = /<(\/?)([a-z][a-z0-9]*)((?:[^<>"]|"[^"]*")*)>|[^<]+|</gi;

/** @param {string} text */
const decoded = (text) =>
  text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name) => {
    if (name[0] !== "#") return ENTITIES[name] || whole;
    const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
    return code > 31 && code < 0x110000 ? String.fromCodePoint(code) : "";
  });

/**
 * Definition HTML as elements; whatever else it holds stays text. Of attributes it takes a class of one word, a
 * language, and web addresses of links.
 * @param {string} html
 */
export function article(html) {
  const top = make("div");
  /** @type {HTMLElement[]} */
  const open = [top];
  for (const [token, close, name, rest = ""] of html.matchAll(TOKEN)) {
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
      const href = /\shref="(https?:\/\/[^"]+)"/i.exec(rest)?.[1];
      const kind = /\sclass="([a-z]+)"/.exec(rest)?.[1];
      const lang = /\slang="([\w-]+)"/.exec(rest)?.[1];
      if (kind) element.className = kind;
      if (lang) element.lang = lang;
      if (element instanceof HTMLAnchorElement && href) {
        element.href = decoded(href);
        element.rel = "nofollow noopener";
      }
      here.append(element);
      if (tag !== "br" && tag !== "hr") open.push(element);
    }
  }
  return top;
}
