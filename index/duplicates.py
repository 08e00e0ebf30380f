"""Passages that say the same in the same words: copies under several names, shown once, the others listed."""

from __future__ import annotations

import re

from index.words import fold

_IDLE = re.compile(r"(?<!\S)(?:a|an|the|that|of)(?!\S)")
"""Words without which a sentence says the same; `(a)` is not one of them."""
_PIECE = re.compile(r"(?:[-−+$€£¥<>≤≥]\s?)?\d+(?:[.,:/–-]\d+)*(?:\s?%)?|[^\W\d_]+")


def wording(text: str) -> str:
    """Return what copies of a text have in common, and a text that says something else has not.

    Case, accents, punctuation, spacing, hyphenation and articles are left out. Every other word stays in its place;
    numbers stay whole, with their signs, and apart, so that no amount, date or code ever equals another.
    """
    pieces = _PIECE.findall(_IDLE.sub("", fold(text)))
    return "".join(piece if piece.isalpha() else f" {''.join(piece.split())} " for piece in pieces)
