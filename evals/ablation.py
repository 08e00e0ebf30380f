"""What each part of the search is worth: `python -m evals.ablation CASES... --library DIR`.

The cases are put to the systems of `evals.systems`, each of which has a part more than the one above it. A figure is
the share of the gold words that the first 5 or 10 passages hold whole (`evals.measures.evidence_recall`); for cases
over two documents also how often the first 10 hold all of it. Every case with gold counts; a follow-up over two
documents counts in both of its slices.

With `--without-context DIR`, fused search is also measured over the same passages indexed and embedded without the
title, date and heading that stand before their words. That library is made in DIR at the first use, which takes as
long as embedding all passages anew; made of a large library, it can be interrupted and taken up again.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from assistant.conversation import Answer
from corpus.errors import TradeQAError
from evals.cases import Case, read_cases
from evals.gold import Gold, Place, resolve
from evals.intervals import Estimate, mean, proportion
from evals.measures.evidence_recall import all_evidence, evidence_recall
from evals.observation import Observation
from evals.systems import Query, System, open_systems
from index.embedding import Embedder, open_embedder
from index.filters import Filters
from index.library import Entry, Library
from index.reranking import DEFAULT_READER, Reranker, RerankingSettings, open_reranker
from index.vectors import VectorIndex

DEPTH = 10
DESCRIPTIONS = {
    "words": "words only (BM25)",
    "vectors": "vectors only (cosine)",
    "without context": "fused, passages without their context",
    "fused": "fused",
    "tuned": "+ question encoder",
    "asked": "+ follow-ups and sides understood",
    "reranked": "+ reranker",
}

SLICES: dict[str, Callable[[Case], bool]] = {
    "all": lambda case: True,
    "single-turn": lambda case: not case.turns,
    "two documents": lambda case: len({gold.document_id for gold in case.gold}) > 1,
    "follow-up": lambda case: bool(case.turns),
}


@dataclass(frozen=True, slots=True)
class Row:
    """What one system finds: estimates by slice and measure, "all, 5" say."""

    system: str
    figures: dict[str, Estimate]


def ablate(
    cases: Sequence[Case],
    library: Library,
    embedder: Embedder,
    reranker: Reranker,
    bare: Library | None = None,
) -> list[Row]:
    """Return a row per system; `bare` is the library without context, if there is one.

    Raises WrongGoldError when a library does not hold the gold of a case.
    """
    rows = [_row(system, cases, library) for system in open_systems(library, embedder, reranker)]
    if bare is not None:
        fused = next(one for one in open_systems(bare, embedder, reranker) if one.name == "fused")
        rows.append(_row(replace(fused, name="without context"), cases, bare))
    return sorted(rows, key=lambda row: list(DESCRIPTIONS).index(row.system))


def _row(system: System, cases: Sequence[Case], library: Library) -> Row:
    with_gold = [case for case in cases if case.gold]
    gold = resolve(with_gold, library)
    observed = [_observed(system, case, gold[case.id], library) for case in with_gold]
    figures: dict[str, Estimate] = {}
    for name, belongs in SLICES.items():
        chosen = [one for one in observed if belongs(one.case)]
        if chosen:
            figures |= {f"{name}, {k}": mean([evidence_recall(one, k) or 0.0 for one in chosen]) for k in (5, DEPTH)}
        if chosen and name == "two documents":
            figures["two documents, both in 10"] = proportion([all_evidence(one, DEPTH) or 0.0 for one in chosen])
    return Row(system.name, figures)


def _observed(system: System, case: Case, gold: tuple[Gold, ...], library: Library) -> Observation:
    hits = system.rank(Query(case.question, case.turns, Filters(as_of=case.as_of)), DEPTH)
    places = tuple(Place(hit.passage.document_id, hit.passage.start, hit.passage.end) for hit in hits)
    unasked = Answer(case.question, case.question, case.as_of, "not_found")
    return Observation(case, gold, unasked, places, library.text)


def without_context(library: Library, embedder: Embedder, folder: Path) -> Library:
    """Return a library of the same passages without their contexts, made in `folder` as far as it is not there yet."""
    bare = Library.open(folder)
    for document_id in [summary.id for summary in library.summaries() if bare.content_hash(summary.id) is None]:
        rows = library.rows(
            "SELECT passages.id FROM passages JOIN documents ON row = document WHERE documents.id = ?", [document_id]
        )
        stored = library.passages([row["id"] for row in rows])
        passages = [replace(stored[number], context="") for number in sorted(stored)]
        vectors = embedder.embed([passage.text for passage in passages]) if passages else np.empty((0, 0), np.float32)
        bare.put(Entry(library.get(document_id), passages, "", embedder.name), vectors)
    VectorIndex(bare).save()
    return bare


def as_text(rows: Sequence[Row]) -> str:
    """Return the table as Markdown."""
    names = list(rows[0].figures)
    counts = [f"{name} (n={rows[0].figures[name].n})" for name in names]
    lines = [f"| system | {' | '.join(counts)} |", "|---" * (len(names) + 1) + "|"]
    for row in rows:
        values = (f"{row.figures[name].value:.3f}" for name in names)
        lines.append(f"| {DESCRIPTIONS[row.system]} | {' | '.join(values)} |")
    return "\n".join(lines)


def as_json(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the rows for other programs, each figure with n and its 95 % interval."""
    return [
        {"system": row.system, "figures": {name: asdict(found) for name, found in row.figures.items()}} for row in rows
    ]


def main(arguments: Sequence[str] | None = None, embedder: Embedder | None = None) -> int:
    """Measure and print the table; return 1 when something must be done first."""
    given = _parser().parse_args(arguments)
    try:
        cases = read_cases(given.cases)
        library, embedder = Library.open(given.library), embedder or open_embedder()
        reranker = open_reranker(embedder, RerankingSettings(model=given.reranker))
        bare = without_context(library, embedder, given.without_context) if given.without_context else None
        rows = ablate(cases, library, embedder, reranker, bare)
    except TradeQAError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command's message
        return 1
    if given.json:
        given.json.write_text(json.dumps(as_json(rows), indent=2) + "\n", encoding="utf-8")
    print(as_text(rows))  # noqa: T201 - a command's result
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.ablation", description="Tell what each part is worth.")
    parser.add_argument("cases", type=Path, nargs="+", metavar="CASES", help="files of cases")
    parser.add_argument("--library", type=Path, required=True, metavar="DIR", help="the library with the documents")
    parser.add_argument("--without-context", type=Path, metavar="DIR", help="a library for the same without context")
    parser.add_argument(
        "--reranker",
        metavar="NAME",
        default=DEFAULT_READER,
        help="which reranker (%(default)s), or embedding for none of its own",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures with their intervals")
    return parser


if __name__ == "__main__":
    sys.exit(main())
