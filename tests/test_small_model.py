"""A real chat model, small enough for any machine, phrases answers, and nothing is shown that its quotes do not say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.conversation import QUOTED_INSTEAD, Answer, Conversation
from corpus.errors import UnknownModelError
from eval_fakes import case
from evals.measures.numeric_fidelity import numeric_fidelity
from evals.measures.quote_fidelity import quote_fidelity
from evals.observation import Observation
from evals.writers.small import NAME, small_model, weights
from index.embedding import Embedder
from index.library import Library
from ui.printing import answer_text
from ui.settings import WriterChoice, open_assistant

QUESTIONS = (
    "How many tons of soybeans did China promise to buy before the end of 2025?",
    "To what rate was the fentanyl duty on Chinese goods cut in November 2025?",
    "When was the de minimis exemption suspended for all countries?",
    "What is the section 232 duty on softwood lumber?",
    "Until when did the USTR suspend the port fees on Chinese ships?",
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the small model answers."""
    try:
        weights()
    except UnknownModelError as error:
        pytest.skip(str(error))
    with small_model() as address:
        yield address


@pytest.fixture(scope="module")
def answers(address: str, starter: Library, embedder: Embedder) -> list[Answer]:
    """The questions answered as `tradeqa ask --writer openai:smollm2 --writer-url …` does."""
    assistant = open_assistant(starter, embedder, WriterChoice(NAME, address))
    return [assistant.ask(question, Conversation()) for question in QUESTIONS]


def test_every_quote_is_verbatim_and_every_number_stands_in_its_quotes(starter: Library, answers: list[Answer]) -> None:
    for answer in answers:
        seen = Observation(case(), (), answer, (), starter.text)
        assert quote_fidelity(seen) == 1
        assert numeric_fidelity(seen) in (1, None)
        assert answer.status == "answered"


def test_an_answer_says_who_phrased_it_or_that_the_model_failed_its_checks(answers: list[Answer]) -> None:
    for answer in answers:
        assert answer.writer == NAME
        instead = [notice for notice in answer.notices if notice.endswith(QUOTED_INSTEAD)]
        assert (f"phrased by {NAME}" in answer_text(answer)) != bool(instead)
        assert all(NAME in notice for notice in instead)
