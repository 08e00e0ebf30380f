"""What is read of what was found: each side is represented, and so is what the conversation and the hits point to."""

from collections.abc import Sequence
from datetime import date

import pytest

from assistant.finding import Finder
from assistant.question import Question
from corpus.document import Document
from fakes import BagOfWords
from index.filters import Filters
from index.library import Library
from index.search import LibraryRetriever
from test_library import put

DEPTH = 8


@pytest.fixture
def finder(library: Library) -> Finder:
    """A finder over many documents on films, one of which names a person that another is about."""
    put(library, Document("film", "Salt Road", "The director of the film Salt Road is Ada Breuer.", "/film"))
    put(library, Document("person", "Ada Breuer", "She came to the world at Graz in 1911.", "/person"))
    put(library, Document("tea", "Tea", "Green tea is grown in Japan.", "/tea"))
    for number in range(30):
        put(library, Document(f"d{number}", "Films", f"Where was director {number} of a film born?", f"/{number}"))
    return Finder(LibraryRetriever(library, BagOfWords()), DEPTH)


def found(
    finder: Finder, asked: str, sides: Sequence[str] = (), focus: Sequence[str] = (), filters: Filters | None = None
) -> list[str]:
    question = Question(asked, asked, False, {asked: 1.0}, sides=tuple(sides))
    hits = finder.find(question, focus, filters or Filters(), DEPTH)
    assert len({(hit.passage.document_id, hit.passage.start) for hit in hits}) == len(hits) <= DEPTH
    return [hit.passage.document_id for hit in hits]


def test_a_document_that_the_first_hits_name_by_its_title_is_read(finder: Finder) -> None:
    asked = "Where was the director of the film Salt Road born?"
    plain = [hit.passage.document_id for hit in finder.retriever.search(asked, DEPTH)]
    assert "person" not in plain
    hits = found(finder, asked)
    assert hits[:6] == plain[:6], "the best stay where they are"
    assert "person" in hits
    finder.depth = 1
    assert found(finder, asked)[0] == plain[0], "however few are read"
    finder.depth = DEPTH
    allowed = Filters(document_ids=("film", *(f"d{number}" for number in range(30))))
    assert "person" not in found(finder, asked, filters=allowed)


def test_a_question_after_the_present_state_reads_the_newest_documents(finder: Finder, library: Library) -> None:
    for number in range(30):
        text = f"Duty {number} on tin is three percent of the value of tin."
        put(library, Document(f"old{number}", "Tin", text, f"/old{number}", published=date(2020, 1, 1)))
    text = "The surcharge on that metal, which is tin, has been ended for the time being by common accord."
    put(library, Document("new", "Ended", text, "/new", published=date(2026, 5, 1)))
    assert "new" not in found(finder, "What is the duty on tin?")
    assert "new" in found(finder, "What is the duty on tin now?")
    assert "new" not in found(finder, "What is the duty on tin now?", filters=Filters(as_of=date(2025, 1, 1)))
    assert "new" not in found(finder, "What is the duty on tin now?", filters=Filters(before=date(2025, 1, 1)))


def test_each_side_is_among_the_first(finder: Finder) -> None:
    asked = "Where was the director of a film born, and where is green tea grown?"
    hits = found(finder, asked, ["Where was the director of a film born", "where is green tea grown"])
    assert "tea" in hits[:3]


def test_a_document_quoted_before_comes_before_its_likes(finder: Finder) -> None:
    asked = "director of a film"
    last = found(finder, asked)[-1]
    assert found(finder, asked, focus=[last])[0] == last
