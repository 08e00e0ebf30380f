"""What the systems reached, as one table: for the terminal and Markdown, as a page, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from html import escape
from importlib import resources
from typing import Any

from evals.benchmarks import tasks
from evals.benchmarks.running import Result
from evals.benchmarks.sets import SETS, TRAINED_ON
from evals.intervals import Estimate
from evals.systems import NAMES

HEADS = ("set", "measure", "n", *NAMES, "published", "target")
_SETS = {one.name: one for one in SETS}


@dataclass(frozen=True, slots=True)
class Line:
    """One measure on one set."""

    name: str
    measure: str
    values: dict[str, Estimate]
    """By system; those that have no part in it are left out."""
    published: str
    target: float | None


def lines_of(results: Sequence[Result]) -> list[Line]:
    """Return the lines of the table, set by set, measures in the order in which they are computed."""
    lines = []
    for result in results:
        measures = dict.fromkeys(measure for column in result.columns for measure in column.figures)
        for measure in measures:
            values = {one.system: one.figures[measure] for one in result.columns if measure in one.figures}
            known = _SETS[result.name]
            published = known.references.get(measure, "")
            lines.append(Line(result.name, measure, values, published, known.targets.get(measure)))
    return lines


def as_text(results: Sequence[Result]) -> str:
    """Return the table as Markdown, its columns aligned for a terminal."""
    rows = [HEADS, *(_cells(line) for line in lines_of(results))]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEADS))]
    padded = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    rule = "-|-".join("-" * width for width in widths)
    table = [f"| {padded[0]} |", f"|-{rule}-|", *(f"| {row} |" for row in padded[1:])]
    return "\n".join([*table, *(f"\n{note}" for note in notes(results))])


def _cells(line: Line) -> tuple[str, ...]:
    n = max(estimate.n for estimate in line.values.values())
    values = (_number(line.values[name].value) if name in line.values else "–" for name in NAMES)
    target = _number(line.target) if line.target is not None else ""
    return (line.name, line.measure, str(n), *values, line.published, target)


def _number(value: float) -> str:
    return f"{value:.3f}"


def notes(results: Sequence[Result]) -> list[str]:
    """Return what has to be known to read the figures of these sets."""
    return [f"Trained on: {name}: {TRAINED_ON[name]}." for name in (one.name for one in results) if name in TRAINED_ON]


def as_html(results: Sequence[Result]) -> str:
    """Return the table as a page that needs nothing else, each figure with its 95 % interval."""
    return "\n".join(_page(results))


def _page(results: Sequence[Result]) -> Iterator[str]:
    style = (resources.files("evals") / "assets" / "report.css").read_text(encoding="utf-8")
    yield '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>tradeqa: benchmarks</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{style}</style></head><body><h1>Public benchmarks</h1>"
    yield '<p class="soft">Below each figure its 95 % interval.</p>'
    heads = "".join(f"<th>{escape(head)}</th>" for head in HEADS)
    yield f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>'
    for line in lines_of(results):
        name, measure, n, *_, published, target = _cells(line)
        values = "".join(f'<td class="number">{_interval(line.values.get(system))}</td>' for system in NAMES)
        told = f"<td>{escape(name)}</td><td>{escape(measure)}</td><td>{n}</td>"
        yield f"<tr>{told}{values}<td>{escape(published)}</td><td>{target}</td></tr>"
    yield "</tbody></table></div>"
    yield from (f"<p>{escape(note)}</p>" for note in notes(results))
    yield f'<h2>What the figures mean</h2><p class="definition">{escape(tasks.__doc__ or "")}</p></body></html>'


def _interval(estimate: Estimate | None) -> str:
    if estimate is None:
        return "–"
    return f'{_number(estimate.value)}<br><span class="soft">{_number(estimate.low)} to {_number(estimate.high)}</span>'


def as_json(results: Sequence[Result], meta: dict[str, Any]) -> dict[str, Any]:
    """Return the results for other programs."""
    sets = [
        {
            "name": result.name,
            "documents": result.documents,
            "questions": result.questions,
            "trained_on": TRAINED_ON.get(result.name),
            "seconds": {column.system: column.seconds for column in result.columns},
            "figures": [
                {
                    "measure": line.measure,
                    "systems": {name: asdict(estimate) for name, estimate in line.values.items()},
                    "published": line.published or None,
                    "target": line.target,
                }
                for line in lines_of([result])
            ],
        }
        for result in results
    ]
    return {"meta": meta, "sets": sets}
