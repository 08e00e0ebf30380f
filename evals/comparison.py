"""Compare: two runs side by side, paired by case, with what each case won or lost, and what got worse."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from corpus.errors import TradeQAError
from evals.measures import MEASURES, Measure
from evals.paired import Paired, paired, together
from evals.records import CaseResult, Run

THRESHOLDS = "thresholds.toml"

_SAME = {
    "cases": "the cases",
    "library": "the libraries",
    "models": "the models",
    "settings": "the settings",
    "program": "the programs",
}


class BadThresholdsError(TradeQAError):
    """The file of thresholds cannot be used; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one measure, over the cases that both runs measured."""

    measure: str
    paired: Paired
    gains: Mapping[str, float]
    """By case, by how much it got better; below 0 where it got worse."""

    @property
    def won(self) -> list[str]:
        """Return the cases that got better."""
        return [case for case, gain in self.gains.items() if gain > 0]

    @property
    def lost(self) -> list[str]:
        """Return the cases that got worse."""
        return [case for case, gain in self.gains.items() if gain < 0]

    @property
    def fall(self) -> float:
        """Return by how much the mean got worse; negative when it got better."""
        return -sum(self.gains.values()) / len(self.gains)


@dataclass(frozen=True, slots=True)
class Regression:
    """What got worse by more than the thresholds allow."""

    measure: str
    message: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs side by side."""

    differences: tuple[Difference, ...]
    regressions: tuple[Regression, ...]
    notes: tuple[str, ...]
    """What else differs between the runs, and which cases were left out."""

    def as_json(self) -> dict[str, Any]:
        """Return the comparison as a JSON object."""
        return {
            "regressions": [asdict(regression) for regression in self.regressions],
            "notes": list(self.notes),
            "measures": {
                one.measure: asdict(one.paired) | {"won": one.won, "lost": one.lost} for one in self.differences
            },
        }

    def as_text(self) -> str:
        """Return the comparison as a table to read on a terminal."""
        lines = [f"{'':26}{'before':>9}{'after':>9}{'change':>9}   95 %               p    won  lost    n"]
        lines += [_line(one) for one in self.differences]
        lines += [f"note: {note}" for note in self.notes]
        lines += [f"worse: {regression.message}" for regression in self.regressions]
        return "\n".join(lines if self.regressions else [*lines, "Nothing got worse beyond the thresholds."])


def compare(before: Path, after: Path, thresholds: Path | None = None) -> Comparison:
    """Return what changed from one run's file to another's. Raises UnreadableRunError.

    Without `thresholds` those shipped beside this module hold.
    """
    source = thresholds or Path(str(resources.files("evals"))) / THRESHOLDS
    return compare_runs(Run.load(before), Run.load(after), read_thresholds(source))


def read_thresholds(path: Path) -> dict[str, Any]:
    """Return what a file of thresholds allows. Raises BadThresholdsError, also for a measure that there is not."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadThresholdsError(f"{path} cannot be read ({error}): write it like evals/{THRESHOLDS}") from error
    unknown = {*found.get("never_fall", ()), *found.get("may_fall", {})} - {measure.name for measure in MEASURES}
    if unknown:
        raise BadThresholdsError(
            f"{path}: no measure is called {', '.join(sorted(unknown))}: see the names in a run's JSON"
        )
    return found


def pin(run: Path, baseline: Path) -> None:
    """Keep a run as the baseline that others are compared with, without its texts. Raises UnreadableRunError."""
    Run.load(run).pinned().save(baseline)


def compare_runs(before: Run, after: Run, thresholds: Mapping[str, Any]) -> Comparison:
    """Return what changed from one run to another; only cases that are the same in both are compared."""
    later = {case.id: case for case in after.cases}
    pairs = [(case, later[case.id]) for case in before.cases if case.id in later]
    same = [(one, other) for one, other in pairs if one.digest == other.digest]
    found = [_difference(measure, same) for measure in MEASURES]
    differences = tuple(difference for difference in found if difference)
    notes = _notes(before, after, len(pairs), len(same))
    regressions = (
        *_other_library(before, after, thresholds),
        *_defects(same, thresholds.get("never_fall", ())),
        *_falls(differences, [one.id for one, _ in same], thresholds),
    )
    return Comparison(differences, regressions, notes)


def _difference(measure: Measure, pairs: Sequence[tuple[CaseResult, CaseResult]]) -> Difference | None:
    figures = [(one.id, one.measures.get(measure.name), other.measures.get(measure.name)) for one, other in pairs]
    counted = [(name, one, other) for name, one, other in figures if one is not None and other is not None]
    if not counted:
        return None
    _, before, after = zip(*counted, strict=True)
    sign = -1 if measure.lower_is_better else 1
    gains = {name: sign * (other - one) for name, one, other in counted}
    return Difference(measure.name, paired(before, after, yes_no=measure.yes_no), gains)


def _other_library(before: Run, after: Run, thresholds: Mapping[str, Any]) -> list[Regression]:
    fingerprints = {run.meta.get("library", {}).get("fingerprint") for run in (before, after)}
    if not thresholds.get("same_library") or len(fingerprints) == 1:
        return []
    message = "the library is not the one of the run before: compare on the same one, or pin the baseline anew"
    return [Regression("library", message)]


def _defects(pairs: Sequence[tuple[CaseResult, CaseResult]], never_fall: Sequence[str]) -> list[Regression]:
    """Return the measures that are 0 for a case for which they were not, also where the case did not count before."""
    found: list[Regression] = []
    for name in never_fall:
        cases = [one.id for one, other in pairs if other.measures.get(name) == 0 != one.measures.get(name)]
        if cases:
            found.append(Regression(name, f"{name} is broken, and no case of it is allowed; {_listed(cases)}"))
    return found


def _falls(differences: Sequence[Difference], cases: Sequence[str], thresholds: Mapping[str, Any]) -> list[Regression]:
    may: Mapping[str, float] = thresholds.get("may_fall", {})
    watched = [one for one in differences if one.measure in may]
    chances = together([[-one.gains.get(case, 0.0) for case in cases] for one in watched])
    return [
        Regression(
            one.measure,
            f"{one.measure} went from {one.paired.before:.3f} to {one.paired.after:.3f} "
            f"({may[one.measure]:g} is allowed, p {chance:.2g}); {_listed(one.lost)}",
        )
        for one, chance in zip(watched, chances, strict=True)
        if one.fall > may[one.measure] and chance < thresholds.get("significance", 0.05)
    ]


def _listed(cases: Sequence[str]) -> str:
    return f"cases lost ({len(cases)}): {', '.join(cases[:12])}{', …' if len(cases) > 12 else ''}"


def _notes(before: Run, after: Run, paired_cases: int, same: int) -> tuple[str, ...]:
    notes = [f"{name} differ" for key, name in _SAME.items() if before.meta.get(key) != after.meta.get(key)]
    if alone := len(before.cases) + len(after.cases) - 2 * paired_cases:
        notes.append(f"{alone} cases are in one run only, and are left out")
    if paired_cases > same:
        notes.append(f"{paired_cases - same} cases were rewritten between the runs, and are left out")
    return tuple(notes)


def _line(one: Difference) -> str:
    change = one.paired
    return (
        f"{one.measure:26}{change.before:9.3f}{change.after:9.3f}{change.change:+9.3f}   "
        f"[{change.low:+.3f}, {change.high:+.3f}] {change.p:7.3f} {len(one.won):5} {len(one.lost):5} {change.n:4}"
    )
