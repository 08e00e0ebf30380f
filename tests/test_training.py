"""The training of the reader: what it learns from, that nothing kept for measuring is in it, and what is written."""

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch

from evals import calibration
from evals.training.__main__ import Progress, Round, TrainingSettings, plan, train
from evals.training.examples import (
    Example,
    Text,
    held_out,
    kept_for_calibration,
    public_examples,
    trade_questions,
    without,
)
from evals.training.export import in_eight_bits, rounded
from evals.training.model import LENGTHS, ReaderModel, loss_of, row, shape_of
from index.embedding import default_model_folder
from index.encoding import encode_texts

QUESTIONS = Path(__file__).parents[1] / "evals" / "training" / "questions.jsonl"
CASES = Path(__file__).parents[1] / "evals" / "cases"
WORDS = "The duty on cocoa is 7 percent. Butter of cocoa stays free of any duty at all. The order was signed in May."


def test_without_its_answer_a_text_keeps_the_rest() -> None:
    start = WORDS.index("7 percent")
    rest = without(Text("c", WORDS, ((start, start + 9),)))
    assert rest
    assert "7 percent" not in rest.text
    assert rest.text.startswith("Butter of cocoa")
    assert rest.gold == ()
    assert without(Text("c", "It is 7.", ((6, 7),))) is None


def test_the_gold_tokens_are_those_of_the_answer() -> None:
    start = WORDS.index("7 percent")
    (reading,) = encode_texts("what rate?", [("context", WORDS)])
    found = row(reading, [(start, start + 9)])
    spans = [reading.spans[token - reading.first] for token in found.gold]
    assert WORDS[spans[0][0] : spans[-1][1]] == "7 percent"
    assert row(reading, []).gold == ()


def example(number: int, length: int) -> Example:
    text = Text("context", f"{'word ' * length}The answer is {number}.", ((5 * length + 14, 5 * length + 15),))
    return Example("made", str(number), f"what is {number}?", text, (Text("context", "nothing " * length),))


def test_the_plan_is_the_same_on_every_run_and_has_few_shapes() -> None:
    general = [example(at, 5 + 11 * at) for at in range(20)]
    settings = TrainingSettings(rounds=(Round(1e-4, 0.7, 1, 3, close=False),))
    (one,), (two,) = (plan(general, general[:6], settings) for _ in range(2))
    assert one == two
    assert sum(len(groups) for groups in one) == round(0.7 * 20) + 6 + 3
    for groups in one:
        rows, length = shape_of(groups, settings.tokens)
        assert length in LENGTHS
        assert rows >= sum(map(len, groups))


def test_eight_bits_lose_little() -> None:
    values = np.random.default_rng(1).normal(size=(300, 40)).astype(np.float32)
    for axis in (0, 1):
        whole, scale = rounded(values, axis)
        undone = whole * np.expand_dims(scale, 1 - axis)
        assert np.abs(undone - values).max() <= np.abs(values).max() / 254 + 1e-6


def test_the_written_graph_multiplies_out_its_weights(tmp_path: Path) -> None:
    weights = np.random.default_rng(2).normal(size=(128, 128)).astype(np.float32)
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("MatMul", ["x", "w"], ["y"])],
        "g",
        [onnx.helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [1, 128])],
        [onnx.helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [1, 128])],
        [onnx.numpy_helper.from_array(weights, "w")],
    )
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=9)
    small = in_eight_bits(model)
    assert len(small.SerializeToString()) < weights.nbytes / 3
    x = np.ones((1, 128), np.float32)
    (found,) = onnxruntime.InferenceSession(small.SerializeToString()).run(None, {"x": x})
    assert np.allclose(found, x @ weights, atol=0.3)


