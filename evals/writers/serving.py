"""A chat server on this machine that replies by a function: what stands in for a model that obeys, lies or fails."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from assistant.writing import WriterSettings

PATIENT = WriterSettings(characters=1_000_000)
"""For a model that says in one answer whatever could deceive."""

Respond = Callable[[BaseHTTPRequestHandler, str], None]
"""Answers a request, given what the model is asked."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A quote as the model is shown it."""

    number: int
    words: str


def quotes_in(prompt: str) -> list[Shown]:
    """Return the quotes of a prompt."""
    found = (re.match(r"\[(\d+)\] (?=\")", line) for line in prompt.splitlines())
    return [Shown(int(mark[1]), json.JSONDecoder().raw_decode(mark.string, mark.end())[0]) for mark in found if mark]


@contextmanager
def served(respond: Respond) -> Iterator[str]:
    """Serve on a free port of this machine; gives the address to name as the model's."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            respond(self, _words(given["messages"][-1]["content"]))

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1"
        finally:
            server.shutdown()
            thread.join()


def replying(reply: Callable[[str], str]) -> Respond:
    """Return what answers with a text, streamed line by line."""

    def respond(handler: BaseHTTPRequestHandler, prompt: str) -> None:
        start_stream(handler)
        stream(handler, reply(prompt).splitlines())
        finish_stream(handler)

    return respond


def start_stream(handler: BaseHTTPRequestHandler) -> None:
    """Begin a streamed answer."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.end_headers()


def stream(handler: BaseHTTPRequestHandler, words: Iterable[str]) -> None:
    """Send words, each with a space after it."""
    for word in words:
        _send(handler, {"delta": {"role": "assistant", "content": f"{word} "}, "finish_reason": None})


def finish_stream(handler: BaseHTTPRequestHandler) -> None:
    """Say that the answer is whole."""
    _send(handler, {"delta": {}, "finish_reason": "stop"})
    handler.wfile.write(b"data: [DONE]\n\n")


def _send(handler: BaseHTTPRequestHandler, choice: dict[str, Any]) -> None:
    chunk = {
        "id": "1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [choice | {"index": 0}],
    }
    handler.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
    handler.wfile.flush()


def _words(content: str | Sequence[dict[str, str]]) -> str:
    return content if isinstance(content, str) else "\n".join(part.get("text", "") for part in content)
