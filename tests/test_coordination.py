"""Questions of several things are taken apart, questions of one thing are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.coordination import sides_of


@pytest.mark.parametrize(
    ("asked", "sides"),
    [
        (
            "Is the duty on Cambodia or Vietnam higher?",
            {"Cambodia": "Is the duty on Cambodia or higher?", "Vietnam": "Is the duty on or Vietnam higher?"},
        ),
        (
            "Who may file the entry for a courier parcel and by what hour must the entry papers reach customs?",
            {
                one: one
                for one in (
                    "Who may file the entry for a courier parcel",
                    "by what hour must the entry papers reach customs",
                )
            },
        ),
        (
            "Which limit was chosen for staple fibre in 2024 and for quartz slabs in 2026?",
            {
                "staple fibre in 2024": "Which limit was chosen for staple fibre in 2024",
                "quartz slabs in 2026": "Which limit was chosen for quartz slabs in 2026",
            },
        ),
        (
            "Utilisation: steel mills vs aluminium smelters?",
            {"steel mills": "Utilisation: steel mills", "aluminium smelters": "Utilisation: aluminium smelters"},
        ),
    ],
)
def test_sides_are_worded_to_be_asked_alone(asked: str, sides: dict[str, str]) -> None:
    assert {name: side.strip(" ?") for name, side in sides_of(asked).items()} == {
        name: side.strip(" ?") for name, side in sides.items()
    }


@pytest.mark.parametrize(
    "asked",
    [
        "What does Japan pay?",
        "Under the June order, how many tonnes may enter free of duty?",
        "How long does the exclusion last? I have seen two dates in the papers of November.",
        "When did the office find that it could act against Chinese shipbuilding?",
        "How high is the duty on cars, and on what is it based?",
        "When does the law abolish the exemption worldwide? (fact sheet of July 2025)",
    ],
)
def test_a_question_of_one_thing_stays_whole(asked: str) -> None:
    assert sides_of(asked) == {}


WORDS = [
    "and",
    "for",
    "vs",
    "what",
    "how many",
    "Japan",
    "China",
    "or",
    "each",
    "duty",
    "cars",
    ",",
    "?",
    ":",
    ".",
    "\n",
]


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=12).map(" ".join))
def test_whatever_is_asked_has_no_side_or_several_that_say_something(asked: str) -> None:
    sides = sides_of(asked)
    assert len(sides) != 1
    assert all(name.strip() and side.strip() for name, side in sides.items())
