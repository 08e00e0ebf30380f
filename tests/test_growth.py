"""Growth: copies of a library that are as large as asked for, true to their offsets, and no duplicates."""

from pathlib import Path

import numpy as np

from corpus.document import Document
from evals.speed.growth import time_growth
from fakes import BagOfWords
from index.duplicates import wording
from index.library import Library
from test_library import put


def test_copies_are_passages_of_their_documents_and_no_duplicates(library: Library, tmp_path: Path) -> None:
    for number in range(3):
        words = " ".join(f"word{number}x{at}" for at in range(40))
        put(library, Document(f"d{number}", "Title", f"The {words}.", f"/{number}"))
    figures = time_growth(library, tmp_path / "grown", [9, 3], ["word1x5", "word2x7"], BagOfWords())
    assert [size["passages"] for size in figures["sizes"]] == [3, 9]
    assert [size["bound"] for size in figures["sizes"]] == [1.0, 1.73]
    grown = Library.open(tmp_path / "grown")
    passages = grown.passages(grown.passage_ids().tolist()).values()
    assert all(grown.text(each.document_id)[each.start : each.end] == each.text for each in passages)
    assert len({wording(each.text) for each in passages}) == 9
    vectors = np.array([np.frombuffer(vector, dtype=np.float16) for _, vector in grown.vectors(0)], dtype=np.float32)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-2)
    grown.close()
