"""The options and exit codes that several commands share, and what the options' values must look like."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from index.filters import Filters
from ui.wording import day_from

FAILED = 1
DONE_IN_PART = 3
INTERRUPTED = 130


def day(text: str) -> date:
    """Return the day that an option names; anything but YYYY-MM-DD is wrong usage."""
    try:
        return day_from(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _port(value: int | None) -> int | None:
    if value is not None and not 1 <= value <= 65535:
        raise typer.BadParameter(f"{value} is no port: choose one from 1 to 65535")
    return value


LibraryOption = Annotated[
    Path | None,
    typer.Option(
        "--library",
        envvar="TRADEQA_LIBRARY",
        metavar="DIR",
        help="Where the library is; without it, the user's data folder.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsOfOption = Annotated[
    date | None,
    typer.Option(parser=day, metavar="DATE", help="Only what was published up to this day (undated documents stay)."),
]
AfterOption = Annotated[
    date | None, typer.Option(parser=day, metavar="DATE", help="Only what was published on this day or later.")
]
BeforeOption = Annotated[
    date | None, typer.Option(parser=day, metavar="DATE", help="Only what was published on this day or earlier.")
]
PublisherOption = Annotated[list[str] | None, typer.Option(help="Only documents of this publisher; may be repeated.")]
KindOption = Annotated[list[str] | None, typer.Option(help="Only documents of this kind; may be repeated.")]
WriterOption = Annotated[
    str,
    typer.Option(
        envvar="TRADEQA_WRITER",
        metavar="MODEL",
        help="A chat model that phrases the answer from the quotes, e.g. openai:…, anthropic:…, ollama:… "
        "The question and the quotes are sent to it.",
    ),
]
WriterUrlOption = Annotated[
    str, typer.Option(envvar="TRADEQA_WRITER_URL", metavar="URL", help="Where that model is served.")
]
AtOnceOption = Annotated[
    int,
    typer.Option(envvar="TRADEQA_AT_ONCE", min=1, metavar="N", help="Answer so many questions at the same time."),
]
WaitingOption = Annotated[
    int,
    typer.Option(
        envvar="TRADEQA_WAITING", min=1, metavar="N", help="Let so many more wait, told how many are before theirs."
    ),
]
PortOption = Annotated[
    int | None, typer.Option(callback=_port, help="The port; without it, 7860 or the next free one.")
]


def filters_of(
    as_of: date | None, after: date | None, before: date | None, publisher: list[str] | None, kind: list[str] | None
) -> Filters:
    """Return the restrictions that the options ask for; a span that holds no day is wrong usage."""
    if after and before and after > before:
        raise typer.BadParameter(f"--after {after} is later than --before {before}: nothing lies between")
    return Filters(as_of=as_of, after=after, before=before, kinds=tuple(kind or ()), publishers=tuple(publisher or ()))
