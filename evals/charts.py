"""The charts of a report, as SVG that stands inside a page and takes its colours from it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from evals.measures.risk_coverage import risk_coverage
from evals.records import CaseResult

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# matplotlib cannot write `currentColor`: this colour stands for it until the SVG is made
_INK = "#010203"
_COLOURS = ("#0072b2", "#d55e00", "#999999")
_OUTCOMES = ("right", "wrong", "declined")
_FINDS = ("gold", "other", "no gold to find")
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "tradeqa",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    **dict.fromkeys(("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), _INK),
}


def charts(results: Sequence[CaseResult]) -> Iterator[tuple[str, str]]:
    """Yield title and SVG of each chart that the results give."""
    drawn: tuple[tuple[str, Callable[[Axes, Sequence[CaseResult]], None]], ...] = (
        ("Risk and coverage", _risk_coverage),
        ("Time to an answer", _latency),
        ("Confidence of the answers", _confidence),
        ("Score of the best hit", _scores),
    )
    for title, draw in drawn:
        with _axes() as (axes, svg):
            draw(axes, results)
        yield title, _embedded(svg.getvalue(), title)


@contextmanager
def _axes() -> Iterator[tuple[Any, io.StringIO]]:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    svg = io.StringIO()
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(4.4, 2.7), layout="constrained")
        yield figure.add_subplot(), svg
        figure.savefig(svg, format="svg", transparent=True, metadata={"Date": None, "Creator": None})


def _embedded(svg: str, title: str) -> str:
    body = svg[svg.index("<svg") :].replace(_INK, "currentColor")
    # ids would clash between the charts of one page
    prefix = re.sub(r"\W", "", title)
    body = re.sub(r'(id="|xlink:href="#|url\(#)', rf"\g<1>{prefix}-", body)
    body = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", body, count=1)
    body = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", body, count=1)
    return body.replace("<svg", f'<svg role="img" aria-label="{title}"', 1)


def _outcome(result: CaseResult) -> str:
    truth = result.measures.get("truthfulness")
    declined = result.ask.get("status") == "not_found"
    return "right" if truth == 1 else "declined" if declined else "wrong"


def _risk_coverage(axes: Axes, results: Sequence[CaseResult]) -> None:
    coverage, risk = risk_coverage(results)
    axes.step(coverage, risk, where="post", color=_COLOURS[0])
    axes.set(xlabel="share of the questions answered, surest first", ylabel="share wrong", ylim=(0, 1), xlim=(0, 1))


def _latency(axes: Axes, results: Sequence[CaseResult]) -> None:
    spent = np.sort([result.milliseconds for result in results])
    axes.step(spent, np.arange(1, len(spent) + 1) / len(spent), where="post", color=_COLOURS[0])
    axes.set(xlabel="milliseconds", ylabel="share answered by then", ylim=(0, 1), xlim=(0, None))


def _confidence(axes: Axes, results: Sequence[CaseResult]) -> None:
    _stacked(axes, [(result.confidence, _outcome(result)) for result in results], _OUTCOMES)
    axes.set(xlabel="confidence", ylabel="cases")


def _scores(axes: Axes, results: Sequence[CaseResult]) -> None:
    named: dict[float | None, str] = {1: "gold", 0: "other", None: "no gold to find"}
    _stacked(axes, [(one.hits[0]["score"], named[one.measures.get("hits@1")]) for one in results if one.hits], _FINDS)
    axes.set(xlabel="score", ylabel="cases")


def _stacked(axes: Axes, figures: Sequence[tuple[float, str]], names: Sequence[str]) -> None:
    groups = [[value for value, group in figures if group == name] for name in names]
    if figures:
        axes.hist(groups, bins=20, stacked=True, color=_COLOURS, label=names)
        axes.legend(frameon=False)
