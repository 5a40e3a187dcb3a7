/* The answer under the box: what each dictionary has under a headword, or the words of a sentence. Where a column of the
   page would cut it off, it is lifted above the page. */
import { address, entries, following } from "./api.js";
import { article } from "./article.js";
import { cross, make, quietButton, wordLink } from "./dom.js";
import { conceal, shortened } from "./more.js";
import { TOP_LAYER, clipped, place, toggle } from "./overlay.js";

/** @typedef {import("./api.js").Result} Result */
/** @typedef {import("./api.js").Entry} Entry */
/** @typedef {import("./api.js").Part} Part */
/** @typedef {import("./api.js").Sentence} Sentence */
/** @typedef {import("./api.js").Dictionary} Dictionary */
/** @typedef {import("./words.js").Words} Words */


export class Answer {
  #content = make("div");
  #close;
  #floating;
  #t;

  /**
   * @param {{ getBoundingClientRect(): DOMRect }} anchor under which it stands
   * @param {() => void} closed by the visitor
   * @param {(word: string) => void} lookUp a word of the answer
   * @param {Words} t
   * @param {boolean} [floating] whether it always stands above the page, as a card
   */
  constructor(anchor, closed, lookUp, t, floating = false) {
    this.anchor = anchor;
    this.#floating = floating;
    this.#t = t;
    this.#close = make("button", { type: "button", class: "close" }, cross());
    this.#close.addEventListener("click", closed);
    this.#close.hidden = true;
    this.element = make("div", { class: "answer" }, this.#close, this.#content);
    if (floating) {
      this.element.role = "dialog";
    } else this.#content.append(make("slot", { name: "answer" }));
    this.element.addEventListener("click", (event) => {
      const link = /** @type {Element} */ (event.target).closest("[data-word]");
      if (event.ctrlKey || event.metaKey || event.shiftKey || !(link instanceof HTMLElement)) return; // a link like any other
      event.preventDefault();
      lookUp(link.dataset.word ?? "");
    });
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
   * @param {Result[]} readings what else the text may have meant
   * @param {Map<string, Dictionary>} known
   * @param {boolean} brief the short form with a link, and no further question
   * @param {(reading: Result) => void} choose
   */
  word({ headword, entries: found }, readings, known, brief, choose) {
    const t = this.#t;
    const lang = (/** @type {Result | {entries: Entry[]}} */ result) =>
      known.get(result.entries[0]?.dictionary ?? "")?.from ?? "";
    const others = readings.flatMap((reading, index) => [
      index ? " · " : " ",
      quietButton(reading.headword, () => choose(reading), { lang: lang(reading) }),
    ]);
    const parts = found.map((entry, index) =>
      new Section(entry, known.get(entry.dictionary), found.length > 1, index > 0, brief, t));
    this.#show(make("section", { "aria-label": t("Nghĩa của {headword}", { headword }) },
      ...(others.length ? [make("p", { class: "readings" }, t("Cũng có thể là:"), ...others)] : []),
      make("h2", { lang: lang({ entries: found }), tabindex: "-1" }, headword),
      ...parts.map((part) => part.element)));
    if (!brief) void load(headword, parts);
  }

  /**
   * @param {Sentence} sentence
   * @param {string} remark '' for none
   * @param {Map<string, Dictionary>} known
   */
  sentence({ words }, remark, known) {
    const t = this.#t;
    const once = new Map(words.filter(({ text }) => /[\p{L}\p{N}]/u.test(text)).map((word) => [word.headword ?? word.text, word]));
    const list = make("ul", { class: "words" }, ...[...once.values()].map((word) => {
      const dictionary = known.get(word.dictionary ?? "");
      return make("li", {}, ...(word.headword && word.page
        ? [wordLink(word.headword, address(word.page), dictionary?.from ?? "", "name"), " ",
          make("span", { class: "gloss", lang: dictionary?.to ?? "" }, word.gloss ?? "")]
        : [make("span", { class: "name" }, word.text), " ", make("span", { class: "gloss" }, t("chưa có trong từ điển"))]));
    }));
    const more = shortened(list, t);
    this.#show(make("section", {},
      make("h2", { tabindex: "-1" }, t("Các từ trong câu")), ...(remark ? [make("p", { class: "remark" }, remark)] : []),
      list, ...(more ? [more] : [])));
  }

  /**
   * A sentence in the answer's place, and words to look up.
   * @param {string} text
   * @param {string[]} [words]
   */
  note(text, words = []) {
    this.#show(make("section", {}, make("p", { class: "remark" }, text),
      ...words.flatMap((word) => [make("button", { type: "button", class: "quiet", "data-word": word }, word), " "])));
  }

  /** Go on to the answer by keyboard and for screen readers. */
  focus() {
    this.#content.querySelector("h2")?.focus({ preventScroll: true });
  }

  /** @param {HTMLElement} section */
  #show(section) {
    this.clear();
    this.#content.append(section);
    this.place();
  }

  place() {
    if (!this.lifted && TOP_LAYER && this.#content.firstElementChild?.localName === "section") {
      this.#lift(this.#floating || clipped(this.element));
    }
    if (this.lifted) place(this.element, this.anchor, this.anchor, this.#floating ? 380 : undefined);
  }

  /** @param {boolean} lifted */
  #lift(lifted) {
    this.#close.hidden = !lifted;
    this.#close.ariaLabel = this.#t("Đóng");
    if (this.#floating) this.element.ariaLabel = this.#t("Nghĩa của từ");
    this.element.popover = lifted ? "manual" : null;
    if (lifted) toggle(this.element, true);
  }
}

