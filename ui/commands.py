"""The command `tradeqa`: the library's commands here, the others in `ui.questions` and `ui.measuring`."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from corpus.errors import TradeQAError, UnknownDocumentError
from ui import mcp_server, measuring, questions
from ui.activity import AT_ONCE, WAITING
from ui.forms import document_json, status_json, summary_json
from ui.options import (
    DONE_IN_PART,
    FAILED,
    INTERRUPTED,
    AtOnceOption,
    JsonOption,
    LibraryOption,
    PortOption,
    WaitingOption,
    WriterOption,
    WriterUrlOption,
)
from ui.printing import Progress, document_text, put, put_json, report_text, say, status_text, summary_text
from ui.settings import WriterChoice, keep_quiet, open_embedder, open_library, version
from ui.wording import count


class _Commands(TyperGroup):
    """Says what the user can act on in one line, instead of a traceback."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - as the method that it overrides
        """Run the command; an error of ours ends it with exit code 1."""
        try:
            return super().invoke(ctx)
        except TradeQAError as error:
            say(f"tradeqa: {error}")
            raise typer.Exit(FAILED) from error


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Ask trade documents a question: every sentence of the answer carries the words it rests on.",
)
questions.register(app)
measuring.register(app)
mcp_server.register(app)


def main() -> None:
    """Run the command line."""
    keep_quiet()
    for stream in (sys.stdout, sys.stderr):
        # a document may hold what the terminal's encoding does not
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    app()


def _print_version(wanted: bool) -> None:
    if wanted:
        put(f"tradeqa {version()}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def add(
    sources: Annotated[list[str], typer.Argument(metavar="PATH_OR_URL", help="Files, folders, .jsonl(.gz), URLs.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add files, folders with all below them, collections and web pages."""
    from index import intake

    stored = open_library(library)
    progress = Progress("adding")
    with _interruptible(progress):
        report = intake.add(stored, open_embedder(), sources, progress.file)
    progress.end()
    if as_json:
        put_json(report.as_json())
    elif report.files:
        put(report_text(report))
    if not report.files:
        raise TradeQAError(f"nothing to add in {', '.join(sources)}: name files, or folders that hold some")
    _exit_for(report.count("failed"), len(report.files))


class _interruptible:  # noqa: N801 - read as a statement
    """Turns Ctrl-C into a word on what was kept."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if kind is not None and issubclass(kind, KeyboardInterrupt):
            self._progress.end()
            stored = count(self._progress.stored, "document")
            verb = "was" if self._progress.stored == 1 else "were"
            say(f"interrupted: {stored} {verb} stored; the same command takes up there")
            raise typer.Exit(INTERRUPTED) from error


def _exit_for(failed: int, of: int) -> None:
    if failed:
        raise typer.Exit(FAILED if failed == of else DONE_IN_PART)


@app.command()
def remove(
    document_ids: Annotated[list[str] | None, typer.Argument(metavar="DOCUMENT_ID")] = None,
    source: Annotated[
        str | None, typer.Option(metavar="PATH", help="Remove what was read from this file, folder or URL.")
    ] = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove documents: none of their words is found from then on."""
    if bool(document_ids) == bool(source):
        raise typer.BadParameter("name document ids (`tradeqa list` shows them), or --source PATH")
    stored = open_library(library)
    ids = document_ids or _ids_from(stored.ids_from, str(source))
    removed, unknown = [], []
    for document_id in dict.fromkeys(ids):
        try:
            stored.remove(document_id)
            removed.append(document_id)
        except UnknownDocumentError as error:
            unknown.append(document_id)
            say(f"tradeqa: {error}")
    if as_json:
        put_json({"removed": removed, "unknown": unknown})
    else:
        for document_id in removed:
            put(f"removed {document_id}")
    _exit_for(len(unknown), len(unknown) + len(removed))


def _ids_from(ids_from: Callable[[str], list[str]], source: str) -> list[str]:
    is_path = "://" not in source and not source.startswith("starter:")
    origin = str(Path(source).expanduser().resolve()) if is_path else source
    ids = ids_from(origin)
    if not ids:
        raise UnknownDocumentError(f"no document was read from {origin}: `tradeqa list --json` shows each one's origin")
    return ids


@app.command("list")
def list_documents(
    query: Annotated[str, typer.Option(help="Only those whose title, id, publisher or path has this text.")] = "",
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the documents, newest first."""
    for summary in open_library(library).summaries(query):
        if as_json:
            put_json(summary_json(summary))
        else:
            put(summary_text(summary))


@app.command()
def show(document_id: str, library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Show a document: what is known about it, and its text."""
    document = open_library(library).get(document_id)
    if as_json:
        put_json(document_json(document))
    else:
        put(document_text(document))


@app.command()
def status(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Say what the library holds, and which models and engine it is used with."""
    found = status_json(open_library(library))
    if as_json:
        put_json(found)
    else:
        put(status_text(found))


@app.command()
def rebuild(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Embed every document anew whose vectors come from another model than the one now chosen."""
    from index import intake

    stored = open_library(library)
    progress = Progress("rebuilding")
    with _interruptible(progress):
        rebuilt = intake.rebuild(stored, open_embedder(), progress.file)
    progress.end()
    if as_json:
        put_json({"rebuilt": rebuilt})
    else:
        put(f"{rebuilt:,} rebuilt" if rebuilt else "nothing to rebuild: all vectors come from this model")


@app.command()
def chat(  # noqa: PLR0913, PLR0917 - a command has a parameter for each of its options
    host: Annotated[str, typer.Option(help="The address to serve on; 127.0.0.1 is this computer only.")] = "127.0.0.1",
    port: PortOption = None,
    users: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Let in only those whom this file names; `tradeqa user` writes it."),
    ] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Let nobody add or remove documents.")] = False,
    writer: WriterOption = "",
    writer_url: WriterUrlOption = "",
    at_once: AtOnceOption = AT_ONCE,
    waiting: WaitingOption = WAITING,
    library: LibraryOption = None,
) -> None:
    """Open the chat for a browser on this computer."""
    from ui.serving import ServingSettings, serve

    stored = open_library(library)
    questions.fill_default(stored, library)
    serve(stored, WriterChoice(writer, writer_url), ServingSettings(host, port, users, read_only, at_once, waiting))


@app.command()
def user(
    name: str,
    users: Annotated[Path, typer.Option(metavar="FILE", help="The file of users that `tradeqa chat --users` reads.")],
    admin: Annotated[bool, typer.Option("--admin", help="May see how the server is doing.")] = False,
    delete: Annotated[bool, typer.Option("--delete", help="Take the name out of the file.")] = False,
) -> None:
    """Give somebody a login for the chat, or a new password; only its hash is kept."""
    from ui.accounts import remove_user, set_password

    if delete:
        remove_user(users, name)
        put(f"{name} cannot log in any more")
        return
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    set_password(users, name, password, "admin" if admin else "user")
    put(f"{name} can log in where the chat runs with --users {users}")


if __name__ == "__main__":
    main()
