"""Bytes to text, and text without what no reader should see."""

from __future__ import annotations

import codecs
import re

from corpus.errors import UnreadableFileError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Web pages that declare these are written by programs that mean cp1252, of which they are parts.
_MEANT = {"ascii": "cp1252", "iso8859-1": "cp1252"}
# Controls other than tab and newline, soft hyphen, zero widths, bidi overrides and isolates, BOM, lone surrogates.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SYMBOL_BULLET = "\uf0b7"
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f]")


def clean(text: str) -> str:
    r"""Return `text` with \n as its only line end, without control, invisible and direction-changing characters."""
    return _UNSEEN.sub("", _LINE_ENDS.sub("\n", text)).replace(_SYMBOL_BULLET, "•")


def decode(raw: bytes, declared: str = "") -> str:
    """Return the text of `raw`: by its byte order mark, as utf-8, as declared, as cp1252, or as it looks.

    Raises UnreadableFileError for bytes that are no text.
    """
    for mark, name in _BOMS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(name, errors="replace")
    if b"\x00" in raw:
        raise UnreadableFileError(
            "holds NUL bytes, so it is no text in UTF-8: save it as UTF-8, PDF, DOCX, ODT or HTML"
        )
    text = _decoded(raw, declared)
    if len(_CONTROLS.findall(text)) > max(2, len(text) / 50):
        raise UnreadableFileError("holds binary data, no text: save it as UTF-8, PDF, DOCX, ODT or HTML")
    return text


def _decoded(raw: bytes, declared: str) -> str:
    for name in ("utf-8", _codec(declared), "cp1252" if _is_western(raw) else ""):
        if not name:
            continue
        try:
            return raw.decode(name)
        except UnicodeDecodeError:
            continue
    return _as_it_looks(raw)


def _codec(declared: str) -> str:
    """Return Python's name for a declared character set, or nothing for an unknown one or one that is no text's."""
    try:
        name = codecs.lookup(declared.strip()).name if declared.strip() else ""
        "".encode(name or "utf-8")
    except (LookupError, ValueError):
        return ""
    return _MEANT.get(name, name)


def _is_western(raw: bytes) -> bool:
    """Tell whether letters beyond ASCII are few, as in Western languages: cp1252 decodes nearly anything."""
    beyond = sum(byte >= 0xC0 for byte in raw[:100_000])
    letters = sum(65 <= byte & 0xDF <= 90 for byte in raw[:100_000])
    return beyond <= max(2, letters // 4)


def _as_it_looks(raw: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(raw).best()
    if best is None:
        raise UnreadableFileError("is in no character set that can be told: save it as UTF-8")
    return str(best)
