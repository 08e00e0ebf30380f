"""Every measure on examples worked by hand, and against ir-measures where it has the same."""

from __future__ import annotations

from datetime import date
from typing import Any

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as some
from ir_measures import RR, R, Success, nDCG

from corpus.errors import UnknownDocumentError
from eval_fakes import ELSE, FALL, SOY, TEXT, answer, gold, quote, quoted, seen, statement
from evals.gold import Gold, Place
from evals.measures import DEFINITIONS, MEASURES, SUMMARIES, measure_all
from evals.measures.latency import percentile
from evals.measures.risk_coverage import aurc, aurc_excess, risk_coverage
from evals.observation import Observation
from evals.records import CaseResult


def figure(name: str, observation: Observation) -> float | None:
    return next(measure for measure in MEASURES if measure.name == name).of(observation)


NOISE = Place("other", 0, 9)
WHOLE = Place("d", 0, len(TEXT))


def test_every_measure_has_its_own_name_and_a_definition_with_its_pitfall() -> None:
    names = [one.name for one in MEASURES] + [one.name for one in SUMMARIES]
    assert len(set(names)) == len(names)
    assert all("itfall" in DEFINITIONS[name] for name in names)


def test_a_case_without_gold_and_facts_is_the_business_of_few_measures() -> None:
    measured = measure_all(seen(answer(), answerable=False, status="not_found"))
    counting = {name: value for name, value in measured.items() if value is not None}
    assert counting == {"truthfulness": 1, "status_accuracy": 1, "refusal_precision": 1, "refusal_recall": 1}


# -- search ---------------------------------------------------------------------------------------------------------


def test_evidence_is_found_by_a_hit_that_holds_it_whole_only() -> None:
    cut = Place("d", FALL[0], FALL[1] - 1)
    observation = seen(answer(), golds=[gold(FALL), gold(SOY)], hits=[cut, NOISE, Place("d", *FALL)])
    assert figure("evidence_recall@1", observation) == 0
    assert figure("evidence_recall@5", observation) == 0.5
    assert figure("all_evidence@5", observation) == 0
    assert figure("hits@1", observation) == 0
    assert figure("hits@3", observation) == 1
    assert figure("mrr", observation) == pytest.approx(1 / 3)
    assert figure("recall@1", observation) == 1


def test_the_same_words_shown_under_another_document_are_found() -> None:
    twin = Gold(Place("d", *FALL), TEXT[: FALL[1]], "T", "brief", None, elsewhere=(Place("twin", 100, 146),))
    observation = seen(answer(), golds=[twin], hits=[Place("twin", 90, 200)])
    assert figure("evidence_recall@1", observation) == 1
    assert figure("recall@1", observation) == 1


def test_ndcg_by_hand() -> None:
    observation = seen(answer(), golds=[gold(FALL), gold(SOY)], hits=[NOISE, Place("d", *FALL), NOISE, WHOLE])
    assert figure("ndcg@10", observation) == pytest.approx((0.6309 + 0.4307) / (1 + 0.6309), abs=1e-3)
    both_at_once = seen(answer(), golds=[gold(FALL), gold(SOY)], hits=[WHOLE, WHOLE])
    assert figure("ndcg@10", both_at_once) == 1


@given(some.permutations(range(20)), some.sets(some.integers(0, 25), min_size=1, max_size=6))
def test_search_measures_agree_with_ir_measures(ranking: list[int], relevant: set[int]) -> None:
    golds = [Gold(Place(str(name), 5, 9), "gold", "T", "brief", None) for name in sorted(relevant)]
    observation = seen(answer(), golds=golds, hits=[Place(str(name), 0, 10) for name in ranking])
    qrels = [ir_measures.Qrel("q", str(name), 1) for name in relevant]
    run = [ir_measures.ScoredDoc("q", str(name), 100.0 - rank) for rank, name in enumerate(ranking)]
    theirs = ir_measures.calc_aggregate([nDCG @ 10, RR, R @ 5, R @ 20, Success @ 1, Success @ 10], qrels, run)
    ours = {"ndcg@10": nDCG @ 10, "mrr": RR, "evidence_recall@5": R @ 5, "recall@20": R @ 20}
    ours |= {"hits@1": Success @ 1, "hits@10": Success @ 10}
    for name, measure in ours.items():
        assert figure(name, observation) == pytest.approx(theirs[measure]), name


# -- quotes ---------------------------------------------------------------------------------------------------------


def test_gold_is_quoted_by_a_quote_that_holds_it_or_is_held_by_it() -> None:
    inside, around, beside = (5, 20), (0, 88), (10, 60)
    for span, found in ((inside, 0.5), (beside, 0), (around, 1)):
        assert figure("evidence_quoted", seen(quoted(span), golds=[gold(FALL), gold(SOY)])) == found
    assert figure("evidence_quoted", seen(answer(), golds=[gold()])) == 0


