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

_TABLE = """
CREATE TABLE IF NOT EXISTS turns (
    conversation TEXT NOT NULL, number INTEGER NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL,
    asked TEXT NOT NULL, PRIMARY KEY (conversation, number)
)
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
        with self._open() as connection:
            kept = connection.execute("SELECT count(*) FROM turns WHERE conversation = ?", (conversation.id,))
            first = kept.fetchone()[0]
            connection.executemany(
                "INSERT INTO turns VALUES (?, ?, ?, ?, ?)",
                [
                    (conversation.id, number, turn.question, json.dumps(turn.answer.as_json()), now)
                    for number, turn in enumerate(conversation.turns)
                    if number >= first
                ],
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

    def list(self) -> list[ConversationSummary]:
        """Return the kept conversations, the latest first, each titled by its first question."""
        with self._open() as connection:
            rows = connection.execute(
                "SELECT conversation, (SELECT question FROM turns AS t WHERE t.conversation = turns.conversation "
                "ORDER BY number LIMIT 1), count(*), max(asked) FROM turns GROUP BY conversation ORDER BY 4 DESC, 1"
            ).fetchall()
        return [ConversationSummary(*row) for row in rows]

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation for good."""
        with self._open() as connection:
            connection.execute("DELETE FROM turns WHERE conversation = ?", (conversation_id,))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._file, timeout=30)) as connection, connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute(_TABLE)
            yield connection
