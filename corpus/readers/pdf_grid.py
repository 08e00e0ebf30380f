"""A page ruled into columns by long vertical lines: where the columns and the header are, and what stands in them."""

from __future__ import annotations

from dataclasses import dataclass

from pypdfium2 import PdfPage, PdfTextPage, raw

from corpus.readers.pdf_lines import characters

_FEWEST_COLUMNS = 4
_THIN = 3.0
_LONG = 0.5


@dataclass(frozen=True, slots=True)
class Glyph:
    """A visible character with its index on the page and its box."""

    char: str
    index: int
    left: float
    bottom: float
    """Where its line of text ends below, however tall the character itself."""
    right: float

    @property
    def middle(self) -> float:
        """Return the middle of its width."""
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line."""

    left: float
    right: float
    y: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled page: the columns' borders, the glyphs of the header and of the body, and the indices outside."""

    borders: tuple[float, ...]
    rules: tuple[Rule, ...]
    header: tuple[Glyph, ...]
    body: tuple[Glyph, ...]
    chars: list[str]
    outside: list[int]

    def column(self, x: float) -> int:
        """Return the number of the column that a place is in."""
        return max(0, sum(border <= x for border in self.borders[1:-1]))


def ruled_page(page: PdfPage, textpage: PdfTextPage) -> Grid | None:
    """Return the grid of a page that long vertical lines divide into at least four columns."""
    boxes = _paths(page)
    height = page.get_height()
    tall = [box for box in boxes if box[2] - box[0] < _THIN and box[3] - box[1] > _LONG * height]
    borders = _apart([(left + right) / 2 for left, _, right, _ in tall])
    if len(borders) < _FEWEST_COLUMNS + 1:
        return None
    bottom, top = min(box[1] for box in tall), max(box[3] for box in tall)
    flat = [Rule(box[0], box[2], (box[1] + box[3]) / 2) for box in boxes if box[3] - box[1] < _THIN < box[2] - box[0]]
    return _grid(textpage, borders, flat, bottom, top)


def _grid(textpage: PdfTextPage, borders: list[float], flat: list[Rule], bottom: float, top: float) -> Grid | None:
    width = borders[-1] - borders[0]
    across = _apart([rule.y for rule in flat if rule.right - rule.left > 0.9 * width and rule.y > (bottom + top) / 2])
    if len(across) < 2:
        return None
    edge, top = across[-2:]
    chars = characters(textpage)
    inside: list[Glyph] = []
    outside: list[int] = []
    for index, char in enumerate(chars):
        left, low, right, high = textpage.get_charbox(index, loose=True)
        is_across = borders[0] - _THIN < (left + right) / 2 < borders[-1] + _THIN
        is_inside = is_across and bottom - _THIN < (low + high) / 2 < top
        if is_inside and char.strip():
            inside.append(Glyph(char, index, left, low, right))
        elif not is_inside or char == "\n":
            outside.append(index)
    header = tuple(glyph for glyph in inside if glyph.bottom > edge)
    body = tuple(glyph for glyph in inside if glyph.bottom <= edge)
    return Grid(tuple(borders), tuple(flat), header, body, chars, outside)


def _paths(page: PdfPage) -> list[tuple[float, float, float, float]]:
    return [path.get_bounds() for path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=2)]


def _apart(places: list[float]) -> list[float]:
    """Return places in order, those within a line's thickness of each other once."""
    result: list[float] = []
    for place in sorted(places):
        if not result or place - result[-1] > _THIN:
            result.append(place)
    return result
