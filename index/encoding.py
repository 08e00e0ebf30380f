"""A question and a passage as the reader sees them: tokens, and where each token of the passage stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.document import Passage, Span
from index.embedding import LENGTH_STEP, default_model_folder

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

Tokens = NDArray[np.int64]

QUESTION_TOKENS = 64
CONTEXT_TOKENS = 48
TOKEN_LIMIT = 320
"""At most so many tokens are read together: the question, the passage's context and its words."""

_CLS, _SEP = 101, 102


@dataclass(frozen=True, slots=True)
class Reading:
    """The input for one question and one passage."""

    ids: tuple[int, ...]
    types: tuple[int, ...]
    """0 for the question, 1 for what is read."""
    first: int
    """Where the passage's own words begin among the ids."""
    spans: tuple[Span, ...]
    """Where each of the passage's tokens stands in `Passage.text`, `[start, end)`."""


@cache
def tokenizer() -> Tokenizer:
    """Return the tokenizer of the default embedding model, which the reader shares; it neither pads nor cuts."""
    from tokenizers import Tokenizer

    loaded = Tokenizer.from_file(str(default_model_folder() / "tokenizer.json"))
    loaded.no_padding()
    loaded.no_truncation()
    return loaded


def encode(question: str, passages: Sequence[Passage]) -> list[Reading]:
    """Return the inputs for a question and each passage; what is over the limits is cut at the end."""
    return encode_texts(question, [(passage.context, passage.text) for passage in passages])


def encode_texts(question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
    """Return the inputs for a question and each (context, text)."""
    texts = [question, *(part for passage in passages for part in passage)]
    asked, *read = tokenizer().encode_batch(texts, add_special_tokens=False)
    head = [_CLS, *asked.ids[:QUESTION_TOKENS], _SEP]
    return [_joined(head, read[at], read[at + 1]) for at in range(0, len(read), 2)]


def _joined(head: list[int], context: Encoding, text: Encoding) -> Reading:
    before = [*head, *context.ids[:CONTEXT_TOKENS], _SEP]
    room = TOKEN_LIMIT - len(before) - 1
    ids = [*before, *text.ids[:room], _SEP]
    types = (0,) * len(head) + (1,) * (len(ids) - len(head))
    return Reading(tuple(ids), types, len(before), tuple(text.offsets[:room]))


def padded(readings: Sequence[Reading]) -> tuple[Tokens, Tokens, Tokens]:
    """Return ids, mask and types, each int64 (n, length), padded to a multiple of LENGTH_STEP."""
    length = -(-max(len(reading.ids) for reading in readings) // LENGTH_STEP) * LENGTH_STEP
    ids, mask, types = (np.zeros((len(readings), length), dtype=np.int64) for _ in range(3))
    for row, reading in enumerate(readings):
        ids[row, : len(reading.ids)] = reading.ids
        mask[row, : len(reading.ids)] = 1
        types[row, : len(reading.ids)] = reading.types
    return ids, mask, types
