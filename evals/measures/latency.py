"""Latency: how long an answer takes, in milliseconds by the clock, at the 50th and the 95th percentile.

Percentiles by linear interpolation (Hyndman & Fan, "Sample Quantiles in Statistical Packages", 1996, type 7) over the
last turn of every case. Pitfalls: it belongs to a machine and its load, and grows with the threads of the run; from
fewer than 100 cases the 95th percentile is one or two answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from evals.measures.summary import Summary
from evals.records import CaseResult


def percentile(results: Sequence[CaseResult], rank: float) -> float | None:
    """Return the percentile of the milliseconds."""
    spent = [result.milliseconds for result in results if result.milliseconds]
    return float(np.percentile(spent, rank)) if spent else None


SUMMARIES = tuple(Summary(f"latency_p{rank}", partial(percentile, rank=rank)) for rank in (50, 95))
