"""Text to search terms: the one place that decides which spellings meet each other in the word index."""

from __future__ import annotations

import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from Stemmer import Stemmer

from index.references import reference_terms, references

_TERM = re.compile(r"[^\W_]+(?:[.'’\-/][^\W_]+)*")
_PIECE = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"['’]s$")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")

STOPWORDS = frozenset(
    [
        "a",
        "about",
        "am",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "being",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "doing",
        "for",
        "from",
        "had",
        "has",
        "have",
        "having",
        "he",
        "her",
        "here",
        "him",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "may",
        "me",
        "might",
        "must",
        "my",
        "of",
        "on",
        "or",
        "our",
        "shall",
        "she",
        "should",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "us",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "please",
        "tell",
        "say",
        "says",
        "said",
        "get",
        "got",
        "many",
        "much",
        "exactly",
        "actually",
    ]
)
"""Words that a question is made of, not about; they stand in the index, and are not looked up."""

TERMS_VERSION = 2
"""To be raised when `index_terms` returns something else for any text: a library made before is then indexed anew."""

_local = threading.local()


def index_terms(text: str) -> list[str]:
    """Return the terms under which a text is found: folded, stemmed, compounds whole and in pieces, references."""
    folded = fold(text)
    terms: list[str] = []
    for found in _TERM.finditer(_THOUSANDS.sub("", folded)):
        terms += _spellings(found.group())
    return terms + reference_terms(folded)


@lru_cache(maxsize=20_000)
def term_set(text: str) -> frozenset[str]:
    """Return the different terms of a text; those of the latest texts are remembered."""
    return frozenset(index_terms(text))


@dataclass(frozen=True, slots=True)
class AskedWord:
    """A term of a question, with the word that it comes from."""

    term: str
    written: str
    synonyms: dict[str, str]
    """What else it is called, as terms joined by spaces, and how that is written."""


def query_terms(question: str) -> list[str]:
    """Return the terms of a question that are worth looking up, each once, in order."""
    return list(_asked(fold(question)))


def asked_words(question: str) -> list[AskedWord]:
    """Return the terms of a question that are worth looking up, each once, in order, with their synonyms.

    What else a phrase of the question is called stands with each of its words.
    """
    spellings = _asked(fold(question))
    sequence = f" {' '.join(index_terms(question))} "
    others: dict[str, dict[str, str]] = {term: {} for term in spellings}
    for phrase, group in synonyms().items():
        if f" {phrase} " in sequence:
            for term in phrase.split():
                others.get(term, {}).update(group)
    return [AskedWord(term, written, others[term]) for term, written in spellings.items()]


def _asked(folded: str) -> dict[str, str]:
    """Return the terms of a question in lower case, and of each the word that it comes from."""
    terms: dict[str, str] = {}
    for found in _TERM.finditer(_THOUSANDS.sub("", folded)):
        word = _POSSESSIVE.sub("", found.group())
        if word not in STOPWORDS:
            for term in _spellings(word):
                terms.setdefault(term, word)
    return terms | references(folded)


@cache
def synonyms() -> dict[str, dict[str, str]]:
    """Return for each phrase, as terms joined by spaces, those that mean the same, and how these are written.

    They stand in `synonyms.txt`, a group a line; a phrase of several lines has the fellows of all.
    """
    groups: dict[str, dict[str, str]] = {}
    lines = (resources.files("index") / "synonyms.txt").read_text(encoding="utf-8").splitlines()
    for line in (line for line in lines if line and not line.startswith("#")):
        phrases = {" ".join(_words(phrase)): phrase.strip() for phrase in line.split(",")}
        for phrase in phrases:
            others = {other: written for other, written in phrases.items() if other != phrase}
            groups.setdefault(phrase, {}).update(others)
    return groups


def _words(phrase: str) -> list[str]:
    """Return the terms of a phrase without the references that stand in it."""
    return [term for found in _TERM.finditer(fold(phrase)) for term in _spellings(found.group())]


def fold(text: str) -> str:
    """Return the text in lower case, without accents and compatibility forms."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@lru_cache(maxsize=200_000)
def _spellings(word: str) -> tuple[str, ...]:
    """Return the terms of one word: its stem; for a compound (8703.23, low-value) its pieces and the run-on form."""
    word = _POSSESSIVE.sub("", word)
    pieces = _PIECE.findall(word)
    if len(pieces) == 1:
        return (_stem(word),)
    return (*(_stem(piece) for piece in pieces), "".join(pieces))


def _stem(word: str) -> str:
    # a stemmer object must not be shared between threads
    if not hasattr(_local, "stemmer"):
        _local.stemmer = Stemmer("english")
    return str(_local.stemmer.stemWord(word))
