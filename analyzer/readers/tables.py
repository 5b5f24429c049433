"""Articles out of records: JSON, JSON Lines and CSV."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import BinaryIO, Literal, NamedTuple

from analyzer.article import Article
from analyzer.errors import UserError
from analyzer.readers import detect, encodings, limits
from analyzer.readers.text import from_text, unix_lines

FIELDS = ("text", "id", "title", "outlet", "author", "published", "url")
"""What is taken of a record; other fields are passed over."""

_BYTES = re.compile("[\udc80-\udcff]")
_UNSAFE = re.compile(r"[\x00-\x1f/\\:*?\"<>|]+")


class Record(NamedTuple):
    """One record and its number from 1 (in JSON Lines that of its line), 0 where it is the only one."""

    number: int
    values: Mapping[str, object] | UserError


def records(stream: BinaryIO, kind: Literal["json", "jsonl", "csv"], text_field: str) -> Iterator[Record]:
    """The records of a file, one at a time; what is wrong with one stands in its place.

    Raises
    ------
    UserError
        ``bad_json``, ``too_large``: the rest cannot be read either. ``empty``: there is no record.
    """
    found = _records(stream, kind, text_field)
    first, second = next(found, None), next(found, None)
    if first and second:
        yield from chain([first, second], found)
    elif first:
        yield first._replace(number=0)
    else:
        raise UserError("empty")


def _records(stream: BinaryIO, kind: Literal["json", "jsonl", "csv"], text_field: str) -> Iterator[Record]:
    if kind == "json":
        yield from _json(stream)
    else:
        head = stream.read(detect.HEAD)
        stream.seek(0)
        form = encodings.unicode_form(head)
        lines = io.TextIOWrapper(
            stream, form or "utf-8", "surrogateescape" if not form else "replace", newline=""
        )
        yield from _jsonl(lines) if kind == "jsonl" else _csv(lines, text_field)


def article(values: Mapping[str, object], fields: Mapping[str, str], fallback_id: str) -> Article:
    """The article of a record.

    Raises
    ------
    UserError
        ``no_field``: the record lacks the text. ``unknown_field``: there is none of the name in ``fields``.
        ``field_not_text``: a field holds something else than text.
    """
    for name in fields:
        if name not in FIELDS:
            raise UserError("unknown_field", field=name, known=", ".join(FIELDS))
    source = {name: fields.get(name, name) for name in FIELDS}
    if source["text"] not in values:
        raise UserError("no_field", field=source["text"], found=", ".join(list(values)[:12]))
    taken: dict[str, str] = {}
    for name, key in source.items():
        value = values.get(key)
        if isinstance(value, str):
            taken[name] = _mended(value)
        elif isinstance(value, int | float) and name != "text":
            taken[name] = str(value)
        elif value is None:
            taken[name] = ""
        elif name in fields or name == "text":
            raise UserError("field_not_text", field=key)
    text = unix_lines(taken.pop("text"))
    if not text.strip():
        raise UserError("empty")
    identifier = _UNSAFE.sub("_", taken.pop("id", "")).strip(". ")[:120]
    return from_text(
        text,
        id=identifier or fallback_id,
        title=taken.get("title", ""),
        outlet=taken.get("outlet", ""),
        author=taken.get("author", ""),
        published=taken.get("published", ""),
        url=taken.get("url", ""),
    )


def _mended(value: str) -> str:
    """A value whose bytes were no UTF-8, read as Windows-1252."""
    if not _BYTES.search(value):
        return value
    try:
        return encodings.decode_unicode(value.encode("utf-8", "surrogateescape"))[0]
    except UnicodeEncodeError:
        return value


def _json(stream: BinaryIO) -> Iterator[Record]:
    text, _ = encodings.decode_unicode(limits.take(stream, limits.RECORD))
    found = _parsed(text)
    if isinstance(found, UserError):
        raise found
    if isinstance(found, list):
        for number, values in enumerate(found, 1):
            yield Record(number, values if isinstance(values, dict) else UserError("bad_json", line=number))
    elif isinstance(found, dict):
        yield Record(1, found)
    else:
        raise UserError("bad_json", line=1)


def _jsonl(lines: io.TextIOWrapper) -> Iterator[Record]:
    for number, line in enumerate(_lines(lines), 1):
        text = line.lstrip("\ufeff")
        if text.strip():
            found = _parsed(text)
            yield Record(number, found if isinstance(found, dict) else UserError("bad_json", line=number))


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        return UserError("bad_json", line=error.lineno)
    except (ValueError, RecursionError):
        return UserError("bad_json", line=1)


def _csv(lines: io.TextIOWrapper, text_field: str) -> Iterator[Record]:
    source = _lines(lines)
    first = next(source, "").lstrip("\ufeff")
    mark = detect.delimiter(first, text_field) or max(detect.DELIMITERS, key=first.count)
    csv.field_size_limit(limits.TEXT)
    rows = csv.reader(chain([first], source), delimiter=mark)
    names: list[str] = []
    number = 0
    try:
        for row in rows:
            if not names:
                names = [name.strip() for name in row]
                exact = {name.casefold(): name for name in (text_field, *FIELDS)}
                names = [exact.get(name.casefold(), name) for name in names]
            elif row:
                number += 1
                yield Record(number, dict(zip(names, row, strict=False)))
    except csv.Error:
        raise limits.too_large(limits.TEXT) from None


def _lines(stream: io.TextIOWrapper) -> Iterator[str]:
    while line := stream.readline(limits.RECORD + 1):
        if len(line) > limits.RECORD:
            raise limits.too_large(limits.RECORD)
        yield line
