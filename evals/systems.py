"""The ways to search that are measured side by side, and the one place where a reranker plugs in.

Each is what the assistant has with something left out, so that a column of a table tells what the part is worth:

words      BM25 alone, the question as typed
vectors    the cosine of the embedding model alone, the question as typed and embedded as passages are
fused      both, as `index.search` fuses them; sentences and chances as `assistant.evidence` weighs them
tuned      fused, the question embedded by the model tuned for questions
asked      tuned, as the assistant searches: follow-ups understood by the conversation, comparisons by their sides, and
           documents that the first hits name by their titles
reranked   asked, the best of them read by the reranker and put in the order of the blend
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from assistant.answering import AnswerSettings, Assistant
from assistant.conversation import Conversation
from assistant.evidence import Found, find_evidence
from corpus.document import Passage, Span
from index.embedding import Embedder
from index.filters import Filters
from index.library import Library
from index.reranking import EmbeddingReranker, Reranker, rerank
from index.search import Hit, LibraryRetriever, SearchSettings
from index.words import index_terms, query_terms

NAMES = ("words", "vectors", "fused", "tuned", "asked", "reranked")


@dataclass(frozen=True, slots=True)
class Query:
    """A question, with the questions before it in the same conversation, in order."""

    text: str
    turns: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)


Rank = Callable[[Query, int], Sequence[Hit]]
"""The best passages for a query, best first."""
ScoreSentences = Callable[[str, Sequence[Passage]], list[float]]
"""For a question a score per sentence of the passages of one document, in the order of `sentences_of`."""
ScoreAnswerable = Callable[[str, Sequence[Passage]], float]
"""How sure it is that the passages of one document answer a question."""


@dataclass(frozen=True, slots=True)
class System:
    """A way to search; what it has no way to do is None."""

    name: str
    known_by: dict[str, Any]
    """Models and settings: figures kept for one description are not shown for another."""
    rank: Rank
    score_sentences: ScoreSentences | None = None
    score_answerable: ScoreAnswerable | None = None


def open_systems(library: Library, embedder: Embedder, reranker: Reranker) -> list[System]:
    """Return the systems over one library, in the order of NAMES."""
    fused = LibraryRetriever(library, _AsPassages(embedder))
    tuned = _sharing(fused, LibraryRetriever(library, embedder))
    asking = _Asking(library, embedder, fused, reranker)
    settings = {"search": asdict(fused.settings)}
    return [
        _words(fused),
        _vectors(fused),
        System("fused", settings, _as_typed(fused), *_evidence(fused)),
        System("tuned", settings, _as_typed(tuned)),
        System("asked", asdict(AnswerSettings()), asking.rank(read=False)),
        _reranked(asking, reranker),
    ]


def sentences_of(passages: Sequence[Passage]) -> list[tuple[Span, str]]:
    """Return where each sentence of the passages stands in their document, and its words."""
    return [
        ((start, end), passage.text[start - passage.start : end - passage.start])
        for passage in passages
        for start, end in passage.sentences
    ]


def _words(fused: LibraryRetriever) -> System:
    retriever = _weighted(fused, 1.0)

    def shares(question: str, passages: Sequence[Passage]) -> list[float]:
        weights = _weights(question, fused.library)
        found = [set(index_terms(text)) for _, text in sentences_of(passages)]
        return [sum(weight for term, weight in weights.items() if term in terms) for terms in found]

    def best(question: str, passages: Sequence[Passage]) -> float:
        return max((hit.score for hit in _within(retriever, question, passages)), default=0.0)

    return System("words", {"search": asdict(retriever.settings)}, _as_typed(retriever), shares, best)


def _weights(question: str, library: Library) -> dict[str, float]:
    """Return the inverse document frequency of each term of the question, among the library's passages."""
    terms = query_terms(question)
    passages, frequencies = library.counts()[1], library.frequencies(terms)
    return {term: math.log(1 + passages / (frequencies.get(term, 0) + 0.5)) for term in terms}


