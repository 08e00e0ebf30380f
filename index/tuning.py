"""Small changes to a model's weights, kept as products of two narrow matrices (Hu et al. 2021, LoRA).

Those in `index/question_encoder` turn the default embedding model into the one that embeds questions; they were trained
by this project's own script, `evals.training.question_encoder`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import nn

QUESTION_ENCODER = Path(str(resources.files("index"))) / "question_encoder" / "changes.npz"

Factors = tuple[NDArray[np.float32], NDArray[np.float32]]
"""What is multiplied to give the change of one matrix of weights: shapes (rows, rank) and (rank, columns)."""


def write_changes(changes: Mapping[str, Factors], target: Path) -> None:
    """Write the changes, each under the name of the weights that it is added to, in 16 bits a number."""
    target.parent.mkdir(parents=True, exist_ok=True)
    parts = {f"{name}:{at}": part.astype(np.float16) for name, pair in changes.items() for at, part in enumerate(pair)}
    with target.open("wb") as file:
        np.savez(file, allow_pickle=False, **parts)


def read_changes(source: Path) -> dict[str, Factors]:
    """Return the changes that `write_changes` wrote."""
    with np.load(source, allow_pickle=False) as parts:
        names = sorted({key.rpartition(":")[0] for key in parts.files})
        return {name: (parts[f"{name}:0"].astype(np.float32), parts[f"{name}:1"].astype(np.float32)) for name in names}


def apply_changes(model: nn.Module, source: Path) -> None:
    """Add the changes in the file `source` to the weights of a transformers model; KeyError when one is not there."""
    import torch

    weights = dict(model.named_parameters())
    with torch.no_grad():
        for name, (left, right) in read_changes(source).items():
            weights[name].add_(torch.from_numpy(left @ right))
