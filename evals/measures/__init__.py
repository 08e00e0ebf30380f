"""The measures: one figure a file, its docstring the definition."""

from __future__ import annotations

from evals.measures import (
    as_of_accuracy,
    citation_precision,
    citation_recall,
    conflict_accuracy,
    evidence_quoted,
    evidence_recall,
    follow_up,
    hits,
    latency,
    must_contain,
    ndcg,
    numeric_fidelity,
    quote_fidelity,
    recall,
    reciprocal_rank,
    refusal,
    risk_coverage,
    stale_answer,
    status_accuracy,
    truthfulness,
)
from evals.measures.measure import Measure
from evals.measures.summary import Summary
from evals.observation import Observation

__all__ = ["DEFINITIONS", "MEASURES", "SUMMARIES", "Measure", "Summary", "measure_all"]

_ANSWERS = (truthfulness, must_contain, status_accuracy, refusal, conflict_accuracy, stale_answer, as_of_accuracy)
_QUOTES = (quote_fidelity, numeric_fidelity, evidence_quoted, citation_recall, citation_precision)
_SEARCH = (evidence_recall, hits, recall, reciprocal_rank, ndcg, follow_up)

MEASURES: tuple[Measure, ...] = tuple(one for file in (*_ANSWERS, *_QUOTES, *_SEARCH) for one in file.MEASURES)
SUMMARIES: tuple[Summary, ...] = tuple(one for file in (risk_coverage, latency) for one in file.SUMMARIES)

DEFINITIONS: dict[str, str] = {
    **{one.name: file.__doc__ or "" for file in (*_ANSWERS, *_QUOTES, *_SEARCH) for one in file.MEASURES},
    **{one.name: file.__doc__ or "" for file in (risk_coverage, latency) for one in file.SUMMARIES},
}
"""What each figure is, by name."""


def measure_all(observation: Observation) -> dict[str, float | None]:
    """Return every measure of one case, in the order of MEASURES."""
    return {measure.name: measure.of(observation) for measure in MEASURES}
