/* The answer under the box: what each dictionary has under a headword. */
import { BASE, entries } from "./api.js";
import { article, language } from "./article.js";
import { cross, make, quietButton } from "./dom.js";
import { TOP_LAYER, clipped, place, toggle } from "./overlay.js";

/** @typedef {import("./api.js").Result} Result */
/** @typedef {import("./api.js").Entry} Entry */
/** @typedef {import("./api.js").Dictionary} Dictionary */

/** The place under the box. Where a column of the page would cut it off, it is lifted above the page. */
export class Answer {
  #content = make("div", {}, make("slot", { name: "answer" }));
  #close;
  #anchor;

  /**
   * @param {HTMLElement} anchor under which it stands
   * @param {() => void} closed by the visitor
   */
  constructor(anchor, closed) {
    this.#anchor = anchor;
    this.#close = make("button", { type: "button", class: "close", "aria-label": "Đóng" }, cross());
    this.#close.addEventListener("click", closed);
    this.#close.hidden = true;
    this.element = make("div", { class: "answer" }, this.#close, this.#content);
    new ResizeObserver(() => this.place()).observe(this.#content);
  }

  /** Whether it stands above the page. */
  get lifted() {
    return !this.#close.hidden;
  }

  /** What was there before goes. */
  clear() {
    this.#content.replaceChildren();
    this.#lift(false);
  }

  /**
   * @param {Result} result
   * @param {Map<string, Dictionary>} known
   * @param {boolean} brief the short form with a link, and no further question
   */
  show({ headword, entries: parts }, known, brief) {
    this.clear();
    const lang = known.get(parts[0]?.dictionary ?? "")?.from ?? "";
    this.#content.append(make("section", { "aria-label": `Nghĩa của ${headword}` },
      make("h2", { lang }, headword), ...parts.map((entry) => part(entry, known.get(entry.dictionary), brief))));
    this.place();
  }

  place() {
    if (!this.lifted && TOP_LAYER && this.#content.firstElementChild?.localName === "section") {
      this.#lift(clipped(this.element));
    }
    if (this.lifted) place(this.element, this.#anchor, this.#anchor);
  }

  /** @param {boolean} lifted */
  #lift(lifted) {
    this.#close.hidden = !lifted;
    this.element.popover = lifted ? "manual" : null;
    if (lifted) toggle(this.element, true);
  }
}

/**
 * One dictionary's part of the answer.
 * @param {Entry} entry
 * @param {Dictionary | undefined} dictionary
 * @param {boolean} brief
 */
function part(entry, dictionary, brief) {
  const body = make("div", {}, make("p", { lang: language(entry.gloss, dictionary?.to ?? "") }, entry.gloss));
  const foot = make("footer", {}, page(entry, brief ? "Xem nghĩa đầy đủ" : "Mở trang riêng của từ"));
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
    foot.replaceChildren(...rights, page(entry, "Mở trang riêng của từ"));
  } catch {
    foot.replaceChildren("Chưa tải được đầy đủ nghĩa. ",
      quietButton("Thử lại", () => void load(entry, body, foot)), " ", page(entry, "Mở trang riêng của từ"));
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
