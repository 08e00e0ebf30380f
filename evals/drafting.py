"""Draft: cases proposed from documents and from kept conversations, for a person to accept, edit or drop.

A draft's gold is exact. Its question is not yet a person's: it repeats the words of the document, which makes finding
them easy, so it is to be put in other words before it counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import Any

from assistant.conversation import Conversation, Nearest, Quote, Turn
from corpus.document import Document, Part
from evals.patterns import Asked, asked
from evals.wording import says
from index.library import Library
from index.schema import PASSAGE_COLUMNS, passage_from

NOTE = "drafted: put the question in your own words, check the facts, then remove this note; or drop the line"
PER_DOCUMENT = 8
SHORTEST, LONGEST = 40, 500
"""A sentence of fewer or more characters makes no good question."""

CaseFields = dict[str, Any]


def draft(
    library: Library,
    document_ids: Sequence[str] = (),
    conversations: Iterable[Conversation] = (),
    limit: int = 50,
    noted: Sequence[CaseFields] = (),
) -> list[CaseFields]:
    """Return at most `limit` proposed cases: those noted, then those of conversations, then some from each document.

    Without `document_ids` all documents are drawn from, newest first. Raises UnknownDocumentError.
    """
    names = document_ids or [summary.id for summary in library.summaries()]
    some = enumerate(names[: max(limit, 1)])
    by_document = (islice(_from_document(library, name, number), PER_DOCUMENT) for number, name in some)
    in_turn = (fields for row in zip_longest(*by_document) for fields in row if fields)
    said = chain.from_iterable(_from_conversation(conversation) for conversation in conversations)
    known = {_asked(fields) for fields in noted}
    other = (fields for fields in said if _asked(fields) not in known)
    return list(islice(chain(noted, other, in_turn), limit))


def _asked(fields: CaseFields) -> tuple[str, ...]:
    return (*fields["turns"], fields["question"])


def write_drafts(drafts: Sequence[CaseFields], path: Path) -> None:
    """Write proposed cases to a file, one a line. Raises FileExistsError rather than overwrite somebody's edits."""
    with path.open("x", encoding="utf-8") as file:
        file.writelines(json.dumps(fields, ensure_ascii=False) + "\n" for fields in drafts)


def _from_document(library: Library, name: str, number: int) -> Iterator[CaseFields]:
    document = library.get(name)
    rows = [part for part in document.parts if part.kind == "row"]
    cells = chain.from_iterable(_from_row(document, row) for row in rows)
    told = chain.from_iterable(
        _from_sentence(document, start, end)
        for start, end in _sentences(library, name)
        if not any(row.start < end and start < row.end for row in rows)
    )
    yield from (fields for pair in zip_longest(cells, _varied(told, number)) for fields in pair if fields)


def _varied(drafts: Iterable[CaseFields], first: int) -> list[CaseFields]:
    """Return the drafts of each type in turn, so that a document full of dates is asked for other things too.

    `first` tells the documents apart, so that not all of them begin with the same type.
    """
    by_type: dict[str, list[CaseFields]] = {}
    for fields in drafts:
        by_type.setdefault(fields["type"], []).append(fields)
    kinds = list(by_type.values())
    at = first % len(kinds) if kinds else 0
    return [fields for row in zip_longest(*kinds[at:], *kinds[:at]) for fields in row if fields]


def _sentences(library: Library, name: str) -> Iterator[tuple[int, int]]:
    rows = library.rows(
        f"SELECT {PASSAGE_COLUMNS} FROM passages JOIN documents ON row = document "  # noqa: S608 - our own columns
        "WHERE documents.id = ? ORDER BY passages.start",
        (name,),
    )
    for row in rows:
        yield from (span for span in passage_from(row).sentences if SHORTEST <= span[1] - span[0] <= LONGEST)


def _from_sentence(document: Document, start: int, end: int) -> Iterator[CaseFields]:
    sentence = document.text[start:end]
    for one in asked(sentence):
        yield _case(one.type, _question(one, sentence), one.facts, [(document.id, sentence)], about=document.title)


def _question(one: Asked, sentence: str) -> str:
    left_out = f"“{sentence[: one.start]}…{sentence[one.end :]}”"
    return " ".join(one.question.replace("{sentence}", left_out).split())


def _from_row(document: Document, row: Part) -> Iterator[CaseFields]:
    """Propose a question for the first cell that its header names."""
    words = document.text[row.start : row.end]
    cells, names = _cells(words), _cells(row.header)
    if len(cells) == len(names) >= 2:
        question = f"{names[0]} “{cells[0]}”: what is “{names[1]}”?"
        yield _case("table", question, ((cells[1],),), [(document.id, words)], about=document.title)


def _cells(row: str) -> list[str]:
    cells = [cell.strip() for cell in row.strip().strip("|").split("|")]
    return cells if all(cells) else []


def _from_conversation(conversation: Conversation) -> Iterator[CaseFields]:
    for number, turn in enumerate(conversation.turns):
        earlier = [before.question for before in conversation.turns[:number]]
        if turn.answer.status in ("answered", "partial", "conflicting", "not_found"):
            yield _from_turn(turn, earlier)


def from_complaint(turns: Sequence[Turn], wrong: str, right: str = "") -> CaseFields:
    """Propose the case of the last turn, whose answer a person found wrong, and may know the right words of.

    Its gold is what was quoted; where the right words are known, those of the words shown that say them.
    """
    *earlier, turn = turns
    fields = _from_turn(turn, [one.question for one in earlier])
    if right:
        shown: list[Quote | Nearest] = [*turn.answer.quotes, *turn.answer.nearest]
        gold = [{"document_id": one.document_id, "quote": one.text} for one in shown if says(one.text, right)]
        fields |= {"must_contain": [[right]], "answerable": True, "gold": gold}
        fields["type"] = "follow_up" if earlier else "fact"
        declined = turn.answer.status in ("not_found", "needs_clarification")
        fields["status"] = "answered" if declined else turn.answer.status
    told = repr((*_asked(fields), wrong, right))
    return fields | {"id": _name(told), "note": f"not right: {wrong} — {NOTE}"}


def _from_turn(turn: Turn, earlier: Sequence[str]) -> CaseFields:
    answer = turn.answer
    gold = list(dict.fromkeys((quote.document_id, quote.text) for quote in answer.quotes))
    kind = "follow_up" if earlier else "fact" if gold else "unanswerable"
    fields = _case(kind, turn.question, (), gold)
    fields |= {"turns": list(earlier), "as_of": answer.as_of.isoformat() if answer.as_of else None}
    fields |= {"answerable": bool(gold), "status": answer.status if gold else "not_found"}
    if earlier:
        fields["standalone_question"] = answer.standalone_question
    return fields


def _case(
    kind: str, question: str, facts: Sequence[Sequence[str]], gold: Sequence[tuple[str, str]], about: str = ""
) -> CaseFields:
    whole = f"{question} ({about})" if about else question
    return {
        "id": _name(f"{whole}{gold}"),
        "type": kind,
        "turns": [],
        "question": whole,
        "as_of": None,
        "answerable": True,
        "status": "answered",
        "must_contain": [list(fact) for fact in facts],
        "must_not_contain": [],
        "gold": [{"document_id": name, "quote": words} for name, words in gold],
        "note": NOTE,
    }


def _name(told: str) -> str:
    return "draft-" + sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:10]
