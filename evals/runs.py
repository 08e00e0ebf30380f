"""Run: ask every case, measure it, and keep what is finished, so that a kill costs at most the case under way."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, is_dataclass
from datetime import UTC, date, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from evals.aggregates import aggregate, by_slice, summarise
from evals.asking import Asked, Exchange, ask_case
from evals.cases import Case, cases_hash, read_cases
from evals.gold import Gold, resolve
from evals.measures import measure_all
from evals.program import program_hash
from evals.records import CaseResult, Run
from evals.slices import slices_of
from index.library import Library

Progress = Callable[[int, int, CaseResult], None]
"""Told after each case how many are done, of how many, and what came of it."""


def run(
    paths: Sequence[Path],
    assistant: Asked,
    *,
    output: Path | None = None,
    progress: Progress = lambda done, of, result: None,
    threads: int = 1,
) -> Run:
    """Ask all cases of the files and return the run, written to `output` if given.

    Finished cases are kept beside `output`, and are not asked again after a kill unless cases, library, settings or
    program changed. More threads are faster and make the milliseconds of each answer longer. Raises BadCaseError and
    WrongGoldError before anything is asked.
    """
    cases = read_cases(paths)
    gold = resolve(cases, assistant.library)
    meta = describe(paths, assistant) | {"threads": threads}
    unfinished = Unfinished(output, meta)
    results = unfinished.read()
    newest = _newest(assistant.library)

    def one(case: Case) -> CaseResult:
        return _result(ask_case(case, gold[case.id], assistant), newest)

    waiting = [case for case in cases if case.id not in results]
    with ThreadPoolExecutor(threads) as pool:
        futures = [pool.submit(one, case) for case in waiting]
        try:
            for future in as_completed(futures):
                result = future.result()
                results[result.id] = result
                unfinished.keep(result)
                progress(len(results), len(cases), result)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    finished = assemble(meta, [results[case.id] for case in cases])
    if output:
        finished.save(output)
        unfinished.remove()
    return finished


def assemble(meta: dict[str, Any], results: Sequence[CaseResult]) -> Run:
    """Return the run that results make, with its aggregates."""
    return Run(meta, aggregate(results) | summarise(results), by_slice(results), tuple(results))


def describe(paths: Sequence[Path], assistant: Asked) -> dict[str, Any]:
    """Return what a run must be known by: cases, library, models, settings, program. Nothing of the machine."""
    documents, passages = assistant.library.counts()
    return {
        "form": 1,
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": _version(),
        "program": program_hash(),
        "cases": {"files": [path.name for path in paths], "sha256": cases_hash(paths)},
        "library": {"fingerprint": assistant.library.fingerprint(), "documents": documents, "passages": passages},
        "models": {"embedding": assistant.library.embedders(), "writer": assistant.writer_name},
        "settings": _fields(assistant.settings),
    }


def _version() -> str:
    try:
        return metadata.version("tradeqa")
    except metadata.PackageNotFoundError:
        return "not installed"


def _fields(settings: object) -> dict[str, Any]:
    found = asdict(settings) if is_dataclass(settings) and not isinstance(settings, type) else {}
    return dict(json.loads(json.dumps(found, default=str)))


class Unfinished:
    """The finished cases of a run that is under way, one a line in a file beside its output."""

    def __init__(self, output: Path | None, meta: dict[str, Any]) -> None:
        self._file = output.with_name(output.name + ".partial.jsonl") if output else None
        self._key = json.dumps({name: value for name, value in meta.items() if name not in ("started", "threads")})
        self._lock = threading.Lock()

    def read(self) -> dict[str, CaseResult]:
        """Return the cases finished by an earlier run of the same, by id; anything else there is dropped."""
        if not self._file:
            return {}
        lines = self._file.read_text(encoding="utf-8").split("\n") if self._file.exists() else []
        if lines and lines[0] == self._key:
            # a kill may have cut the last line: whole lines alone end in a line break
            whole = [CaseResult.from_json(json.loads(line)) for line in lines[1:-1]]
        else:
            whole = []
        kept = [self._key, *(json.dumps(result.as_json()) for result in whole)]
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text("\n".join(kept) + "\n", encoding="utf-8")
        return {result.id: result for result in whole}

    def keep(self, result: CaseResult) -> None:
        """Append a finished case."""
        if self._file:
            with self._lock, self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(result.as_json()) + "\n")

    def remove(self) -> None:
        """Remove the file: the run is whole."""
        if self._file:
            self._file.unlink(missing_ok=True)


def _result(exchange: Exchange, newest: date | None) -> CaseResult:
    seen = exchange.observation
    return CaseResult(
        id=seen.case.id,
        digest=seen.case.digest,
        slices=slices_of(seen.case, seen.gold, newest),
        measures=measure_all(seen),
        milliseconds=round(exchange.milliseconds, 1),
        confidence=seen.answer.confidence,
        case=_case_json(seen.case, seen.gold),
        ask=seen.answer.as_json(),
        earlier=tuple(
            {"question": answer.question, "status": answer.status, "answer": answer.text} for answer in exchange.earlier
        ),
        hits=tuple(
            {
                "rank": rank,
                "score": round(hit.score, 4),
                "document_id": hit.passage.document_id,
                "start": hit.passage.start,
                "end": hit.passage.end,
            }
            for rank, hit in enumerate(exchange.hits, 1)
        ),
    )


def _case_json(case: Case, gold: tuple[Gold, ...]) -> dict[str, Any]:
    kept = {name: value for name, value in asdict(case).items() if value and name not in ("id", "digest", "gold")}
    words = [
        asdict(one.place)
        | {"text": one.text, "title": one.title, "published": one.published.isoformat() if one.published else None}
        for one in gold
    ]
    return kept | {
        "as_of": case.as_of.isoformat() if case.as_of else None,
        "answerable": case.answerable,
        "gold": words,
    }


def _newest(library: Library) -> date | None:
    row = library.rows("SELECT max(published) AS newest FROM documents")[0]
    return date.fromisoformat(row["newest"]) if row["newest"] else None
