"""Time what users wait for: `python -m evals.speed WHAT`.

- `search --library DIR --cases FILE`: search in one process, p50 and p95
- `answer --library DIR --cases FILE`: an answer without a chat model, p50 and p95
- `growth --library DIR --cases FILE [--sizes N...] [--scratch DIR]`: search in copies of a library, ever larger ones
- `commands --library DIR`: commands from cold, the median of five runs
- `intake SOURCE... --documents N`: adding a sample, against SentenceTransformer.encode alone over the same passages
- `load --library DIR --cases FILE... --users N --minutes M`: the chat while N users ask, 10 seconds of reading between:
  errors, p50 and p95, memory every minute; a question asked again is answered faster, so give many
- `browser --library DIR --cases FILE`: the chat in a browser, from opening it until one can type, and from Enter until
  the first quoted words are on the screen, p50 and p95; needs Playwright and Chromium
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from assistant.answering import Assistant
from evals.cases import read_cases
from evals.speed.browser import time_browser
from evals.speed.growth import time_growth
from evals.speed.load import Crowd, time_load
from evals.speed.questions import time_questions
from index import intake
from index.embedding import EmbeddingSettings, open_embedder
from index.library import Library


def main() -> None:
    """Run the timing that the command line names and print its figures as JSON."""
    arguments = argparse.ArgumentParser(prog="python -m evals.speed", description=__doc__)
    arguments.add_argument("what", choices=["search", "answer", "growth", "commands", "intake", "load", "browser"])
    arguments.add_argument("sources", nargs="*")
    arguments.add_argument("--library", type=Path)
    arguments.add_argument("--cases", type=Path, nargs="*", default=[])
    arguments.add_argument("--documents", type=int, default=60, help="time the sample of so many documents")
    arguments.add_argument("--sizes", type=int, nargs="*", default=[10_000, 64_000, 500_000], help="in passages")
    arguments.add_argument("--scratch", type=Path, help="keep the copies there (500,000 passages take 3 GB)")
    arguments.add_argument("--users", type=int, default=20)
    arguments.add_argument("--minutes", type=float, default=10.0)
    given = arguments.parse_args()
    if given.what == "intake":
        figures = time_intake(given.sources, given.documents)
    elif given.what == "load":
        asked = [case.question for case in read_cases(given.cases)]
        figures = time_load(given.library, asked, Crowd(given.users, given.minutes))
    elif given.what == "browser":
        figures = time_browser(given.library, [case.question for case in read_cases(given.cases)])
    elif given.what == "growth":
        with tempfile.TemporaryDirectory() as scratch:
            asked = [case.question for case in read_cases(given.cases)]
            source = Library.open(given.library)
            figures = time_growth(source, given.scratch or Path(scratch), given.sizes, asked, open_embedder())
    elif given.what == "commands":
        figures = time_commands(given.library)
    else:
        assistant = Assistant(Library.open(given.library), open_embedder())
        ask = assistant.ask if given.what == "answer" else assistant.retriever.search
        figures = time_questions(ask, (case.question for case in read_cases(given.cases)))
    print(json.dumps(figures, indent=2))  # noqa: T201 - a command's result


def time_commands(library: Path) -> dict[str, float]:
    """Return the median seconds of five runs of each command, as whole processes."""
    commands = {
        "--help": ["--help"],
        "status": ["status", "--library", str(library)],
        "list": ["list", "--library", str(library)],
        "ask": ["ask", "What is the duty on steel?", "--library", str(library)],
    }
    figures = {}
    for name, words in commands.items():
        spent = []
        for _ in range(5):
            started = time.perf_counter()
            subprocess.run([sys.executable, "-m", "ui.commands", *words], check=True, capture_output=True)  # noqa: S603 - ours
            spent.append(time.perf_counter() - started)
        figures[f"{name}_seconds"] = round(float(np.median(spent)), 2)
    return figures


def time_intake(sources: list[str], documents: int) -> dict[str, float]:
    """Time adding a sample of a collection, and SentenceTransformer.encode in 32-bit floats over the same passages."""
    with tempfile.TemporaryDirectory() as scratch:
        sample = Path(scratch) / "sample.jsonl"
        sample.write_bytes(b"".join(_sampled(sources, documents)))
        library = Library.open(Path(scratch) / "library")
        embedder = open_embedder()
        embedder.embed(["warm up"])
        started = time.perf_counter()
        intake.add(library, embedder, [str(sample)])
        adding = time.perf_counter() - started
        stored = library.passages(library.passage_ids().tolist())
        texts = [stored[number].searched_text for number in sorted(stored)]
        reference = open_embedder(EmbeddingSettings(runtime="sentence-transformers"))
        reference.embed(texts[:8])
        started = time.perf_counter()
        expected = reference.embed(texts)
        encoding = time.perf_counter() - started
        cosines = np.sum(expected * embedder.embed(texts), axis=1)
        library.close()
    return {
        "passages": len(texts),
        "add_seconds": round(adding, 2),
        "encode_alone_seconds": round(encoding, 2),
        "ratio": round(encoding / adding, 2),
        "least_cosine": round(float(cosines.min()), 6),
    }


def _sampled(sources: list[str], documents: int) -> list[bytes]:
    """Return about so many lines of the collections, evenly spread."""
    from corpus.readers.detecting import detect, lines_of

    lines: list[bytes] = []
    for source in sources:
        raw, _ = detect(Path(source).read_bytes(), source, "")
        lines += [line.rstrip(b"\n") + b"\n" for line in lines_of(raw)]
    return lines[:: max(1, len(lines) // documents)]


if __name__ == "__main__":
    main()
