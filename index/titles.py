"""Which documents a text names by their titles."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.library import Library

FEWEST_WORDS = 2
"""Titles of fewer words are no names: "Sugar" stands in many a text that doesn't mean the document."""

_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
_ADDED = re.compile(r"\s*\([^)]*\)$")
"""What is added to a title to tell it from others of the same name, as in "Mercury (planet)"."""


@dataclass(frozen=True, slots=True)
class _Names:
    """The titles as they were when the library last changed."""

    generation: int
    documents: dict[str, str]
    """The document of each title that only one document has."""
    lengths: dict[str, list[int]]
    """Of how many words the titles are that begin with a word, the longest first."""


class TitleIndex:
    """Finds the documents that a text names. Safe to share between threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._names = _Names(-1, {}, {})

    def named(self, text: str) -> list[str]:
        """Return the ids of the documents whose titles stand in the text, spelled alike, each once, in order."""
        names = self._current()
        words = _WORD.findall(text)
        found: dict[str, None] = {}
        at = 0
        while at < len(words):
            titles = ((length, " ".join(words[at : at + length])) for length in names.lengths.get(words[at], ()))
            length, title = next(((length, title) for length, title in titles if title in names.documents), (1, ""))
            if title:
                found[names.documents[title]] = None
            at += length
        return list(found)

    def _current(self) -> _Names:
        generation = self._library.generation
        if self._names.generation != generation:
            self._names = _read(self._library, generation)
        return self._names


def _read(library: Library, generation: int) -> _Names:
    documents: dict[str, str] = {}
    shared: set[str] = set()
    lengths: dict[str, set[int]] = {}
    for row in library.rows("SELECT id, title FROM documents"):
        words = _WORD.findall(_ADDED.sub("", row["title"]))
        title = " ".join(words)
        if len(words) < FEWEST_WORDS:
            continue
        if documents.setdefault(title, row["id"]) != row["id"]:
            shared.add(title)
        lengths.setdefault(words[0], set()).add(len(words))
    unique = {title: document for title, document in documents.items() if title not in shared}
    return _Names(generation, unique, {word: sorted(found, reverse=True) for word, found in lengths.items()})
