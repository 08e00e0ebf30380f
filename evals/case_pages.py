"""The cases of a report: each folded, with its question, answer, quotes beside gold, and why it failed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from evals.reasons import quotes_beside_gold, reasons
from evals.records import CaseResult


def case_pages(results: Sequence[CaseResult]) -> Iterator[str]:
    """Yield the HTML of the cases, those that failed first."""
    told = [(result, reasons(result)) for result in results]
    failed = sum(bool(why) for _, why in told)
    yield f"<p>{failed} of {len(told)} failed; they stand first. "
    yield '<label class="screen"><input type="checkbox" id="failed"> show only these</label></p>'
    for result, why in sorted(told, key=lambda one: not one[1]):
        yield from _page(result, why)


def _page(result: CaseResult, why: Sequence[str]) -> Iterator[str]:
    outcome, verdict = ("wrong", "failed") if why else ("right", "right")
    yield f'<details class="{outcome}"><summary><span class="verdict">{verdict}</span> '
    for tag in (result.id, result.case.get("type", "")):
        yield f'<span class="tag">{escape(tag)}</span> '
    yield f"{escape(result.case.get('question', ''))}</summary><div>"
    if why:
        yield f'<ul class="why">{"".join(f"<li>{escape(reason)}</li>" for reason in why)}</ul>'
    yield from _conversation(result)
    yield from _answer(result)
    yield '<div class="beside"><div><h3>Quotes</h3>'
    yield from (_quote(quote, finds) for quote, finds in quotes_beside_gold(result))
    yield "</div><div><h3>Gold</h3>"
    yield from (_words(gold, "gold") for gold in result.case.get("gold", ()))
    yield "</div></div>"
    yield f'<p class="soft">{escape(_figures(result))}</p></div></details>'


def _conversation(result: CaseResult) -> Iterator[str]:
    if result.earlier:
        turns = (f"<li>{escape(turn['question'])}<br>{escape(turn['answer'][:300])}</li>" for turn in result.earlier)
        yield f'<h3>Before it</h3><ol class="soft">{"".join(turns)}</ol>'
        yield f"<p>Understood as: {escape(result.ask.get('standalone_question', ''))}</p>"
    if result.case.get("as_of"):
        yield f"<p>As of {escape(result.case['as_of'])}</p>"


def _answer(result: CaseResult) -> Iterator[str]:
    yield f'<h3>Answer <span class="tag">{escape(str(result.ask.get("status", "")))}</span></h3>'
    yield f"<blockquote>{escape(str(result.ask.get('answer', '')))}</blockquote>"
    facts = [" or ".join(wordings) for wordings in result.case.get("must_contain", ())]
    forbidden = result.case.get("must_not_contain", ())
    asked = [f"to be said: {'; '.join(facts)}"] if facts else []
    asked += [f"not to be said: {'; '.join(forbidden)}"] if forbidden else []
    yield f'<p class="soft">expected {escape("; ".join([str(result.case.get("status", "")), *asked]))}</p>'


def _quote(quote: Mapping[str, Any], finds: bool) -> str:
    return _words(quote, "gold" if finds else "", f"[{quote['number']}] ")


def _words(one: Mapping[str, Any], kind: str, number: str = "") -> str:
    source = f"{number}{one.get('title') or one['document_id']}, {one.get('published') or 'undated'}"
    place = f"{one['document_id']} {one['start']}–{one['end']}"
    return (
        f'<p class="soft">{escape(source)}<br>{escape(place)}</p>'
        f'<blockquote class="{kind}">{escape(one["text"])}</blockquote>'
    )


def _figures(result: CaseResult) -> str:
    shown = [f"{name} {value:g}" for name, value in result.measures.items() if value is not None]
    return f"{result.milliseconds:.0f} ms · confidence {result.confidence:.2f} · " + " · ".join(shown)
