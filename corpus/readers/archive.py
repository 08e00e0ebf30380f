"""Compressed files, opened only as far as their size allows."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from gzip import GzipFile

from corpus.errors import UnreadableFileError

DOCUMENT_LIMIT = 200_000_000
COLLECTION_LIMIT = 500_000_000
_MEMBERS_LIMIT = 10_000


def gzip_lines(raw: bytes, limit: int = COLLECTION_LIMIT) -> Iterator[bytes]:
    """Yield the lines of a gzip file; raises UnreadableFileError after the good ones if it is cut off or too large."""
    total = 0
    try:
        with GzipFile(fileobj=io.BytesIO(raw)) as file:
            while line := file.readline(limit - total + 1):
                total += len(line)
                if total > limit:
                    raise UnreadableFileError(_too_large(limit))
                yield line
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFileError(
            f"the gzip file is cut off or damaged ({error}): download or compress it again"
        ) from error


def unzip(raw: bytes) -> zipfile.ZipFile:
    """Open a ZIP-based document whose members are, by their declared sizes, few and small enough."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableFileError("the file is cut off or damaged (no ZIP directory): download it again") from error
    members = archive.infolist()
    if len(members) > _MEMBERS_LIMIT or sum(member.file_size for member in members) > DOCUMENT_LIMIT:
        raise UnreadableFileError(_too_large(DOCUMENT_LIMIT))
    return archive


def member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a member's bytes, measured while unpacking: the declared size may lie."""
    try:
        with archive.open(name) as file:
            content = file.read(DOCUMENT_LIMIT + 1)
    except KeyError as error:
        raise UnreadableFileError(f"has no {name} inside: save it again from the program that made it") from error
    except RuntimeError as error:
        raise UnreadableFileError("is encrypted: save a copy without a password and add that") from error
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, NotImplementedError) as error:
        raise UnreadableFileError(f"is damaged at {name}: download it again") from error
    if len(content) > DOCUMENT_LIMIT:
        raise UnreadableFileError(_too_large(DOCUMENT_LIMIT))
    return content


def _too_large(limit: int) -> str:
    return f"unpacks to more than {limit // 1_000_000} MB: split it into smaller files"
