"""The answer as a chat model phrases it: quotes cut down to what it keeps of them, or whole.

A model can leave no quote out: what it does not phrase is quoted. It can add nothing either (abridging.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.abridging import abridged
from assistant.conversation import QUOTED_INSTEAD, Quote, Statement
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
        """Yield the statements as they come, the model's first; no quote is without one."""
        phrased = refused = 0
        failure = ""
        try:
            for sentence in self.writer.write(question, self.quotes):
                cited = [one for one in self.quoted if one.quotes[0] in sentence.quotes]
                statement = next(filter(None, (_shortened(one, sentence) for one in cited)), None)
                phrased, refused = phrased + bool(statement), refused + (statement is None)
                yield from self._new([statement] if statement else self._unsaid(cited))
        except WriterError as error:
            failure = str(error)
        self.notice = _told(self.writer.name, failure, phrased, refused)
        yield from self._new(self._unsaid(self.quoted))

    def _unsaid(self, quoted: Iterable[Statement]) -> list[Statement]:
        said = {number for one in self._said for number in one.quotes}
        return [one for one in quoted if one.quotes[0] not in said]

    def _new(self, statements: Iterable[Statement]) -> Iterator[Statement]:
        for statement in statements:
            if statement not in self._said:
                self._said.append(statement)
                yield statement


def _shortened(quoted: Statement, sentence: Sentence) -> Statement | None:
    """Return a quote cut down to what a sentence keeps of it; None if the sentence says something else."""
    text = abridged(quoted.text, sentence.text)
    if text is None:
        return None
    return quoted if text == quoted.text else replace(quoted, text=text, emphasis=None)


def _told(name: str, failure: str, phrased: int, refused: int) -> str:
    """Return what the reader should know about how it went; empty if all went well."""
    if failure:
        return f"{failure}; {'what it did not phrase is quoted.' if phrased else QUOTED_INSTEAD}"
    if not phrased:
        return f"{name} wrote nothing that the quotes support; {QUOTED_INSTEAD}"
    return f"What {name} wrote beyond its quotes is not shown." if refused else ""