def test_a_quote_off_by_one_is_no_quote() -> None:
    assert figure("quote_fidelity", seen(quoted(FALL, SOY))) == 1
    shifted = quote((1, 47))
    moved = type(shifted)(1, "d", 0, 46, shifted.text, "Title", "Press", "brief", None, "", "")
    assert figure("quote_fidelity", seen(answer([statement("x", 1)], [moved]))) == 0
    assert figure("quote_fidelity", seen(answer([statement("x", 7)], [quote()]))) == 0
    assert figure("quote_fidelity", seen(answer())) is None


def test_a_quote_from_a_document_that_is_gone_is_no_quote() -> None:
    def gone(name: str) -> str:
        raise UnknownDocumentError(name)

    observation = seen(quoted(FALL))
    assert figure("quote_fidelity", Observation(observation.case, (), observation.answer, (), gone)) == 0


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("From November 1, 2025 it is 47%.", 1),
        ("From 1 November it is forty-seven per cent.", 1),
        ("It is 48 percent.", 0),
        ("From 2 November 2025.", 0),
        ("China buys 25 billion tonnes.", 0),
        ("It falls.", None),
    ],
)
def test_numeric_fidelity_reads_any_spelling(said: str, right: float | None) -> None:
    observation = seen(answer([statement(said, 1, 2)], [quote(FALL), quote(SOY, 2)]))
    assert figure("numeric_fidelity", observation) == right


def test_numeric_fidelity_asks_the_quotes_of_the_statement_itself() -> None:
    observation = seen(answer([statement("It is 47 percent.", 2)], [quote(FALL), quote(SOY, 2)]))
    assert figure("numeric_fidelity", observation) == 0


def test_citation_recall_and_precision_follow_alce() -> None:
    # the first statement rests on quote 1 and needlessly on 3; the second has no support in quote 2
    told = [statement("Tariffs fall to 47 percent.", 1, 3), statement("Soybeans are bought by Japan in 2026.", 2)]
    observation = seen(answer(told, [quote(FALL), quote(SOY, 2), quote(ELSE, 3)]), golds=[gold(FALL), gold(SOY)])
    assert figure("citation_recall_words", observation) == 0.5
    assert figure("citation_precision_words", observation) == pytest.approx(1 / 3)
    assert figure("citation_recall_gold", observation) == 1
    assert figure("citation_precision_gold", observation) == pytest.approx(2 / 3)


def test_two_citations_that_support_only_together_both_count() -> None:
    told = [statement("Tariffs fall to 47 percent and China buys 25 million tonnes of soybeans.", 1, 2)]
    observation = seen(answer(told, [quote(FALL), quote(SOY, 2)]))
    assert figure("citation_recall_words", observation) == 1
    assert figure("citation_precision_words", observation) == 1


def test_a_statement_without_citations_is_not_borne_out() -> None:
    assert figure("citation_recall_words", seen(answer([statement("Tariffs fall.")]))) == 0
    assert figure("citation_precision_words", seen(answer([statement("Tariffs fall.")]))) is None


# -- answers --------------------------------------------------------------------------------------------------------

FACTS = (("47 percent", "47%"), ("soybeans",))


def test_facts_and_what_must_not_be_said() -> None:
    half = seen(quoted(FALL), must_contain=FACTS, must_not_contain=("47",))
    assert [figure(name, half) for name in ("facts", "facts_share", "nothing_forbidden")] == [0, 0.5, 0]
    whole = seen(quoted(FALL, SOY), must_contain=FACTS, must_not_contain=("4",))
    assert [figure(name, whole) for name in ("facts", "facts_share", "nothing_forbidden")] == [1, 1, 1]


def test_truthfulness_is_minus_one_for_wrong_and_nothing_for_declined() -> None:
    assert figure("truthfulness", seen(quoted(FALL, SOY), must_contain=FACTS)) == 1
    assert figure("truthfulness", seen(quoted(FALL), must_contain=FACTS)) == -1
    assert figure("truthfulness", seen(answer(), must_contain=FACTS)) == 0
    partial = answer([statement(TEXT[: FALL[1]], 1)], [quote()], status="partial")
    assert figure("truthfulness", seen(partial, must_contain=FACTS)) == 0
    assert figure("truthfulness", seen(quoted(FALL, SOY), must_contain=FACTS, must_not_contain=("47",))) == -1
    assert figure("truthfulness", seen(quoted(FALL), answerable=False, status="not_found")) == -1
    assert figure("truthfulness", seen(quoted(FALL))) is None
    assert figure("truthfulness", seen(quoted(FALL), golds=[gold()])) == 1


def test_refusal_counts_the_right_cases() -> None:
    unanswerable: dict[str, Any] = {"answerable": False, "status": "not_found"}
    cases = [
        seen(answer(), **unanswerable),
        seen(quoted(FALL), **unanswerable),
        seen(answer()),
        seen(quoted(FALL)),
    ]
    assert [figure("refusal_precision", one) for one in cases] == [1, None, 0, None]
    assert [figure("refusal_recall", one) for one in cases] == [1, 0, None, None]
    asking = seen(answer(status="needs_clarification"), answerable=False, status="needs_clarification")
    assert figure("refusal_recall", asking) == 1
    assert figure("refusal_recall", seen(answer(status="needs_clarification"), **unanswerable)) == 0


