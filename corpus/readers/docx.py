"""Word documents (DOCX): paragraphs with their automatic numbers, headings, tables and footnotes in their order."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

import docx
from docx.oxml.ns import qn
from lxml import etree

from corpus.document import Document
from corpus.errors import UnreadableFileError
from corpus.readers import archive
from corpus.readers.building import TextBuilder, term
from corpus.readers.docx_numbering import Numbering
from corpus.readers.finishing import finished
from corpus.readers.naming import is_useless

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from lxml.etree import _Element

_P, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_WORDS = {qn("w:t"), f"{_MATH}t"}
_FRACTION = {f"{_MATH}num": "", f"{_MATH}den": " / "}
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
# Deleted words, the second rendering of a drawing, and text boxes, which Word anchors in the middle of a sentence.
_SKIPPED = {
    qn("w:del"),
    qn("w:moveFrom"),
    qn("w:pPr"),
    qn("w:txbxContent"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_SHORT_CELL = 60


def read(raw: bytes, origin: str) -> Document:
    """Return the document of a DOCX file; raises UnreadableFileError for a damaged or encrypted one."""
    package = archive.unzip(raw)
    archive.member(package, "word/document.xml")
    try:
        word = docx.Document(io.BytesIO(raw))
    except (KeyError, ValueError, AttributeError, etree.XMLSyntaxError, ParseError) as error:
        raise UnreadableFileError(
            f"is no DOCX that can be read ({error}): open it in Word and save it again"
        ) from error
    builder = TextBuilder()
    _Reading(word, builder).add(word.element.body)
    for number, note in enumerate(_footnotes(word), 1):
        builder.paragraph(f"{number} {note}")
    title = " ".join((word.core_properties.title or "").split())
    return finished(origin, builder.text, "" if is_useless(title) else title, parts=builder.parts())


class _Reading:
    """The walk through a document's body, which the numbering of paragraphs depends on."""

    def __init__(self, word: WordDocument, builder: TextBuilder) -> None:
        self._builder = builder
        self._numbering = Numbering(word)
        self._names = {style.style_id: (style.name or "").lower() for style in word.styles}

    def add(self, container: _Element) -> None:
        """Add the blocks of a body, a content control or any other container, in order."""
        for block in container:
            if block.tag == _P:
                self._paragraph(block)
            elif block.tag == _TABLE:
                self._builder.table(list(self._rows(block)))
            elif block.tag not in _SKIPPED and isinstance(block.tag, str):
                self.add(block)

    def _paragraph(self, paragraph: _Element) -> None:
        words = self._words(paragraph)
        if level := self._level(paragraph):
            self._builder.heading(" ".join(words.split()), level)
        else:
            self._builder.paragraph(words)

    def _words(self, paragraph: _Element) -> str:
        """Return a paragraph's number, which Word stores apart from its words, and its words."""
        number = self._numbering.number(paragraph)
        return f"{number} {_inner(paragraph).lstrip(' ')}".strip(" ") if number else _inner(paragraph)

    def _level(self, paragraph: _Element) -> int:
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        name = self._names.get(style.get(qn("w:val")), "") if style is not None else ""
        digits = name.removeprefix("heading ")
        return 1 if name == "title" else int(digits) if digits != name and digits.isdigit() else 0

    def _rows(self, table: _Element) -> Iterator[list[str]]:
        """Yield the cells of each row; a short cell merged over several rows, often a code, stands in each."""
        above: dict[int, str] = {}
        for row in table.iterchildren(_ROW):
            cells: dict[int, str] = {}
            column = 0
            for cell in row.iter(_CELL):
                if next(cell.iterancestors(_ROW)) is not row:
                    continue
                words = self._cell_words(cell)
                if _property(cell, "w:vMerge") in ("", "continue"):
                    words = above.get(column, "") if len(above.get(column, "")) <= _SHORT_CELL else ""
                cells[column] = words
                span = _property(cell, "w:gridSpan") or "1"
                column += int(span) if span.isdigit() else 1
            above = cells
            yield list(cells.values())

    def _cell_words(self, cell: _Element) -> str:
        """Return a cell's paragraphs and nested tables on one line."""
        pieces = []
        for block in cell:
            if block.tag == _P:
                pieces.append(self._words(block))
            elif block.tag == _TABLE:
                pieces += [", ".join(row) for row in self._rows(block)]
        return " ".join(piece for piece in pieces if piece.strip())


def _inner(element: _Element) -> str:
    """Return the words below an element, inserted ones with the others and deleted ones not."""
    pieces = []
    for child in element:
        if child.tag in _WORDS:
            pieces.append(child.text or "")
        elif child.tag in _SIGNS:
            pieces.append(_SIGNS[child.tag])
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            inner = _inner(child)
            pieces.append(_FRACTION[child.tag] + term(inner) if child.tag in _FRACTION else inner)
    return "".join(pieces)


def _property(cell: _Element, name: str) -> str | None:
    """Return the value of a cell's property, empty where it has none, None where the property is not there."""
    found = cell.find(f"{qn('w:tcPr')}/{qn(name)}")
    return None if found is None else found.get(qn("w:val")) or ""


def _footnotes(word: WordDocument) -> Iterator[str]:
    """Yield the footnotes, which Word keeps in a file of their own."""
    for part in word.part.package.iter_parts():
        if str(part.partname) != "/word/footnotes.xml":
            continue
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        for note in etree.fromstring(part.blob, parser):
            words = " ".join(" ".join(_inner(paragraph) for paragraph in note.iter(_P)).split())
            if words and note.get(qn("w:type")) is None:
                yield words
