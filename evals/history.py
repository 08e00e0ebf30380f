"""The runs that a folder holds, the newest first, and which of them came before another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

from evals.comparison import THRESHOLDS, Comparison, compare_runs, read_thresholds
from evals.records import Run, UnreadableRunError

LATEST = 10
"""So many runs are read at most: each holds every answer that it was given."""


@dataclass(frozen=True, slots=True, eq=False)
class KeptRun:
    """A run and the name of its file."""

    name: str
    run: Run

    @property
    def started(self) -> str:
        """Return when the run began, in ISO form."""
        return str(self.run.meta.get("started", ""))


def file_name(run: Run) -> str:
    """Return the name of the file to keep a run in: when it began, and of which cases it is."""
    when = str(run.meta["started"]).partition("+")[0].replace(":", "")
    return f"{when}-{'-'.join(Path(name).stem for name in run.meta['cases']['files'])}.json"


def latest_runs(folder: Path) -> list[KeptRun]:
    """Return the runs of the files written last, the newest first; a file that is no run is passed over."""
    files = sorted(((file.stat(), file) for file in folder.glob("*.json")), key=lambda one: -one[0].st_mtime_ns)
    found = (_read(file, stat.st_mtime_ns, stat.st_size) for stat, file in files[:LATEST])
    return sorted((kept for kept in found if kept), key=lambda kept: kept.started, reverse=True)


@lru_cache(maxsize=2 * LATEST)
def _read(file: Path, _changed: int, _size: int) -> KeptRun | None:
    """Return the run of a file, read once for as long as it stays as it is."""
    try:
        return KeptRun(file.name, Run.load(file))
    except UnreadableRunError:
        return None


def run_before(kept: KeptRun, runs: Sequence[KeptRun]) -> KeptRun | None:
    """Return the newest earlier run that was asked any of the same cases."""
    asked = {(case.id, case.digest) for case in kept.run.cases}
    earlier = (one for one in runs if one.started < kept.started)
    return next((one for one in earlier if any((case.id, case.digest) in asked for case in one.run.cases)), None)


@lru_cache(maxsize=2 * LATEST)
def changes(before: KeptRun, after: KeptRun) -> Comparison:
    """Return what changed from one run to the other, by the thresholds that come with this program."""
    allowed = read_thresholds(Path(str(resources.files("evals"))) / THRESHOLDS)
    return compare_runs(before.run, after.run, allowed)
