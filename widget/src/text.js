/* Which letters of a headword were typed; pure functions. */

const SIGNS = /[^\p{L}\p{N}]/gu;

/**
 * Letters without marks in lower case, by which a headword is compared with what was typed.
 * @param {string} text
 */
export const fold = (text) =>
  text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();

/**
 * The headword in three pieces, the middle one being the letters that were typed: from its beginning, else from one of
 * its syllables. Without them the first piece is all of it. Together the pieces are the headword, letter by letter.
 * @param {string} headword
 * @param {string} query
 * @returns {[before: string, typed: string, after: string]}
 */
export function typedPart(headword, query) {
  const characters = [...headword];
  /** @type {number[]} for each code unit of the folded headword, which character it comes from */
  const origin = [];
  let letters = "";
  characters.forEach((character, index) => {
    letters += fold(character).replace(SIGNS, "");
    while (origin.length < letters.length) origin.push(index);
  });
  const typed = fold(query).replace(SIGNS, "");
  const character = (/** @type {number} */ unit) => /** @type {number} */ (origin[unit]);
  let first = typed ? letters.indexOf(typed) : -1;
  while (first > 0 && /[\p{L}\p{N}\p{M}]/u.test(characters[character(first) - 1] ?? "")) {
    first = letters.indexOf(typed, first + 1);
  }
  if (first < 0) return [headword, "", ""];
  const begin = character(first);
  const end = character(first + typed.length - 1) + 1;
  const piece = (/** @type {number} */ from, /** @type {number} */ to) => characters.slice(from, to).join("");
  return [piece(0, begin), piece(begin, end), piece(end, characters.length)];
}
