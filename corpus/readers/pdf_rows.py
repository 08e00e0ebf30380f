"""The rows of a page ruled into columns: which glyphs form a cell, a row, and what stands above it in the outline."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.readers.pdf_grid import Glyph, Grid, Rule
from corpus.readers.pdf_lines import HYPHEN, Line

_SAME_LINE = 3.5
_RAISED = 1.5
_LEADERS = re.compile(r"(?:\s*\.){3,}")
_UNDER = 14.0
_NEAR = 1.5


def page_rows(grid: Grid) -> list[Line]:
    """Return the header and the rows of a ruled page, each a line with its cells parted by bars."""
    widest = max(range(len(grid.borders) - 1), key=lambda column: grid.borders[column + 1] - grid.borders[column])
    header = _header(grid)
    names = header.words.replace(HYPHEN, "")
    rows = [header] if header.words.strip(" |") else []
    outline: list[tuple[float, str]] = []
    code = ""
    for glyphs in _rows(grid, widest):
        cells = _cells(grid, glyphs)
        code = cells[0].words or code
        above = _above(outline, _indent(grid, glyphs, widest), cells[widest].words)
        line = _line(cells, widest)
        line.row = " ".join(filter(None, (code, *(cell.words for cell in cells[1:widest])))) or cells[widest].words[:60]
        line.header = " — ".join(filter(None, (names, above)))
        rows.append(line)
    return rows


def _line(cells: Sequence[Line], widest: int) -> Line:
    """Return a row's cells on a line; a description alone needs no bars."""
    alone = not any(cell.words for place, cell in enumerate(cells) if place != widest)
    if alone:
        return Line(cells[widest].words, cells[widest].glyphs)
    line = Line()
    for place, cell in enumerate(cells):
        if place:
            line.add(" | ", -1)
        line.words += cell.words
        line.glyphs += cell.glyphs
    length = len(line.words.rstrip(" |"))
    return Line(line.words[:length], line.glyphs[:length])


def _header(grid: Grid) -> Line:
    """Return the names of the columns; words over a rule across several columns belong to each of them."""
    spread: list[list[Glyph]] = [[] for _ in grid.borders[1:]]
    first: Glyph | None = None
    for glyph in _printed_once(grid.header):
        if first is None or any(not char.strip() for char in grid.chars[first.index : glyph.index]):
            first = glyph
        for column in _columns_under(grid, first):
            spread[column].append(glyph)
    cells = [
        _cell(grid, sorted(glyphs, key=lambda glyph: (-round(glyph.bottom / 4), glyph.index))) for glyphs in spread
    ]
    line = _line(cells, 0)
    line.row = ""
    return line


def _printed_once(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Return the glyphs without those printed over another, a little off, to make them look bold."""
    kept: list[Glyph] = []
    for glyph in glyphs:
        near = (one for one in kept if one.char == glyph.char and abs(one.left - glyph.left) < _NEAR)
        if not any(abs(one.bottom - glyph.bottom) < _NEAR for one in near):
            kept.append(glyph)
    return kept


def _columns_under(grid: Grid, glyph: Glyph) -> range:
    """Return the columns of a header's word: those that the rule right below it spans."""
    above = [rule for rule in grid.rules if 0 < glyph.bottom - rule.y < _UNDER]
    under = [rule for rule in above if rule.left <= glyph.middle <= rule.right]
    rule = max(under, key=lambda rule: rule.y, default=Rule(glyph.middle, glyph.middle, 0))
    is_partial = rule.right - rule.left < 0.9 * (grid.borders[-1] - grid.borders[0])
    left, right = (rule.left, rule.right) if is_partial else (glyph.middle, glyph.middle)
    return range(grid.column(left + 3), grid.column(max(left + 3, right - 3)) + 1)


def _rows(grid: Grid, widest: int) -> list[list[Glyph]]:
    """Return the glyphs of each row: a row starts at a code, or at a description after one that is complete."""
    starts = _starts(grid, widest)
    rows: list[list[Glyph]] = [[] for _ in starts]
    for glyph in grid.body:
        row = sum(glyph.bottom <= start + _SAME_LINE for start in starts) - 1
        rows[max(row, 0)].append(glyph)
    return [row for row in rows if row]


def _starts(grid: Grid, widest: int) -> list[float]:
    described = _text_lines([glyph for glyph in grid.body if grid.column(glyph.middle) == widest])
    coded = _text_lines([glyph for glyph in grid.body if grid.column(glyph.middle) < widest])
    starts = [height for height, _ in coded]
    complete = True
    for height, words in described:
        if complete and not any(abs(height - start) <= _SAME_LINE for start in starts):
            starts.append(height)
        complete = words.endswith(":") or _LEADERS.search(words) is not None
    if not starts:
        starts = [max((glyph.bottom for glyph in grid.body), default=0.0)]
    return sorted(starts, reverse=True)


def _text_lines(glyphs: Sequence[Glyph]) -> list[tuple[float, str]]:
    """Return the height and the words of each line of text, from the top."""
    lines: list[tuple[float, list[str]]] = []
    for glyph in sorted(glyphs, key=lambda glyph: (-glyph.bottom, glyph.index)):
        if not lines or lines[-1][0] - glyph.bottom > _SAME_LINE:
            lines.append((glyph.bottom, []))
        lines[-1][1].append(glyph.char)
    return [(height, "".join(chars)) for height, chars in lines]


def _cells(grid: Grid, glyphs: Sequence[Glyph]) -> list[Line]:
    columns: list[list[Glyph]] = [[] for _ in grid.borders[1:]]
    for glyph in sorted(glyphs, key=lambda glyph: glyph.index):
        columns[grid.column(glyph.middle)].append(glyph)
    return [_cell(grid, column) for column in columns]


def _cell(grid: Grid, glyphs: Sequence[Glyph]) -> Line:
    """Return a cell's words in pdfium's order, a space where it has one or where a footnote mark is raised."""
    line = Line()
    last: Glyph | None = None
    for glyph in glyphs:
        if last is not None and line.words[-1:] != HYPHEN and _parted(grid, last, glyph):
            line.add(" ", -1)
        line.add(glyph.char, glyph.index)
        last = glyph
    for leader in reversed(list(_LEADERS.finditer(line.words))):
        line.replaced(leader.start(), leader.end(), "")
    return line


def _parted(grid: Grid, last: Glyph, glyph: Glyph) -> bool:
    between = grid.chars[last.index + 1 : glyph.index]
    raised = glyph.bottom - last.bottom > _RAISED and glyph.char.isdigit()
    return raised or glyph.index != last.index + 1 + len(between) or any(not char.strip() for char in between)


def _indent(grid: Grid, glyphs: Sequence[Glyph], widest: int) -> float:
    """Return how far to the left a row's description begins."""
    return min((glyph.left for glyph in glyphs if grid.column(glyph.middle) == widest), default=grid.borders[-1])


def _above(outline: list[tuple[float, str]], indent: float, words: str) -> str:
    """Return the descriptions that a row is indented under, and keep its own for the rows after it."""
    while outline and outline[-1][0] >= indent - 1:
        outline.pop()
    above = " ".join(description for _, description in outline)
    if words:
        outline.append((indent, words))
    return above
