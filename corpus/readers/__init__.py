"""Readers: a file's bytes become a document, by what the bytes are and not by what the file is called."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.document import Document
from corpus.errors import UnreadableFileError
from corpus.readers.detecting import Format, charset_of, detect, lines_of
from corpus.readers.naming import document_id, file_name

__all__ = ["READER_VERSION", "document_id", "read"]

READER_VERSION = 2
"""Raised when the same bytes would give another text or other passages, so that stored files are read anew."""


def read(raw: bytes, origin: str, declared_type: str = "") -> Iterator[Document | UnreadableFileError]:
    """Yield the document of a file, or one per line of a collection; what cannot be read is yielded as an error.

    `origin` is a canonical absolute path, an http(s) URL or "starter:NAME"; it and the declared MIME type only
    break ties that the content leaves.
    """
    name = file_name(origin)
    try:
        for outcome in _outcomes(raw, origin, declared_type):
            yield _named(name, outcome) if isinstance(outcome, UnreadableFileError) else outcome
    except UnreadableFileError as error:
        yield _named(name, error)
    except Exception as error:  # parsers of hostile files raise anything, and a bad file never stops the others
        yield _named(name, f"could not be read ({type(error).__name__}: {error}): save it again, or as another format")


def _outcomes(raw: bytes, origin: str, declared_type: str) -> Iterator[Document | UnreadableFileError]:
    raw, form = detect(raw, origin, declared_type)
    if form is Format.COLLECTION:
        from corpus.readers import collection

        yield from collection.read(lines_of(raw), origin)
    else:
        yield _document(raw, form, origin, charset_of(declared_type))


def _document(raw: bytes, form: Format, origin: str, charset: str) -> Document:
    if form is Format.PDF:
        from corpus.readers import pdf

        return pdf.read(raw, origin)
    if form is Format.DOCX:
        from corpus.readers import docx

        return docx.read(raw, origin)
    if form is Format.ODT:
        from corpus.readers import odt

        return odt.read(raw, origin)
    return _text_document(raw, form, origin, charset)


def _text_document(raw: bytes, form: Format, origin: str, charset: str) -> Document:
    if form is Format.HTML:
        from corpus.readers import html

        return html.read(raw, origin, charset)
    if form is Format.MARKDOWN:
        from corpus.readers import markdown

        return markdown.read(raw, origin, charset)
    from corpus.readers import text

    return text.read(raw, origin, charset)


def _named(name: str, error: UnreadableFileError | str) -> UnreadableFileError:
    return UnreadableFileError(" ".join(f"{name}: {error}".split()))
