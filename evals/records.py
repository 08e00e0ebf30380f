"""A run as it is kept: the JSON that the contract describes."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from corpus.errors import TradeQAError

Measures = Mapping[str, float | None]


class UnreadableRunError(TradeQAError):
    """The file holds no run: name one that `tradeqa evals run --json` wrote."""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What became of one case; a pinned run keeps only the id, the digest, the slices and the measures."""

    id: str
    digest: str
    slices: Mapping[str, str]
    measures: Measures
    milliseconds: float = 0.0
    confidence: float = 0.0
    case: Mapping[str, Any] = field(default_factory=dict)
    """The case as asked, its gold with words and titles."""
    ask: Mapping[str, Any] = field(default_factory=dict)
    earlier: tuple[Mapping[str, Any], ...] = ()
    """The turns before the last, with their answers."""
    hits: tuple[Mapping[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the result in the form of the contract; texts that a pinned run has dropped are left out."""
        pinned_leaves_out = ("case", "ask", "earlier", "hits")
        return {name: value for name, value in asdict(self).items() if value or name not in pinned_leaves_out}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Self:
        """Return the result that `as_json` described."""
        lists = {name: tuple(given.get(name, ())) for name in ("earlier", "hits")}
        return cls(**(dict(given) | lists))


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of many cases."""

    meta: Mapping[str, Any]
    aggregates: Mapping[str, Any]
    """By measure: value, low, high (95 %), n."""
    slices: Mapping[str, Mapping[str, Mapping[str, Any]]]
    """By dimension and value: the aggregates of those cases."""
    cases: tuple[CaseResult, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the run in the form of the contract."""
        return {
            "meta": dict(self.meta),
            "aggregates": dict(self.aggregates),
            "slices": dict(self.slices),
            "cases": [case.as_json() for case in self.cases],
        }

    def save(self, path: Path) -> None:
        """Write the run to a file, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(path.name + ".unfinished")
        unfinished.write_text(self._written(), encoding="utf-8")
        os.replace(unfinished, path)

    def _written(self) -> str:
        """Return the JSON with one case a line, so that two runs can be told apart line by line."""
        fields = self.as_json()
        cases = ",\n".join(json.dumps(case, ensure_ascii=False) for case in fields.pop("cases"))
        parts = [f'"{name}": {json.dumps(value, ensure_ascii=False)}' for name, value in fields.items()]
        return "{" + ",\n".join(parts) + f',\n"cases": [\n{cases}\n]}}\n'

    @classmethod
    def load(cls, path: Path) -> Self:
        """Return the run that a file holds. Raises UnreadableRunError."""
        try:
            given = json.loads(path.read_text(encoding="utf-8"))
            cases = tuple(CaseResult.from_json(case) for case in given["cases"])
            return cls(given["meta"], given["aggregates"], given.get("slices", {}), cases)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UnreadableRunError(
                f"{path} holds no run ({error}): name a file that `tradeqa evals run --json FILE` wrote"
            ) from error

    def pinned(self) -> Run:
        """Return the run in its small form, without texts: what a baseline keeps."""
        cases = tuple(
            CaseResult(case.id, case.digest, case.slices, {k: v for k, v in case.measures.items() if v is not None})
            for case in self.cases
        )
        return Run(self.meta, self.aggregates, {}, cases)
