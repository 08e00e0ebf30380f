"""Names taken from where a document comes from: its id, its file's stem, a title when it states none."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import unquote, urlsplit

from corpus.dates import parse_date
from corpus.readers.encoding import clean

_STARTER = "starter:"
_LONGEST_TITLE = 240


def document_id(origin: str) -> str:
    """Return the id that a document from a canonical path or URL has on every run: `annex-ii-3f2a90c1d4`."""
    if origin.startswith(_STARTER):
        return f"starter-{origin.removeprefix(_STARTER)}"
    plain = unicodedata.normalize("NFKD", stem(origin)).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-")
    digest = hashlib.sha256(origin.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{slug or 'document'}-{digest}"


def file_name(origin: str) -> str:
    """Return the last name of a path or URL, on one line: `report.pdf`."""
    if origin.startswith(_STARTER):
        return origin.removeprefix(_STARTER)
    if origin.startswith(("http://", "https://")):
        address = urlsplit(origin)
        name = PurePosixPath(unquote(address.path)).name or address.netloc
    else:
        name = PureWindowsPath(origin).name if "\\" in origin and "/" not in origin else PurePosixPath(origin).name
    return " ".join(clean(name).split()) or "document"


def stem(origin: str) -> str:
    """Return a file's name without its extensions: `report` for `report.pdf`, `trade` for `trade.jsonl.gz`."""
    name = file_name(origin)
    return (
        re.sub(r"(?i)\.(?:pdf|docx|odt|html?|xhtml|md|markdown|txt|text|jsonl|ndjson|json|gz)\b(?=$|\.gz$)", "", name)
        or name
    )


def title_from(text: str, origin: str) -> str:
    """Return the first line where it reads like a title, else the file's stem."""
    lines = [_plain(line) for line in text[:5000].split("\n") if line.strip()][:4]
    line = next((line for line in lines if len(line) >= 4 and not line.startswith("(")), "")
    return _cut(line) if _is_title(line) else stem(origin).replace("_", " ")


def _plain(line: str) -> str:
    return " ".join(re.sub(r"^[#*_\s]+|[*_#\s]+$", "", line).split())


def _is_title(line: str) -> bool:
    """Tell a title from a sentence, a table row, a lone word and a bare "SECTION XV"."""
    letters = sum(map(str.isalpha, line))
    is_sentence = len(line) > 60 and ("." in line[:-1] or line.endswith("."))
    is_bare = re.fullmatch(r"(?i)(?:section|chapter|annex|part|article|title|appendix|draft)?\W*[\w.\-]{0,8}", line)
    return (
        letters >= len(line) / 2
        and not is_sentence
        and not is_bare
        and not line.endswith((",", ";", ":"))
        and "|" not in line
    )


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST_TITLE else line[:_LONGEST_TITLE].rsplit(" ", 1)[0] + " …"


def is_useless(title: str) -> bool:
    """Tell a title that a program put there ("Microsoft Word - draft.docx", "Untitled") from one that was given."""
    lowered = title.lower().strip()
    endings = (".doc", ".docx", ".pdf", ".odt", ".indd", ".xlsx", ".dotx", ".dotm", ".rtf", ".wpd", ".tex", ".dvi")
    programs = (
        "microsoft word",
        "microsoft powerpoint",
        "untitled",
        "document",
        "unknown",
        "slide 1",
        "powerpoint presentation",
    )
    return (
        len(lowered) < 4 or lowered.endswith(endings) or lowered.startswith(programs) or parse_date(title) is not None
    )
