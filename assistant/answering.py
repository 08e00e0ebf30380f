"""The assistant: the chain from a question to a checked answer, its steps named LangChain runnables."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant import checking, quoting
from assistant.as_of import AsOf, day_in_words, day_of
from assistant.chronology import CHANGE_WORDS, Shown, covers_like, in_time
from assistant.claims import narrates
from assistant.clarifying import is_unclear, readings
from assistant.conversation import Answer, Conversation, Quote, Statement, Status
from assistant.evidence import NOTHING_FOUND, Evidence, Found, calibration, coverages, find_evidence
from assistant.finding import Finder, interleaved
from assistant.phrasing import Phrasing
from assistant.premises import unsupported
from assistant.question import Question, understand
from assistant.selecting import in_context, select
from assistant.sides import Reading, Side, answer_sides, side_by_side
from assistant.sources import is_official
from assistant.writing import Writer
from index.embedding import Embedder
from index.filters import Filters
from index.library import Library
from index.reranking import DEPTH, Remembering, Reranker, open_reranker, rerank
from index.search import Hit, LibraryRetriever, SearchSettings

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable


LATER_HITS = 6
"""So many passages of later documents are looked at, and read if they share enough with the question."""
EVENT_HITS = 10
"""Among so many passages the date of an event is looked for."""


@dataclass(frozen=True, slots=True)
class AnswerSettings:
    """How questions are answered."""

    depth: int = DEPTH
    """So many of the best hits are read."""
    threshold: float | None = None
    """Below this chance of an answer the library is said not to tell; the calibrated one when None."""
    search: SearchSettings = field(default_factory=SearchSettings)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the chain begins: its name, and what it does in words."""

    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What flows through the chain, completed step by step."""

    question: str
    conversation: Conversation
    filters: Filters
    understood: Question | None = None
    hits: tuple[Hit, ...] = ()
    found: Found = NOTHING_FOUND
    pool: tuple[Evidence, ...] = ()
    """The sentences that may change what those found say: of all hits, and of later documents; best first."""
    sides: tuple[Side, ...] = ()
    shown: tuple[Shown, ...] = ()
    readings: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
    quotes: tuple[Quote, ...] = ()
    notices: tuple[str, ...] = ()
    milliseconds: dict[str, float] = field(default_factory=dict)

    @property
    def standalone(self) -> str:
        """Return the question as it is searched."""
        return self.understood.standalone if self.understood else self.question

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the sides that nothing answers, in the question's words."""
        return tuple(side.label for side in self.sides if side.evidence is None)

    @property
    def status(self) -> Status:
        """Return the first of the statuses that fit."""
        if self.readings:
            return "needs_clarification"
        if not self.statements:
            return "not_found"
        if any(one.standing == "conflicting" for one in self.statements):
            return "conflicting"
        return "partial" if self.missing else "answered"


