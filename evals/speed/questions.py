"""Milliseconds per question: on the clock, and of the processor."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

import numpy as np


def time_questions(ask: Callable[[str], object], questions: Iterable[str]) -> dict[str, float]:
    """Return milliseconds per question, after one that warms up.

    On a machine that does other work, too, the clock says more about that work. `cpu` counts this process alone, all
    its threads together, so it is more than the clock shows where two of them work side by side.
    """
    asked = list(questions)
    ask(asked[0])
    clock, processor = [], []
    for question in asked:
        started, used = time.perf_counter(), time.process_time()
        ask(question)
        processor.append(1000 * (time.process_time() - used))
        clock.append(1000 * (time.perf_counter() - started))
    figures = {
        f"p{share}{kind}_ms": round(float(np.percentile(spent, share)), 1)
        for kind, spent in (("", clock), ("_cpu", processor))
        for share in (50, 95)
    }
    return {"questions": len(asked), **figures}
