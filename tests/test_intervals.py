"""Intervals hold what they promise: of 95 % intervals, 93 to 97 in a hundred hold the truth."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom  # type: ignore[import-untyped]  # scipy ships no types

from evals.intervals import figure, mean, proportion


@pytest.mark.parametrize("n", [20, 50, 150, 400])
def test_intervals_of_proportions_cover_the_truth(n: int) -> None:
    estimates = [proportion([1.0] * ones + [0.0] * (n - ones)) for ones in range(n + 1)]

    def coverage(share: float) -> float:
        return sum(float(binom.pmf(k, n, share)) for k, one in enumerate(estimates) if one.low <= share <= one.high)

    assert 0.93 <= np.mean([coverage(share) for share in np.linspace(0.02, 0.98, 49)]) <= 0.97


@pytest.mark.parametrize(
    ("values", "chances"),
    [
        ([0, 1 / 3, 2 / 3, 1], [0.2, 0.1, 0.2, 0.5]),
        ([1, 0.5, 1 / 3, 0.25, 0.1, 0], [0.6, 0.12, 0.08, 0.05, 0.05, 0.1]),
        ([-1, 0, 1], [0.2, 0.2, 0.6]),
    ],
    ids=["shares", "reciprocal ranks", "truthfulness"],
)
def test_intervals_of_means_cover_the_truth(values: list[float], chances: list[float]) -> None:
    draw = np.random.default_rng(7)
    truth = float(np.dot(values, chances))
    estimates = [mean(draw.choice(values, size=100, p=chances).tolist()) for _ in range(600)]
    assert 0.93 <= np.mean([one.low <= truth <= one.high for one in estimates]) <= 0.97


def test_intervals_of_percentiles_cover_the_truth() -> None:
    draw = np.random.default_rng(7)
    covered = 0
    for _ in range(300):
        spent = draw.lognormal(size=100)
        estimate = figure(100, lambda at, spent=spent: float(np.median(spent[list(at)])))  # type: ignore[misc]  # the lambda binds its loop variable by default
        covered += estimate is not None and estimate.low <= 1 <= estimate.high
    assert 0.93 <= covered / 300 <= 0.97


def test_wilson_by_hand() -> None:
    # 8 of 10: (8 + 1.9208 ± 1.96 √(8·2/10 + 0.9604)) / (10 + 3.8416)
    estimate = proportion([1.0] * 8 + [0.0] * 2)
    assert (estimate.value, estimate.n) == (0.8, 10)
    assert (estimate.low, estimate.high) == pytest.approx((0.4902, 0.9433), abs=1e-3)


def test_few_equal_shares_prove_little() -> None:
    estimate = mean([1.0] * 5)
    assert estimate.high == 1
    assert estimate.low == pytest.approx(proportion([1.0] * 5).low)
    assert mean([0.0] * 5).low == 0
    assert mean([0.5]).low < 0.5 < mean([0.5]).high


def test_the_same_values_give_the_same_interval() -> None:
    values = [0.0, 0.5, 1.0, 1.0]
    assert mean(values) == mean(values)
    assert figure(3, lambda at: None) is None
