"""The headwords of the web's test dictionaries."""

from __future__ import annotations

ODD = [
    ".",
    "..",
    "/",
    "/etc",
    "a/b",
    "a//b",
    "a/",
    "50%",
    "a?b",
    "a#b",
    "a&b=c",
    "x+y",
    "C++",
    'nói "đùa"',
    "<b>",
    "😀 cười",
]
"""Headwords that an address has to hold."""
WORDS = "học, học sinh, học hành, học phí, đường, đương, dương, hoà, hóa, hoa, Đường, thuỷ, lý, kỳ, xã hội".split(", ")
