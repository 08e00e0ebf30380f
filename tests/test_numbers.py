"""Numbers meet in every spelling, and different ones never do."""

import pytest

from assistant.numbers import numbers_in


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("six seats", "6 seats"),
        ("10 percent", "10%"),
        ("10.0 per cent", "ten percent"),
        ("1,000 tons", "1000 tons"),
        ("twenty-five percent", "25%"),
        ("one hundred and twenty days", "120 days"),
        ("three hundred dollars", "$300"),
        ("10 November 2026", "November 10, 2026"),
        ("heading 8703.23.01", "8703.23.01"),
    ],
)
def test_spellings_of_one_number_meet(one: str, other: str) -> None:
    assert numbers_in(one) == numbers_in(other) != frozenset()


@pytest.mark.parametrize(("one", "other"), [("1.5%", "15%"), ("10%", "100%"), ("8703.23", "8703.24"), ("12", "1.2")])
def test_different_numbers_do_not(one: str, other: str) -> None:
    assert not numbers_in(one) & numbers_in(other)
