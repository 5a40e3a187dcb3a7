/* What the widget says: in Vietnamese, in which it is written, or in English where the tag has `lang="en"`, once that
   catalogue is there. `{name}` stands for a value. */

/** @typedef {Record<string, string>} Catalogue */
/** @typedef {(sentence: string, values?: Record<string, string | number>) => string} Words */

/** @type {Catalogue | undefined} */
let english;

/** @param {Catalogue} catalogue */
export function learnEnglish(catalogue) {
  english = catalogue;
}

/**
 * The language that a tag asks for.
 * @param {HTMLElement} tag
 */
export const languageAsked = (tag) => (/^en\b/i.test(tag.lang) ? "en" : "vi");

/**
 * The language in which a tag speaks.
 * @param {HTMLElement} tag
 */
export const languageOf = (tag) => (english ? languageAsked(tag) : "vi");

/**
 * Sentences in the language of a tag, as it is when they are said.
 * @param {HTMLElement} tag
 * @returns {Words}
 */
export const wordsOf = (tag) => (sentence, values = {}) =>
  ((languageOf(tag) === "en" && english?.[sentence]) || sentence).replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

/**
 * What failed: the service's own sentence, which is Vietnamese, or one of the widget's.
 * @param {{ detail?: string }} error
 * @param {Words} t
 */
export function failure({ detail }, t) {
  const refused = "Từ cần tra chưa hợp lệ.";
  if (detail) return t(refused) === refused ? detail : t(refused);
  return t("Chưa kết nối được tới máy chủ từ điển.");
}
