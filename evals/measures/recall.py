"""Recall@k over documents: the share of the gold documents among those of the first k hits.

|gold documents ∩ documents of the first k hits| / |gold documents| (Manning, Raghavan & Schütze, Introduction to
Information Retrieval, 2008, chapter 8). Cases without gold don't count. Pitfall: the right document may be found at
the wrong place; evidence recall asks for the words. A document whose same words are shown under another id counts.
"""

from __future__ import annotations

from functools import partial

from evals.measures.measure import Measure
from evals.observation import Observation


def recall(observation: Observation, k: int) -> float | None:
    """Return the share of the gold documents among the first k hits."""
    wanted = {gold.place.document_id: {place.document_id for place in gold.places} for gold in observation.gold}
    if not wanted:
        return None
    found = {hit.document_id for hit in observation.hits[:k]}
    return sum(bool(found & same) for same in wanted.values()) / len(wanted)


MEASURES = tuple(Measure(f"recall@{k}", partial(recall, k=k)) for k in (1, 5, 10, 20))
