"""Check every quote of a run against `tradeqa show`: `python -m evals.verify_quotes RUN.json --library DIR`.

It shares no code with what makes the quotes: it reads the run's JSON, and the documents from the command's output.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from functools import cache


def main() -> None:
    """Print how many quotes of how many answers were checked, and each that differs; exit 1 if any does."""
    arguments = argparse.ArgumentParser(prog="python -m evals.verify_quotes", description=__doc__)
    arguments.add_argument("runs", nargs="+")
    arguments.add_argument("--library", required=True)
    given = arguments.parse_args()

    @cache
    def text_of(document_id: str) -> str:
        command = [sys.executable, "-m", "ui.commands", "show", document_id, "--json", "--library", given.library]
        shown = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")  # noqa: S603 - ours
        return str(json.loads(shown.stdout)["text"])

    answers, quotes, wrong = 0, 0, 0
    for path in given.runs:
        with open(path, encoding="utf-8") as file:
            cases = json.load(file)["cases"]
        for case in cases:
            answers += 1
            for quote in case["ask"]["quotes"]:
                quotes += 1
                if text_of(quote["document_id"])[quote["start"] : quote["end"]] != quote["text"]:
                    wrong += 1
                    print(f"{case['id']}: quote {quote['number']} is not what {quote['document_id']} says")  # noqa: T201 - a command's result
    print(f"{answers} answers, {quotes} quotes, {wrong} wrong")  # noqa: T201 - a command's result
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
