/* What the widget says: in Vietnamese, in which it is written, or in English where the tag has `lang="en"`.
   `{name}` stands for a value. */

/** @type {Record<string, string>} */
export const ENGLISH = {
  "Các từ tìm được": "Words found",
  "Các từ trong câu": "Words of the sentence",
  "Các từ trong câu ở bên dưới.": "The words of the sentence are below.",
  "Có phải bạn muốn tìm?": "Did you mean:",
  "Có {count} kết quả. Dùng phím mũi tên để chọn.": "Results: {count}. Use the arrow keys to choose.",
  "Có {count} từ gần giống; dùng phím mũi tên để chọn.": "Similar words: {count}. Use the arrow keys to choose.",
  "Cũng có thể là:": "It may also be:",
  "Chưa kết nối được tới máy chủ từ điển.": "The dictionary cannot be reached.",
  "Chưa tải được đầy đủ nghĩa.": "The full definition could not be loaded.",
  "chưa có trong từ điển": "not in the dictionary",
  "Giấy phép: {licence}.": "Licence: {licence}.",
  "Gõ có dấu hoặc không dấu. Khi hiện danh sách, dùng phím mũi tên để chọn, Enter để xem nghĩa.":
    "Type with or without marks. In the list, use the arrow keys to choose and Enter to read the meaning.",
  "Hãy gõ từ cần tra.": "Type a word to look up.",
  "Hãy kiểm tra chính tả, gõ không dấu hoặc gõ ít chữ hơn.": "Check the spelling, or type without marks or fewer letters.",
  "Hiện {count} kết quả đầu tiên; gõ thêm để thu hẹp. Dùng phím mũi tên để chọn.":
    "First {count} results; type more to narrow them down. Use the arrow keys to choose.",
  "Không tìm thấy “{query}”.": "“{query}” was not found.",
  "Không tìm thấy “{query}” trong từ điển này.": "“{query}” was not found in this dictionary.",
  "Mở trang riêng của từ": "Open the word’s own page",
  "Mở trang từ điển": "Open the dictionary’s page",
  "nghĩa: {text}": "meaning: {text}",
  "Nghĩa của từ": "Meaning of the word",
  "Nghĩa của {headword}": "Meaning of {headword}",
  "Nghĩa của {headword} ở bên dưới.": "The meaning of {headword} is below.",
  "Nguồn: {source}.": "Source: {source}.",
  "Nhấn Enter để thử lại.": "Press Enter to try again.",
  "Nhấn Enter để tra “{text}”.": "Press Enter to look up “{text}”.",
  "Thiết bị chưa có kết nối mạng.": "This device is offline.",
  "Thử lại": "Try again",
  "Thu gọn": "Show less",
  "Tìm trong tất cả từ điển": "Search all dictionaries",
  "Tra": "Look up",
  "Tra từ": "Word",
  "Tra “{text}”": "Look up “{text}”",
  "Tất cả từ điển": "All dictionaries",
  "Từ cần tra chưa hợp lệ.": "This text cannot be looked up.",
  "Từ điển": "Dictionary",
  "Từ điển trả lời chậm, xin chờ thêm.": "The dictionary is slow to answer; please wait a little.",
  "Xem nghĩa đầy đủ": "Full definition",
  "Xem thêm": "Show more",
  "Xem từng từ trong câu": "Show it word by word",
  "Xóa từ đang gõ": "Clear the text",
  "Đang tra…": "Looking up…",
  "Đoạn văn quá dài; ô tra từ chỉ giữ {count} ký tự đầu.": "The text is too long; only its first {count} characters are kept.",
  "Đóng": "Close",
};

/** @typedef {(sentence: string, values?: Record<string, string | number>) => string} Words */

/**
 * The language in which a tag speaks.
 * @param {HTMLElement} tag
 */
export const languageOf = (tag) => (/^en\b/i.test(tag.lang) ? "en" : "vi");

/**
 * Sentences in the language of a tag, as it is when they are said.
 * @param {HTMLElement} tag
 * @returns {Words}
 */
export const wordsOf = (tag) => (sentence, values = {}) =>
  ((languageOf(tag) === "en" && ENGLISH[sentence]) || sentence).replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

/**
 * What failed: the service's own sentence, which is Vietnamese, or one of the widget's.
 * @param {{ detail?: string }} error
 * @param {Words} t
 */
export function failure({ detail }, t) {
  const refused = t("Từ cần tra chưa hợp lệ.");
  if (detail) return refused in ENGLISH ? detail : refused;
  return t("Chưa kết nối được tới máy chủ từ điển.");
}
