"""Stale answers: the share of the answers about what has since changed that give the old state as if it held.

Over answered cases of type `superseded`: 1 when the answer quotes none of the newest gold, or says something
forbidden in a statement not marked superseded; else 0, and lower is better. (After the outdated-answer rate of
FreshQA, Vu et al., 2023.) Declined answers don't count. Pitfalls: the newest gold quoted below the old one passes
here; that it is said is `facts`.
"""

from __future__ import annotations

from evals.measures.measure import Measure
from evals.observation import Observation
from evals.wording import says


def stale_answer(observation: Observation) -> float | None:
    """Return 1 when the answer is stale, else 0."""
    dates = [gold.published for gold in observation.gold if gold.published]
    if observation.case.type != "superseded" or not dates or not observation.answer.quotes:
        return None
    found = {gold.place for quote in observation.answer.quotes for gold in observation.finds(quote)}
    newest = {gold.place for gold in observation.gold if gold.published == max(dates)}
    held = " ".join(one.text for one in observation.answer.statements if one.standing != "superseded")
    return float(not found & newest or any(says(held, wording) for wording in observation.case.must_not_contain))


MEASURES = (Measure("stale_answer", stale_answer, yes_no=True, lower_is_better=True),)
