"""Many users at once: the chat is started on loopback, and each user asks over its API, reads a while, asks again."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from evals.speed.memory import resident_mb

PATIENCE = 600.0
"""A question that takes more seconds than this has failed."""

LOOK_EVERY = 60.0
"""Seconds between two looks at the server's memory."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who asks, and for how long."""

    users: int
    minutes: float
    reading: float = 10.0
    """Seconds between an answer and the next question."""


@dataclass(slots=True)
class Seen:
    """What the users met with."""

    milliseconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class NoAnswerError(Exception):
    """A question got no answer."""


def time_load(library: Path, questions: Sequence[str], crowd: Crowd) -> dict[str, Any]:
    """Return how long answers took while many asked, what failed, and the server's memory minute by minute."""
    with served(library) as (process, port):
        ask(port, questions[0])  # the models load
        memory = [resident_mb(process)]
        over = threading.Event()

        def look() -> None:
            while not over.wait(LOOK_EVERY):
                memory.append(resident_mb(process))

        looking = threading.Thread(target=look)
        looking.start()
        seen = _asked(port, questions, crowd)
        over.set()
        looking.join()
        memory.append(resident_mb(process))
    spent = seen.milliseconds
    figures = {f"p{share}_ms": round(float(np.percentile(spent, share))) if spent else None for share in (50, 95)}
    return {
        "users": crowd.users,
        "minutes": crowd.minutes,
        "questions": len(questions),
        "answers": len(seen.milliseconds),
        "errors": dict(Counter(seen.errors)),
        **figures,
        "memory_mb": [round(one) for one in memory if one is not None],
    }


@contextmanager
def served(library: Path) -> Iterator[tuple[int, int]]:
    """Run the chat over a library, which stays as it is, and yield its process and its port."""
    command = [sys.executable, "-m", "ui.commands", "chat", "--read-only", "--library", str(library)]
    with tempfile.TemporaryDirectory() as scratch:
        environment = os.environ | {"GRADIO_TEMP_DIR": scratch, "PYTHONUNBUFFERED": "1"}
        server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ours
        try:
            told = server.stdout.readline() if server.stdout else ""
            if "http://" not in told:
                raise RuntimeError("the chat did not start: what it says above tells why")
            yield server.pid, int(told.split("http://")[1].split()[0].rpartition(":")[2])
        finally:
            server.terminate()
            server.communicate(timeout=60)


def _asked(port: int, questions: Sequence[str], crowd: Crowd) -> Seen:
    """Let all users ask, each beginning with another question and at another moment, until the time is over."""
    seen = Seen()
    end = time.monotonic() + 60 * crowd.minutes

    def ask_on(user: int) -> None:
        # far apart: an answer that another user just got is remembered
        first = user * len(questions) // crowd.users
        time.sleep(crowd.reading * user / crowd.users)
        for question in itertools.islice(itertools.cycle(questions), first, None):
            if time.monotonic() >= end:
                return
            begun = time.perf_counter()
            try:
                ask(port, question)
                seen.milliseconds.append(1000 * (time.perf_counter() - begun))
            except (NoAnswerError, OSError, http.client.HTTPException) as error:
                seen.errors.append(f"{type(error).__name__}: {error}")
            time.sleep(crowd.reading)

    users = [threading.Thread(target=ask_on, args=(user,)) for user in range(crowd.users)]
    for user in users:
        user.start()
    for user in users:
        user.join()
    return seen


def ask(port: int, question: str) -> dict[str, Any]:
    """Return the answer to a question, asked as any other program asks. Raises NoAnswerError."""
    path = "/gradio_api/call/v2/ask"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("POST", path, json.dumps({"question": question}), {"Content-Type": "application/json"})
        response = connection.getresponse()
        said = response.read().decode()
        if response.status != http.client.OK:
            raise NoAnswerError(f"{response.status} {said[:200]}")
        connection.request("GET", f"{path}/{json.loads(said)['event_id']}")
        return _answer(connection.getresponse())
    finally:
        connection.close()


def _answer(response: http.client.HTTPResponse) -> dict[str, Any]:
    """Read the stream of events up to the one that ends it."""
    event = ""
    for line in response:
        name, _, value = line.decode().strip().partition(": ")
        if name == "event":
            event = value
        elif name == "data" and event == "complete":
            answer: dict[str, Any] = json.loads(value)[0]
            return answer
        elif name == "data" and event == "error":
            raise NoAnswerError(value[:200])
    raise NoAnswerError("the stream ended without an answer")
