"""Mean reciprocal rank: one over the rank of the first hit that holds gold whole, 0 when none of the 20 does.

Voorhees, "The TREC-8 Question Answering Track Report", 1999. Cases without gold don't count. Pitfalls: it sees only
the first find, and from rank 1 to 2 it falls as far as from 2 to never; Fuhr ("Some Common Mistakes in IR
Evaluation", 2017) advises against its mean, so read hits@k beside it.
"""

from __future__ import annotations

from evals.measures.measure import Measure
from evals.observation import Observation


def reciprocal_rank(observation: Observation) -> float | None:
    """Return one over the rank of the first find."""
    if not observation.gold:
        return None
    ranks = [rank for rank in observation.ranks() if rank is not None]
    return 1 / min(ranks) if ranks else 0.0


MEASURES = (Measure("mrr", reciprocal_rank),)
