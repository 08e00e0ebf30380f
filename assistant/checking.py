"""Nothing is shown unchecked: every quote is verbatim, and every number of a statement stands in its quotes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.conversation import Quote, Statement
from assistant.numbers import numbers_in
from index.words import STOPWORDS, index_terms

SUPPORTED_SHARE = 0.6
"""At least this share of a statement's content words must stand in its quotes."""

_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w’'-]+")


class WordsChangedError(AssertionError):
    """A quote's words are not the document's: a defect of the program, never the user's doing."""


def verify(quotes: Sequence[Quote], text_of: Callable[[str], str]) -> None:
    """Raise WordsChangedError unless every quote is, character for character, what its document says there."""
    for quote in quotes:
        if text_of(quote.document_id)[quote.start : quote.end] != quote.text:
            raise WordsChangedError(f"quote {quote.number} is not at {quote.start}-{quote.end} of {quote.document_id}")


def checked(statement: Statement, quotes: Sequence[Quote]) -> Statement | None:
    """Return the statement if its quotes support it; else its quotes' own words; None if it has no quotes."""
    known = {quote.number: quote for quote in quotes}
    support = [known[number] for number in statement.quotes if number in known]
    if not support:
        return None
    numbers = tuple(quote.number for quote in support)
    if supports(statement.text, [quote.text for quote in support]):
        return replace(statement, quotes=numbers)
    return replace(statement, text=plain(support[0].text), quotes=numbers[:1])


def supports(text: str, quotes: Sequence[str]) -> bool:
    """Tell whether quotes cover a statement: all its numbers and names, and most of its content words."""
    joined = " ".join(quotes)
    if not numbers_in(text) <= numbers_in(joined):
        return False
    held = set(index_terms(joined))
    names = {term for name in _NAME.findall(text) for term in index_terms(name)}
    words = [term for term in index_terms(text) if term not in STOPWORDS]
    covered = sum(term in held for term in words)
    return names <= held and (not words or covered / len(words) >= SUPPORTED_SHARE)


_LINK = re.compile(r"!?\[([^\]\n]*)\]\((?:[^()\s]|\([^()\s]*\))*\)")
_EMPHASIS = re.compile(r"(\*\*|__|\*|(?<!\w)_)(?=\S)(.+?)(?<=\S)\1")


def plain(quote: str) -> str:
    """Return a quote's words for reading: on one line, without the marks of links, emphasis and table columns."""
    words = _LINK.sub(r"\1", quote)
    words = _EMPHASIS.sub(r"\2", words)
    words = re.sub(r"^[|\s]+|[|\s]+$", "", words)
    return " ".join(re.sub(r"\s*\|\s*", " | ", words).split())
