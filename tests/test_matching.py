"""The words' half of a search: rare terms choose, BM25 over all terms weighs, synonyms stand in."""

import pytest

from corpus.document import Document
from index.library import Library
from index.matching import SATURATION, Scorer, WordIndex
from index.words import index_terms
from test_library import put


@pytest.fixture
def words(library: Library) -> WordIndex:
    texts = ("The levy on steel.", "A tariff of ten percent.", "Steel, steel and more steel.", "Nothing of the kind.")
    for number, text in enumerate(texts):
        put(library, Document(f"d{number}", "", text, f"/{number}"))
    for number in range(40):
        put(library, Document(f"filler{number}", "", f"Filler about trade, number {number}.", f"/f{number}"))
    return WordIndex(library)


def test_only_passages_that_hold_a_term_are_candidates_the_fullest_first(words: WordIndex) -> None:
    wanted = words.wanted("levy on steel")
    assert words.candidates(wanted, 10, 1000).tolist() == [1, 2, 3]
    assert words.candidates(wanted, 1, 1000).tolist()[0] == 1
    assert words.candidates(words.wanted("zanzibar"), 10, 1000).tolist() == []


def test_what_costs_more_than_the_budget_is_not_looked_up(words: WordIndex) -> None:
    wanted = words.wanted("trade in steel")
    assert words.candidates(wanted, 100, 10).tolist() == [1, 3]
    assert len(words.candidates(wanted, 100, 1000)) == 42
    assert len(words.candidates(words.wanted("trade"), 100, 10)) == 40, "the rarest is looked up whatever it costs"


def test_a_passage_with_more_of_the_question_scores_higher_and_says_which_words(words: WordIndex) -> None:
    scorer = Scorer(words.wanted("What is the levy on steel?"))
    both, one, none = (
        scorer.match(" ".join(index_terms(text))) for text in ("The levy on steel.", "Steel mills.", "Corn fields.")
    )
    assert both.score == pytest.approx(1.0)
    assert both.words == ("levy", "steel")
    assert both.score > one.score > none.score == 0
    assert one.words == ("steel",)


def test_repetition_counts_ever_less(words: WordIndex) -> None:
    scorer = Scorer(words.wanted("steel"))
    scores = [scorer.match(" ".join(["steel"] * count)).score for count in (1, 2, 4, 400)]
    assert scores == sorted(scores)
    assert scores[-1] <= 1 + SATURATION


def test_a_synonym_counts_less_than_the_word_itself_and_is_named(words: WordIndex) -> None:
    scorer = Scorer(words.wanted("levy"))
    itself, other = scorer.match("the levi is"), scorer.match("the tariff is")
    assert itself.score > other.score > 0
    assert other.words == ("tariff",)


def test_the_counts_are_those_of_the_library_as_it_is_now(words: WordIndex, library: Library) -> None:
    before = words.wanted("steel")[0].term
    library.remove("d0")
    after = words.wanted("steel")[0].term
    assert (before.passages, after.passages) == (2, 1)
    assert words.candidates(words.wanted("levy"), 10, 1000).tolist() == [2], "only the synonym is left"
