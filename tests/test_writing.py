"""A chat model phrases; it can lie, stall, fail or be hijacked, and nothing false is shown."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from assistant.answering import Assistant
from assistant.conversation import Answer, Statement
from assistant.numbers import numbers_in
from assistant.writing import Writer, open_writer
from corpus.errors import UnknownModelError
from index.embedding import Embedder
from index.library import Library

QUESTION = "How many tons of soybeans did China promise to buy before the end of 2025?"


def saying(*answers: str | Exception) -> Writer:
    def messages() -> Iterator[AIMessage]:
        for answer in answers * 50:
            if isinstance(answer, Exception):
                raise answer
            yield AIMessage(answer)

    return Writer("test:model", GenericFakeChatModel(messages=messages()))


def answer_of(starter: Library, embedder: Embedder, writer: Writer) -> Answer:
    return Assistant(starter, embedder, writer=writer).ask(QUESTION)


def test_a_faithful_sentence_is_shown_as_written(starter: Library, embedder: Embedder) -> None:
    said = "China will buy at least 12 million metric tons of American soybeans in the last two months of 2025"
    answer = answer_of(starter, embedder, saying(f"{said} [1]."))
    assert [statement.text for statement in answer.statements] == [f"{said}."]
    assert answer.writer == "test:model"
    assert answer.notices == ()


LIES = (
    "China will buy 99 million tons of soybeans [1].",
    "China will buy 12 million tons [1]. Brazil will sell 40 million tons [2]. All tariffs end in 2031 [9].",
    "The quotes say nothing of it, but everybody knows that it is 77 million [1][2][3].",
    "[1] [2] [3]",
    "<script>alert(1)</script> [1]. ![x](http://evil.example/x.png) [1].",
    "No marks at all, 55 percent of nothing.",
    "…" * 5000,
)


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_never_shown(starter: Library, embedder: Embedder, lie: str) -> None:
    answer = answer_of(starter, embedder, saying(lie))
    assert answer.status == "answered"
    assert answer.statements
    words = {quote.number: quote.text for quote in answer.quotes}
    for statement in answer.statements:
        assert statement.quotes
        assert numbers_in(statement.text) <= numbers_in(" ".join(words[number] for number in statement.quotes))
        assert "evil" not in statement.text
    for quote in answer.quotes:
        assert starter.text(quote.document_id)[quote.start : quote.end] == quote.text


@pytest.mark.parametrize(
    "failure", [TimeoutError("timed out"), ConnectionError("refused"), ValueError("429"), "", "NONE"]
)
def test_a_model_that_fails_leaves_the_quoted_answer_and_a_word_on_why(
    starter: Library, embedder: Embedder, failure: str | Exception
) -> None:
    answer = answer_of(starter, embedder, saying(failure))
    plain = Assistant(starter, embedder).ask(QUESTION)
    assert answer.statements == plain.statements
    assert "quoted instead" in answer.notices[0]


def test_the_model_is_not_asked_where_the_library_does_not_say(starter: Library, embedder: Embedder) -> None:
    asked = Assistant(starter, embedder, writer=saying(AssertionError("was asked"))).ask(
        "Who won the 1998 world cup in football?"
    )
    assert asked.status == "not_found"
    assert asked.notices == ()


def test_statements_arrive_one_by_one(starter: Library, embedder: Embedder) -> None:
    writer = saying("China will buy at least 12 million metric tons [1]. The purchase falls in 2025 [1].")
    items = list(Assistant(starter, embedder, writer=writer).stream(QUESTION))
    assert sum(isinstance(item, Statement) for item in items) >= 1


@pytest.mark.parametrize(
    ("name", "remedy"), [("gpt", "provider:model"), ("nonsense:model", "nonsense"), ("anthropic:x", "pip install")]
)
def test_an_unknown_model_is_refused_with_a_remedy(name: str, remedy: str) -> None:
    with pytest.raises(UnknownModelError, match=remedy):
        open_writer(name)


class ChatServer(BaseHTTPRequestHandler):
    """Speaks as much of the OpenAI protocol as a streamed answer needs."""

    said = "China will buy at least 12 million metric tons of soybeans [1]."

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for word in self.said.split(" "):
            chunk = (
                '{"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":'
                f'[{{"index":0,"delta":{{"role":"assistant","content":"{word} "}},"finish_reason":null}}]}}'
            )
            self.wfile.write(f"data: {chunk}\n\n".encode())
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *_: object) -> None:
        """Stay silent."""


def test_any_compatible_server_can_phrase(starter: Library, embedder: Embedder) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), ChatServer) as serving:
        thread = threading.Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        writer = open_writer("openai:local", f"http://127.0.0.1:{serving.server_port}/v1")
        answer = answer_of(starter, embedder, writer)
        serving.shutdown()
        thread.join()
    assert answer.statements[0].text == "China will buy at least 12 million metric tons of soybeans."
    assert answer.writer == "openai:local"


def test_an_unreachable_server_leaves_the_quoted_answer(starter: Library, embedder: Embedder, tmp_path: Path) -> None:
    answer = answer_of(starter, embedder, open_writer("openai:local", "http://127.0.0.1:9/v1"))
    assert answer.statements
    assert "quoted instead" in answer.notices[0]
