"""The transcript: what answers stands out, in whole words, and nothing else does."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from assistant.conversation import Statement, Turn
from eval_fakes import answer, quote
from ui.rendering import transcript


def emphasised(*statements: Statement) -> list[str]:
    shown = transcript([Turn("q", answer(statements, [quote()]))])
    return re.findall('<strong class="answering">(.*?)</strong>', shown)


@pytest.mark.parametrize(
    ("words", "shown"),
    [("25 percent", "7.25 percent"), ("7", "7.25"), ("value", "value"), ("his", "This"), ("&", "&amp;")],
)
def test_what_answers_stands_out_in_whole_words(words: str, shown: str) -> None:
    text = "This levy & all is 7.25 percent of value."
    at = text.index(words)
    assert "".join(emphasised(Statement(text, (1,), emphasis=(at, at + len(words))))) == shown


def test_what_adds_to_an_answer_does_not_stand_out() -> None:
    first, second = (Statement("It is 7 percent.", (1,), emphasis=(6, 7)) for _ in range(2))
    assert emphasised(first, second) == ["7"]
    assert emphasised(first, Statement("It is 9.", (1,), emphasis=(6, 7), side="Japan")) == ["7", "9"]


def test_sides_stand_in_a_column_each_and_one_that_nothing_was_found_on_too() -> None:
    said = [Statement(f"It is {rate}.", (1,), side=side) for rate, side in ((7, "Japan"), (9, "<b>China</b>"))]
    seen = replace(answer([*said, Statement("Both are new.", (1,))], [quote()]), status="partial", missing=("Peru",))
    shown = transcript([Turn("q", seen)])
    table, rest = shown.split("</table>")
    assert re.findall('<th scope="col"><bdi>(.*?)</bdi></th>', table) == ["Japan", "&lt;b&gt;China&lt;/b&gt;", "Peru"]
    cells = [re.sub("<.*?>", "", cell).strip() for cell in re.findall("<td.*?>(.*?)</td>", table)]
    assert cells == ["It is 7.1", "It is 9.1", "The documents do not say."]
    assert "Both are new." in re.sub("<.*?>", "", rest)


def test_one_side_alone_makes_no_table() -> None:
    shown = transcript([Turn("q", answer([Statement("It is 7.", (1,), side="Japan, China")], [quote()]))])
    assert "<table" not in shown
    assert "Japan, China" in shown
