"""Event dates: each date of a sentence with what happens then, and the words that say so."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.events import event_dates


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("The suspension continues until 12:01 a.m. eastern standard time on November 10, 2026.", ["suspended"]),
        ("This duty remains through November 10, 2026.", ["ends"]),
        ("The agreement expires on 10 November 2026.", ["ends"]),
        ("Effective November 10, 2026, the rate shall be 25 percent.", ["in force"]),
        ("Goods entered for consumption on or after 12:01 a.m. on November 10, 2026, pay more.", ["in force"]),
        ("It enters into force on 10 November 2026.", ["in force"]),
        ("Executive Order 14257 of November 10, 2026 (Title), is amended.", ["signed"]),
        ("On November 10, 2026, the President signed an order.", ["signed"]),
        ("On 10 November 2026, the ministers announced a framework.", ["announced"]),
        ("The notice was published on 2026-11-10.", ["announced"]),
        ("The weather of November 10, 2026, was fine.", []),
        ("There is no date at all, effective or not.", []),
    ],
)
def test_a_date_is_told_by_its_cue(text: str, events: list[str]) -> None:
    found = event_dates(text)
    assert [event.event for event in found] == events
    assert all(event.on == date(2026, 11, 10) for event in found)


def test_each_date_has_the_cue_of_its_own() -> None:
    text = "It was signed on March 3, 2025, takes effect on April 5, 2025 and expires on May 6, 2026."
    found = event_dates(text, start=100)
    assert [(event.event, event.on) for event in found] == [
        ("signed", date(2025, 3, 3)),
        ("in force", date(2025, 4, 5)),
        ("ends", date(2026, 5, 6)),
    ]
    assert text[found[1].start - 100 : found[1].end - 100] == "takes effect on April 5, 2025"


@given(st.text(), st.integers(0, 1000))
def test_the_words_lie_in_the_sentence(text: str, start: int) -> None:
    for event in event_dates(text + " effective May 5, 2025", start):
        assert start <= event.start < event.end <= start + len(text) + len(" effective May 5, 2025")
