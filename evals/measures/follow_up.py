"""Follow-up retention: what a question loses by being asked as a follow-up instead of in full.

Over follow-ups with a person's complete wording (`standalone_question`): of those answered right when asked so, the
share also answered right in the conversation (`follow_up_answers`); of those whose evidence that wording finds in the
first 10 hits, the share found in the conversation (`follow_up_evidence`); and the share of its content words, stemmed,
that the assistant's own standalone question has (`follow_up_words`, ROUGE-1 recall as in Vakulenko et al., "Question
Rewriting for Conversational Question Answering", 2021). After the last-turn against rewrite comparisons of MTRAG
(Katsis et al., 2025). Pitfalls: the first two are over other cases in every run, so compare runs by `follow_up_words`,
which rewards piling up words of earlier turns, and so is to be read beside the first two.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from evals.measures.evidence_recall import all_evidence
from evals.measures.measure import Measure
from evals.measures.truthfulness import truthfulness
from evals.observation import Observation
from index.words import index_terms, query_terms


def retained(observation: Observation, right: Callable[[Observation], float | None]) -> float | None:
    """Return 1 when what is right in the complete wording is right in the conversation too, else 0."""
    if observation.standalone is None or right(observation.standalone) != 1:
        return None
    return float(right(observation) == 1)


def words_kept(observation: Observation) -> float | None:
    """Return the share of the words of a person's rewrite that the assistant's standalone question has."""
    wanted = query_terms(observation.case.standalone_question)
    if not observation.case.turns or not wanted:
        return None
    kept = set(index_terms(observation.answer.standalone_question))
    return sum(term in kept for term in wanted) / len(wanted)


MEASURES = (
    Measure("follow_up_words", words_kept),
    Measure("follow_up_answers", partial(retained, right=truthfulness), yes_no=True),
    Measure("follow_up_evidence", partial(retained, right=partial(all_evidence, k=10)), yes_no=True),
)
