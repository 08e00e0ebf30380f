"""What axe-core finds wrong with the chat for who cannot see, hear or point: nothing, on any page, in any state."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import resources
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from eval_fakes import FALL, TEXT, Scripted, answer, put, quoted
from evals.history import file_name
from evals.records import Run
from evals.report import write_report
from evals.runs import run
from files_for_readers import pdf_of
from index.library import Library
from ui.accounts import set_password
from ui_server import PATIENCE, SIZES, Visit, chat

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.timeout(900)

AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOK = """async (tags) => (await axe.run({runOnly: tags})).violations.flatMap((rule) => rule.nodes.map(
    (node) => [rule.impact, rule.id, node.target.join(" "), node.html.slice(0, 200)].join(" | ")))"""
# what is fading in has not its own colours yet; what never ends, a pulse, is not waited for
STILL = """() => document.getAnimations().every(
    (one) => one.playState !== "running" || one.effect.getComputedTiming().endTime === Infinity)"""
PASSWORD = "correct horse battery"  # noqa: S105 - of nobody

LEVY = "The Ruritanian {metal} levy is {rate} percent of value from 5 May 2026."
DUTIES = [
    ("2025-04-02", "The reciprocal duty on goods of Ruritania is 34 percent from 5 April 2025."),
    (
        "2026-02-20",
        "The reciprocal duty on goods of Ruritania is reduced from 34 percent to 10 percent from 20 February.",
    ),
]


class Audit:
    """What axe-core finds on a page, by day and by night, on each size of screen."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.found: list[str] = []

    def look(self, state: str) -> None:
        """Note what is wrong with the page as it stands."""
        page = self._page
        before = page.viewport_size
        # it stays at the bottom over whatever the page is scrolled to, which axe-core takes for covered for good
        page.add_style_tag(content="#composer { position: static !important; }")
        for scheme, (size, (width, height)) in product(("light", "dark"), SIZES.items()):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(50)
            page.wait_for_function(STILL)
            if page.evaluate("typeof axe") == "undefined":
                page.evaluate(AXE)
            self.found += [f"{state}, {size}, {scheme}: {one}" for one in page.evaluate(LOOK, TAGS)]
        if before:
            page.set_viewport_size(before)


