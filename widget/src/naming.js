/* What follows from the list of dictionaries, which may come later than an answer: elements say by a dictionary's id that
   they show its title (`data-title`), or text in the language of its headwords (`data-from`) or definitions (`data-to`). */

/** @typedef {import("./api.js").Dictionary} Dictionary */

/**
 * Give the elements below a node their titles and languages, as far as the dictionaries are known.
 * @param {ParentNode} root
 * @param {Map<string, Dictionary>} known
 */
export function nameDictionaries(root, known) {
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-title],[data-from],[data-to]"))) {
    const { title, from, to } = element.dataset;
    const dictionary = known.get(title ?? from ?? to ?? "");
    if (!dictionary) continue;
    const language = from ? dictionary.from : to ? dictionary.to : "";
    if (title) element.textContent = dictionary.title;
    if (language) element.lang = language;
  }
}
