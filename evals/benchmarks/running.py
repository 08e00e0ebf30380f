"""Run the systems over a set, and keep what came of it: the same question is not asked twice of the same program."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evals.benchmarks.libraries import BenchmarkLibrary, KeptVectors, open_library
from evals.benchmarks.questions import Contents, MissingSetError
from evals.benchmarks.sets import BenchmarkSet
from evals.benchmarks.tasks import Row
from evals.intervals import Estimate
from evals.program import program_hash
from evals.systems import System, open_systems
from index.reranking import Reranker

BATCH = 2000
"""So many texts are embedded together; an interrupt loses at most these."""
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Column:
    """What one system reached on one set."""

    system: str
    figures: dict[str, Estimate]
    seconds: float
    """How long it took, all questions and tasks, when it was computed; vectors that were kept cost nothing then."""


@dataclass(frozen=True, slots=True)
class Result:
    """What all systems reached on one set."""

    name: str
    documents: int
    questions: int
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Runner:
    """What the sets are run with."""

    folder: Path
    """Holds a folder per set."""
    cache: Path
    embedder: KeptVectors
    reranker: Reranker
    most: int | None = None
    """At most so many questions of a set, evenly spread; all of them when None."""
    progress: Progress = lambda message: None

    def run(self, one: BenchmarkSet) -> Result:
        """Return what the systems reach on a set. Raises MissingSetError when its files are not there or not usable."""
        contents = _spread(_contents(one, self.folder), self.most)
        self.progress(f"{one.name}: {len(contents.documents)} documents, {len(contents.questions)} questions")
        library = open_library(one.name, contents.documents, self.embedder, self.cache)
        columns = []
        for system in open_systems(library.library, self.embedder, self.reranker):
            columns.append(_column(one, contents, system, library, self.cache))
            self.progress(f"{one.name}: {system.name} in {columns[-1].seconds:.0f} s")
        library.library.close()
        return Result(one.name, len(contents.documents), len(contents.questions), tuple(columns))


def _contents(one: BenchmarkSet, folder: Path) -> Contents:
    try:
        return one.read(folder / one.name)
    except KeyError as error:
        raise MissingSetError(
            f"a line of {folder / one.name} lacks the field {error}: evals/benchmarks/README.md tells the form of a set"
        ) from error


def _spread(contents: Contents, most: int | None) -> Contents:
    step = -(-len(contents.questions) // most) if most else 1
    return Contents(contents.documents, contents.questions[::step])


def _embed(one: BenchmarkSet, contents: Contents, library: BenchmarkLibrary) -> None:
    """Embed what will be asked in large batches: sentence by sentence it takes several times as long."""
    found = (text for question in contents.questions for task in one.tasks for text in task.texts(question, library))
    texts = list(dict.fromkeys(found))
    for at in range(0, len(texts), BATCH):
        library.embedder.embed(texts[at : at + BATCH])


def _column(one: BenchmarkSet, contents: Contents, system: System, library: BenchmarkLibrary, cache: Path) -> Column:
    """Return what a system reaches, as it was kept or by asking it."""
    kept = cache / "results" / f"{one.name}-{system.name}-{_key(one, contents, system, library)}.json"
    found = _read(kept)
    if found is None:
        _embed(one, contents, library)
        started = time.perf_counter()
        rows = [[task.row(question, system, library) for question in contents.questions] for task in one.tasks]
        found = {"seconds": round(time.perf_counter() - started, 1), "rows": rows}
        _write(kept, found)
    tasks: Sequence[tuple[Any, Sequence[Row]]] = list(zip(one.tasks, found["rows"], strict=True))
    figures = {name: estimate for task, rows in tasks for name, estimate in task.figures(rows).items()}
    return Column(system.name, figures, found["seconds"])


def _key(one: BenchmarkSet, contents: Contents, system: System, library: BenchmarkLibrary) -> str:
    described = {
        "contents": asdict(contents),
        "tasks": [repr(task) for task in one.tasks],
        "embedder": [library.embedder.name, library.embedder.runtime],
        "system": [system.name, system.known_by],
        "code": program_hash(),
    }
    return hashlib.sha256(json.dumps(described, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _read(kept: Path) -> dict[str, Any] | None:
    """Return what was kept; None when there is nothing, or what a kill left of it."""
    try:
        found: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


def _write(kept: Path, found: dict[str, Any]) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    partial = kept.with_suffix(f".{os.getpid()}.partial")
    partial.write_text(json.dumps(found), encoding="utf-8")
    os.replace(partial, kept)
