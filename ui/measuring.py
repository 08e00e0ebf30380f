"""The commands that measure: evals run, compare, draft, check, pin."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.errors import TradeQAError
from ui.options import FAILED, INTERRUPTED, JsonOption, LibraryOption, WriterOption, WriterUrlOption
from ui.printing import Progress, aggregates_text, put, put_json, say
from ui.questions import fill_default
from ui.settings import WriterChoice, open_assistant, open_embedder, open_library, open_memory, runs_folder, user_folder
from ui.wording import count, one_line, visible

if TYPE_CHECKING:
    from assistant.answering import Assistant
    from evals.checking import Problem
    from evals.records import Run
    from index.library import Library

# ruff: noqa: PLR0913, PLR0917 - a command has a parameter for each of its options

evals = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Measure answers against reference questions.")

RunArgument = Annotated[Path, typer.Argument(exists=True, dir_okay=False)]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(evals, name="evals")


@evals.command("run")
def evals_run(
    cases: Annotated[list[Path] | None, typer.Argument(metavar="CASES", exists=True, dir_okay=False)] = None,
    starter: Annotated[
        bool, typer.Option("--starter", help="Ask the cases over the starter corpus that come with this program.")
    ] = False,
    json_file: Annotated[
        str | None,
        typer.Option(
            "--json",
            metavar="FILE",
            help="Write the whole run as JSON; after an interrupt the same command goes on. - prints it. Without this "
            "option the run is kept with the library, or in the folder TRADEQA_RUNS.",
        ),
    ] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE.html", dir_okay=False, help="Write a report to read in a browser.")
    ] = None,
    writer: WriterOption = "",
    writer_url: WriterUrlOption = "",
    library: LibraryOption = None,
) -> None:
    """Ask every question of some case files, and measure the answers."""
    files = [*(cases or ()), *([_starter_cases()] if starter else ())]
    if not files:
        raise typer.BadParameter("name files of cases, or --starter for those that come with this program")
    output = Path(json_file) if json_file and json_file != "-" else None
    for path in (output, report):
        # before the long work, not after it
        _require_writable(path)
    stored = _open_filled(library)
    made = _run(files, open_assistant(stored, open_embedder(), WriterChoice(writer, writer_url)), output)
    if report:
        from evals.report import write_report

        write_report(made, report)
    if json_file == "-":
        put_json(made.as_json())
    else:
        put(aggregates_text(made.aggregates))
    if not json_file:
        _keep(made, stored)
    if report:
        say(f"the report, with every case, is {report}: open it in a browser")


@evals.command("compare")
def evals_compare(
    run_a: RunArgument,
    run_b: RunArgument,
    fail_on_regression: Annotated[
        bool, typer.Option("--fail-on-regression", help="End with exit code 1 if anything got worse.")
    ] = False,
    thresholds: Annotated[
        Path | None,
        typer.Option(metavar="FILE", exists=True, dir_okay=False, help="What may fall; see evals/thresholds.toml."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Compare two runs case by case.

    Tells what was won and lost from RUN_A to RUN_B, and what got worse by more than the thresholds allow.
    """
    from evals.comparison import compare

    found = compare(run_a, run_b, thresholds)
    if as_json:
        put_json(found.as_json())
    else:
        put(visible(found.as_text()))
    if found.regressions and fail_on_regression:
        say(f"tradeqa: {count(len(found.regressions), 'regression')}: mend it, or pin the run if it is meant so")
        raise typer.Exit(FAILED)


