"""Running heads, feet and page numbers: kept where they first stand, left out where they would break a sentence."""

from __future__ import annotations

import re
from collections import Counter

from corpus.readers.pdf_lines import Line

_FROM_TOP = 4
_FROM_BOTTOM = 5
_FEWEST_PAGES = 3
_SHARE = 0.4
_NUMBERED = re.compile(
    r"(?:(?:GN\s+)?(?:page\s+|p\.\s?))?(?:\w{1,7}\s?[-\u2013]\s?)?(\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?|[-\u2013]\s*(\d{1,4})\s*[-\u2013]",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"[IVXLC]{1,6}|[ivxlc]{1,6}")


def without_furniture(pages: list[list[Line]]) -> list[list[Line]]:
    """Return the pages without page numbers, and with each running line and table header only where it first stands."""
    if len(pages) < _FEWEST_PAGES:
        return pages
    running = _running(pages)
    offsets = _number_offsets(pages)
    seen: set[str] = set()
    return [_kept(lines, number, running, offsets, seen) for number, lines in enumerate(pages, 1)]


def _kept(lines: list[Line], number: int, running: set[str], offsets: set[int], seen: set[str]) -> list[Line]:
    edge = _edge(lines)
    kept = []
    for place, line in enumerate(lines):
        if line.row == "":
            if line.words in seen:
                continue
            seen.add(line.words)
        elif place in edge and line.words in running:
            if line.words in seen or _ROMAN.fullmatch(line.words):
                continue
            seen.add(line.words)
        elif place in edge and (stated := _page_number(line.words)) is not None and stated - number in offsets:
            continue
        kept.append(line)
    return kept


def _edge(lines: list[Line]) -> set[int]:
    """Return the places of the first and last lines of a page; rows of a table are never furniture."""
    places = [*range(min(_FROM_TOP, len(lines))), *range(max(0, len(lines) - _FROM_BOTTOM), len(lines))]
    return {place for place in places if lines[place].row is None}


def _running(pages: list[list[Line]]) -> set[str]:
    """Return the lines that stand at the edge of many pages."""
    counts = Counter(words for lines in pages for words in {lines[place].words for place in _edge(lines)})
    fewest = max(_FEWEST_PAGES, _SHARE * len(pages))
    return {words for words, count in counts.items() if count >= fewest}


def _number_offsets(pages: list[list[Line]]) -> set[int]:
    """Return the differences between printed and counted page numbers that recur: only those are page numbers."""
    found: Counter[int] = Counter()
    for number, lines in enumerate(pages, 1):
        stated = (_page_number(lines[place].words) for place in _edge(lines))
        found.update({value - number for value in stated if value is not None})
    return {offset for offset, count in found.items() if count >= max(_FEWEST_PAGES, len(pages) // 5)}


def _page_number(words: str) -> int | None:
    match = _NUMBERED.fullmatch(words.strip())
    return int(match.group(1) or match.group(2)) if match else None
