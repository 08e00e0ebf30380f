"""Measure on public sets: `python -m evals.benchmarks FOLDER [SET...]`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_cache_path

from corpus.errors import TradeQAError
from evals.benchmarks.libraries import KeptVectors
from evals.benchmarks.questions import MissingSetError
from evals.benchmarks.running import Result, Runner
from evals.benchmarks.sets import SETS, BenchmarkSet
from evals.benchmarks.table import as_html, as_json, as_text
from evals.program import program_hash
from index.embedding import Embedder, open_embedder
from index.reranking import DEFAULT_READER, RerankingSettings, open_reranker


def main(arguments: Sequence[str] | None = None, embedder: Embedder | None = None) -> int:
    """Run the sets and print their table; return 1 when something must be done first, 3 when some sets failed."""
    given = _parser().parse_args(arguments)
    names = dict.fromkeys(given.sets) or [one.name for one in SETS if (given.folder / one.name).is_dir()]
    try:
        unknown = set(names) - {one.name for one in SETS}
        if unknown or not names:
            known = ", ".join(one.name for one in SETS)
            told = f"no set is called {', '.join(sorted(unknown))}" if unknown else f"{given.folder} holds no set"
            raise MissingSetError(f"{told}: the sets are {known}, each in a folder of its name")
        vectors = KeptVectors(embedder or open_embedder(), given.cache / "vectors.sqlite")
        reranker = open_reranker(vectors, RerankingSettings(model=given.reranker))
    except TradeQAError as error:
        _tell(str(error))
        return 1
    runner = Runner(given.folder, given.cache, vectors, reranker, given.questions, _tell)
    results = _run(runner, [one for one in SETS if one.name in names])
    vectors.close()
    if not results:
        return 1
    meta = {
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "embedder": vectors.name,
        "reranker": reranker.name,
        "code": program_hash(),
        "most_questions": given.questions,
    }
    if given.json:
        given.json.write_text(json.dumps(as_json(results, meta), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    if given.html:
        given.html.write_text(as_html(results), encoding="utf-8")
    print(as_text(results))  # noqa: T201 - a command's result
    return 0 if len(results) == len(names) else 3


def _run(runner: Runner, sets: Sequence[BenchmarkSet]) -> list[Result]:
    """Return the results of the sets; one that fails is told, and does not stop the others."""
    results = []
    for one in sets:
        try:
            results.append(runner.run(one))
        except TradeQAError as error:
            _tell(str(error))
    return results


def _tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)  # noqa: T201 - a command's message


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks", description="Measure on public benchmark sets.")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the folder that holds the sets")
    parser.add_argument("sets", nargs="*", metavar="SET", help="the sets to run, all that are there unless named")
    parser.add_argument(
        "--reranker",
        metavar="NAME",
        default=DEFAULT_READER,
        help="which reranker (%(default)s), or embedding for none of its own",
    )
    parser.add_argument(
        "--cache",
        type=Path,
        metavar="DIR",
        default=user_cache_path("tradeqa") / "benchmarks",
        help="where libraries, vectors and results are kept (%(default)s); may be deleted at any time",
    )
    parser.add_argument("--questions", type=int, metavar="N", help="ask at most so many of a set, evenly spread")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures with their intervals")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write the table as a page")
    return parser


if __name__ == "__main__":
    sys.exit(main())
