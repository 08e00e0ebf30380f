"""Must-contain: whether the answer states the facts that the case asks for, and none that it must not.

`facts` is 1 when every fact is said in any of its wordings, `facts_share` the share said, `nothing_forbidden` is 1
when no wording of `must_not_contain` is said; matched as the contract says: at word boundaries, ignoring case,
typography and thousands separators, never inside a `[6]` marker. It is the short-answer match of Natural Questions and
of ALCE's string exact match (Gao et al. 2023, §3). Pitfalls: a right answer in words nobody thought of counts as
wrong; a long answer says more by chance, so read it beside citation precision.
"""

from __future__ import annotations

from evals.measures.measure import Measure
from evals.observation import Observation
from evals.wording import facts_said, says


def facts_share(observation: Observation) -> float | None:
    """Return the share of the facts that the answer states."""
    said = facts_said(observation.answer.text, observation.case.must_contain)
    return sum(said) / len(said) if said else None


def facts(observation: Observation) -> float | None:
    """Return 1 when the answer states all facts, else 0."""
    share = facts_share(observation)
    return None if share is None else float(share == 1)


def nothing_forbidden(observation: Observation) -> float | None:
    """Return 1 when the answer says none of what it must not, else 0."""
    forbidden = observation.case.must_not_contain
    if not forbidden:
        return None
    return float(not any(says(observation.answer.text, wording) for wording in forbidden))


MEASURES = (
    Measure("facts", facts, yes_no=True),
    Measure("facts_share", facts_share),
    Measure("nothing_forbidden", nothing_forbidden, yes_no=True),
)
