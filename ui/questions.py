"""The commands that ask: search, ask."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.forms import hit_json
from ui.options import (
    AfterOption,
    AsOfOption,
    BeforeOption,
    JsonOption,
    KindOption,
    LibraryOption,
    PublisherOption,
    WriterOption,
    WriterUrlOption,
    filters_of,
)
from ui.printing import Progress, answer_text, hit_text, put, put_json, say
from ui.settings import (
    WriterChoice,
    awaits_starter,
    open_assistant,
    open_embedder,
    open_library,
    open_memory,
    open_reranker,
)

if TYPE_CHECKING:
    from index.library import Library


# ruff: noqa: PLR0913, PLR0917 - a command has a parameter for each of its options

NEW = "new"


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(ask)
    app.command()(search)


def fill_default(library: Library, named: Path | None) -> None:
    """Fill the default library with the starter corpus, if it has never held anything."""
    if not awaits_starter(library, named):
        return
    from index.intake import add_starter

    say("first use: adding the starter corpus, a set of briefs on recent trade measures …")
    progress = Progress("adding")
    report = add_starter(library, open_embedder(), progress.file)
    progress.end()
    say(f"the library in {library.folder} now holds {report.count('added')} briefs")


def search(
    words: Annotated[str, typer.Argument(metavar="WORDS", help="What to look for.")],
    limit: Annotated[int, typer.Option(min=1, help="At most so many hits.")] = 10,
    as_of: AsOfOption = None,
    after: AfterOption = None,
    before: BeforeOption = None,
    publisher: PublisherOption = None,
    kind: KindOption = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find the passages that are nearest to some words."""
    from index.reranking import RerankingRetriever
    from index.search import LibraryRetriever

    filters = filters_of(as_of, after, before, publisher, kind)
    stored = open_library(library)
    embedder = open_embedder()
    retriever = RerankingRetriever(LibraryRetriever(stored, embedder), open_reranker(embedder))
    for rank, hit in enumerate(retriever.search(words, limit, filters), 1):
        if as_json:
            put_json(hit_json(rank, hit))
        else:
            put(hit_text(rank, hit))


def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION")],
    as_of: AsOfOption = None,
    after: AfterOption = None,
    before: BeforeOption = None,
    publisher: PublisherOption = None,
    kind: KindOption = None,
    conversation: Annotated[
        str | None, typer.Option(metavar="ID", help="Go on with a conversation; `new` begins one.")
    ] = None,
    writer: WriterOption = "",
    writer_url: WriterUrlOption = "",
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask a question: the answer, and the exact words it rests on."""
    if not question.strip():
        raise typer.BadParameter("the question is empty: say what you want to know")
    filters = filters_of(as_of, after, before, publisher, kind)
    stored = open_library(library)
    memory = open_memory(stored)
    earlier = None
    if conversation:
        earlier = memory.new() if conversation == NEW else memory.load(conversation)
    fill_default(stored, library)
    answer = open_assistant(stored, open_embedder(), WriterChoice(writer, writer_url)).ask(question, earlier, filters)
    if earlier:
        memory.save(earlier.with_turn(answer))
    if as_json:
        put_json(answer.as_json() | ({"conversation": earlier.id} if earlier else {}))
    else:
        put(answer_text(answer))
    if earlier and not as_json:
        say(f"conversation {earlier.id}: go on with --conversation {earlier.id}")
