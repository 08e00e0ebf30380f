"""Tune how questions are embedded: `python -m evals.training.question_encoder --library DIR`.

People ask in other words than documents use. The passages keep the vectors that they have; the model that embeds
questions learns to come near those that answer: narrow changes of its weights (Hu et al. 2021, LoRA), and a softmax
over all passages of the documents that the questions are on (Karpukhin et al. 2020, DPR, with every passage in the
place of those of the batch). Half of what is learned is written: between the weights before and after lies the model
that does best on questions unlike those it learned from (Wortsman et al. 2022, WiSE-FT).

Questions on one document in ten are left out, and on them the script tells what came of it. Five minutes on two cores
that have nothing else to do.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.utils import parametrize
from transformers import AutoModel, AutoTokenizer

from evals.training.__main__ import QUESTIONS
from evals.training.examples import kept_for_calibration, trade_questions
from index.embedding import Vectors, default_model_folder
from index.library import Library
from index.tuning import QUESTION_ENCODER, Factors, write_changes

LENGTHS = (16, 24, 32, 48, 64, 96, 128)
"""Questions are padded to one of these lengths, in tokens: for every new one kernels are compiled anew."""


@dataclass(frozen=True, slots=True)
class TuningSettings:
    """How the model is tuned."""

    seed: int = 20261124
    rank: int = 16
    learning_rate: float = 1e-3
    epochs: int = 3
    batch: int = 32
    temperature: float = 0.05
    """What cosines are divided by before the softmax."""
    share: float = 0.5
    """So much of what was learned is written."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the rows of the passages that answer it."""

    question: str
    answers: tuple[int, ...]
    held_out: bool


def read_asked(library: Library) -> tuple[list[Asked], torch.Tensor]:
    """Return the answerable questions, and the passages of all documents they are on, float32 (n, dimension)."""
    questions = [one for one in trade_questions(QUESTIONS) if one["answerable"] and not kept_for_calibration(one["id"])]
    rows = _passages(library, sorted({gold["document_id"] for one in questions for gold in one["gold"]}))
    places: dict[str, list[tuple[int, int, int]]] = {}
    for number, row in enumerate(rows):
        places.setdefault(row["document_id"], []).append((row["start"], row["end"], number))
    asked = []
    for one in questions:
        answers = {row for gold in one["gold"] for row in _holding(places.get(gold["document_id"], []), gold)}
        held_out = any(_is_held_out(gold["document_id"]) for gold in one["gold"])
        if answers:
            asked.append(Asked(one["question"], tuple(sorted(answers)), held_out))
    if not asked:
        raise SystemExit("none of the questions is on a document of this library: give that of the trade collection")
    matrix = np.stack([np.frombuffer(row["vector"], dtype=np.float16) for row in rows])
    return asked, torch.from_numpy(matrix.astype(np.float32))


def _passages(library: Library, documents: Sequence[str]) -> list[Any]:
    marks = ",".join("?" * len(documents))
    return list(
        library.rows(
            "SELECT documents.id AS document_id, start, end, vector FROM passages JOIN documents ON row = document "  # noqa: S608 - question marks
            f"WHERE documents.id IN ({marks}) ORDER BY passages.id",
            documents,
        )
    )


def _holding(places: Sequence[tuple[int, int, int]], gold: dict[str, Any]) -> list[int]:
    """Return the rows of the passages that hold the greater part of the gold words."""
    enough = (gold["end"] - gold["start"]) / 2
    return [row for start, end, row in places if min(end, gold["end"]) - max(start, gold["start"]) > enough]


def _is_held_out(document_id: str) -> bool:
    return int(hashlib.md5(document_id.encode(), usedforsecurity=False).hexdigest(), 16) % 10 == 0


class Narrow(nn.Module):
    """A matrix of weights plus the product of two narrow ones, which is zero at first."""

    def __init__(self, rows: int, columns: int, rank: int) -> None:
        super().__init__()
        self.left = nn.Parameter(torch.zeros(rows, rank))
        self.right = nn.Parameter(torch.randn(rank, columns) / columns**0.5)

    def forward(self, weights: torch.Tensor) -> torch.Tensor:
        """Return the changed weights."""
        return weights + self.left @ self.right


