"""Which spellings count as the same words: the contract's rule for must_contain, and numerals."""

from __future__ import annotations

import pytest

from evals.numerals import demanded, offered
from evals.wording import facts_said, says


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("It lasts SIX months.", "six"),
        ("A 30‑day term", "30-day"),
        ("the People’s Republic", "People's Republic"),
        ("100,000 vehicles", "100000"),
        ("100 000 vehicles", "100,000"),
        ("100 000 vehicles", "100,000"),
        ("six [6] months", "six months"),
        ("six\n   months", "six months"),
        ("US$40 billion", "$40 billion"),
        ("from 25% to 50%.", "50%"),
        ("It ends in 2026.", "2026"),
    ],
)
def test_a_wording_is_said_whatever_its_typography(text: str, wording: str) -> None:
    assert says(text, wording)


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("sixty days", "six"),
        ("as told [6].", "6"),
        ("as told [1, 6]", "6"),
        ("16 days", "6"),
        ("6.5 percent", "6"),
        ("0.6 percent", "6"),
        ("1,600 tonnes", "600"),
        ("125%", "25%"),
        ("the year 2026", "26"),
        ("Section 232 301", "232301"),
    ],
)
def test_a_wording_is_never_part_of_another(text: str, wording: str) -> None:
    assert not says(text, wording)


def test_any_wording_states_a_fact() -> None:
    assert facts_said("It takes 6 days.", (("six", "6"), ("seven",))) == [True, False]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("six", "6"),
        ("10 percent", "10%"),
        ("1 November 2025", "November 1, 2025"),
        ("Nov. 1, 2025", "2025-11-01"),
        ("$1.2 trillion", "USD 1,200 billion"),
        ("$13.5bn", "13.5 billion"),
        ("one hundred and twenty", "120"),
        ("twenty-five thousand three hundred", "25,300"),
        ("EU-27", "EU27"),
        ("5.0 percent", "5 percent"),
    ],
)
def test_numerals_meet_in_any_spelling(one: str, other: str) -> None:
    assert demanded(one)
    assert demanded(one) <= offered(other)
    assert demanded(other) <= offered(one)


@pytest.mark.parametrize(
    ("said", "ground"),
    [
        ("25 million", "25 billion"),
        ("1 November 2025", "2 November 2025"),
        ("November 2025", "December 2025"),
        ("8541.40", "8541.10"),
        ("six and seven", "thirteen"),
        ("1.5", "15"),
        ("EO 14257", "EO 14195"),
        ("G20", "G7"),
    ],
)
def test_other_numerals_do_not(said: str, ground: str) -> None:
    assert not demanded(said) <= offered(ground)


def test_a_number_that_a_document_brackets_is_a_ground() -> None:
    assert demanded("within (30) days") <= offered("within [30] days")


def test_a_day_rests_on_the_day_with_its_year_and_not_the_other_way_round() -> None:
    assert demanded("November 1") <= offered("November 1, 2025")
    assert not demanded("November 1, 2025") <= offered("November 1")


def test_one_is_seldom_a_number() -> None:
    assert demanded("one of them") == set()
    assert demanded("1 of them") <= offered("one of them")
    assert demanded("3 years") <= offered("on the third anniversary")
