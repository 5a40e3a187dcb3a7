/* Elements without markup. */

/**
 * Makes an element. Children that are strings become text, never markup. An empty `lang` is left out.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name !== "lang" || value) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/**
 * A button that looks like a link.
 * @param {string} text
 * @param {() => void} act
 * @param {Record<string, string>} [attributes]
 */
export function quietButton(text, act, attributes = {}) {
  const button = make("button", { type: "button", class: "quiet", ...attributes }, text);
  button.addEventListener("click", act);
  return button;
}

/** The cross on the button that empties the box. */
export function cross() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 12 12");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", "M1 1l10 10M11 1L1 11");
  svg.append(path);
  return svg;
}

/**
 * A link to a page, which an element around it may answer in place (`data-word`).
 * @param {string} word
 * @param {string} href
 * @param {Record<string, string>} attributes
 */
export const wordLink = (word, href, attributes) => make("a", { href, "data-word": word, ...attributes }, word);
