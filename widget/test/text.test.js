import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, typedPart } from "../src/text.js";

test("marks, case and đ do not count", () => {
  assert.equal(fold("Đường Nguyễn Huệ"), "duong nguyen hue");
  assert.equal(fold("học"), fold("ho\u0323c"));
});

for (const [headword, query, pieces] of /** @type {const} */ ([
  ["học", "hoc", ["", "học", ""]],
  ["học sinh", "hoc s", ["", "học s", "inh"]],
  ["sinh học", "hoc", ["sinh ", "học", ""]],
  ["đại biểu", "daibi", ["", "đại bi", "ểu"]],
  ["hoa học trò", "ho", ["", "ho", "a học trò"]],
  ["khoa học", "hoc", ["khoa ", "học", ""]],
  ["thoang", "hoa", ["thoang", "", ""]],
  ["học", "xyz", ["học", "", ""]],
  ["học", " ?", ["học", "", ""]],
  ["ho\u0323c tro\u0300", "hoc t", ["", "ho\u0323c t", "ro\u0300"]],
  ["𡨸 nôm", "nom", ["𡨸 ", "nôm", ""]],
])) {
  test(`“${query}” in ${headword}`, () => {
    assert.deepEqual(typedPart(headword, query), pieces);
    assert.equal(typedPart(headword, query).join(""), headword);
  });
}
