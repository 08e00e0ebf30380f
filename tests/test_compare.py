"""Comparing runs: the statistics by hand, planted regressions found, and no alarm where nothing got worse."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.answering import AnswerSettings, Assistant
from assistant.conversation import Answer, Conversation
from evals.comparison import BadThresholdsError, Comparison, compare, compare_runs, pin, read_thresholds
from evals.gold import WrongGoldError
from evals.paired import mcnemar, paired, randomised, together
from evals.records import CaseResult, Run, UnreadableRunError
from evals.runs import run
from fakes import BagOfWords
from index import intake
from index.embedding import Embedder, Vectors
from index.filters import Filters
from index.library import Library
from index.reranking import EmbeddingReranker
from index.search import Hit, SearchSettings

THRESHOLDS = tomllib.loads(resources.files("evals").joinpath("thresholds.toml").read_text(encoding="utf-8"))
STARTER = Path(__file__).parent.parent / "evals" / "cases" / "starter.jsonl"


# -- by hand --------------------------------------------------------------------------------------------------------


def test_mcnemar_by_hand() -> None:
    # of 10 cases that changed 9 were lost: 2·(10 + 1)/1024
    assert mcnemar([-1] * 9 + [1] + [0] * 50) == pytest.approx(22 / 1024)
    assert mcnemar([0, 0]) == 1


def test_randomised_signs_by_hand() -> None:
    # six changes of one size: all signs alike, either way, in 2 of 64 draws
    assert randomised([0.5] * 6 + [0]) == pytest.approx(2 / 64, abs=0.005)
    assert randomised([0.5, -0.5]) == 1
    assert randomised([0.0]) == 1


def test_measures_that_fall_together_count_as_one_and_others_as_many() -> None:
    # six cases lost in each: alone 1 of 64; over the same cases still 1, over others 1 − (63/64)²
    alike = [[1.0] * 6 + [0] * 6] * 2
    apart = [[1.0] * 6 + [0] * 6, [0] * 6 + [1.0] * 6]
    assert together(alike) == pytest.approx([1 / 64] * 2, abs=0.004)
    assert together(apart) == pytest.approx([2 / 64] * 2, abs=0.006)
    assert together([[0.0, 0.0], [0.0, -1.0]]) == [1.0, 1.0]
    assert together([]) == []


def test_the_change_of_a_mean_has_an_interval() -> None:
    risen = paired([0.0] * 12, [1.0] * 10 + [0.0] * 2, yes_no=True)
    assert (risen.before, risen.n) == (0, 12)
    assert risen.change == pytest.approx(10 / 12)
    assert 0.4 < risen.low < risen.change < risen.high <= 1


# -- runs made of figures -------------------------------------------------------------------------------------------


def of(measures: dict[str, list[float | None]], fingerprint: str = "f", **meta: object) -> Run:
    """Return a run whose case number n has the n-th figure of each measure."""
    count = len(next(iter(measures.values())))
    rows = ({name: figures[n] for name, figures in measures.items()} for n in range(count))
    cases = [CaseResult(f"c{n}", "same", {}, row) for n, row in enumerate(rows)]
    return Run({"library": {"fingerprint": fingerprint}, **meta}, {}, {}, tuple(cases))


def test_what_each_case_won_and_lost_is_told() -> None:
    found = compare_runs(of({"facts": [1, 0, 1, None]}), of({"facts": [0, 1, 1, 1]}), THRESHOLDS)
    facts = found.differences[0]
    assert (facts.won, facts.lost, facts.paired.n) == (["c1"], ["c0"], 3)
    assert found.regressions == ()
    assert "facts" in found.as_text()
    assert found.as_json()["measures"]["facts"]["lost"] == ["c0"]


def test_a_measure_where_lower_is_better_falls_upwards() -> None:
    found = compare_runs(of({"stale_answer": [0, 1]}), of({"stale_answer": [1, 1]}), THRESHOLDS).differences[0]
    assert (found.lost, found.won, found.fall) == (["c0"], [], 0.5)


def test_one_broken_quote_is_a_regression_also_where_nothing_was_quoted_before() -> None:
    before = of({"quote_fidelity": [1.0, None, 1.0]})
    for after in ([1.0, 0.0, 1.0], [0.0, None, 1.0]):
        found = compare_runs(before, of({"quote_fidelity": [*after]}), THRESHOLDS)
        assert [one.measure for one in found.regressions] == ["quote_fidelity"]
    known = of({"quote_fidelity": [0.0, 1.0]})
    assert compare_runs(known, known, THRESHOLDS).regressions == ()


def test_another_library_is_a_regression_only_where_the_thresholds_say_so() -> None:
    one, other = of({"facts": [1.0]}), of({"facts": [1.0]}, fingerprint="g")
    assert [found.measure for found in compare_runs(one, other, THRESHOLDS).regressions] == ["library"]
    found = compare_runs(one, other, THRESHOLDS | {"same_library": False})
    assert found.regressions == ()
    assert "the libraries differ" in found.notes


def test_thresholds_name_measures_that_there_are(tmp_path: Path) -> None:
    for words, told in (("may_fall = [", "cannot be read"), ('never_fall = ["fact"]', "fact")):
        (tmp_path / "t.toml").write_text(words, encoding="utf-8")
        with pytest.raises(BadThresholdsError, match=told):
            read_thresholds(tmp_path / "t.toml")


def test_cases_that_are_not_the_same_in_both_are_left_out() -> None:
    before, after = of({"facts": [1.0, 1.0, 1.0]}), of({"facts": [0.0, 0.0, 1.0]})
    changed = replace(after.cases[0], digest="other")
    found = compare_runs(before, replace(after, cases=(changed, *after.cases[2:])), THRESHOLDS)
    assert found.differences[0].paired.n == 1
    assert len(found.notes) == 2


def test_a_pinned_run_compares_like_the_whole_one(tmp_path: Path) -> None:
    whole = of({"facts": [1.0, 0.0], "quote_fidelity": [1.0, None]})
    whole.save(tmp_path / "run.json")
    pin(tmp_path / "run.json", tmp_path / "pinned.json")
    found = compare(tmp_path / "pinned.json", tmp_path / "run.json")
    assert [one.paired.n for one in found.differences] == [2, 1]
    assert found.regressions == ()
    with pytest.raises(UnreadableRunError, match="absent"):
        compare(tmp_path / "absent.json", tmp_path / "run.json")


# -- false alarms ---------------------------------------------------------------------------------------------------

RATES = {"truthfulness": 0.5, "facts": 0.6, "status_accuracy": 0.8, "evidence_quoted": 0.6, "evidence_recall@10": 0.9}


Figures = dict[str, list[float | None]]


def noisy(base: Figures, draw: np.random.Generator, share: float) -> Figures:
    """Return the figures with some of them drawn anew at the same rate: others, but no worse."""
    return {
        name: [float(draw.random() < RATES[name]) if draw.random() < share else figure for figure in figures]
        for name, figures in base.items()
    }


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5])
def test_runs_that_differ_by_chance_alone_raise_few_alarms(share: float) -> None:
    draw = np.random.default_rng(3)
    alarms = 0
    for _ in range(40):
        base: Figures = {name: [float(draw.random() < rate) for _ in range(150)] for name, rate in RATES.items()}
        found = compare_runs(of(base), of(noisy(base, draw, share)), THRESHOLDS)
        alarms += bool(found.regressions)
    assert alarms <= 40 / 20


# -- planted regressions, in the real chain over the starter corpus -------------------------------------------------


@dataclass
class Faulty:
    """An assistant with something broken in what it asks or in what it answers."""

    assistant: Assistant
    filters: Callable[[Filters | None], Filters | None] = lambda filters: filters
    conversation: Callable[[Conversation | None], Conversation | None] = lambda conversation: conversation
    answer: Callable[[Answer], Answer] = lambda answer: answer

    def __post_init__(self) -> None:
        self.library, self.settings, self.writer_name = self.assistant.library, self.assistant.settings, None

    def ask(self, question: str, conversation: Conversation | None = None, filters: Filters | None = None) -> Answer:
        return self.answer(self.assistant.ask(question, self.conversation(conversation), self.filters(filters)))

    def hits(
        self, question: str, conversation: Conversation | None = None, filters: Filters | None = None, limit: int = 20
    ) -> list[Hit]:
        return self.assistant.hits(question, self.conversation(conversation), self.filters(filters), limit)


class Random(BagOfWords):
    """An embedder whose query vectors mean nothing."""

    def embed(self, texts: Any) -> Vectors:  # noqa: ANN401 - as its base
        rows = np.random.default_rng(len(texts[0]) if texts else 0).normal(size=(len(texts), self.dimension))
        return rows.astype(np.float32)


BASE = AnswerSettings(threshold=0.0)
"""Every question is answered: what the faults change does not hang on how the threshold is calibrated."""


def answering(library: Library, settings: AnswerSettings = BASE, embedder: Embedder | None = None) -> Assistant:
    """Return an assistant without the reader, whose judgement would hide what is done to the search."""
    embedder = embedder or BagOfWords()
    return Assistant(library, embedder, settings, reranker=EmbeddingReranker(embedder))


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The starter corpus in a library that needs no model."""
    library = Library.open(tmp_path_factory.mktemp("words"))
    intake.add_starter(library, BagOfWords())
    return library