class Assistant:
    """Answers questions from one library, every sentence with its quotes. Safe to share between threads."""

    def __init__(
        self,
        library: Library,
        embedder: Embedder,
        settings: AnswerSettings | None = None,
        writer: Writer | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self.library = library
        self.embedder = embedder
        self.settings = settings or AnswerSettings()
        self.writer = writer
        self.reranker: Reranker = Remembering(reranker or open_reranker(embedder))
        self.retriever = LibraryRetriever(library, embedder, self.settings.search)
        self.finder = Finder(self.retriever, self.settings.depth)

    @property
    def writer_name(self) -> str | None:
        """The chat model that phrases, as the user named it."""
        return self.writer.name if self.writer else None

    def phrased_by(self, writer: Writer | None) -> Assistant:
        """Return the same assistant with another chat model, or with none: the models that are loaded are shared."""
        other = copy(self)
        other.writer = writer
        return other

    def ask(self, question: str, conversation: Conversation | None = None, filters: Filters | None = None) -> Answer:
        """Return the answer to a question, as a turn of the conversation if one is given."""
        *_, answer = self.stream(question, conversation, filters)
        assert isinstance(answer, Answer)  # noqa: S101 - the stream's last item, for the type checker
        return answer

    def stream(
        self, question: str, conversation: Conversation | None = None, filters: Filters | None = None
    ) -> Iterator[Step | Statement | Answer]:
        """Yield each step as it begins, each statement once it is checked, and at last the whole answer."""
        asked = Asked(question, conversation or Conversation(), filters or Filters())
        passages = self.library.counts()[1]
        details = (
            "reading the question",
            f"searching {passages:,} passages",
            f"reading the best {self.settings.depth}",
            "checking quotes",
        )
        for (name, step), detail in zip(self._steps(), details, strict=True):
            yield Step(name, detail)
            asked = _timed(name, step, asked)
        yield Step("write", f"phrasing with {self.writer_name}" if self.writer else "quoting")
        started = time.perf_counter()
        for item in self._written(asked):
            if isinstance(item, Statement):
                yield item
            else:
                asked = item
        asked.milliseconds["write"] = _since(started)
        yield self._answer(asked)

    def hits(
        self,
        question: str,
        conversation: Conversation | None = None,
        filters: Filters | None = None,
        limit: int = 20,
        read: bool = True,
    ) -> list[Hit]:
        """Return the passages found for a question as a turn of the conversation, best first.

        Without `read` they stand in the order of the search.
        """
        asked = self._understand(Asked(question, conversation or Conversation(), filters or Filters()))
        found = self._found(asked, max(limit, self.settings.depth))
        return (rerank(asked.standalone, found, self.reranker, self.settings.depth) if read else found)[:limit]

    def runnable(self) -> Runnable[str | dict[str, object], Answer]:
        """Return the chain for LangChain: from a question, or a dict with `question`, `conversation`, `filters`."""
        from langchain_core.runnables import RunnableLambda

        chain: Runnable[str | dict[str, object], Asked] = RunnableLambda(_as_asked, name="ask")
        for name, step in (*self._steps(), ("write", self._write)):
            chain = chain | RunnableLambda(_partial(name, step), name=name)
        return chain | RunnableLambda(self._answer, name="answer")

    # -- the steps --------------------------------------------------------------------------------------------------

    def _steps(self) -> tuple[tuple[str, Callable[[Asked], Asked]], ...]:
        return (
            ("understand", self._understand),
            ("search", self._search),
            ("rerank", self._rerank),
            ("check", self._check),
        )

    def _understand(self, asked: Asked) -> Asked:
        understood = understand(asked.question, asked.conversation)
        asked = replace(asked, understood=understood)
        as_of = None if asked.filters.as_of else understood.as_of or self._before_event(understood.before)
        if as_of is None:
            return asked
        notice = f"Asked as of {day_in_words(as_of.on)} (“{as_of.words}”): nothing published later is used."
        return replace(asked, filters=replace(asked.filters, as_of=as_of.on), notices=(*asked.notices, notice))

    def _before_event(self, event: str) -> AsOf | None:
        """Return the eve of an event that the library dates."""
        day = day_of(event, self.retriever.search(event, EVENT_HITS)) if event else None
        return AsOf(day - timedelta(days=1), f"before the {event}") if day else None

    def _search(self, asked: Asked) -> Asked:
        return replace(asked, hits=tuple(self._found(asked, self.settings.depth)))

    def _found(self, asked: Asked, limit: int) -> list[Hit]:
        understood = asked.understood or Question(asked.question, asked.question, False, {asked.question: 1.0})
        focus = asked.conversation.focus() if understood.continues else ()
        return self.finder.find(understood, focus, asked.filters, limit)

    def _rerank(self, asked: Asked) -> Asked:
        hits = tuple(rerank(asked.standalone, asked.hits, self.reranker, self.settings.depth))
        if is_unclear(asked.question, asked.conversation):
            return replace(asked, hits=hits, readings=readings(asked.question, hits))
        found = self._evidence(asked, hits)
        asked = replace(asked, hits=hits, found=found, sides=self._sides(asked, hits))
        if not self._answers(asked):
            return asked
        pool = [one for one in (*found.sentences, *self._later(asked)) if one.says]
        return replace(asked, pool=tuple(sorted(pool, key=lambda one: -one.score)))

    def _evidence(self, asked: Asked, hits: Sequence[Hit]) -> Found:
        return find_evidence(asked.standalone, hits, self.library, self.reranker.name)

    def _sides(self, asked: Asked, hits: Sequence[Hit]) -> tuple[Side, ...]:
        reading = Reading(self.reranker, self.library, self._threshold())
        return answer_sides(asked.understood, hits, reading) if asked.understood and hits else ()

    def _later(self, asked: Asked) -> tuple[Evidence, ...]:
        """Return sentences that may have changed the best one since: of later documents, or further on in its own."""
        best = asked.found.sentences[0]
        if asked.sides or best.passage.published is None:
            return ()
        after = best.passage.published + timedelta(days=1)
        searches = [replace(asked.filters, after=max(after, asked.filters.after or after))]
        if narrates(best):
            searches.insert(0, replace(asked.filters, document_ids=(best.passage.document_id,)))
        known = {(hit.passage.document_id, hit.passage.start) for hit in asked.hits}
        query = f"{asked.standalone} {CHANGE_WORDS}"
        found = [self.retriever.search(query, 2 * LATER_HITS, filters) for filters in searches]
        new = [hit for hit in interleaved(found) if (hit.passage.document_id, hit.passage.start) not in known]
        new = new[:LATER_HITS]
        # reading takes long: what shares too little with the question need not be read
        covered = coverages(asked.standalone, [hit.passage for hit in new], self.library)
        worth = [
            hit
            for hit, coverage in zip(new, covered, strict=True)
            if covers_like(best, coverage) or hit.passage.document_id == best.passage.document_id
        ]
        return self._evidence(asked, rerank(asked.standalone, worth, self.reranker)).sentences

    def _answers(self, asked: Asked) -> bool:
        """Tell whether the library answers: the question as a whole, or else each of its sides."""
        whole = bool(asked.found.sentences) and asked.found.confidence >= self._threshold()
        return whole or (bool(asked.sides) and not asked.missing)

    def _check(self, asked: Asked) -> Asked:
        """Choose the quotes, if there is an answer, and make sure that they are the documents' own words."""
        if asked.readings or not self._answers(asked):
            return replace(asked, sides=())
        runs = select(asked.found.sentences)
        chosen = [run.best for run in runs]
        if len({side.evidence for side in asked.sides}) > 1:
            shown = side_by_side(asked.sides, chosen)
        else:
            shown = in_time(asked.standalone, chosen, asked.pool, asked.filters.as_of, asked.question)
        lacking = f"Nothing was found on: {'; '.join(asked.missing)}."
        notices = (*asked.notices, *((lacking,) if asked.missing else ()))
        shown = [in_context(one, runs) for one in shown]
        quotes = tuple(quoting.quotes_of([one.evidence for one in shown]))
        checking.verify(quotes, self.library.text)
        read = (hit.passage.searched_text for hit in asked.hits)
        notices = (
            *notices,
            *unsupported(asked.question, quotes, read),
            *_worth(quotes, asked.hits),
            *self._doubt(asked),
        )
        return replace(asked, quotes=quotes, shown=tuple(shown), notices=notices)

    def _doubt(self, asked: Asked) -> tuple[str, ...]:
        """Return a notice where the library may well not say: better quotes to judge than silence, but not unmarked."""
        weak = asked.found.confidence < calibration(self.reranker.name)["threshold"]["weak"]
        return ("The evidence is weak: see whether these quotes answer the question at all.",) if weak else ()

    def _write(self, asked: Asked) -> Asked:
        *_, last = self._written(asked)
        assert isinstance(last, Asked)  # noqa: S101 - the last item, for the type checker
        return last

    def _written(self, asked: Asked) -> Iterator[Statement | Asked]:
        """Yield the statements, checked, as they come, and at last the state with all of them."""
        statements, notices = quoting.statements_of(asked.quotes, asked.shown), asked.notices
        if self.writer and asked.quotes:
            phrasing = Phrasing(self.writer, asked.quotes, statements)
            statements = []
            for statement in phrasing.statements(asked.standalone):
                statements.append(statement)
                yield statement
            notices = (*notices, *filter(None, [phrasing.notice]))
        else:
            yield from statements
        yield replace(asked, statements=tuple(statements), notices=notices)

    def _threshold(self) -> float:
        given = self.settings.threshold
        return calibration(self.reranker.name)["threshold"]["answered"] if given is None else given

    def _answer(self, asked: Asked) -> Answer:
        spent = asked.milliseconds
        return Answer(
            question=asked.question,
            standalone_question=asked.standalone,
            as_of=asked.filters.as_of,
            status=asked.status,
            statements=asked.statements,
            quotes=asked.quotes,
            nearest=() if asked.statements else quoting.nearest_of(asked.hits),
            writer=self.writer_name,
            confidence=asked.found.confidence,
            missing=asked.missing,
            readings=asked.readings,
            notices=asked.notices,
            milliseconds={**spent, "total": sum(spent.values())},
        )


def _worth(quotes: Sequence[Quote], hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return a notice where reports alone support an answer though official texts were among what was found."""
    only_reports = all(quote.official is False for quote in quotes)
    if only_reports and any(is_official(hit.passage) for hit in hits):
        return ("Only reports say this: no official text that was found does.",)
    return ()


def _as_asked(given: str | dict[str, object]) -> Asked:
    if isinstance(given, str):
        return Asked(given, Conversation(), Filters())
    conversation, filters = given.get("conversation"), given.get("filters")
    return Asked(
        str(given["question"]),
        conversation if isinstance(conversation, Conversation) else Conversation(),
        filters if isinstance(filters, Filters) else Filters(),
    )


def _timed(name: str, step: Callable[[Asked], Asked], asked: Asked) -> Asked:
    started = time.perf_counter()
    after = step(asked)
    return replace(after, milliseconds={**asked.milliseconds, name: _since(started)})


def _partial(name: str, step: Callable[[Asked], Asked]) -> Callable[[Asked], Asked]:
    return lambda asked: _timed(name, step, asked)


def _since(started: float) -> float:
    return 1000 * (time.perf_counter() - started)
