"""Plain text: the words as they are, with the headings that are obvious."""

from __future__ import annotations

from corpus.document import Document
from corpus.readers import headings
from corpus.readers.encoding import clean, decode
from corpus.readers.finishing import finished


def read(raw: bytes, origin: str, charset: str = "") -> Document:
    """Return the document of a text file; raises UnreadableFileError for bytes that are no text."""
    return from_text(clean(decode(raw, charset)), origin)


def from_text(text: str, origin: str, warnings: tuple[str, ...] = ()) -> Document:
    """Return the document of a text already decoded."""
    return finished(origin, text, parts=headings.parts(text, headings.find(text)), warnings=warnings)
