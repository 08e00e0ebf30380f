"""The questions that are offered after an answer: the library answers them, and nobody waits because of them."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

from assistant.answering import Assistant
from assistant.conversation import Conversation
from index.filters import Filters
from ui.follow_ups import follow_ups

QUESTION = "What is the reciprocal tariff rate for Japan?"
PARTIES = ("Switzerland", "Vietnam", "Indonesia")


def _asked(assistant: Assistant) -> Conversation:
    conversation = Conversation("c")
    return conversation.with_turn(assistant.ask(QUESTION, conversation))


def test_what_is_offered_is_answered_by_the_library(assistant: Assistant) -> None:
    conversation = _asked(assistant)
    offered = follow_ups(assistant, conversation, Filters(), PARTIES)
    assert offered
    for question in offered:
        answer = assistant.ask(question, conversation)
        assert answer.quotes
        assert answer.quotes[0].start != conversation.turns[0].answer.quotes[0].start


def test_a_trial_is_given_up_when_somebody_asks(assistant: Assistant) -> None:
    idle = iter([True, True])
    taken: list[str] = []
    stream = assistant.stream

    def steps(*given: object) -> Iterator[object]:
        for step in stream(*given):  # type: ignore[arg-type]  # handed on as it came
            taken.append(type(step).__name__)
            yield step

    conversation = _asked(assistant)
    with patch.object(assistant, "stream", steps):
        assert follow_ups(assistant, conversation, Filters(), PARTIES, lambda: next(idle, False)) == []
    # one look before the first trial, one after its first step; the next step was the last
    assert taken == ["Step", "Step"]
