"""Write a run as one HTML file that needs nothing else: figures with intervals, slices, charts, every case."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib import resources
from pathlib import Path
from typing import Any

from evals.case_pages import case_pages
from evals.charts import charts
from evals.measures import DEFINITIONS
from evals.peers.table import require_same, table_html
from evals.records import Run

GROUPS = {
    "Answers": "truthfulness facts facts_share nothing_forbidden status_accuracy refusal_precision refusal_recall "
    "conflict_accuracy stale_answer as_of_accuracy aurc aurc_excess",
    "Quotes": "quote_fidelity numeric_fidelity evidence_quoted citation_recall_words citation_precision_words "
    "citation_recall_gold citation_precision_gold",
    "Search": "evidence_recall@1 evidence_recall@5 evidence_recall@10 evidence_recall@20 all_evidence@5 "
    "all_evidence@10 hits@1 hits@3 hits@5 hits@10 hits@20 recall@1 recall@5 recall@10 recall@20 mrr ndcg@10",
    "Follow-ups": "follow_up_words follow_up_answers follow_up_evidence",
    "Time": "latency_p50 latency_p95",
}
"""The figures in the order in which they are read."""
HOW_TO_READ = (
    "The bar runs from 0 to 1, of truthfulness from −1 to 1; the line through the dot is the interval: Wilson's for "
    "shares, the bootstrap's for all else. For stale answers, AURC and time lower is better."
)
SLICED = ("truthfulness", "facts", "status_accuracy", "evidence_quoted", "evidence_recall@10")


def write_report(run: Run, output: Path, peers: Sequence[Run] = ()) -> None:
    """Write the report of a run to a file, with the runs of peers beside it.

    Raises OtherCasesError when a peer was asked other cases.
    """
    require_same(run, peers)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text("\n".join(_page(run, peers)), encoding="utf-8")


def _page(run: Run, peers: Sequence[Run]) -> Iterator[str]:
    style = (resources.files("evals") / "assets" / "report.css").read_text(encoding="utf-8")
    yield '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>tradeqa: evals</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{style}</style></head><body><main>"
    yield f"<h1>Evals of {len(run.cases)} cases</h1>"
    yield _known_by(run.meta)
    yield "<h2>Figures, with 95 % intervals</h2>"
    yield f'<p class="soft">{HOW_TO_READ}</p>'
    yield from _headline(run.aggregates)
    if peers:
        yield "<h2>Beside its peers</h2>"
        yield from table_html([run, *peers])
    yield '<h2>Charts</h2><div class="charts">'
    yield from (f"<figure><figcaption>{escape(title)}</figcaption>{svg}</figure>" for title, svg in charts(run.cases))
    yield "</div><h2>Slices</h2>"
    for dimension, values in run.slices.items():
        yield from _slices(dimension, values)
    yield "<h2>Cases</h2>"
    yield from case_pages(run.cases)
    yield "<h2>What the figures mean</h2>"
    yield from _definitions(run.aggregates)
    yield "</main></body></html>"


def _known_by(meta: Mapping[str, Any]) -> str:
    library, models = meta.get("library", {}), meta.get("models", {})
    facts = {
        "begun": meta.get("started"),
        "cases": f"{', '.join(meta['cases']['files'])} (sha256 {meta['cases']['sha256'][:12]}…)",
        "library": f"{library.get('documents')} documents, {library.get('passages')} passages "
        f"(fingerprint {library.get('fingerprint')})",
        "embedding": ", ".join(models.get("embedding", ())),
        "writer": models.get("writer") or "none: the answers are quotes",
        "version": f"{meta.get('version')} (program {meta.get('program')})",
    }
    return f'<p class="meta">{" · ".join(f"{name}: {escape(str(fact))}" for name, fact in facts.items())}</p>'


def _headline(aggregates: Mapping[str, Any]) -> Iterator[str]:
    yield '<div class="wide" tabindex="0"><table><thead><tr><th>figure</th><th class="number">value</th>'
    yield '<th class="number">95 % interval</th><th class="number">n</th><td class="bar screen"></td></tr></thead>'
    yield "<tbody>"
    for group, names in GROUPS.items():
        present = [name for name in names.split() if name in aggregates]
        if present:
            yield f'<tr class="group"><th colspan="5">{group}</th></tr>'
        yield from (_row(name, aggregates[name]) for name in present)
    yield "</tbody></table></div>"


def _row(name: str, figure: Mapping[str, float]) -> str:
    value, low, high = (_number(name, figure[part]) for part in ("value", "low", "high"))
    return (
        f'<tr><td>{escape(name)}</td><td class="number">{value}</td><td class="number">{low} to {high}</td>'
        f'<td class="number">{figure["n"]}</td><td class="bar screen">{_bar(name, figure)}</td></tr>'
    )


def _number(name: str, value: float) -> str:
    return f"{value:.0f} ms" if name.startswith("latency") else f"{value:.3f}"


def _bar(name: str, figure: Mapping[str, float]) -> str:
    if name.startswith("latency"):
        return ""
    least = -1 if name == "truthfulness" else 0
    value, low, high = (100 * (figure[part] - least) / (1 - least) for part in ("value", "low", "high"))
    return (
        '<svg viewBox="-3 0 106 10" preserveAspectRatio="none" aria-hidden="true"><line class="axis" x1="0" x2="100" '
        f'y1="5" y2="5"/><line class="interval" x1="{low:.1f}" x2="{high:.1f}" y1="5" y2="5"/>'
        f'<ellipse class="value" cx="{value:.1f}" cy="5" rx="1.4" ry="3"/></svg>'
    )


def _slices(dimension: str, values: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    heads = "".join(f'<th class="number">{escape(name)}</th>' for name in SLICED)
    name = escape(dimension)
    yield f'<h3>By {name}</h3><div class="wide" tabindex="0"><table><thead><tr><th>{name}</th>'
    yield f'<th class="number">n</th>{heads}</tr></thead><tbody>'
    for value, aggregates in values.items():
        count = max((figure["n"] for figure in aggregates.values()), default=0)
        cells = "".join(f'<td class="number">{_cell(aggregates.get(name))}</td>' for name in SLICED)
        yield f'<tr><td>{escape(value)}</td><td class="number">{count}</td>{cells}</tr>'
    yield "</tbody></table></div>"


def _cell(figure: Mapping[str, float] | None) -> str:
    if figure is None:
        return "–"
    return f'{figure["value"]:.2f}<br><span class="soft">{figure["low"]:.2f} to {figure["high"]:.2f}</span>'


def _definitions(names: Sequence[str] | Mapping[str, Any]) -> Iterator[str]:
    files: dict[str, list[str]] = {}
    for name in names:
        files.setdefault(DEFINITIONS.get(name, ""), []).append(name)
    for definition, same in files.items():
        body = f'<div><p class="definition">{escape(definition.strip())}</p></div>'
        yield f"<details><summary>{escape(', '.join(same))}</summary>{body}</details>"


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the report of a run that is kept, beside the runs of peers."""
    parser = argparse.ArgumentParser(prog="python -m evals.report", description="Write the report of a run.")
    parser.add_argument("run", type=Path, help="what `tradeqa evals run --json` wrote")
    parser.add_argument("peers", type=Path, nargs="*", help="what `python -m evals.peers` wrote")
    parser.add_argument("--html", type=Path, required=True, metavar="FILE", help="where to write the report")
    given = parser.parse_args(arguments)
    write_report(Run.load(given.run), given.html, [Run.load(peer) for peer in given.peers])


if __name__ == "__main__":
    main()
