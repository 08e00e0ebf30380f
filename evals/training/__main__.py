"""Train the reader: `python -m evals.training --library DIR --benchmarks DIR --work DIR`.

The library is that of the trade collection which the training questions are over; the benchmarks are the folder of the
public sets. Everything random is seeded. Four rounds, in each of which the learning rate falls to zero (warm restarts,
Loshchilov and Hutter 2017): general questions, then general and trade questions together, in the last two more of
these. The work folder keeps what was mined and a checkpoint; the same command goes on where it stopped. At the end the
weights are written in 8 bits.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from evals.training.examples import Example, Text, kept_for_calibration, public_examples, without
from evals.training.export import export
from evals.training.mining import mined
from evals.training.model import ReaderModel, Row, loss_of, row, shape_of
from index.embedding import default_model_folder, open_embedder
from index.encoding import encode_texts
from index.library import Library

QUESTIONS = Path(__file__).parent / "questions.jsonl"
WEIGHTS = Path(__file__).parent.parent.parent / "index" / "reader" / "reader.onnx"


@dataclass(frozen=True, slots=True)
class Round:
    """What is read while the learning rate falls from its height to zero."""

    learning_rate: float
    general_epochs: float
    trade_epochs: int
    """How often the trade questions are seen after the general ones."""
    others: int
    """So many passages that do not answer are read with one that does."""
    close: bool
    """Whether general questions, too, are read with passages close to what answers; else with another question's."""
    among: float = 0.5
    """So many general questions are read among the trade questions, for each of them."""
    first: int = 0
    """The number of the first trade question that is read."""
    last: int = 99_999
    """The number of the last trade question that was written by then."""


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """How the reader is trained."""

    seed: int = 20261123
    weight_decay: float = 0.01
    warm_up: int = 150
    """Steps of a round until the learning rate is at its height."""
    tokens: int = 4_096
    """A step reads about so many tokens, padding included."""
    ranking: float = 0.5
    """What the order among a question's passages counts beside the words in each."""
    checkpoint: int = 100
    """Steps from one checkpoint to the next."""
    rounds: tuple[Round, ...] = (
        Round(8e-5, general_epochs=0.7, trade_epochs=2, others=3, close=False, last=2_265),
        Round(6e-5, general_epochs=0.5, trade_epochs=3, others=2, close=True, last=2_265),
        Round(5e-5, general_epochs=0.0, trade_epochs=1, others=2, close=True, among=0.25, last=6_263),
        Round(5e-5, general_epochs=0.0, trade_epochs=1, others=2, close=True, among=0.25, first=2_266, last=13_553),
    )


Group = list[Row]


def groups_of(examples: Sequence[Example], given: Round, choose: random.Random) -> Iterator[Group]:
    """Yield each question's rows: what answers it, the same without the answer or another's passage, hard passages."""
    texts = [example.answer for example in examples if example.answer]
    for example in examples:
        general = example.source != "trade" and example.answer
        others: list[Text] = [] if general and not given.close else list(example.others)
        choose.shuffle(others)
        others = others[: given.others]
        if example.answer:
            rest = without(example.answer)
            if rest and choose.random() < (0.5 if others else 0.7):
                others = [rest, *others][: given.others]
            if not others:
                others = [choose.choice(texts)]
        read = [*([example.answer] if example.answer else []), *others]
        readings = encode_texts(example.question, [(text.context, text.text) for text in read])
        rows = [row(reading, text.gold) for reading, text in zip(readings, read, strict=True)]
        if rows and (rows[0].gold or not example.answer):
            yield rows


def batches(groups: Sequence[Group], size: int, choose: random.Random) -> list[list[Group]]:
    """Return the groups in batches of about `size` tokens, those of like length together, in random order."""
    shuffled = list(groups)
    choose.shuffle(shuffled)
    found: list[list[Group]] = []
    for at in range(0, len(shuffled), 512):
        waiting: list[Group] = []
        for group in sorted(shuffled[at : at + 512], key=_length):
            rows, length = shape_of([*waiting, group], size)
            if waiting and rows * length > size:
                found.append(waiting)
                waiting = []
            waiting.append(group)
        found.append(waiting)
    choose.shuffle(found)
    return found


def _length(group: Group) -> int:
    return max(len(one.reading.ids) for one in group)


Steps = list[list[Group]]


def plan(general: Sequence[Example], trade: Sequence[Example], settings: TrainingSettings) -> list[Steps]:
    """Return all steps of each round, in order."""
    return [
        _plan(general, trade, one, settings.tokens, random.Random(settings.seed + number))  # noqa: S311 - reproducible
        for number, one in enumerate(settings.rounds)
    ]


