/* The answer under the box: what each dictionary has under a headword, or the words of a sentence. Where a column of the
   page would cut it off, it is lifted above the page. */
import { BASE, address, entries, following, pageOf } from "./api.js";
import { article } from "./article.js";
import { cross, make, quietButton, wordLink } from "./dom.js";
import { conceal, shortened } from "./more.js";
import { TOP_LAYER, clipped, place, toggle } from "./overlay.js";

/** @typedef {import("./api.js").Result} Result */
/** @typedef {import("./api.js").Entry} Entry */
/** @typedef {import("./api.js").Part} Part */
/** @typedef {import("./api.js").Sentence} Sentence */
/** @typedef {import("./words.js").Words} Words */
/** @typedef {import("./element.js").Kit} Kit */

/* global WORD_FILE -- which build.js puts in */

export class Answer {
  #content = make("div");
  #close;
  #floating;
  #kit;
  #t;

  /**
   * @param {{ getBoundingClientRect(): DOMRect }} anchor under which it stands
   * @param {() => void} closed by the visitor
   * @param {(word: string) => void} lookUp a word of the answer
   * @param {Pick<Kit, "t" | "chosen" | "dictionaries" | "nameDictionaries">} kit
   * @param {boolean} [floating] whether it always stands above the page, as a card
   */
  constructor(anchor, closed, lookUp, kit, floating = false) {
    this.anchor = anchor;
    this.#floating = floating;
    this.#kit = kit;
    this.#t = kit.t;
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
   * @param {boolean} brief the short form with a link, and no further question
   * @param {(reading: Result) => void} choose
   */
  word({ headword, entries: found }, readings, brief, choose) {
    const t = this.#t;
    const first = (/** @type {Entry[]} */ [entry]) => entry?.dictionary ?? "";
    const others = readings.flatMap((reading, index) => [
      index ? " · " : " ",
      quietButton(reading.headword, () => choose(reading), { "data-from": first(reading.entries) }),
    ]);
    const parts = found.map((entry, index) => new Section(entry, found.length > 1, index > 0, brief, t));
    const title = make("h2", { "data-from": first(found), tabindex: "-1" }, headword);
    this.#show(make("section", { "aria-label": t("Nghĩa của {headword}", { headword }) },
      ...(others.length ? [make("p", { class: "readings" }, t("Cũng có thể là:"), ...others)] : []),
      title, ...parts.map((part) => part.element),
      this.#tools(headword, title)));
    if (!brief) void load(headword, parts);
  }

  /**
   * @param {Sentence} sentence
   * @param {string} text of it
   * @param {string} remark '' for none
   */
  sentence({ words }, text, remark) {
    const t = this.#t;
    const once = new Map(words.filter(({ text }) => /[\p{L}\p{N}]/u.test(text)).map((word) => [word.headword ?? word.text, word]));
    const list = make("ul", { class: "words" }, ...[...once.values()].map(({ text, headword, page, gloss, dictionary = "" }) =>
      make("li", {}, ...(headword && page
        ? [wordLink(headword, address(page), { class: "name", "data-from": dictionary }), " ",
          make("span", { class: "gloss", "data-to": dictionary }, gloss ?? "")]
        : [make("span", { class: "name" }, text), " ", make("span", { class: "gloss" }, t("chưa có trong từ điển"))]))));
    const more = shortened(list, t);
    this.#show(make("section", { class: "sentence" },
      make("h2", { tabindex: "-1" }, t("Các từ trong câu")), ...(remark ? [make("p", { class: "remark" }, remark)] : []),
      list, ...(more ? [more] : []), this.#tools(text)));
  }

  /**
   * What can be done with an answer, the most of it by a file of its own.
   * @param {string} text that leads to it
   * @param {HTMLElement} [word] its headword, of a dictionary
   */
  #tools(text, word) {
    const chosen = this.#kit.chosen();
    const row = make("p", { class: "acts" });
    if (word) row.append(inDefinitions(text, chosen, this.#t));
    const language = this.#kit.dictionaries().then((all) => all.find(({ id }) => id === word?.dataset.from)?.from ?? "", () => "");
    import(new URL(WORD_FILE, BASE).href)
      .then(({ equip }) => equip({ row, address: pageOf(text, chosen), title: text, word, language }, this.#t))
      .catch(() => {}); // then it is not offered
    return row;
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

  /** Scroll the page to it where its beginning is out of sight. */
  reveal() {
    if (!this.lifted) this.#content.querySelector("h2")?.scrollIntoView({ block: "nearest" });
  }

  /** @param {HTMLElement} section */
  #show(section) {
    this.clear();
    this.#content.append(section);
    this.#kit.nameDictionaries();
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
    else this.element.removeAttribute("style"); // the place and size that it had above the page
  }
}

/**
 * The way to definitions in which a text stands.
 * @param {string} text
 * @param {string} dictionary '' for all
 * @param {Words} t
 */
export const inDefinitions = (text, dictionary, t) =>
  make("a", { href: pageOf(text, dictionary, { in: "definitions" }) }, t("Tìm trong định nghĩa"));

/** One dictionary's part of an answer: open, or closed with its gloss. */
class Section {
  #body;
  #foot;
  #t;

  /**
   * @param {Entry} entry
   * @param {boolean} closable
   * @param {boolean} closed
   * @param {boolean} brief
   * @param {Words} t
   */
  constructor(entry, closable, closed, brief, t) {
    const { dictionary, gloss } = entry;
    this.entry = entry;
    this.#t = t;
    this.#body = make("div", { lang: "vi" }, make("p", { "data-to": dictionary }, gloss)); // labels in it are Vietnamese
    this.#foot = make("footer", {}, this.#page(brief ? "Xem nghĩa đầy đủ" : undefined));
    this.element = make("article", {}, make("h3", { lang: "vi", "data-title": dictionary }, dictionary), this.#body, this.#foot);
    if (closable && !brief) this.#close(make("p", { class: "gloss", "data-to": dictionary }, gloss), closed);
    if (!brief) this.#body.ariaBusy = "true";
  }

  /**
   * @param {HTMLElement} gloss
   * @param {boolean} closed
   */
  #close(gloss, closed) {
    const { dictionary } = this.entry;
    const button = make("button", { type: "button", class: "title", "data-title": dictionary }, dictionary);
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
    const pieces = part.entries.map((entry) => shown(entry, this.#t));
    this.#body.replaceChildren(...pieces);
    if (!pieces.length) this.#body.append(make("p", {}, this.entry.gloss));
    const more = shortened(this.#body, this.#t);
    const rights = [];
    if (source) rights.push(...around(this.#t("Nguồn: {source}.", { source: "\n" }), linked(source)), " ");
    if (licence) rights.push(...around(this.#t("Giấy phép: {licence}.", { licence: "\n" }), linked(licence)), " ");
    const ways = make("span", { class: "acts" }, this.#page());
    if (part.report) ways.append(make("a", { href: address(part.report) }, this.#t("Báo lỗi mục từ này")));
    this.#foot.replaceChildren(...rights, ways);
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
        this.#body.append(...part.entries.map((entry) => shown(entry, this.#t)));
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
 * An entry, with the headwords that it refers to as links, and what is said before them in the language of the tag.
 * @param {import("./api.js").Article} entry
 * @param {Words} t
 */
function shown({ html, see = [] }, t) {
  const pages = new Map(see.map(({ headword, page }) => [headword.toLowerCase(), page]));
  const element = article(html);
  for (const reference of /** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll(".see .headword"))) {
    const names = (reference.textContent ?? "").split("; ").flatMap((name, index) => {
      const page = pages.get(name.toLowerCase());
      const link = page ? wordLink(name, address(page), { lang: reference.lang }) : name;
      return index ? ["; ", link] : [link];
    });
    reference.replaceChildren(...names);
    const label = reference.previousSibling;
    const text = label?.textContent?.trim() ?? "";
    const said = t(text);
    if (said !== text) label?.replaceWith(make("span", { lang: "en" }, said), " ");
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
