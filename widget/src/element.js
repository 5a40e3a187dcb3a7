/* <tra-tu>: the dictionary's search box for any page.

   Styles of the host page do not reach in. The keys that steer the list do not leave the box, so that a page-wide form
   is never submitted. Where anything fails, a sentence says so and offers a way on.

   Attributes: dict, theme, limit, definition, value, select, explain, lang (docs/widget.md). */
import { Answer, inDefinitions } from "./answer.js";
import {
  Asking, BASE, LONGEST_QUERY, LONGEST_SENTENCE, dictionaries, forgetDictionaries, json, lookup, pageOf, readings, segment,
} from "./api.js";
import { cross, make, quietButton } from "./dom.js";
import { List } from "./list.js";
import { remember, remembered } from "./memory.js";
import { nameDictionaries } from "./naming.js";
import { toggle } from "./overlay.js";
import CSS from "./styles.css";
import { failure, languageAsked, languageOf, learnEnglish, wordsOf } from "./words.js";

/* global PAGE_FILE, ENGLISH_FILE -- which build.js puts in */

/** @typedef {import("./api.js").Result} Result */
/** @typedef {import("./api.js").Lookup} Lookup */
/** @typedef {import("./api.js").Dictionary} Dictionary */

/**
 * What further files use of this one.
 * @typedef {object} Kit
 * @property {HTMLElement} host
 * @property {typeof Answer} Answer
 * @property {typeof Asking} Asking
 * @property {() => string} chosen the dictionary that the box asks, '' for all
 * @property {typeof dictionaries} dictionaries
 * @property {typeof failure} failure
 * @property {typeof json} json
 * @property {typeof lookup} lookup
 * @property {typeof make} make
 * @property {() => void} nameDictionaries wherever in the tag something of them is shown
 * @property {typeof readings} readings
 * @property {(text: string) => void} say
 * @property {typeof segment} segment
 * @property {import("./words.js").Words} t
 * @property {typeof toggle} toggle
 */

const REST = 150; // ms after the last key
/** Words from which on a text that is not found is taken for a sentence; in one dictionary, all of them are offered first. */
const SENTENCE = 4;
const SENTENCE_IN_ONE = 6;

/** @type {CSSStyleSheet | null} */
let sheet = null;
try {
  sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
} catch {
  sheet = null; // an old browser: a style element, which needs a page without a strict policy
}

export class TraTu extends HTMLElement {
  static observedAttributes = ["dict", "lang", "value"];

  #asking = new Asking();
  /** @type {string | null} the text that was asked for last, null where it must be asked again */
  #asked = null;
  /** @type {Lookup | null} the answer to it */
  #result = null;
  /** Whether Enter waits for the answer. */
  #entered = false;
  /** Whether the text was pasted, and whether it was too long for the box. */
  #pasted = false;
  #cut = false;
  /** Whether the focus goes to the answer, since what was pressed for it is gone. */
  #onward = false;
  /** @type {string | undefined} the dictionary that is asked, '' for all; undefined before the tag was read */
  #chosen;
  /** @type {Map<string, Dictionary>} */
  #known = new Map();
  #timer = 0;
  #speaking = 0;
  /** Ends what listens to the page. */
  #leaving = new AbortController();

