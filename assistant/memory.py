"""Conversations kept across runs, in a SQLite file of their own beside the library."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.conversation import Answer, Conversation
from corpus.errors import UnknownConversationError

FILE_NAME = "conversations.sqlite"

_TABLES = """
CREATE TABLE IF NOT EXISTS turns (
    conversation TEXT NOT NULL, number INTEGER NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL,
    asked TEXT NOT NULL, PRIMARY KEY (conversation, number)
);
CREATE TABLE IF NOT EXISTS titles (conversation TEXT PRIMARY KEY, title TEXT NOT NULL)
"""


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A kept conversation, without its turns' texts."""

    id: str
    title: str
    turns: int
    updated: str


class Memory:
    """The conversations kept in a folder."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE_NAME

    def new(self) -> Conversation:
        """Return a conversation with an id of its own; it is kept from its first saved turn on."""
        return Conversation(uuid.uuid4().hex[:12])

    def save(self, conversation: Conversation) -> None:
        """Keep the conversation as it is now."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        turns = [(turn.question, json.dumps(turn.answer.as_json())) for turn in conversation.turns]
        with self._open() as connection:
            kept = connection.execute(
                "SELECT question, answer FROM turns WHERE conversation = ? ORDER BY number", (conversation.id,)
            ).fetchall()
            # a question that was asked anew takes the place of the turn that it had, and of all after it
            same = next((at for at, (old, new) in enumerate(zip(kept, turns, strict=False)) if old != new), len(kept))
            connection.execute("DELETE FROM turns WHERE conversation = ? AND number >= ?", (conversation.id, same))
            connection.executemany(
                "INSERT INTO turns VALUES (?, ?, ?, ?, ?)",
                [(conversation.id, number, *turn, now) for number, turn in enumerate(turns) if number >= same],
            )

    def load(self, conversation_id: str) -> Conversation:
        """Return a kept conversation. Raises UnknownConversationError."""
        with self._open() as connection:
            rows = connection.execute(
                "SELECT answer FROM turns WHERE conversation = ? ORDER BY number", (conversation_id,)
            ).fetchall()
        if not rows:
            raise UnknownConversationError(
                f"no conversation has the id {conversation_id!r}: start one with --conversation new"
            )
        conversation = Conversation(conversation_id)
        for (answer,) in rows:
            conversation = conversation.with_turn(Answer.from_json(json.loads(answer)))
        return conversation

    def list(self, query: str = "") -> list[ConversationSummary]:
        """Return the kept conversations, the latest first, titled as they were named or by their first question.

        With `query`, only those whose title, or any of whose questions and answers, has these words.
        """
        with self._open() as connection:
            rows = connection.execute(
                "SELECT conversation, "
                "coalesce((SELECT title FROM titles WHERE titles.conversation = kept.conversation), "
                "(SELECT question FROM turns WHERE conversation = kept.conversation ORDER BY number LIMIT 1)) AS name, "
                "count(*), max(asked) FROM turns AS kept GROUP BY conversation "
                "HAVING ?1 = '' OR instr(lower(name), ?1) OR max(instr(lower(question), ?1) > 0 "
                "OR instr(lower(answer), ?2) > 0) ORDER BY 4 DESC, 1",
                # answers are kept as JSON, which writes some characters otherwise
                (query.strip().lower(), json.dumps(query.strip().lower())[1:-1]),
            ).fetchall()
        return [ConversationSummary(*row) for row in rows]

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation a title; an empty one brings its first question back."""
        with self._open() as connection:
            connection.execute("DELETE FROM titles WHERE conversation = ?", (conversation_id,))
            if title.strip():
                connection.execute("INSERT INTO titles VALUES (?, ?)", (conversation_id, " ".join(title.split())))

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation for good."""
        with self._open() as connection:
            for table in ("turns", "titles"):
                connection.execute(f"DELETE FROM {table} WHERE conversation = ?", (conversation_id,))  # noqa: S608 - ours

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._file, timeout=30)) as connection, connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.executescript(_TABLES)
            yield connection
