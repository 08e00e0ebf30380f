"""Benchmarks: every set's form is read, figures are what they say, a repeat comes from the cache, changes do not."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from ir_measures import Success, nDCG

from corpus.document import Document, Passage
from evals.benchmarks import __main__ as command
from evals.benchmarks.libraries import KeptVectors
from evals.benchmarks.sets import SETS, TRAINED_ON
from evals.benchmarks.tasks import area, ndcg, rank_of, right_sentences
from evals.systems import Query, open_systems
from fakes import BagOfWords
from index.embedding import Vectors
from index.library import Entry, Library
from index.reranking import DEPTH, EmbeddingReranker
from index.search import Judgement

STEEL = "Steel pays a duty of 25 percent in the United States. The order was signed in March."
TEA = "Green tea from Japan enters free. Black tea from Ceylon pays six rupees."
WHEAT = "Wheat exports to Egypt grew. Barley went to Tunisia instead."


def passage(name: str, text: str, title: str = "") -> dict[str, Any]:
    return {"id": name, "title": title, "date": "", "text": text}


def write(folder: Path, name: str, **files: list[dict[str, Any]]) -> None:
    (folder / name).mkdir(parents=True, exist_ok=True)
    for kind, records in files.items():
        with gzip.open(folder / name / f"{kind}.jsonl.gz", "wt", encoding="utf-8") as lines:
            lines.writelines(json.dumps(record) + "\n" for record in records)


def span(text: str, words: str) -> dict[str, Any]:
    return {"text": words, "start": text.index(words)}


def asks(name: str, question: str, document: str, answers: list[Any], answerable: bool = True) -> dict[str, Any]:
    return {"id": name, "question": question, "gold_docs": [document], "answers": answers, "answerable": answerable}


@pytest.fixture(autouse=True)
def no_reranker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures of the real weights are no part of these tests."""
    monkeypatch.setattr(command, "open_reranker", lambda embedder, settings: EmbeddingReranker(embedder))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one tiny set of every form."""
    folder = tmp_path / "sets"
    passages = [passage("p-steel", STEEL, "Steel"), passage("p-tea", TEA, "Tea"), passage("p-wheat", WHEAT, "Wheat")]
    write(
        folder,
        "xquad_en",
        passages=passages,
        questions=[
            asks("x1", "Which duty in percent does steel pay in the States?", "p-steel", [span(STEEL, "25 percent")]),
            asks("x2", "Who was it that signed the steel duty of the States?", "p-steel", [span(STEEL, "in March")]),
        ],
    )
    write(
        folder,
        "clapnq_dev",
        passages=passages,
        questions=[
            *(asks(f"yes{n}", "does green tea from japan enter free", "p-tea", ["free"]) for n in range(6)),
            *(asks(f"no{n}", "who painted the ceiling of the chapel", "p-wheat", [], False) for n in range(6)),
        ],
    )
    write(
        folder,
        "2wiki_101",
        passages=passages,
        questions=[
            {"id": "w1", "question": "steel duty or green tea?", "gold_docs": [["p-steel"], ["p-tea"]]},
            {"id": "w2", "question": "steel duty", "gold_docs": [["p-steel"], ["absent"]]},
        ],
    )
    turns = [{"speaker": "user", "text": "Does green tea from Japan enter free?"}, {"speaker": "agent", "text": "Yes."}]
    write(
        folder,
        "mtrag_human_subset",
        passages=passages,
        tasks=[
            {"id": "m1", "turns": [*turns, {"speaker": "user", "text": "And what about it?"}], "gold_docs": ["p-tea"]},
            {"id": "m2", "turns": turns[:1], "gold_docs": []},
        ],
    )
    graded = [{"doc_id": "p-steel", "code": 1}, {"doc_id": "p-tea", "code": 4}]
    write(folder, "cranfield", passages=passages, questions=[{"id": "c1", "question": "steel duty", "qrels": graded}])
    qed = {"id": "q1", "question": "what of barley", "title": "Wheat", "passage": WHEAT, "answers": ["Barley"]}
    write(folder, "qed_dev", questions=[qed])
    both = {"id": "cq-0", "question": "does steel pay duty", "doc_a": STEEL, "doc_b": "Steel pays no duty at all."}
    write(folder, "conflictqa_strategyqa", questions=[both])
    said = [{"n": 1, "utterance": "black tea", "passage": TEA}, {"n": 2, "utterance": "wheat?", "passage": WHEAT}]
    write(folder, "cast2021", topics=[{"id": "7", "turns": said}])
    return folder


def measured(folder: Path, *arguments: str) -> dict[str, dict[str, dict[str, float]]]:
    """Run the command and return its figures: set, measure, system."""
    output = folder.parent / "figures.json"
    command.main(
        [str(folder), *arguments, "--cache", str(folder.parent / "cache"), "--json", str(output)], BagOfWords()
    )
    found = json.loads(output.read_text())["sets"]
    return {
        one["name"]: {
            line["measure"]: {name: estimate["value"] for name, estimate in line["systems"].items()}
            for line in one["figures"]
        }
        for one in found
    }


def test_every_form_of_a_set_is_measured(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = measured(folder)
    assert set(found) == {path.name for path in folder.iterdir()}
    # x1's words stand in the sentence that answers, x2's in the other one
    assert found["xquad_en"]["sentence"] == {"words": 0.5, "vectors": 0.5, "fused": 0.5, "reranked": 0.5}
    assert found["clapnq_dev"]["hit@1"]["words"] == 1.0
    assert found["clapnq_dev"]["auc, held out"]["words"] == 1.0
    # the document that one of the two questions wants is nowhere
    assert found["2wiki_101"]["all@8"]["fused"] == 0.5
    assert found["conflictqa_strategyqa"]["all@5"]["fused"] == 1.0
    assert found["cast2021"]["hit@1"]["words"] == 1.0
    assert found["qed_dev"]["sentence"]["words"] == 1.0
    table = capsys.readouterr().out
    assert "| mtrag_human_subset " in table
    assert TRAINED_ON["clapnq_dev"] in table


def test_a_follow_up_is_asked_in_its_conversation(folder: Path) -> None:
    found = measured(folder, "mtrag_human_subset")["mtrag_human_subset"]
    assert found["hit@1"]["asked"] == 1.0
    assert found["hit@1, later turns"] == found["hit@1"], "the task without reference passages does not count"


def test_graded_documents_gain_most_for_code_1(folder: Path) -> None:
    perfect_first = 4 / (4 + 1 / math.log2(3))
    found = measured(folder, "cranfield")["cranfield"]["ndcg@10"]
    assert found["words"] >= perfect_first - 1e-4


def kept_result(folder: Path, system: str) -> Path:
    (kept,) = (folder.parent / "cache" / "results").glob(f"*-{system}-*.json")
    return kept


def test_a_repeat_comes_from_the_cache_until_the_data_changes(folder: Path) -> None:
    before = measured(folder, "2wiki_101")
    kept = kept_result(folder, "words")
    told = json.loads(kept.read_text())
    told["rows"] = [[{"all@8": 0.0} for _ in task] for task in told["rows"]]
    kept.write_text(json.dumps(told))
    assert measured(folder, "2wiki_101")["2wiki_101"]["all@8"]["words"] == 0.0, "what was kept was not used"
    questions = [{"id": "w1", "question": "steel duty", "gold_docs": [["p-steel"]]}]
    write(folder, "2wiki_101", questions=questions)
    assert before["2wiki_101"]["all@8"]["words"] == 0.5
    assert measured(folder, "2wiki_101")["2wiki_101"]["all@8"]["words"] == 1.0


def test_changed_documents_make_another_library(folder: Path) -> None:
    write(folder, "2wiki_101", questions=[{"id": "w", "question": "cobalt", "gold_docs": [["p-new"]]}])
    assert measured(folder, "2wiki_101")["2wiki_101"]["all@8"]["words"] == 0.0
    write(folder, "2wiki_101", passages=[passage("p-new", "Cobalt is mined.")])
    assert measured(folder, "2wiki_101")["2wiki_101"]["all@8"]["words"] == 1.0


def test_a_repeat_embeds_nothing(folder: Path) -> None:
    arguments = [str(folder), "--cache", str(folder.parent / "cache")]
    command.main(arguments, BagOfWords())
    counting = Counting()
    command.main(arguments, counting)
    assert counting.seen == []


def test_what_a_kill_left_of_a_result_is_computed_anew(folder: Path) -> None:
    before = measured(folder, "cast2021")
    kept = kept_result(folder, "vectors")
    kept.write_text(kept.read_text()[:20])
    assert measured(folder, "cast2021") == before


class Counting(BagOfWords):
    def __init__(self) -> None:
        self.seen: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.seen += texts
        return super().embed(texts)


def test_no_text_is_embedded_twice(tmp_path: Path) -> None:
    counting = Counting()
    texts = [STEEL, TEA, STEEL]
    for _ in range(2):
        kept = KeptVectors(counting, tmp_path / "cache" / "vectors.sqlite")
        np.testing.assert_array_equal(kept.embed(texts), BagOfWords().embed(texts))
        assert kept.embed([]).shape == (0, BagOfWords.dimension)
        kept.close()
    assert sorted(counting.seen) == sorted([STEEL, TEA])


def test_a_missing_set_is_named_with_the_remedy(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cache = ["--cache", str(folder.parent / "cache")]
    assert command.main([str(folder), "policyqa_dev", "cranfield", *cache], BagOfWords()) == 3
    told = capsys.readouterr()
    assert "policyqa_dev" in told.err
    assert "put the benchmark set policyqa_dev there" in told.err
    assert "cranfield" in told.out, "the set that is there is measured all the same"
    assert command.main([str(folder), "policyqa_dev", *cache], BagOfWords()) == 1


def test_a_damaged_set_is_told_by_file_or_field(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = (folder / "qed_dev" / "questions.jsonl.gz").read_bytes()
    (folder / "qed_dev" / "questions.jsonl.gz").write_bytes(whole[:-12])
    write(folder, "cast2021", topics=[{"id": "7"}])
    arguments = [str(folder), "qed_dev", "cast2021", "--cache", str(folder.parent / "cache")]
    assert command.main(arguments, BagOfWords()) == 1
    told = capsys.readouterr().err
    assert "qed_dev/questions.jsonl.gz cannot be read" in told
    assert "cast2021 lacks the field 'turns'" in told


def test_a_name_that_no_set_has_is_told_with_those_that_exist(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([str(folder), "cranfeld"], BagOfWords()) == 1
    assert "no set is called cranfeld: the sets are mtrag_human_subset" in capsys.readouterr().err
    empty = tmp_path / "empty"
    assert command.main([str(empty)], BagOfWords()) == 1
    assert "holds no set" in capsys.readouterr().err


def test_the_page_shows_each_figure_with_its_interval_and_escapes(folder: Path) -> None:
    page = folder.parent / "page.html"
    arguments = [str(folder), "xquad_en", "--cache", str(folder.parent / "cache"), "--html", str(page)]
    assert command.main(arguments, BagOfWords()) == 0
    assert "0.500<br>" in page.read_text(encoding="utf-8")
    assert "MiniLM .728" in page.read_text(encoding="utf-8")


def test_fewer_questions_can_be_asked(folder: Path) -> None:
    output = folder.parent / "few.json"
    arguments = [str(folder), "clapnq_dev", "--questions", "4", "--json", str(output)]
    command.main([*arguments, "--cache", str(folder.parent / "cache")], BagOfWords())
    assert json.loads(output.read_text())["sets"][0]["questions"] == 4


def test_published_figures_and_notes_are_of_measures_and_sets_that_exist(folder: Path) -> None:
    found = measured(folder)
    for one in SETS:
        if one.name in found:
            assert {*one.references, *one.targets} <= set(found[one.name])
    assert TRAINED_ON.keys() <= {one.name for one in SETS}


# -- the measures -------------------------------------------------------------------------------------------------


def test_ndcg_of_a_ranking_worked_out_by_hand() -> None:
    found = ndcg(["none", "useful", "complete"], {"complete": 4, "useful": 2}, 10)
    assert found == pytest.approx((2 / math.log2(3) + 4 / math.log2(4)) / (4 + 2 / math.log2(3)))
    assert ndcg([], {"complete": 4}, 10) == 0.0


grades = some.dictionaries(some.integers(0, 15).map("d{}".format), some.integers(1, 4), min_size=1, max_size=8)


@settings(deadline=None)  # ir-measures and numpy load at the first example
@given(some.permutations(range(12)), grades, some.integers(1, 12))
def test_ndcg_agrees_with_ir_measures(ranking: list[int], gains: dict[str, int], k: int) -> None:
    names = [f"d{number}" for number in ranking]
    qrels = [ir_measures.Qrel("q", name, gain) for name, gain in gains.items()]
    run = [ir_measures.ScoredDoc("q", name, -float(rank)) for rank, name in enumerate(names)]
    theirs = ir_measures.calc_aggregate([nDCG @ k], qrels, run)[nDCG @ k]
    assert ndcg(names, gains, k) == pytest.approx(theirs)


@settings(deadline=None)
@given(some.permutations(range(12)), some.sets(some.integers(0, 15), min_size=1, max_size=4), some.integers(1, 12))
def test_hits_agree_with_ir_measures(ranking: list[int], wanted: set[int], k: int) -> None:
    names = [f"d{number}" for number in ranking]
    qrels = [ir_measures.Qrel("q", f"d{number}", 1) for number in wanted]
    run = [ir_measures.ScoredDoc("q", name, -float(rank)) for rank, name in enumerate(names)]
    theirs = ir_measures.calc_aggregate([Success @ k], qrels, run)[Success @ k]
    assert float(rank_of([f"d{number}" for number in wanted], names) <= k) == theirs


pairs = some.lists(some.tuples(some.sampled_from([0.0, 1.0]), some.sampled_from([0.1, 0.2, 0.5, 0.9])), max_size=20)


@settings(deadline=None)
@given(pairs)
def test_the_area_is_the_chance_that_an_answerable_pair_scores_higher(given: list[tuple[float, float]]) -> None:
    yes = [score for label, score in given if label]
    no = [score for label, score in given if not label]
    if not yes or not no:
        assert area(given) is None
        return
    wins = sum((a > b) + 0.5 * (a == b) for a in yes for b in no)
    assert area(given) == pytest.approx(wins / (len(yes) * len(no)))


def test_a_sentence_is_right_when_it_holds_an_answer() -> None:
    sentences = [(0, 10), (11, 20), (21, 40)]
    assert right_sentences(sentences, [(12, 15), (25, 40)]) == [(11, 20), (21, 40)]
    assert right_sentences(sentences, [(8, 14)]) == [(0, 10)], "no sentence holds it whole: the one where it begins"
    assert right_sentences(sentences, [(8, 14), (30, 31)]) == [(21, 40)]


# -- a reranker -----------------------------------------------------------------------------------------------------


class LikesTunisia:
    """A reranker that finds whatever names Tunisia to answer anything."""

    name = "likes-tunisia"

    def read(self, question: str, passages: Sequence[Passage]) -> list[Judgement]:
        return [
            Judgement(
                10.0 if "Tunisia" in one.text else -10.0,
                tuple(float("Tunisia" in one.text[a - one.start : b - one.start]) for a, b in one.sentences),
            )
            for one in passages
        ]


def test_a_reranker_orders_passages_sentences_and_pairs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "open_reranker", lambda embedder, settings: LikesTunisia())
    found = measured(folder, "qed_dev", "clapnq_dev")
    assert found["clapnq_dev"]["hit@1"]["reranked"] == 0.0, "it prefers the passage on wheat"
    assert found["clapnq_dev"]["auc, held out"]["reranked"] == 0.0
    assert found["qed_dev"]["sentence"]["reranked"] == 1.0
    assert found["clapnq_dev"]["hit@1"]["fused"] == 1.0, "the other columns are as without it"


def test_what_is_not_read_keeps_its_order_behind_what_is(library: Library) -> None:
    for number in range(DEPTH + 5):
        text = f"Steel duty number {number} of the schedule."
        one = Passage(f"d{number:02}", 0, len(text), text, ((0, len(text)),), "", "", "T", "", "", "", None)
        library.put(
            Entry(Document(one.document_id, "T", text, ""), [one], "", "bag-of-words"), BagOfWords().embed([text])
        )
    systems = {one.name: one for one in open_systems(library, BagOfWords(), LikesTunisia())}
    asked = systems["asked"].rank(Query("steel duty number"), DEPTH + 5)
    # it likes none, so that all readings are alike
    reranked = systems["reranked"].rank(Query("steel duty number"), DEPTH + 5)
    assert [hit.passage for hit in reranked] == [hit.passage for hit in asked]
    assert len(reranked) == DEPTH + 5
