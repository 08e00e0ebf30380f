"""Cases files: what is read, what is refused and how it is told, and how gold is found."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from eval_fakes import FALL, SOY, TEXT, put
from evals.cases import BadCaseError, GoldReference, case_from, cases_hash, read_cases
from evals.checking import check
from evals.gold import Place, WrongGoldError, resolve
from index.library import Library

FIELDS: dict[str, Any] = {"id": "c1", "type": "fact", "question": "How far?", "answerable": True, "status": "answered"}
WORDS = TEXT[slice(*FALL)]


def write(path: Path, *lines: dict[str, Any] | str) -> Path:
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_a_case_is_read_whole(tmp_path: Path) -> None:
    digest = sha256(b"words").hexdigest()
    full = FIELDS | {
        "turns": ["Before?"],
        "as_of": "2025-11-01",
        "must_contain": [["six", "6"]],
        "must_not_contain": ["eight"],
        "gold": [{"document_id": "d", "quote": "q"}, {"document_id": "d", "start": 0, "end": 9, "sha256": digest}],
        "standalone_question": "All of it?",
    }
    case = read_cases([write(tmp_path / "c.jsonl", full, "", "  ")])[0]
    assert case.turns == ("Before?",)
    assert case.as_of == date(2025, 11, 1)
    assert case.must_contain == (("six", "6"),)
    assert case.gold == (GoldReference("d", quote="q"), GoldReference("d", start=0, end=9, sha256=digest))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"id": ""}, "'id'"),
        ({"question": None}, "'question'"),
        ({"answerable": "yes"}, "true or false"),
        ({"status": "found"}, "needs_clarification"),
        ({"answerable": False}, "not_found or needs_clarification"),
        ({"as_of": "1 Nov 2025"}, "2025-11-01"),
        ({"must_contain": ["six"]}, "'must_contain'"),
        ({"must_contain": [[6]]}, "'must_contain'"),
        ({"must_contains": []}, "'must_contains' is not known"),
        ({"turns": "one"}, "'turns'"),
        ({"gold": [{"quote": "q"}]}, "document_id"),
        ({"gold": [{"document_id": "d"}]}, "neither a quote nor a span"),
        ({"gold": [{"document_id": "d", "start": 9, "end": 9, "sha256": "x"}]}, "neither a quote nor a span"),
        ({"standalone_question": 3}, "'standalone_question'"),
    ],
)
def test_a_wrong_field_is_named_with_file_and_line(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    path = write(tmp_path / "c.jsonl", FIELDS | {"id": "fine"}, FIELDS | change)
    with pytest.raises(BadCaseError, match=r"c\.jsonl, line 2") as caught:
        read_cases([path])
    assert told in str(caught.value)


def test_what_is_no_file_of_cases_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.jsonl", write(tmp_path / "empty.jsonl", ""), write(tmp_path / "bad.jsonl", "{")):
        with pytest.raises(BadCaseError, match=path.name):
            read_cases([path])
    with pytest.raises(BadCaseError, match="c1"):
        read_cases([write(tmp_path / "twice.jsonl", FIELDS, FIELDS)])
    with pytest.raises(BadCaseError, match="missing"):
        case_from({"id": "c"})
    with pytest.raises(BadCaseError, match="JSON object"):
        case_from([])


def test_the_hash_of_the_cases_is_that_of_their_bytes(tmp_path: Path) -> None:
    one, other = write(tmp_path / "a.jsonl", FIELDS), write(tmp_path / "b.jsonl", FIELDS)
    assert cases_hash([one]) == sha256(one.read_bytes()).hexdigest()
    assert cases_hash([one, other]) != cases_hash([one])


def test_both_forms_of_gold_are_found(library: Library) -> None:
    put(library)
    digest = sha256(TEXT[slice(*SOY)].encode()).hexdigest()
    references = [{"document_id": "d", "quote": WORDS}, {"document_id": "d", "start": 47, "end": 88, "sha256": digest}]
    found = resolve([case_from(FIELDS | {"gold": references})], library)["c1"]
    assert [gold.place for gold in found] == [Place("d", *FALL), Place("d", *SOY)]
    assert [gold.text for gold in found] == [WORDS, TEXT[slice(*SOY)]]
    assert found[0].elsewhere == ()


def test_gold_stands_wherever_the_passage_has_the_same_words(library: Library) -> None:
    put(library)
    put(library, "twin")
    found = resolve([case_from(FIELDS | {"gold": [{"document_id": "d", "quote": WORDS}]})], library)["c1"]
    assert found[0].elsewhere == (Place("twin", *FALL),)


@pytest.mark.parametrize(
    ("gold", "told"),
    [
        ({"document_id": "gone", "quote": WORDS}, "no document 'gone'"),
        ({"document_id": "d", "quote": "Tariffs rise"}, "does not stand in d"),
        ({"document_id": "d", "start": 0, "end": 46, "sha256": "0" * 64}, "mark the gold anew"),
        ({"document_id": "d", "start": 1, "end": 47, "sha256": sha256(WORDS.encode()).hexdigest()}, "not those"),
    ],
)
def test_gold_that_does_not_stand_in_the_library_is_told(library: Library, gold: dict[str, Any], told: str) -> None:
    put(library)
    with pytest.raises(WrongGoldError, match="case c1") as caught:
        resolve([case_from(FIELDS | {"gold": [gold]})], library)
    assert told in str(caught.value)


SOUND = FIELDS | {"must_contain": [["47 percent"]], "gold": [{"document_id": "d", "quote": WORDS}]}


def test_a_sound_file_has_no_problems(tmp_path: Path, library: Library) -> None:
    put(library)
    assert check([write(tmp_path / "c.jsonl", SOUND)], library) == []


@pytest.mark.parametrize(
    ("change", "severity", "told"),
    [
        ({"gold": []}, "error", "no gold"),
        ({"answerable": False, "status": "not_found"}, "error", "no answer"),
        ({"must_contain": [["48 percent"]]}, "error", "48 percent"),
        ({"must_contain": []}, "warning", "must_contain"),
        ({"must_not_contain": ["47 percent"]}, "warning", "47 percent"),
        ({"gold": [{"document_id": "d", "quote": "Tariffs climb"}]}, "error", "does not stand"),
        ({"gold": [{"document_id": "long", "quote": "47 percent. And"}]}, "warning", "no passage"),
        ({"gold": [{"document_id": "d", "quote": "e"}], "must_contain": [["e"]]}, "warning", "more than once"),
        ({"turns": ["Before?"]}, "warning", "follow_up"),
        ({"type": "follow_up", "turns": ["Before?"]}, "warning", "standalone_question"),
        ({"type": "as_of"}, "error", "as_of"),
        ({"as_of": "2020-01-01"}, "error", "appeared"),
        ({"note": "look again"}, "warning", "draft"),
        ({"status": "found"}, "error", "'status'"),
    ],
)
def test_each_defect_of_a_case_is_found(
    tmp_path: Path, library: Library, change: dict[str, Any], severity: str, told: str
) -> None:
    put(library, published=date(2025, 11, 2))
    put(library, "long", "Tariffs are 47 percent. And so on.", ends=(23, 34))
    problems = check([write(tmp_path / "c.jsonl", SOUND | change)], library)
    assert any(problem.severity == severity and told in problem.message for problem in problems), problems
    assert all(str(problem).startswith(f"{tmp_path / 'c.jsonl'}:1:") for problem in problems)


def test_repetition_within_and_leakage_between_files_is_found(tmp_path: Path, library: Library) -> None:
    put(library)
    long = "What duty do importers of Chinese machines, tools and parts for farms pay from November on?"
    first = write(tmp_path / "a.jsonl", SOUND, SOUND | {"id": "c2", "question": long})
    second = write(
        tmp_path / "b.jsonl",
        SOUND | {"question": "how far"},
        SOUND | {"id": "c4", "question": long.replace("Chinese", "Chinese new")},
    )
    problems = check([first, second], library)
    told = {(problem.case_id, problem.severity, problem.message.split(" ")[0]) for problem in problems}
    assert {("c1", "error", "the"), ("c4", "warning", "nearly"), ("c4", "warning", "the")} <= told
    assert sum("same question" in problem.message for problem in problems) == 1
    assert sum("id is taken" in problem.message for problem in problems) == 1
    assert sum("leaks" in problem.message for problem in problems) == 2
