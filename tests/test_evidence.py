"""The sentence that answers comes first, and the chance that one does rests on it."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from assistant.chronology import Shown
from assistant.evidence import ANSWER_FEATURES, SENTENCE_FEATURES, Evidence, calibration, find_evidence
from assistant.quoting import nearest_of, quotes_of, statements_of
from assistant.selecting import MOST_QUOTES, MOST_WORDS, in_context, select, with_antecedent
from corpus.document import Document, Passage
from corpus.splitting import split
from index.embedding import Embedder
from index.reranking import open_reranker, rerank
from index.search import Hit

TEXT = (
    "The ministers met in Kuala Lumpur on Sunday. "
    "China will buy at least 12 million metric tons of American soybeans in the last two months of 2025. "
    "The weather was fine and dinner was served late."
)


class Common:
    """A library in which every word is equally common."""

    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        return dict.fromkeys(terms, 10)

    def counts(self) -> tuple[int, int]:
        return 100, 1000


QUESTION = "How many tons of soybeans will China buy?"


def hits(embedder: Embedder, question: str = QUESTION) -> list[Hit]:
    """What the search would find and the reader read."""
    document = Document("d", "Deal", TEXT, "/d", published=date(2025, 11, 1))
    found = [Hit(passage, 0.8, {"cosine": 0.6, "words": 0.5}) for passage in split(document, embedder.count_tokens)]
    return rerank(question, found, open_reranker(embedder))


def test_the_sentence_that_answers_comes_first_in_its_exact_words(embedder: Embedder) -> None:
    found = find_evidence(QUESTION, hits(embedder), Common())
    best = found.sentences[0]
    assert best.text == TEXT[best.start : best.end]
    assert "12 million" in best.text
    assert 0 < found.confidence < 1


def test_an_answer_is_likelier_where_there_is_one(embedder: Embedder) -> None:
    answered = find_evidence(QUESTION, hits(embedder), Common())
    penguins = "Which year did penguins first reach the moon?"
    foreign = find_evidence(penguins, hits(embedder, penguins), Common())
    assert answered.confidence > foreign.confidence


def test_without_hits_there_is_no_evidence() -> None:
    found = find_evidence("Anything?", [], Common())
    assert (found.sentences, found.confidence) == ((), 0.0)


def test_the_shipped_weights_are_those_of_the_features() -> None:
    assert tuple(calibration()["sentence"]) == ("intercept", *SENTENCE_FEATURES)
    assert tuple(calibration()["answer"]) == ("intercept", *ANSWER_FEATURES)
    assert 0 < calibration()["threshold"]["answered"] < 1


def test_the_same_sentence_is_not_quoted_twice(embedder: Embedder) -> None:
    twice = [*hits(embedder), *hits(embedder)]
    found = find_evidence(QUESTION, twice, Common())
    chosen = [run.best for run in select(found.sentences)]
    assert len({sentence.text for sentence in chosen}) == len(chosen)
    quotes = quotes_of(chosen)
    assert [quote.number for quote in quotes] == list(range(1, len(quotes) + 1))
    assert [statement.quotes for statement in statements_of(quotes)] == [(quote.number,) for quote in quotes]


def scored(words: Sequence[int], scores: Sequence[float]) -> list[Evidence]:
    """Neighbouring sentences of one passage, of so many words and so good, best first."""
    texts = [f"{'word ' * (count - 1)}number{at}." for at, count in enumerate(words)]
    text = " ".join(texts)
    starts = [text.index(one) if at == 0 else sum(map(len, texts[:at])) + at for at, one in enumerate(texts)]
    spans = tuple((start, start + len(one)) for start, one in zip(starts, texts, strict=True))
    passage = Passage("d", 0, len(text), text, spans, "", "", "Title", "", "order", "", date(2025, 11, 1))
    found = [
        Evidence(passage, start, end, text[start:end], score, ())
        for (start, end), score in zip(spans, scores, strict=True)
    ]
    return sorted(found, key=lambda one: -one.score)


def test_neighbours_that_answer_as_well_are_quoted_together() -> None:
    runs = select(scored([5, 5, 5, 5], [0.1, 0.9, 0.001, 0.5]))
    texts = [in_context(Shown(run.best), runs).evidence.text for run in runs]
    assert texts == ["word word word word number0. word word word word number1.", "word word word word number3."]


def test_what_says_nothing_by_itself_is_quoted_with_a_neighbour_only() -> None:
    (run,) = select(sorted(scored([5, 1], [0.4, 0.9]), key=lambda one: not one.says))
    assert in_context(Shown(run.best), [run]).evidence.text == "word word word word number0. number1."
    assert select(scored([1], [0.9])) == []


def test_the_first_of_a_list_is_quoted_with_what_leads_up_to_it() -> None:
    text = "China will: buy soybeans; buy sorghum."
    passage = Passage("d", 0, len(text), text, ((0, 11), (12, 25), (26, 38)), "", "", "Title", "", "order", "", None)
    items = [Evidence(passage, start, end, text[start:end], 0.9, ()) for start, end in passage.sentences]
    assert [with_antecedent(one).text for one in items] == ["China will:", "China will: buy soybeans;", "buy sorghum."]


@given(st.lists(st.tuples(st.integers(3, 90), st.floats(0.01, 1)), min_size=1, max_size=12))
def test_what_is_quoted_is_short_exact_and_begins_with_the_best(sentences: list[tuple[int, float]]) -> None:
    words, scores = zip(*sentences, strict=True)
    found = scored(words, scores)
    runs = select(found)
    shown = [in_context(Shown(run.best), runs).evidence for run in runs]
    assert shown[0].start <= found[0].start < found[0].end <= shown[0].end
    assert len(shown) <= MOST_QUOTES
    assert sum(len(one.text.split()) for one in shown) <= max(MOST_WORDS, len(found[0].text.split()))
    assert all(one.text == one.passage.text[one.start : one.end] for one in shown)
    ordered = sorted(shown, key=lambda one: one.start)
    assert all(one.end < other.start for one, other in pairwise(ordered))


def test_the_nearest_passages_are_one_a_document(embedder: Embedder) -> None:
    assert len(nearest_of([*hits(embedder), *hits(embedder)])) == 1
