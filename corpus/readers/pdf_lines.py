"""The lines of a PDF page as pdfium gives them, with broken words mended and dot leaders shortened."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pypdfium2 import PdfTextPage, raw

from corpus.readers.encoding import clean

HYPHEN = "\u00ad"
"""Stands for a hyphen at a line's end, until it is known whether the word has one."""
_PDFIUM_HYPHEN = 2
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LEADERS = re.compile(r"\s*(?:\.\s?){4,}\s*|\s*…{2,}\s*|_{4,}")
_BROKEN = re.compile(rf"([^\W\d_]*){HYPHEN}([^\W\d_]*)")
_TALLEST_CELL = 8
_SAME_LINE = 2.5
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


class _Place(NamedTuple):
    left: float
    right: float
    bottom: float


@dataclass(slots=True)
class Line:
    """A line's words and, per character, the index of its glyph on the page (-1 for one that was inserted)."""

    words: str = ""
    glyphs: list[int] = field(default_factory=list)
    row: str | None = None
    """For a row of a table: its label."""
    header: str = ""

    def add(self, words: str, glyph: int) -> None:
        """Add the characters of one glyph."""
        self.words += words
        self.glyphs += [glyph] * len(words)

    def replaced(self, start: int, end: int, words: str) -> None:
        """Put other words in place of some, as the glyph of the first of them."""
        glyph = self.glyphs[start] if start < len(self.glyphs) else -1
        self.words = self.words[:start] + words + self.words[end:]
        self.glyphs[start:end] = [glyph] * len(words)


def characters(textpage: PdfTextPage) -> list[str]:
    """Return a page's characters by pdfium's index; one without visible form is empty."""
    codes = [raw.FPDFText_GetUnicode(textpage, index) for index in range(textpage.count_chars())]
    shown = {code: _shown(code) for code in set(codes)}
    result = [shown[code] for code in codes]
    for index in range(len(codes) - 1):
        if 0xD800 <= codes[index] < 0xDC00 <= codes[index + 1] < 0xE000:
            result[index] = chr(0x10000 + ((codes[index] - 0xD800) << 10) + codes[index + 1] - 0xDC00)
    return result


def page_lines(textpage: PdfTextPage) -> list[Line]:
    """Return a page's lines that hold anything, in pdfium's order but for labels drawn after what they label."""
    lines = lines_from(characters(textpage), range(textpage.count_chars()))
    return _labels_first(lines, [_place(textpage, line) for line in lines])


def _place(textpage: PdfTextPage, line: Line) -> _Place:
    left, bottom, _, _ = textpage.get_charbox(line.glyphs[0], loose=True)
    _, _, right, _ = textpage.get_charbox(line.glyphs[-1], loose=True)
    return _Place(left, right, bottom)


def _labels_first(lines: list[Line], places: list[_Place]) -> list[Line]:
    """Put a label that stands left of the first of several lines, and is drawn after them, before them.

    Some programs draw the cell of several lines first and then the code beside it, whose words would otherwise be
    taken for those of the next code.
    """
    ordered: list[int] = []
    for number, label in enumerate(places):
        target = len(ordered)
        for back in range(len(ordered) - 1, max(-1, len(ordered) - 1 - _TALLEST_CELL), -1):
            if places[ordered[back]].left <= label.right:
                break
            if abs(places[ordered[back]].bottom - label.bottom) < _SAME_LINE:
                target = back
        ordered.insert(target, number)
    return [lines[number] for number in ordered]


def lines_from(chars: Sequence[str], indices: Sequence[int]) -> list[Line]:
    """Return the lines that some of a page's characters form."""
    lines = [Line()]
    for index in indices:
        if chars[index] == "\n":
            lines.append(Line())
        else:
            lines[-1].add(chars[index], index)
    return [_trimmed(line) for line in lines if line.words.strip()]


def mended(pages: list[list[Line]]) -> list[list[Line]]:
    """Return pages whose words broken at line ends are whole again, judged by the words that the document uses."""
    lines = [line for page in pages for line in page]
    words = Counter(word.lower() for line in lines for word in _WORD.findall(_BROKEN.sub(" ", line.words)))
    for line in lines:
        while HYPHEN in line.words:
            _mend(line, words)
        for leader in reversed(list(_LEADERS.finditer(line.words))):
            line.replaced(leader.start(), leader.end(), " … " if leader.end() < len(line.words) else "")
    return pages


def _mend(line: Line, words: Counter[str]) -> None:
    """Replace the first open hyphen by a real one or by nothing."""
    place = line.words.index(HYPHEN)
    broken = next(match for match in _BROKEN.finditer(line.words) if match.end(1) == place)
    line.replaced(place, place + 1, "-" if _is_compound(broken.group(1), broken.group(2), words) else "")


def _is_compound(first: str, second: str, words: Counter[str]) -> bool:
    """Tell "amino-compounds" from "propose": by the whole word elsewhere, else by its halves elsewhere."""
    first, second = first.lower(), second.lower()
    if not first or not second:
        return True
    hyphened, plain = words[f"{first}-{second}"], words[first + second]
    if hyphened != plain:
        return hyphened > plain
    shorter = min(len(first), len(second))
    return shorter == 1 or (shorter > 2 and words[first] > 1 and words[second] > 1)


def _shown(code: int) -> str:
    if code == _PDFIUM_HYPHEN:
        return HYPHEN
    if code in (0, 0x0D) or code > 0x10FFFF:
        return ""
    char = chr(code)
    return _LIGATURES.get(char, clean("\t" if char == "\t" else char)).replace("\t", " ")


def _trimmed(line: Line) -> Line:
    start = len(line.words) - len(line.words.lstrip())
    end = len(line.words.rstrip())
    return Line(line.words[start:end], line.glyphs[start:end], line.row, line.header)
