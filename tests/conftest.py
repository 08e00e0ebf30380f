"""What many tests share: a library to write to, the real model, and the starter corpus in a library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answering import Assistant
from index import intake
from index.embedding import Embedder, open_embedder
from index.library import Library

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
    """An assistant over the starter corpus, without a chat model."""
    return Assistant(starter, embedder)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents and benchmarks; tests over it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is absent: it holds documents that are not part of this project")
    return SHARED
