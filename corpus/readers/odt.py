"""OpenDocument texts (ODT): paragraphs, headings and tables in their order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpus.document import Document
from corpus.errors import UnreadableFileError
from corpus.readers import archive
from corpus.readers.building import TextBuilder
from corpus.readers.finishing import finished
from corpus.readers.naming import is_useless

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_SKIPPED = {f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}sequence-decls", f"{_OFFICE}forms"}
_WIDEST = 200


def read(raw: bytes, origin: str) -> Document:
    """Return the document of an ODT file; raises UnreadableFileError for a damaged or encrypted one."""
    package = archive.unzip(raw)
    body = _parsed(archive.member(package, "content.xml")).find(f".//{_OFFICE}text")
    if body is None:
        raise UnreadableFileError("holds no text document, perhaps an encrypted one: save it as ODT without a password")
    builder = TextBuilder()
    _add(builder, body)
    title = _title(package) if "meta.xml" in package.namelist() else ""
    return finished(origin, builder.text, title, None, builder.parts())


def _parsed(content: bytes) -> Any:
    from lxml import etree  # noqa: PLC0415 - loaded with the first ODT

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFileError(f"is no ODT that can be read ({error}): open it and save it again") from error


def _add(builder: TextBuilder, element: Any) -> None:
    for child in element:
        if child.tag == f"{_TEXT}h":
            builder.heading(" ".join(_words(child).split()), _level(child))
        elif child.tag == f"{_TEXT}p":
            builder.paragraph(_words(child))
        elif child.tag == f"{_TABLE}table":
            builder.table(list(_rows(child)))
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            _add(builder, child)


def _level(heading: Any) -> int:
    stated = heading.get(f"{_TEXT}outline-level") or "1"
    return max(1, min(6, int(stated))) if stated.isdigit() else 1


def _rows(table: Any) -> Iterator[list[str]]:
    for row in table.iter(f"{_TABLE}table-row"):
        if next(row.iterancestors(f"{_TABLE}table")) is table:
            yield list(_cells(row))


def _cells(row: Any) -> Iterator[str]:
    for cell in row.iterchildren(f"{_TABLE}table-cell"):
        words = " ".join(_words(inner) for inner in cell.iter(f"{_TEXT}p", f"{_TEXT}h"))
        repeated = cell.get(f"{_TABLE}number-columns-repeated") or "1"
        yield from [words] * (min(int(repeated), _WIDEST) if repeated.isdigit() and words.strip() else 1)


def _words(paragraph: Any) -> str:
    """Return the words of a paragraph; tabs, breaks and runs of spaces are elements of their own."""
    pieces = [paragraph.text or ""]
    for child in paragraph:
        if child.tag == f"{_TEXT}s":
            pieces.append(" ")
        elif child.tag == f"{_TEXT}tab":
            pieces.append("\t")
        elif child.tag == f"{_TEXT}line-break":
            pieces.append("\n")
        elif child.tag == f"{_TEXT}note":
            pieces.append("")
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            pieces.append(_words(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _title(package: Any) -> str:
    found = _parsed(archive.member(package, "meta.xml")).find(f".//{_TITLE}")
    title = " ".join((found.text or "").split()) if found is not None else ""
    return "" if is_useless(title) else title
