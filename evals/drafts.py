"""Drafts that are kept in a folder, one a line, until a person accepts, edits or drops them.

What is accepted becomes a line of another file, which `tradeqa evals run` takes as it is.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock

from corpus.errors import TradeQAError
from evals.cases import case_from
from evals.checking import Problem, check
from evals.drafting import CaseFields
from index.library import Library

DRAFTS, ACCEPTED = "drafts.jsonl", "cases.jsonl"
WAIT_SECONDS = 10.0


class UnknownDraftError(TradeQAError):
    """No draft has that id: it was accepted or dropped meanwhile."""


class Drafts:
    """The drafts of a folder, and the cases that were accepted from them. Safe to share between processes."""

    def __init__(self, folder: Path) -> None:
        self.drafts = folder / DRAFTS
        self.accepted = folder / ACCEPTED
        self._lock = FileLock(folder / "drafts.lock", timeout=WAIT_SECONDS)

    def waiting(self) -> list[CaseFields]:
        """Return the drafts, the newest first."""
        return list(reversed(_read(self.drafts)))

    def get(self, draft_id: str) -> CaseFields:
        """Return a draft. Raises UnknownDraftError."""
        for fields in _read(self.drafts):
            if fields["id"] == draft_id:
                return fields
        raise UnknownDraftError("that draft is gone: it was accepted or dropped meanwhile")

    def put(self, fields: CaseFields) -> None:
        """Keep a draft, in the place of the one that has its id, if any. Raises BadCaseError for what is no case."""
        case_from(fields)
        self.drafts.parent.mkdir(parents=True, exist_ok=True)
        with self._lock:
            kept = _read(self.drafts)
            at = next((at for at, one in enumerate(kept) if one["id"] == fields["id"]), len(kept))
            _write(self.drafts, [*kept[:at], fields, *kept[at + 1 :]])

    def drop(self, draft_id: str) -> None:
        """Take a draft away."""
        if self.drafts.exists():
            with self._lock:
                _write(self.drafts, [one for one in _read(self.drafts) if one["id"] != draft_id])

    def accept(self, draft_id: str, library: Library) -> list[Problem]:
        """Make a draft a case without its note, and return what the check says of it.

        It stays a draft while any of that is an error. Raises UnknownDraftError.
        """
        fields = {name: value for name, value in self.get(draft_id).items() if name != "note"}
        problems = self._problems(fields, library)
        if not any(problem.severity == "error" for problem in problems):
            with self._lock:
                _write(self.accepted, [*_read(self.accepted), fields])
            self.drop(draft_id)
        return problems

    def _problems(self, fields: CaseFields, library: Library) -> list[Problem]:
        with TemporaryDirectory() as folder:
            file = Path(folder) / "draft.jsonl"
            _write(file, [fields])
            others = [self.accepted] if self.accepted.exists() else []
            return [problem for problem in check([*others, file], library) if problem.file == file]


def all_drafts(folder: Path) -> list[CaseFields]:
    """Return the drafts that lie in a folder and below it, where each user has a folder."""
    return [fields for file in sorted(folder.rglob(DRAFTS)) for fields in _read(file)]


def _read(file: Path) -> list[CaseFields]:
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [json.loads(line) for line in lines if line.strip()]


def _write(file: Path, cases: Sequence[CaseFields]) -> None:
    unfinished = file.with_name(file.name + ".unfinished")
    unfinished.write_text("".join(json.dumps(one) + "\n" for one in cases), encoding="utf-8")
    os.replace(unfinished, file)