def test_as_of_allows_the_day_itself_and_the_undated() -> None:
    for published, right in ((date(2025, 11, 1), 1), (date(2025, 11, 2), 0), (None, 1)):
        given = answer([statement("x", 1)], [quote(published=published)])
        assert figure("as_of_accuracy", seen(given, as_of=date(2025, 11, 1))) == right
    assert figure("as_of_accuracy", seen(quoted(FALL))) is None


def test_conflict_needs_the_status_and_both_sides() -> None:
    sides = [gold(FALL, "d"), gold(SOY, "e")]
    both = answer([statement("x", 1, 2)], [quote(FALL), quote(SOY, 2, "e")], status="conflicting")
    one = answer([statement("x", 1)], [quote(FALL)], status="conflicting")
    assert figure("conflict_accuracy", seen(both, golds=sides, status="conflicting")) == 1
    assert figure("conflict_accuracy", seen(one, golds=sides, status="conflicting")) == 0
    assert figure("conflict_accuracy", seen(both, golds=sides)) == 0
    assert figure("conflict_accuracy", seen(quoted(FALL), golds=sides)) is None


def test_an_answer_is_stale_when_the_newest_is_not_quoted_or_the_old_is_said_to_hold() -> None:
    old, new = gold(FALL, "d", date(2025, 1, 1)), gold(SOY, "d", date(2026, 1, 1))

    def stale(*spans: tuple[int, int], forbidden: tuple[str, ...] = (), old_standing: bool = False) -> float | None:
        quotes = [quote(span, number) for number, span in enumerate(spans, 1)]
        standing = "superseded" if old_standing else None
        told = [statement(one.text, one.number, standing=standing if one.start == 0 else None) for one in quotes]  # type: ignore[arg-type]  # the standing is a literal in the callers
        observation = seen(answer(told, quotes), golds=[old, new], type="superseded", must_not_contain=forbidden)
        return figure("stale_answer", observation)

    assert stale(FALL) == 1
    assert stale(SOY) == 0
    assert stale(FALL, SOY, forbidden=("47 percent",)) == 1
    assert stale(FALL, SOY, forbidden=("47 percent",), old_standing=True) == 0
    assert stale() is None


def test_follow_ups_are_held_against_their_complete_wording() -> None:
    hits = [Place("d", *FALL)]
    full = seen(quoted(FALL), golds=[gold()], hits=hits)
    assert figure("follow_up_answers", seen(quoted(FALL), golds=[gold()], standalone=full)) == 1
    assert figure("follow_up_answers", seen(answer(), golds=[gold()], standalone=full)) == 0
    assert figure("follow_up_evidence", seen(answer(), golds=[gold()], standalone=full)) == 0
    failing = seen(answer(), golds=[gold()])
    assert figure("follow_up_answers", seen(quoted(FALL), golds=[gold()], standalone=failing)) is None
    assert figure("follow_up_answers", seen(quoted(FALL), golds=[gold()])) is None


def test_a_rewrite_keeps_the_words_of_a_persons() -> None:
    asked = answer(question="And for Japan? (which tariffs pay cars)")
    observation = seen(asked, turns=("Before?",), standalone_question="Which tariff do cars from Japan pay in 2026?")
    assert figure("follow_up_words", observation) == pytest.approx(4 / 5)
    assert figure("follow_up_words", seen(asked, standalone_question="Which tariff?")) is None


# -- figures of many cases ------------------------------------------------------------------------------------------


def result(confidence: float, truth: float, answerable: bool = True, milliseconds: float = 1.0) -> CaseResult:
    return CaseResult("c", "", {}, {"truthfulness": truth}, milliseconds, confidence, case={"answerable": answerable})


def test_aurc_by_hand() -> None:
    results = [result(0.9, 1), result(0.8, -1), result(0.7, 1), result(0.6, 0)]
    coverage, risk = risk_coverage(results)
    assert list(coverage) == [0.25, 0.5, 0.75, 1]
    assert list(risk) == pytest.approx([0, 1 / 2, 1 / 3, 1 / 2])
    assert aurc(results) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)
    assert aurc_excess(results) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4 - (0 + 0 + 1 / 3 + 1 / 2) / 4)


def test_aurc_does_not_depend_on_the_order_of_equal_confidences() -> None:
    one = [result(0.5, 1), result(0.5, -1), result(0.2, -1)]
    assert aurc(one) == pytest.approx(aurc(one[::-1]) or 0)
    assert aurc(one) == pytest.approx((1 / 2 + 1 / 2 + 2 / 3) / 3)


def test_to_refuse_what_has_no_answer_is_no_gain_where_an_answer_is_forced() -> None:
    assert aurc([result(0.9, 1), result(0.1, 1, answerable=False)]) == pytest.approx((0 + 1 / 2) / 2)
    assert aurc([]) is None


def test_latency_percentiles() -> None:
    results = [result(0, 0, milliseconds=float(spent)) for spent in range(1, 102)]
    assert percentile(results, 50) == 51
    assert percentile(results, 95) == 96
