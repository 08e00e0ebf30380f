"""Refusal: whether the assistant declines what the library does not say, and only that.

`refusal_precision`: of the answers that declined, the share whose case has no answer; `refusal_recall`: of the cases
without an answer, the share declined with the status the case allows (Rajpurkar, Jia & Liang, "Know What You Don't
Know", 2018, no-answer precision and recall). Written per case: 1 or 0 where it counts, None elsewhere, so that the
mean is the figure. Pitfall: precision is over other cases in every run; compare runs by recall and truthfulness.
"""

from __future__ import annotations

from evals.measures.measure import Measure
from evals.observation import Observation


def refusal_precision(observation: Observation) -> float | None:
    """Return, of an answer that declined, 1 when the case has no answer."""
    return float(not observation.case.answerable) if observation.refused else None


def refusal_recall(observation: Observation) -> float | None:
    """Return, of a case without an answer, 1 when the assistant declined."""
    return None if observation.case.answerable else float(observation.refused)


MEASURES = (
    Measure("refusal_precision", refusal_precision, yes_no=True),
    Measure("refusal_recall", refusal_recall, yes_no=True),
)