/** One dictionary's part of an answer: open, or closed with its gloss. */
class Section {
  #body;
  #foot;
  #t;

  /**
   * @param {Entry} entry
   * @param {Dictionary | undefined} dictionary
   * @param {boolean} closable
   * @param {boolean} closed
   * @param {boolean} brief
   * @param {Words} t
   */
  constructor(entry, dictionary, closable, closed, brief, t) {
    this.entry = entry;
    this.#t = t;
    const title = dictionary?.title ?? entry.dictionary;
    const lang = dictionary?.to ?? "";
    this.#body = make("div", { lang: "vi" }, make("p", { lang }, entry.gloss)); // labels in it are Vietnamese
    this.#foot = make("footer", {}, this.#page(brief ? "Xem nghĩa đầy đủ" : undefined));
    this.element = make("article", {}, make("h3", { lang: "vi" }, title), this.#body, this.#foot);
    if (closable && !brief) this.#close(title, make("p", { class: "gloss", lang }, entry.gloss), closed);
    if (!brief) this.#body.ariaBusy = "true";
  }

  /**
   * @param {string} title
   * @param {HTMLElement} gloss
   * @param {boolean} closed
   */
  #close(title, gloss, closed) {
    const button = make("button", { type: "button", class: "title" }, title);
    const content = make("div", {}, this.#body, this.#foot);
    const toggle = (/** @type {boolean} */ open) => {
      button.ariaExpanded = String(open);
      conceal(content, !open);
      gloss.hidden = open;
    };
    const turn = () => toggle(button.ariaExpanded !== "true");
    button.addEventListener("click", turn);
    gloss.addEventListener("click", turn);
    content.addEventListener("beforematch", () => toggle(true));
    this.element.replaceChildren(make("h3", { lang: "vi" }, button), gloss, content);
    toggle(!closed);
  }

  #page(text = "Mở trang riêng của từ") {
    return make("a", { href: address(this.entry.page) }, this.#t(text));
  }

  /** @param {Part} part what the dictionary has, or its first entries */
  fill(part) {
    const { source, licence } = part.dictionary;
    const pieces = part.entries.map(shown);
    this.#body.replaceChildren(...pieces);
    if (!pieces.length) this.#body.append(make("p", {}, this.entry.gloss));
    const more = shortened(this.#body, this.#t);
    const rights = [];
    if (source) rights.push(...around(this.#t("Nguồn: {source}.", { source: "\n" }), linked(source)), " ");
    if (licence) rights.push(...around(this.#t("Giấy phép: {licence}.", { licence: "\n" }), linked(licence)), " ");
    this.#foot.replaceChildren(...rights, this.#page());
    if (more) this.#foot.before(more);
    else if (part.next) this.#foot.before(this.#further(part.next));
    this.#body.removeAttribute("aria-busy");
  }

  /** @param {string} next address of the entries that follow */
  #further(next) {
    const button = quietButton(this.#t("Xem thêm"), async () => {
      button.disabled = true;
      try {
        const part = await following(next);
        button.remove();
        this.#body.append(...part.entries.map(shown));
        if (part.next) this.#foot.before(this.#further(part.next));
      } catch {
        button.disabled = false;
      }
    });
    return button;
  }

  /** @param {() => void} again */
  fail(again) {
    this.#foot.replaceChildren(this.#t("Chưa tải được đầy đủ nghĩa."), " ", quietButton(this.#t("Thử lại"), again), " ", this.#page());
    this.#body.removeAttribute("aria-busy");
  }
}

/**
 * @param {string} headword
 * @param {Section[]} parts
 */
async function load(headword, parts) {
  try {
    const found = new Map(
      (await entries(headword, parts.map(({ entry }) => entry.dictionary))).map((part) => [part.dictionary.id, part]));
    for (const section of parts) {
      const part = found.get(section.entry.dictionary);
      if (part) section.fill(part);
      else section.fail(() => void load(headword, [section]));
    }
  } catch {
    for (const section of parts) section.fail(() => void load(headword, parts));
  }
}

/**
 * An entry, with the headwords that it refers to as links.
 * @param {import("./api.js").Article} entry
 */
function shown({ html, see = [] }) {
  const pages = new Map(see.map(({ headword, page }) => [headword.toLowerCase(), page]));
  const element = article(html);
  for (const reference of /** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll(".see .headword"))) {
    const names = (reference.textContent ?? "").split("; ").flatMap((name, index) => {
      const page = pages.get(name.toLowerCase());
      const link = page ? wordLink(name, address(page), reference.lang, "") : name;
      return index ? ["; ", link] : [link];
    });
    reference.replaceChildren(...names);
  }
  return element;
}

/** @param {string} text */
const linked = (text) =>
  /^https?:\/\//.test(text) ? make("a", { href: text, rel: "noopener" }, text.replace(/^https?:\/\//, "")) : text;

/**
 * A sentence with a node in the place of its line end.
 * @param {string} sentence
 * @param {Node | string} node
 */
function around(sentence, node) {
  const [before = "", after = ""] = sentence.split("\n");
  return [before, node, after];
}
