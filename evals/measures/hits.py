"""Hits@k: whether any of the first k hits holds any gold whole.

Also called success@k; the measure of open-domain question answering (Karpukhin et al., DPR, 2020, "top-k accuracy").
Cases without gold don't count. Pitfall: for questions over two documents one is enough here; see `all_evidence@k`.
"""

from __future__ import annotations

from functools import partial

from evals.measures.measure import Measure
from evals.observation import Observation


def hits(observation: Observation, k: int) -> float | None:
    """Return 1 when one of the first k hits holds gold, else 0."""
    if not observation.gold:
        return None
    return float(any(rank is not None and rank <= k for rank in observation.ranks()))


MEASURES = tuple(Measure(f"hits@{k}", partial(hits, k=k), yes_no=True) for k in (1, 3, 5, 10, 20))
