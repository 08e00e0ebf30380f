"""Dates, legal references and tariff codes as search terms: one term for each, however it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

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


def _named(name: str) -> Callable[[re.Match[str]], Iterator[str]]:
    """Return what makes a term of a reference's kind and number, and of the number without its last parts."""

    def terms(found: re.Match[str]) -> Iterator[str]:
        number = found.group("number").rstrip(".")
        yield f"{name}{number}".replace(".", "p")
        if "." in number:
            yield f"{name}{number.partition('.')[0]}"

    return terms


def _code(found: re.Match[str]) -> Iterator[str]:
    """Yield a tariff code and what it rolls up to: 8703.23.01 → 870323, 8703, 87."""
    digits = found.group().replace(".", "")
    yield from (f"hs{digits[:size]}" for size in (10, 8, 6, 4, 2) if size <= len(digits))


def _code_in(found: re.Match[str]) -> Iterator[str]:
    code = re.search(r"\d[\d.]*", found.group())
    if code:
        yield from _code(code)


_NUMBER = r"(?P<number>\d+[a-z]?(?:\.\d+)*)"
_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Iterator[str]]], ...] = (
    *((pattern, _date) for pattern in _DATES),
    (re.compile(rf"(?:\bsec(?:tion|\.)?|§+)\s*{_NUMBER}"), _named("section")),
    (re.compile(rf"\bart(?:icle|\.)?\s+{_NUMBER}"), _named("article")),
    (re.compile(r"\b(?:executive order|e\.?\s?o\.?)\s*(?:no\.?\s*)?(?P<number>1\d{4})\b"), _named("eo")),
    (re.compile(rf"\b19 u\.?\s?s\.?\s?c\.?\s*(?:§+\s*)?{_NUMBER}"), _named("19usc")),
    (re.compile(rf"\b19 c\.?\s?f\.?\s?r\.?\s*(?:part\s*|§+\s*)?{_NUMBER}"), _named("19cfr")),
    (re.compile(r"\b\d{4}\.\d{2}(?:\.\d{2}(?:\.?\d{2})?)?\b"), _code),
    (re.compile(r"\b(?:hs|hts|hsn|heading|subheading|code)\s+\d{4}(?:\.?\d{2}){0,3}\b"), _code_in),
)


def references(folded: str) -> dict[str, str]:
    """Return the terms of the references in a text that is already in lower case, each with its words."""
    terms: dict[str, str] = {}
    for pattern, make in _PATTERNS:
        for found in pattern.finditer(folded):
            for term in make(found):
                terms.setdefault(term, found.group())
    return terms


def reference_terms(folded: str) -> list[str]:
    """Return the terms of the references in a text that is already in lower case, each once, in order of kind."""
    return list(references(folded))
