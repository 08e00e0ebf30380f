"""Runs of the evals as HTML: the figures of one, what changed since the run before, the cases that failed and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from evals.comparison import Comparison, Difference
from evals.history import KeptRun
from evals.reasons import reasons
from evals.records import CaseResult
from ui.markup import attribute, escaped, isolated
from ui.wording import count, long_date

HEADLINES = {
    "truthfulness": "Truthfulness: +1 right, 0 none, −1 wrong",
    "facts": "Answers that say every fact",
    "status_accuracy": "Right kind of answer",
    "refusal_recall": "Declined what the library does not say",
    "conflict_accuracy": "Disagreement shown from both sides",
    "evidence_quoted": "Gold evidence that is quoted",
    "evidence_recall@10": "Gold evidence among the first 10 hits",
    "quote_fidelity": "Quotes that are verbatim",
    "numeric_fidelity": "Answers whose numbers stand in their quotes",
    "latency_p50": "Milliseconds an answer, median",
}
"""The figures that are shown, in words; a report shows all."""
LISTED = 200
NONE = (
    '<section class="measured"><h3>No run is kept yet.</h3>'
    '<p class="notice">A run asks reference questions and measures the answers. '
    "<code>tradeqa evals run --starter</code> asks those over the starter corpus, "
    "<code>tradeqa evals run CASES.jsonl</code> your own; either is kept where this page finds it. "
    "Name the library with <code>--library</code> if you named it for the chat.</p></section>"
)


def run_list(runs: Sequence[KeptRun], chosen: KeptRun) -> str:
    """Return the runs, the newest first, each with its first figures; the chosen one is marked."""
    return f'<ul class="documents runs">{"".join(_run(one, one is chosen) for one in runs)}</ul>'


def _run(kept: KeptRun, is_chosen: bool) -> str:
    failed = sum(bool(reasons(case)) for case in kept.run.cases)
    figures = kept.run.aggregates.get("facts") or kept.run.aggregates.get("status_accuracy")
    name = "facts" if "facts" in kept.run.aggregates else "status_accuracy"
    shown = f"{HEADLINES[name].lower()}: {_within(name, figures)}" if figures else ""
    parts = (count(len(kept.run.cases), "case"), f"{failed:,} failed", shown)
    current = ' aria-current="true"' if is_chosen else ""
    return (
        f'<li class="{"chosen" if is_chosen else ""}"><button type="button" class="open run" '
        f'data-run="{attribute(kept.name)}"{current}>{_title(kept)}</button>'
        f'<span class="where">{" · ".join(escaped(part) for part in parts if part)}</span></li>'
    )


def _title(kept: KeptRun) -> str:
    return f"{_when(kept)} · {isolated(', '.join(_files(kept)) or kept.name)}"


def _when(kept: KeptRun) -> str:
    try:
        begun = datetime.fromisoformat(kept.started).astimezone()
    except ValueError:
        return "undated"
    return f"{long_date(begun.date())}, {begun:%H:%M}"


def _files(kept: KeptRun) -> list[str]:
    return [str(name) for name in kept.run.meta.get("cases", {}).get("files", ())]


def run_page(kept: KeptRun, before: KeptRun | None, found: Comparison | None) -> str:
    """Return one run: its figures, what changed since the run before, its failed cases."""
    return (
        f'<section class="measured"><h3>{_title(kept)}</h3><p class="notice">{_known_by(kept.run.meta)}</p>'
        f"{_figures(kept.run.aggregates)}{_since(before, found)}{_failed(kept, before)}</section>"
    )


def _known_by(meta: Mapping[str, Any]) -> str:
    library, models = meta.get("library", {}), meta.get("models", {})
    parts = [
        count(int(library.get("documents", 0)), "document"),
        f"embedding {', '.join(models.get('embedding', ())) or 'not told'}",
        f"phrased by {models['writer']}" if models.get("writer") else "answers are quotes",
        f"version {meta.get('version', 'not told')}",
    ]
    return " · ".join(isolated(part) for part in parts)


def _figures(aggregates: Mapping[str, Any]) -> str:
    rows = "".join(_figure(name, aggregates[name]) for name in HEADLINES if name in aggregates)
    heads = '<th>Figure</th><th class="number">Value</th><th class="number">95 % interval</th><th class="number">n</th>'
    if not rows:
        return '<p class="notice">This run holds no figures.</p>'
    return f'<table class="figures"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _figure(name: str, figure: Mapping[str, float]) -> str:
    value, low, high = (number(name, figure[part]) for part in ("value", "low", "high"))
    return (
        f'<tr><th scope="row">{escaped(HEADLINES[name])}</th><td class="number">{value}</td>'
        f'<td class="number">{low} to {high}</td><td class="number" data-label="n =">{figure["n"]:.0f}</td></tr>'
    )


def number(name: str, value: float) -> str:
    """Return a figure as it is read: milliseconds whole, all else to two places."""
    return f"{value:,.0f}" if name.startswith("latency") else f"{value:.2f}".replace("-", "−")


def _within(name: str, figure: Mapping[str, float]) -> str:
    value, low, high = (number(name, figure[part]) for part in ("value", "low", "high"))
    return f"{value} ({low} to {high})"


def _since(before: KeptRun | None, found: Comparison | None) -> str:
    head = "<h3>Since the run before</h3>"
    if before is None or found is None:
        return f'{head}<p class="notice">No earlier run here was asked the same cases.</p>'
    shown = [one for one in found.differences if one.measure in HEADLINES and (one.won or one.lost)]
    rows = "".join(map(_difference, shown))
    heads = "".join(f'<th class="number">{word}</th>' for word in ("Before", "After", "Change, 95 %", "Won, lost"))
    table = f'<table class="figures"><thead><tr><th>Figure</th>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    worse = "".join(f'<p class="problem">Worse: {escaped(one.message)}</p>' for one in found.regressions)
    calm = "" if worse else '<p class="notice">Nothing got worse beyond what the thresholds allow.</p>'
    notes = "".join(f'<p class="notice">Note: {escaped(note)}.</p>' for note in found.notes)
    none = '<p class="notice">None of these figures changed in any case.</p>'
    told = f'<p class="notice">Compared with {_title(before)}, case by case.</p>'
    return f"{head}{told}{worse}{calm}{table if shown else none}{notes}"


def _difference(one: Difference) -> str:
    before, after, low, high = (
        number(one.measure, value) for value in (one.paired.before, one.paired.after, one.paired.low, one.paired.high)
    )
    change = f"{one.paired.change:+.2f}".replace("-", "−")
    cells = "".join(
        f'<td class="number" data-label="{label}">{value}</td>'
        for label, value in (
            ("Before", before),
            ("After", after),
            ("Change, 95 %", f"{change} ({low} to {high})"),
            ("Won, lost", f"{len(one.won)}, {len(one.lost)}"),
        )
    )
    return f'<tr><th scope="row">{escaped(HEADLINES[one.measure])}</th>{cells}</tr>'


def _failed(kept: KeptRun, before: KeptRun | None) -> str:
    told = [(case, why) for case in kept.run.cases if (why := reasons(case))]
    head = f"<h3>{count(len(told), 'failed case')} of {len(kept.run.cases):,}</h3>"
    if not told:
        return head
    right = {case.id for case in before.run.cases if not reasons(case)} if before else set()
    told.sort(key=lambda one: one[0].id not in right)
    rows = "".join(_case(kept, case, why, case.id in right) for case, why in told[:LISTED])
    more = f'<p class="notice">… and {len(told) - LISTED:,} more: a report shows all.</p>' if len(told) > LISTED else ""
    hint = '<p class="notice">Choose a case to ask it here, its gold evidence beside the answer.</p>'
    return f'{head}{hint}<ul class="documents failed">{rows}</ul>{more}'


def _case(kept: KeptRun, case: CaseResult, why: Sequence[str], is_new: bool) -> str:
    question = str(case.case.get("question", ""))
    parts = (case.id, str(case.case.get("type", "")), f"follow-up of {count(len(case.earlier), 'turn')}")
    tags = " · ".join(isolated(part) for part in (parts if case.earlier else parts[:2]) if part)
    new = '<em class="standing">failed since the run before</em>' if is_new else ""
    title = (
        f'<button type="button" class="open replay" data-run="{attribute(kept.name)}" data-case="{attribute(case.id)}">'
        f"{isolated(question)}</button>"
        if question
        else '<span class="title">a baseline keeps no question</span>'
    )
    told = "".join(f'<span class="why">{escaped(reason)}</span>' for reason in why)
    return f'<li>{title}<span class="where">{tags} {new}{told}</span></li>'
