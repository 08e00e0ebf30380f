"""Dates, legal references and tariff codes as search terms: one term for each, however it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
_MONTH = rf"(?P<month>{'|'.join(_MONTH_NAMES)})[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"

_DATES = (
    re.compile(rf"\b{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}\b"),
    re.compile(rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}\b"),
    re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b"),
    re.compile(rf"\b{_MONTH}\s+(?:of\s+)?{_YEAR}\b"),
)


def _date(found: re.Match[str]) -> Iterator[str]:
    parts = found.groupdict()
    month = _MONTHS.get(parts["month"]) or int(parts["month"])
    yield f"{parts['year']}m{month}"
    if parts.get("day"):
        yield f"{parts['year']}m{month}d{int(parts['day'])}"


def _numbers(found: re.Match[str]) -> list[str]:
    """Return the numbers of a reference or of several: "7.12", "201, 232 and 301", "XXIV"."""
    roman = found.groupdict().get("roman")
    return [str(_from_roman(roman))] if roman else re.findall(_NUMBER, found.group("numbers"))


def _from_roman(numeral: str) -> int:
    values = [_ROMAN[letter] for letter in numeral]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


def _named(name: str) -> Callable[[re.Match[str]], Iterator[str]]:
    """Return what makes a term of a reference's kind and number, and of the number without its last parts.

    Where the pattern has a title (the 19 of 19 U.S.C. 2132), the term begins with it.
    """

    def terms(found: re.Match[str]) -> Iterator[str]:
        title = found.groupdict().get("title") or ""
        for number in _numbers(found):
            yield f"{title}{name}{number}".replace(".", "p")
            if "." in number:
                yield f"{title}{name}{number.partition('.')[0]}"

    return terms


def _joined(name: str) -> Callable[[re.Match[str]], Iterator[str]]:
    """Return what makes one term of a kind and all numbers of a reference: fr90n12345."""
    return lambda found: iter([name + "n".join(re.findall(r"\d+", found.group()))])


def _federal_register(found: re.Match[str]) -> Iterator[str]:
    """Yield volume and page: 90 FR 12,345 → fr90n12345."""
    volume, page = re.findall(r"\d+", found.group().replace(",", ""))
    yield f"fr{volume}n{page}"


def _codes(found: re.Match[str]) -> Iterator[str]:
    """Yield tariff codes and what they roll up to, the most specific first: 8703.23.01 → 87032301, 870323, 8703, 87."""
    for code in re.findall(r"\d[\d.]*", found.group()):
        digits = code.replace(".", "")
        yield from (f"hs{digits[:size]}" for size in (10, 8, 6, 4, 2) if size <= len(digits))


_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_DIGITS = re.compile(r"\d+")
_NUMBER = r"\d+[a-z]?(?:\.\d+)*"
_LIST = rf"(?P<numbers>{_NUMBER}(?:(?:\([a-z0-9]+\))*(?:,\s*(?:and\s+|or\s+)?|\s+and\s+|\s+or\s+|\s*&\s*){_NUMBER}\b)*)"
_ORDERS = r"(?P<numbers>1\d{4}(?:(?:,\s*(?:and\s+)?|\s+and\s+|\s+or\s+)1\d{4}\b)*)"
_CODE = r"\d{4}(?:\.?\d{2}){0,3}"
_STATUTES = ("122", "201", "232", "301", "337", "338", "421", "701", "731")
"""Sections that people name by their number alone: the 301 tariffs, a 232 investigation."""
_MEASURES = r"(?:tariffs?|dut(?:y|ies)|investigations?|actions?|exclusions?|measures?|probes?|cases?|remed(?:y|ies))"


class _Kind(NamedTuple):
    """A kind of reference; a text without a run of so many digits, or without any of the hints, holds none."""

    digits: int
    hints: tuple[str, ...]
    pattern: re.Pattern[str]
    terms: Callable[[re.Match[str]], Iterator[str]]


_KINDS = (
    *(_Kind(4, ("19", "20"), pattern, _date) for pattern in _DATES),
    _Kind(1, ("sec", "§"), re.compile(rf"(?:\bsec(?:tions?|s?\.)?[\s-]*|§+\s*){_LIST}"), _named("section")),
    _Kind(
        3,
        _STATUTES,
        re.compile(rf"(?<![\d.,])(?P<numbers>{'|'.join(_STATUTES)})\s+{_MEASURES}\b"),
        _named("section"),
    ),
    _Kind(1, ("art",), re.compile(rf"\bart(?:icles?|s?\.)?\s*{_LIST}"), _named("article")),
    _Kind(0, ("art",), re.compile(r"\bart(?:icle|\.)?\s+(?P<roman>[ivxlc]+)\b"), _named("article")),
    _Kind(
        5,
        ("1",),
        re.compile(rf"\b(?:executive orders?(?:\s*\(e\.?o\.?\))?|e\.?\s?o\.?s?)[\s-]*(?:nos?\.?\s*)?{_ORDERS}\b"),
        _named("eo"),
    ),
    _Kind(1, ("proc",), re.compile(rf"\bproc(?:lamations?|s?\.)?\s*(?:nos?\.?\s*)?{_LIST}"), _named("proclamation")),
    _Kind(
        1,
        (" u",),
        re.compile(rf"\b(?P<title>\d\d?) u\.?\s?s\.?\s?c\.?(?:\s?a\.)?\s*(?:sec(?:tion|\.)\s*|§+\s*)?{_LIST}"),
        _named("usc"),
    ),
    _Kind(
        1,
        (" c",),
        re.compile(rf"\b(?P<title>\d\d?) c\.?\s?f\.?\s?r\.?\s*(?:parts?\s*|sec(?:tion|\.)\s*|§+\s*)?{_LIST}"),
        _named("cfr"),
    ),
    _Kind(
        3,
        ("f",),
        re.compile(r"\b\d{2}\s+(?:f\.?\s?r\.?|fed\.?\s?reg\.?|federal register)\s+\d{1,3},?\d{3}\b"),
        _federal_register,
    ),
    _Kind(5, ("-", "–"), re.compile(r"\b(?:19|20)\d\d[-–]\d{5}\b"), _joined("frdoc")),
    _Kind(
        2,
        ("-", "–"),
        re.compile(r"\b(?:pub(?:lic|\.)?\s?l(?:aw|\.)?|p\.?\s?l\.?)\s*(?:no\.?\s*)?\d{2,3}[-–]\d{1,3}\b"),
        _joined("publ"),
    ),
    _Kind(4, (".",), re.compile(r"(?<![\d.,$€£-])\d{4}\.\d{2}(?:\.\d{2}(?:\.?\d{2})?)?(?![\d%-]|[.,]\d)"), _codes),
    _Kind(6, ("",), re.compile(r"(?<![\d.,$€£/-])(?:0[1-9]|[1-9]\d)\d{4}(?:\d{2}){0,2}(?![\d%/-]|[.,]\d)"), _codes),
    _Kind(
        4,
        ("hs", "hts", "cn", "taric", "heading", "code", "item"),
        re.compile(
            r"\b(?:hs|hts|htsus|hsn|cn|taric|(?:sub)?headings?|codes?|items?)(?:\s+(?:codes?|headings?|nos?\.?|numbers?))?\s+"
            rf"{_CODE}\b(?:(?:,\s*(?:and\s+|or\s+)?|\s+and\s+|\s+or\s+|\s+to\s+){_CODE}\b)*"
        ),
        _codes,
    ),
    _Kind(
        2,
        ("ch",),
        re.compile(r"\b(?:chapters?|ch\.)\s+\d\d\b(?!\.)(?:(?:,\s*(?:and\s+|or\s+)?|\s+and\s+|\s+or\s+)\d\d\b(?!\.))*"),
        _codes,
    ),
)


def references(folded: str) -> dict[str, str]:
    """Return the terms of the references in a text that is already in lower case, each with its words."""
    terms: dict[str, str] = {}
    # most texts lack what most kinds need, and to see that takes a tenth of a search by pattern
    longest = max(map(len, _DIGITS.findall(folded)), default=0)
    for kind in _KINDS:
        if longest < kind.digits or not any(hint in folded for hint in kind.hints):
            continue
        for found in kind.pattern.finditer(folded):
            for term in kind.terms(found):
                terms.setdefault(term, found.group())
    return terms


def reference_terms(folded: str) -> list[str]:
    """Return the terms of the references in a text that is already in lower case, each once, in order of kind."""
    return list(references(folded))
