"""Over all reference questions on the starter corpus: quotes are verbatim, and no number stands without its quote."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from assistant.answering import Assistant
from assistant.conversation import Conversation
from assistant.numbers import numbers_in
from assistant.writing import Writer
from evals.cases import read_cases
from index.filters import Filters

CASES = Path(__file__).parent.parent / "evals" / "cases" / "starter.jsonl"


def liar() -> Writer:
    lies = ("All duties rose to 999 percent [1].", "It ended in 1888 [2][7]. Ask Mr Nobody [1].", "[1]", "12 percent.")

    def messages() -> Iterator[AIMessage]:
        while True:
            yield from map(AIMessage, lies)

    return Writer("test:liar", GenericFakeChatModel(messages=messages()))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("writer", [None, liar()], ids=["quoting", "lying"])
def test_what_is_shown_is_what_the_documents_say(assistant: Assistant, writer: Writer | None) -> None:
    asking = assistant.phrased_by(writer)
    texts: dict[str, str] = {}
    shown = 0
    for case in read_cases([CASES]):
        answer = asking.ask(case.question, Conversation(), Filters(as_of=case.as_of))
        quotes = {quote.number: quote for quote in answer.quotes}
        for quote in quotes.values():
            text = texts.setdefault(quote.document_id, assistant.library.get(quote.document_id).text)
            assert text[quote.start : quote.end] == quote.text
            assert not case.as_of or not quote.published or quote.published <= case.as_of
        for statement in answer.statements:
            assert statement.quotes
            words = " ".join(quotes[number].text for number in statement.quotes)
            assert numbers_in(statement.text) <= numbers_in(words), statement
            shown += 1
    assert shown > 50
