"""Truthfulness: +1 for a right answer, 0 for none, −1 for a wrong one.

CRAG (Yang et al., "CRAG: Comprehensive RAG Benchmark", 2024, §3.1): a wrong answer is worse than none. Right is, for
an answerable case, every fact said and nothing forbidden said; for one without an answer, to decline with the status
that the case allows. None is to decline an answerable case, or a `partial` answer that states a part of the facts
and nothing forbidden. All else is wrong. A case without facts is right when all its gold is quoted; without either it
doesn't count. Pitfall: CRAG's half mark for answers right with minor errors needs a judge, and is not given.
"""

from __future__ import annotations

from evals.measures.evidence_quoted import evidence_quoted
from evals.measures.measure import Measure
from evals.measures.must_contain import facts_share, nothing_forbidden
from evals.observation import Observation


def truthfulness(observation: Observation) -> float | None:
    """Return 1 for right, 0 for none, -1 for wrong."""
    if not observation.case.answerable:
        return 1.0 if observation.refused else -1.0
    if observation.case.status == observation.answer.status == "needs_clarification":
        return 1.0
    share = facts_share(observation) if observation.case.must_contain else evidence_quoted(observation)
    return None if share is None else _of_answer(observation, share)


def _of_answer(observation: Observation, share: float) -> float:
    status = observation.answer.status
    if status in ("not_found", "needs_clarification"):
        return 0.0
    if nothing_forbidden(observation) == 0:
        return -1.0
    if share == 1:
        return 1.0
    return 0.0 if share > 0 and status == "partial" else -1.0


MEASURES = (Measure("truthfulness", truthfulness),)
