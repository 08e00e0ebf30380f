"""What the pages of the chat share: the library, the assistant that loads behind them, the kept conversations."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

from assistant.memory import Memory
from corpus.errors import TradeQAError
from index.library import Library
from ui.settings import WriterChoice, open_assistant, open_embedder, open_memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.answering import Assistant
    from index.intake import FileReport, Progress, Report


@dataclass(frozen=True, slots=True)
class Service:
    """One library, served to one or more browsers."""

    library: Library
    writer: WriterChoice
    keeps_conversations: bool
    """Off when others than the owner of this computer can reach the chat: they would read each other's."""
    _assistant: Future[Assistant]

    @classmethod
    def start(cls, library: Library, writer: WriterChoice, keeps_conversations: bool) -> Service:
        """Return the service while its models still load in the background."""
        loader = ThreadPoolExecutor(1, "models")
        loading = loader.submit(lambda: open_assistant(library, open_embedder(), writer))
        loader.shutdown(wait=False)
        return cls(library, writer, keeps_conversations, loading)

    @property
    def ready(self) -> bool:
        """Whether the models are loaded."""
        return self._assistant.done()

    def assistant(self) -> Assistant:
        """Return the assistant, waiting for its models. Raises the TradeQAError that kept them from loading."""
        return self._assistant.result()

    @property
    def memory(self) -> Memory:
        """The conversations kept with the library."""
        return open_memory(self.library)

    def add_starter(self) -> Iterator[FileReport]:
        """Add the starter corpus, and tell of each document."""
        from index.intake import add_starter

        embedder = self.assistant().embedder
        return _told(lambda tell: add_starter(self.library, embedder, tell))

    def add(self, sources: list[str]) -> Iterator[FileReport]:
        """Add files, and tell of each document."""
        from index.intake import add

        embedder = self.assistant().embedder
        return _told(lambda tell: add(self.library, embedder, sources, tell))


def _told(work: Callable[[Progress], Report]) -> Iterator[FileReport]:
    """Run a work that reports on the way in a thread of its own, and yield its reports as they come."""
    reports: SimpleQueue[FileReport | BaseException | None] = SimpleQueue()

    def run() -> None:
        try:
            work(reports.put)
            reports.put(None)
        except BaseException as error:  # handed to the caller's thread
            reports.put(error)

    Thread(target=run, name="adding", daemon=True).start()
    while (told := reports.get()) is not None:
        if isinstance(told, TradeQAError):
            raise told
        if isinstance(told, BaseException):
            raise RuntimeError("adding stopped") from told
        yield told
