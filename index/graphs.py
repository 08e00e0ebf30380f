"""Run an ONNX graph at the hardware's speed: OpenVINO where it is installed, else onnxruntime."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.errors import UnknownModelError

if TYPE_CHECKING:
    import openvino

Tokens = NDArray[np.int64]
Floats = NDArray[np.float32]
Run = Callable[[Sequence[Tokens]], list[Floats]]
"""From the inputs, in the graph's order and each of shape (n, length), to the outputs in the graph's order."""


class NoRuntimeError(UnknownModelError):
    """Neither OpenVINO nor onnxruntime is installed."""


def user_cache() -> Path:
    """Return the folder where what is worked out once per machine is kept."""
    from platformdirs import user_cache_path

    return user_cache_path("tradeqa")


def open_graph(graph: Path, runtime: str, cache: Path) -> tuple[str, Run]:
    """Return what runs a graph: `runtime` is auto, openvino or onnxruntime; the name that comes back tells more.

    Raises UnknownModelError for another runtime, NoRuntimeError when none that was asked for is installed.
    """
    openers: dict[str, Callable[[Path, Path], tuple[str, Run]]] = {"openvino": _openvino, "onnxruntime": _onnxruntime}
    if runtime != "auto" and runtime not in openers:
        raise UnknownModelError(f"no runtime {runtime!r}: choose auto, openvino, onnxruntime or sentence-transformers")
    for name in openers if runtime == "auto" else [runtime]:
        try:
            return openers[name](graph, cache)
        except ImportError:
            continue
    raise NoRuntimeError("neither OpenVINO nor onnxruntime is installed: pip install openvino")


def unpacked(graph: Path, cache: Path) -> Path:
    """Return a graph whose weights of 8 bits are multiplied out, made once per machine and kept in `cache`.

    The runtimes would take such weights for an order to compute in 8 bits, and judge worse for it.
    """
    import onnx
    from onnx import numpy_helper

    packed = graph.read_bytes()
    target = cache / f"{graph.stem}-{hashlib.sha256(packed).hexdigest()[:8]}.onnx"
    if target.exists():
        return target
    model = onnx.load_from_string(packed)
    stored = {tensor.name: tensor for tensor in model.graph.initializer}
    nodes = []
    for node in model.graph.node:
        if node.op_type == "DequantizeLinear":
            whole, scale = (numpy_helper.to_array(stored.pop(name)) for name in node.input)
            weights = whole.astype(np.float32) * np.expand_dims(scale, 1 - node.attribute[0].i)
            stored[node.output[0]] = numpy_helper.from_array(weights, node.output[0])
        else:
            nodes.append(node)
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(stored.values())
    model.graph.node.extend(nodes)
    cache.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}.partial")
    partial.write_bytes(model.SerializeToString())
    os.replace(partial, target)
    return target


def _openvino(graph: Path, cache: Path) -> tuple[str, Run]:
    """Compile the graph for OpenVINO, in bfloat16 where the processor has it and a timed probe finds it faster."""
    # without this, importing openvino starts a process that reports to an analytics host
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # None stands for "not to be imported"
    import openvino

    core = openvino.Core()
    # what was compiled is kept: to read it takes a fifth of the time, and what is damaged is compiled anew
    core.set_property({"CACHE_DIR": str(cache / "compiled")})
    if "BF16" not in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        return "openvino-f32", _compiled(core, graph, "f32")[0]
    remembered = cache / f"{graph.stem}-{_processor()}.precision"
    precision = remembered.read_text().strip() if remembered.exists() else ""
    if precision not in ("bf16", "f32"):
        runs = {name: _compiled(core, graph, name) for name in ("bf16", "f32")}
        precision = min(runs, key=lambda name: _probe(*runs[name]))
        cache.mkdir(parents=True, exist_ok=True)
        remembered.write_text(precision)
        return f"openvino-{precision}", runs[precision][0]
    return f"openvino-{precision}", _compiled(core, graph, precision)[0]


def _processor() -> str:
    """Return a short hash of the processor's description: another machine's probe does not count here."""
    cpuinfo = Path("/proc/cpuinfo")
    text = cpuinfo.read_text() if cpuinfo.exists() else "".join(os.uname())
    lines = sorted({line for line in text.splitlines() if line.startswith(("model name", "flags", "Features"))})
    return hashlib.sha256("\n".join(lines or [text]).encode()).hexdigest()[:8]


def _compiled(core: openvino.Core, graph: Path, precision: str) -> tuple[Run, int]:
    """Return what runs the graph, and how many inputs it has."""
    settings = {"INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "LATENCY"}
    compiled = core.compile_model(str(graph), "CPU", settings)
    outputs = range(len(compiled.outputs))

    def run(inputs: Sequence[Tokens]) -> list[Floats]:
        # a request of its own per call: calls may come from several threads
        request = compiled.create_infer_request()
        request.infer(list(inputs))
        return [np.array(request.get_output_tensor(at).data, dtype=np.float32) for at in outputs]

    return run, len(compiled.inputs)


def _probe(run: Run, inputs: int) -> float:
    tokens = np.ones((8, 64), dtype=np.int64)
    run([tokens] * inputs)
    started = time.perf_counter()
    for _ in range(3):
        run([tokens] * inputs)
    return time.perf_counter() - started


def _onnxruntime(graph: Path, cache: Path) -> tuple[str, Run]:
    import onnxruntime

    session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    names = [one.name for one in session.get_inputs()]

    def run(inputs: Sequence[Tokens]) -> list[Floats]:
        found = session.run(None, dict(zip(names, inputs, strict=True)))
        return [np.asarray(one, dtype=np.float32) for one in found]

    return "onnxruntime", run
