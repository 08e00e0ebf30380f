"""Small files in every format, made by the tests themselves."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

import docx
from pypdf import PdfReader, PdfWriter

_ODT = "application/vnd.oasis.opendocument.text"
_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
)


def pdf_of(pages: Sequence[Sequence[str]], title: str = "") -> bytes:
    """Return a PDF with a page per list of lines; a page without lines has a drawing and no text, like a scan."""
    return _pdf([_drawn(lines) for lines in pages], title)


def pdf_drawn(content: str) -> bytes:
    """Return a PDF of one page from its drawing operators."""
    return _pdf([content], "")


def _pdf(pages: Sequence[str], title: str) -> bytes:
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, content in enumerate(pages):
        objects += [
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * number} 0 R >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        ]
    objects.append(f"<< /Title ({_escaped(title)}) >>")
    return _assembled(objects)


def encrypted(pdf: bytes, password: str) -> bytes:
    """Return a PDF that cannot be opened without the password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    writer.encrypt(password, algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def docx_of(*blocks: str | tuple[str, int] | list[list[str]]) -> bytes:
    """Return a DOCX with paragraphs (a string), headings (words and rank) and tables (rows of cells)."""
    word = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            word.add_paragraph(block)
        elif isinstance(block, tuple):
            word.add_heading(block[0], block[1])
        else:
            table = word.add_table(len(block), len(block[0]))
            for row, cells in zip(table.rows, block, strict=True):
                for cell, words in zip(row.cells, cells, strict=True):
                    cell.text = words
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


def odt_of(body: str, doctype: str = "") -> bytes:
    """Return an ODT whose body is some XML in the namespaces `text` and `table`."""
    content = f"<?xml version='1.0'?>{doctype}<office:document-content {_NAMESPACES}><office:body><office:text>{body}"
    content += "</office:text></office:body></office:document-content>"
    return zip_of({"mimetype": _ODT, "content.xml": content})


def zip_of(members: dict[str, str]) -> bytes:
    """Return a ZIP archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def collection_of(*entries: dict[str, Any] | str, compressed: bool = False) -> bytes:
    """Return JSON lines, an entry's fields added to a document's required ones; a string is a line as it is."""
    given = {"id": "a", "title": "A title", "date": "2025-11-04", "text": "Some words."}
    lines = [entry if isinstance(entry, str) else json.dumps(given | entry) for entry in entries]
    raw = "\n".join(lines).encode()
    return gzip.compress(raw) if compressed else raw


def _drawn(lines: Sequence[str]) -> str:
    shown = " ".join(f"({_escaped(line)}) Tj T*" for line in lines)
    return f"BT /F1 11 Tf 14 TL 72 720 Td {shown} ET" if lines else "100 100 300 300 re f"


def _escaped(words: str) -> str:
    return words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _assembled(objects: Sequence[str]) -> bytes:
    pdf = b"%PDF-1.4\n"
    places = []
    for number, words in enumerate(objects, 1):
        places.append(len(pdf))
        pdf += f"{number} 0 obj\n{words}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>"
    return (
        pdf
        + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}\nstartxref\n{len(pdf)}\n%%EOF".encode()
    )
