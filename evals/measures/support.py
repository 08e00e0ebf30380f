"""Support: whether quotes bear out a statement, decided without a model; citation recall and precision build on it.

By gold: one of the quotes finds gold of the case. By words: the quotes together hold every numeral of the statement
and at least three quarters of its content words, stemmed. ALCE (Gao et al. 2023) asks an entailment model instead;
these two are what can be decided offline and explained. Pitfalls: gold knows only one place of several; word overlap
sees no negation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.conversation import Quote, Statement
from evals.numerals import demanded, offered
from evals.observation import Observation
from index.words import index_terms, query_terms

SHARE_OF_WORDS = 0.75

Support = Callable[[Observation, Statement, Sequence[Quote]], bool]


def by_gold(observation: Observation, _: Statement, quotes: Sequence[Quote]) -> bool:
    """Tell whether any of the quotes finds gold."""
    return any(observation.finds(quote) for quote in quotes)


def by_words(_: Observation, statement: Statement, quotes: Sequence[Quote]) -> bool:
    """Tell whether the quotes hold the numerals and most content words of the statement."""
    words = " ".join(quote.text for quote in quotes)
    terms = query_terms(statement.text)
    held = set(index_terms(words))
    covered = sum(term in held for term in terms) >= SHARE_OF_WORDS * len(terms)
    return bool(quotes) and covered and demanded(statement.text) <= offered(words)
