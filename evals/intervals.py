"""95 % intervals: how far a figure could be off, had other questions of the same sort been asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest, bootstrap  # type: ignore[import-untyped]  # scipy ships no types

Values = NDArray[np.float64]

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
    return resampled(values, _mean)


def resampled(values: Sequence[float], statistic: Callable[..., Values], method: str = "BCa") -> Estimate:
    """Return a statistic of the values with its bootstrap interval; `statistic` takes an array and an axis."""
    data = np.asarray(values, dtype=np.float64)
    value = float(statistic(data, axis=-1))
    if len(data) < 2 or np.ptp(data) == 0:
        return Estimate(value, value, value, len(data))
    found = bootstrap(
        (data,), statistic, n_resamples=RESAMPLES, confidence_level=CONFIDENCE, method=method, rng=SEED, vectorized=True
    ).confidence_interval
    return Estimate(value, float(found.low), float(found.high), len(data))


def _mean(values: Values, axis: int = -1) -> Values:
    return np.asarray(np.mean(values, axis=axis))


def _all_equal_shares(values: Sequence[float]) -> bool:
    return len(set(values)) == 1 and 0 <= values[0] <= 1
