"""Ask a peer the cases: `python -m evals.peers NAME CASES... --library DIR --json FILE`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import TradeQAError
from evals.peers import haiku, langchain, txtai
from evals.peers.answering import PeerAssistant
from evals.peers.table import table_text
from evals.runs import run
from index.library import Library

PEERS = {peer.name: peer for peer in (langchain.PEER, txtai.PEER, haiku.PEER)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the cases, write the run and print its main figures; return 1 when something must be done first."""
    given = _parser().parse_args(arguments)
    # the model is on this machine: nobody is asked for it, and nobody is told
    os.environ |= {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    try:
        library = Library.open(given.library)
        made = run(given.cases, PeerAssistant(library, PEERS[given.name]), output=given.json)
    except TradeQAError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command's message
        return 1
    print(table_text([made]))  # noqa: T201 - a command's result
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.peers", description="Ask a peer the reference questions.")
    parser.add_argument("name", choices=sorted(PEERS), help="the peer")
    parser.add_argument("cases", type=Path, nargs="+", metavar="CASES", help="files of cases")
    parser.add_argument("--library", type=Path, required=True, metavar="DIR", help="the library with the documents")
    parser.add_argument("--json", type=Path, required=True, metavar="FILE", help="where to write the run")
    return parser


if __name__ == "__main__":
    sys.exit(main())
