"""Paired statistics: the same cases in two runs, so that only what changed counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest  # type: ignore[import-untyped]  # scipy ships no types

from evals.intervals import SEED, mean_interval

DRAWS = 9999


@dataclass(frozen=True, slots=True)
class Paired:
    """How the mean of a measure changed from one run to another over the same n cases."""

    before: float
    after: float
    change: float
    low: float
    high: float
    p: float
    """How often luck alone makes as large a change, either way."""
    n: int


def paired(before: Sequence[float], after: Sequence[float], *, yes_no: bool) -> Paired:
    """Return the change of the mean, its paired bootstrap interval, and the chance of as large a one by luck alone.

    For zeros and ones by McNemar's exact test over the cases that changed (McNemar 1947, Psychometrika 12:153); for
    other figures by randomising the signs of the changes, which Smucker, Allan & Carterette ("A Comparison of
    Statistical Significance Tests for Information Retrieval Evaluation", 2007) found to agree with the paired
    bootstrap, and which stays exact when few cases changed.
    """
    changes = [later - earlier for earlier, later in zip(before, after, strict=True)]
    low, high = mean_interval(changes)
    return Paired(
        before=float(np.mean(before)),
        after=float(np.mean(after)),
        change=float(np.mean(changes)),
        low=low,
        high=high,
        p=mcnemar(changes) if yes_no else randomised(changes),
        n=len(changes),
    )


def mcnemar(changes: Sequence[float]) -> float:
    """Return the two-sided p of changes that are 1 for a case won, -1 for one lost, 0 for neither."""
    won, lost = sum(change > 0 for change in changes), sum(change < 0 for change in changes)
    return float(binomtest(lost, lost + won, 0.5).pvalue) if lost + won else 1.0


def randomised(changes: Sequence[float]) -> float:
    """Return the two-sided p of the mean change, the sign of each change drawn at random."""
    changed = np.array([change for change in changes if change], dtype=np.float64)
    if not len(changed):
        return 1.0
    sums = np.abs(_signs(len(changed)) @ changed)
    return _share_reaching(sums, abs(changed.sum()))


def together(worse: Sequence[Sequence[float]]) -> list[float]:
    """Return, for measures looked at together, how likely luck alone makes any of them fall as far as each did.

    `worse` holds a row a measure with the fall of each case, the cases in one order, 0 where one does not count. The
    signs are drawn by case, for all measures alike, so that measures that fall together are not counted as many:
    Westfall & Young, Resampling-Based Multiple Testing, 1993, single-step maxT.
    """
    if not worse:
        return []
    rows = np.array(worse, dtype=np.float64)
    spread = np.sqrt((rows**2).sum(axis=1, keepdims=True))
    scaled = np.divide(rows, spread, out=np.zeros_like(rows), where=spread > 0)
    if not scaled.any():
        return [1.0] * len(rows)
    changed = scaled[:, scaled.any(axis=0)]
    highest = (_signs(changed.shape[1]) @ changed.T).max(axis=1)
    return [_share_reaching(highest, fall) for fall in changed.sum(axis=1)]


def _signs(count: int) -> NDArray[np.float64]:
    """Return draws of `count` signs, the same ones whenever asked."""
    return np.random.default_rng(SEED).choice([-1.0, 1.0], size=(DRAWS, count))


def _share_reaching(drawn: NDArray[np.float64], observed: float) -> float:
    """Return the share of draws that reach what was observed, itself counted as one of them."""
    return float((1 + np.sum(drawn >= observed - 1e-9)) / (1 + len(drawn)))
