import assert from "node:assert/strict";
import { test } from "node:test";
import { Terms } from "../src/page/terms.js";

const terms = new Terms(["Hội đồng nhân dân", "nhân dân", "UBND", "BAN", "thuế", "thuế giá trị gia tăng", "<b>đất</b>", "!"]);
const found = (/** @type {string} */ text) =>
  terms.in(text).map(({ start, end, term }) => [text.slice(start, end), term]);

test("the longest term wins, from left to right", () => {
  assert.deepEqual(found("hội đồng nhân dân và nhân dân"), [["hội đồng nhân dân", "Hội đồng nhân dân"], ["nhân dân", "nhân dân"]]);
  assert.deepEqual(found("thuế giá trị"), [["thuế", "thuế"]]);
});

test("case does not count but in abbreviations", () => {
  assert.deepEqual(found("THUẾ, Thuế và ban UBND"), [["Thuế", "thuế"], ["UBND", "UBND"]]);
  assert.deepEqual(found("Hội Đồng Nhân Dân"), [["Hội Đồng Nhân Dân", "Hội đồng nhân dân"]]);
});

test("a term ends where a sentence does, and goes over lines and hyphens", () => {
  assert.deepEqual(found("thuế. giá trị gia tăng"), [["thuế", "thuế"]]);
  assert.deepEqual(found("thuế\n  giá trị gia-tăng"), [["thuế\n  giá trị gia-tăng", "thuế giá trị gia tăng"]]);
});

test("marks may be apart from their letters; parts of words are none", () => {
  assert.deepEqual(found("thu\u00ea\u0301 thuếx"), [["thu\u00ea\u0301", "thuế"]]);
});

test("terms are texts: markup and signs do no harm", () => {
  assert.deepEqual(found("b đất b"), [["b đất b", "<b>đất</b>"]]);
  assert.deepEqual(found("! …"), []);
});

test("a page of 200 kB is read in one go", () => {
  const text = "Ủy ban trình hội đồng nhân dân về thuế. ".repeat(5000);
  assert.equal(terms.in(text).length, 10_000);
});
