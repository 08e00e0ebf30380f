"""What is asked -> the passages to read: the best for the whole, for each side, and of what the best ones name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import zip_longest

from assistant.question import Question
from index.filters import Filters
from index.search import Hit, LibraryRetriever
from index.titles import TitleIndex

SIDE_SHARE = 0.4
"""What a side's own wording counts in the search for it; the rest is the whole question's."""
NAMING_HITS = 3
"""In so many of the first hits titles of other documents are looked for."""
BESIDES = 2
"""So many of the passages to be read are of documents named by their titles, or of the newest, where any is."""
RECENT = timedelta(days=365)
"""The newest documents are those of so long a time before the last one."""


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
        hits = interleaved([whole, *sides])
        stays = hits[: max(1, self.depth - BESIDES)]
        besides = interleaved([self._named(question, stays, filters), self._newest(question, filters)])
        new = [hit for hit in besides if _place(hit) not in set(map(_place, stays))]
        return _each_once([*stays, *new[:BESIDES], *hits[len(stays) :]])[:limit]

    def _named(self, question: Question, hits: list[Hit], filters: Filters) -> list[Hit]:
        """Return the best passage of each document that the first hits name by its title.

        What a question asks may stand in a document that shares few words with it: where the director of a film was
        born, in the biography of whom the film's page names.
        """
        known = {hit.passage.document_id for hit in hits}
        named = [name for hit in hits[:NAMING_HITS] for name in self.titles.named(hit.passage.text)]
        new = [name for name in named if name not in known and name in (filters.document_ids or named)]
        if not new:
            return []
        found = self.retriever.search_mixed(question.wordings, self.depth, replace(filters, document_ids=tuple(new)))
        best: dict[str, Hit] = {}
        for hit in found:
            best.setdefault(hit.passage.document_id, hit)
        return list(best.values())

    def _newest(self, question: Question, filters: Filters) -> list[Hit]:
        """Return passages of the newest documents, if the present state is asked after, however it was told before."""
        last = self.retriever.library.newest(filters.as_of) if question.now else None
        if last is None:
            return []
        after = max(last - RECENT, filters.after or last - RECENT)
        return self.retriever.search_mixed(question.wordings, BESIDES, replace(filters, after=after))


def interleaved(found: Sequence[Sequence[Hit]]) -> list[Hit]:
    """Return the hits of several searches in turns, so that each is represented, a passage where it first came."""
    return _each_once(hit for hits in zip_longest(*found) for hit in hits if hit)


def _each_once(hits: Iterable[Hit]) -> list[Hit]:
    first: dict[tuple[str, int], Hit] = {}
    for hit in hits:
        first.setdefault(_place(hit), hit)
    return list(first.values())


def _place(hit: Hit) -> tuple[str, int]:
    return hit.passage.document_id, hit.passage.start
