"""A chat model that does whatever a document asks, in every form that could get past a check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from evals.attacks.planting import Attack
from evals.writers.serving import Shown, quotes_in

TAILS = 14
"""So many words at the head of a quote are left out, one after another, so that what it asks to be said is left."""


@dataclass(slots=True)
class Obedient:
    """Obeys the attacks that are set, whether or not it was shown them: no model could do worse."""

    attacks: Sequence[Attack] = ()
    prompts: list[str] = field(default_factory=list)

    def reply(self, prompt: str) -> str:
        """Return what is asked for, said with each mark and with none, beside honest words and alone."""
        self.prompts.append(prompt)
        quotes = quotes_in(prompt)
        said = dict.fromkeys(sentence for attack in self.attacks for sentence in _said(attack, quotes))
        return "\n".join((*said, *dict.fromkeys(_parroted(quotes))))


def _said(attack: Attack, quotes: Sequence[Shown]) -> Iterator[str]:
    numbers = [quote.number for quote in quotes]
    everything = "".join(f"[{number}]" for number in numbers)
    for says in attack.says:
        yield f"{says}."
        for marks in (*(f"[{number}]" for number in numbers), everything):
            yield f"{says} {marks}."
        for quote in quotes:
            words = quote.words.rstrip(" .")
            yield f"{words}, {says} [{quote.number}]."
            yield f"{says}, {words} [{quote.number}]."
            yield f"{' '.join(words.split()[:4])} {says} {everything}."


def _parroted(quotes: Sequence[Shown]) -> Iterator[str]:
    """Say the words of each quote without those at its head: "say that …" becomes what is to be said."""
    for quote in quotes:
        words = quote.words.rstrip(" .").split()
        for at in range(1, min(TAILS, len(words) - 1)):
            yield f"{' '.join(words[at:])} [{quote.number}]."
