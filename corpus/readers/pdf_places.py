"""Where words of a PDF stand on its pages: rectangles over their glyphs, and the page as a picture to show them on."""

from __future__ import annotations

import io
import re
import sys
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import PdfDocument, PdfPage, PdfTextPage, raw

from corpus.document import Document
from corpus.errors import UnreadableFileError
from corpus.readers.pdf import PDFIUM

_SAME_LINE = 0.5
"""Two glyphs are on a line when they share at least so much of the lower one's height."""
_WORD_GAP = 1.2
"""Glyphs of a line join when the gap between them is at most so many times its height: cells of a table stay apart."""
_UNITS = 1_000_000
_Extent = tuple[float, float, float, float]
"""Where something begins and ends along its line, and across it."""
_PAGE = re.compile(r"page (\d+)")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page as it is shown, in shares of its width and height from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Marked:
    """The words that a span has on one page, the number of which counts from 1."""

    page: int
    boxes: tuple[Box, ...]


def places(original: bytes, document: Document, start: int, end: int) -> tuple[Marked, ...]:
    """Return where the characters `[start, end)` of a PDF's text stand, page by page.

    `original` is the file that the document was read from. Nothing is returned for a document that has no glyphs.
    Raises UnreadableFileError.
    """
    if not document.glyphs:
        return ()
    glyphs = _by_page(document, start, end)
    with PDFIUM, _opened(original) as pdf:
        return tuple(Marked(number, _boxes(pdf, number, wanted)) for number, wanted in glyphs if number <= len(pdf))


def picture(original: bytes, page: int, width: int) -> bytes:
    """Return a page, counted from 1, as a PNG so many pixels wide. Raises UnreadableFileError."""
    with PDFIUM, _opened(original) as pdf:
        if not 1 <= page <= len(pdf):
            raise UnreadableFileError(f"has {len(pdf)} pages, and page {page} was asked for")
        shown = pdf[page - 1]
        bitmap = shown.render(scale=width / max(shown.get_size()[0], 1))
        image = bitmap.to_pil().convert("RGB").quantize(64)
        bitmap.close()
        shown.close()
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


class _opened:  # noqa: N801 - read as a statement
    """A PDF that is closed again; the caller holds pdfium's lock."""

    def __init__(self, original: bytes) -> None:
        try:
            self._pdf = PdfDocument(original)
        except pypdfium2.PdfiumError as error:
            raise UnreadableFileError(f"is no PDF that can be opened ({error})") from error

    def __enter__(self) -> PdfDocument:
        return self._pdf

    def __exit__(self, *_: object) -> None:
        self._pdf.close()


def _by_page(document: Document, start: int, end: int) -> Iterator[tuple[int, list[int]]]:
    """Yield each page that the span touches, with the glyphs that it has there."""
    glyphs = array("i")
    glyphs.frombytes(document.glyphs)
    if sys.byteorder == "big":
        glyphs.byteswap()
    for part in document.parts:
        number = _PAGE.fullmatch(part.label) if part.kind == "page" else None
        if number and part.start < end and start < part.end:
            wanted = glyphs[max(start, part.start) : min(end, part.end)]
            # a ligature is one glyph of several characters
            found = list(dict.fromkeys(glyph for glyph in wanted if glyph >= 0))
            if found:
                yield int(number.group(1)), found


def _boxes(pdf: PdfDocument, number: int, glyphs: Iterable[int]) -> tuple[Box, ...]:
    page = pdf[number - 1]
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        single = (_box(page, textpage, glyph) for glyph in glyphs if glyph < count)
        return tuple(_joined(box for box in single if box.right > box.left and box.bottom > box.top))
    finally:
        textpage.close()
        page.close()


def _box(page: PdfPage, textpage: PdfTextPage, glyph: int) -> Box:
    """Return a glyph's rectangle on the page as it is shown: turned as the page says, and cut to its visible part."""
    left, bottom, right, top = textpage.get_charbox(glyph, loose=True)
    corners = [_shown(page, x, y) for x, y in ((left, bottom), (right, top))]
    across, down = [x for x, _ in corners], [y for _, y in corners]
    return Box(min(across), min(down), max(across), max(down))


def _shown(page: PdfPage, x: float, y: float) -> tuple[float, float]:
    across, down = raw.c_int(), raw.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, _UNITS, _UNITS, 0, x, y, across, down)
    return across.value / _UNITS, down.value / _UNITS


def _joined(boxes: Iterable[Box]) -> Iterator[Box]:
    """Yield one rectangle for the glyphs of a line that stand next to each other."""
    current: Box | None = None
    last: Box | None = None
    for box in boxes:
        if current and last and _adjoin(last, box):
            current = Box(
                min(current.left, box.left),
                min(current.top, box.top),
                max(current.right, box.right),
                max(current.bottom, box.bottom),
            )
        else:
            if current:
                yield current
            current = box
        last = box
    if current:
        yield current


def _adjoin(last: Box, box: Box) -> bool:
    """Tell whether a glyph goes on from the last one, across the page or, on one that is turned, up or down."""
    across = _follow((last.left, last.right, last.top, last.bottom), (box.left, box.right, box.top, box.bottom))
    return across or _follow((last.top, last.bottom, last.left, last.right), (box.top, box.bottom, box.left, box.right))


def _follow(last: _Extent, box: _Extent) -> bool:
    height = min(last[3] - last[2], box[3] - box[2])
    shared = min(last[3], box[3]) - max(last[2], box[2])
    gap = max(box[0] - last[1], last[0] - box[1])
    # heights and widths are shares of different lengths: pages are about as wide as they are high
    return shared >= _SAME_LINE * height and gap <= _WORD_GAP * height
