"""The question encoder: how its changes are kept and applied, and that it learns where answers lie."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from evals.training.question_encoder import (
    Asked,
    QuestionEncoder,
    TuningSettings,
    read_asked,
    share_found,
    tune,
)
from index.embedding import Embedder, open_embedder
from index.library import Library
from index.tuning import QUESTION_ENCODER, apply_changes, read_changes, write_changes

TOPICS = ["steel", "copper", "soybeans", "lumber", "ships", "coal", "tea", "glass"]


class Layers(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(4, 3)
        self.second = nn.Linear(3, 4)


def test_changes_come_back_as_written_and_are_added_to_the_weights_they_name(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    left, right = (rng.integers(-4, 5, shape).astype(np.float32) for shape in ((3, 2), (2, 4)))
    write_changes({"first.weight": (left, right)}, tmp_path / "new" / "changes.npz")
    (found,) = read_changes(tmp_path / "new" / "changes.npz").values()
    np.testing.assert_array_equal(found[0], left)
    np.testing.assert_array_equal(found[1], right)
    layers = Layers()
    before = {name: weights.detach().clone() for name, weights in layers.named_parameters()}
    apply_changes(layers, tmp_path / "new" / "changes.npz")
    for name, weights in layers.named_parameters():
        added = left @ right if name == "first.weight" else 0.0
        np.testing.assert_allclose(weights.detach().numpy(), before[name].numpy() + added, rtol=1e-5)
    with pytest.raises(KeyError, match=r"first\.weight"):
        apply_changes(nn.Linear(4, 3), tmp_path / "new" / "changes.npz")


def test_what_is_shipped_is_small_and_changes_every_layer() -> None:
    assert QUESTION_ENCODER.stat().st_size < 2_000_000
    changes = read_changes(QUESTION_ENCODER)
    assert {name.split(".")[2] for name in changes} == set("012345")
    assert all(np.abs(left @ right).max() > 0 for left, right in changes.values())


def test_before_it_learns_it_is_the_default_model() -> None:
    texts = ["What is the duty on steel?", "Which countries signed?"]
    with torch.no_grad():
        vectors = QuestionEncoder(2)(texts).numpy()
    assert np.min(np.sum(vectors * open_embedder().embed(texts), axis=1)) > 0.9999


def test_it_learns_where_answers_lie(embedder: Embedder) -> None:
    # each topic has a schedule and a letter, and the letters answer, which no question says
    texts = [f"{topic}: {kind}" for topic in TOPICS for kind in ("schedule of duties", "letter from a reader")]
    passages = torch.from_numpy(embedder.embed(texts))
    asked = [
        Asked(wording.format(topic), (2 * at + 1,), held_out=at % 4 == 0)
        for wording in ("What of duties on {}?", "Tell me about {}.", "Which duty on {} applies?")
        for at, topic in enumerate(TOPICS)
    ]
    kept = [one for one in asked if one.held_out]
    before = embedder.embed([one.question for one in kept])
    assert share_found(before, kept, passages, 1) < 0.4
    encoder = tune(asked, passages, TuningSettings(rank=4, learning_rate=2e-3, epochs=6, batch=6))
    with torch.no_grad():
        after = encoder([one.question for one in kept]).numpy()
    assert share_found(after, kept, passages, 1) > 0.9


def test_it_learns_from_the_answered_questions_of_documents_that_are_there(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "library")
    with pytest.raises(SystemExit, match="trade collection"):
        read_asked(library)
