import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";
import { ENGLISH } from "../src/english.js";
import { failure, languageOf, learnEnglish, wordsOf } from "../src/words.js";


const VIETNAMESE = /[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]/i;
/** What the service says before cross references. */
const LABELS = ["xem", "xem thêm:", "đồng nghĩa:", "trái nghĩa:"];
const folder = new URL("../src/", import.meta.url);
const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".js") && name !== "english.js");

/** All that stands in quotation marks in the source, and is no comment. */
async function texts() {
  const found = new Set();
  for (const name of names) {
    const code = (await readFile(new URL(name, folder), "utf8")).replace(/\/\*[^]*?\*\/|\/\/ .*/g, "");
    for (const [, double, template] of code.matchAll(/"([^"\n]*)"|`([^`]*)`/g)) found.add(double ?? template);
  }
  return found;
}

test("every sentence of the source is in the catalogue, and the catalogue holds no other", async () => {
  const found = await texts();
  const said = [...found].filter((text) => VIETNAMESE.test(text) && !text.startsWith("[đ"));
  assert.deepEqual(said.filter((text) => !(text in ENGLISH)), []);
  assert.deepEqual(Object.keys(ENGLISH).filter((sentence) => !found.has(sentence)).sort(), LABELS.sort());
});

test("a translation has the values of its sentence, and is none of Vietnamese", () => {
  const values = (/** @type {string} */ text) => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const [sentence, english] of Object.entries(ENGLISH)) {
    assert.deepEqual(values(english), values(sentence), sentence);
    assert.doesNotMatch(english, VIETNAMESE);
  }
});

test("the tag's language decides, as it is when something is said", () => {
  const tag = { lang: "" };
  const t = wordsOf(/** @type {any} */ (tag));
  assert.equal(t("nghĩa: {text}", { text: "a{b}" }), "nghĩa: a{b}");
  tag.lang = "en-GB";
  assert.equal(t("nghĩa: {text}", { text: "học" }), "nghĩa: học", "before the catalogue is there");
  assert.equal(languageOf(/** @type {any} */ (tag)), "vi");
  learnEnglish(ENGLISH);
  assert.equal(t("nghĩa: {text}", { text: "học" }), "meaning: học");
  assert.equal(failure({ detail: "Từ quá dài." }, t), "This text cannot be looked up.");
  tag.lang = "vi";
  assert.equal(failure({ detail: "Từ quá dài." }, t), "Từ quá dài.");
  assert.equal(failure({}, t), "Chưa kết nối được tới máy chủ từ điển.");
});