@evals.command("draft")
def evals_draft(
    document_ids: Annotated[list[str] | None, typer.Argument(metavar="DOCUMENT_ID")] = None,
    from_chat: Annotated[
        bool,
        typer.Option(
            "--from-chat",
            help="Begin with the answers that were found wrong in the chat, and what was asked in kept conversations.",
        ),
    ] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many drafts.")] = 50,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", dir_okay=False, help="Write them to a new file, not to the terminal.")
    ] = None,
    library: LibraryOption = None,
) -> None:
    """Propose cases, for a person to edit.

    Without document ids they are drawn from all documents, newest first.
    """
    from evals.drafting import draft
    from evals.drafts import all_drafts

    _require_writable(output)
    stored = _open_filled(library)
    memory = open_memory(stored)
    kept = [memory.load(summary.id) for summary in memory.list()] if from_chat else []
    noted = all_drafts(user_folder(stored, "drafts", None)) if from_chat else []
    if from_chat and not kept and not noted:
        say("no conversation is kept with this library: drafting from documents alone")
    drafts = draft(stored, document_ids or (), kept, limit, noted)
    if not drafts:
        raise TradeQAError("nothing to draft: add documents, or name others that state dates, amounts or definitions")
    if output:
        _write_drafts(drafts, output)
    else:
        for fields in drafts:
            put_json(fields)


@evals.command("check")
def evals_check(
    cases: Annotated[list[Path], typer.Argument(metavar="CASES", exists=True, dir_okay=False)],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Prove files of cases sound.

    Says of each line what is wrong with it and what to do; ends with exit code 1 if any of it is an error.
    """
    from evals.checking import check

    problems = check(cases, _open_filled(library))
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    if as_json:
        put_json({"errors": errors, "warnings": warnings, "problems": [_problem_json(one) for one in problems]})
    else:
        for problem in problems:
            put(one_line(str(problem)))
        say(f"{count(errors, 'error')}, {count(warnings, 'warning')}" if problems else "sound")
    if errors:
        raise typer.Exit(FAILED)


@evals.command("pin")
def evals_pin(
    run: Annotated[Path, typer.Argument(metavar="RUN.json", exists=True, dir_okay=False)],
    baseline: Annotated[Path, typer.Argument(metavar="BASELINE.json", dir_okay=False)],
) -> None:
    """Keep a run as a baseline, without its texts."""
    from evals.comparison import pin

    _require_writable(baseline)
    pin(run, baseline)
    say(f"pinned: compare with `tradeqa evals compare {baseline} RUN.json --fail-on-regression`")


def _starter_cases() -> Path:
    return Path(str(resources.files("evals"))) / "cases" / "starter.jsonl"


def _open_filled(folder: Path | None) -> Library:
    stored = open_library(folder)
    fill_default(stored, folder)
    return stored


def _run(files: Sequence[Path], assistant: Assistant, output: Path | None) -> Run:
    from evals.runs import run

    progress = Progress("asking")
    try:
        return run(files, assistant, output=output, progress=lambda done, of, _: progress.part(done, of))
    except KeyboardInterrupt as error:
        progress.end()
        if output:
            say("interrupted: what is finished was kept; the same command takes up there")
        else:
            say("interrupted: nothing was kept; with --json FILE the same command takes up where it was")
        raise typer.Exit(INTERRUPTED) from error
    finally:
        progress.end()


def _keep(made: Run, library: Library) -> None:
    """Keep a run that no file was named for where the chat finds it."""
    from evals.history import file_name

    path = runs_folder(library) / file_name(made)
    try:
        made.save(path)
    except OSError as error:
        say(f"the run is not kept: {path.parent} cannot be written ({error.strerror})")
    else:
        say(f"kept as {path}: the chat shows it under Evals")


def _require_writable(path: Path | None) -> None:
    """Make the folder of a file that is to be written. Raises TradeQAError when it cannot be."""
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TradeQAError(f"{path} cannot be written ({error.strerror}): name a file elsewhere") from error
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise TradeQAError(f"{path} cannot be written: name a file where you may write")


def _write_drafts(drafts: Sequence[dict[str, Any]], output: Path) -> None:
    from evals.drafting import write_drafts

    try:
        write_drafts(drafts, output)
    except FileExistsError as error:
        raise TradeQAError(f"{output} exists and may hold somebody's edits: name a new file") from error
    say(
        f"{count(len(drafts), 'draft')} in {output}: put the questions in your own words, drop the poor ones, remove "
        f"the notes, then run `tradeqa evals check {output}`"
    )


def _problem_json(problem: Problem) -> dict[str, Any]:
    return asdict(problem) | {"file": str(problem.file)}
