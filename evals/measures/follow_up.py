"""Follow-up retention: what a question loses by being asked as a follow-up instead of in full.

Over follow-ups with a person's complete wording (`standalone_question`): of those answered right when asked so, the
share also answered right in the conversation (`follow_up_answers`); of those whose evidence that wording finds in the
first 10 hits, the share found in the conversation (`follow_up_evidence`). After the last-turn against rewrite
comparisons of MTRAG (Katsis et al., 2025) and QReCC (Anantha et al., 2021). Pitfall: both cost a second answer, and
the cases counted change with the assistant, so compare runs by `facts` in the slice of type follow_up.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from evals.measures.evidence_recall import all_evidence
from evals.measures.measure import Measure
from evals.measures.truthfulness import truthfulness
from evals.observation import Observation


def retained(observation: Observation, right: Callable[[Observation], float | None]) -> float | None:
    """Return 1 when what is right in the complete wording is right in the conversation too, else 0."""
    if observation.standalone is None or right(observation.standalone) != 1:
        return None
    return float(right(observation) == 1)


MEASURES = (
    Measure("follow_up_answers", partial(retained, right=truthfulness), yes_no=True),
    Measure("follow_up_evidence", partial(retained, right=partial(all_evidence, k=10)), yes_no=True),
)
