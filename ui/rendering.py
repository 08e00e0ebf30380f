"""The transcript as HTML: questions, answers with their marks, the numbered quotes, the steps while one works."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.conversation import Answer, Nearest, Quote, Statement, Turn
from ui.markup import attribute, escaped, isolated
from ui.wording import count, long_date, phrased_by, sort_of, status_line

if TYPE_CHECKING:
    from assistant.answering import Step
    from corpus.document import Span

NEAREST_CHARACTERS = 420
LONGEST_TIED = 24
_WORD_BEGUN = re.compile(r"\w(?:[\w.,’'-]*\w)?[.,’'-]?$")
_WORD_LEFT = re.compile(r"(?:[.,’'-]?\w)*")

STEP_WORDS = {
    "wait": "Waiting",
    "load": "Loading the models",
    "understand": "Reading the question",
    "search": "Searching",
    "rerank": "Weighing sentences",
    "write": "Writing",
    "check": "Checking every quote",
}
STANDING_WORDS = {"superseded": "superseded", "conflicting": "sources disagree"}


def transcript(turns: Sequence[Turn], last: str = "") -> str:
    """Return the whole conversation, and below it what is not a turn yet: one being worked on, or a problem."""
    # what works on an answer, or failed at one, stands last; only a finished turn at the end can be asked anew
    newest = len(turns) - 1 if not last else None
    shown = "".join(_turn(index, turn, index == newest) for index, turn in enumerate(turns))
    return f'<section class="transcript" aria-label="Conversation">{shown}{last}</section>'


def working(question: str, steps: Sequence[Step], statements: Sequence[Statement]) -> str:
    """Return a turn that is being worked on: its steps by name, and the statements that are checked so far."""
    rows = "".join(
        f'<li class="{"now" if step is steps[-1] else "done"}"><b>{STEP_WORDS.get(step.name, escaped(step.name))}</b> '
        f"{escaped(step.detail)}</li>"
        for step in steps
    )
    answer = _said(None, statements, {}, quoted=True) if statements else ""
    return f'<article class="turn working">{_question(question)}{answer}<ol class="steps">{rows}</ol></article>'


def problem(question: str, message: str) -> str:
    """Return a question that could not be answered, with what to do next."""
    words = f'<p class="problem" role="alert">{escaped(message)}</p>'
    return f'<article class="turn">{_question(question)}{words}</article>'


def _question(question: str) -> str:
    return f'<h2 class="question">{isolated(question)}</h2>'


def _turn(index: int, turn: Turn, is_newest: bool) -> str:
    answer = turn.answer
    return (
        f'<article class="turn {answer.status}">{_question(turn.question)}{_understood(answer, is_newest)}'
        f"{_words(index, answer)}{_quotes(index, answer.quotes)}{_nearest(index, answer)}"
        f'<p class="status"><span class="dot"></span>{escaped(status_line(answer))}{_writer(answer)}</p>'
        f"{_notices(answer.notices)}{_tools(index, is_newest)}</article>"
    )


def _tools(index: int, is_newest: bool) -> str:
    again = _AGAIN if is_newest else ""
    wrong = f'<button type="button" class="wrong" data-turn="{index}">Not right?</button>'
    return f'<p class="turn-tools">{again}{wrong}</p>'


_AGAIN = (
    '<button type="button" class="edit">Edit the question</button>'
    '<button type="button" class="retry">Ask again</button>'
)


def _notices(notices: Sequence[str]) -> str:
    return "".join(f'<p class="notice">{escaped(notice)}</p>' for notice in notices)


def _understood(answer: Answer, is_newest: bool) -> str:
    asked, searched = answer.question.strip(), answer.standalone_question.strip()
    if asked.endswith(searched) or searched == f"{asked} ({asked})":
        return ""
    alone = '<button type="button" class="alone">Ask it by itself</button>' if is_newest else ""
    return f'<p class="understood">Understood as: {isolated(answer.standalone_question)} {alone}</p>'


def _writer(answer: Answer) -> str:
    writer = phrased_by(answer)
    return f" · phrased by {isolated(writer)}" if writer else ""


def _words(index: int, answer: Answer) -> str:
    if not answer.statements:
        return f'<div class="answer">{escaped(answer.text)}</div>'
    quotes = {quote.number: quote for quote in answer.quotes}
    return _said(index, answer.statements, quotes, answer.writer is None, answer.missing)


def _said(
    turn: int | None,
    statements: Sequence[Statement],
    quotes: dict[int, Quote],
    quoted: bool,
    missing: Sequence[str] = (),
) -> str:
    """Return the statements as an answer: a model's sentences run on, quoted ones stand apart, sides side by side."""
    emphatic = _emphatic(statements)
    sides = [one for one in emphatic if one.side]
    table = ""
    if sides and len(sides) + len(missing) > 1:
        table = _side_by_side(turn, sides, quotes, missing)
        emphatic = [one for one in emphatic if not one.side]
    words = "".join(_statement(turn, one, quotes) for one in emphatic)
    return f'<div class="answer {"quoted" if quoted else ""}">{table}{words}</div>'


