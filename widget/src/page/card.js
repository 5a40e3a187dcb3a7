/* The card in which a word of the host page is explained: beside the word, above the page, and gone with Escape, with its
   button, or with a press elsewhere. The page behind it stays usable. */

/** @typedef {import("../element.js").Kit} Kit */
/** @typedef {import("../api.js").Lookup} Lookup */
/** @typedef {{ getBoundingClientRect(): DOMRect }} Anchor */

export class Card {
  #kit;
  #answer;
  #asking;
  /** @type {HTMLElement | null} which has the focus again afterwards */
  #back = null;
  #text = "";
  #dictionary = "";

  /**
   * @param {Kit} kit
   * @param {AbortSignal} signal ends it
   */
  constructor(kit, signal) {
    this.#kit = kit;
    this.#asking = new kit.Asking();
    const chosen = () => this.#dictionary;
    this.#answer = new kit.Answer(kit.host, () => this.close(), (word) => this.#ask(word, ""), { ...kit, chosen }, true);
    kit.host.shadowRoot?.querySelector(".root")?.append(this.#answer.element);
    const on = { signal, capture: true };
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.#answer.lifted) return;
      event.stopPropagation();
      event.preventDefault();
      this.close();
    }, on);
    document.addEventListener("pointerdown", (event) => {
      if (this.#answer.lifted && !event.composedPath().includes(this.#answer.element)) this.close(false);
    }, on);
    addEventListener("resize", () => this.#answer.lifted && this.#answer.place(), { signal });
    signal.addEventListener("abort", () => {
      this.close(false);
      this.#answer.element.remove();
    });
  }

  /**
   * @param {string} text
   * @param {string} dictionary '' for the one that the box asks
   * @param {Anchor} anchor beside which it opens
   */
  open(text, dictionary, anchor) {
    const { activeElement } = document;
    this.#back = activeElement instanceof HTMLElement && activeElement !== document.body ? activeElement : null;
    this.#answer.clear();
    this.#answer.anchor = anchor;
    this.#ask(text, dictionary);
  }

  /** @param {boolean} [back] whether the focus goes back to where it was */
  close(back = true) {
    this.#asking.stop();
    this.#answer.clear();
    if (back) this.#back?.focus({ preventScroll: true });
    this.#back = null;
  }

  /**
   * @param {string} text
   * @param {string} dictionary
   */
  #ask(text, dictionary) {
    this.#text = text;
    this.#dictionary = dictionary || this.#kit.chosen();
    this.#look();
  }

  #look() {
    this.#question((signal) => this.#kit.lookup(this.#text, this.#dictionary, 8, signal), (found) => this.#answered(found));
  }

  /**
   * @template Found
   * @param {(signal: AbortSignal) => Promise<Found>} question
   * @param {(found: Found) => void} answered
   */
  #question(question, answered) {
    const { failure, t } = this.#kit;
    const note = (/** @type {string} */ text) => this.#answer.note(text);
    this.#asking.ask(question, {
      loading: () => note(t("Đang tra…")),
      slow: () => note(t("Từ điển trả lời chậm, xin chờ thêm.")),
      answered: (found) => {
        answered(found);
        this.#answer.focus();
      },
      failed: (error) => note(failure(error, t)),
    });
  }

  /** @param {Lookup} found */
  #answered(found) {
    const { readings, segment, t } = this.#kit;
    const answer = this.#answer;
    const [first, ...others] = readings(found);
    const suggestions = found.results.length ? found.results : found.suggestions ?? [];
    if (!first && this.#dictionary) {
      this.#dictionary = ""; // a word of the page may stand in another one
      this.#look();
    } else if (first) {
      answer.word(first, others, false, (reading) => this.#answered({ ...found, results: [reading] }));
    } else if (/\s/.test(this.#text)) {
      this.#question((signal) => segment(this.#text, this.#dictionary, signal),
        (sentence) => answer.sentence(sentence, this.#text, ""));
    } else {
      answer.note(t("Không tìm thấy “{query}”.", { query: this.#text }), suggestions.map(({ headword }) => headword));
    }
  }
}
