"""Write the trained reader as one ONNX graph with weights of 8 bits, small enough to be part of the project.

Each row of the word embeddings and each column of a matrix of weights gets a scale of its own, and is multiplied out
when the graph is loaded: what is computed stays in floating point, so that only the rounding of the weights is lost.
"""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper

from index.encoding import encode_texts, padded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evals.training.model import ReaderModel

SMALLEST = 10_000
"""A tensor of fewer numbers stays as it is."""
OPSET = 17


def export(model: ReaderModel, target: Path) -> None:
    """Write the model: inputs `input_ids`, `attention_mask`, `token_type_ids`, outputs `tokens` and `null`."""
    example = tuple(torch.from_numpy(values) for values in padded(encode_texts("what?", [("title", "words")])))
    names = ["input_ids", "attention_mask", "token_type_ids"]
    axes = {name: {0: "n", 1: "length"} for name in (*names, "tokens")} | {"null": {0: "n"}}
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, torch.no_grad(), warnings.catch_warnings():
        # the tracer remarks on shapes that are constant by design
        warnings.simplefilter("ignore")
        graph = Path(folder) / "reader.onnx"
        model.encoder.config._attn_implementation = "eager"
        torch.onnx.export(
            model.eval(),
            example,
            str(graph),
            input_names=names,
            output_names=["tokens", "null"],
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )
        onnx.save(in_eight_bits(onnx.load(str(graph))), str(target))


def in_eight_bits(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return the graph with its large tensors as signed bytes, each with the scales that undo it."""
    kept, made = [], []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < SMALLEST or values.ndim != 2:
            kept.append(tensor)
            continue
        # a matrix is applied column by column; a table of embeddings is read row by row
        axis = 0 if values.shape[0] > 4 * values.shape[1] else 1
        whole, scale = rounded(values, axis)
        name = tensor.name
        kept.append(numpy_helper.from_array(whole, f"{name}.whole"))
        kept.append(numpy_helper.from_array(scale, f"{name}.scale"))
        made.append(helper.make_node("DequantizeLinear", [f"{name}.whole", f"{name}.scale"], [name], axis=axis))
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    nodes = [*made, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    return model


def rounded(values: NDArray[np.float32], axis: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return the values as whole numbers of -127 to 127, and per slice along `axis` the scale that undoes it."""
    other = 1 - axis
    scale = np.maximum(np.abs(values).max(axis=other), 1e-8).astype(np.float32) / np.float32(127)
    whole = np.rint(values / np.expand_dims(scale, other)).astype(np.int8)
    return whole, scale