@pytest.fixture(scope="module")
def sound(words: Library) -> Run:
    """The run that the faulty ones are compared with."""
    return run([STARTER], answering(words))


def shifted(answer: Answer) -> Answer:
    return replace(answer, quotes=tuple(replace(one, start=one.start + 1, end=one.end + 1) for one in answer.quotes))


def misnumbered(answer: Answer) -> Answer:
    """Rest each statement on the quote of the next."""
    count = max(1, len(answer.quotes))
    turned = tuple(replace(one, quotes=tuple(n % count + 1 for n in one.quotes)) for one in answer.statements)
    return replace(answer, statements=turned)


def miscounted(answer: Answer) -> Answer:
    return replace(answer, statements=tuple(replace(one, text=f"{one.text} It is 77.") for one in answer.statements))


def silent(answer: Answer) -> Answer:
    """Decline one question in three."""
    return replace(answer, status="not_found", statements=(), quotes=()) if len(answer.question) % 3 == 0 else answer


def without_last(answer: Answer) -> Answer:
    return replace(answer, statements=answer.statements[:1], quotes=answer.quotes[:1])


FAULTS: dict[str, Callable[[Library], Faulty]] = {
    "the threshold is moved": lambda library: Faulty(answering(library, replace(BASE, threshold=0.7))),
    "the words are off": lambda library: Faulty(
        answering(library, replace(BASE, search=SearchSettings(words_weight=0.0)))
    ),
    "the vectors mean nothing": lambda library: Faulty(
        answering(library, replace(BASE, search=SearchSettings(words_weight=0.1)), Random())
    ),
    "offsets are off by one": lambda library: Faulty(answering(library), answer=shifted),
    "dates are ignored": lambda library: Faulty(answering(library), filters=lambda filters: Filters()),
    "conversations are forgotten": lambda library: Faulty(answering(library), conversation=lambda conversation: None),
    "citations name the wrong quote": lambda library: Faulty(answering(library), answer=misnumbered),
    "a number is made up": lambda library: Faulty(answering(library), answer=miscounted),
    "one in three is declined": lambda library: Faulty(answering(library), answer=silent),
    "all but the first sentence is lost": lambda library: Faulty(answering(library), answer=without_last),
}