def _vectors(fused: LibraryRetriever) -> System:
    retriever, embedder = _weighted(fused, 0.0), fused.embedder

    def cosines(question: str, passages: Sequence[Passage]) -> list[float]:
        asked, *found = embedder.embed([question, *(text for _, text in sentences_of(passages))])
        return [float(asked @ vector) for vector in found]

    def best(question: str, passages: Sequence[Passage]) -> float:
        return max(cosines(question, passages), default=0.0)

    return System("vectors", {"search": asdict(retriever.settings)}, _as_typed(retriever), cosines, best)


def _evidence(fused: LibraryRetriever) -> tuple[ScoreSentences, ScoreAnswerable]:
    """Return the scores that evidence has without the reader, when the embedding model stands in for it."""
    stand_in = EmbeddingReranker(fused.embedder)

    def found(question: str, passages: Sequence[Passage]) -> Found:
        hits = rerank(question, _within(fused, question, passages), stand_in, len(passages))
        return find_evidence(question, hits, fused.library, stand_in.name)

    def scores(question: str, passages: Sequence[Passage]) -> list[float]:
        known = {(sentence.start, sentence.end): sentence.score for sentence in found(question, passages).sentences}
        return [known.get(span, 0.0) for span, _ in sentences_of(passages)]

    return scores, lambda question, passages: found(question, passages).confidence


def _weighted(fused: LibraryRetriever, words: float) -> LibraryRetriever:
    return _sharing(fused, LibraryRetriever(fused.library, fused.embedder, SearchSettings(words_weight=words)))


def _sharing(fused: LibraryRetriever, retriever: LibraryRetriever) -> LibraryRetriever:
    """Return the retriever with the other's vectors: each would read those of the whole library for itself."""
    retriever.vectors = fused.vectors
    return retriever


class _AsPassages:
    """An embedder that makes no difference between questions and passages."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.runtime = embedder.name, embedder.runtime
        self.dimension, self.token_limit = embedder.dimension, embedder.token_limit
        self.embed = self.embed_questions = embedder.embed
        self.count_tokens = embedder.count_tokens


def _as_typed(retriever: LibraryRetriever) -> Rank:
    return lambda query, limit: retriever.search(query.text, limit, query.filters)


def _within(retriever: LibraryRetriever, question: str, passages: Sequence[Passage]) -> list[Hit]:
    """Return the passages, all of one document, as hits: with the scores that the search gives them."""
    if not passages:
        return []
    wanted = {passage.start for passage in passages}
    hits = retriever.search(question, SearchSettings().pool, Filters(document_ids=(passages[0].document_id,)))
    return [hit for hit in hits if hit.passage.start in wanted]


class _Asking:
    """The assistant's own search; the turns before a question are asked once, however many questions follow them."""

    def __init__(self, library: Library, embedder: Embedder, fused: LibraryRetriever, reranker: Reranker) -> None:
        self._assistant = Assistant(library, embedder, reranker=reranker)
        self._assistant.retriever.vectors = fused.vectors
        self._conversations: dict[tuple[tuple[str, ...], Filters], Conversation] = {}

    def rank(self, read: bool) -> Rank:
        """Return what finds the passages for a question as a turn of its conversation, read or as searched."""
        return lambda query, limit: self._assistant.hits(
            query.text, self._conversation(query.turns, query.filters), query.filters, limit, read=read
        )

    def _conversation(self, turns: tuple[str, ...], filters: Filters) -> Conversation:
        if not turns:
            return Conversation()
        if (turns, filters) not in self._conversations:
            before = self._conversation(turns[:-1], filters)
            continued = before.with_turn(self._assistant.ask(turns[-1], before, filters))
            self._conversations[turns, filters] = continued
        return self._conversations[turns, filters]


def _reranked(asking: _Asking, reranker: Reranker) -> System:
    def sentences(question: str, passages: Sequence[Passage]) -> list[float]:
        return [score for judgement in reranker.read(question, passages) for score in judgement.sentences]

    def answerable(question: str, passages: Sequence[Passage]) -> float:
        return max((judgement.passage for judgement in reranker.read(question, passages)), default=-math.inf)

    known_by = {"reranker": reranker.name} | asdict(AnswerSettings())
    return System("reranked", known_by, asking.rank(read=True), sentences, answerable)
