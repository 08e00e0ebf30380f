"""Train the reader: `python -m evals.training --library DIR --benchmarks DIR --work DIR`.

The library is that of the trade collection which the training questions are over; the benchmarks are the folder of the
public sets. Everything random is seeded. Two phases: general questions, then general and trade questions together with
the learning rate falling to zero. The work folder keeps what was mined and a checkpoint; the same command goes on where
it stopped. At the end the weights are written to the package in 8 bits.
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
class TrainingSettings:
    """How the reader is trained."""

    seed: int = 20261123
    learning_rate: float = 8e-5
    weight_decay: float = 0.01
    warm_up: int = 150
    """Steps."""
    tokens: int = 4_096
    """A step reads about so many tokens, padding included."""
    ranking: float = 0.5
    """What the order among a question's passages counts beside the words in each."""
    general_epochs: float = 0.7
    trade_epochs: int = 3
    """How often the trade questions are seen in the second phase, among half as many general ones."""
    others: int = 3
    """So many passages that do not answer are read with one that does."""
    checkpoint: int = 100
    """Steps from one checkpoint to the next."""


Group = list[Row]


def groups_of(examples: Sequence[Example], settings: TrainingSettings, choose: random.Random) -> Iterator[Group]:
    """Yield each question's rows: what answers it, the same without the answer or another's passage, hard passages."""
    texts = [example.answer for example in examples if example.answer]
    for example in examples:
        others: list[Text] = list(example.others)
        choose.shuffle(others)
        others = others[: settings.others]
        if example.answer:
            rest = without(example.answer)
            if rest and choose.random() < (0.5 if others else 0.7):
                others = [rest, *others][: settings.others]
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


def plan(general: Sequence[Example], trade: Sequence[Example], settings: TrainingSettings) -> list[list[Group]]:
    """Return all steps of the training, in order."""
    choose = random.Random(settings.seed)  # noqa: S311 - reproducible, nothing secret
    first = choose.sample(list(general), round(settings.general_epochs * len(general)))
    steps = batches(list(groups_of(first, settings, choose)), settings.tokens, choose)
    second: list[list[Group]] = []
    for _ in range(settings.trade_epochs):
        mixed = [*trade, *choose.sample(list(general), min(len(trade) // 2, len(general)))]
        second += batches(list(groups_of(mixed, settings, choose)), settings.tokens, choose)
    return [*steps, *second]


def train(steps: Sequence[list[Group]], settings: TrainingSettings, checkpoint: Path) -> ReaderModel:
    """Return the trained model; it goes on from the checkpoint if there is one."""
    torch.manual_seed(settings.seed)
    model = ReaderModel(default_model_folder())
    # what words mean stays as it was learned from far more text than there is here
    model.encoder.embeddings.requires_grad_(False)
    trained = [weights for weights in model.parameters() if weights.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=settings.learning_rate, weight_decay=settings.weight_decay, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, len(steps), settings.warm_up))
    begun = 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        begun = saved["step"]
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
    model.train()
    started, mean = time.monotonic(), 0.0
    for step, groups in enumerate(steps[begun:], start=begun + 1):
        loss = loss_of(model, groups, settings.ranking, shape_of(groups, settings.tokens))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
        mean = loss.item() if not mean else 0.98 * mean + 0.02 * loss.item()
        if step % settings.checkpoint == 0 or step == len(steps):
            _save(checkpoint, step, model, optimizer, schedule)
            pace = (time.monotonic() - started) / (step - begun)
            left = pace * (len(steps) - step) / 60
            _say(f"step {step} of {len(steps)}, loss {mean:.3f}, {pace:.2f} s a step, {left:.0f} min left")
    return model.eval()


def _rate(step: int, steps: int, warm_up: int) -> float:
    return min((step + 1) / warm_up, max(0.0, (steps - step) / steps))


def _save(
    checkpoint: Path,
    step: int,
    model: ReaderModel,
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
) -> None:
    partial = checkpoint.with_suffix(".partial")
    state = {
        "step": step,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "schedule": schedule.state_dict(),
    }
    torch.save(state, partial)
    os.replace(partial, checkpoint)


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
    steps = plan(general, trade, settings)
    _say(f"{len(general)} general and {len(trade)} trade questions, {len(steps)} steps")
    model = train(steps, settings, given.work / "checkpoint.pt")
    export(model, given.output)
    _say(f"wrote {given.output}, {given.output.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
