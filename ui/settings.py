"""What the environment and the command line ask for: the only place that reads TRADEQA_* settings."""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_data_path

from corpus.errors import UnknownModelError

if TYPE_CHECKING:
    from assistant.answering import Assistant
    from assistant.memory import Memory
    from assistant.writing import Writer
    from index.embedding import Embedder, EmbeddingSettings
    from index.library import Library
    from index.reranking import Reranker, RerankingSettings


ENGINE = "SQLite + FAISS"


def keep_quiet() -> None:
    """Turn off what third-party packages would report about their use; call before they are imported."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["LANGSMITH_TRACING"] = "false"
    os.environ["LANGCHAIN_TRACING_V2"] = "false"
    os.environ["DO_NOT_TRACK"] = "1"


def default_folder() -> Path:
    """Return the folder of the library when none is named."""
    return user_data_path("tradeqa") / "library"


def open_library(folder: Path | None) -> Library:
    """Return the library in the named folder, or the default one."""
    from index.library import Library

    return Library.open((folder or default_folder()).expanduser())


def awaits_starter(library: Library, folder: Path | None) -> bool:
    """Return whether this is the default library and has never held anything; a named one stays as it is."""
    return folder is None and not library.was_ever_filled


def embedding_settings() -> EmbeddingSettings:
    """Return which embedding model the environment names, and what is to run it."""
    from index.embedding import DEFAULT_MODEL, EmbeddingSettings

    cache = os.environ.get("TRADEQA_CACHE")
    return EmbeddingSettings(
        model=os.environ.get("TRADEQA_EMBEDDER") or DEFAULT_MODEL,
        runtime=os.environ.get("TRADEQA_RUNTIME") or "auto",
        cache=Path(cache).expanduser() if cache else None,
    )


def open_embedder() -> Embedder:
    """Return the embedding model that the environment names."""
    from index.embedding import open_embedder as open_named

    return open_named(embedding_settings())


def reranking_settings() -> RerankingSettings:
    """Return which model the environment names to read the best hits, and what is to run it."""
    from index.reranking import DEFAULT_READER, RerankingSettings

    embedding = embedding_settings()
    # that one runs embedding models alone
    runtime = "auto" if embedding.runtime == "sentence-transformers" else embedding.runtime
    return RerankingSettings(os.environ.get("TRADEQA_RERANKER") or DEFAULT_READER, runtime, embedding.cache)


def open_reranker(embedder: Embedder) -> Reranker:
    """Return the reranking model that the environment names."""
    from index.reranking import open_reranker as open_named

    return open_named(embedder, reranking_settings())


@dataclass(frozen=True, slots=True)
class WriterChoice:
    """The chat model that phrases answers; none when `model` is empty."""

    model: str = ""
    url: str = ""

    def open(self) -> Writer | None:
        """Return the chat model, or None. Raises UnknownModelError."""
        if not self.model:
            if self.url:
                raise UnknownModelError("--writer-url says where a model is, not which: name it with --writer")
            return None
        from assistant.writing import open_writer

        return open_writer(self.model, self.url)


QUOTES_ONLY = WriterChoice()


def open_assistant(library: Library, embedder: Embedder, writer: WriterChoice) -> Assistant:
    """Return the assistant over a library."""
    from assistant.answering import Assistant

    return Assistant(library, embedder, writer=writer.open(), reranker=open_reranker(embedder))


def open_memory(library: Library, user: str | None = None) -> Memory:
    """Return the conversations that are kept with a library, those of each user in a folder of their own."""
    from assistant.memory import Memory

    return Memory(user_folder(library, "conversations", user))


def user_folder(library: Library, what: str, user: str | None) -> Path:
    """Return where something of a user's own is kept with a library; where there is no login, what is everybody's."""
    folder = library.folder / what
    # a name may differ from another by case alone, which some file systems do not tell apart
    return folder / sha256(user.encode()).hexdigest()[:24] if user else folder


def runs_folder(library: Library) -> Path:
    """Return where runs of the evals are kept: with the library, unless the environment names another folder."""
    named = os.environ.get("TRADEQA_RUNS")
    return Path(named).expanduser() if named else library.folder / "runs"


def version() -> str:
    """Return the version of this program."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("tradeqa")
    except PackageNotFoundError:
        return "not installed"
