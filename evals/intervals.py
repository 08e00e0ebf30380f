"""95 % intervals: how far a figure could be off, had other questions of the same sort been asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest, bootstrap  # type: ignore[import-untyped]  # scipy ships no types

CONFIDENCE = 0.95
RESAMPLES = 2000
SEED = 20251101


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over n cases with its 95 % interval."""

    value: float
    low: float
    high: float
    n: int


def proportion(values: Sequence[float]) -> Estimate:
    """Return the share of ones among zeros and ones, with Wilson's score interval (Wilson 1927, JASA 22:209)."""
    successes, n = round(sum(values)), len(values)
    low, high = binomtest(successes, n).proportion_ci(CONFIDENCE, method="wilson")
    return Estimate(successes / n, float(low), float(high), n)


def mean(values: Sequence[float]) -> Estimate:
    """Return the mean with the bias-corrected and accelerated bootstrap interval (Efron 1987, JASA 82:171)."""
    if _all_equal_shares(values):
        # resampling equal values shows no spread at all; Wilson's interval is what so few cases can tell of a share
        within = proportion([1.0] * len(values))
        spread = within.high - within.low
        value = values[0]
        return Estimate(value, max(0.0, value - spread), min(1.0, value + spread), len(values))
    low, high = mean_interval(values)
    return Estimate(float(np.mean(values)), low, high, len(values))


def mean_interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the bootstrap interval of the mean; of equal values it has no width."""
    if len(set(values)) == 1:
        return values[0], values[0]
    found = bootstrap(
        (np.asarray(values, dtype=np.float64),),
        np.mean,
        n_resamples=RESAMPLES,
        confidence_level=CONFIDENCE,
        method="BCa",
        rng=SEED,
    ).confidence_interval
    return float(found.low), float(found.high)


def figure(n: int, of: Callable[[Sequence[int]], float | None]) -> Estimate | None:
    """Return a figure of n cases with its percentile bootstrap interval; `of` takes the positions of the cases.

    A resample of which there is no figure is left out. The figure need not be a mean: percentiles, areas.
    """
    value = of(range(n))
    if value is None:
        return None
    drawn = np.random.default_rng(SEED).integers(0, n, size=(RESAMPLES // 4, n))
    figures = [one for one in (of(positions.tolist()) for positions in drawn) if one is not None]
    low, high = np.percentile(figures, [100 * (1 - CONFIDENCE) / 2, 100 * (1 + CONFIDENCE) / 2])
    return Estimate(value, float(low), float(high), n)


def _all_equal_shares(values: Sequence[float]) -> bool:
    return len(set(values)) == 1 and 0 <= values[0] <= 1