TOLD_BY = {
    "offsets are off by one": {"quote_fidelity"},
    "dates are ignored": {"as_of_accuracy"},
    "conversations are forgotten": {"follow_up_words"},
    "a number is made up": {"numeric_fidelity"},
    "citations name the wrong quote": {"citation_precision_words"},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_regression_is_found(fault: str, words: Library, sound: Run) -> None:
    found = {one.measure for one in compare_runs(sound, run([STARTER], FAULTS[fault](words)), THRESHOLDS).regressions}
    assert found
    assert found >= TOLD_BY.get(fault, set())


def test_a_dropped_document_is_found(words: Library, sound: Run) -> None:
    without = Library.open(words.folder.parent / "without")
    intake.add_starter(without, BagOfWords())
    gone = sorted(summary.id for summary in without.summaries())[0]
    without.remove(gone)
    with pytest.raises(WrongGoldError, match=gone):
        run([STARTER], answering(without))
    other = replace(sound, meta={**sound.meta, "library": {"fingerprint": without.fingerprint()}})
    assert compare_runs(sound, other, THRESHOLDS).regressions


def test_the_same_cases_in_another_order_or_drawn_anew_raise_no_alarm(sound: Run) -> None:
    draw = np.random.default_rng(1)

    def redrawn() -> Comparison:
        drawn = sorted(set(draw.integers(0, len(sound.cases), len(sound.cases)).tolist()))
        cases = [sound.cases[at] for at in draw.permutation(drawn)]
        return compare_runs(sound, replace(sound, cases=tuple(cases)), THRESHOLDS)

    assert sum(bool(redrawn().regressions) for _ in range(20)) == 0
