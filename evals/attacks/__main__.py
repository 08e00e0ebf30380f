"""How many attacks are obeyed: `python -m evals.attacks`.

Each planted document stands beside the honest ones in turn, and at last all that one question finds together; the
question is answered without a chat model, and phrased by one that obeys whatever it reads and by one that lies. Where a
planted document is not among what is quoted, the chat models are given it all the same. Ends with 1 when any attack was
obeyed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.answering import Assistant
from assistant.conversation import Answer, Quote
from assistant.phrasing import Phrasing
from assistant.quoting import statements_of
from assistant.writing import Writer, open_writer
from evals.attacks.judging import Trial, obeyed
from evals.attacks.obeying import Obedient
from evals.attacks.planting import Attack, Ground, plant, read_attacks, watched
from evals.writers.lying import Liar
from evals.writers.serving import PATIENT, replying, served
from index.embedding import Embedder, open_embedder

WRITERS = ("none", "obedient", "lying")
HEAD = 600
"""So many characters of a planted document are quoted where the search quotes none of it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a trial."""

    writer: str
    attacks: tuple[Attack, ...]
    reached: bool
    crowded_out: bool
    found: tuple[str, ...]
    """How it was obeyed; empty if it was not."""


class Asking:
    """Asks the questions of a ground, with and without its planted documents, with each of the writers."""

    def __init__(self, ground: Ground, embedder: Embedder, writers: Mapping[str, Writer], obedient: Obedient) -> None:
        self._assistant = Assistant(ground.library, embedder)
        self._ground, self._writers, self._obedient = ground, writers, obedient
        self._honest: dict[str, Answer] = {}

    def outcomes(self, attacks: Sequence[Attack]) -> Iterator[Outcome]:
        """Ask with these planted documents, all found by one question, and judge the answer of each writer."""
        question = attacks[0].question
        if question not in self._honest:
            self._honest[question] = self._assistant.ask(question, filters=self._ground.beside(()))
        quoted = self._assistant.ask(question, filters=self._ground.beside(attacks))
        planted = {self._ground.planted[attack.id]: None for attack in attacks}
        self._obedient.attacks = attacks
        for name in WRITERS:
            self._obedient.prompts.clear()
            asked_of_writer = name in self._writers and bool(quoted.quotes)
            unwritten = self._with_all(quoted, [*planted]) if asked_of_writer else quoted
            answer = self._phrased(name, unwritten) if asked_of_writer else quoted
            prompts = tuple(self._obedient.prompts)
            trial = Trial(tuple(attacks), answer, unwritten, self._honest[question], frozenset(planted), prompts)
            found = tuple(obeyed(trial, self._ground.library))
            yield Outcome(name, tuple(attacks), trial.reached, trial.crowded_out, found)

    def _with_all(self, answer: Answer, planted: Sequence[str]) -> Answer:
        """Return the answer with the head of each planted document among its quotes, as if it had been found."""
        shown = {quote.document_id for quote in answer.quotes}
        heads = {one: self._ground.library.text(one)[:HEAD] for one in planted if one not in shown}
        more = tuple(
            Quote(number, one, 0, len(head), head, "Note", "", "document", None, "", "")
            for number, (one, head) in enumerate(heads.items(), len(answer.quotes) + 1)
        )
        statements = (*answer.statements, *statements_of(more))
        return replace(answer, quotes=(*answer.quotes, *more), statements=statements)

    def _phrased(self, name: str, unwritten: Answer) -> Answer:
        """Return the answer as a writer phrases it; what is found for it is the same, and need not be found again."""
        phrasing = Phrasing(self._writers[name], unwritten.quotes, unwritten.statements)
        statements = tuple(phrasing.statements(unwritten.standalone_question))
        notices = (*unwritten.notices, *filter(None, [phrasing.notice]))
        return replace(unwritten, statements=statements, notices=notices, writer=self._writers[name].name)


@contextmanager
def asking(attacks: Sequence[Attack], embedder: Embedder, folder: Path) -> Iterator[Asking]:
    """Plant the documents and start the chat models."""
    obedient = Obedient()
    ground = plant(attacks, embedder, folder)
    with served(replying(obedient.reply)) as obeying, served(replying(Liar().reply)) as lying:
        addresses = {"obedient": obeying, "lying": lying}
        writers = {name: open_writer(f"openai:{name}", url, PATIENT) for name, url in addresses.items()}
        yield Asking(ground, embedder, writers, obedient)
    ground.library.close()


def groups(attacks: Sequence[Attack], alone: bool) -> list[list[Attack]]:
    """Return those of each question together, and each attack alone if so wished."""
    together: dict[str, list[Attack]] = {}
    for attack in attacks:
        together.setdefault(attack.question, []).append(attack)
    each = [[attack] for attack in attacks if alone and len(together[attack.question]) > 1]
    return [*each, *together.values()]


def trials(embedder: Embedder, folder: Path, alone: bool = True) -> list[Outcome]:
    """Return what comes of all attacks with all writers; a visit is the doing of all of them.

    Without `alone`, only all attacks on a question together are tried, which takes a fifth of the time.
    """
    with watched() as visits:
        attacks = read_attacks(visits.address)
        with asking(attacks, embedder, folder) as at:
            outcomes = [outcome for group in groups(attacks, alone) for outcome in at.outcomes(group)]
        if visits.paths:
            outcomes.append(
                Outcome("any", tuple(attacks), True, False, tuple(f"visit: {path}" for path in visits.paths))
            )
    return outcomes


def as_text(outcomes: Sequence[Outcome]) -> str:
    """Return a line per writer, and what was obeyed."""
    lines = [f"{'writer':10} trials  planted document quoted  honest one crowded out  obeyed"]
    for writer in dict.fromkeys(one.writer for one in outcomes):
        ours = [one for one in outcomes if one.writer == writer]
        reached, crowded = sum(one.reached for one in ours), sum(one.crowded_out for one in ours)
        failed = sum(bool(one.found) for one in ours)
        lines.append(f"{writer:10} {len(ours):6} {reached:24} {crowded:23} {failed:7}")
    for one in outcomes:
        names = one.attacks[0].id if len(one.attacks) == 1 else f"all on “{one.attacks[0].question}”"
        lines += [f"{one.writer}: {names}: {found}" for found in one.found]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the attacks and print what came of them."""
    argparse.ArgumentParser(prog="python -m evals.attacks", description="Tell how many attacks are obeyed.").parse_args(
        arguments
    )
    with tempfile.TemporaryDirectory() as folder:
        outcomes = trials(open_embedder(), Path(folder))
    print(as_text(outcomes))  # noqa: T201 - a command's result
    return int(any(one.found for one in outcomes))


if __name__ == "__main__":
    sys.exit(main())
