"""Turns of the chat in a real browser: stopped, asked anew, edited, followed up, kept to some documents."""

from __future__ import annotations

import pytest

from ui_server import SIZES, Visit

pytestmark = pytest.mark.timeout(900)

SWISS = "What rate applies to goods from Switzerland?"
SOY = "How many tons of soybeans will China buy?"
UNASKED = "Which Swiss medicines and watches does the framework with Switzerland name?"
"""No other test asks this: what was asked before is answered faster than it can be stopped."""
STOP_AT_ONCE = """() => {
    const waiting = new MutationObserver(() => {
        const stop = document.querySelector("#stop");
        if (stop && stop.offsetParent) { waiting.disconnect(); stop.click(); window.stopped = true; }
    });
    waiting.observe(document, {subtree: true, childList: true, attributes: true});
}"""


def test_a_question_that_is_stopped_is_given_back_and_leaves_no_turn(desktop: Visit) -> None:
    page = desktop.page
    # an answer takes less time than to find the button and move there
    page.evaluate(STOP_AT_ONCE)
    page.fill("#question textarea", UNASKED)
    page.press("#question textarea", "Enter")
    page.wait_for_function("window.stopped")
    page.locator("#ask").wait_for()
    assert page.input_value("#question textarea") == UNASKED
    assert page.locator("article.turn").count() == 0
    page.press("#question textarea", "Enter")
    page.locator("article.turn .status").wait_for()
    assert page.input_value("#question textarea") == ""


def test_the_last_question_is_edited_in_its_place(visit: Visit, size: str) -> None:
    page = visit.page
    visit.ask(SOY)
    visit.ask(SWISS)
    assert page.locator(".edit").count() == 1
    page.locator(".edit").click()
    box = page.get_by_label("Edit the question")
    assert box.input_value() == SWISS
    visit.keep(f"editing-{size}")
    page.keyboard.press("Escape")
    assert box.count() == 0
    page.locator(".edit").click()
    box.fill("What rate applies to goods from Japan?")
    page.keyboard.press("Enter")
    page.locator(".question", has_text="Japan").wait_for()
    page.locator("article.turn .status").nth(1).wait_for()
    assert page.locator(".question").all_inner_texts() == [SOY, "What rate applies to goods from Japan?"]


def test_a_question_is_asked_again_as_it_was(desktop: Visit) -> None:
    before = desktop.ask(SOY).inner_text()
    desktop.page.locator(".retry").click()
    desktop.page.locator(".turn.working").wait_for()
    desktop.page.locator("article.turn .status").wait_for()
    assert desktop.page.locator("article.turn").inner_text() == before


def test_a_question_that_was_taken_for_a_follow_up_is_asked_by_itself(visit: Visit, size: str) -> None:
    page = visit.page
    visit.ask(SOY)
    assert page.locator(".alone").count() == 0
    visit.ask("And for Switzerland?")
    assert "soybeans" in page.locator(".understood").inner_text()
    visit.keep(f"follow-up-{size}")
    page.locator(".alone").click()
    page.locator(".question", has_text="New topic: And for Switzerland?").wait_for()
    page.locator("article.turn .status").nth(1).wait_for()
    assert "soybeans" not in page.locator("article.turn").last.inner_text()
    assert page.locator(".alone").count() == 0


def test_follow_ups_are_offered_after_the_answer_and_answered(visit: Visit, size: str) -> None:
    page = visit.page
    visit.ask("What is the reciprocal tariff rate for Japan?")
    offered = page.locator(".follow-up").first
    offered.wait_for()
    visit.keep(f"follow-ups-{size}")
    question = offered.inner_text()
    offered.click()
    page.locator("article.turn .status").nth(1).wait_for()
    assert page.locator(".question").last.inner_text() == question
    assert page.locator(".status").last.inner_text().startswith("Answered")


def test_what_a_question_is_kept_to_shows_as_chips_that_one_click_takes_off(visit: Visit, size: str) -> None:
    page = visit.page
    page.locator("#options button").first.click()
    page.get_by_label("As of", exact=True).fill("2025-12-31")
    page.get_by_label("Parties named in the title").click()
    choice = page.get_by_role("option", name="China")
    assert choice.inner_text().endswith(")")
    choice.click()
    page.keyboard.press("Escape")
    page.locator(".chip").nth(2).wait_for()
    assert [chip.strip(" ×") for chip in page.locator(".chip").all_inner_texts()] == [
        "as of 31 December 2025",
        "title names China",
        "Clear all",
    ]
    titles = visit.ask(SOY).locator(".quote .title").all_inner_texts()
    assert titles
    assert all("China" in title for title in titles)
    visit.keep(f"chips-{size}")
    page.locator(".chip", has_text="China").click()
    page.locator(".chip", has_text="China").wait_for(state="detached")
    assert page.get_by_label("As of", exact=True).input_value() == "2025-12-31"
    page.locator(".chip").click()
    page.locator(".chips").wait_for(state="detached")
    assert page.get_by_label("As of", exact=True).input_value() == ""
    assert visit.width() <= SIZES[size][0]
