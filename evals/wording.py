"""Which spellings count as the same words: the rule of `must_contain` in the contract."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_MARKER = re.compile(r"\s*\[\d{1,3}(?:\s*[,–-]\s*\d{1,3})*\]")
# a plain space parts thousands only before noughts: "Section 232 301" holds two numbers
_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3})((?:[,'_]\d{3})+|(?: \d{3})* 000)(?!\d)")
_FIXED_SPACE = re.compile(r"(?<=\d)[\u00a0\u202f\u2009](?=\d{3}(?!\d))")
_TYPOGRAPHY = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
    | dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u0060\u00b4", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"')
    | {"\u00ad": None}
)


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """Return a text without citation markers, case, typography, thousands separators and runs of white space."""
    plain = (
        unicodedata.normalize("NFKC", _FIXED_SPACE.sub("_", _MARKER.sub(" ", text))).translate(_TYPOGRAPHY).casefold()
    )
    plain = " ".join(plain.split())
    return _THOUSANDS.sub(lambda found: found[1] + re.sub(r"\D", "", found[2]), plain)


def says(text: str, wording: str) -> bool:
    """Tell whether a text has a wording at word boundaries; a number never counts as part of a longer one."""
    return _pattern(fold(wording)).search(fold(text)) is not None


def facts_said(text: str, facts: tuple[tuple[str, ...], ...]) -> list[bool]:
    """Tell of each fact whether the text has any of its wordings."""
    return [any(says(text, wording) for wording in wordings) for wordings in facts]


@lru_cache(maxsize=10_000)
def _pattern(wording: str) -> re.Pattern[str]:
    before = r"(?<!\w)" if wording[:1].isalnum() else ""
    after = r"(?!\w)" if wording[-1:].isalnum() else ""
    if wording[:1].isdigit():
        before += r"(?<!\d[.,])"
    if wording[-1:].isdigit():
        after += r"(?![.,]\d)"
    return re.compile(before + re.escape(wording) + after)
