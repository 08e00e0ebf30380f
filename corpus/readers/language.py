"""The language of a text, told from its first words."""

from __future__ import annotations

from threading import Lock

_LOCK = Lock()
_SHORTEST = 20
_ENOUGH = 2000
# Regional forms of Chinese share its script and its code.
_CHINESE = {"wuu", "yue", "zho", "cmn"}


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of a text of at least 20 characters, else nothing."""
    sample = text[:_ENOUGH].strip()
    if len(sample) < _SHORTEST or sum(map(str.isalpha, sample)) < _SHORTEST // 2:
        return ""
    import py3langid

    with _LOCK:
        code = str(py3langid.classify(sample)[0])
    return "zh" if code in _CHINESE else code if len(code) == 2 else ""


def two_letters(declared: str) -> str:
    """Return the ISO 639-1 code of a declared language such as "en-GB", nothing where it is none."""
    code = declared.strip().lower().replace("_", "-").split("-")[0]
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""
