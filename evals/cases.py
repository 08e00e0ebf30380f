"""Reference questions, read from JSON lines; a line that cannot be used is told by file, line and field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Any, get_args

from assistant.conversation import Status
from corpus.errors import TradeQAError

REQUIRED = ("id", "type", "question", "answerable", "status")
OPTIONAL = ("turns", "as_of", "must_contain", "must_not_contain", "gold", "standalone_question", "note")


class BadCaseError(TradeQAError):
    """A line of a cases file is no case; the message names file, line and field and says what to write."""


@dataclass(frozen=True, slots=True)
class GoldReference:
    """Where the answer stands: exact words, or characters `[start, end)` with the hash of the words."""

    document_id: str
    quote: str = ""
    start: int = -1
    end: int = -1
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A reference question and what is known of its right answer."""

    id: str
    type: str
    question: str
    answerable: bool
    status: Status
    turns: tuple[str, ...] = ()
    """The questions asked before it, in order, in the same conversation."""
    as_of: date | None = None
    must_contain: tuple[tuple[str, ...], ...] = ()
    """Facts, each with its wordings."""
    must_not_contain: tuple[str, ...] = ()
    gold: tuple[GoldReference, ...] = ()
    note: str = ""
    """What its author left to do; a draft has one."""
    standalone_question: str = ""
    """A person's rewrite of a follow-up, complete without the turns before it."""
    digest: str = ""
    """The hash of the line, by which two runs tell whether they asked the same."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a cases file: its case, or why it is none."""

    path: Path
    number: int
    case: Case | None
    error: str = ""


def read_cases(paths: Sequence[Path]) -> list[Case]:
    """Return the cases of the files, in order. Raises BadCaseError for a line that is none or repeats an id."""
    cases: dict[str, Case] = {}
    for line in (line for path in paths for line in read_lines(path)):
        if line.case is None:
            raise BadCaseError(line.error)
        if line.case.id in cases:
            raise BadCaseError(
                f"{line.path}, line {line.number}: the id {line.case.id!r} is taken: give each case its own"
            )
        cases[line.case.id] = line.case
    if not cases:
        raise BadCaseError(f"no case in {', '.join(map(str, paths))}: write one JSON object a line")
    return list(cases.values())


def read_lines(path: Path) -> Iterator[Line]:
    """Yield the lines of a cases file that are not blank. Raises BadCaseError when the file cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadCaseError(
            f"{path} cannot be read ({error}): name a file of cases in UTF-8, one JSON object a line"
        ) from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _read_line(path, number, line)


def cases_hash(paths: Sequence[Path]) -> str:
    """Return the SHA-256 of the bytes of the files, in order."""
    return sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def _read_line(path: Path, number: int, line: str) -> Line:
    try:
        return Line(path, number, case_from(json.loads(line)))
    except (json.JSONDecodeError, BadCaseError) as error:
        return Line(path, number, None, f"{path}, line {number}: {error}")


def case_from(fields: object) -> Case:
    """Return the case that a JSON object stands for. Raises BadCaseError, naming the field."""
    if not isinstance(fields, dict):
        raise BadCaseError('a case is a JSON object: {"id": …, "question": …}')
    for name in REQUIRED:
        if name not in fields:
            raise BadCaseError(f"the field {name!r} is missing: add it")
    for name in fields:
        # a field of one's own is left alone; one that is nearly ours is a slip that would cost a fact
        meant = get_close_matches(name, REQUIRED + OPTIONAL, n=1, cutoff=0.8)
        if meant and name not in REQUIRED + OPTIONAL:
            raise BadCaseError(f"the field {name!r} is not known: write {meant[0]!r}")
    _require_kinds(fields)
    return Case(
        id=fields["id"],
        type=fields["type"],
        question=fields["question"],
        answerable=fields["answerable"],
        status=fields["status"],
        turns=_strings(fields, "turns"),
        as_of=_date(fields.get("as_of")),
        must_contain=tuple(_strings({"must_contain": fact}, "must_contain") for fact in _list(fields, "must_contain")),
        must_not_contain=_strings(fields, "must_not_contain"),
        gold=tuple(_gold(reference) for reference in _list(fields, "gold")),
        note=fields.get("note") or "",
        standalone_question=fields.get("standalone_question") or "",
        digest=sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:16],
    )


def _require_kinds(fields: dict[str, Any]) -> None:
    for name in ("id", "type", "question"):
        if not isinstance(fields[name], str) or not fields[name].strip():
            raise BadCaseError(f"the field {name!r} is {fields[name]!r}: write words")
    if not isinstance(fields["answerable"], bool):
        raise BadCaseError(f"the field 'answerable' is {fields['answerable']!r}: write true or false")
    if fields["status"] not in get_args(Status):
        raise BadCaseError(f"the field 'status' is {fields['status']!r}: write one of {', '.join(get_args(Status))}")
    if not fields["answerable"] and fields["status"] not in ("not_found", "needs_clarification"):
        raise BadCaseError(
            f"the case has no answer and the status {fields['status']!r}: write not_found or needs_clarification"
        )
    for name in ("standalone_question", "note"):
        if not isinstance(fields.get(name) or "", str):
            raise BadCaseError(f"the field {name!r} is {fields[name]!r}: write words")


def _list(fields: dict[str, Any], name: str) -> list[Any]:
    values = fields.get(name) or []
    if not isinstance(values, list):
        raise BadCaseError(f"the field {name!r} is {values!r}: write a list")
    return values


def _strings(fields: dict[str, Any], name: str) -> tuple[str, ...]:
    values = _list(fields, name)
    if not all(isinstance(value, str) and value.strip() for value in values):
        raise BadCaseError(f"the field {name!r} holds {values!r}: write a list of words")
    return tuple(values)


def _date(value: object) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise BadCaseError(f"the field 'as_of' is {value!r}: write a date like 2025-11-01, or null") from None


def _gold(reference: object) -> GoldReference:
    if not isinstance(reference, dict) or not isinstance(reference.get("document_id"), str):
        raise BadCaseError(f"the field 'gold' holds {reference!r}: name a document_id")
    if isinstance(reference.get("quote"), str) and reference["quote"].strip():
        return GoldReference(reference["document_id"], quote=reference["quote"])
    start, end, digest = (reference.get(name) for name in ("start", "end", "sha256"))
    if not (isinstance(start, int) and isinstance(end, int) and isinstance(digest, str) and 0 <= start < end):
        raise BadCaseError(
            f"the gold in {reference['document_id']!r} has neither a quote nor a span: "
            "write quote, or start, end (in characters) and the sha256 of the words"
        )
    return GoldReference(reference["document_id"], start=start, end=end, sha256=digest)
