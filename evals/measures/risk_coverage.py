"""Risk and coverage: how often the assistant is wrong, were it to answer only what it is most sure of.

Cases are taken from the most confident down; at coverage c, risk is the share of wrong ones among the first c. AURC is
the mean of the risk over all coverages, lower is better (El-Yaniv & Wiener, "On the Foundations of Noise-free
Selective Classification", 2010; Geifman & El-Yaniv, 2018). Wrong is all but a right answer to an answerable case: to
answer what has no answer is wrong however it is worded, so a confident refusal does not help. Cases of equal
confidence share their wrongs evenly. Pitfall: the best AURC is not 0 but grows with the wrong ones; `aurc_excess` is
the distance to it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evals.measures.summary import Summary
from evals.records import CaseResult

Curve = tuple[NDArray[np.float64], NDArray[np.float64]]


def risk_coverage(results: Sequence[CaseResult]) -> Curve:
    """Return coverages and the risks at them."""
    counted = [result for result in results if result.measures.get("truthfulness") is not None]
    confidence = np.array([result.confidence for result in counted])
    return _curve(confidence, np.array([_wrong(result) for result in counted], dtype=np.float64))


def aurc(results: Sequence[CaseResult]) -> float | None:
    """Return the area under the risk-coverage curve."""
    _, risks = risk_coverage(results)
    return float(risks.mean()) if len(risks) else None


def aurc_excess(results: Sequence[CaseResult]) -> float | None:
    """Return how far the area lies above that of the same answers with every right one before every wrong one."""
    _, risks = risk_coverage(results)
    wrongs = round(float(risks[-1]) * len(risks)) if len(risks) else 0
    wrong_last = np.repeat([0.0, 1.0], [len(risks) - wrongs, wrongs])
    best = _curve(-np.arange(len(risks), dtype=np.float64), wrong_last)[1]
    return float(risks.mean() - best.mean()) if len(risks) else None


def _curve(confidence: NDArray[np.float64], wrong: NDArray[np.float64]) -> Curve:
    order = np.argsort(-confidence, kind="stable")
    values, counts = np.unique(-confidence[order], return_counts=True)
    ends = np.concatenate([[0], np.cumsum(counts)])
    wrongs = np.concatenate([[0.0], np.cumsum(wrong[order])])[ends] if len(values) else np.zeros(1)
    taken = np.arange(1, len(confidence) + 1)
    return taken / max(1, len(confidence)), np.interp(taken, ends, wrongs) / taken


def _wrong(result: CaseResult) -> bool:
    return not result.case.get("answerable", True) or result.measures["truthfulness"] != 1


SUMMARIES = (Summary("aurc", aurc), Summary("aurc_excess", aurc_excess))
