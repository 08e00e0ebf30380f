"""The drafts of cases that came of answers found wrong, as a list to accept, edit or drop them in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corpus.errors import TradeQAError
from evals.checking import Problem
from evals.drafting import CaseFields
from evals.drafts import Drafts
from index.library import Library
from ui.markup import attribute, escaped, isolated
from ui.wording import count

LONGEST = 4000
"""At most so many characters are taken from a box."""
BETWEEN = "|"
"""Parts the wordings of one fact."""


class UnknownWordsError(TradeQAError):
    """No document holds the words that were marked as gold."""


def draft_list(drafts: Sequence[CaseFields]) -> str:
    """Return the drafts, each with what can be done with it and a form to edit it in."""
    if not drafts:
        return '<p class="notice">No draft waits. “Not right?” under an answer makes one.</p>'
    return f'<ul class="documents drafts">{"".join(map(_row, drafts))}</ul>'


def _row(fields: CaseFields) -> str:
    name = attribute(fields["question"])
    after = f"after {count(len(fields['turns']), 'earlier question')}" if fields["turns"] else ""
    gold = count(len(fields["gold"]), "quote") + " as gold" if fields["gold"] else "no gold yet"
    says = "must say " + "; ".join(f" {BETWEEN} ".join(fact) for fact in fields["must_contain"])
    answered = says if fields["must_contain"] else "" if fields["answerable"] else "the library does not say"
    parts = (after, gold if fields["answerable"] else "", answered)
    where = " · ".join(isolated(part) for part in parts if part)
    return (
        f'<li data-id="{attribute(fields["id"])}"><span class="title">{isolated(fields["question"])}</span>'
        f'<span class="where">{where}<span class="why">{escaped(_complaint(fields))}</span></span>'
        f'<span class="actions"><button type="button" class="accept" aria-label="Accept: {name}">Accept</button>'
        f'<button type="button" class="change" aria-label="Edit: {name}">Edit</button>'
        f'<button type="button" class="drop" aria-label="Drop: {name}">Drop</button></span>{_form(fields)}</li>'
    )


def _complaint(fields: CaseFields) -> str:
    told = str(fields.get("note", "")).partition(" — drafted:")[0]
    return told[:1].upper() + told[1:]


def _form(fields: CaseFields) -> str:
    facts = "\n".join(f" {BETWEEN} ".join(fact) for fact in fields["must_contain"])
    gold = "".join(
        f'<label class="tick"><input type="checkbox" name="gold" value="{at}" checked>'
        f"<span>{isolated(one.get('quote', ''))}</span></label>"
        for at, one in enumerate(fields["gold"])
    )
    marked = f"<fieldset><legend>Gold evidence: untick what does not answer</legend>{gold}</fieldset>" if gold else ""
    declined = "" if fields["answerable"] else " checked"
    return (
        f'<form class="drafting" hidden>{_box("Question", "question", fields["question"])}'
        f'<label class="tick"><input type="checkbox" name="declined"{declined}><span>The library does not say</span>'
        f"</label>{_box(_FACTS, 'facts', facts)}{marked}{_box(_WORDS, 'words', '')}"
        '<button type="submit">Save</button><button type="button" class="leave">Leave it</button></form>'
    )


_FACTS = f"What a right answer says, a fact a line; {BETWEEN} between its wordings"
_WORDS = "Further gold: exact words of a document that answer"


def _box(label: str, name: str, text: str) -> str:
    return f'<label>{label}<textarea name="{name}" maxlength="{LONGEST}">{escaped(text)}</textarea></label>'


def edited(fields: CaseFields, given: dict[str, Any], library: Library) -> CaseFields:
    """Return a draft as a person edited it. Raises UnknownWordsError."""
    question = " ".join(str(given.get("question", "")).split())[:LONGEST] or fields["question"]
    if given.get("declined"):
        declined = {"answerable": False, "status": "not_found", "must_contain": [], "gold": []}
        return fields | declined | {"question": question, "type": _type(fields, "unanswerable")}
    lines = [line.split(BETWEEN) for line in str(given.get("facts", ""))[:LONGEST].splitlines()]
    facts = [[wording.strip() for wording in line if wording.strip()] for line in lines]
    ticked = {str(at) for at in given.get("gold", ())}
    gold = [one for at, one in enumerate(fields["gold"]) if str(at) in ticked]
    words = str(given.get("words", "")).strip()[:LONGEST]
    status = fields["status"] if fields["answerable"] else "answered"
    return fields | {
        "question": question,
        "type": _type(fields, "fact"),
        "answerable": True,
        "status": status,
        "must_contain": [fact for fact in facts if fact],
        "gold": [*gold, *([_found(words, library)] if words else ())],
    }


def _type(fields: CaseFields, otherwise: str) -> str:
    return "follow_up" if fields["turns"] else otherwise


def _found(words: str, library: Library) -> dict[str, str]:
    """Return the gold that exact words of a document are. Raises UnknownWordsError."""
    rows = library.rows("SELECT id FROM documents WHERE instr(text, ?) ORDER BY row LIMIT 1", (words,))
    if not rows:
        raise UnknownWordsError("no document holds these words exactly: copy them from the source")
    return {"document_id": rows[0]["id"], "quote": words}


def accepted(drafts: Drafts, draft_id: str, library: Library, is_admin: bool) -> str:
    """Accept a draft if it is sound, and return what is said of it."""
    problems = drafts.accept(draft_id, library)
    errors = [problem for problem in problems if problem.severity == "error"]
    told = "".join(f"<li>{escaped(_message(problem))}</li>" for problem in errors or problems)
    listed = f'<ul class="why">{told}</ul>' if told else ""
    if errors:
        return f'<div class="notice" role="alert">Not accepted yet: edit it first.{listed}</div>'
    where = f" <code>tradeqa evals run {escaped(str(drafts.accepted))}</code> asks it." if is_admin else ""
    return f'<div class="notice" role="status">Accepted as a case.{where}{listed}</div>'


def _message(problem: Problem) -> str:
    return problem.message[:1].upper() + problem.message[1:] + "."
