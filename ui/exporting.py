"""A conversation as a file to keep: Markdown, JSON, or a page to print, with its quotes, sources and library."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Literal

from assistant.conversation import Answer, Conversation, Quote
from ui.evidence import link
from ui.markup import asset, escaped, isolated
from ui.wording import long_date, one_line, status_line, visible

Form = Literal["md", "json", "html"]

NOT_ADVICE = "Not legal advice: the answers quote the documents of one library, which may be incomplete or out of date."
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>&~$])")


def exported(conversation: Conversation, title: str, fingerprint: str, today: date, form: Form) -> dict[str, str]:
    """Return the name, MIME type and text of the file; `fingerprint` tells what the library held on that day."""
    forms: dict[Form, tuple[str, Callable[[Conversation, str, str, date], str]]] = {
        "md": ("text/markdown", _markdown),
        "json": ("application/json", _json),
        "html": ("text/html", _page),
    }
    kind, written = forms[form]
    words = re.findall(r"[a-z0-9]+", title.lower())[:8]
    name = "-".join(["tradeqa", *words, today.isoformat()])
    return {"name": f"{name}.{form}", "type": kind, "text": written(conversation, title, fingerprint, today)}


def _json(conversation: Conversation, title: str, fingerprint: str, today: date) -> str:
    fields: dict[str, Any] = {
        "conversation": conversation.id,
        "title": title,
        "exported": today.isoformat(),
        "library": {"fingerprint": fingerprint},
        "turns": [turn.answer.as_json() for turn in conversation.turns],
    }
    return json.dumps(fields, ensure_ascii=False, indent=2) + "\n"


def _markdown(conversation: Conversation, title: str, fingerprint: str, today: date) -> str:
    lines = [f"# {_plain(title)}", "", f"{_known_by(fingerprint, today)} {NOT_ADVICE}", ""]
    for turn in conversation.turns:
        lines += [f"## {_plain(turn.question)}", "", *_answer_lines(turn.answer), f"*{status_line(turn.answer)}*", ""]
        for quote in turn.answer.quotes:
            words = "\n".join(f"> {_plain(line)}" for line in visible(quote.text).split("\n"))
            lines += [f"**[{quote.number}]** {_plain(_source(quote))}", "", words, ""]
    return "\n".join(lines)


def _answer_lines(answer: Answer) -> Iterator[str]:
    if not answer.statements:
        yield from (_plain(answer.text), "")
    for statement in answer.statements:
        marks = "".join(f" [{number}]" for number in statement.quotes)
        standing = f" ({statement.standing})" if statement.standing in ("superseded", "conflicting") else ""
        side = f"**{_plain(statement.side)}:** " if statement.side else ""
        yield from (f"{side}{_plain(statement.text)}{marks}{standing}", "")


def _plain(text: str) -> str:
    """Return a document's words so that Markdown shows them as they are."""
    return _SPECIAL.sub(r"\\\1", one_line(text))


def _source(quote: Quote) -> str:
    parts = (quote.title, quote.publisher, long_date(quote.published), quote.place, quote.url)
    span = f"characters {quote.start}–{quote.end} of {quote.document_id}"
    return one_line(", ".join(part for part in (*parts, span) if part))


def _known_by(fingerprint: str, today: date) -> str:
    return f"Exported from tradeqa on {long_date(today)}; the library’s fingerprint is {fingerprint}."


def _page(conversation: Conversation, title: str, fingerprint: str, today: date) -> str:
    turns = "".join(_turn_html(turn.question, turn.answer) for turn in conversation.turns)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escaped(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        # opened from a file, the page must not fetch or run anything either
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<style>{asset('print.css')}</style></head><body><main><h1>{isolated(title)}</h1>"
        f'<p class="soft">{_known_by(fingerprint, today)} {NOT_ADVICE}</p>{turns}</main></body></html>\n'
    )


def _turn_html(question: str, answer: Answer) -> str:
    words = "".join(
        f'<p class="{statement.standing or ""}">{_side_html(statement.side)}{escaped(statement.text)} '
        f"<sup>{', '.join(map(str, statement.quotes))}</sup>{_standing_html(statement.standing)}</p>"
        for statement in answer.statements
    )
    quotes = "".join(
        f'<li value="{quote.number}"><blockquote>{escaped(quote.text)}</blockquote>'
        f"<p>{isolated(_source(quote))} {link(quote.url)}</p></li>"
        for quote in answer.quotes
    )
    return (
        f"<section><h2>{isolated(question)}</h2>{words or f'<p>{escaped(answer.text)}</p>'}"
        f'<p class="soft">{escaped(status_line(answer))}</p>{f"<ol>{quotes}</ol>" if quotes else ""}</section>'
    )


def _standing_html(standing: str | None) -> str:
    return f" <em>({standing})</em>" if standing in ("superseded", "conflicting") else ""


def _side_html(side: str) -> str:
    return f"<strong>{isolated(side)}:</strong> " if side else ""
