"""What a source is worth: an official text says what holds, a report says what somebody wrote about it."""

from __future__ import annotations

import re

from corpus.document import Passage

_OFFICIAL = re.compile(
    r"\b(?:orders?|proclamations?|presidential-actions?|notices?|rules?|regulations?|statutes?|laws?|legislation|acts?"
    r"|agreements?|treaty|treaties|directives?|decisions?|rulings?|guidance)\b",
    re.IGNORECASE,
)
_REPORT = re.compile(
    r"\b(?:fact[- ]sheets?|statements?|remarks?|speech(?:es)?|brief(?:s|ings?)?|press|news|articles?|releases?|research"
    r"|blog|report|commentary|readout|transcripts?)\b",
    re.IGNORECASE,
)


def is_attributed(passage: Passage) -> bool:
    """Tell whether anything says whose words these are: a publisher, a kind, or the title of an order or a report."""
    return bool(passage.publisher) or passage.kind not in ("", "document") or is_official(passage) is not None


def is_official(passage: Passage) -> bool | None:
    """Tell whether a passage is of an official text, by its kind or else its title; None where neither tells."""
    for words in (passage.kind, passage.title):
        # reports first: "Statement on the Proclamation" is none
        if _REPORT.search(words):
            return False
        if _OFFICIAL.search(words):
            return True
    return None
