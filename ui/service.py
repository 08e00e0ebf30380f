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
from ui.accounts import Accounts
from ui.activity import Activity
from ui.settings import (
    QUOTES_ONLY,
    WriterChoice,
    open_assistant,
    open_embedder,
    open_memory,
    user_folder,
)
from ui.writers import opened

if TYPE_CHECKING:
    from collections.abc import Callable

    import gradio as gr

    from assistant.answering import Assistant
    from evals.drafts import Drafts
    from index.intake import FileReport, Progress, Report

WARMING = "Which duty applies?"


@dataclass(frozen=True, slots=True)
class Service:
    """One library, served to one or more browsers."""

    library: Library
    writer: WriterChoice
    """The chat model that may be chosen to phrase answers."""
    keeps_conversations: bool
    """Off when others than the owner of this computer can reach the chat without a login: they would read each
    other's."""
    accounts: Accounts | None
    """Who may log in; None when there is no login."""
    read_only: bool
    """On when nobody may add or remove documents here."""
    activity: Activity
    loading: Future[Assistant]

    @property
    def ready(self) -> bool:
        """Whether the models are loaded."""
        return self.loading.done()

    def assistant(self, writer: WriterChoice = QUOTES_ONLY) -> Assistant:
        """Return the assistant, waiting for its models. Raises the TradeQAError that kept them from loading."""
        return self.loading.result().phrased_by(opened(writer))

    def memory(self, user: str | None) -> Memory:
        """Return the conversations of a user, or, where there is no login, those kept with the library."""
        return open_memory(self.library, user)

    def drafts(self, user: str | None) -> Drafts:
        """Return the drafts that a user made of answers found wrong."""
        from evals.drafts import Drafts

        return Drafts(user_folder(self.library, "drafts", user))

    @property
    def alone(self) -> bool:
        """Tell whether only the owner of this computer can reach the chat."""
        return self.keeps_conversations and self.accounts is None

    @property
    def fetches(self) -> bool:
        """Tell whether an address may be fetched: not for others than this computer's owner, whose network it is."""
        return self.alone

    def is_admin(self, user: str | None) -> bool:
        """Tell whether a user may see how the server is doing: an administrator, or the owner of this computer."""
        return self.accounts.is_admin(user) if self.accounts else self.keeps_conversations

    def add_starter(self) -> Iterator[FileReport]:
        """Add the starter corpus, and tell of each document."""
        from index.intake import add_starter

        embedder = self.assistant().embedder
        return _told(lambda tell: add_starter(self.library, embedder, tell))

    def read_anew(self) -> Iterator[FileReport]:
        """Read the kept files anew, and tell of each that reads otherwise."""
        from index.rereading import read_anew

        embedder = self.assistant().embedder
        return _told(lambda tell: read_anew(self.library, embedder, tell))

    def add(self, sources: list[str]) -> Iterator[FileReport]:
        """Add files, and tell of each document."""
        from index.intake import add

        embedder = self.assistant().embedder
        return _told(lambda tell: add(self.library, embedder, sources, tell))


def loading(library: Library, prepare: Callable[[], None] = lambda: None) -> Future[Assistant]:
    """Return the assistant over a library that is still prepared, and whose models load, in the background."""

    def load() -> Assistant:
        prepare()
        assistant = open_assistant(library, open_embedder(), QUOTES_ONLY)
        # the first question of all reads the index from the disk and has the models compiled: nobody shall wait for it
        assistant.hits(WARMING)
        return assistant

    loader = ThreadPoolExecutor(1, "models")
    begun = loader.submit(load)
    loader.shutdown(wait=False)
    return begun


def user_of(request: gr.Request | None) -> str | None:
    """Return the name of the user who is logged in."""
    return getattr(request, "username", None)


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