def test_axe_core_finds_what_is_wrong(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content('<html lang="en"><title>x</title><main><h1>x</h1><img src="data:," style="width:9px"></main>')
    audit = Audit(page)
    audit.look("a picture without words")
    page.close()
    assert any("critical | image-alt" in one for one in audit.found)


def test_asking(desktop: Visit) -> None:
    page = desktop.page
    audit = Audit(page)
    page.locator(".example").first.wait_for()
    audit.look("first screen")
    desktop.ask("Who won the football World Cup?")
    page.locator(".near").first.click()
    page.locator("#evidence mark").first.wait_for()
    audit.look("nothing found")
    page.get_by_role("button", name="New conversation").click()
    page.locator(".first").wait_for()
    desktop.ask("What is the reciprocal tariff rate for Japan?")
    page.locator(".follow-up").first.wait_for()
    page.locator("button.quote").last.click()
    page.locator("#evidence mark:not(.other)").wait_for()
    audit.look("answer with its source")
    page.locator("#options button").first.click()
    page.get_by_label("As of", exact=True).fill("2026-12-31")
    page.locator(".chip").first.wait_for()
    page.locator("#writer button.label-wrap").click()
    page.get_by_text("Phrased by another chat model").click()
    page.locator(".wrong").click()
    page.locator(".edit").click()
    page.get_by_label("Kinds").click()
    audit.look("all forms open")
    page.keyboard.press("Escape")
    page.get_by_label("As of", exact=True).fill("soon")
    desktop.ask("What is the duty?")
    audit.look("a problem")
    assert not audit.found, "\n".join(audit.found)


def test_documents(desktop: Visit, tmp_path: Path) -> None:
    page = desktop.page
    audit = Audit(page)
    pages = [["Ruritanian zinc notice", LEVY.format(metal="zinc", rate="7.25")], ["Annex", "No rate is set here."]]
    (tmp_path / "zinc.pdf").write_bytes(pdf_of(pages))
    rows = [
        {"id": f"duty-{day}", "title": f"Ruritanian duty of {day}", "kind": "fact-sheets", "date": day, "text": text}
        for day, text in DUTIES
    ]
    (tmp_path / "duties.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    desktop.documents()
    page.locator("#paste button").first.click()
    page.get_by_label("Title of a pasted text").fill("Ruritanian tin notice")
    page.get_by_label("Text", exact=True).fill(LEVY.format(metal="tin", rate="9.5"))
    page.locator("#look").click()
    page.locator(".preview li").wait_for()
    page.locator("#charts button").first.click()
    page.locator(".plots").wait_for()
    audit.look("documents: looked at first, charts")
    page.get_by_label("Text", exact=True).fill("")
    desktop.add(tmp_path / "zinc.pdf", tmp_path / "duties.jsonl")
    audit.look("documents: added")
    turn = desktop.ask("What is the reciprocal duty on goods of Ruritania now?")
    turn.locator(".statement.superseded").first.wait_for()
    audit.look("superseded")
    desktop.ask("What is the Ruritanian zinc levy?")
    page.locator(".page-picture .rectangle").first.wait_for()
    audit.look("a page of a PDF")
    page.locator(".enlarge").first.click()
    audit.look("a page of a PDF, enlarged")
    page.keyboard.press("Escape")
    desktop.remove("zinc")
    for day, _ in DUTIES:
        desktop.remove(day)
    audit.look("documents: removed")
    assert not audit.found, "\n".join(audit.found)


def test_conversations_and_the_page_to_print(desktop: Visit, browser: Browser) -> None:
    page = desktop.page
    audit = Audit(page)
    desktop.ask("How many tons of soybeans will China buy?")
    page.get_by_role("tab", name="Conversations").click()
    row = page.locator("#conversations li").first
    with page.expect_download() as saved:
        row.get_by_role("button", name="Page to print").click()
    row.locator(".rename").click()
    page.locator("#conversations .remove").last.click()
    audit.look("conversations")
    printed = browser.new_page()
    printed.set_content(saved.value.path().read_text(encoding="utf-8"))
    on_paper = Audit(printed)
    on_paper.look("page to print")
    printed.emulate_media(media="print")
    on_paper.look("page to print, on paper")
    printed.close()
    found = audit.found + on_paper.found
    assert not found, "\n".join(found)


@pytest.fixture
def runs(library: Library, home: Path, tmp_path: Path) -> Iterator[list[Run]]:
    """Two runs of the same case, kept with the default library: right in the first, wrong in the second."""
    put(library)
    cases = tmp_path / "cases.jsonl"
    fields: dict[str, Any] = {"id": "c1", "type": "fact", "question": "How far do tariffs fall?", "answerable": True}
    fields |= {"status": "answered", "must_contain": [["47 percent"]]}
    cases.write_text(json.dumps(fields | {"gold": [{"document_id": "d", "quote": TEXT[slice(*FALL)]}]}), "utf-8")
    folder = home / "tradeqa" / "library" / "runs"
    made = []
    for day, given in (("2026-11-01", quoted(FALL)), ("2026-11-02", answer())):
        done = run([cases], Scripted(library, {fields["question"]: given}.__getitem__))
        made.append(Run({**done.meta, "started": f"{day}T10:00:00+00:00"}, done.aggregates, done.slices, done.cases))
        made[-1].save(folder / file_name(made[-1]))
    yield made
    for one in made:
        (folder / file_name(one)).unlink()


def test_evals_and_the_server(desktop: Visit, browser: Browser, runs: list[Run], tmp_path: Path) -> None:
    page = desktop.page
    audit = Audit(page)
    desktop.ask("What rate applies to goods from Switzerland?")
    page.locator(".wrong").click()
    page.get_by_label("What was wrong?").fill("The rate")
    page.get_by_role("button", name="Keep as a draft case").click()
    page.locator("article.turn .notice", has_text="kept as a draft case").wait_for()
    page.get_by_role("tab", name="Evals").click()
    page.locator(".replay").wait_for()
    page.get_by_role("button", name="Edit").click()
    audit.look("evals")
    page.get_by_role("button", name="Leave it").click()
    page.get_by_role("button", name="Drop").click()
    page.get_by_text("Dropped.", exact=True).wait_for()
    page.locator(".replay").click()
    page.locator("#gold .gold").wait_for()
    page.locator("article.turn .status").wait_for()
    audit.look("a failed case")
    page.get_by_role("tab", name="Server").click()
    page.locator(".facts").wait_for()
    audit.look("server")
    write_report(runs[1], tmp_path / "report.html")
    report = browser.new_page()
    report.set_content((tmp_path / "report.html").read_text(encoding="utf-8"))
    read = Audit(report)
    read.look("report")
    report.close()
    found = audit.found + read.found
    assert not found, "\n".join(found)


def test_a_login_and_an_empty_library(browser: Browser, tmp_path: Path) -> None:
    set_password(tmp_path / "users", "ada", PASSWORD, "admin")
    with chat("--users", str(tmp_path / "users"), "--library", str(tmp_path / "library"), home=tmp_path) as address:
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        audit = Audit(page)
        page.get_by_label("username").fill("ada")
        audit.look("login")
        page.get_by_label("password").fill(PASSWORD)
        page.get_by_role("button", name="Login").click()
        page.get_by_text("The library is empty.").wait_for()
        audit.look("empty library")
        for name in ("Documents", "Conversations", "Evals", "Server"):
            page.get_by_role("tab", name=name).click()
            page.wait_for_timeout(500)
            audit.look(f"{name} of an empty library")
        page.close()
    assert not audit.found, "\n".join(audit.found)
