"""What the server is doing: who waits for an answer, what was asked since the start, what went wrong."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from corpus.errors import TradeQAError

AT_ONCE = 4
"""So many questions are answered at the same time; the others wait their turn and are told how many are before them."""
WAITING = 64
LOOK_AGAIN = 0.5
"""After so many seconds a waiting question looks again how many are before it."""
REMEMBERED = 1000


class TooManyWaitingError(TradeQAError):
    """More questions wait than can be answered in a reasonable time."""


class Activity:
    """Lets questions in, a few at a time, in the order they came, and remembers how they went. Thread-safe."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._turn = threading.Condition()
        self._at_once = at_once
        self._waiting: deque[object] = deque()
        self._asking: dict[str, object] = {}
        self.running = 0
        self.asked = 0
        self.failed = 0
        self.started = datetime.now(UTC)
        self.milliseconds: deque[float] = deque(maxlen=REMEMBERED)
        self.errors: deque[tuple[datetime, str]] = deque(maxlen=50)

    @property
    def waiting(self) -> int:
        """Return how many questions wait."""
        return len(self._waiting)

    @property
    def idle(self) -> bool:
        """Tell whether nobody waits for an answer."""
        return not self.running and not self._waiting

    @contextmanager
    def only_one(self, page: str) -> Iterator[bool]:
        """Tell whether a page asks nothing else at this moment; Enter pressed twice asks once."""
        token = object()
        is_first = self._asking.setdefault(page, token) is token
        try:
            yield is_first
        finally:
            if self._asking.get(page) is token:
                self._asking.pop(page, None)

    def stopped(self, page: str) -> None:
        """Let a page ask again, whose question was stopped."""
        self._asking.pop(page, None)

    def wait(self) -> Iterator[int]:
        """Yield how many questions are before this one, until it is let in. Raises TooManyWaitingError."""
        ticket = object()
        with self._turn:
            if len(self._waiting) >= WAITING:
                raise TooManyWaitingError(f"{len(self._waiting)} questions are waiting already: ask again in a minute")
            self._waiting.append(ticket)
        try:
            while (ahead := self._ahead(ticket)) > 0:
                yield ahead
        except BaseException:
            with self._turn:
                if ticket in self._waiting:
                    self._waiting.remove(ticket)
                    self._turn.notify_all()
            raise

    def _ahead(self, ticket: object) -> int:
        with self._turn:
            if not self._is_next(ticket):
                self._turn.wait(LOOK_AGAIN)
            if self._is_next(ticket):
                self._waiting.popleft()
                self.running += 1
                return 0
            return self._waiting.index(ticket) + 1

    def _is_next(self, ticket: object) -> bool:
        return self._waiting[0] is ticket and self.running < self._at_once

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Count and time the question that was let in, and let the next one in at the end."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            with self._turn:
                self.running -= 1
                self.asked += 1
                self.milliseconds.append(1000 * (time.perf_counter() - begun))
                self._turn.notify_all()

    def report(self, message: str) -> None:
        """Remember what went wrong."""
        with self._turn:
            self.failed += 1
            self.errors.append((datetime.now(UTC), message))
