/* The answer under the box: what each dictionary has under a headword. */
import { BASE, entries } from "./api.js";
import { article, language } from "./article.js";
import { make, quietButton } from "./dom.js";

/** @typedef {import("./api.js").Result} Result */
/** @typedef {import("./api.js").Entry} Entry */
/** @typedef {import("./api.js").Dictionary} Dictionary */

/**
 * @param {Result} result
 * @param {Map<string, Dictionary>} known
 * @param {boolean} brief the short form with a link, and no further question
 */
export function card({ headword, entries: parts }, known, brief) {
  const lang = known.get(parts[0]?.dictionary ?? "")?.from ?? "";
  return make("section", { "aria-label": `Nghĩa của ${headword}` },
    make("h2", { lang }, headword), ...parts.map((entry) => part(entry, known.get(entry.dictionary), brief)));
}

/**
 * One dictionary's part of the answer.
 * @param {Entry} entry
 * @param {Dictionary | undefined} dictionary
 * @param {boolean} brief
 */
function part(entry, dictionary, brief) {
  const body = make("div", {}, make("p", { lang: language(entry.gloss, dictionary?.to ?? "") }, entry.gloss));
  const foot = make("footer", {}, page(entry, brief ? "Xem nghĩa đầy đủ" : "Trang của từ này"));
  if (!brief) load(entry, body, foot);
  return make("article", {}, make("h3", {}, dictionary?.title ?? entry.dictionary), body, foot);
}

/**
 * @param {Entry} entry
 * @param {string} text
 */
const page = (entry, text) => make("a", { href: new URL(entry.page, BASE).href }, text);

/**
 * @param {Entry} entry
 * @param {HTMLElement} body
 * @param {HTMLElement} foot
 */
async function load(entry, body, foot) {
  body.ariaBusy = "true";
  try {
    const found = await entries(entry);
    const { from, to, source, licence } = found.dictionary;
    body.replaceChildren(...found.entries.map(({ html }) => referring(article(html, from, to), from)));
    const rights = [];
    if (source) rights.push("Nguồn: ", linked(source), ". ");
    if (licence) rights.push("Giấy phép: ", linked(licence), ". ");
    foot.replaceChildren(...rights, page(entry, "Trang của từ này"));
  } catch {
    foot.replaceChildren("Chưa tải được toàn bộ phần nghĩa. ",
      quietButton("Thử lại", () => void load(entry, body, foot)), " ", page(entry, "Mở trang của từ này"));
  } finally {
    body.removeAttribute("aria-busy");
  }
}

/**
 * Headwords that a definition refers to become buttons, which the element looks up.
 * @param {HTMLElement} shown
 * @param {string} lang
 */
function referring(shown, lang) {
  for (const reference of shown.querySelectorAll(".see .headword")) {
    const buttons = (reference.textContent ?? "").split("; ").flatMap((name, index) => {
      const button = make("button", { type: "button", class: "quiet", "data-word": name, lang }, name);
      return index ? ["; ", button] : [button];
    });
    reference.replaceChildren(...buttons);
  }
  return shown;
}

/** @param {string} text */
const linked = (text) =>
  /^https?:\/\//.test(text) ? make("a", { href: text, rel: "noopener" }, text.replace(/^https?:\/\//, "")) : text;
