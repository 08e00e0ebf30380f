"""The benchmark sets: how each is read, what is asked of it, what others reached, what we want to reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from evals.benchmarks.questions import Contents, cast, conflictqa, cranfield, mtrag, passage_set, qed, two_wiki
from evals.benchmarks.tasks import Answerable, Find, FirstSentence, Task


@dataclass(frozen=True, slots=True)
class BenchmarkSet:
    """A public set in a folder of its name, and what is measured on it."""

    name: str
    read: Callable[[Path], Contents]
    tasks: tuple[Task, ...]
    references: Mapping[str, str] = field(default_factory=dict)
    """What others reached, by measure."""
    targets: Mapping[str, float] = field(default_factory=dict)
    """What the whole, a reranker included, is to reach, by measure."""


SETS = (
    BenchmarkSet(
        "mtrag_human_subset",
        mtrag,
        (Find(hit=(1, 5, 10), by_turn=True),),
        {"hit@1": "BM25, last turn .553", "hit@5": "BM25, last turn .793", "hit@10": "BM25, last turn .847"},
        {"hit@1": 0.72, "hit@5": 0.92, "hit@10": 0.95},
    ),
    BenchmarkSet(
        "2wiki_101",
        two_wiki,
        (Find(together=(8,)),),
        {"all@8": "VectorDB .42, LightRAG .45, GraphRAG .73, fast-graphrag .93"},
        {"all@8": 0.60},
    ),
    BenchmarkSet("xquad_en", passage_set, (FirstSentence(),), {"sentence": "MiniLM .728"}, {"sentence": 0.90}),
    BenchmarkSet(
        "clapnq_dev",
        passage_set,
        (Find(hit=(1, 5, 10), by_half=True), Answerable(only_held_out=True)),
        {"hit@1": "BM25 .893", "hit@5": "BM25 .973", "hit@10": "BM25 .980", "auc, held out": "MiniLM, all .87"},
        {"auc, held out": 0.93},
    ),
    BenchmarkSet("cranfield", cranfield, (Find(graded=(10,)),), {"ndcg@10": "BM25 .388"}, {"ndcg@10": 0.46}),
    BenchmarkSet("squadshifts_new_wiki", passage_set, (FirstSentence(),)),
    BenchmarkSet("policyqa_dev", passage_set, (FirstSentence(),)),
    BenchmarkSet("qed_dev", qed, (FirstSentence(),)),
    BenchmarkSet("timeqa_train", passage_set, (Find(hit=(1, 5, 10)), Answerable())),
    BenchmarkSet("conflictqa_strategyqa", conflictqa, (Find(together=(5, 10)),)),
    BenchmarkSet("cast2021", cast, (Find(hit=(1, 5, 10), by_turn=True),)),
)

TRAINED_ON = {
    "clapnq_dev": "the reranker, and the weights of `assistant.evidence` in fused, on the half of its questions whose "
    "md5 of the id is even; the rows marked held out are the other half",
    "squadshifts_new_wiki": "the reranker",
    "policyqa_dev": "the reranker, on 1,500 of its questions",
    "qed_dev": "the reranker",
}
"""What was trained on a set (`evals.training`, `evals.calibration`): figures there flatter the columns that have it."""
