"""Export the default embedding model once to ONNX, pooling and normalisation inside the graph.

Run in a process of its own, `python -m index.export_onnx FOLDER TARGET [CHANGES]`, so that torch stays out of the chat.
"""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


def export(folder: Path, target: Path, changes: Path | None = None) -> None:
    """Write the sentence-transformers model in `folder`, with `changes` to its weights, as one ONNX graph at `target`.

    Inputs `input_ids` and `attention_mask`, int64 (n, length); output `embedding`, float32 (n, dimension): the mean of
    the token vectors, normalised to length 1, as sentence-transformers computes it.
    """
    import torch
    from transformers import AutoModel

    from index.tuning import apply_changes

    model = AutoModel.from_pretrained(str(folder), attn_implementation="eager", local_files_only=True).eval()
    if changes:
        apply_changes(model, changes)
    example = torch.ones(2, 8, dtype=torch.int64)
    partial = target.with_suffix(f".{os.getpid()}.partial")
    with torch.no_grad(), warnings.catch_warnings():
        # the tracer remarks on shapes that are constant by design
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _pooled(model),
            (example, example),
            str(partial),
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding"],
            dynamic_axes={"input_ids": {0: "n", 1: "length"}, "attention_mask": {0: "n", 1: "length"}},
            opset_version=17,
            dynamo=False,
        )
    os.replace(partial, target)


def _pooled(model: torch.nn.Module) -> torch.nn.Module:
    import torch

    class Pooled(torch.nn.Module):
        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            tokens = model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            weights = attention_mask.unsqueeze(-1).to(tokens.dtype)
            mean = (tokens * weights).sum(1) / weights.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, p=2.0, dim=1)

    pooled = Pooled()
    pooled.add_module("encoder", model)
    return pooled.eval()


if __name__ == "__main__":
    export(*map(Path, sys.argv[1:]))
