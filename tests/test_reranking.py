"""The reader: it finds the passage and the sentence that answer, and says when none does."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from corpus.document import Passage
from corpus.errors import UnknownModelError
from corpus.splitting import sentences
from fakes import BagOfWords
from index.embedding import Embedder
from index.encoding import CONTEXT_TOKENS, QUESTION_TOKENS, TOKEN_LIMIT, encode, padded
from index.reranking import (
    DEPTH,
    EMBEDDING,
    UNREAD,
    EmbeddingReranker,
    Remembering,
    Reranker,
    RerankingRetriever,
    RerankingSettings,
    open_reranker,
    rerank,
)
from index.search import Hit, Judgement

RATE = "The duty on cocoa is 7 percent from 5 May 2026. Cocoa butter stays free of duty. The minister signed the order."
RAIN = "The harvest was late because of rain. Farmers met in the capital. A committee will report to them next year."
QUESTION = "Who signed the order on cocoa?"


def passage(text: str, document_id: str = "d", context: str = "Ruritania", start: int = 0) -> Passage:
    spans = tuple((start + first, start + last) for first, last in sentences(text, 0, len(text)))
    return Passage(document_id, start, start + len(text), text, spans, "", context, "Ruritania", "", "", "", None)


@pytest.fixture(scope="module")
def reader(embedder: Embedder) -> Reranker:
    return open_reranker(embedder)


def said(one: Passage, span: tuple[int, int]) -> str:
    return one.text[span[0] - one.start : span[1] - one.start]


def test_the_sentence_that_answers_has_the_best_odds_in_the_passage_that_answers(reader: Reranker) -> None:
    right, wrong = passage(RATE, start=100), passage(RAIN)
    found, other = reader.read(QUESTION, [right, wrong])
    assert found.passage > other.passage
    best = int(np.argmax(found.sentences))
    assert "signed" in said(right, right.sentences[best])
    words = found.words[best]
    assert words
    assert said(right, words) in said(right, right.sentences[best])


def test_what_is_read_with_a_passage_does_not_change_its_judgement(reader: Reranker) -> None:
    right = passage(RATE)
    (alone,) = reader.read(QUESTION, [right])
    among = reader.read(QUESTION, [passage(RAIN * 3), right, *(passage(RAIN, str(at)) for at in range(9))])[1]
    assert among.passage == pytest.approx(alone.passage, abs=0.1)  # the padding differs, and bf16 rounds
    assert among.sentences == pytest.approx(alone.sentences, abs=0.2)


def test_every_runtime_judges_alike(embedder: Embedder, reader: Reranker) -> None:
    other = open_reranker(embedder, RerankingSettings(runtime="onnxruntime"))
    passages = [passage(RATE), passage(RAIN)]
    for one, two in zip(reader.read(QUESTION, passages), other.read(QUESTION, passages), strict=True):
        assert one.passage == pytest.approx(two.passage, abs=0.3)


def test_what_is_beyond_the_reach_of_the_model_is_unread(reader: Reranker) -> None:
    long = passage("The committee met again and said nothing of note. " * 60 + "The minister signed the order.")
    (found,) = reader.read(QUESTION, [long])
    assert found.sentences[-1] == UNREAD
    assert len(found.sentences) == len(long.sentences) == len(found.words)


def test_an_empty_question_and_an_empty_passage_break_nothing(reader: Reranker) -> None:
    assert reader.read("", [passage(RATE)])[0].sentences
    assert reader.read("?", [passage("")])[0].passage == UNREAD
    assert reader.read("?", []) == []


@given(some.text(max_size=300), some.text(max_size=80), some.text(max_size=600))
def test_tokens_keep_their_places_in_the_passage(question: str, context: str, text: str) -> None:
    (reading,) = encode(question, [passage(text, context=context)])
    assert len(reading.ids) == len(reading.types) <= TOKEN_LIMIT
    assert reading.first <= QUESTION_TOKENS + CONTEXT_TOKENS + 3
    assert len(reading.ids) == reading.first + len(reading.spans) + 1
    assert all(0 <= start <= end <= len(text) for start, end in reading.spans)
    ids, mask, types = padded([reading])
    assert ids.shape == mask.shape == types.shape
    assert mask.sum() == len(reading.ids)


class ByLength:
    """A reranker that takes the longest passage for the best."""

    name = "reader"

    def read(self, question: str, passages: Sequence[Passage]) -> list[Judgement]:
        return [Judgement(len(one.text) - 9.0, (0.0,) * len(one.sentences)) for one in passages]


class Found:
    """A retriever that always finds the same."""

    def __init__(self, hits: list[Hit]) -> None:
        self.hits = hits
        self.limits: list[int] = []

    def search(self, query: str, limit: int = 10, filters: object = None) -> list[Hit]:
        self.limits.append(limit)
        return self.hits[:limit]


def some_hits(count: int) -> list[Hit]:
    why = {"cosine": 0.5, "words": 0.5}
    return [Hit(passage("x" * (1 + at % 7), str(at)), 1 - at / 1000, why) for at in range(count)]


def test_only_the_first_hits_are_read_and_the_others_follow_in_their_order() -> None:
    hits = some_hits(DEPTH + 6)
    found = rerank("?", hits, ByLength())
    assert {hit.passage for hit in found[:DEPTH]} == {hit.passage for hit in hits[:DEPTH]}
    assert [hit.passage for hit in found[DEPTH:]] == [hit.passage for hit in hits[DEPTH:]]
    assert len(found[0].passage.text) == 7
    scores = [hit.score for hit in found]
    assert scores == sorted(scores, reverse=True)
    assert all(hit.judgement for hit in found[:DEPTH])
    assert not any(hit.judgement for hit in found[DEPTH:])


def test_the_reranking_retriever_reads_more_than_it_returns() -> None:
    inner = Found(some_hits(30))
    found = RerankingRetriever(inner, ByLength()).search("?", 5)
    assert len(found) == 5
    assert inner.limits == [DEPTH]
    assert len(found[0].passage.text) == 7


def test_without_the_reader_the_order_of_the_search_stays() -> None:
    hits = [Hit(passage(RATE, "a"), 0.9, {"cosine": 0.9, "words": 0.9}), Hit(passage(RAIN, "b"), 0.1, {"cosine": 0.1})]
    stand_in = open_reranker(BagOfWords(), RerankingSettings(EMBEDDING))
    assert isinstance(stand_in, EmbeddingReranker)
    found = rerank("rain harvest committee", hits, stand_in)
    assert [hit.passage.document_id for hit in found] == ["a", "b"]
    judged = found[1].judgement
    assert judged
    assert max(judged.sentences) > 0


def test_an_unknown_model_is_refused_with_a_remedy(embedder: Embedder, tmp_path: Path) -> None:
    with pytest.raises(UnknownModelError, match="cross-encoder"):
        open_reranker(embedder, RerankingSettings(str(tmp_path / "nothing")))


def test_any_cross_encoder_can_be_named(embedder: Embedder, tmp_path: Path) -> None:
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    from index.embedding import default_model_folder

    tiny = BertConfig(vocab_size=30522, hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8)
    tiny.num_labels = 1
    BertForSequenceClassification(tiny).save_pretrained(tmp_path)
    special = {"pad_token": "[PAD]", "sep_token": "[SEP]"}
    wrapper: Any = PreTrainedTokenizerFast
    wrapper(tokenizer_file=str(default_model_folder() / "tokenizer.json"), **special).save_pretrained(tmp_path)
    named = open_reranker(embedder, RerankingSettings(str(tmp_path)))
    right = passage(RATE)
    (found,) = named.read(QUESTION, [right])
    assert len(found.sentences) == len(right.sentences)
    assert named.name == str(tmp_path)


class NeverTheSame:
    """A reranker whose every judgement differs, so that a repeated one was remembered."""

    name = "never the same"

    def __init__(self) -> None:
        self.last = 0.0

    def read(self, question: str, passages: Sequence[Passage]) -> list[Judgement]:
        judged = []
        for _ in passages:
            self.last += 1
            judged.append(Judgement(self.last, ()))
        return judged


def test_what_was_read_is_remembered_until_its_words_change() -> None:
    reranker = Remembering(NeverTheSame(), most=3)
    one, two = passage(RATE), passage(RAIN, start=500)
    first = reranker.read(QUESTION, [one, two, one])
    assert first[0] == first[2] != first[1]
    assert reranker.read(QUESTION, [two, one]) == [first[1], first[0]]
    assert reranker.read("Another question?", [one])[0] not in first
    (replaced,) = reranker.read(QUESTION, [passage(RAIN)])
    assert replaced not in first
    # the oldest are forgotten, and read anew
    assert reranker.read(QUESTION, [two])[0] not in [*first, replaced]
