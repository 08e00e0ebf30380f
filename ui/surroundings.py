"""Quoted words, marked where they stand in a few paragraphs of their document, in their row where that is a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.document import Document, Part, Span
from ui.markup import escaped

PARAGRAPHS = 3
"""So many paragraphs before and after the words are shown."""
CHARACTERS = 1500
"""At most so many characters on either side."""

_PARAGRAPH_END = re.compile(r"\n\s*\n")
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+)$", re.MULTILINE)


def in_document(document: Document, chosen: Span, others: Sequence[Span] = ()) -> str:
    """Return the chosen words in the text around them; other quoted words that stand there are marked more lightly."""
    row = row_of(document, chosen)
    columns = f'<p class="columns"><b>Columns</b> {escaped(row.header)}</p>' if row and row.header else ""
    around = surroundings(document.text, *chosen, row=(row.start, row.end) if row else None, others=others)
    return f'{columns}<div class="around">{around}</div>'


def row_of(document: Document, span: Span) -> Part | None:
    """Return the row of a table that the words stand in."""
    rows = (part for part in document.parts if part.kind == "row" and part.start <= span[0] and span[1] <= part.end)
    return next(rows, None)


def surroundings(text: str, start: int, end: int, row: Span | None = None, others: Sequence[Span] = ()) -> str:
    """Return the marked words `[start, end)` in a few paragraphs of the text around them."""
    first, last = _begin(text, start), _stop(text, end)
    if row:
        first, last = min(first, row[0]), max(last, row[1])
    ahead, behind = "… " if first > 0 else "", " …" if last < len(text) else ""
    left, right = row or (start, end)
    opened, closed = ('<span class="row">', "</span>") if row else ("", "")
    # the words stand in one element, exactly as they are, line ends and all
    return (
        f"{ahead}{_plain(text, first, left, others)}{opened}{_plain(text, left, start, others)}"
        f"<mark>{escaped(text[start:end])}</mark>"
        f"{_plain(text, end, right, others)}{closed}{_plain(text, right, last, others)}{behind}"
    )


def _plain(text: str, start: int, end: int, others: Sequence[Span]) -> str:
    """Return a stretch of text, with those of the other quotes that lie within it marked."""
    shown = ""
    at = start
    for left, right in sorted(others):
        if at <= left and right <= end:
            shown += f'{_laid_out(text[at:left])}<mark class="other">{escaped(text[left:right])}</mark>'
            at = right
    return shown + _laid_out(text[at:end])


def _laid_out(text: str) -> str:
    headed = _HEADING.sub(r'<strong class="heading">\1</strong>', escaped(text))
    return _PARAGRAPH_END.sub('<span class="gap"></span>', headed)


def _begin(text: str, start: int) -> int:
    floor = max(0, start - CHARACTERS)
    gaps = [gap.end() for gap in _PARAGRAPH_END.finditer(text, floor, start)]
    if floor == 0 and len(gaps) <= PARAGRAPHS:
        return 0
    return gaps[-min(len(gaps), PARAGRAPHS + 1)] if gaps else _space(text, floor)


def _stop(text: str, end: int) -> int:
    ceiling = min(len(text), end + CHARACTERS)
    gaps = [gap.start() for gap in _PARAGRAPH_END.finditer(text, end, ceiling)]
    if len(gaps) > PARAGRAPHS:
        return gaps[PARAGRAPHS]
    if ceiling == len(text):
        return ceiling
    return gaps[-1] if gaps else max(text.rfind(" ", end, ceiling), end)


def _space(text: str, floor: int) -> int:
    found = re.compile(r"\s").search(text, floor)
    return found.end() if found else floor
