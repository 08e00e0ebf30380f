"""Runs side by side: the figures that tell a peer from the assistant, each with its 95 % interval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from corpus.errors import TradeQAError
from evals.records import Run

FIGURES = (
    "truthfulness",
    "facts",
    "refusal_recall",
    "aurc",
    "evidence_quoted",
    "citation_precision_gold",
    "citation_recall_gold",
    "evidence_recall@1",
    "evidence_recall@5",
    "evidence_recall@20",
    "recall@5",
    "mrr",
    "latency_p50",
)
"""In the order of a report: answers, quotes, search, time."""
HOW_TO_READ = (
    "The same cases and measures; of AURC and latency_p50 (in milliseconds) less is better. A peer runs in its usual "
    "set-up and without a chat model: its best piece is its statement, the four pieces of its prompt are its quotes. "
    "It knows no as-of date, asks a follow-up as it was typed, and never declines. Pieces differ in length: a longer "
    "one holds the words looked for more easily, and points to them less exactly."
)


class OtherCasesError(TradeQAError):
    """A peer was asked other cases, or over another library: ask it these."""


def name_of(run: Run) -> str:
    """Return who answered in a run."""
    return str(run.meta.get("settings", {}).get("peer", "tradeqa"))


def require_same(run: Run, peers: Sequence[Run]) -> None:
    """Raise OtherCasesError when a peer's figures are not about the same cases and documents."""
    for peer in peers:
        for what, key in (("cases", "sha256"), ("library", "fingerprint")):
            asked, wanted = (str(one.meta.get(what, {}).get(key))[:12] for one in (peer, run))
            if asked != wanted:
                raise OtherCasesError(
                    f"{name_of(peer)} was measured with the {what} {asked}, the run with {wanted}: "
                    f"run `python -m evals.peers {name_of(peer)}` on the same"
                )


def table_html(runs: Sequence[Run]) -> Iterator[str]:
    """Yield the table for a report."""
    heads = "".join(f'<th class="number">{escape(name_of(run))}</th>' for run in runs)
    yield f'<p class="soft">{HOW_TO_READ}</p>'
    yield f'<div class="wide"><table><thead><tr><th>figure</th>{heads}</tr></thead><tbody>'
    for name in _present(runs):
        cells = "".join(f'<td class="number">{_html(run.aggregates.get(name))}</td>' for run in runs)
        yield f"<tr><td>{escape(name)}</td>{cells}</tr>"
    yield "</tbody></table></div>"


def table_text(runs: Sequence[Run]) -> str:
    """Return the table as Markdown."""
    lines = [f"| figure | {' | '.join(map(name_of, runs))} |", "|---" * (len(runs) + 1) + "|"]
    for name in _present(runs):
        cells = (" ".join(_parts(run.aggregates.get(name))) for run in runs)
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _present(runs: Sequence[Run]) -> list[str]:
    return [name for name in FIGURES if any(name in run.aggregates for run in runs)]


def _html(figure: Mapping[str, Any] | None) -> str:
    value, *interval = _parts(figure)
    return "<br>".join([value, *(f'<span class="soft">{part}</span>' for part in interval)])


def _parts(figure: Mapping[str, Any] | None) -> list[str]:
    """Return the value and its interval, a dash where no case counts for the figure."""
    if figure is None:
        return ["–"]
    value, low, high = (_number(figure[part]) for part in ("value", "low", "high"))
    return [value, f"({low} to {high})"]


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.2f}"
