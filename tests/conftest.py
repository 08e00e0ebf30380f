"""What many tests share: a library to write to, the real model, the starter corpus, the chat in a browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.answering import Assistant
from index import intake
from index.embedding import Embedder, open_embedder
from index.library import Library
from index.reranking import Remembering, open_reranker
from ui_server import ARGUMENTS, CHROMIUM, SIZES, Visit, chat, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """An empty library."""
    library = Library.open(tmp_path / "library")
    yield library
    library.close()


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The default embedding model, as users run it."""
    return open_embedder()


@pytest.fixture(scope="session")
def starter(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library that holds the starter corpus; tests only read it."""
    library = Library.open(tmp_path_factory.mktemp("starter"))
    report = intake.add_starter(library, embedder)
    assert report.count("failed") == 0
    return library


@pytest.fixture(scope="session")
def assistant(starter: Library, embedder: Embedder) -> Assistant:
    """An assistant over the starter corpus, without a chat model; what it read for one test it knows in the next."""
    return Assistant(starter, embedder, reranker=Remembering(open_reranker(embedder), 20_000))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents and benchmarks; tests over it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is absent: it holds documents that are not part of this project")
    return SHARED


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser without a window; for one module at a time, since Playwright's event loop would stop others'."""
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        try:
            opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        except Error as error:
            if os.environ.get("CI"):
                pytest.fail(f"the chat must be looked at before it is released, and no browser starts: {error}")
            pytest.skip("no browser: `make test` installs one")
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of somebody who starts the chat for the first time."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def address(home: Path) -> Iterator[str]:
    """The chat over the default library; tests leave in it what they found."""
    with chat(home=home) as address:
        yield address


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    """Each size of screen in turn."""
    return str(request.param)


@pytest.fixture
def visit(browser: Browser, address: str, size: str) -> Iterator[Visit]:
    """A fresh visit on each size of screen; at its end, nothing has left for another host, and no script has failed."""
    yield from visiting(browser, address, size)


@pytest.fixture
def desktop(browser: Browser, address: str) -> Iterator[Visit]:
    """The same on a large screen alone."""
    yield from visiting(browser, address, "desktop")
