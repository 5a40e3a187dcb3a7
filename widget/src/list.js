/* The list under the box: a sentence, and headwords to choose from; the popup of a combobox after the ARIA Authoring
   Practices. It marks, opens and places itself, and knows nothing of questions. */
import { make } from "./dom.js";
import { TOP_LAYER, place, toggle } from "./overlay.js";
import { typedPart } from "./text.js";

/** @typedef {import("./api.js").Result} Result */

export class List {
  /** @type {Result[]} */
  #results = [];
  #marked = -1;
  #note = make("p", { class: "note" });
  #options = make("ul", { id: "list", role: "listbox" });
  #input;
  #anchor;
  #box;

  /**
   * @param {HTMLInputElement} input the combobox
   * @param {HTMLElement} box across which the list spans
   * @param {() => HTMLElement} anchor under which the list opens
   * @param {(result: Result) => void} choose
   */
  constructor(input, box, anchor, choose) {
    this.#input = input;
    this.#anchor = anchor;
    this.#box = box;
    this.popup = make("div", { class: "popup" }, this.#note, this.#options);
    if (TOP_LAYER) this.popup.popover = "manual";
    else this.popup.hidden = true;
    // What is pressed in the list must not take the caret away; a link or button in it may.
    this.popup.addEventListener("mousedown", (event) => {
      if (!(/** @type {Element} */ (event.target).closest("a,button"))) event.preventDefault();
    });
    this.#options.addEventListener("click", (event) => {
      const option = /** @type {Element} */ (event.target).closest("[role=option]");
      const result = option && this.#results[[...this.#options.children].indexOf(option)];
      if (result) choose(result);
    });
  }

  /** @param {string} label */
  set label(label) {
    this.#options.ariaLabel = label;
  }

  get length() {
    return this.#results.length;
  }

  /** @returns {Result | undefined} the one that is marked in the open list */
  get marked() {
    return this.open ? this.#results[this.#marked] : undefined;
  }

  /** @returns {HTMLElement | null} the first link or button of the sentence */
  get way() {
    return this.#note.hidden ? null : this.#note.querySelector("a,button");
  }

  get open() {
    return this.#input.getAttribute("aria-expanded") === "true";
  }

  set open(wished) {
    const open = wished && this.#input.isConnected && (this.length > 0 || !this.#note.hidden);
    this.#input.setAttribute("aria-expanded", String(open));
    if (!open) this.mark(-1);
    toggle(this.popup, open);
    if (open) this.place();
  }

  /**
   * Offer other results, without a sentence.
   * @param {Result[]} results
   * @param {string} meaning before the gloss of those that are found by their meaning
   */
  show(results, meaning = "") {
    this.#results = results;
    this.#note.hidden = true;
    this.#options.replaceChildren(
      ...results.map(({ headword, match, entries: [first] }, index) => {
        const [before, typed, after] = typedPart(headword, this.#input.value);
        const name = make("span", { class: "name", "data-from": first?.dictionary ?? "" }, before);
        if (typed) name.append(make("mark", {}, typed), after);
        const gloss = make("span", { "data-to": first?.dictionary ?? "" }, first?.gloss ?? "");
        const label = match === "meaning" ? [make("span", { class: "meaning" }, meaning), " "] : [];
        return make("li", { role: "option", id: "o" + index, "aria-selected": "false" }, name, " ",
          make("span", { class: "gloss" }, ...label, gloss));
      }),
    );
    this.#options.hidden = !results.length;
    this.mark(-1);
  }

  /**
   * The sentence above the results; none hides it.
   * @param {...(Node | string)} parts
   */
  tell(...parts) {
    this.#note.replaceChildren(...parts);
    this.#note.hidden = !parts.length;
    if (this.open) this.place();
  }

  /**
   * Mark the next option (1) or the one before (-1), and around; where the list is closed, open it at its beginning or end.
   * @param {number} step
   */
  walk(step) {
    const last = this.length - 1;
    const next = this.open ? this.#marked + step : step > 0 ? 0 : last;
    this.open = true;
    this.mark(next > last ? 0 : next < 0 ? last : next);
  }

  /** @param {number} index of the option; another number marks none */
  mark(index) {
    this.#options.children[this.#marked]?.setAttribute("aria-selected", "false");
    this.#marked = index;
    const option = this.#options.children[index];
    if (!option) {
      this.#input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    this.#input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  place() {
    place(this.popup, this.#anchor(), this.#box);
  }
}
