"""PDF: text in reading order with its pages, and for every character the glyph that it was."""

from __future__ import annotations

import io
import logging
import re
import sys
from array import array
from dataclasses import replace
from threading import Lock
from typing import Any

import pypdfium2
from pypdf import PdfReader

from corpus.document import Document, Part
from corpus.errors import UnreadableFileError
from corpus.readers import headings
from corpus.readers.building import ordered
from corpus.readers.finishing import finished
from corpus.readers.naming import is_useless
from corpus.readers.pdf_furniture import without_furniture
from corpus.readers.pdf_lines import Line, mended, page_lines
from corpus.readers.pdf_tables import grid_lines, marked_rows

PDFIUM = Lock()
"""pdfium is not thread-safe: one file at a time."""
_ENDED = re.compile(r"[.!?:;)\]\u201d\"\u2019|]$")

logging.getLogger("pypdf").addHandler(logging.NullHandler())


def read(raw: bytes, origin: str) -> Document:
    """Return the document of a PDF; raises UnreadableFileError for an encrypted, damaged or wholly scanned one."""
    _check_whole(raw)
    with PDFIUM:
        pages = _pages(raw)
    empty = [number for number, lines in enumerate(pages, 1) if not any(line.words.strip() for line in lines)]
    if len(empty) == len(pages):
        raise UnreadableFileError(f"no text layer on any of its {len(pages)} pages: run OCR (e.g. ocrmypdf) first")
    title, outline = _metadata(raw)
    text, glyphs, spans, starts = _joined(without_furniture(mended(pages)))
    marked = [*_outlined(text, outline, starts), *_obvious(text, spans)]
    parts = ordered((*spans, *headings.parts(text, marked)))
    document = finished(origin, text, title, parts=parts, warnings=_warnings(empty))
    return replace(document, glyphs=glyphs)


def _check_whole(raw: bytes) -> None:
    """Refuse a file that ends before its end: pdfium would read the pages that are left as if they were all."""
    end = raw.rfind(b"%%EOF")
    if end < 0 or end < raw.rfind(b"endobj"):
        raise UnreadableFileError("is a PDF that is cut off (its end is missing): download it again")


def _pages(raw: bytes) -> list[list[Line]]:
    """Return the lines of every page, in pdfium's reading order or, on a page ruled as a table, row by row."""
    try:
        pdf = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        raise UnreadableFileError(_why(str(error))) from error
    try:
        return [_page(pdf, number) for number in range(len(pdf))]
    except pypdfium2.PdfiumError as error:
        raise UnreadableFileError(f"is a damaged PDF ({error}): download it again or print it to a new PDF") from error
    finally:
        pdf.close()


def _page(pdf: pypdfium2.PdfDocument, number: int) -> list[Line]:
    page = pdf[number]
    textpage = page.get_textpage()
    try:
        return grid_lines(page, textpage) or page_lines(textpage)
    finally:
        textpage.close()
        page.close()


def _why(error: str) -> str:
    if "password" in error.lower():
        return "is encrypted and needs a password: save a copy without a password and add that"
    return f"is no PDF that can be opened ({error.rstrip('.')}): download it again or print it to a new PDF"


def _joined(pages: list[list[Line]]) -> tuple[str, bytes, list[Part], list[int]]:
    """Return the text of all pages, its glyphs, a part per page and per table row, and where each page starts."""
    pieces: list[str] = []
    glyphs = array("i")
    parts: list[Part] = []
    starts: list[int] = []
    for number, lines in enumerate(pages, 1):
        start = len(glyphs)
        starts.append(start)
        spans: list[tuple[int, int]] = []
        for place, line in enumerate(lines):
            spans.append((len(glyphs), len(glyphs) + len(line.words)))
            gap = _gap(line, place == len(lines) - 1)
            pieces += (line.words, gap)
            glyphs.extend([*line.glyphs, *[-1] * len(gap)])
        if spans:
            parts += marked_rows(lines, spans, parts)
            parts.append(Part("page", f"page {number}", start, spans[-1][1]))
    return "".join(pieces), _little_endian(glyphs), parts, starts


def _gap(line: Line, is_last: bool) -> str:
    """Return a blank line after a page whose last sentence has ended, so that a sentence across pages stays one."""
    return "\n\n" if is_last and _ENDED.search(line.words.rstrip()) else "\n"


def _little_endian(glyphs: array[int]) -> bytes:
    if sys.byteorder == "big":
        glyphs.byteswap()
    return glyphs.tobytes()


def _warnings(empty: list[int]) -> tuple[str, ...]:
    if not empty:
        return ()
    numbers = ", ".join(map(str, empty))
    return (f"page {numbers} has no text layer" if len(empty) == 1 else f"pages {numbers} have no text layer",)


def _obvious(text: str, parts: list[Part]) -> list[headings.Heading]:
    """Return the headings that the text shows, outside table rows."""
    rows = [part for part in parts if part.kind == "row"]
    return headings.outside(headings.find(text, markdown=False, capitals=False), rows)


def _outlined(text: str, outline: list[tuple[int, int, str]], starts: list[int]) -> list[headings.Heading]:
    """Return a heading for each outline entry whose words stand on their page."""
    found = []
    for level, page, title in outline:
        words = [re.escape(word) for word in title.split()[:12]]
        if not words or page >= len(starts):
            continue
        end = starts[page + 1] if page + 1 < len(starts) else len(text)
        if match := re.compile(r"^[ \t\dA-Z.]{0,8}?" + r"\s+".join(words), re.MULTILINE).search(
            text, starts[page], end
        ):
            found.append(headings.Heading(match.start(), match.end(), level, headings.label_of(match.group())))
    return found


def _metadata(raw: bytes) -> tuple[str, list[tuple[int, int, str]]]:
    """Return the title that the PDF states and its outline as (rank, page from 0, words); neither is vital."""
    try:
        reader = PdfReader(io.BytesIO(raw))
        title = " ".join(str((reader.metadata.title if reader.metadata else "") or "").split())
        outline = list(_entries(reader, reader.outline, 1)) if len(reader.pages) else []
    except Exception:  # pypdf stumbles over much that pdfium reads
        return "", []
    return ("" if is_useless(title) else title), outline[:2000]


def _entries(reader: PdfReader, outline: list[Any], level: int) -> list[tuple[int, int, str]]:
    entries: list[tuple[int, int, str]] = []
    for entry in outline:
        if isinstance(entry, list):
            entries += _entries(reader, entry, level + 1)
        elif (page := reader.get_destination_page_number(entry)) is not None and page >= 0:
            entries.append((min(level, 6), page, str(entry.title)))
    return entries
