"""Embedding: the default model at the hardware's speed, the same vectors whatever runs it, other models by name."""

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import UnknownModelError
from index import embedding
from index.embedding import DEFAULT_MODEL, Embedder, EmbeddingSettings, open_embedder

TEXTS = [
    "What is the duty on steel?",
    "China will buy at least 12 million metric tons of soybeans in the last two months of 2025.",
    "Artículo 5. Los aranceles aduaneros se reducirán. " * 12,
    "8703.23.01 | 2.5% | Free (A, AU, BH) | 10%",
]


@pytest.fixture(scope="module")
def reference() -> embedding.Vectors:
    """The vectors as sentence-transformers computes them in 32-bit floats."""
    return open_embedder(EmbeddingSettings(runtime="sentence-transformers")).embed(TEXTS)


@pytest.mark.parametrize("runtime", ["auto", "openvino", "onnxruntime"])
def test_every_runtime_gives_the_vectors_of_sentence_transformers(runtime: str, reference: embedding.Vectors) -> None:
    vectors = open_embedder(EmbeddingSettings(runtime=runtime, batch=2)).embed(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert np.min(np.sum(vectors * reference, axis=1)) >= 0.9999


@pytest.mark.parametrize("runtime", ["auto", "openvino", "onnxruntime"])
def test_every_runtime_embeds_questions_alike_and_otherwise_than_passages(
    runtime: str, reference: embedding.Vectors
) -> None:
    expected = open_embedder(EmbeddingSettings(runtime="sentence-transformers")).embed_questions(TEXTS)
    vectors = open_embedder(EmbeddingSettings(runtime=runtime)).embed_questions(TEXTS)
    assert np.min(np.sum(vectors * expected, axis=1)) >= 0.9999
    assert np.max(np.sum(vectors * reference, axis=1)) < 0.99
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_what_another_model_wants_said_before_a_question_is_said(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(embedding.default_model_folder()), device="cpu")
    model.prompts = {"query": "query: ", "document": "passage: "}
    model.save(str(tmp_path / "prompted"))
    named = open_embedder(EmbeddingSettings(model=str(tmp_path / "prompted")))
    plain = open_embedder(EmbeddingSettings(model=str(embedding.default_model_folder())))
    assert np.allclose(named.embed_questions(["duty"]), plain.embed(["query: duty"]), atol=1e-5)
    assert np.allclose(named.embed(["duty"]), plain.embed(["passage: duty"]), atol=1e-5)


def test_texts_come_back_in_their_order_whatever_their_length(embedder: Embedder) -> None:
    texts = [("word " * length).strip() for length in (200, 1, 50, 3, 120, 7)] * 9
    together = embedder.embed(texts)
    alone = np.vstack([embedder.embed([text]) for text in texts[:6]])
    assert np.min(np.sum(together[:6] * alone, axis=1)) > 0.9999


def test_tokens_are_counted_without_cutting(embedder: Embedder) -> None:
    assert embedder.count_tokens(["hello world", "word " * 1000, ""]) == [2, 1000, 0]
    assert embedder.count_tokens([]) == []
    assert embedder.embed([]).shape == (0, 384)


def test_any_sentence_transformers_folder_can_be_named(reference: embedding.Vectors) -> None:
    folder = str(embedding.default_model_folder())
    named = open_embedder(EmbeddingSettings(model=folder))
    assert named.name == folder
    assert np.allclose(named.embed(TEXTS), reference, atol=1e-5)
    assert named.count_tokens(["hello world"]) == [2]
    assert named.token_limit == 256


def test_an_unknown_model_is_refused_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(UnknownModelError, match="sentence-transformers"):
        open_embedder(EmbeddingSettings(model=str(tmp_path / "nothing")))


def test_an_unknown_runtime_is_refused_with_a_remedy() -> None:
    with pytest.raises(UnknownModelError, match="onnxruntime"):
        open_embedder(EmbeddingSettings(runtime="abacus"))


def test_altered_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setattr(embedding, "default_model_folder", lambda: tmp_path)
    with pytest.raises(UnknownModelError, match="reinstall"):
        open_embedder(EmbeddingSettings(cache=tmp_path / "cache"))


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "DEFAULT_PACKAGE", "no_such_package")
    with pytest.raises(UnknownModelError, match=f"{DEFAULT_MODEL} is missing: pip install"):
        open_embedder()
