"""What somebody at a browser waits for: the page to be there, and the first quoted words of an answer."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from evals.speed.load import PATIENCE, ask, served

if TYPE_CHECKING:
    from playwright.sync_api import Page

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
"""The system's own, by their names; without one Playwright's is taken."""


def time_browser(library: Path, questions: Sequence[str]) -> dict[str, Any]:
    """Return how long the page took to open and the first words of an answer to appear, a new page each question."""
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    opening, answering = [], []
    with served(library) as (_, port), sync_playwright() as playwright:
        ask(port, questions[0])  # the models load
        # Chromium's sandbox does not start for root, in a container
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for question in questions:
            page = browser.new_page()
            page.set_default_timeout(1000 * PATIENCE)
            opening.append(_opened(page, port))
            answering.append(_answered(page, question))
            page.close()
        browser.close()
    return {"questions": len(questions), "open": _milliseconds(opening), "first_words": _milliseconds(answering)}


def _opened(page: Page, port: int) -> float:
    """Return the seconds until one can type a question."""
    begun = time.perf_counter()
    page.goto(f"http://127.0.0.1:{port}", wait_until="commit")
    _until_there(page, ".first")
    page.locator("#question textarea").click()
    return time.perf_counter() - begun


def _answered(page: Page, question: str) -> float:
    """Return the seconds from Enter until the first words of the answer stand there."""
    page.fill("#question textarea", question)
    begun = time.perf_counter()
    page.press("#question textarea", "Enter")
    _until_there(page, "article.turn .answer")
    return time.perf_counter() - begun


def _until_there(page: Page, selector: str) -> None:
    # looked for at every frame: Playwright's own waiting looks again after up to half a second
    page.wait_for_function("selector => document.querySelector(selector)", arg=selector, polling="raf")


def _milliseconds(seconds: Sequence[float]) -> dict[str, int]:
    return {f"p{share}_ms": round(1000 * float(np.percentile(seconds, share))) for share in (50, 95)}
