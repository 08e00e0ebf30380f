"""The exact words that answer a case, found in a library."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from corpus.document import Document
from corpus.errors import TradeQAError, UnknownDocumentError
from evals.cases import Case, GoldReference
from index.library import Library


class WrongGoldError(TradeQAError):
    """The gold of a case does not stand in the library; the message names the case and says what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """The characters `[start, end)` of a document."""

    document_id: str
    start: int
    end: int

    def holds(self, other: Place) -> bool:
        """Tell whether the other place lies whole within this one."""
        return self.document_id == other.document_id and self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Gold:
    """Words that answer a case, and where they stand."""

    place: Place
    text: str
    title: str
    kind: str
    published: date | None
    passage: str = ""
    """The passage that holds the words whole; empty if none does, so that no search can find them."""
    elsewhere: tuple[Place, ...] = ()
    """Where the same words stand in passages of the same wording: search shows such passages once."""

    @property
    def places(self) -> tuple[Place, ...]:
        """Return all places where finding the words counts."""
        return (self.place, *self.elsewhere)


def resolve(cases: Sequence[Case], library: Library) -> dict[str, tuple[Gold, ...]]:
    """Return the gold of each case, by case id. Raises WrongGoldError for the first that the library does not hold."""
    found = {case.id: tuple(find(case.id, reference, library) for reference in case.gold) for case in cases}
    twins = _twins({gold.passage for golds in found.values() for gold in golds if gold.passage}, library)
    return {name: tuple(_with_twins(gold, twins) for gold in golds) for name, golds in found.items()}


def find(case_id: str, reference: GoldReference, library: Library) -> Gold:
    """Return the gold that a reference stands for. Raises WrongGoldError, naming the case."""
    try:
        document = library.get(reference.document_id)
    except UnknownDocumentError:
        remedy = "`tradeqa add starter:` adds it" if reference.document_id.startswith("starter-") else "add it"
        raise WrongGoldError(
            f"case {case_id}: the library has no document {reference.document_id!r}: {remedy}, or run other cases"
        ) from None
    start, end = _span(case_id, reference, document)
    place = Place(document.id, start, end)
    return Gold(
        place=place,
        text=document.text[start:end],
        title=document.title,
        kind=document.kind,
        published=document.published,
        passage=_passage(place, library),
    )


def _span(case_id: str, reference: GoldReference, document: Document) -> tuple[int, int]:
    if reference.quote:
        start = document.text.find(reference.quote)
        if start < 0:
            raise WrongGoldError(
                f"case {case_id}: {reference.quote[:60]!r} does not stand in {document.id}: "
                "copy the words exactly from `tradeqa show`"
            )
        return start, start + len(reference.quote)
    words = document.text[reference.start : reference.end]
    if sha256(words.encode("utf-8", "surrogatepass")).hexdigest() != reference.sha256:
        raise WrongGoldError(
            f"case {case_id}: the words at {reference.start}–{reference.end} of {document.id} are not those of its "
            f"sha256 (there stands {words[:60]!r}): the document has changed, mark the gold anew"
        )
    return reference.start, reference.end


def _passage(place: Place, library: Library) -> str:
    rows = library.rows(
        "SELECT passages.text FROM passages JOIN documents ON row = document "
        "WHERE documents.id = ? AND passages.start <= ? AND passages.end >= ? ORDER BY +passages.id LIMIT 1",
        (place.document_id, place.start, place.end),
    )
    return str(rows[0]["text"]) if rows else ""


def _twins(texts: set[str], library: Library) -> dict[str, list[Place]]:
    """Return where each of the passages stands, in all documents."""
    places: dict[str, list[Place]] = defaultdict(list)
    ordered = sorted(texts)
    for some in (ordered[at : at + 500] for at in range(0, len(ordered), 500)):
        marks = ",".join("?" * len(some))
        rows = library.rows(
            "SELECT documents.id, passages.start, passages.end, passages.text FROM passages JOIN documents "  # noqa: S608 - only marks
            f"ON row = document WHERE passages.text IN ({marks})",
            some,
        )
        for row in rows:
            places[row["text"]].append(Place(row["id"], row["start"], row["end"]))
    return places


def _with_twins(gold: Gold, twins: dict[str, list[Place]]) -> Gold:
    at = gold.passage.find(gold.text)
    others = (
        Place(twin.document_id, twin.start + at, twin.start + at + len(gold.text))
        for twin in twins.get(gold.passage, [])
    )
    return replace(gold, elsewhere=tuple(place for place in others if place != gold.place))
