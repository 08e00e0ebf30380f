"""Check: prove files of cases sound, or say of each line what is wrong with it and what to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from evals.cases import Case, Line, read_lines
from evals.gold import Gold, WrongGoldError, find
from evals.wording import fold, says
from index.library import Library
from index.words import index_terms, query_terms

Severity = Literal["error", "warning"]

NEARLY = 0.85
"""Questions that share so much of their words are taken for the same one."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line of a cases file."""

    file: Path
    line: int
    case_id: str
    severity: Severity
    message: str

    def __str__(self) -> str:
        """Return the problem as one line."""
        return f"{self.file}:{self.line}: {self.severity}: {self.case_id or 'no case'}: {self.message}"


@dataclass(frozen=True, slots=True)
class _Read:
    line: Line
    case: Case
    gold: tuple[Gold, ...]


Complaint = tuple[Severity, str]


def check(paths: Sequence[Path], library: Library) -> list[Problem]:
    """Return what is wrong with the files, in order; none of severity "error" means they are sound.

    Raises BadCaseError only for a file that cannot be read at all.
    """
    problems: list[Problem] = []
    sound: list[_Read] = []
    for line in (line for path in paths for line in read_lines(path)):
        if line.case is None:
            problems.append(Problem(line.path, line.number, "", "error", line.error))
            continue
        gold, wrong = _gold(line.case, library)
        read = _Read(line, line.case, gold)
        sound.append(read)
        complaints = (*wrong, *_of_itself(line.case), *_of_gold(line.case, gold))
        problems += [_problem(read, complaint) for complaint in complaints]
    problems += _repeated(sound)
    return sorted(problems, key=lambda one: (paths.index(one.file), one.line))


def _problem(read: _Read, complaint: Complaint) -> Problem:
    return Problem(read.line.path, read.line.number, read.case.id, *complaint)


def _gold(case: Case, library: Library) -> tuple[tuple[Gold, ...], list[Complaint]]:
    found: list[Gold] = []
    wrong: list[Complaint] = []
    for reference in case.gold:
        try:
            found.append(find(case.id, reference, library))
        except WrongGoldError as error:
            wrong.append(("error", str(error)))
        else:
            if reference.quote and library.text(reference.document_id).count(reference.quote) > 1:
                wrong.append(("warning", f"the quote {reference.quote[:40]!r} stands more than once: quote more of it"))
    return tuple(found), wrong


def _of_itself(case: Case) -> Iterator[Complaint]:
    if case.answerable and not case.gold:
        yield "error", "it has an answer and no gold: quote the words that answer"
    if not case.answerable and (case.gold or case.must_contain):
        yield "error", "it has no answer, yet gold or must_contain: remove them, or set answerable"
    if case.answerable and not case.must_contain:
        yield "warning", "no must_contain: what a right answer says is not checked"
    if (case.type == "follow_up") != bool(case.turns):
        yield "warning", "a follow_up has turns, and what has turns is a follow_up"
    if case.turns and not case.standalone_question:
        yield "warning", "no standalone_question: what the conversation costs is not measured"
    if case.type == "as_of" and case.as_of is None:
        yield "error", "its type is as_of and it has no as_of date: add one"
    if case.note:
        yield "warning", "it is a draft still: check it and remove its note"


def _of_gold(case: Case, golds: Sequence[Gold]) -> Iterator[Complaint]:
    words = "\n".join(gold.text for gold in golds)
    for fact in case.must_contain if len(golds) == len(case.gold) else ():
        if not any(says(words, wording) for wording in fact):
            yield "error", f"no wording of the fact {' / '.join(fact)!r} stands in the gold: a quoted answer must fail"
    for wording in case.must_not_contain:
        if says(words, wording):
            yield "warning", f"the gold says {wording!r}, which the answer must not: quoting it would fail"
    for gold in golds:
        if not gold.passage:
            yield "warning", f"no passage holds the gold {gold.text[:40]!r}… whole: no search can find it, mark less"
        if case.as_of and gold.published and gold.published > case.as_of:
            yield "error", f"its gold in {gold.place.document_id} appeared on {gold.published}, after its as_of"


def _repeated(reads: Sequence[_Read]) -> Iterator[Problem]:
    """Yield the repetitions of ids, questions and gold; from one file to another they leak what is to be unseen."""
    ids: dict[str, _Read] = {}
    questions: dict[str, _Read] = {}
    golds: dict[object, _Read] = {}
    for read in reads:
        earlier = ids.setdefault(read.case.id, read)
        if earlier is not read:
            yield _problem(read, ("error", f"the id is taken by {_where(earlier)}: give it its own"))
        earlier = questions.setdefault(_asked(read.case), read)
        if earlier is not read:
            yield _problem(read, ("error", f"the same question as {earlier.case.id} in {_where(earlier)}: drop one"))
        places = frozenset(gold.place for gold in read.gold)
        earlier = golds.setdefault(places or read, read)
        if earlier.line.path != read.line.path:
            yield _problem(read, ("warning", f"the same gold as {earlier.case.id} in {_where(earlier)}: it leaks"))
    yield from _alike(reads)


def _alike(reads: Sequence[_Read]) -> Iterator[Problem]:
    holders: dict[str, list[int]] = defaultdict(list)
    terms = [set(query_terms(" ".join((*read.case.turns, read.case.question)))) for read in reads]
    for at, read in enumerate(reads):
        near = {other for term in terms[at] for other in holders[term]}
        for other in sorted(near):
            same = len(terms[at] & terms[other]) / len(terms[at] | terms[other])
            if same >= NEARLY and _asked(read.case) != _asked(reads[other].case):
                earlier = reads[other]
                yield _problem(read, ("warning", f"nearly the question {earlier.case.id} in {_where(earlier)}"))
        for term in terms[at]:
            holders[term].append(at)


def _asked(case: Case) -> str:
    return " ".join(index_terms(fold(" / ".join((*case.turns, case.question, str(case.as_of))))))


def _where(read: _Read) -> str:
    return f"{read.line.path.name}, line {read.line.number}"
