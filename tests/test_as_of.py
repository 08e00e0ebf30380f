"""A date restricts when the question is asked from it, and never when it is part of what is asked about."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.as_of import as_of_in, day_in_words, event_before, last_day


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("As of 1 May 2025, what duty do Chinese goods pay?", date(2025, 5, 1)),
        ("What duty do Chinese goods pay as of May 1, 2025?", date(2025, 5, 1)),
        ("What duty do Chinese goods pay as of 2025-05-01?", date(2025, 5, 1)),
        ("what was the rate as at the end of May 2025", date(2025, 5, 31)),
        ("As of March 2025, which goods are exempt?", date(2025, 3, 31)),
        ("As things stood on 20 April 2025, what flat charge per parcel was set?", date(2025, 4, 20)),
        ("As matters stood in early June 2025, what did steel pay?", date(2025, 6, 10)),
        ("as the law stood in 2023, who had to file?", date(2023, 12, 31)),
        ("In March 2025, what tariff applied to Chinese goods?", date(2025, 3, 31)),
        ("In March 2025 what tariff applied to Chinese goods?", date(2025, 3, 31)),
        ("What tariff applied to Chinese goods in March 2025?", date(2025, 3, 31)),
        ("What did Chinese goods pay on 5 May 2025?", date(2025, 5, 5)),
        ("What did Chinese goods pay on the day 5 May 2025?", date(2025, 5, 5)),
        ("Before 4 November 2025, what fentanyl duty applied to China?", date(2025, 11, 3)),
        ("Which fentanyl duty was in force before November 2025?", date(2025, 10, 31)),
        ("Mid-November 2025: for which days is the hearing put down?", date(2025, 11, 20)),
        ("December 2023: is fresh beef from Paraguay allowed in?", date(2023, 12, 31)),
        ("Were two-sided solar panels exempt from the safeguard in autumn 2024?", date(2024, 11, 30)),
        ("do the parcel tiers still exist in march 2026?", date(2026, 3, 31)),
        ("Are the ship charges being collected in early February 2026?", date(2026, 2, 10)),
    ],
)
def test_a_question_asked_from_a_date_is_restricted_to_it(question: str, day: date) -> None:
    found = as_of_in(question)
    assert found is not None
    assert found.on == day
    assert found.words.lower() in " ".join(question.split()).lower()


@pytest.mark.parametrize(
    "question",
    [
        "What rate did the March 2025 order set?",
        "What does the order of 4 March 2025 say about duty-free parcels?",
        "What rate applies under the order signed in March 2025?",
        "Which rate did the proclamation of 2 April 2026 set?",
        "Is there a deadline in 2027?",
        "How large were 2025 imports of soybeans?",
        "How much did China import in March 2025?",
        "What tariff did the US announce in March 2025?",
        "When did the duty take effect in 2025?",
        "On which day in July 2025 was the Japan framework made public?",
        "In August 2025 they set a November cut-off. What cut-off did the orders write in?",
        "How busy were aluminium smelters in 2017?",
        "How deep in the red was America at the end of 2024, in percent of GDP?",
        "How many tons of soybeans did China promise to buy before the end of 2025?",
        "Which duty will apply in January 2027?",
        "What rate applies from 1 August 2025?",
        "What rate applied after February 2026?",
        "What rate applied until 10 November 2025?",
        "Which tariff did the US put on China since July 2026?",
        "What tariff starts on 1 November 2025?",
        "Merck: sum it means to put into America (White House lists, April 2025)",
        "Drone duties: what must be filed by 4 May 2026?",
        "Who signed the agreement of 26 October 2025?",
        "What is the rate under the February 2026 framework?",
        "Which goods entered before 4 November 2025 pay the old duty?",
        "start of the truck tariff, autumn 2025?",
        "What rate applies in Article 2025?",
        "Can countries that ship oil to Cuba still be hit with the duty set up in January 2026?",
        "Which tariff came in July 2025?",
        "What did Beijing set as its counter-tariff on 9 April 2025?",
        "What took over from the Swiss rate on 24 Feb 2026?",
        "What was the usual rate on Chinese steel before Biden's call in April 2024?",
        "How long were duties on British goods put on ice in the Boeing-Airbus row in March 2021?",
        "How many did Mexico hand over, per the fact sheet on easing the car tariffs in March 2025?",
        "What duty do Chinese goods pay?",
        "",
    ],
)
def test_a_date_that_is_asked_about_restricts_nothing(question: str) -> None:
    assert as_of_in(question) is None


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_every_day_is_understood_in_each_spelling(day: date) -> None:
    for words in (day.isoformat(), day_in_words(day), f"{day:%B} {day.day}, {day.year}"):
        found = as_of_in(f"As of {words}, what is the rate?")
        assert found is not None
        assert found.on == day
        earlier = as_of_in(f"Before {words}, what rate applied?")
        assert earlier is not None
        assert earlier.on == day - timedelta(days=1)


@given(st.text())
def test_no_question_makes_it_fail(question: str) -> None:
    as_of_in(question)
    as_of_in(f"as of {question}")
    event_before(question)
    last_day(question)


def test_a_named_event_is_one_that_the_library_may_date() -> None:
    assert event_before("Before the Busan meeting in autumn 2025, where did the tariff stand?") == "Busan meeting"
    assert event_before("before the meeting, what applied?") == ""
    assert event_before("What applied before the Busan meeting?") == ""


def test_an_impossible_date_is_no_date() -> None:
    assert as_of_in("As of 31 February 2025, what is the rate?") is None