def _plan(
    general: Sequence[Example], trade: Sequence[Example], given: Round, tokens: int, choose: random.Random
) -> Steps:
    first = choose.sample(list(general), round(given.general_epochs * len(general)))
    steps = batches(list(groups_of(first, given, choose)), tokens, choose)
    known = [example for example in trade if given.first <= int(example.id.removeprefix("q")) <= given.last]
    for _ in range(given.trade_epochs):
        mixed = [*known, *choose.sample(list(general), min(int(given.among * len(known)), len(general)))]
        steps += batches(list(groups_of(mixed, given, choose)), tokens, choose)
    return steps


class Progress:
    """A round of training that can be interrupted: the model, its optimizer, and the steps that are done."""

    def __init__(self, model: ReaderModel, number: int, steps: int, settings: TrainingSettings) -> None:
        given = settings.rounds[number]
        self.model, self.round, self.step = model, number, 0
        self.trained = [weights for weights in model.parameters() if weights.requires_grad]
        self.optimizer = torch.optim.AdamW(
            self.trained, lr=given.learning_rate, weight_decay=settings.weight_decay, fused=True
        )
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimizer, lambda step: min((step + 1) / settings.warm_up, max(0.0, (steps - step) / steps))
        )

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from what `save` wrote."""
        self.step = saved["step"]
        self.model.load_state_dict(saved["model"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.schedule.load_state_dict(saved["schedule"])

    def save(self, file: Path) -> None:
        """Write all that is needed to go on from here."""
        state = {
            "round": self.round,
            "step": self.step,
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict(),
        }
        torch.save(state, file.with_suffix(".partial"))
        os.replace(file.with_suffix(".partial"), file)

    def learn(self, loss: torch.Tensor) -> None:
        """Take one step."""
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(self.trained, 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.schedule.step()
        self.step += 1


def train(rounds: Sequence[Steps], settings: TrainingSettings, checkpoint: Path) -> ReaderModel:
    """Return the trained model; it goes on from the checkpoint if there is one."""
    torch.manual_seed(settings.seed)
    model = ReaderModel(default_model_folder())
    # what words mean stays as it was learned from far more text than there is here
    model.encoder.embeddings.requires_grad_(False)
    model.train()
    saved = torch.load(checkpoint, weights_only=True) if checkpoint.exists() else None
    for number, steps in enumerate(rounds):
        if saved and saved["round"] > number:
            continue
        progress = Progress(model, number, len(steps), settings)
        if saved and saved["round"] == number:
            progress.resume(saved)
        _train_round(progress, steps, settings, checkpoint)
    return model.eval()


def _train_round(progress: Progress, steps: Steps, settings: TrainingSettings, checkpoint: Path) -> None:
    started, begun, mean = time.monotonic(), progress.step, 0.0
    for groups in steps[begun:]:
        loss = loss_of(progress.model, groups, settings.ranking, shape_of(groups, settings.tokens))
        progress.learn(loss)
        mean = loss.item() if not mean else 0.98 * mean + 0.02 * loss.item()
        if progress.step % settings.checkpoint == 0 or progress.step == len(steps):
            progress.save(checkpoint)
            pace = (time.monotonic() - started) / (progress.step - begun)
            left = pace * (len(steps) - progress.step) / 60
            done = f"round {progress.round + 1}, step {progress.step} of {len(steps)}"
            _say(f"{done}, loss {mean:.3f}, {pace:.2f} s a step, {left:.0f} min left")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - a command's progress


def main() -> None:
    """Train as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", type=Path, required=True, help="the library of the trade collection")
    parser.add_argument("--benchmarks", type=Path, required=True, help="the folder of the public sets")
    parser.add_argument("--work", type=Path, required=True, help="where what was mined and the checkpoint are kept")
    parser.add_argument("--output", type=Path, default=WEIGHTS, help="the file of weights to write")
    given = parser.parse_args()
    settings = TrainingSettings()
    given.work.mkdir(parents=True, exist_ok=True)
    asked = mined(QUESTIONS, Library.open(given.library), open_embedder(), given.work / "mined.jsonl")
    trade = [example for example in asked if not kept_for_calibration(example.id)]
    general = public_examples(given.benchmarks)
    rounds = plan(general, trade, settings)
    _say(
        f"{len(general)} general and {len(trade)} trade questions, steps: {', '.join(str(len(one)) for one in rounds)}"
    )
    model = train(rounds, settings, given.work / "checkpoint.pt")
    export(model, given.output)
    _say(f"wrote {given.output}, {given.output.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
