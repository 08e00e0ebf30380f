"""Parties are known by all their names, and a follow-up can put one in another's place."""

import pytest

from assistant.conversation import Answer, Conversation
from assistant.parties import parties_in, replaced, without
from assistant.question import understand


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("What do Vietnamese and Swiss goods pay?", ["Vietnam", "Switzerland"]),
        ("Viet Nam's rate, then Vietnam's again", ["Vietnam"]),
        ("the EU–Ukraine agreement", ["European Union", "Ukraine"]),
        ("Republic of Korea", ["South Korea"]),
        ("a chinaware duty on Indiana corn", []),
    ],
)
def test_parties_are_found_by_any_name(text: str, parties: list[str]) -> None:
    assert list(parties_in(text)) == parties


def test_parties_can_be_left_out_and_replaced() -> None:
    assert without("Cambodia versus Vietnam: which rate?", {"Vietnam"}) == "Cambodia versus : which rate?"
    assert replaced("What does Malaysia's tin pay?", "Malaysia", "Vietnam") == "What does Vietnam tin pay?"


def test_a_follow_up_about_another_party_leaves_the_first_one_behind() -> None:
    asked = "What reciprocal tariff did Malaysia keep?"
    talk = Conversation("c").with_turn(Answer(asked, asked, None, "not_found"))
    understood = understand("what about Vietnam?", talk)
    assert "Vietnam keep" in understood.standalone
    assert "Malaysia" not in understood.standalone


def test_each_side_of_a_comparison_is_searched_by_itself() -> None:
    understood = understand("Cambodia versus Vietnam: what rate did each keep?", Conversation())
    assert [parties_in(side) for side in understood.sides] == [("Cambodia",), ("Vietnam",)]
    two = understand("What is the ceiling in section 122, and what rate did the 2026 order use?", Conversation())
    assert len(two.sides) == 2
    assert understand("What does Japan pay?", Conversation()).sides == ()


def test_a_party_that_both_sides_have_to_do_with_is_no_side() -> None:
    understood = understand("What leeway does the UK–India agreement give versus the UK–Japan one?", Conversation())
    assert understood.labels == ("India", "Japan")
    assert [parties_in(side) for side in understood.sides] == [("United Kingdom", "India"), ("United Kingdom", "Japan")]
    both = understand("Does China pay more than Japan, or does Japan pay more than China?", Conversation())
    assert both.labels == ("China", "Japan")
