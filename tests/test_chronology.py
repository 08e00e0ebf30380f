"""Statements over time: what changed is shown newest first, what disagrees is shown with both sides."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chronology import Shown, in_time
from assistant.claims import narrates
from assistant.comparing import conflicts, supersedes
from assistant.evidence import Evidence
from assistant.quoting import emphasis, quotes_of, statements_of
from assistant.selecting import with_antecedent
from assistant.sides import Side, side_by_side
from assistant.sources import is_official
from assistant.values import values_in
from corpus.document import Passage

APRIL = date(2025, 4, 2)
MAY = date(2025, 5, 12)


def said(  # noqa: PLR0913, PLR0917 - tests name the fields they need
    text: str,
    published: date | None = APRIL,
    title: str = "Duties on China",
    kind: str = "presidential-actions",
    document: str = "",
    score: float = 0.9,
    read: float = 4.0,
) -> Evidence:
    name = document or f"{title} {published}"
    passage = Passage(name, 0, len(text), text, ((0, len(text)),), "", "", title, "White House", kind, "", published)
    return Evidence(passage, 0, len(text), text, score, (read, read, 1.0, score, 0.0, 0.0, 0.0))


OLD = said("Chinese goods are subject to a reciprocal duty of 34 percent.")
LOWER = said("The reciprocal duty on Chinese goods is hereby reduced from 34 percent to 10 percent.", MAY)
OVER = said("The reciprocal duty on Chinese goods shall no longer be in effect.", MAY, read=2.5, score=0.5)
REPEATED = said("Chinese goods are subject to a reciprocal duty of 34 percent, said the statement.", MAY)
JAPAN = said("The reciprocal duty on Japanese goods is reduced to 15 percent.", MAY, "Duties on Japan")


def test_a_later_change_supersedes_and_stands_first() -> None:
    shown = in_time("What is the reciprocal duty on Chinese goods?", [OLD], [OLD, LOWER])
    assert [(one.evidence, one.standing, one.superseded_by) for one in shown] == [
        (LOWER, "current", None),
        (OLD, "superseded", 0),
    ]
    statements = statements_of(quotes_of([one.evidence for one in shown]), shown)
    assert [(one.standing, one.superseded_by) for one in statements] == [("current", None), ("superseded", 1)]


def test_what_nobody_stands_for_supersedes_nothing() -> None:
    passage = replace(LOWER.passage, publisher="", kind="document")
    assert not supersedes(replace(LOWER, passage=passage), OLD)
    assert supersedes(replace(LOWER, passage=replace(passage, title="Executive Order on Duties")), OLD)


def test_an_end_supersedes_without_a_value_of_its_own() -> None:
    assert supersedes(OVER, OLD)
    assert not supersedes(OLD, OVER)


@pytest.mark.parametrize(
    "later",
    [
        REPEATED,
        JAPAN,
        said("The ports of China welcomed 10 percent more ships.", MAY, "Ships"),
        said("Any provision inconsistent with this order, on a duty of 10 percent on China, is superseded.", MAY),
        said("I previously imposed a reciprocal duty of 20 percent on Chinese goods.", MAY),
        said("The reciprocal duty on Chinese goods is reduced to 10 percent.", None),
        said("July 30, 2025.", MAY),
    ],
)
def test_what_merely_comes_later_supersedes_nothing(later: Evidence) -> None:
    assert not supersedes(later, OLD)
    assert [one.standing for one in in_time("What is the duty?", [OLD], [OLD, later])] == [None]


def test_one_agreement_leaves_another_as_it_is() -> None:
    old, new = (
        said(f"A certificate of origin of China is valid for {months} months, as amended.", day, "FTA", "agreement")
        for months, day in ((12, APRIL), (24, MAY))
    )
    assert not supersedes(new, old)


def test_a_report_does_not_end_what_an_official_text_orders() -> None:
    report = said("The tariff on Chinese goods will lapse once China ceases, 34 percent until then.", MAY, kind="news")
    assert not supersedes(report, OLD)


def test_the_next_of_a_series_supersedes_the_one_before() -> None:
    one, other = (
        said(
            f"The customs broker permit fee payable for {year} will be ${fee}.",
            date(year - 1, 12, 1),
            f"Broker Fee for {year}",
            "notice",
        )
        for year, fee in ((2024, "174.80"), (2026, "185.38"))
    )
    assert supersedes(other, one)
    assert not supersedes(one, other)


def test_what_is_asked_for_now_is_the_latest_value() -> None:
    letters, deal = (
        said(text, day, title, "fact-sheets")
        for text, day, title in (
            ("Japan pays a tariff of 25%.", date(2025, 7, 7), "Letters"),
            ("Imports from Japan face a tariff of 15%.", date(2025, 7, 23), "Deal"),
        )
    )
    assert in_time("Is the tariff on Japan still 25%?", [letters], [letters, deal])[0].evidence == deal


def test_what_an_order_retells_gives_way_to_what_it_orders() -> None:
    retold = said("I further stated that on January 1, 2026, the rate would increase to 30 percent.", MAY, document="d")
    ordered = said(
        "Effective January 1, 2027, the rate in clause 2 shall increase to 30 percent.", MAY, document="d", score=0.01
    )
    assert narrates(retold)
    assert not narrates(ordered)
    shown = in_time("When does the rate increase?", [retold], [retold, ordered])
    assert [(one.evidence, one.standing) for one in shown] == [(ordered, "current"), (retold, "superseded")]
    day, rate = (
        said(text, APRIL, score=0.5)
        for text in ("On January 1, 2026, the rate will increase to 30 percent.", "The rate is 25 percent.")
    )
    shown = in_time("When does the rate increase?", [retold, day, rate], [retold, day, rate, ordered])
    assert {one.evidence: one.standing for one in shown} == {
        ordered: "current",
        retold: "superseded",
        day: "superseded",
        rate: None,
    }


def test_what_a_side_says_is_not_said_again_of_the_whole() -> None:
    one, again = (said("Japan pays 15 percent.", APRIL, document=name) for name in ("a", "b"))
    more = said("Japan invests 550 billion dollars.", APRIL)
    assert [shown.evidence for shown in side_by_side([Side("Japan", one)], [again, more])] == [one, more]


FACT = said("At the end of 2024 the net position was negative 90 percent of gross product.", APRIL, "Order", "order")
SHEET = said("The net position at the end of 2024 was 89% of gross product.", APRIL, "Fact sheet", "fact-sheets")


def test_two_values_of_one_thing_conflict_and_both_sides_are_shown() -> None:
    assert conflicts(FACT, SHEET)
    shown = in_time("How large was the net position?", [FACT], [FACT, SHEET])
    assert {one.evidence for one in shown} == {FACT, SHEET}
    assert {one.standing for one in shown} == {"conflicting"}


@pytest.mark.parametrize(
    "other",
    [
        FACT,
        said("At the end of 2024 the net position was negative 90 percent of gross product.", APRIL, "Sheet", "news"),
        said("At the end of 2021 the net position was negative 70 percent of gross product.", APRIL, "Sheet", "news"),
        said("At the end of 2024 the net position was over 80 percent of gross product.", APRIL, "Sheet", "news"),
        said("At the end of 2024 Japan's net position was 70 percent of gross product.", APRIL, "Sheet", "news"),
        said("Exports of soybeans grew by 12 percent.", APRIL, "Soybeans", "news"),
    ],
)
def test_other_scopes_and_other_things_are_no_conflict(other: Evidence) -> None:
    assert not conflicts(FACT, other)


def test_what_another_thing_pays_is_no_rival_even_if_it_was_asked_about_before() -> None:
    tin, zinc = (
        said(f"The Ruritanian {metal} levy is {rate} percent of value.", APRIL, f"Notice on {metal}", "notice")
        for metal, rate in (("tin", 9.5), ("zinc", 7.25))
    )
    assert conflicts(tin, zinc)
    standalone, own = "And the tin levy? (How high is the Ruritanian zinc levy?)", "And the tin levy?"
    for shown in (
        in_time("How high is the tin levy?", [tin], [tin, zinc]),
        in_time(standalone, [tin], [tin, zinc], own=own),
    ):
        assert [one.standing for one in shown] == [None]


RATES = st.integers(1, 99)
DAYS = st.dates(date(2020, 1, 1), date(2026, 12, 31))
WORDS = st.sampled_from(["is", "is hereby amended to", "shall no longer be", "is suspended at", "will be"])
SENTENCES = st.builds(
    lambda rate, day, words, score: said(f"The duty on Chinese goods {words} {rate} percent.", day, score=score),
    RATES,
    DAYS,
    WORDS,
    st.floats(0.01, 0.99),
)


@given(st.lists(SENTENCES, min_size=1, max_size=6, unique_by=lambda one: (one.passage.published, one.text)))
def test_superseded_is_always_shown_below_a_newer_sentence(pool: list[Evidence]) -> None:
    pool = sorted(pool, key=lambda one: -one.score)
    shown = in_time("What is the duty on Chinese goods now?", pool[:3], pool)
    assert shown
    for place, one in enumerate(shown):
        assert (one.standing == "superseded") == (one.superseded_by is not None)
        if one.superseded_by is not None:
            newer = shown[one.superseded_by]
            assert one.superseded_by < place
            assert newer.evidence.passage.published > one.evidence.passage.published  # type: ignore[operator]  # every document here is dated
    marked = [one.evidence.passage.published for one in shown if one.standing in ("current", "superseded")]
    assert marked == sorted(marked, key=lambda day: day or date.min, reverse=True)
    assert {one.evidence for one in shown} <= set(pool)


@given(SENTENCES, SENTENCES)
def test_no_two_sentences_supersede_each_other(one: Evidence, other: Evidence) -> None:
    assert not (supersedes(one, other) and supersedes(other, one))
    assert not (conflicts(one, other) and (supersedes(one, other) or supersedes(other, one)))


def test_nothing_chosen_shows_nothing() -> None:
    assert in_time("Anything?", [], [OLD]) == []


def test_values_are_told_apart_by_kind() -> None:
    text = "Pay 10 percent, $1.5 billion or 12 million tons within one year from May 5, 2025."
    assert [(value.kind, value.amount) for value in values_in(text)] == [
        ("percent", "10"),
        ("money", "1.5e+09"),
        ("count", "1.2e+07 tons"),
        ("span", "1 year"),
        ("date", "2025-05-05"),
    ]


@given(st.text())
def test_values_lie_in_their_text_and_apart(text: str) -> None:
    values = values_in(text)
    assert all(0 <= value.start < value.end <= len(text) for value in values)
    assert all(one.end <= other.start for one, other in pairwise(values))


def test_a_sentence_that_leans_is_shown_with_the_one_before_it() -> None:
    text = "The duty on steel is 50 percent. It ends on 1 May 2026."
    passage = Passage("d", 0, len(text), text, ((0, 32), (33, 55)), "", "", "Title", "", "order", "", APRIL)
    leaning = Evidence(passage, 33, 55, text[33:], 0.9, (), words=(44, 54))
    whole = with_antecedent(leaning)
    assert whole.text == text == text[whole.start : whole.end]
    (quote,) = quotes_of([whole])
    found = emphasis(text, quote, leaning.words)
    assert found
    assert text[slice(*found)] == "1 May 2026"[: found[1] - found[0]]
    assert with_antecedent(whole) == whole
    (statement,) = statements_of([quote], [Shown(whole)])
    assert statement.emphasis == found


@pytest.mark.parametrize(
    ("answering", "shown"),
    [
        ("million", "12 million"),
        ("2 million", "12 million"),
        ("May", "1 May 2026"),
        ("percent", "50 percent"),
        ("ships", "ships"),
    ],
)
def test_a_value_is_emphasised_whole(answering: str, shown: str) -> None:
    text = "It ships 12 million tons at 50 percent until 1 May 2026."
    passage = Passage("d", 0, len(text), text, ((0, len(text)),), "", "", "Title", "", "order", "", APRIL)
    at = text.index(answering)
    (quote,) = quotes_of([Evidence(passage, 0, len(text), text, 0.9, ())])
    found = emphasis(text, quote, (at, at + len(answering)))
    assert found
    assert text[slice(*found)] == shown


@pytest.mark.parametrize(
    ("kind", "title", "official"),
    [
        ("presidential-actions", "Modifying Rates", True),
        ("notice", "Notice", True),
        ("agreement", "Agreement", True),
        ("statute", "19 U.S.C.", True),
        ("fact-sheets", "Fact Sheet on the Proclamation", False),
        ("briefings-statements", "Joint Statement", False),
        ("news", "US and China reach deal", False),
        ("brief", "Three accounts", False),
        ("document", "Executive Order 14257", True),
        ("document", "Notes", None),
    ],
)
def test_an_official_text_is_told_from_a_report(kind: str, title: str, official: bool | None) -> None:
    assert is_official(said("Words.", title=title, kind=kind).passage) is official


def test_a_change_within_the_same_day_is_not_ordered() -> None:
    same_day = said(LOWER.text, APRIL, "Other order")
    assert not supersedes(same_day, OLD)
    assert supersedes(said(LOWER.text, APRIL + timedelta(days=1), "Other order"), OLD)
