"""What the server is doing: who waits for an answer, how long the last ones took, what went wrong."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from corpus.errors import TradeQAError
from ui.failures import Failure

AT_ONCE = 4
"""So many questions are answered at the same time; the others wait their turn and are told how many are before them."""
WAITING = 64
"""So many may wait; a further one is told to come back."""
LOOK_AGAIN = 0.5
"""After so many seconds a waiting question looks again how many are before it."""
HOUR = 3600.0
REMEMBERED = 50_000


class TooManyWaitingError(TradeQAError):
    """More questions wait than can be answered in a reasonable time."""


@dataclass(frozen=True, slots=True)
class Load:
    """How busy the server is: now, and in the last hour."""

    running: int
    waiting: int
    asked: int
    """In the last hour, as are the following."""
    failed: int
    p50: float | None
    """Milliseconds from question to answer, waiting included; None when nothing was asked."""
    p95: float | None


class Turn:
    """A question's place in the queue."""

    def __init__(self, look: Callable[[Turn], int], begun: float) -> None:
        self._look = look
        self.begun = begun

    def wait(self) -> Iterator[int]:
        """Yield how many questions are before this one, until it is let in."""
        while ahead := self._look(self):
            yield ahead


class Activity:
    """Lets questions in, a few at a time, in the order they came, and remembers how they went. Thread-safe."""

    def __init__(
        self, at_once: int = AT_ONCE, most_waiting: int = WAITING, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.at_once = at_once
        self.most_waiting = most_waiting
        self.started = datetime.now(UTC)
        self._clock = clock
        self._changed = threading.Condition()
        self._waiting: deque[Turn] = deque()
        self._running: set[Turn] = set()
        self._asking: dict[str, object] = {}
        self._ended: deque[tuple[float, float]] = deque(maxlen=REMEMBERED)
        """When a question ended, and how many milliseconds after it was asked."""
        self._failures: deque[tuple[float, Failure]] = deque(maxlen=REMEMBERED)

    @property
    def places(self) -> int:
        """Return how many questions can be here at the same time."""
        return self.at_once + self.most_waiting

    @property
    def idle(self) -> bool:
        """Tell whether nobody waits for an answer."""
        return not self._running and not self._waiting

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

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """Give a question its place in the queue, and let the next one in at its end. Raises TooManyWaitingError."""
        turn = Turn(self._ahead, self._clock())
        with self._changed:
            if len(self._waiting) >= self.most_waiting:
                raise TooManyWaitingError(f"{len(self._waiting)} questions are waiting already: ask again in a minute")
            self._waiting.append(turn)
        try:
            yield turn
        finally:
            with self._changed:
                self._leave(turn)
                self._changed.notify_all()

    def _leave(self, turn: Turn) -> None:
        if turn not in self._running:
            self._waiting.remove(turn)
            return
        self._running.remove(turn)
        now = self._clock()
        self._ended.append((now, 1000 * (now - turn.begun)))

    def _ahead(self, turn: Turn) -> int:
        """Return how many questions are before one; none when it is let in, which this waits a moment for."""
        with self._changed:
            if not self._is_next(turn):
                self._changed.wait(LOOK_AGAIN)
            if self._is_next(turn):
                self._running.add(self._waiting.popleft())
                return 0
            return self._waiting.index(turn) + 1

    def _is_next(self, turn: Turn) -> bool:
        return self._waiting[0] is turn and len(self._running) < self.at_once

    def report(self, error: Exception) -> None:
        """Remember what went wrong."""
        with self._changed:
            self._failures.append((self._clock(), Failure.of(error)))

    def load(self) -> Load:
        """Return how busy the server is."""
        with self._changed:
            since = self._clock() - HOUR
            spent = sorted(milliseconds for ended, milliseconds in self._ended if ended > since)
            failed = sum(then > since for then, _ in self._failures)
            running, waiting = len(self._running), len(self._waiting)
        return Load(running, waiting, len(spent), failed, _within(0.5, spent), _within(0.95, spent))

    def failures(self, most: int) -> list[Failure]:
        """Return what went wrong last, the newest first."""
        with self._changed:
            return [failure for _, failure in list(self._failures)[: -most - 1 : -1]]


def _within(share: float, ordered: Sequence[float]) -> float | None:
    """Return the least of the values that so large a share of them does not exceed."""
    return ordered[math.ceil(share * len(ordered)) - 1] if ordered else None
