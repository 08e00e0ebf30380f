"""Rectangles on a PDF's pages cover the quoted words, all of them and hardly anything else."""

from __future__ import annotations

import ctypes
import io
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdfium2 import PdfDocument, raw

from corpus.document import Document, Span
from corpus.errors import UnreadableFileError
from corpus.readers import read
from corpus.readers.pdf_places import Marked, picture, places
from corpus.splitting import split
from files_for_readers import pdf_of

QUOTES = 300
SHARE = 0.98
UNITS = 1_000_000
MARGIN = 0.3
"""In points: a glyph whose box ends on the rectangle's edge is inside."""

PAGES = [
    ["Notice of duties", "The duty on copper is 50 percent of value from 1 August 2025.", "It ends in 2027."],
    ["Second page", "The duty on refined copper is 15 percent of value from 2027 on."],
]


def read_pdf(original: bytes, name: str = "/a/notice.pdf") -> Document:
    (document,) = read(original, name)
    assert isinstance(document, Document), document
    return document


def letters(text: str) -> Counter[str]:
    return Counter(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


def words_under(pdf: PdfDocument, marked: Marked) -> str:
    """Return the words that pdfium finds under the rectangles, by where they stand alone."""
    page = pdf[marked.page - 1]
    textpage = page.get_textpage()
    found = []
    for box in marked.boxes:
        corners = [_point(page, x, y) for x, y in ((box.left, box.top), (box.right, box.bottom))]
        (left, right), (bottom, top) = sorted(x for x, _ in corners), sorted(y for _, y in corners)
        found.append(textpage.get_text_bounded(left - MARGIN, bottom - MARGIN, right + MARGIN, top + MARGIN))
    textpage.close()
    page.close()
    return " ".join(found)


def _point(page: object, x: float, y: float) -> tuple[float, float]:
    across, up = ctypes.c_double(), ctypes.c_double()
    raw.FPDF_DeviceToPage(page, 0, 0, UNITS, UNITS, 0, round(x * UNITS), round(y * UNITS), across, up)
    return across.value, up.value


def failures(original: bytes, document: Document, spans: Sequence[Span]) -> list[str]:
    """Return the quotes whose rectangles leave some of their letters out, or take a tenth more in."""
    pdf = PdfDocument(original)
    failed = []
    for start, end in spans:
        wanted = letters(document.text[start:end])
        under = letters("".join(words_under(pdf, one) for one in places(original, document, start, end)))
        if (wanted - under).total() or (under - wanted).total() > 0.1 * wanted.total():
            failed.append(document.text[start:end])
    pdf.close()
    return failed


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_each_word_is_covered_on_its_page_however_that_is_turned(turned: int) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(PAGES))))
    for page in writer.pages:
        page.rotate(turned)
        # a page whose visible part is smaller than the sheet
        page.cropbox.lower_left = (10, 20)
    written = io.BytesIO()
    writer.write(written)
    original = written.getvalue()
    document = read_pdf(original)
    spans = [(document.text.index(line), document.text.index(line) + len(line)) for page in PAGES for line in page]
    assert failures(original, document, spans) == []
    pages = [one.page for start, end in spans for one in places(original, document, start, end)]
    assert pages == [1, 1, 1, 2, 2]


def test_words_across_two_pages_are_marked_on_both() -> None:
    original = pdf_of(PAGES)
    document = read_pdf(original)
    start, end = document.text.index("It ends"), document.text.index("Second page") + len("Second page")
    assert [one.page for one in places(original, document, start, end)] == [1, 2]


def test_a_document_that_is_no_pdf_has_no_places() -> None:
    (document,) = read(b"# Title\n\nWords of a note.", "/a/note.md")
    assert isinstance(document, Document)
    assert places(b"", document, 0, 5) == ()


def test_a_page_is_shown_as_a_picture_of_the_asked_width() -> None:
    image = Image.open(io.BytesIO(picture(pdf_of(PAGES), 2, 400)))
    assert image.format == "PNG"
    assert abs(image.width - 400) <= 1
    dark = image.convert("L").point(lambda value: value < 128).getbbox()
    assert dark, "the page's words are on it"


def test_a_page_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="2 pages, and page 3"):
        picture(pdf_of(PAGES), 3, 400)


@pytest.mark.timeout(900)
def test_rectangles_cover_the_quotes_of_real_pdfs(shared: Path) -> None:
    files = sorted((shared / "ingest" / "pdf").glob("*.pdf"))
    each = -(-QUOTES // len(files))
    failed: list[str] = []
    asked = 0
    for file in files:
        original = file.read_bytes()
        document = read_pdf(original, str(file))
        passages = split(document, lambda texts: [2 * len(text.split()) for text in texts], 200)
        spans = [span for passage in passages for span in passage.sentences]
        chosen = spans[:: max(1, len(spans) // each)][:each]
        asked += len(chosen)
        failed += failures(original, document, chosen)
    assert asked >= QUOTES
    assert len(failed) <= (1 - SHARE) * asked, failed
