"""Pieces: the strings that a peer's splitter cuts documents into, brought back to where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.document import Document, Passage
from evals.peers.packages import package

CHARACTERS, OVERLAP = 1000, 200


def split(documents: Sequence[Document]) -> list[Passage]:
    """Return documents split as LangChain's tutorial does. Raises PeerMissingError."""
    splitter = package("langchain_text_splitters").RecursiveCharacterTextSplitter(
        chunk_size=CHARACTERS, chunk_overlap=OVERLAP
    )
    return [one for document in documents for one in passages(document, splitter.split_text(document.text), OVERLAP)]


def passages(document: Document, pieces: Sequence[str], overlap: int = 0) -> Iterator[Passage]:
    """Yield the pieces of a document's text, in order, as passages; blank ones are left out.

    `overlap` is how many characters two neighbours may share. Raises ValueError for a piece that does not stand in
    the text word for word: it could not be cited.
    """
    start, end = -1, 0
    for piece in pieces:
        if piece.strip():
            start = document.text.index(piece, max(start + 1, end - overlap))
            end = start + len(piece)
            yield _passage(document, start, end)


def _passage(document: Document, start: int, end: int) -> Passage:
    return Passage(
        document_id=document.id,
        start=start,
        end=end,
        text=document.text[start:end],
        sentences=((start, end),),
        place="",
        context="",
        title=document.title,
        publisher=document.publisher,
        kind=document.kind,
        url=document.url,
        published=document.published,
    )
