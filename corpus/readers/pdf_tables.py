"""Tables of a PDF: pages ruled into columns, read row by row, and lists whose lines begin with tariff codes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pypdfium2 import PdfPage, PdfTextPage

from corpus.document import Part
from corpus.readers import headings
from corpus.readers.pdf_grid import ruled_page
from corpus.readers.pdf_lines import Line, lines_from
from corpus.readers.pdf_rows import page_rows

_CODE = re.compile(r"(?:\d{1,4}\s+|[\"\u201c])?(\d{4}\.\d{2}(?:\.\d{2}){0,2}|\d{8}|\d{10})(?!\S)")
_FEWEST_ROWS = 5
_SHARE = 0.25
_LONGEST_ROW = 8
_LONGEST_HEADER = 200
_NAMES = re.compile(
    r"(?i)\b(?:htsus?|hs\d*|heading|subheading|code|description|product|article|rate|duty|category|countr(?:y|ies))\b"
    r"|税|号列|名称"
)


def grid_lines(page: PdfPage, textpage: PdfTextPage) -> list[Line]:
    """Return the lines of a page ruled into columns, a line per table row; nothing for any other page."""
    grid = ruled_page(page, textpage)
    if grid is None:
        return []
    rows = page_rows(grid)
    outside = lines_from(grid.chars, grid.outside)
    return [*outside, *rows] if rows else []


def marked_rows(lines: Sequence[Line], spans: Sequence[tuple[int, int]], earlier: Sequence[Part]) -> list[Part]:
    """Return a part per table row of a page, those of a ruled page or those that begin with a tariff code."""
    ruled = [
        Part("row", line.row, start, end, line.header)
        for line, (start, end) in zip(lines, spans, strict=True)
        if line.row
    ]
    return ruled or _coded(lines, spans, earlier)


def _coded(lines: Sequence[Line], spans: Sequence[tuple[int, int]], earlier: Sequence[Part]) -> list[Part]:
    """Return the rows of a list by tariff code; one without a header of its own has that of the page before."""
    first = _near([place for place, line in enumerate(lines) if _CODE.match(line.words)])
    if len(first) < _FEWEST_ROWS or len(first) < _SHARE * len(lines):
        return []
    header = _header(lines, first[0]) or next((part.header for part in reversed(earlier) if part.kind == "row"), "")
    rows = []
    for place, after in zip(first, [*first[1:], len(lines)], strict=True):
        last = min(after, place + _LONGEST_ROW) - 1
        code = _CODE.match(lines[place].words)
        rows.append(Part("row", code.group(1) if code else "", spans[place][0], spans[last][1], header))
    return rows


def _header(lines: Sequence[Line], first: int) -> str:
    """Return the line above the first row where it names columns and is no sentence."""
    words = lines[first - 1].words.strip() if first else ""
    is_sentence = words.endswith((".", ",", ";", "”", ":")) or len(words) > _LONGEST_HEADER
    return headings.label_of(words) if _NAMES.search(words) and not is_sentence else ""


def _near(places: list[int]) -> list[int]:
    """Return the places that have another within a row's length: a code in running text stands alone."""
    gaps = [_LONGEST_ROW + 1, *(after - place for place, after in pairwise(places)), _LONGEST_ROW + 1]
    return [place for place, *both in zip(places, gaps, gaps[1:], strict=False) if min(both) <= _LONGEST_ROW]
