"""The numbers that Word shows before paragraphs ("Article 7", "(a)") and stores only as rules."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from docx.oxml.ns import qn

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from lxml.etree import _Element

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_DEEPEST = 9


class _Level(NamedTuple):
    start: int
    form: str
    pattern: str


class Numbering:
    """Counts numbered paragraphs in the order in which they are asked about."""

    def __init__(self, word: WordDocument) -> None:
        root = _numbering_root(word)
        definitions = [] if root is None else root.findall(qn("w:abstractNum"))
        self._levels = {_value(one, "w:abstractNumId"): _levels(one) for one in definitions}
        self._definition = {
            _value(one, "w:numId"): _child_value(one, "w:abstractNumId")
            for one in ([] if root is None else root.findall(qn("w:num")))
        }
        self._styles = {style.style_id: style.element for style in word.styles}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)

    def number(self, paragraph: _Element) -> str:
        """Return the number before a paragraph, nothing for one without a number or with a bullet."""
        number_id, depth = self._reference(paragraph)
        definition = self._definition.get(number_id, "")
        levels = self._levels.get(definition, {})
        if depth not in levels:
            return ""
        counts = self._counts[definition]
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        return _shown(levels, counts, depth)

    def _reference(self, paragraph: _Element) -> tuple[str, int]:
        """Return the numbering and the depth of a paragraph: its own, or those of its style and what that rests on."""
        depth = ""
        bearer: _Element | None = paragraph
        style = _child_value(paragraph, "w:pPr", "w:pStyle")
        for _ in range(_DEEPEST):
            if bearer is None:
                break
            depth = depth or _child_value(bearer, "w:pPr", "w:numPr", "w:ilvl")
            if number_id := _child_value(bearer, "w:pPr", "w:numPr", "w:numId"):
                return number_id, int(depth) if depth.isdigit() else 0
            bearer = self._styles.get(style)
            style = "" if bearer is None else _child_value(bearer, "w:basedOn")
        return "", 0


def _numbering_root(word: WordDocument) -> _Element | None:
    for part in word.part.package.iter_parts():
        if str(part.partname) == "/word/numbering.xml":
            return getattr(part, "element", None)
    return None


def _levels(definition: _Element) -> dict[int, _Level]:
    levels = {}
    for level in definition.findall(qn("w:lvl")):
        start, depth = _child_value(level, "w:start"), _value(level, "w:ilvl")
        levels[int(depth) if depth.isdigit() else 0] = _Level(
            int(start) if start.isdigit() else 1,
            _child_value(level, "w:numFmt"),
            _child_value(level, "w:lvlText"),
        )
    return levels


def _shown(levels: dict[int, _Level], counts: dict[int, int], depth: int) -> str:
    """Return a level's pattern ("Article %1") with the counts of the levels that it names."""
    if levels[depth].form == "bullet":
        return ""

    def count(match: re.Match[str]) -> str:
        place = int(match.group(1)) - 1
        level = levels.get(place)
        return _figure(counts.get(place, level.start), level.form) if level else ""

    return re.sub(r"%([1-9])", count, levels[depth].pattern).strip()


def _figure(count: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("lowerRoman", "upperRoman"):
        return _roman(count).upper() if form == "upperRoman" else _roman(count)
    return "" if form == "none" else str(count)


def _roman(count: int) -> str:
    figure = ""
    for value, letters in _ROMAN:
        figure += letters * (count // value)
        count %= value
    return figure


def _value(element: _Element, name: str) -> str:
    return str(element.get(qn(name)) or "")


def _child_value(element: _Element, *path: str) -> str:
    child = element.find("/".join(qn(name) for name in path))
    return "" if child is None else _value(child, "w:val")
