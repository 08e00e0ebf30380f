"""What a file's bytes are: told from the content, by its name only where the content leaves a tie."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from enum import Enum
from itertools import islice

from corpus.errors import UnreadableFileError
from corpus.readers import archive, collection, markdown
from corpus.readers.encoding import decode
from corpus.readers.naming import file_name

_GZIP = b"\x1f\x8b"
_REFUSED = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old or encrypted Office file: save it as DOCX without a password"),
    (b"{\\rtf", "is RTF, which is not read: save it as DOCX, ODT or PDF"),
    (b"\x89PNG", "is an image without text: run OCR (e.g. ocrmypdf) and add the PDF"),
    (b"\xff\xd8\xff", "is an image without text: run OCR (e.g. ocrmypdf) and add the PDF"),
    (b"GIF8", "is an image without text: run OCR (e.g. ocrmypdf) and add the PDF"),
    (b"II*\x00", "is an image without text: run OCR (e.g. ocrmypdf) and add the PDF"),
    (b"MM\x00*", "is an image without text: run OCR (e.g. ocrmypdf) and add the PDF"),
    (b"SQLite format 3\x00", "is a database, not a document: export what you need as text"),
)
_HTML = re.compile(
    r"\A\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_ENOUGH = 200_000
_XML = re.compile(r"\A\s*<\?xml\b")


class Format(Enum):
    """The formats that have a reader."""

    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    HTML = "html"
    MARKDOWN = "md"
    TEXT = "txt"
    COLLECTION = "jsonl"


def detect(raw: bytes, origin: str, declared_type: str = "") -> tuple[bytes, Format]:
    """Return the bytes to read (a document is taken out of its gzip) and their format; raises UnreadableFileError."""
    if not raw.strip():
        raise UnreadableFileError("is empty: check that it was saved or downloaded whole")
    name = file_name(origin).lower().removesuffix(".gz")
    declared = declared_type.partition(";")[0].strip().lower()
    if raw.startswith(_GZIP):
        return _in_gzip(raw, name, declared)
    return raw, _format(raw, name, declared)


def lines_of(raw: bytes) -> Iterator[bytes]:
    """Return the lines of a collection, unpacked as they are asked for."""
    return archive.gzip_lines(raw) if raw.startswith(_GZIP) else iter(io.BytesIO(raw))


def charset_of(declared_type: str) -> str:
    """Return the character set of a declared MIME type such as "text/html; charset=utf-8"."""
    found = re.search(r"charset\s*=\s*[\"']?([\w\-]+)", declared_type, re.IGNORECASE)
    return found.group(1) if found else ""


def _in_gzip(raw: bytes, name: str, declared: str) -> tuple[bytes, Format]:
    first = b"".join(islice(_until_damage(raw), 1))
    if name.endswith((".jsonl", ".ndjson")) or collection.is_collection(first.decode("utf-8-sig", "replace")):
        return raw, Format.COLLECTION
    content = b"".join(archive.gzip_lines(raw, archive.DOCUMENT_LIMIT))
    if not content.strip() or content.startswith(_GZIP):
        raise UnreadableFileError("is a gzip file with no document inside: unpack it and add what it holds")
    return content, _format(content, name, declared)


def _until_damage(raw: bytes) -> Iterator[bytes]:
    try:
        yield from archive.gzip_lines(raw)
    except UnreadableFileError:
        return


def _format(raw: bytes, name: str, declared: str) -> Format:
    if len(raw) > archive.DOCUMENT_LIMIT and not name.endswith((".jsonl", ".ndjson")):
        raise UnreadableFileError(
            f"is larger than {archive.DOCUMENT_LIMIT // 1_000_000} MB: split it into smaller files"
        )
    for magic, reason in _REFUSED:
        if raw.startswith(magic):
            raise UnreadableFileError(reason)
    if b"%PDF-" in raw[:1024]:
        return Format.PDF
    if raw.startswith(b"PK\x03\x04"):
        return _zipped(raw)
    return _textual(raw, name, declared)


def _zipped(raw: bytes) -> Format:
    names = set(archive.unzip(raw).namelist())
    if "word/document.xml" in names:
        return Format.DOCX
    if "content.xml" in names:
        return Format.ODT
    if "xl/workbook.xml" in names or "ppt/presentation.xml" in names:
        raise UnreadableFileError("is a spreadsheet or slides, which are not read: save it as PDF")
    raise UnreadableFileError("is a ZIP archive, not a document: unpack it and add the files in it")


def _textual(raw: bytes, name: str, declared: str) -> Format:
    if name.endswith((".jsonl", ".ndjson")):
        return Format.COLLECTION
    start = _start(raw)
    if _HTML.match(start) or (name.endswith((".html", ".htm", ".xhtml")) and "<" in start):
        return Format.HTML
    if collection.is_collection(raw.lstrip().split(b"\n", 1)[0].decode("utf-8-sig", "replace")):
        return Format.COLLECTION
    if name.endswith((".pdf", ".docx", ".odt")):
        raise UnreadableFileError(
            f"is called {name[name.rindex('.') :]} and is none, but plain text: download it again or rename it to .txt"
        )
    if _XML.match(start):
        raise UnreadableFileError("is XML, which is not read: save it as HTML, PDF or text")
    is_marked = name.endswith((".md", ".markdown")) or declared in ("text/markdown", "text/x-markdown")
    return Format.MARKDOWN if is_marked or markdown.has_front_matter(start.lstrip("\n")) else Format.TEXT


def _start(raw: bytes) -> str:
    """Return the first characters, enough to tell the structure; a character cut in two at their end is no matter."""
    is_marked = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF8))
    return decode(raw[:_ENOUGH]) if is_marked else raw[:_ENOUGH].decode("utf-8", "replace")
