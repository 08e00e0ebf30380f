"""What each writer's sentences are worth: `python -m evals.writers CASES... --library DIR`.

The same cases are answered without a model, by one that lies, and by a small real one; all figures are those of
`tradeqa evals run`. Beside them stand the statements that are a quote made shorter by the model, and of the lies told,
how many were shown.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.answering import Assistant
from assistant.checking import plain
from assistant.conversation import Answer
from assistant.writing import Writer, open_writer
from corpus.errors import TradeQAError
from evals.records import Run
from evals.runs import run
from evals.writers.lying import Liar, Lie
from evals.writers.serving import PATIENT, replying, served
from evals.writers.small import NAME, small_model
from index.embedding import open_embedder
from index.library import Library

MEASURES = ("quote_fidelity", "numeric_fidelity", "citation_recall_words", "citation_precision_words", "facts")
WRITERS = ("none", "lying", "small")


@contextmanager
def opened(name: str, liar: Liar) -> Iterator[Writer | None]:
    """Open the writer of this name. Raises UnknownModelError."""
    if name == "none":
        yield None
    elif name == "lying":
        with served(replying(liar.reply)) as address:
            yield open_writer("openai:liar", address, PATIENT)
    else:
        with small_model() as address:
            yield open_writer(NAME, address)


def phrased(answer: Answer) -> list[str]:
    """Return the statements that are not simply a whole quote."""
    quoted = {quote.number: plain(quote.text) for quote in answer.quotes}
    return [one.text for one in answer.statements if [one.text] != [quoted[number] for number in one.quotes]]


def lies_shown(answers: Sequence[Answer], told: Sequence[Lie]) -> list[Lie]:
    """Return the lies that stand in an answer with a mark that they came with."""
    shown = {(_letters(one.text), number) for answer in answers for one in answer.statements for number in one.quotes}
    return [lie for lie in told if any((_letters(lie.text), number) in shown for number in lie.marks)]


def _letters(text: str) -> str:
    return "".join(one for one in plain(text) if one.isalnum() or not one.isascii())


def row(name: str, made: Run, told: Sequence[Lie]) -> str:
    """Return a line of the table."""
    answers = [Answer.from_json(one.ask) for one in made.cases]
    figures = [made.aggregates.get(measure) for measure in MEASURES]
    cells = [f"{one['value']:.3f} (n={one['n']:.0f})" if one else "–" for one in figures]
    own = sum(len(phrased(answer)) for answer in answers)
    of = sum(len(answer.statements) for answer in answers)
    lies = f"{len(lies_shown(answers, told))} of {len(told):,}" if told else "–"
    return f"| {name} | {' | '.join(cells)} | {own} of {of} | {lies} |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print the table; return 1 when something must be done first."""
    given = _parser().parse_args(arguments)
    heads = ["writer", *MEASURES, "shortened", "lies shown"]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    try:
        with tempfile.TemporaryDirectory() as folder:
            cases = _sample(given.cases, given.limit, Path(folder))
            library, embedder = Library.open(given.library), open_embedder()
            for name in given.writer or WRITERS:
                liar = Liar()
                with opened(name, liar) as writer:
                    made = run([cases], Assistant(library, embedder, writer=writer))
                lines.append(row(name, made, liar.told))
    except TradeQAError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command's message
        return 1
    print("\n".join(lines))  # noqa: T201 - a command's result
    return 0


def _sample(files: Sequence[Path], limit: int | None, folder: Path) -> Path:
    """Write at most so many cases, evenly spread, to one file."""
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    sample = folder / "cases.jsonl"
    step = max(1, -(-len(lines) // limit)) if limit else 1
    sample.write_text("\n".join(lines[::step]) + "\n", encoding="utf-8")
    return sample


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m evals.writers", description="Tell what writers' sentences are worth."
    )
    parser.add_argument("cases", type=Path, nargs="+", metavar="CASES", help="files of cases")
    parser.add_argument("--library", type=Path, required=True, metavar="DIR", help="the library with the documents")
    parser.add_argument("--writer", action="append", choices=WRITERS, help="only this one; may be given again")
    parser.add_argument("--limit", type=int, metavar="N", help="ask at most so many cases, evenly spread")
    return parser


if __name__ == "__main__":
    sys.exit(main())
