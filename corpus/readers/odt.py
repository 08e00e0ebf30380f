"""OpenDocument texts (ODT): paragraphs, headings and tables in their order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lxml import etree

from corpus.document import Document
from corpus.errors import UnreadableFileError
from corpus.readers import archive
from corpus.readers.building import TextBuilder, term
from corpus.readers.finishing import finished
from corpus.readers.naming import is_useless

if TYPE_CHECKING:
    from zipfile import ZipFile

    from lxml.etree import _Element

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_OBJECT = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}object"
_LINK = "{http://www.w3.org/1999/xlink}href"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_SKIPPED = {
    f"{_TEXT}tracked-changes",
    f"{_OFFICE}annotation",
    f"{_TEXT}sequence-decls",
    f"{_OFFICE}forms",
    f"{_TEXT}note",
}
_WIDEST = 200


def read(raw: bytes, origin: str) -> Document:
    """Return the document of an ODT file; raises UnreadableFileError for a damaged or encrypted one."""
    package = archive.unzip(raw)
    body = _parsed(archive.member(package, "content.xml")).find(f".//{_OFFICE}text")
    if body is None:
        raise UnreadableFileError("holds no text document, perhaps an encrypted one: save it as ODT without a password")
    _write_out_formulas(body, package)
    builder = TextBuilder()
    _add(builder, body)
    for number, note in enumerate(body.iter(f"{_TEXT}note-body"), 1):
        builder.paragraph(f"{number} {' '.join(' '.join(_words(words) for words in note.iter(f'{_TEXT}p')).split())}")
    title = _title(package) if "meta.xml" in package.namelist() else ""
    return finished(origin, builder.text, title, parts=builder.parts())


def _parsed(content: bytes) -> _Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFileError(f"is no ODT that can be read ({error}): open it and save it again") from error


def _add(builder: TextBuilder, element: _Element) -> None:
    for child in element:
        if child.tag == f"{_TEXT}h":
            builder.heading(" ".join(_words(child).split()), _level(child))
        elif child.tag == f"{_TEXT}p":
            builder.paragraph(_words(child))
        elif child.tag == f"{_TABLE}table":
            builder.table(list(_rows(child)))
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            _add(builder, child)


def _level(heading: _Element) -> int:
    stated = heading.get(f"{_TEXT}outline-level") or "1"
    return max(1, min(6, int(stated))) if stated.isdigit() else 1


def _rows(table: _Element) -> Iterator[list[str]]:
    for row in table.iter(f"{_TABLE}table-row"):
        if next(row.iterancestors(f"{_TABLE}table")) is table:
            yield list(_cells(row))


def _cells(row: _Element) -> Iterator[str]:
    for cell in row.iterchildren(f"{_TABLE}table-cell"):
        inside = (inner for inner in cell.iter(f"{_TEXT}p", f"{_TEXT}h") if not _in_note(inner))
        words = " ".join(_words(inner) for inner in inside)
        repeated = cell.get(f"{_TABLE}number-columns-repeated") or "1"
        yield from [words] * (min(int(repeated), _WIDEST) if repeated.isdigit() and words.strip() else 1)


def _in_note(paragraph: _Element) -> bool:
    return next(paragraph.iterancestors(f"{_TEXT}note", f"{_OFFICE}annotation"), None) is not None


def _write_out_formulas(body: _Element, package: ZipFile) -> None:
    """Put the words of each formula, which is a file of its own, where the formula stands."""
    names = set(package.namelist())
    for formula in body.iter(_OBJECT):
        name = f"{(formula.get(_LINK) or '').removeprefix('./').rstrip('/')}/content.xml"
        if name in names:
            root = _parsed(archive.member(package, name))
            formula.text = _formula(root) if root.tag.endswith("}math") else ""


def _formula(element: _Element) -> str:
    """Return a formula on one line, a fraction with a stroke."""
    inner = [
        _formula(child) for child in element if isinstance(child.tag, str) and not child.tag.endswith("}annotation")
    ]
    if element.tag.endswith("}mfrac"):
        return " / ".join(term(words) for words in inner)
    words = (element.text or "").strip() + "".join(inner)
    return f"({words})" if element.tag.endswith("}mfenced") else words


def _words(paragraph: _Element) -> str:
    """Return the words of a paragraph; tabs, breaks and runs of spaces are elements of their own."""
    pieces = [paragraph.text or ""]
    for child in paragraph:
        if child.tag == f"{_TEXT}s":
            pieces.append(" ")
        elif child.tag == f"{_TEXT}tab":
            pieces.append("\t")
        elif child.tag == f"{_TEXT}line-break":
            pieces.append("\n")
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            pieces.append(_words(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _title(package: ZipFile) -> str:
    found = _parsed(archive.member(package, "meta.xml")).find(f".//{_TITLE}")
    title = " ".join((found.text or "").split()) if found is not None else ""
    return "" if is_useless(title) else title
