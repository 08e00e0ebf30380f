"""Dates: what is read as one, and what is not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import labelled_date, lone_date, parse_date, published_warnings

FOURTH = date(2025, 11, 4)


@pytest.mark.parametrize(
    "words",
    [
        "2025-11-04",
        "2025-11-04T09:30:00Z",
        "2025/11/04",
        "20251104",
        "November 4, 2025",
        "Nov. 4, 2025",
        "Tuesday, November 4, 2025",
        "4 November 2025",
        "4th November 2025",
        "4\u00a0November\u00a02025",
        "4th of November, 2025",
        "November\n4, 2025",
    ],
)
def test_a_date_stated_in_full_is_read(words: str) -> None:
    assert parse_date(words) == FOURTH


@pytest.mark.parametrize(
    "words", ["", "2025", "November 2025", "04/11/2025", "2025-13-04", "February 30, 2025", "soon"]
)
def test_a_partial_ambiguous_or_impossible_date_is_none(words: str) -> None:
    assert parse_date(words) is None


@pytest.mark.parametrize(
    "text",
    [
        "A report\nPublished: 4 November 2025\nWords.",
        "A report\nPublished on November 4, 2025.",
        "(Last Updated November 4, 2025)",
        "Version 1.2, dated\u00a04th November 2025 ",
    ],
)
def test_a_labelled_line_gives_the_published_date(text: str) -> None:
    assert labelled_date(text) == FOURTH


@pytest.mark.parametrize("text", ["It was published on 4 November 2025 and then lost.", "Signed 4 November 2025"])
def test_a_date_in_a_sentence_or_of_another_event_is_not_published(text: str) -> None:
    assert labelled_date(text) is None


def test_a_letter_s_date_stands_alone_on_a_line() -> None:
    assert lone_date("N336482\n\nNovember 4, 2025\n\nCLA-2-87") == FOURTH
    assert lone_date("In your letter of November 4, 2025") is None


def test_a_date_before_1800_or_far_ahead_is_doubted() -> None:
    today = date(2025, 11, 4)
    assert published_warnings(date(1066, 1, 1), today) == ("published date 1066-01-01 looks wrong",)
    assert published_warnings(date(2029, 1, 1), today) == ("published date 2029-01-01 looks wrong",)
    assert published_warnings(date(2026, 8, 1), today) == published_warnings(None) == ()


@given(st.dates())
def test_every_iso_date_is_read_back(day: date) -> None:
    assert parse_date(day.isoformat()) == day


@given(st.text())
def test_no_text_makes_a_date_reader_fail(text: str) -> None:
    parse_date(text)
    labelled_date(text)
    lone_date(text)
