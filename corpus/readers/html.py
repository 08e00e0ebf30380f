"""Web pages: the main text with its headings and tables, never a script's."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import trafilatura
from lxml import etree, html

from corpus.dates import lone_date, parse_date
from corpus.document import Document
from corpus.errors import UnreadableFileError
from corpus.readers.building import TextBuilder
from corpus.readers.encoding import clean, decode
from corpus.readers.finishing import finished, stated
from corpus.readers.language import two_letters
from corpus.readers.markup import add_blocks

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w\-]+)", re.IGNORECASE)
_WORD = re.compile(r"<meta[^>]{0,100}(?:ProgId|Generator)[^>]{0,100}(?:Word\.Document|Microsoft Word)", re.IGNORECASE)
_RULING = re.compile(r"(?m)^(?:NY |HQ )?[A-Z]?\d{5,6}$")
_NEVER_TEXT = (
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "svg",
    "head",
    "select",
    "button",
    "textarea",
)
_FURNITURE = ("nav", "footer", "aside", "form", "header")
_ENOUGH = 0.6

logging.getLogger("trafilatura").addHandler(logging.NullHandler())


def read(raw: bytes, origin: str, charset: str = "") -> Document:
    """Return the document of a web page; raises UnreadableFileError for one without text."""
    declared = _CHARSET.search(raw[:4096])
    source = decode(raw, declared.group(1).decode() if declared else charset)
    page = _parsed(source)
    main = _main_text(source) if not _WORD.search(source[:4096]) else None
    whole = _built(page, furniture=main is None and _WORD.search(source[:4096]) is not None)
    built = main if main is not None and _keeps(main, page) else whole
    return _document(built, page, source, origin)


def _document(built: TextBuilder, page: _Element, source: str, origin: str) -> Document:
    meta = _metadata(source)
    text = built.text
    ruling = _RULING.search(text[:200])
    published = parse_date(_meta_date(page)) or (lone_date(text) if ruling else None)
    document = finished(origin, text, _title(page, meta, text), published=published, parts=built.parts())
    return stated(
        document,
        publisher=_line(meta.get("sitename") or ""),
        language=two_letters(page.get("lang") or ""),
        url=_line(meta.get("url") or "") if str(meta.get("url") or "").startswith("http") else "",
    )


def _parsed(source: str) -> _Element:
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        page = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise UnreadableFileError(
            f"holds no web page that can be read ({error}): save it again as HTML or PDF"
        ) from error
    return page


def _main_text(source: str) -> TextBuilder | None:
    found = trafilatura.bare_extraction(source, favor_recall=True, include_tables=True, include_comments=False)
    if found is None or isinstance(found, dict) or found.body is None:
        return None
    builder = TextBuilder()
    add_blocks(builder, found.body)
    return builder


def _built(page: _Element, furniture: bool) -> TextBuilder:
    """Return the text of a whole page, with or without navigation, headers, footers and forms."""
    dropped = _NEVER_TEXT if furniture else (*_NEVER_TEXT, *_FURNITURE)
    body = page.find("body") if page.find("body") is not None else page
    etree.strip_elements(body, *(tag for tag in dropped if tag != "head"), with_tail=False)
    builder = TextBuilder()
    add_blocks(builder, body)
    return builder


def _keeps(main: TextBuilder, page: _Element) -> bool:
    """Tell whether the main text holds most of the words that stand in the page's longer paragraphs and cells."""
    kept = set(_long_runs(main.text))
    wanted = [run for words in _paragraphs(page) for run in _long_runs(words)]
    return not wanted or sum(run in kept for run in wanted) >= _ENOUGH * len(wanted)


def _paragraphs(page: _Element) -> Iterator[str]:
    for element in page.iter("p", "li", "td", "th", "dd", "blockquote"):
        words = clean(element.text_content())
        if len(words.split()) >= 8:
            yield words


def _long_runs(words: str) -> list[str]:
    """Return every run of four words, the means of comparing two renderings of a page."""
    each = words.split()
    return [" ".join(each[place : place + 4]) for place in range(len(each) - 3)]


def _metadata(source: str) -> dict[str, str | None]:
    found = trafilatura.extract_metadata(source)
    fields = ("title", "sitename", "url")
    return {name: getattr(found, name, None) for name in fields}


_DATE_NAMES = (
    *("article:published_time", "datepublished", "dc.date", "dc.date.issued", "dcterms.issued", "dcterms.date"),
    *("dcterms.created", "date", "pubdate", "publication_date", "citation_publication_date", "sailthru.date"),
)


def _meta_date(page: _Element) -> str:
    """Return the publication date that the page's own metadata states."""
    stated_ones: dict[str, str] = {}
    for meta in page.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        stated_ones.setdefault(name, meta.get("content") or "")
    found = next((stated_ones[name] for name in _DATE_NAMES if stated_ones.get(name)), "")
    return found or next(
        (time.get("datetime") or "" for time in page.iter("time") if time.get("pubdate") is not None), ""
    )


def _title(page: _Element, meta: dict[str, str | None], text: str) -> str:
    """Return the page's title; a ruling's number alone gets the ruling's subject."""
    title = _line(meta.get("title") or page.findtext(".//title") or "")
    subject = re.search(r"(?m)^RE:\s*(\S.{5,300})$", text[:4000])
    return f"{title}: {_line(subject.group(1))}" if subject and _RULING.fullmatch(title) else title


def _line(words: str) -> str:
    return " ".join(clean(words).split())