def _side_by_side(
    turn: int | None, sides: Sequence[Statement], quotes: dict[int, Quote], missing: Sequence[str]
) -> str:
    """Return a table with a column for each side of a comparison, also for one that nothing was found on."""
    cells = [(one.side, _statement(turn, replace(one, side=""), quotes)) for one in sides]
    cells += [(name, '<span class="nothing">The documents do not say.</span>') for name in missing]
    names = "".join(f'<th scope="col">{isolated(name)}</th>' for name, _ in cells)
    # on a narrow page the cells stand below each other, each with its name
    row = "".join(f'<td data-label="{attribute(name)}">{words}</td>' for name, words in cells)
    return f'<table class="sides"><thead><tr>{names}</tr></thead><tbody><tr>{row}</tr></tbody></table>'


def _emphatic(statements: Sequence[Statement]) -> list[Statement]:
    """Return the statements, with emphasis on whole words, and only where they answer rather than add to an answer."""
    return [
        replace(one, emphasis=_whole_words(one.text, *one.emphasis) if one.emphasis and _answers(at, one) else None)
        for at, one in enumerate(statements)
    ]


def _answers(at: int, statement: Statement) -> bool:
    return at == 0 or bool(statement.side) or statement.standing == "conflicting"


def _whole_words(text: str, start: int, end: int) -> Span:
    """Return a span widened to the words it cuts: of 7.25 percent not the last digits alone."""
    before, after = _WORD_BEGUN.search(text[:start]), _WORD_LEFT.match(text[end:])
    return (before.start() if before else start, end + (after.end() if after else 0))


def _statement(turn: int | None, statement: Statement, quotes: dict[int, Quote]) -> str:
    marks = "".join(_mark(turn, number, quotes) for number in statement.quotes)
    standing = statement.standing or ""
    word = STANDING_WORDS.get(standing)
    label = f' <em class="standing">{word}</em>' if word else ""
    side = f"<strong>{isolated(statement.side)}:</strong> " if statement.side else ""
    return f'<span class="statement {standing}">{side}<bdi>{_tied(statement, marks)}</bdi>{label}</span> '


def _tied(statement: Statement, marks: str) -> str:
    """Return the text with the marks tied to its last word, so that no line begins with a mark."""
    text = statement.text
    at = text.rfind(" ") + 1
    if len(text) - at > LONGEST_TIED:
        return _emphasised(statement, 0, len(text)) + marks
    return f'{_emphasised(statement, 0, at)}<span class="end">{_emphasised(statement, at, len(text))}{marks}</span>'


def _emphasised(statement: Statement, start: int, end: int) -> str:
    """Return a stretch of the text, with what it has of the words that answer in strong print."""
    left, right = (min(max(at, start), end) for at in statement.emphasis or (start, start))
    if left == right:
        return escaped(statement.text[start:end])
    before, words, after = (
        escaped(statement.text[slice(*one)]) for one in ((start, left), (left, right), (right, end))
    )
    return f'{before}<strong class="answering">{words}</strong>{after}'


def _mark(turn: int | None, number: int, quotes: dict[int, Quote]) -> str:
    if turn is None or number not in quotes:
        return f'<sup class="mark">{number}</sup>'
    name = attribute(f"Quote {number}: {quotes[number].title}")
    button = f'<button type="button" class="mark" {_target(turn, number)} aria-label="{name}">{number}</button>'
    return f"<sup>{button}</sup>"


def _target(turn: int, number: int) -> str:
    return f'data-turn="{turn}" data-quote="{number}" aria-describedby="words-{turn}-{number}"'


def _quotes(turn: int, quotes: Sequence[Quote]) -> str:
    if not quotes:
        return ""
    rows = "".join(f"<li>{_quote(turn, quote)}</li>" for quote in quotes)
    return f'<ol class="quotes" aria-label="{count(len(quotes), "quote")}">{rows}</ol>'


def _quote(turn: int, quote: Quote) -> str:
    sort = "report" if sort_of(quote.kind) == "a report" else ""
    parts = (quote.publisher, long_date(quote.published), quote.place, sort)
    where = " · ".join(isolated(part) for part in parts if part)
    return (
        f'<button type="button" class="quote" {_target(turn, quote.number)}><span class="number">{quote.number}</span>'
        f'<span class="title">{isolated(quote.title)}</span><span class="where">{where}</span></button>'
        f'<span class="words" id="words-{turn}-{quote.number}" hidden>{escaped(quote.text)}</span>'
    )


def _nearest(turn: int, answer: Answer) -> str:
    if answer.statements or not answer.nearest:
        return ""
    rows = "".join(f"<li>{_near(turn, number, near)}</li>" for number, near in enumerate(answer.nearest))
    offer = '<p class="offer">The nearest passages, which may not answer the question:</p>'
    return f'{offer}<ul class="nearest">{rows}</ul>'


def _near(turn: int, number: int, near: Nearest) -> str:
    text = near.text
    if len(text) > NEAREST_CHARACTERS:
        text = f"{text[:NEAREST_CHARACTERS].rsplit(' ', 1)[0]} …"
    return (
        f'<button type="button" class="near" data-turn="{turn}" data-near="{number}">'
        f'<span class="title">{isolated(near.title)}</span><span class="text">{isolated(text)}</span></button>'
    )
