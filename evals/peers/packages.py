"""The packages of peers, which may be absent."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from corpus.errors import TradeQAError


class PeerMissingError(TradeQAError):
    """A package of a peer is not installed: README.md says how to."""


def package(module: str) -> Any:  # noqa: ANN401 - peers may be absent, so nothing is known of their types
    """Return a module of a peer. Raises PeerMissingError when it is not installed."""
    try:
        return import_module(module)
    except ImportError as error:
        raise PeerMissingError(
            f"this peer needs {module}, which cannot be loaded ({error}): install it as evals/peers/README.md says"
        ) from error
