"""In a real browser: a run, a failed case asked with its gold, an answer found wrong, news since the last visit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.answering import Assistant
from evals.cases import read_cases
from evals.history import file_name
from evals.records import Run
from evals.runs import run
from index import intake
from index.embedding import Embedder
from index.library import Library
from ui_server import SIZES, Visit, chat, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.timeout(900)

NOTICE = "The Ruritanian {metal} levy is {rate} percent of value from 5 May 2026.\n"
SOUND = {
    "id": "r1", "type": "amount", "question": "How high is the Ruritanian zinc levy?", "answerable": True,
    "status": "answered", "must_contain": [["7.25 percent"]],
    "gold": [{"document_id": "notice-zinc", "quote": NOTICE.format(metal="zinc", rate="7.25").strip()}],
}  # fmt: skip
FAILING = SOUND | {
    "id": "r2", "type": "follow_up", "turns": [SOUND["question"]], "question": "And the tin levy?",
    "must_contain": [["9.5 percent <b>net</b>", "ten percent"]],
    "gold": [{"document_id": "notice-tin", "quote": NOTICE.format(metal="tin", rate="9.5").strip()}],
}  # fmt: skip


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """The folder of a library of two notices, over which the same cases were run twice."""
    folder = tmp_path_factory.mktemp("mine")
    notices = folder / "notices.jsonl"
    rows = [
        {"id": f"notice-{metal}", "title": f"Ruritanian {metal} notice", "date": "2026-05-01", "text": text}
        for metal, rate in (("zinc", "7.25"), ("tin", "9.5"))
        for text in (NOTICE.format(metal=metal, rate=rate),)
    ]
    notices.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    cases = folder / "ruritania.jsonl"
    cases.write_text("".join(json.dumps(case) + "\n" for case in (SOUND, FAILING)), encoding="utf-8")
    library = Library.open(folder / "library")
    assert intake.add(library, embedder, [str(notices)]).count("failed") == 0
    made = run([cases], Assistant(library, embedder))
    for day in ("2026-11-01", "2026-11-02"):
        kept = Run({**made.meta, "started": f"{day}T10:00:00+00:00"}, made.aggregates, made.slices, made.cases)
        kept.save(library.folder / "runs" / file_name(kept))
    library.close()
    return library.folder


@pytest.fixture(scope="module")
def server(mine: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The chat over that library."""
    with chat("--library", str(mine), home=tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture
def here(browser: Browser, server: str, size: str) -> Iterator[Visit]:
    """A fresh visit to it on each size of screen."""
    yield from visiting(browser, server, size)


def test_a_failed_case_is_asked_with_its_turns_and_its_gold_beside_it(here: Visit, size: str) -> None:
    page = here.page
    page.get_by_role("tab", name="Evals").click()
    page.locator(".runs li").nth(1).wait_for()
    words = page.inner_text("#runs")
    assert "2 cases" in words
    assert "1 failed case of 2" in words
    assert "None of these figures changed in any case." in words
    assert here.width() <= SIZES[size][0]
    here.keep(f"evals-{size}")
    page.locator(".run").nth(1).click()
    page.get_by_text("No earlier run here was asked the same cases.").wait_for()
    page.locator(".replay").click()
    page.locator("article.turn .status").nth(1).wait_for()
    assert page.get_by_role("tab", name="Ask").get_attribute("aria-selected") == "true"
    assert page.locator(".question").all_inner_texts() == [SOUND["question"], FAILING["question"]]
    gold = page.locator("#gold .gold")
    assert "The Ruritanian tin levy is 9.5 percent" in gold.inner_text()
    assert "9.5 percent <b>net</b> or ten percent" in gold.inner_text()
    assert gold.locator("b").count() == 0
    assert here.width() <= SIZES[size][0]
    here.keep(f"evals-case-{size}")
    page.locator("button.quote").last.click()
    page.locator("#evidence mark").first.wait_for()
    here.keep(f"evals-quote-{size}")
    page.get_by_role("button", name="New conversation").click()
    gold.wait_for(state="detached")
    page.get_by_role("tab", name="Conversations").click()
    page.get_by_text("Nothing is kept yet").wait_for()


def test_an_answer_that_is_not_right_becomes_a_draft_that_is_edited_and_accepted(
    here: Visit, size: str, mine: Path
) -> None:
    page = here.page
    here.ask(f"What is the Ruritanian tin levy on a {size}?")
    page.locator(".wrong").click()
    page.keyboard.press("Escape")
    assert page.locator(".complaint").count() == 0
    page.locator(".wrong").click()
    page.get_by_label("What was wrong?").fill("<i>No</i> rate")
    page.get_by_label("The right words").fill("12 percent")
    here.keep(f"complaint-{size}")
    page.get_by_role("button", name="Keep as a draft case").click()
    page.locator("article.turn .notice", has_text="kept as a draft case").wait_for()
    here.keep(f"complaint-kept-{size}")
    page.get_by_role("tab", name="Evals").click()
    row = page.locator("#drafts li", has_text=size)
    assert "<i>No</i> rate" in row.inner_text()
    row.get_by_role("button", name="Accept").click()
    page.get_by_text("Not accepted yet").wait_for()
    row.get_by_role("button", name="Edit").click()
    page.get_by_label("What a right answer says").fill("9.5 percent")
    page.get_by_label("Further gold").fill(NOTICE.format(metal="tin", rate="9.5").strip())
    here.keep(f"drafts-{size}")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved; it is a draft still.").wait_for()
    row.get_by_role("button", name="Accept").click()
    page.get_by_text("Accepted as a case.").wait_for()
    assert size in read_cases([mine / "drafts" / "cases.jsonl"])[-1].question
    assert here.width() <= SIZES[size][0]


def test_what_changed_since_the_last_visit_is_told_until_it_is_dismissed(
    browser: Browser, server: str, size: str, mine: Path
) -> None:
    library = Library.open(mine)
    file = mine / "visits" / "visit.json"
    begun = datetime.now(UTC).isoformat()
    for one in visiting(browser, server, size):
        one.page.locator("#holdings").wait_for()
        # the visit is noted behind the page, and would be written over what is written here
        while not file.exists() or json.loads(file.read_text(encoding="utf-8"))["last"] < begun:
            one.page.wait_for_timeout(100)
        assert one.page.locator(".news").count() == 0
    visit = json.loads(file.read_text(encoding="utf-8"))
    visit["last"] = (datetime.now(UTC) - timedelta(days=3)).isoformat()
    visit["known"] = {"gone": ["A removed notice", "", None], "notice-tin": ["Ruritanian tin notice", "", "2026-05-01"]}
    visit["generation"] = library.generation - 1
    library.close()
    file.write_text(json.dumps(visit), encoding="utf-8")
    for one in visiting(browser, server, size):
        page = one.page
        page.locator(".news summary").click()
        assert "3 documents changed (1 added, 1 replaced, 1 removed)" in page.inner_text(".news")
        assert "A removed notice" in page.inner_text(".news")
        one.keep(f"news-{size}")
        assert one.width() <= SIZES[size][0]
        page.locator(".dismiss").click()
        page.locator(".news").wait_for(state="detached")
        page.reload()
        page.locator(".first").wait_for()
        page.wait_for_timeout(1000)
        assert page.locator(".news").count() == 0


def test_without_a_run_the_page_says_how_to_make_one(browser: Browser, tmp_path: Path) -> None:
    with chat("--library", str(tmp_path / "none"), home=tmp_path) as address:
        for one in visiting(browser, address, "desktop"):
            one.page.get_by_role("tab", name="Evals").click()
            one.page.get_by_text("No run is kept yet.").wait_for()
            one.keep("evals-none-desktop")
