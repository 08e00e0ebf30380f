"""Nothing is shown unchecked: every quote is verbatim, and reads as it stands, without marks that look like ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.conversation import Quote
from assistant.numbers import numbers_in


class WordsChangedError(AssertionError):
    """A quote's words are not the document's: a defect of the program, never the user's doing."""


def verify(quotes: Sequence[Quote], text_of: Callable[[str], str]) -> None:
    """Raise WordsChangedError unless every quote is, character for character, what its document says there."""
    for quote in quotes:
        if text_of(quote.document_id)[quote.start : quote.end] != quote.text:
            raise WordsChangedError(f"quote {quote.number} is not at {quote.start}-{quote.end} of {quote.document_id}")


_LINK = re.compile(r"!?\[([^\]\n]*)\]\((?:[^()\s]|\([^()\s]*\))*\)")
_EMPHASIS = re.compile(r"(\*\*|__|\*)(?=\S)(.+?)(?<=\S)\1|(?<!\w)_(?=\S)([^_]+)(?<=\S)_(?!\w)")
_NOTE = re.compile(
    r"[\[\u2045\u2308\u230a\u27e6\u2983\u3010\u3014\u3016\u3018\u301a\uff3b](\s*\^?\d+(?:\s*[,;–-]\s*\d+)*\s*)"
    r"[\]\u2046\u2309\u230b\u27e7\u2984\u3011\u3015\u3017\u3019\u301b\uff3d]"
)
"""A number in square brackets of any script, as citations are written."""
_FOOTNOTE = re.compile(rf"(?<=[\w.,;:)”\"'’])(?:{_NOTE.pattern})(?!\w|[.,]\d)")
"""The same right after a word or a mark, with no space between: it points to a note, and says nothing itself."""


def plain(quote: str) -> str:
    """Return words for reading: on one line, without the marks of links, emphasis and table columns.

    Numbers that point to a document's own footnotes are left out, and any other that it puts in square brackets is put
    in round ones: the square ones are ours.
    """
    linked = _LINK.sub(r"\1", quote)
    # marks can stand inside a number: without them it would be another one
    readings = (_EMPHASIS.sub(r"\2\3", linked), linked, quote)
    words = next(words for words in readings if numbers_in(words) <= numbers_in(quote))
    words = re.sub(r"^[|\s]+|[|\s]+$", "", _NOTE.sub(r"(\1)", _FOOTNOTE.sub("", words)))
    return " ".join(re.sub(r"\s*\|\s*", " | ", words).split())
