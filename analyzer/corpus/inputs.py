"""What a corpus is made of: one item an article, read as far as it takes to know it again."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import msgspec

from analyzer.analysis import Record, Side
from analyzer.article import Article
from analyzer.errors import UserError
from analyzer.readers import detect, expand, limits, read

_TABLES = ("json", "jsonl", "csv")
_LINES = {".jsonl", ".ndjson", ".csv", ".tsv"}
_CHUNK = 1 << 20


class Settings(Record, frozen=True, kw_only=True):
    """How articles are read and analysed: as `analyzer.readers` and `analyzer.pipeline.Analyzer` take it.

    ``sides`` is empty where they are found in each article.
    """

    lexicons: str | None = None
    fast: bool = False
    sides: tuple[Side, ...] = ()
    merge: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    allow_private: bool = False
    force: bool = False


class Item(NamedTuple):
    """An article, the bytes of a file that holds one, or the error that stands in its place.

    ``key`` is a digest of its content, ``slot`` one of the place that it was read from.
    """

    key: bytes
    slot: bytes
    origin: str
    id: str
    content: Article | bytes | UserError

    @property
    def size(self) -> int:
        """About how much there is to analyse, in bytes."""
        match self.content:
            case Article(text=text):
                return len(text)
            case bytes() as data:
                return len(data)
            case _:
                return 0


class Source(NamedTuple):
    """A file, an address or standard input, and about how many articles it holds."""

    name: str
    expected: int


def sources(inputs: Iterable[str]) -> Iterator[Source | UserError]:
    """The files that inputs stand for, or what is wrong with an input."""
    for given in inputs:
        try:
            names = expand(given)
        except UserError as error:
            error.params.setdefault("path", given)
            yield error
            continue
        for name in names:
            yield Source(name, _expected(name))


def _expected(name: str) -> int:
    """The lines of a table's file, 1 for any other."""
    if Path(name).suffix.lower() not in _LINES:
        return 1
    lines = 0
    try:
        with open(name, "rb") as stream:
            while chunk := stream.read(_CHUNK):
                lines += chunk.count(b"\n")
    except OSError:
        return 1
    return max(lines, 1)


def items(source: Source | UserError, settings: Settings) -> Iterator[Item]:
    """The articles of a source, one at a time; what cannot be read is an item too."""
    if isinstance(source, UserError):
        yield _error(str(source.params["path"]), source)
        return
    origin = os.path.abspath(source.name) if os.path.exists(source.name) else source.name
    try:
        data = _document(origin, dict(settings.fields).get("text", "text"))
    except UserError as error:
        error.params.setdefault("path", origin)
        yield _error(origin, error)
        return
    except OSError as error:
        problem = UserError("unreadable", path=origin, reason=error.strerror or type(error).__name__)
        yield _error(origin, problem)
        return
    if data is not None:
        id = Path(origin).stem
        yield Item(
            _digest(b"file", id.encode("utf-8", "surrogatepass"), data),
            _slot(origin, id, 0),
            origin,
            id,
            data,
        )
        return
    yield from _articles(origin, settings)


def _document(origin: str, text_field: str) -> bytes | None:
    """The bytes of a file that holds one article, None for what must be read to know what it holds."""
    if not os.path.isfile(origin):
        return None
    with open(origin, "rb") as stream:
        if detect.kind(stream, origin, text_field) in _TABLES:
            return None
        return limits.take(stream, limits.FILE)


def _articles(origin: str, settings: Settings) -> Iterator[Item]:
    errors: list[UserError] = []
    ids: Counter[str] = Counter()
    found = read(
        origin,
        fields=dict(settings.fields),
        allow_private=settings.allow_private,
        force=settings.force,
        on_error=errors.append,
    )
    for article in found:
        yield from (_error(origin, error) for error in errors)
        errors.clear()
        slot = _slot(origin, article.id, ids[article.id])
        ids[article.id] += 1
        yield Item(_digest(b"article", msgspec.msgpack.encode(article)), slot, origin, article.id, article)
    yield from (_error(origin, error) for error in errors)


def _error(origin: str, error: UserError) -> Item:
    key = _digest(b"error", str(error).encode("utf-8", "surrogatepass"))
    return Item(key, key, origin, "", error)


def _slot(origin: str, id: str, nth: int) -> bytes:
    return _digest(b"slot", f"{origin}\0{id}\0{nth}".encode("utf-8", "surrogatepass"))


def _digest(*parts: bytes) -> bytes:
    total = blake2b(digest_size=16)
    for part in parts:
        total.update(len(part).to_bytes(8, "little") + part)
    return total.digest()
