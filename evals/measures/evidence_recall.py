"""Evidence recall@k: the share of the gold words that one of the first k hits holds whole.

Recall@k (Manning, Raghavan & Schütze 2008, chapter 8) over spans of characters instead of documents; `all_evidence@k`
asks for all of them at once, as a question over two documents needs (Yang et al., HotpotQA, 2018, joint evidence).
Cases without gold don't count. Pitfalls: larger passages find more with no better search, so compare only libraries
split alike; gold that no passage holds whole can't be found, `evals check` names it.
"""

from __future__ import annotations

from functools import partial

from evals.measures.measure import Measure
from evals.observation import Observation


def evidence_recall(observation: Observation, k: int) -> float | None:
    """Return the share of the gold held whole by one of the first k hits."""
    ranks = observation.ranks()
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks) if ranks else None


def all_evidence(observation: Observation, k: int) -> float | None:
    """Return 1 when the first k hits hold all gold, else 0."""
    share = evidence_recall(observation, k)
    return None if share is None else float(share == 1)


MEASURES = (
    *(Measure(f"evidence_recall@{k}", partial(evidence_recall, k=k)) for k in (1, 5, 10, 20)),
    *(Measure(f"all_evidence@{k}", partial(all_evidence, k=k), yes_no=True) for k in (5, 10)),
)
