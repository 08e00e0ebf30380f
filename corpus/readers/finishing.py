"""The last step of every reader: the fields that follow from the text, and the warnings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from corpus.dates import labelled_date, published_warnings
from corpus.document import Document, Part
from corpus.errors import UnreadableFileError
from corpus.readers.language import language_of
from corpus.readers.naming import document_id, title_from


def finished(  # noqa: PLR0913 - all but two by name
    origin: str,
    text: str,
    title: str = "",
    *,
    published: date | None = None,
    parts: tuple[Part, ...] = (),
    warnings: tuple[str, ...] = (),
) -> Document:
    """Return the Document of a file: title, date and language taken from the text where nothing states them."""
    if not text.strip():
        raise UnreadableFileError("holds no text: check that it is the file you meant")
    published = published or labelled_date(text)
    return Document(
        id=document_id(origin),
        title=title or title_from(text, origin),
        text=text,
        origin=origin,
        language=language_of(text),
        url=origin if origin.startswith(("http://", "https://")) else "",
        published=published,
        parts=parts,
        warnings=(*warnings, *published_warnings(published)),
    )


def stated(document: Document, publisher: str = "", kind: str = "", language: str = "", url: str = "") -> Document:
    """Return the document with the fields that its source states; an empty one leaves what is there."""
    return replace(
        document,
        publisher=publisher or document.publisher,
        kind=kind or document.kind,
        language=language or document.language,
        url=url or document.url,
    )