def write(folder: Path, name: str, file: str, records: list[dict[str, Any]]) -> None:
    (folder / name).mkdir(exist_ok=True, parents=True)
    with gzip.open(folder / name / f"{file}.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(record) + "\n" for record in records)


def test_what_is_kept_for_measuring_is_not_learned_from(tmp_path: Path) -> None:
    seen, unseen = (next(str(at) for at in range(99) if held_out(str(at)) == held) for held in (False, True))
    page = "In the year the old bridge over the river was closed to all traffic for good, and a ferry took its place."
    other = "A quite different page tells of ships and of the weather that they met on their way to the far islands."
    for name in ("policyqa_dev", "squadshifts_new_wiki"):
        passages = [{"id": "a", "title": "A", "text": page}, {"id": "b", "title": "B", "text": other}]
        answer = {"text": "river", "start": page.index("river")}
        asked = [
            {"id": f"{name}-1", "question": "What was crossed?", "gold_docs": ["a"], "answers": [answer]},
            {
                "id": f"{name}-2",
                "question": "What is told of?",
                "gold_docs": ["b"],
                "answers": [{"text": "ships", "start": other.index("ships")}],
            },
        ]
        write(tmp_path, name, "passages", passages)
        write(tmp_path, name, "questions", asked)
    write(tmp_path, "qed_dev", "questions", [])
    write(tmp_path, "xquad_en", "passages", [{"id": "x", "text": page + " More of it."}])
    write(tmp_path, "mtrag_human_subset", "tasks", [{"turns": [{"speaker": "user", "text": "What else is told?"}]}])
    clapnq = [
        {"id": name, "question": f"what {name}", "gold_sentences": [[other]], "answerable": True}
        for name in (seen, unseen)
    ]
    write(tmp_path, "clapnq_dev", "passages", [{"id": f"clapnq-{one}", "title": "C", "text": other} for one in (seen,)])
    write(tmp_path, "clapnq_dev", "questions", clapnq)
    found = public_examples(tmp_path)
    assert {one.id for one in found} == {"policyqa_dev-2", "squadshifts_new_wiki-2", seen}


def test_no_document_of_a_case_is_trained_on() -> None:
    asked = trade_questions(QUESTIONS)
    trained = {place["document_id"] for one in asked for place in one.get("gold", [one.get("near")])}
    used = {
        gold["document_id"]
        for file in CASES.glob("*.jsonl")
        for line in file.read_text(encoding="utf-8").splitlines()
        for gold in json.loads(line)["gold"]
    }
    assert trained
    assert not trained & used


def test_the_questions_are_as_described() -> None:
    asked = trade_questions(QUESTIONS)
    assert len(asked) >= 2000
    assert len({one["id"] for one in asked}) == len({one["question"].lower() for one in asked}) == len(asked)
    assert 0.33 <= sum(not one["answerable"] for one in asked) / len(asked) <= 0.5
    kept = sum(kept_for_calibration(one["id"]) for one in asked)
    assert 0.08 < kept / len(asked) < 0.18


def test_some_of_the_kept_questions_are_always_the_same() -> None:
    every = [one.id for one in calibration.trade_questions()]
    assert all(kept_for_calibration(name) for name in every)
    assert [one.id for one in calibration.trade_questions(50)] == every[:50]
    assert len(every) > 900


def new_model() -> ReaderModel:
    torch.manual_seed(TrainingSettings().seed)
    model = ReaderModel(default_model_folder())
    model.encoder.embeddings.requires_grad_(False)
    return model.train()


def test_a_step_of_training_lowers_the_loss() -> None:
    model = new_model()
    settings = TrainingSettings(rounds=(Round(1e-4, 1.0, 0, 3, close=True),))
    ((groups,),) = plan([example(at, 20) for at in range(4)], [], settings)
    optimizer = torch.optim.AdamW(model.scores.parameters(), lr=0.05)
    losses = []
    for _ in range(4):
        loss = loss_of(model, groups, 0.5, shape_of(groups, 256))
        torch.autograd.backward(loss)
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    assert losses[-1] < losses[0]


def test_an_interrupted_training_goes_on_where_it_stopped(tmp_path: Path) -> None:
    general = [example(at, 5) for at in range(4)]
    one = Round(1e-3, 1.0, 0, 1, close=True)
    settings = TrainingSettings(rounds=(one, one), tokens=128, checkpoint=1, warm_up=1)
    rounds = plan(general, [], settings)
    whole = train(rounds, settings, tmp_path / "whole.pt")
    part = tmp_path / "part.pt"
    first = Progress(new_model(), 0, len(rounds[0]), settings)
    for groups in rounds[0][:2]:
        first.learn(loss_of(first.model, groups, settings.ranking, shape_of(groups, settings.tokens)))
    first.save(part)
    resumed = train(rounds, settings, part)
    assert torch.load(part, weights_only=True)["round"] == 1
    assert torch.allclose(resumed.scores.weight, whole.scores.weight, atol=1e-4)
