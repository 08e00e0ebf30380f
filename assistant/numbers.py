"""Numbers as they are meant: "six", 6 and 6.0 are one, "1,000" and "1000" are one, "10%" and "10 percent" too."""

from __future__ import annotations

import re

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: value for value, word in enumerate(_UNITS)} | {
    word: 10 * value for value, word in enumerate(_TENS, start=2)
}

_DIGITS = re.compile(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)*|\d+(?:\.\d+)*")


def numbers_in(text: str) -> frozenset[str]:
    """Return the numbers a text states, each in one spelling: digits without separators or trailing zeros."""
    text = text.lower()
    digits = {_canonical(found.replace(",", "")) for found in _DIGITS.findall(text)}
    return frozenset(digits | _spelled(text))


def _canonical(digits: str) -> str:
    if digits.count(".") == 1:
        digits = digits.rstrip("0").rstrip(".")
    return digits.lstrip("0") or "0"


def _spelled(text: str) -> set[str]:
    """Return the numbers written in words; "one" alone is mostly no number, and stays out."""
    found: set[str] = set()
    value = 0
    for word in [*re.findall(r"[a-z]+|[^a-z\s-]", text), "."]:
        if word in _WORDS:
            value += _WORDS[word]
        elif word == "hundred" and value:
            value *= 100
        elif value and not (word == "and" and value % 100 == 0):
            if value > 1:
                found.add(str(value))
            value = 0
    return found
