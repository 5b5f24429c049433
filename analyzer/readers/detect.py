"""What a file is, by its content; its name only tells a table without the text column from a plain text."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from typing import BinaryIO, Literal

from analyzer.errors import UserError
from analyzer.readers import encodings

Kind = Literal["text", "html", "mhtml", "docx", "pdf", "json", "jsonl", "csv"]

HEAD = 1 << 16
"""Bytes that are looked at."""

NAME = 4
"""Words that the name of a column has at most."""

DELIMITERS = ",;\t|"

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|link|script|style|"
    r"main|article|section|header|div|p|h[1-6]|span|table|center|font|b|i)\b",
    re.IGNORECASE | re.DOTALL,
)
_MHTML = re.compile(r"(?:[\w-]+:.*\r?\n(?:[ \t].*\r?\n)*)*?content-type:\s*multipart/related", re.IGNORECASE)
_JSON = re.compile(r'\s*(?:\{\s*["}]|\[\s*[\[{\]])')
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"),
    (b"{\\rtf", "rtf"),
    (b"PK\x03\x04", "zip"),
    (b"\x1f\x8b", "gzip"),
)


def kind(stream: BinaryIO, name: str = "", text_field: str = "text") -> Kind:
    """What a file is.

    Parameters
    ----------
    stream : BinaryIO
        The file, at its start and seekable; it is left there.
    name : str
        Its name, "" where it has none.
    text_field : str
        The column of a table that holds the text.

    Raises
    ------
    UserError
        ``unsupported``: a format that is known but not read, as .doc or .rtf.
    """
    head = stream.read(HEAD)
    stream.seek(0)
    if head.startswith(b"PK\x03\x04") and _holds_docx(stream):
        return "docx"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    for mark, format_ in _FOREIGN:
        if head.startswith(mark):
            raise UserError("unsupported", format=format_)
    text = head.decode(encodings.unicode_form(head) or "utf-8", "replace").lstrip("\ufeff")
    if _HTML.match(text) or _MHTML.match(text[:4000]):
        return "html" if _HTML.match(text) else "mhtml"
    if _JSON.match(text) or (text.lstrip()[:1] in ("[", "{") and name.lower().endswith((".json", ".jsonl"))):
        return "jsonl" if _is_record(text) else "json"
    header, _, rest = text.lstrip("\r\n").partition("\n")
    table = delimiter(header, text_field) or (name.lower().endswith((".csv", ".tsv")) and _regular(text))
    return "csv" if table and rest.strip() else "text"


def delimiter(header: str, text_field: str) -> str:
    """What separates the columns of a table whose first line names the text column; "" if it does not."""
    line = header[:10_000].replace("\r", " ").replace("\n", " ")
    for mark in DELIMITERS:
        names = [name.strip().casefold() for name in next(csv.reader([line], delimiter=mark), [])]
        if text_field.casefold() in names and all(len(name.split()) <= NAME for name in names):
            return mark
    return ""


def _is_record(text: str) -> bool:
    """Whether the first line is a JSON object of its own."""
    try:
        return isinstance(json.loads(text.lstrip().split("\n", 1)[0]), dict)
    except (ValueError, RecursionError):
        return len(text) > HEAD // 8 and "\n" not in text and text.lstrip().startswith('{"')


def _regular(text: str) -> bool:
    """Whether the first lines have a delimiter alike often."""
    lines = text.splitlines()[:3]
    return any(
        len({line.count(mark) for line in lines}) == 1 and mark in lines[0] for mark in DELIMITERS if lines
    )


def _holds_docx(stream: BinaryIO) -> bool:
    try:
        with zipfile.ZipFile(stream) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    finally:
        stream.seek(0)
