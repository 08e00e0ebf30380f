"""Documents in a real browser: pasted, looked at first, removed, put back; a quote on the page of its PDF."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from files_for_readers import pdf_of
from index.library import Library
from ui_server import SIZES, Visit, chat, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.timeout(900)

TIN = "The Ruritanian tin levy is 9.5 percent of value from 3 May 2026."
PAGES = [
    ["Ruritanian zinc notice", "This notice has two pages, and the first of them sets no rate at all."],
    ["Rates", "The Ruritanian zinc levy is 7.25 percent of value from 5 May 2026."],
]


def test_a_pasted_text_is_looked_at_added_removed_and_put_back(visit: Visit, size: str) -> None:
    page = visit.page
    visit.documents()
    page.locator("#paste button").first.click()
    page.get_by_label("Title of a pasted text").fill("Ruritanian tin notice")
    page.get_by_label("Text", exact=True).fill(TIN)
    page.locator("#look").click()
    assert "would be added" in page.locator(".preview li").inner_text()
    assert "Ruritanian tin notice" not in page.locator("#listed").inner_text()
    visit.keep(f"preview-{size}")
    page.locator("#add").click()
    page.locator("#report", has_text="Done:").wait_for()
    with page.expect_download() as saved:
        page.locator(".save-report").click()
    (report,) = json.loads(saved.value.path().read_text(encoding="utf-8"))
    assert report["outcome"] == "added"
    assert "Removed" in visit.remove("Ruritanian tin notice")
    visit.keep(f"removed-{size}")
    page.locator(".undo").click()
    page.locator("#listed li", has_text="Ruritanian tin notice").wait_for()
    assert "9.5 percent" in visit.ask("What is the Ruritanian tin levy?").inner_text()
    visit.remove("Ruritanian tin notice")
    assert visit.width() <= SIZES[size][0]


def test_the_list_is_sorted_and_narrowed(desktop: Visit) -> None:
    page = desktop.page
    desktop.documents()
    titles = page.locator("#listed .title")
    page.get_by_role("combobox", name="Order").click()
    page.get_by_role("option", name="Title", exact=True).click()
    page.wait_for_function(
        "() => { const all = [...document.querySelectorAll('#listed .title')].map((one) => one.textContent);"
        " return all.length > 5 && all.every((one, at) => !at || all[at - 1].toLowerCase() <= one.toLowerCase()); }"
    )
    everything = titles.count()
    page.get_by_role("combobox", name="Year").click()
    page.get_by_role("option", name="2025").click()
    page.wait_for_function(f"document.querySelectorAll('#listed .title').length < {everything}")
    assert all("2025" in where for where in page.locator("#listed .where").all_inner_texts())
    page.locator("#charts button").first.click()
    assert page.locator(".plots svg[role=img]").get_attribute("aria-label")
    desktop.keep("charts-desktop")


def test_a_quote_of_a_pdf_is_marked_on_the_picture_of_its_page(visit: Visit, size: str, tmp_path: Path) -> None:
    page = visit.page
    file = tmp_path / "zinc.pdf"
    file.write_bytes(pdf_of(PAGES))
    visit.add(file)
    visit.ask("What is the Ruritanian zinc levy?")
    page.locator("button.quote").first.click()
    picture_of_it = page.locator(".page-picture", has_text="Page 2")
    picture_of_it.locator(".rectangle").first.wait_for()
    # both at one moment: the page may be scrolling
    picture, mark = picture_of_it.evaluate(
        "(whole) => ['img', '.rectangle'].map((one) => whole.querySelector(one).getBoundingClientRect().toJSON())"
    )
    assert picture["left"] <= mark["left"] < mark["right"] <= picture["right"]
    assert picture["top"] <= mark["top"] < mark["bottom"] <= picture["bottom"]
    visit.keep(f"pdf-{size}")
    picture_of_it.locator(".enlarge").click()
    visit.keep(f"pdf-large-{size}")
    page.keyboard.press("Escape")
    assert page.locator(".page-picture.large").count() == 0
    visit.remove("zinc")
    assert visit.width() <= SIZES[size][0]


def test_a_library_that_is_served_to_be_read_offers_no_change(
    browser: Browser, library: Library, tmp_path: Path
) -> None:
    library.close()
    with chat("--library", str(library.folder), "--read-only", home=tmp_path) as address:
        for visit in visiting(browser, address, "desktop"):
            visit.documents()
            assert visit.page.locator("#add, #files, .remove, #anew").count() == 0
            assert "served to be read" in visit.page.inner_text("#library-page")
