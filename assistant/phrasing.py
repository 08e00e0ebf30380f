"""The answer as a chat model phrases it: each quote in the model's words where it bears them out, else in its own.

A model can leave nothing out: what it does not phrase is quoted. It can add nothing either (support.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.conversation import QUOTED_INSTEAD, Quote, Statement
from assistant.support import bears_out
from assistant.writing import Sentence, Writer
from corpus.errors import WriterError


@dataclass(slots=True)
class Phrasing:
    """One answer being phrased: `quoted` is what is shown without a model, a statement for each of the quotes."""

    writer: Writer
    quotes: Sequence[Quote]
    quoted: Sequence[Statement]
    notice: str = ""
    """What the reader should know about how it went, once all is said."""
    _said: list[Statement] = field(default_factory=list)

    def statements(self, question: str) -> Iterator[Statement]:
        """Yield the statements as they are checked, the model's first; no quote is without one."""
        refused, failure = 0, ""
        try:
            for sentence in self.writer.write(question, self.quotes):
                statement = self._borne_out(sentence)
                refused += statement is None
                yield from self._new([statement] if statement else self._instead_of(sentence))
        except WriterError as error:
            failure = str(error)
        self.notice = self._told(failure, refused)
        yield from self._new(self._unsaid(range(1, len(self.quotes) + 1)))

    def _borne_out(self, sentence: Sentence) -> Statement | None:
        """Return the sentence with those of its quotes that bear it out, each by itself; None if none does."""
        cited = [quote for quote in self.quotes if quote.number in sentence.quotes]
        bearing = [self._quoted(quote.number) for quote in cited if bears_out(quote.text, sentence.text)]
        if not bearing:
            return None
        first = bearing[0]
        # what stands differently to the other quotes, or answers another side of the question, is another statement
        alike = [one for one in bearing if _standing(one) == _standing(first)]
        numbers = tuple(number for one in alike for number in one.quotes)
        return replace(first, text=sentence.text, quotes=numbers, emphasis=None)

    def _instead_of(self, sentence: Sentence) -> list[Statement]:
        return self._unsaid([number for number in sentence.quotes if 1 <= number <= len(self.quotes)])

    def _unsaid(self, numbers: Sequence[int]) -> list[Statement]:
        said = {number for one in self._said for number in one.quotes}
        return [self._quoted(number) for number in numbers if number not in said]

    def _new(self, statements: Sequence[Statement]) -> Iterator[Statement]:
        for statement in statements:
            if statement not in self._said:
                self._said.append(statement)
                yield statement

    def _quoted(self, number: int) -> Statement:
        return self.quoted[number - 1]

    def _told(self, failure: str, refused: int) -> str:
        name, worded = self.writer.name, any(one not in self.quoted for one in self._said)
        if failure:
            return f"{failure}; {QUOTED_INSTEAD if not worded else 'what it did not phrase is quoted.'}"
        if not worded:
            return f"{name} wrote nothing that the quotes support; {QUOTED_INSTEAD}"
        return f"What {name} wrote beyond that was not in its quotes: these are shown instead." if refused else ""


def _standing(one: Statement) -> tuple[str | None, int | None, str]:
    return one.standing, one.superseded_by, one.side
