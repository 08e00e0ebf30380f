"""The reader as it is trained: one encoder over question and passage, a score per token, and one for "nothing here".

One softmax runs over all tokens of the passage and the null score together, so that the sum over the tokens of a
sentence is the chance that this sentence answers, and what the null has is the chance that nothing here does; it is the
span model of Devlin et al. (2019, BERT on SQuAD 2.0) with the tokens of the answer in place of its two ends. The
log-odds of the two rank passages against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from transformers import BertModel

from corpus.document import Span
from index.encoding import TOKEN_LIMIT, Reading, padded

LENGTHS = (64, 96, 128, 160, 192, 224, 256, TOKEN_LIMIT)

EAGER_UP_TO = 192
"""Tokens: on a processor the plain attention is a third faster over short texts, the fused one over long texts."""
NOWHERE = -1e4
"""Stands in for minus infinity, which bf16 and sums of it do not bear well."""


class ReaderModel(nn.Module):
    """MiniLM with a linear layer on top: for each token its score, for the first one the null score."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        # without dropout: each question is seen a few times at most, and the random numbers took half of a step
        self.encoder = BertModel.from_pretrained(
            str(folder),
            add_pooling_layer=False,
            attn_implementation="sdpa",
            attention_probs_dropout_prob=0.0,
            hidden_dropout_prob=0.0,
        )
        self.scores = nn.Linear(self.encoder.config.hidden_size, 2)
        nn.init.normal_(self.scores.weight, std=0.02)
        nn.init.zeros_(self.scores.bias)

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the tokens' scores, float32 (n, length), and the null scores, float32 (n,)."""
        encoded = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        scores = self.scores(encoded).float()
        return scores[:, :, 0], scores[:, 0, 1]


@dataclass(frozen=True, slots=True)
class Row:
    """One passage to be read for a question, and which of its tokens answer; none where it does not."""

    reading: Reading
    gold: tuple[int, ...]
    weight: float = 1.0


def row(reading: Reading, gold: Sequence[Span], weight: float = 1.0) -> Row:
    """Return the row of a reading; gold words that were cut off leave nothing to be found."""
    tokens = tuple(
        reading.first + at
        for at, (start, end) in enumerate(reading.spans)
        if any(start < last and first < end for first, last in gold)
    )
    return Row(reading, tokens, weight)


Shape = tuple[int, int]


def shape_of(groups: Sequence[Sequence[Row]], tokens: int) -> Shape:
    """Return the rows and the length to which a step of about `tokens` tokens is padded.

    There are few shapes on purpose: for every new one the kernels are compiled anew, which takes longer than to run
    them.
    """
    longest = max(len(one.reading.ids) for group in groups for one in group)
    length = next(length for length in LENGTHS if length >= longest)
    return max(tokens // length, sum(map(len, groups))), length


def loss_of(model: ReaderModel, groups: Sequence[Sequence[Row]], ranking: float, shape: Shape) -> torch.Tensor:
    """Return the mean loss of some questions, each with its rows, the answering one first if there is one.

    Per row the negative log of the chance that the model gives to the gold tokens, or to the null; per question with an
    answer `ranking` times the negative log of the softmax share of its answering row among its rows, by log-odds.
    """
    rows = [one for group in groups for one in group]
    ids, mask, types = (_grown(values, shape) for values in padded([one.reading for one in rows]))
    mask[len(rows) :, 0] = 1
    readable, gold = torch.zeros(ids.shape, dtype=torch.bool), torch.zeros(ids.shape, dtype=torch.bool)
    for at, one in enumerate(rows):
        readable[at, one.reading.first : one.reading.first + len(one.reading.spans)] = True
        gold[at, list(one.gold)] = True
    model.encoder.config._attn_implementation = "eager" if shape[1] <= EAGER_UP_TO else "sdpa"
    with torch.autocast("cpu", torch.bfloat16):
        tokens, null = model(ids, mask, types)
    answers = gold.any(1)
    somewhere = torch.logsumexp(tokens.masked_fill(~readable, NOWHERE), 1)
    total = torch.logaddexp(somewhere, null)
    there = torch.logsumexp(tokens.masked_fill(~gold, NOWHERE), 1)
    weights = torch.tensor([one.weight for one in rows] + [0.0] * (len(ids) - len(rows)))
    per_row = (total - torch.where(answers, there, null)) * weights
    loss = per_row.sum() / weights.sum()
    return loss + ranking * _ranking_loss(somewhere - null, groups)


def _grown(values: NDArray[np.int64], shape: Shape) -> torch.Tensor:
    grown = torch.zeros(shape, dtype=torch.int64)
    grown[: values.shape[0], : values.shape[1]] = torch.from_numpy(values[:, : shape[1]])
    return grown


def _ranking_loss(odds: torch.Tensor, groups: Sequence[Sequence[Row]]) -> torch.Tensor:
    losses = []
    at = 0
    for group in groups:
        if group[0].gold and len(group) > 1:
            losses.append(torch.logsumexp(odds[at : at + len(group)], 0) - odds[at])
        at += len(group)
    return torch.stack(losses).mean() if losses else odds.sum() * 0
