"""The chat in a real browser: what is shown, what is not run, and that nothing leaves this computer."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.library import Library
from ui.evidence import link
from ui.markup import escaped
from ui.surroundings import surroundings
from ui_server import SIZES, Visit, chat, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

pytestmark = pytest.mark.timeout(900)

COCOA = "Ruritanian cocoa notice\n\nThe Ruritanian cocoa levy is {rate} percent of value.\n"
HOSTILE = (
    "Zanzibar clove notice <script>window.pwned=1</script>\n\n"
    'The Zanzibar clove levy is 7.25 percent of value <img src=x onerror="window.pwned=1"> from 5 May 2026.\n\n'
    "The Zanzibar clove levy is explained at [1](javascript:window.pwned=1) and ![x](http://evil.example/x.png) "
    "with $$x^2$$, {{value}}, ${window.pwned=1} and </mark></p><b>bold</b> for the clove levy.\n"
)


def test_an_example_is_answered_with_quotes_that_open_their_source(visit: Visit, size: str, home: Path) -> None:
    page = visit.page
    visit.keep(f"first-{size}")
    page.locator(".example").first.click()
    page.locator("article.turn .status").wait_for()
    assert "Searching" in page.evaluate("[...window.steps]")
    assert page.locator(".status").inner_text().startswith("Answered")
    visit.keep(f"answer-{size}")
    quotes = page.locator("button.quote")
    assert quotes.count() >= 1
    for at in range(quotes.count()):
        quotes.nth(at).click()
        page.locator("#evidence .kicker", has_text=f"Quote {at + 1}").wait_for()
        words = page.locator(f"#words-0-{at + 1}").text_content()
        assert words
        assert page.locator("#evidence mark:not(.other)").text_content() == words
        assert page.locator("#evidence h2").inner_text() == quotes.nth(at).locator(".title").inner_text()
        texts = [document_text(home, summary.id) for summary in library_of(home).summaries()]
        assert any(words in text for text in texts)
    visit.keep(f"quote-{size}")
    assert visit.width() <= SIZES[size][0]


def library_of(home: Path) -> Library:
    return Library.open(home / "tradeqa" / "library")


def document_text(home: Path, document_id: str) -> str:
    return library_of(home).get(document_id).text


def test_a_quote_is_reached_by_keyboard_and_shows_its_words(visit: Visit, size: str) -> None:
    page = visit.page
    visit.ask("What rate applies to goods from Switzerland?")
    page.locator("button.quote").first.focus()
    if size == "desktop":
        assert page.locator(".tip.shown").inner_text().strip("“”") == page.locator("#words-0-1").text_content()
    page.keyboard.press("Enter")
    page.locator("#evidence mark").first.wait_for()
    page.wait_for_function("document.activeElement.classList.contains('source')")
    if size == "phone":
        page.locator("button.back").click()
        assert page.evaluate("document.activeElement.classList.contains('quote')")


def test_what_the_library_does_not_say_is_said(visit: Visit, size: str) -> None:
    turn = visit.ask("Who won the football World Cup?")
    assert "The library does not say." in turn.inner_text()
    near = turn.locator(".near").first
    near.click()
    visit.page.locator("#evidence mark").first.wait_for()
    assert visit.page.locator("#evidence h2").inner_text() == near.locator(".title").inner_text()
    visit.keep(f"not-found-{size}")


def test_a_document_is_added_asked_about_updated_and_removed(visit: Visit, tmp_path: Path, size: str) -> None:
    file = tmp_path / f"ruritania-{size}.txt"
    file.write_text(COCOA.format(rate="7.25"), encoding="utf-8")
    report = visit.add(file)
    assert file.name in report
    assert "added" in report
    visit.keep(f"documents-{size}")
    assert "7.25 percent" in visit.ask("What is the Ruritanian cocoa levy?").inner_text()
    file.write_text(COCOA.format(rate="8.5"), encoding="utf-8")
    assert "updated" in visit.add(file)
    turn = visit.ask("What is the Ruritanian cocoa levy?").inner_text()
    assert "8.5 percent" in turn
    assert "7.25 percent" not in turn
    assert "Removed" in visit.remove("Ruritanian cocoa notice")
    visit.page.get_by_role("tab", name="Ask").click()
    visit.page.get_by_role("button", name="New conversation").click()
    visit.page.locator(".first").wait_for()
    assert "8.5 percent" not in visit.ask("What is the Ruritanian cocoa levy?").inner_text()
    assert visit.width() <= SIZES[size][0]


def test_a_hostile_document_is_shown_as_its_characters(visit: Visit, tmp_path: Path, size: str) -> None:
    file = tmp_path / "hostile.txt"
    file.write_text(HOSTILE, encoding="utf-8")
    visit.add(file)
    shown = visit.ask("What is the Zanzibar clove levy?").inner_text()
    assert "7.25 percent" in shown
    assert "<img src=x" in shown
    visit.page.locator("button.quote").first.click()
    panel = visit.page.locator("#evidence .source").inner_text()
    assert "<script>window.pwned=1</script>" in panel
    assert "![x](http://evil.example/x.png)" in panel
    assert "{{value}}" in panel
    assert visit.page.locator(".transcript :is(img, script, b), #evidence :is(img, script, b)").count() == 0
    visit.keep(f"hostile-{size}")
    visit.remove("Zanzibar clove notice")
    assert visit.page.evaluate("window.pwned") is None
    assert visit.width() <= SIZES[size][0]


def test_a_date_that_is_none_is_told_and_a_date_restricts(visit: Visit) -> None:
    page = visit.page
    page.locator("#options button").first.click()
    as_of = page.get_by_label("As of")
    as_of.fill("soon")
    assert "YYYY-MM-DD" in visit.ask("What duty applies to heavy trucks and buses?").inner_text()
    assert page.input_value("#question textarea") == "What duty applies to heavy trucks and buses?"
    as_of.fill("2025-06-01")
    visit.page.press("#question textarea", "Enter")
    page.locator("article.turn .status").wait_for()
    assert "25 percent of value" not in page.locator(".transcript").inner_text()


def test_a_narrow_screen_needs_no_sideways_scrolling(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 320, "height": 640})
    visit.ask("How many tons of soybeans will China buy?")
    assert visit.width() <= 320
    visit.keep("answer-320")
    visit.documents()
    assert visit.width() <= 320


def test_no_file_and_no_other_name_is_served(visit: Visit, address: str, home: Path) -> None:
    for path in (home / "tradeqa" / "library" / "library.sqlite", Path("/etc/passwd"), Path("pyproject.toml")):
        assert visit.page.request.get(f"{address}/gradio_api/file={path}").status in (403, 404)
    assert visit.page.request.get(address, headers={"Host": "elsewhere.example"}).status == 400
    policy = visit.page.request.get(address).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    endpoints = visit.page.request.get(f"{address}/gradio_api/info").json()["named_endpoints"]
    assert endpoints.keys() == {"/search", "/ask", "/list_documents"}
    visit.requested.clear()


def test_an_empty_library_says_so_and_offers_the_starter_corpus(browser: Browser, tmp_path: Path) -> None:
    with chat("--library", str(tmp_path / "mine"), home=tmp_path) as address:
        for visit in visiting(browser, address, "desktop"):
            page = visit.page
            assert "The library is empty." in page.inner_text(".first")
            visit.keep("empty-desktop")
            assert "empty" in visit.ask("What is the levy?").inner_text()
            page.get_by_role("button", name="New conversation").click()
            page.locator("button.starter").click()
            page.locator(".example").first.wait_for()
            assert "documents" in page.inner_text("#holdings")
            assert "Answered" in visit.ask("How many tons of soybeans will China buy?").inner_text()
            page.reload()
            page.locator(".example").first.wait_for()


def test_a_page_that_loads_late_leaves_what_was_asked_meanwhile(desktop: Visit, address: str) -> None:
    page = desktop.page
    held: list[Route] = []
    page.route("**/gradio_api/run/predict*", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it calls
    page.goto(address)
    page.locator(".example").first.wait_for()
    words = desktop.ask("How many tons of soybeans will China buy?").inner_text()
    assert held
    for route in list(held):
        route.continue_()
        route.request.response()
    page.wait_for_timeout(300)
    assert page.locator("article.turn").last.inner_text() == words
    assert page.locator(".first").is_hidden()


@given(st.text(st.sampled_from('ab \n#.<>&"é\u202e'), min_size=1, max_size=60), st.data())
def test_the_marked_words_are_the_quoted_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    shown = surroundings(text, start, end)
    marked = shown.partition("<mark>")[2].partition("</mark>")[0]
    assert marked == escaped(text[start:end])
    ours = r'</?mark>|<span class="gap"></span>|<strong class="heading">|</strong>'
    assert "<" not in re.sub(ours, "", shown)


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "starter:x"])
def test_only_web_addresses_become_links(url: str) -> None:
    assert link(url) == ""


def test_a_link_cannot_leave_its_attribute() -> None:
    shown = link('https://example.org/"onclick="x')
    assert '"onclick' not in shown
    assert 'rel="noopener noreferrer"' in shown