class QuestionEncoder:
    """The default embedding model, the linear layers of its encoder made to change."""

    def __init__(self, rank: int) -> None:
        folder = str(default_model_folder())
        self._tokenizer = AutoTokenizer.from_pretrained(folder)
        # without dropout: the changes are too narrow to learn the questions by heart
        self.model = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()
        self.model.requires_grad_(False)
        self.changed: dict[str, Narrow] = {}
        for name, layer in self.model.encoder.named_modules():
            if isinstance(layer, nn.Linear):
                narrow = Narrow(layer.out_features, layer.in_features, rank)
                parametrize.register_parametrization(layer, "weight", narrow)
                self.changed[f"encoder.{name}.weight"] = narrow

    def __call__(self, questions: Sequence[str]) -> torch.Tensor:
        """Return unit vectors, float32 (n, dimension)."""
        encoded = self._tokenizer(list(questions), truncation=True, max_length=LENGTHS[-1])
        length = next(length for length in LENGTHS if length >= max(map(len, encoded["input_ids"])))
        padded = self._tokenizer.pad(encoded, padding="max_length", max_length=length, return_tensors="pt")
        mask = padded["attention_mask"]
        tokens = self.model(input_ids=padded["input_ids"], attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1)
        mean: torch.Tensor = (tokens * weights).sum(1) / weights.sum(1)
        return nn.functional.normalize(mean, dim=1)

    def factors(self, share: float) -> dict[str, Factors]:
        """Return the changes, each times `share`."""
        return {
            name: (np.float32(share) * narrow.left.detach().numpy(), narrow.right.detach().numpy())
            for name, narrow in self.changed.items()
        }


def tune(asked: Sequence[Asked], passages: torch.Tensor, settings: TuningSettings) -> QuestionEncoder:
    """Return the encoder, tuned on the questions that are not held out."""
    torch.manual_seed(settings.seed)
    choose = random.Random(settings.seed)  # noqa: S311 - reproducible
    encoder = QuestionEncoder(settings.rank)
    learned = [one for one in asked if not one.held_out]
    batches = [batch for _ in range(settings.epochs) for batch in _batches(learned, settings.batch, choose)]
    trained = [weights for narrow in encoder.changed.values() for weights in narrow.parameters()]
    optimizer = torch.optim.AdamW(trained, lr=settings.learning_rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / 30, max(0.0, 1 - step / len(batches)))
    )
    mean = 0.0
    for step, batch in enumerate(batches, start=1):
        scores = encoder([one.question for one in batch]) @ passages.T / settings.temperature
        there = torch.stack(
            [torch.logsumexp(row[list(one.answers)], 0) for row, one in zip(scores, batch, strict=True)]
        )
        loss = (torch.logsumexp(scores, 1) - there).mean()
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        schedule.step()
        mean = 0.98 * (mean or loss.item()) + 0.02 * loss.item()
        if step % 50 == 0 or step == len(batches):
            _say(f"step {step} of {len(batches)}, loss {mean:.3f}")
    return encoder


def _batches(asked: Sequence[Asked], size: int, choose: random.Random) -> list[list[Asked]]:
    """Return the questions in batches of like length, in random order."""
    shuffled = list(asked)
    choose.shuffle(shuffled)
    found = []
    for at in range(0, len(shuffled), 16 * size):
        some = sorted(shuffled[at : at + 16 * size], key=lambda one: len(one.question))
        found += [some[first : first + size] for first in range(0, len(some), size)]
    choose.shuffle(found)
    return found


def share_found(vectors: Vectors, asked: Sequence[Asked], passages: torch.Tensor, depth: int) -> float:
    """Return for how many of the questions one of the `depth` nearest passages answers, of 1."""
    scores = torch.from_numpy(vectors) @ passages.T
    found = 0
    for row, one in zip(scores, asked, strict=True):
        found += int((row > row[list(one.answers)].max()).sum() < depth)
    return found / len(asked)


def main() -> None:
    """Tune as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", type=Path, required=True, help="the library of the trade collection")
    parser.add_argument("--output", type=Path, default=QUESTION_ENCODER, help="the file of changes to write")
    given = parser.parse_args()
    settings = TuningSettings()
    asked, passages = read_asked(Library.open(given.library))
    kept = [one for one in asked if one.held_out]
    _say(f"{len(asked) - len(kept)} questions to learn from, {len(kept)} held out, {len(passages)} passages")
    encoder = tune(asked, passages, settings)
    learned = encoder.factors(1.0)
    for share in (0.0, settings.share, 1.0):
        _say(f"share {share}: {_told(encoder, learned, share, kept, passages)}")
    write_changes(encoder.factors(settings.share), given.output)
    _say(f"wrote {given.output}, {given.output.stat().st_size / 1e6:.2f} MB")


def _told(
    encoder: QuestionEncoder, learned: dict[str, Factors], share: float, kept: Sequence[Asked], passages: torch.Tensor
) -> str:
    with torch.no_grad():
        for name, narrow in encoder.changed.items():
            narrow.left.copy_(torch.from_numpy(share * learned[name][0]))
        batches = [kept[at : at + 32] for at in range(0, len(kept), 32)]
        vectors = torch.cat([encoder([one.question for one in batch]) for batch in batches]).numpy()
    return ", ".join(f"{share_found(vectors, kept, passages, depth):.3f} in the first {depth}" for depth in (1, 10, 50))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - a command's progress


if __name__ == "__main__":
    main()
