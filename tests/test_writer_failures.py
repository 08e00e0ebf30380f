"""A chat server that fails, in each way that one can, leaves the quoted answer and a word on why."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest

from assistant.answering import Assistant
from assistant.conversation import Answer
from assistant.writing import WriterSettings, open_writer
from evals.writers.serving import Respond, finish_stream, served, start_stream, stream

QUESTION = "What additional duty does the July 2025 order put on goods of Brazil?"
FAITHFUL = "President Donald Trump signed an executive order that places 40 percent of value on goods of Brazil [1]."
QUICK = WriterSettings(silence_seconds=0.5, seconds=1.5, characters=2000)


def refusing(code: int) -> Respond:
    def respond(handler: BaseHTTPRequestHandler, _: str) -> None:
        handler.send_response(code)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Retry-After", "0")
        handler.end_headers()
        handler.wfile.write(b'{"error": {"message": "refused"}}')

    return respond


def streaming(*words: str, seconds: float = 0, finished: bool = True) -> Respond:
    def respond(handler: BaseHTTPRequestHandler, _: str) -> None:
        start_stream(handler)
        for word in words:
            time.sleep(seconds)
            try:
                stream(handler, [word])
            except OSError:  # whoever asked has gone
                return
        if finished:
            finish_stream(handler)

    return respond


def sending(raw: bytes, kind: str = "text/event-stream") -> Respond:
    def respond(handler: BaseHTTPRequestHandler, _: str) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        handler.end_headers()
        handler.wfile.write(raw)

    return respond


def cut_off(handler: BaseHTTPRequestHandler, _: str) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    stream(handler, ["President", "Donald", "Trump"])


def hanging(handler: BaseHTTPRequestHandler, _: str) -> None:
    time.sleep(1.2)


FAILURES: dict[str, Callable[[BaseHTTPRequestHandler, str], None]] = {
    "too many requests": refusing(429),
    "a wrong key": refusing(401),
    "out of order": refusing(500),
    "overloaded": refusing(503),
    "no such model": refusing(404),
    "no answer at all": hanging,
    "a connection cut off": cut_off,
    "cut off in a sentence": streaming("President", "Donald", "Trump", "signed", "an"),
    "cut off without a last word": streaming("President", "Donald", "Trump", finished=False),
    "nothing": streaming(),
    "blanks": streaming("", " ", "\n"),
    "nonsense": streaming("lorem", "ipsum", "99", "[1].", "\u202e", "[", "]]", "(.", "[1]"),
    "no marks": streaming(*FAITHFUL.replace(" [1]", "").split()),
    "NONE": streaming("NONE"),
    "words one by one for ever": streaming(*["word"] * 40, seconds=0.2),
    "words without an end": streaming(*["word"] * 2000),
    "no JSON": sending(b"data: {not json\n\ndata: [DONE]\n\n"),
    "other JSON": sending(b'data: {"choices": 7}\n\ndata: [DONE]\n\n'),
    "a list": sending(b"data: []\n\ndata: [DONE]\n\n"),
    "null words": sending(b'data: {"choices": [{"index": 0, "delta": {"content": null}}]}\n\ndata: [DONE]\n\n'),
    "an error in the stream": sending(b'data: {"error": {"message": "out of memory", "code": 500}}\n\n'),
    "a web page": sending(b"<html><body>Sign in</body></html>", "text/html"),
    "a whole answer, not a stream": sending(json.dumps({"choices": []}).encode(), "application/json"),
    "bytes that are no text": sending(b"data: \xff\xfe\x00\n\n"),
}


@pytest.fixture(scope="module")
def quoted(assistant: Assistant) -> Answer:
    """What the assistant answers without a chat model."""
    return assistant.ask(QUESTION)


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES.keys())
def test_a_server_that_fails_leaves_the_quoted_answer_and_says_so(
    assistant: Assistant, quoted: Answer, failure: Respond
) -> None:
    started = time.monotonic()
    with served(failure) as address:
        writer = open_writer("openai:local", address, QUICK)
        answer = assistant.phrased_by(writer).ask(QUESTION)
    assert answer.statements == quoted.statements
    assert answer.status == quoted.status == "answered"
    assert answer.notices[-1].startswith("openai:local ")
    assert answer.notices[-1].endswith("the answer is quoted instead.")
    assert time.monotonic() - started < 30


def test_what_was_whole_when_it_broke_off_is_kept_and_the_rest_quoted(assistant: Assistant, quoted: Answer) -> None:
    with served(streaming(*FAITHFUL.split(), "China", "will")) as address:
        writer = open_writer("openai:local", address)
        answer = assistant.phrased_by(writer).ask(QUESTION)
    assert answer.statements[0].text.startswith("President Donald Trump signed an executive order … that places")
    assert answer.statements[1:] == quoted.statements[1:]
    assert answer.notices == ("openai:local broke off in the middle of a sentence; what it did not phrase is quoted.",)


def test_a_sentence_that_says_more_than_its_quote_gives_way_to_it_and_that_is_told(
    assistant: Assistant, quoted: Answer
) -> None:
    with served(streaming(*FAITHFUL.split(), "Prices", "doubled", "[2].")) as address:
        writer = open_writer("openai:local", address)
        answer = assistant.phrased_by(writer).ask(QUESTION)
    assert "doubled" not in answer.text
    assert answer.statements[1] == quoted.statements[1]
    assert answer.notices == ("What openai:local wrote beyond its quotes is not shown.",)
