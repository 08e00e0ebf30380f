"""A document's text put together from paragraphs, headings and table rows, with the parts on the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.dates import labelled_date
from corpus.document import Part
from corpus.readers import headings
from corpus.readers.encoding import clean

CELL_BREAK = " | "


def row_text(cells: Iterable[str]) -> str:
    """Return the cells of a table row on one line; empty ones keep their place."""
    return CELL_BREAK.join(" ".join(cell.split()) for cell in cells).strip().rstrip(" |")


def term(words: str) -> str:
    """Return one side of a fraction written on one line, in brackets where it is a sum or a difference."""
    return f"({words})" if set(words) & set("+-\u2212") else words


class TextBuilder:
    """Collects paragraphs, headings and rows in reading order; `text` and `parts()` are what came of them."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._headings: list[headings.Heading] = []
        self._rows: list[Part] = []

    @property
    def text(self) -> str:
        """Return the text so far."""
        return "".join(self._pieces)

    def paragraph(self, words: str, gap: str = "\n\n") -> tuple[int, int]:
        """Add a paragraph after `gap`, and return where it stands; an empty one adds nothing."""
        words = clean(words).strip()
        if not words:
            return self._length, self._length
        if self._length:
            self._add(gap)
        start = self._length
        self._add(words)
        return start, self._length

    def heading(self, words: str, level: int) -> None:
        """Add a heading of a rank, 1 being the highest."""
        start, end = self.paragraph(words)
        if end > start and not labelled_date(words):
            self._headings.append(headings.Heading(start, end, level, headings.label_of(words)))

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Add a table; its first row is the header of the others where it reads like one."""
        header = row_text(rows[0]) if has_header(rows) else ""
        for number, row in enumerate(rows):
            self._row(row, "" if number == 0 else header, "\n" if number else "\n\n")

    def parts(self) -> tuple[Part, ...]:
        """Return the parts: by explicit headings, by those obvious from the text, and the table rows."""
        text = self.text
        obvious = headings.outside(headings.find(text, markdown=False), self._rows)
        both = {one.start: one for one in obvious} | {one.start: one for one in self._headings}
        return ordered((*headings.parts(text, both.values()), *self._rows))

    def _row(self, cells: Sequence[str], header: str, gap: str) -> None:
        start, end = self.paragraph(row_text(cells) if any(cell.strip() for cell in cells) else "", gap)
        if end > start:
            self._rows.append(
                Part("row", headings.label_of(next(cell for cell in cells if cell.strip())), start, end, header)
            )

    def _add(self, words: str) -> None:
        self._pieces.append(words)
        self._length += len(words)


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first of several rows names the columns: short cells, all filled, fewer digits than letters."""
    if len(rows) < 2 or len(rows[0]) < 2 or not all(cell.strip() for cell in rows[0]):
        return False
    return all(len(cell) <= 120 and sum(map(str.isdigit, cell)) < len(cell) / 3 for cell in rows[0])


def ordered(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return parts in the order of the text, the wider before the narrower."""
    return tuple(sorted(parts, key=lambda part: (part.start, -part.end)))
