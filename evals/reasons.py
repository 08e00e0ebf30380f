"""Why a case failed, in words, from what was found, quoted and said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from evals.gold import Place
from evals.records import CaseResult
from evals.wording import facts_said, says

_DECLINED = ("not_found", "needs_clarification")


def failed(result: CaseResult) -> bool:
    """Tell whether anything about the case is wrong."""
    return bool(reasons(result))


def reasons(result: CaseResult) -> list[str]:
    """Return what went wrong, the earliest step first; empty when nothing did."""
    return [reason for look in _LOOKS for reason in look(result)]


def _search(result: CaseResult) -> list[str]:
    if result.measures.get("truthfulness") == 1 or result.measures.get("all_evidence@10") != 0:
        return []
    found = result.measures.get("evidence_recall@20") or 0.0
    if not found:
        return ["Search: no gold among the 20 best hits."]
    return [f"Search: {found:.0%} of the gold among the 20 best hits, not all of it among the first 10."]


def _status(result: CaseResult) -> list[str]:
    expected, given = result.case.get("status"), result.ask.get("status")
    if expected == given:
        return []
    sure = f"confidence {result.confidence:.2f}"
    if not result.case.get("answerable"):
        return [f"Answered, though the library does not say ({sure})."]
    if given in _DECLINED:
        return [f"Declined as {given}, though the library answers ({sure})."]
    return [f"The status is {given}, and should be {expected}."]


def _facts(result: CaseResult) -> list[str]:
    case, answer = result.case, str(result.ask.get("answer", ""))
    if result.ask.get("status") in _DECLINED:
        return []
    facts = tuple(tuple(wordings) for wordings in case.get("must_contain", ()))
    missing = [fact[0] for fact, said in zip(facts, facts_said(answer, facts), strict=True) if not said]
    wrong = [wording for wording in case.get("must_not_contain", ()) if says(answer, wording)]
    found = [f"Not said: {', '.join(missing)}."] if missing else []
    return found + ([f"Said, and must not be: {', '.join(wrong)}."] if wrong else [])


def _evidence(result: CaseResult) -> list[str]:
    share = result.measures.get("evidence_quoted")
    if share is None or share == 1 or result.ask.get("status") in _DECLINED:
        return []
    return [] if result.measures.get("facts") == 1 else [f"{share:.0%} of the gold is quoted."]


_DEFECTS: dict[str, tuple[float, str]] = {
    "quote_fidelity": (0, "A quote is not what stands at its place."),
    "numeric_fidelity": (0, "A number is stated that no quote of its statement holds."),
    "as_of_accuracy": (0, "A document published after the as-of date is quoted."),
    "conflict_accuracy": (0, "The sources' disagreement is not shown from both sides, or is none."),
    "stale_answer": (1, "What has since changed is given as if it held."),
    "follow_up_answers": (0, "Asked in full words it is answered right; as a follow-up it is not."),
}


def _defects(result: CaseResult) -> list[str]:
    return [said for name, (value, said) in _DEFECTS.items() if result.measures.get(name) == value]


_LOOKS: tuple[Callable[[CaseResult], list[str]], ...] = (_search, _status, _facts, _evidence, _defects)


def quotes_beside_gold(result: CaseResult) -> list[tuple[dict[str, Any], bool]]:
    """Return each quote of the answer, and whether it finds gold at the place the case names."""
    gold = result.case.get("gold", ())
    return [(quote, any(_meets(quote, one) for one in gold)) for quote in result.ask.get("quotes", ())]


def _meets(quote: dict[str, Any], gold: dict[str, Any]) -> bool:
    place, other = (Place(one["document_id"], one["start"], one["end"]) for one in (quote, gold))
    return place.holds(other) or other.holds(place)
