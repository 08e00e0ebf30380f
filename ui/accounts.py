"""Who may use the chat: a file of names with scrypt hashes of their passwords, one a line."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import TradeQAError

# what OWASP recommends for scrypt where 16 MB a login are to be had
COST, BLOCK, PARALLEL = 2**14, 8, 5
SHORTEST_PASSWORD = 10
TRIES = 5
SECONDS = 60.0
"""After so many wrong passwords a name has to wait so long."""

_NAME = re.compile(r"[A-Za-z0-9._@-]{1,64}")
_LINE = re.compile(rf"(?P<name>{_NAME.pattern}):(?P<role>user|admin):scrypt\$(?P<salt>[^$]+)\$(?P<hash>[^$]+)")


class UsersFileError(TradeQAError):
    """The file of users cannot be used: make its lines with `tradeqa user`."""


@dataclass(frozen=True, slots=True)
class _User:
    role: str
    salt: bytes
    hash: bytes


@dataclass(slots=True)
class Accounts:
    """The users of a file, read anew whenever it has changed: who is taken out of it cannot log in any more."""

    path: Path
    clock: Callable[[], float] = time.monotonic
    _read: tuple[int, dict[str, _User]] = (0, {})
    _wrong: dict[str, list[float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def users(self) -> dict[str, _User]:
        """Return the users by name. Raises UsersFileError."""
        try:
            changed = self.path.stat().st_mtime_ns
            if changed != self._read[0]:
                self._read = (changed, _parsed(self.path.read_text(encoding="utf-8")))
        except OSError as error:
            raise UsersFileError(f"{self.path} cannot be read ({error.strerror}): `tradeqa user` makes it") from error
        return self._read[1]

    def is_admin(self, name: str | None) -> bool:
        """Tell whether a user may see the administrator's page."""
        return name in self.users and self.users[name].role == "admin"

    def admits(self, name: str, password: str) -> bool:
        """Tell whether this is the user's password; after several wrong ones nothing is, for a while."""
        with self._lock:
            now = self.clock()
            recent = [then for then in self._wrong.get(name, ()) if now - then < SECONDS]
            if len(recent) >= TRIES:
                return False
        user = self.users.get(name)
        # an unknown name takes as long as a wrong password
        salt, known = (user.salt, user.hash) if user else (b"0" * 16, b"")
        right = hmac.compare_digest(_hashed(password, salt), known)
        with self._lock:
            if right:
                self._wrong.pop(name, None)
            else:
                self._wrong = {one: times for one, times in self._wrong.items() if now - times[-1] < SECONDS}
                self._wrong[name] = [*recent, now]
        return right


def _parsed(text: str) -> dict[str, _User]:
    users = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line.strip())
        if found is None:
            raise UsersFileError(f"line {number} of the users file has another form: write it with `tradeqa user NAME`")
        users[found["name"]] = _User(found["role"], _bytes(found["salt"]), _bytes(found["hash"]))
    return users


def set_password(path: Path, name: str, password: str, role: str = "user") -> None:
    """Write a user's line to the file, in the place of an earlier one. Raises UsersFileError."""
    if not _NAME.fullmatch(name):
        raise UsersFileError(f"{name!r} is no name: use up to 64 letters, digits and . _ @ -")
    if len(password) < SHORTEST_PASSWORD:
        raise UsersFileError(f"the password has {len(password)} characters: give it at least {SHORTEST_PASSWORD}")
    salt = secrets.token_bytes(16)
    line = f"{name}:{role}:scrypt${_text(salt)}${_text(_hashed(password, salt))}"
    _write(path, [*_lines_without(path, name), line])


def remove_user(path: Path, name: str) -> None:
    """Take a user out of the file. Raises UsersFileError."""
    kept = _lines_without(path, name)
    if not path.exists() or len(kept) == len(path.read_text(encoding="utf-8").splitlines()):
        raise UsersFileError(f"{path} has no user {name!r}")
    _write(path, kept)


def _lines_without(path: Path, name: str) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [line for line in lines if not line.startswith(f"{name}:")]


def _write(path: Path, lines: list[str]) -> None:
    unfinished = path.with_name(f".{path.name}.unfinished")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    os.replace(unfinished, path)


def _hashed(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=COST, r=BLOCK, p=PARALLEL, dklen=32)


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)
