"""What is asked -> the passages to read: the best for the whole, for each side, and of what the best ones name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import zip_longest

from assistant.question import Question
from index.filters import Filters
from index.search import Hit, LibraryRetriever
from index.titles import TitleIndex

SIDE_SHARE = 0.4
"""What a side's own wording counts in the search for it; the rest is the whole question's."""
NAMING_HITS = 3
"""In so many of the first hits titles of other documents are looked for."""
NAMED_HITS = 2
"""So many documents that are named by their titles are read, each by its best passage."""


class Finder:
    """Finds the passages for a question as it was understood."""

    def __init__(self, retriever: LibraryRetriever, depth: int) -> None:
        self.retriever = retriever
        self.depth = depth
        """So many of the hits will be read: within these each search is to be represented."""
        self.titles = TitleIndex(retriever.library)

    def find(self, question: Question, focus: Sequence[str], filters: Filters, limit: int) -> list[Hit]:
        """Return the hits for the whole and for each side in turns; documents of the focus are favoured."""
        whole = self.retriever.search_mixed(question.wordings, limit, filters, focus)
        # a side alone may lack what the question is about
        mixes = ({side: SIDE_SHARE, question.standalone: 1 - SIDE_SHARE} for side in question.sides)
        sides = [self.retriever.search_mixed(wordings, limit, filters) for wordings in mixes]
        return self._with_named(question, interleaved([whole, *sides]), filters)[:limit]

    def _with_named(self, question: Question, hits: list[Hit], filters: Filters) -> list[Hit]:
        """Return the hits, the last of those to be read being of documents that the first hits name by their titles.

        What a question asks may stand in a document that shares few words with it: where the director of a film was
        born, in the biography of whom the film's page names.
        """
        stays = hits[: max(1, self.depth - NAMED_HITS)]
        known = {hit.passage.document_id for hit in stays}
        named = [name for hit in stays[:NAMING_HITS] for name in self.titles.named(hit.passage.text)]
        new = [name for name in named if name not in known and name in (filters.document_ids or named)]
        if not new:
            return hits
        found = self.retriever.search_mixed(question.wordings, self.depth, replace(filters, document_ids=tuple(new)))
        best: dict[str, Hit] = {}
        for hit in found:
            best.setdefault(hit.passage.document_id, hit)
        return _each_once([*stays, *list(best.values())[:NAMED_HITS], *hits[len(stays) :]])


def interleaved(found: Sequence[Sequence[Hit]]) -> list[Hit]:
    """Return the hits of several searches in turns, so that each is represented, a passage where it first came."""
    return _each_once(hit for hits in zip_longest(*found) for hit in hits if hit)


def _each_once(hits: Iterable[Hit]) -> list[Hit]:
    first: dict[tuple[str, int], Hit] = {}
    for hit in hits:
        first.setdefault((hit.passage.document_id, hit.passage.start), hit)
    return list(first.values())
