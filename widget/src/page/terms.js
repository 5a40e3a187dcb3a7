/* Which terms of a dictionary stand in a text; pure functions. */

/** @typedef {{ start: number, end: number, term: string }} Place in code units, and the headword as its dictionary writes it */
/** @typedef {{ term?: string, next: Map<string, Step> }} Step */

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const BETWEEN = /^[\s\-\u2010-\u2013]+$/; // two words of one term

/**
 * A word as it is compared: abbreviations keep their case, so that `BAN` is not every `ban`.
 * @param {string} word
 */
const key = (word) => {
  const letters = word.normalize("NFC");
  return letters.length > 1 && letters === letters.toUpperCase() ? letters : letters.toLowerCase();
};

export class Terms {
  /** @type {Step} */
  #first = { next: new Map() };

  /** @param {string[]} headwords */
  constructor(headwords) {
    for (const term of headwords) {
      let step = this.#first;
      for (const [word] of term.matchAll(WORD)) {
        let next = step.next.get(key(word));
        if (!next) step.next.set(key(word), (next = { next: new Map() }));
        step = next;
      }
      if (step !== this.#first) step.term ??= term;
    }
  }

  /**
   * The longest terms from left to right, without overlap.
   * @param {string} text
   * @returns {Place[]}
   */
  in(text) {
    const words = [...text.matchAll(WORD)].map(({ 0: word, index = 0 }) => ({
      start: index, end: index + word.length, key: key(word),
    }));
    /** @type {Place[]} */
    const found = [];
    for (let first = 0; first < words.length; ) {
      const { count, place } = this.#longest(text, words, first);
      if (place) found.push(place);
      first += count;
    }
    return found;
  }

  /**
   * The longest term that begins at a word of a text, and how many words are done with.
   * @param {string} text
   * @param {{ start: number, end: number, key: string }[]} words
   * @param {number} first of the words
   * @returns {{ count: number, place?: Place }}
   */
  #longest(text, words, first) {
    /** @type {{ count: number, place?: Place }} */
    let longest = { count: 1 };
    let step = this.#first;
    const begin = words[first];
    let before = begin;
    for (let last = first; before && begin; last++) {
      const word = words[last];
      const next = word && step.next.get(word.key);
      if (!word || !next || (last > first && !BETWEEN.test(text.slice(before.end, word.start)))) break;
      step = next;
      before = word;
      if (step.term) longest = { count: last - first + 1, place: { start: begin.start, end: word.end, term: step.term } };
    }
    return longest;
  }
}
