/* What is asked of the service, and how long a visitor waits for it.

   Knows /lookup, /entries, /segment, /dictionaries and what their answers link to. */

/**
 * @typedef {object} Dictionary
 * @property {string} id
 * @property {string} title
 * @property {string} from language of the headwords, '' unknown
 * @property {string} to language of the definitions, '' unknown
 * @property {string} licence
 * @property {string} source
 * @property {string} terms address of its headwords
 *
 * @typedef {object} Entry
 * @property {string} dictionary
 * @property {string} gloss
 * @property {string} page of the word
 *
 * @typedef {object} Result
 * @property {string} headword
 * @property {string} match
 * @property {boolean} whole
 * @property {Entry[]} entries
 *
 * @typedef {object} Lookup
 * @property {string} query
 * @property {boolean} more
 * @property {Result[]} results
 * @property {Result[]} [suggestions]
 *
 * @typedef {object} Article
 * @property {string} html each piece of it with its language
 * @property {{headword: string, page: string}[]} [see] headwords that it refers to and that are there
 *
 * @typedef {object} Part of an answer: what one dictionary has under a headword
 * @property {Dictionary} dictionary
 * @property {Article[]} entries
 * @property {string} [next] address of the entries that follow
 * @property {string} [report] where a mistake in it is reported
 *
 * @typedef {object} Sentence
 * @property {{text: string, headword?: string, dictionary?: string, gloss?: string, page?: string}[]} words
 */

const script = /** @type {HTMLScriptElement | null} */ (
  document.currentScript || document.querySelector('script[src*="/widget"]')
);
/** Address below which the service stands, with a final slash. */
export const BASE = new URL(".", script?.src || location.href).href;

/**
 * Where a link of an answer leads: to the web, a mailbox, or the service's first page.
 * @param {string} path
 */
export function address(path) {
  try {
    const { href, protocol } = new URL(path, BASE);
    return /^(https?|mailto):$/.test(protocol) ? href : BASE;
  } catch {
    return BASE;
  }
}

/**
 * Address of the service's own page that answers a text.
 * @param {string} text
 * @param {string} dictionary '' for all
 * @param {Record<string, string>} [further] parameters
 */
export const pageOf = (text, dictionary, further) =>
  `${BASE}?${new URLSearchParams({ q: text, ...(dictionary && { dict: dictionary }), ...further })}`;

const LOADING = 500; // ms until a visitor is told that the question is on its way
const SLOW = 3000;
const LONGEST = 15_000;

/** Characters of the longest text that is looked up, and of the longest that is shown word by word. */
export const LONGEST_QUERY = 100;
export const LONGEST_SENTENCE = 1000;

/** An answer that is none. `detail`: the service's own sentence, '' without. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {string} [detail]
   */
  constructor(status, detail = "") {
    super(detail || String(status));
    this.status = status;
    this.detail = detail;
  }
}

/**
 * The JSON at an address of the service. Rejects with Refused for another status, else with what `fetch` rejects with.
 * @param {string} address
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export async function json(address, signal) {
  const reply = await fetch(new URL(address, BASE), { signal, credentials: "omit" });
  const body = await reply.json();
  if (!reply.ok) throw new Refused(reply.status, body.detail);
  return body;
}

/** @type {Promise<Dictionary[]> | null} asked once a page, and again after a failure */
let asked = null;

/** @returns {Promise<Dictionary[]>} */
export function dictionaries() {
  asked ??= json("dictionaries")
    .then((body) => body.dictionaries)
    .catch((error) => {
      asked = null;
      throw error;
    });
  return asked;
}

/** Ask for the dictionaries anew next time. */
export function forgetDictionaries() {
  asked = null;
}

/**
 * @param {string} text
 * @param {string} dictionary '' for all
 * @param {number} limit
 * @param {AbortSignal} signal
 * @returns {Promise<Lookup>}
 */
export async function lookup(text, dictionary, limit, signal) {
  const chosen = dictionary && `&dict=${encodeURIComponent(dictionary)}`;
  const body = await json(`lookup?q=${encodeURIComponent(text)}&limit=${limit}${chosen}`, signal);
  if (!Array.isArray(body.results)) throw new Refused(200);
  return body;
}

/**
 * What a text may mean: the words that are whole, found by themselves.
 * @param {Lookup} found
 */
export const readings = ({ results }) => results.filter(({ whole, match }) => whole && match !== "meaning");

/**
 * Everything under a headword in several dictionaries.
 * @param {string} headword
 * @param {string[]} ids
 * @returns {Promise<Part[]>}
 */
export async function entries(headword, ids) {
  const wishes = new URLSearchParams([["headword", headword], ...ids.map((id) => ["dict", id])]);
  return (await patient(`entries?${wishes}`)).results;
}

/**
 * @param {string} address of entries that follow, as an answer names it
 * @returns {Promise<Part>}
 */
export const following = (address) => patient(address);

/**
 * The words of a text.
 * @param {string} text
 * @param {string} dictionary '' for all
 * @param {AbortSignal} signal
 * @returns {Promise<Sentence>}
 */
export async function segment(text, dictionary, signal) {
  const wishes = new URLSearchParams({ text });
  if (dictionary) wishes.set("dict", dictionary);
  const body = await json(`segment?${wishes}`, signal);
  if (!Array.isArray(body.words)) throw new Refused(200);
  return body;
}

/**
 * JSON that nobody gives up but time.
 * @param {string} address
 */
const patient = (address) => json(address, AbortSignal.timeout(LONGEST));

/** Questions of which only the newest counts: the answer to an earlier one is never heard of. */
export class Asking {
  #stop = () => {};

  /** Give up the question on its way. */
  stop() {
    this.#stop();
    this.#stop = () => {};
  }

  /** @returns whether a question is on its way */
  get busy() {
    return this.#busy;
  }

  #busy = false;

  /**
   * @template Answer
   * @param {(signal: AbortSignal) => Promise<Answer>} question
   * @param {{ loading: () => void, slow: () => void, answered: (answer: Answer) => void, failed: (error: any) => void }} then
   */
  ask(question, { loading, slow, answered, failed }) {
    this.stop();
    const request = new AbortController();
    const timers = [
      setTimeout(loading, LOADING),
      setTimeout(slow, SLOW),
      setTimeout(() => request.abort(), LONGEST),
    ];
    let current = true;
    const end = () => {
      if (!current) return false;
      current = this.#busy = false;
      timers.forEach(clearTimeout);
      return true;
    };
    this.#busy = true;
    let stopped = false;
    this.#stop = () => {
      stopped = true;
      if (end()) request.abort();
    };
    const answer = question(request.signal).then((found) => {
      if (end()) answered(found);
    });
    // An answer of another shape than promised fails where it is shown, after the end of the question.
    answer.catch((error) => {
      if (end() || !stopped) failed(error);
    });
  }
}
