"""nDCG@k: how near the top the hits that hold gold stand, together.

DCG = sum of 1 / log2(rank + 1) over the hits that find gold nothing above them found; divided by the DCG of the same
finds at the ranks 1, 2, …, gold not found counting as one find each (Järvelin & Kekäläinen, "Cumulated gain-based
evaluation of IR techniques", 2002, with binary gain). It equals `nDCG@k` of ir-measures with the gold as relevant
items. Cases without gold don't count. Pitfall: overlapping passages that repeat a find gain nothing, so a list that
repeats itself scores below one that does not.
"""

from __future__ import annotations

import math
from functools import partial

from evals.measures.measure import Measure
from evals.observation import Observation


def ndcg(observation: Observation, k: int) -> float | None:
    """Return the discounted gain of the first k hits over the best possible."""
    ranks = observation.ranks()
    if not ranks:
        return None
    finds = {rank for rank in ranks if rank is not None}
    wanted = len(finds) + ranks.count(None)
    gain = sum(1 / math.log2(rank + 1) for rank in finds if rank <= k)
    return gain / sum(1 / math.log2(rank + 1) for rank in range(1, min(wanted, k) + 1))


MEASURES = (Measure("ndcg@10", partial(ndcg, k=10)),)