  #input = make("input", {
    id: "word", type: "text", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
    "aria-controls": "list", "aria-describedby": "hint", autocomplete: "off", autocorrect: "off",
    autocapitalize: "none", spellcheck: "false", enterkeyhint: "search", maxlength: String(LONGEST_SENTENCE),
  });
  #clear = make("button", { type: "button", class: "clear" }, cross());
  #select = make("select", { id: "dictionary" });
  #status = make("div", { class: "unseen", role: "status" });
  /** @type {(() => void)[]} which say what stands in the box in the tag's language */
  #labels = [];
  #t = wordsOf(this);
  #list;
  #answer;
  /** @type {Kit} */
  #kit = {
    host: this, Answer, Asking, chosen: () => this.#chosen ?? "", dictionaries, failure, json, lookup, make,
    nameDictionaries: () => this.#nameDictionaries(), readings, say: (text) => this.#say(text), segment, t: this.#t, toggle,
  };
  /** Whether the box was last touched by a finger; then the screen's keyboard makes room for an answer. */
  #touched = false;

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: "open" });
    if (sheet) shadow.adoptedStyleSheets = [sheet];
    else shadow.append(make("style", {}, CSS));
    this.#clear.hidden = true;
    const go = make("button", { type: "button", class: "go" });
    const word = make("div", { class: "field word" },
      this.#labelled(make("label", { for: "word", part: "label" }), "Tra từ"),
      make("div", { class: "line" }, make("div", { class: "type" }, this.#input, this.#clear), go));
    const box = make("div", { class: "box" }, word,
      make("div", { class: "field" }, this.#labelled(make("label", { for: "dictionary" }), "Từ điển"), this.#select));
    // Under the field that is used, so that neither is covered.
    this.#list = new List(this.#input, box, () => (shadow.activeElement === this.#select ? box : word),
      (result) => this.#choose(result));
    this.#answer = new Answer(box, () => this.#close(), (headword) => {
      this.#input.value = headword;
      this.#onward = true;
      this.#enter(true);
    }, this.#kit);
    const root = make("div", { class: "root" }, box,
      this.#labelled(make("span", { id: "hint", class: "unseen" }),
        "Gõ có dấu hoặc không dấu. Khi hiện danh sách, dùng phím mũi tên để chọn, Enter để xem nghĩa."),
      this.#list.popup, this.#status, this.#answer.element);
    shadow.append(root);
    this.#labelled(go, "Tra");
    this.#labels.push(() => {
      root.lang = languageOf(this);
      this.#clear.ariaLabel = this.#t("Xóa từ đang gõ");
      this.#list.label = this.#t("Các từ tìm được");
      this.#showDictionaries();
    });
    this.#listen(root, go);
  }

  /**
   * @param {HTMLElement} root
   * @param {HTMLElement} go
   */
  #listen(root, go) {
    const input = this.#input;
    input.addEventListener("paste", ({ clipboardData }) => {
      const { length } = clipboardData?.getData("text/plain").trim() ?? "";
      const replaced = (input.selectionEnd ?? 0) - (input.selectionStart ?? 0);
      this.#cut = input.value.length - replaced + length > LONGEST_SENTENCE;
    });
    input.addEventListener("input", ({ inputType }) => {
      this.#pasted = inputType === "insertFromPaste";
      this.#cut &&= this.#pasted;
      this.#typed();
    });
    input.addEventListener("compositionend", () => this.#typed());
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("click", () => this.#list.length && (this.#list.open = true));
    root.addEventListener("focusout", (event) => {
      const next = /** @type {Node | null} */ (event.relatedTarget);
      if (next !== input && !this.#list.popup.contains(next)) this.#list.open = false;
    });
    this.#clear.addEventListener("click", () => this.#empty());
    root.addEventListener("pointerdown", ({ pointerType }) => {
      this.#touched = pointerType === "touch";
    });
    go.addEventListener("click", () => {
      if (this.#touched) input.blur();
      else input.focus();
      this.#enter();
    });
    this.#select.addEventListener("change", () => {
      this.#choice = this.#select.value;
      if (input.value.trim()) this.#enter(true);
    });
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || !this.#answer.lifted) return;
      event.preventDefault(); // else a dialog around it closes too
      this.#close();
    });
    // Keys pressed on buttons of the box stay here too; the page may hang a form's button on Enter.
    for (const kind of /** @type {const} */ (["keydown", "keypress", "keyup"])) {
      root.addEventListener(kind, (event) => {
        if (/^(Enter|Escape|Arrow|Home|End)/.test(event.key) || event.keyCode === 13) event.stopPropagation();
      });
    }
  }

  /**
   * An element whose text is said in the tag's language.
   * @param {HTMLElement} element
   * @param {string} sentence
   */
  #labelled(element, sentence) {
    this.#labels.push(() => (element.textContent = this.#t(sentence)));
    return element;
  }

  /** Say everything in the tag's language, in English as soon as its catalogue is there. */
  async #speak() {
    for (const label of this.#labels) label();
    if (languageAsked(this) === languageOf(this)) return;
    try {
      learnEnglish((await import(new URL(ENGLISH_FILE, BASE).href)).ENGLISH);
    } catch {
      return; // then it speaks Vietnamese
    }
    for (const label of this.#labels) label();
  }

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const moved = () => {
      if (this.#list.open) this.#list.place();
      if (this.#answer.lifted) this.#answer.place();
    };
    addEventListener("resize", moved, { signal });
    visualViewport?.addEventListener("resize", moved, { signal }); // a phone's keyboard comes and goes
    addEventListener("scroll", moved, { signal, capture: true });
    addEventListener("pointerdown", (event) => event.composedPath().includes(this) || (this.#list.open = false),
      { signal, capture: true });
    this.#fill();
    const value = this.getAttribute("value");
    const asked = value && !this.#input.value;
    if (asked) this.#input.value = value;
    const typed = this.#takeOver();
    this.#clear.hidden = !this.#input.value;
    void this.#speak().then(() => {
      if (signal.aborted) return;
      if (typed) this.#typed();
      else if (asked && !this.querySelector("[slot=answer]")) this.#ask(true);
      void this.#readPage(signal);
    });
  }

  /** What a visitor did with the plain form, inside the tag, before this script came. Returns whether they typed. */
  #takeOver() {
    /** @type {HTMLInputElement | null} */
    const plain = this.querySelector("input[name=q]");
    if (!plain) return false;
    const dictionary = this.querySelector("select")?.value ?? this.#wished;
    if (dictionary !== this.#wished) this.#choice = dictionary;
    const typed = plain.value !== plain.defaultValue;
    if (typed) this.#input.value = plain.value;
    if (document.activeElement === plain) {
      this.#input.focus();
      this.#input.setSelectionRange(plain.selectionStart, plain.selectionEnd);
    }
    plain.form?.reset(); // so that it is taken once
    return typed;
  }

  /**
   * Words of the host page, by a second file that only such tags load.
   * @param {AbortSignal} signal
   */
  async #readPage(signal) {
    if (!this.hasAttribute("select") && !this.hasAttribute("explain")) return;
    try {
      const { readPage } = await import(new URL(PAGE_FILE, BASE).href);
      if (!signal.aborted) readPage(this.#kit, signal);
    } catch {
      /* then the page stays as it is */
    }
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#list.open = false;
    this.#stop();
  }

  /**
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} after
   */
  attributeChangedCallback(name, before, after) {
    if (before === after || this.#chosen === undefined) return;
    if (name === "dict") {
      this.#chosen = remembered(this.#wished);
      this.#fill();
    } else if (name === "lang") {
      void this.#speak();
    } else {
      this.#input.value = after ?? "";
      this.#typed();
      if (after) this.#ask(true);
    }
  }

  get #wished() {
    return this.getAttribute("dict") ?? "";
  }

  /** The dictionary that is asked, by the visitor's choice. */
  set #choice(/** @type {string} */ id) {
    this.#chosen = this.#select.value = id;
    remember(this.#wished, id);
  }

  /** The select: filled when the list is there; before that, what is chosen counts all the same. */
  async #fill() {
    this.#chosen ??= remembered(this.#wished);
    try {
      this.#known = new Map((await dictionaries()).map((dictionary) => [dictionary.id, dictionary]));
    } catch {
      return; // asked again with the next question
    }
    if (!this.#known.has(this.#chosen)) this.#chosen = "";
    this.#showDictionaries();
    this.#nameDictionaries();
  }

  #nameDictionaries() {
    nameDictionaries(/** @type {ShadowRoot} */ (this.shadowRoot), this.#known);
  }

  #showDictionaries() {
    this.#select.replaceChildren(make("option", { value: "" }, this.#t("Tất cả từ điển")),
      ...[...this.#known.values()].map(({ id, title }) => make("option", { value: id, lang: "vi" }, title)));
    this.#select.value = this.#chosen ?? "";
  }

  #typed() {
    const { value, selectionEnd } = this.#input;
    if (/\p{Cc}/u.test(value)) {
      // Tabs come along with the cells of a table.
      this.#input.value = value.replace(/\p{Cc}/gu, " ");
      this.#input.setSelectionRange(selectionEnd, selectionEnd);
    }
    this.#entered = false;
    this.#clear.hidden = !this.#input.value;
    if (this.#input.value === this.#asked) return;
    this.#stop();
    this.#list.mark(-1);
    this.#answer.clear(); // no definition stands under another word
    if (!this.#input.value.trim()) {
      this.#list.show([]);
      this.#list.open = false;
      this.#say("");
      return;
    }
    if (!this.#list.length) this.#tell();
    this.#timer = setTimeout(() => this.#ask(false), REST);
  }

  /** Forget the question on its way. */
  #stop() {
    this.#asked = null;
    clearTimeout(this.#timer);
    this.#asking.stop();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const list = this.#list;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (event.altKey) list.open = step > 0;
      else if (list.length) list.walk(step);
      else if (this.#input.value.trim() && !this.#asking.busy) this.#ask(false);
    } else if (event.key === "Tab" && !event.shiftKey && list.open && list.way) {
      // What the sentence offers comes next; on any other way it would close before it is reached.
      event.preventDefault();
      list.way.focus();
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.#enter();
    } else if (event.key === "Escape") {
      if (!list.open && (this.#answer.lifted || !this.#input.value)) return;
      event.preventDefault();
      if (list.open) list.open = false;
      else this.#empty();
    } else if (/^(Home|End|ArrowLeft|ArrowRight)$/.test(event.key)) list.mark(-1);
  }

  /** Close the answer that stands above the page. */
  #close() {
    this.#answer.clear();
    this.#input.focus();
  }

  #empty() {
    this.#input.value = "";
    this.#typed();
    this.#input.focus();
  }

  /** Enter: the marked option; else the first whole hit; else the list. fresh: ask even what was asked already. */
  #enter(fresh = false) {
    const { marked } = this.#list;
    if (!fresh && marked) this.#choose(marked);
    else if (!this.#input.value.trim()) {
      this.#list.show([]);
      this.#entered = true;
      const empty = this.#t("Hãy gõ từ cần tra.");
      this.#tell(empty);
      this.#entered = false;
      this.#say(empty);
    } else if (!fresh && this.#asked === this.#input.value && this.#result) this.#settle(this.#result);
    else this.#ask(true);
  }

  /**
   * What Enter shows of an answer: the first whole word, and what the text may have meant besides; else the list.
   * @param {Lookup} lookup
   */
  #settle(lookup) {
    this.#entered = false;
    const meant = readings(lookup);
    if (meant[0]) this.#read(meant[0], meant);
    else if (this.#wordy(lookup)) this.#askSentence();
    else {
      if (lookup.results.length) {
        const choose = this.#t("Không có mục từ “{query}”. Mời bạn chọn trong danh sách dưới đây.", { query: lookup.query.trim() });
        this.#list.tell(choose, " ", this.#acts(...this.#everywhere()));
        this.#say(choose);
      }
      this.#list.open = true;
    }
  }

  /**
   * Whether a text that is not found is rather shown word by word than corrected.
   * @param {Lookup} lookup
   */
  #wordy({ results }) {
    return !results.length && this.#input.value.trim().split(/\s+/).length >= (this.#chosen ? SENTENCE_IN_ONE : SENTENCE);
  }

  /** The way from one dictionary to all. */
  #everywhere() {
    return this.#chosen ? [quietButton(this.#t("Tìm trong tất cả từ điển"), () => {
      this.#choice = "";
      this.#input.focus();
      this.#ask(false);
    })] : [];
  }

  /** Show the text of the box word by word. */
  #askSentence() {
    const text = this.#input.value;
    this.#stop();
    this.#asked = text;
    this.#waiting((signal) => segment(text, this.#kit.chosen(), signal), () => this.#askSentence(), (sentence) => {
      this.#list.open = false;
      if (this.#touched) this.#input.blur();
      const count = LONGEST_SENTENCE.toLocaleString(languageOf(this));
      const cut = this.#cut ? this.#t("Đoạn văn quá dài; ô tra từ chỉ giữ {count} ký tự đầu.", { count }) : "";
      this.#answer.sentence(sentence, text, cut);
      this.#reveal();
      this.#tellPage("", text);
      this.#say([this.#t("Các từ trong câu ở bên dưới."), cut].join(" "));
    });
  }

  /**
   * Ask the service, and meanwhile say that it is slow, and in the end what failed.
   * @template Answer
   * @param {(signal: AbortSignal) => Promise<Answer>} question
   * @param {() => void} again
   * @param {(answer: Answer) => void} answered
   */
  #waiting(question, again, answered) {
    this.#asking.ask(question, {
      loading: () => {
        this.#list.show([]); // it answers an earlier question
        this.#tell(this.#t("Đang tra…"));
      },
      slow: () => {
        const slow = this.#t("Từ điển trả lời chậm, xin chờ thêm.");
        this.#tell(slow, " ", this.#acts(this.#again(again)));
        this.#say(slow);
      },
      answered,
      failed: (error) => this.#failed(error, again),
    });
  }

  /** @param {boolean} entered whether Enter asks */
  #ask(entered) {
    this.#stop();
    this.#entered = entered;
    this.#result = null;
    const text = (this.#asked = this.#input.value);
    if (!this.#known.size) this.#fill();
    if (text.length > LONGEST_QUERY && /\s/.test(text.trim())) {
      this.#askSentence();
      return;
    }
    const limit = Math.min(Math.max(parseInt(this.getAttribute("limit") ?? "", 10) || 8, 1), 50);
    this.#waiting((signal) => lookup(text, this.#kit.chosen(), limit, signal), () => this.#ask(entered),
      (body) => this.#answered(body));
  }

  /** @param {Lookup} body */
  #answered(body) {
    this.#result = body;
    const found = body.results.length;
    const offered = found ? body.results : body.suggestions ?? [];
    this.#list.show(offered, this.#t("nghĩa: {text}", { text: body.query.trim() }));
    this.#nameDictionaries();
    if (found) {
      this.#say(this.#t(body.more ? "Hiện {count} kết quả đầu tiên; gõ thêm để thu hẹp. Dùng phím mũi tên để chọn."
        : "Có {count} kết quả. Dùng phím mũi tên để chọn.", { count: found }));
    } else {
      const query = body.query.trim();
      const missing = this.#t(this.#chosen ? "Không tìm thấy “{query}” trong từ điển này." : "Không tìm thấy “{query}”.", { query });
      /** @type {HTMLElement[]} */
      const ways = [inDefinitions(query, this.#kit.chosen(), this.#t)];
      if (this.#wordy(body)) ways.unshift(quietButton(this.#t("Xem từng từ trong câu"), () => this.#askSentence()));
      ways.unshift(...this.#everywhere());
      // A question stands right before what it asks about.
      if (offered.length) this.#tell(missing, " ", this.#acts(...ways), make("span", { class: "asks" }, this.#t("Có phải bạn muốn tìm?")));
      else this.#tell(missing, " ", this.#t("Hãy kiểm tra chính tả, gõ không dấu hoặc gõ ít chữ hơn."), " ", this.#acts(...ways));
      const near = "Có {count} từ gần giống; dùng phím mũi tên để chọn.";
      this.#say(`${missing} ${offered.length ? this.#t(near, { count: offered.length }) : ""}`);
    }
    if (this.#entered || (this.#pasted && this.#wordy(body))) this.#settle(body);
    else this.#list.open = this.#focused;
  }

  /**
   * @param {any} error
   * @param {() => void} again
   */
  #failed(error, again) {
    if (error.status === 404 && this.#chosen) {
      // The dictionary is gone: all of them then.
      this.#chosen = this.#select.value = "";
      this.#known.clear();
      forgetDictionaries();
      again();
      return;
    }
    this.#asked = null; // so that Enter asks again
    this.#list.show([]);
    const failed = navigator.onLine ? failure(error, this.#t) : this.#t("Thiết bị chưa có kết nối mạng.");
    this.#tell(failed, " ",
      this.#acts(this.#again(again),
        make("a", { href: pageOf(this.#input.value, "") }, this.#t("Mở trang từ điển"))));
    this.#say(error.detail ? failed : [failed, this.#t("Nhấn Enter để thử lại.")].join(" "));
  }

  get #focused() {
    return this.shadowRoot?.activeElement === this.#input;
  }

  /** @param {() => void} act */
  #again(act) {
    return quietButton(this.#t("Thử lại"), () => {
      this.#input.focus();
      act();
    });
  }

  /** @param {...(Node | string)} children */
  #acts(...children) {
    return make("span", { class: "acts" }, ...children);
  }

  /**
   * Say something in the list's place.
   * @param {...(Node | string)} parts
   */
  #tell(...parts) {
    this.#list.tell(...parts);
    this.#list.open = this.#list.open || this.#focused || this.#entered;
  }

  /**
   * To screen readers, after a moment so that it does not cut off what they read of the typing.
   * @param {string} text
   */
  #say(text) {
    clearTimeout(this.#speaking);
    this.#speaking = setTimeout(() => {
      this.#status.textContent = text + (text && text === this.#status.textContent ? "\u00a0" : "");
    }, 400);
  }

  /**
   * A word that the visitor chose: it stands in the box.
   * @param {Result} result
   */
  #choose(result) {
    this.#stop();
    this.#input.value = this.#asked = result.headword;
    this.#clear.hidden = false;
    this.#result = { query: result.headword, more: false, results: [{ ...result, match: "exact", whole: true }] };
    this.#list.show([]);
    this.#read(result, []);
  }

  /**
   * Show a word. What was typed stays in the box.
   * @param {Result} result
   * @param {Result[]} meant what the text may mean, this word among them
   */
  #read(result, meant) {
    const { headword } = result;
    this.#entered = false;
    this.#list.open = false;
    if (this.#touched) this.#input.blur();
    const others = meant.filter((reading) => reading !== result);
    this.#answer.word(result, others, this.getAttribute("definition") === "link", (reading) => {
      this.#onward = true;
      this.#read(reading, meant);
    });
    if (this.#onward) this.#answer.focus();
    this.#onward = false;
    this.#reveal();
    this.#say(this.#t("Nghĩa của {headword} ở bên dưới.", { headword }));
    this.#tellPage(headword, result === meant[0] ? this.#input.value : headword);
  }

  /** An answer that a visitor asked for is to be seen; one of the tag's own `value` moves no page. */
  #reveal() {
    if (this.#touched || this.shadowRoot?.activeElement) this.#answer.reveal();
  }

  /**
   * Tell the page around the widget what is shown.
   * @param {string} headword '' for a sentence
   * @param {string} text that leads to it
   */
  #tellPage(headword, text) {
    this.dispatchEvent(new CustomEvent("tra-tu", { bubbles: true, composed: true, detail: { headword, text } }));
  }
}
