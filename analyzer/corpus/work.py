"""What a worker does: articles in, tables out. It loads its models once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import msgspec
import pyarrow as pa

from analyzer import __version__
from analyzer.article import Article
from analyzer.corpus.inputs import Item, Settings
from analyzer.corpus.tables import Place, Rows, analysis_rows, error_row, tables
from analyzer.errors import UserError

_LOADING = Lock()


class Result(NamedTuple):
    """What became of a batch: how many items it had, how many of them failed, their tables."""

    items: int
    failed: int
    tables: dict[str, pa.Table]


class _Loaded(NamedTuple):
    analyzer: Any
    setup: str


@lru_cache(maxsize=2)
def _load(settings: Settings) -> _Loaded:
    from analyzer.pipeline import Analyzer
    from lexicons import LexiconError

    try:
        analyzer = Analyzer(Path(settings.lexicons) if settings.lexicons else None, settings.fast)
    except LexiconError as error:
        raise UserError("lexicon", file=str(error.file), reason=error.reason) from None
    own = msgspec.json.encode(msgspec.structs.replace(settings, lexicons=None))
    parts = (__version__.encode(), analyzer.lexicons.checksum.encode(), analyzer.models.encode(), own)
    return _Loaded(analyzer, sha256(b"\0".join(parts)).hexdigest()[:32])


def loaded(settings: Settings) -> _Loaded:
    """The analyzer of these settings, loaded once in a process, and the digest of what it goes by."""
    with _LOADING:
        return _load(settings)


def setup(settings: Settings) -> str:
    """Digest of all that results follow from but the articles: version, lexicons, models, settings."""
    return loaded(settings).setup


def analyse(batch: Sequence[Item], settings: Settings) -> Result:
    """Analyse some articles."""
    rows: Rows = defaultdict(list)
    failed = 0
    for item in batch:
        found = _rows(item, settings)
        failed += "errors" in found
        for name, more in found.items():
            rows[name] += more
    return Result(len(batch), failed, tables(rows))


def lost(item: Item, settings: Settings, setup: str) -> Result:
    """The row of an article whose worker died each time."""
    return Result(1, 1, tables(error_row(UserError("worker_lost"), _place(item, setup))))


def _place(item: Item, setup: str) -> Place:
    return Place(item.key.hex(), item.slot.hex(), item.origin, item.id, __version__, setup)


def _rows(item: Item, settings: Settings) -> Rows:
    from analyzer.readers import check

    analyzer, setup = loaded(settings)
    place = _place(item, setup)
    try:
        article = _article(item, settings)
        if not settings.force:
            check(article)
        analysis = analyzer(article, settings.sides or None, merge=settings.merge)
        return analysis_rows(analysis, place)
    except Exception as error:
        return error_row(error, place)


def _article(item: Item, settings: Settings) -> Article:
    from analyzer.readers import from_bytes

    match item.content:
        case UserError() as error:
            raise error
        case Article() as article:
            return article
        case data:
            return from_bytes(data, item.origin, fields=dict(settings.fields))
