"""The tables of a corpus: their schemas, and the rows of an analysis.

Each column is described in ``docs/tables.md``. Rows of all tables carry the ``key`` of their article.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

import pyarrow as pa

from analyzer.analysis import Analysis, Attribution
from analyzer.errors import UserError
from analyzer.scoring import WORD

Rows = dict[str, list[dict[str, Any]]]
"""Rows by the name of their table."""

_TEXTS = pa.list_(pa.string())
_SIDE = pa.struct({"id": pa.string(), "name": pa.string(), "aliases": _TEXTS})
_SHARE = pa.struct(
    {
        "voice": pa.string(),
        "name": pa.string(),
        "words": pa.float32(),
        "sentences": pa.float32(),
        "low": pa.float32(),
        "high": pa.float32(),
    }
)
_PORTRAYAL = pa.struct(
    {"voice": pa.string(), "side": pa.string(), "neg": pa.int32(), "neu": pa.int32(), "pos": pa.int32()}
)
_ANSWER = pa.struct({"accuser": pa.string(), "accused": pa.string(), "how": pa.string()})
_TOWARD = pa.struct(
    {
        "side": pa.string(),
        "value": pa.int8(),
        "neg": pa.float32(),
        "neu": pa.float32(),
        "pos": pa.float32(),
    }
)
_LOADED = pa.struct({"word": pa.string(), "direction": pa.int8(), "side": pa.string(), "kind": pa.string()})
_PLACE = {
    "key": pa.string(),
    "slot": pa.string(),
    "origin": pa.string(),
    "id": pa.string(),
    "version": pa.string(),
    "setup": pa.string(),
}

SCHEMAS: dict[str, pa.Schema] = {
    "articles": pa.schema(
        {
            **_PLACE,
            "title": pa.string(),
            "outlet": pa.string(),
            "author": pa.string(),
            "published": pa.string(),
            "day": pa.date32(),
            "url": pa.string(),
            "notes": _TEXTS,
            "engine": pa.string(),
            "checksum": pa.string(),
            "words": pa.int32(),
            "sentences": pa.int32(),
            "attributions": pa.int32(),
            "balance": pa.float32(),
            "sides": pa.list_(_SIDE),
            "shares": pa.list_(_SHARE),
            "portrayal": pa.list_(_PORTRAYAL),
            "answers": pa.list_(_ANSWER),
        }
    ),
    "sentences": pa.schema(
        {
            "key": pa.string(),
            "sentence": pa.int32(),
            "start": pa.int32(),
            "end": pa.int32(),
            "text": pa.string(),
            "tone": pa.string(),
            "tone_neg": pa.float32(),
            "tone_neu": pa.float32(),
            "tone_pos": pa.float32(),
            "hedge": pa.bool_(),
            "toward": pa.list_(_TOWARD),
            "loaded": pa.list_(_LOADED),
        }
    ),
    "attributions": pa.schema(
        {
            "key": pa.string(),
            "attribution": pa.int32(),
            "sentence": pa.int32(),
            "voices": _TEXTS,
            "speaker": pa.string(),
            "source": pa.string(),
            "cue": pa.string(),
            "lexeme": pa.string(),
            "content": pa.string(),
            "start": pa.int32(),
            "end": pa.int32(),
            "words": pa.int32(),
            "type": pa.string(),
            "act": pa.string(),
            "commitment": pa.string(),
            "document": pa.bool_(),
            "via": pa.int32(),
            "confidence": pa.float32(),
        }
    ),
    "speakers": pa.schema(
        {
            "key": pa.string(),
            "speaker": pa.string(),
            "voices": _TEXTS,
            "times": pa.int32(),
            "words": pa.int32(),
            "share": pa.float32(),
            "first": pa.int32(),
        }
    ),
    "errors": pa.schema({**_PLACE, "code": pa.string(), "params": pa.string()}),
    "superseded": pa.schema({"part": pa.string(), "key": pa.string()}),
}
"""The tables in the order in which a part's files are written."""

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_VIETNAMESE = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")


def day_of(published: str) -> date | None:
    """The day that a date of publication names, None where it names none.

    Examples
    --------
    >>> day_of("2024-05-02T07:30:00+07:00"), day_of("Thứ năm, 2/5/2024, 07:30"), day_of("hôm qua")
    (datetime.date(2024, 5, 2), datetime.date(2024, 5, 2), None)
    """
    if match := _ISO.search(published):
        year, month, day = map(int, match.groups())
    elif match := _VIETNAMESE.search(published):
        day, month, year = map(int, match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def tables(rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> dict[str, pa.Table]:
    """The rows as Arrow tables, every table of `SCHEMAS` among them."""
    made = {}
    for name, schema in SCHEMAS.items():
        given = list(rows.get(name, ()))
        columns = [pa.array([row[field.name] for row in given], field.type) for field in schema]
        made[name] = pa.Table.from_arrays(columns, schema=schema)
    return made


class Place(NamedTuple):
    """What the rows of an article are known by.

    ``key`` joins them; ``slot`` names where it was read, ``origin`` in words; ``setup`` is a digest of all
    that the result follows from but the article.
    """

    key: str
    slot: str
    origin: str
    id: str
    version: str
    setup: str


def analysis_rows(analysis: Analysis, place: Place) -> Rows:
    """The rows of one analysed article."""
    key = place.key
    words = sum(_words(analysis, s.start, s.end) for s in analysis.sentences)
    names = {side.id: side.name for side in analysis.sides}
    scores = analysis.scores
    article = {
        **place._asdict(),
        "title": analysis.title,
        "outlet": analysis.outlet,
        "author": analysis.author,
        "published": analysis.published,
        "day": day_of(analysis.published),
        "url": analysis.url,
        "notes": analysis.notes,
        "engine": analysis.engine,
        "checksum": analysis.checksums.text,
        "words": words,
        "sentences": len(analysis.sentences),
        "attributions": len(analysis.attributions),
        "balance": scores.balance.value if scores.balance else None,
        "sides": [{"id": s.id, "name": s.name, "aliases": s.aliases} for s in analysis.sides],
        "shares": [
            {
                "voice": voice,
                "name": names.get(voice, voice),
                "words": share.words,
                "sentences": share.sentences,
                "low": share.low,
                "high": share.high,
            }
            for voice, share in analysis.shares.items()
        ],
        "portrayal": [
            {"voice": p.voice, "side": p.side, "neg": p.neg, "neu": p.neu, "pos": p.pos}
            for p in scores.portrayal
        ],
        "answers": [{"accuser": a.accuser, "accused": a.accused, "how": a.how} for a in scores.answers],
    }
    return {
        "articles": [article],
        "sentences": _sentences(analysis, key),
        "attributions": [_attribution(analysis, key, k) for k in range(len(analysis.attributions))],
        "speakers": _speakers(analysis, key, words),
    }


def error_row(error: Exception, place: Place) -> Rows:
    """The row of an article that could not be analysed; ``failure`` is the code of a fault of our own."""
    code, params = "failure", {"error": f"{type(error).__name__}: {error}"[:1000]}
    if isinstance(error, UserError):
        code, params = error.code, {name: str(value) for name, value in error.params.items()}
    row = {
        **place._asdict(),
        "code": code,
        "params": json.dumps(params, ensure_ascii=False, sort_keys=True),
    }
    return {"errors": [row]}


def _words(analysis: Analysis, start: int, end: int) -> int:
    return sum(1 for _ in WORD.finditer(analysis.text, start, end))


def _line(text: str) -> str:
    return " ".join(text.split())


def _sentences(analysis: Analysis, key: str) -> list[dict[str, Any]]:
    loaded = defaultdict(list)
    for word in analysis.loaded:
        loaded[word.sentence].append(
            {
                "word": _line(analysis.text[slice(*word.span)]),
                "direction": word.direction,
                "side": word.side,
                "kind": word.kind,
            }
        )
    return [
        {
            "key": key,
            "sentence": k,
            "start": s.start,
            "end": s.end,
            "text": _line(analysis.text[s.start : s.end]),
            "tone": s.tone,
            "tone_neg": s.tone_p[0],
            "tone_neu": s.tone_p[1],
            "tone_pos": s.tone_p[2],
            "hedge": s.hedge,
            "toward": [
                {"side": side, "value": t.value, "neg": t.p[0], "neu": t.p[1], "pos": t.p[2]}
                for side, t in s.stances.items()
            ],
            "loaded": loaded[k],
        }
        for k, s in enumerate(analysis.sentences)
    ]


def _attribution(analysis: Analysis, key: str, k: int) -> dict[str, Any]:
    found = analysis.attributions[k]
    source, cue = (_line(analysis.text[slice(*span)]) if span else None for span in (found.source, found.cue))
    return {
        "key": key,
        "attribution": k,
        "sentence": found.sentence,
        "voices": found.side,
        "speaker": found.speaker,
        "source": source,
        "cue": cue,
        "lexeme": found.lexeme,
        "content": " … ".join(_line(analysis.text[a:b]) for a, b in found.content),
        "start": min(a for a, _ in found.content),
        "end": max(b for _, b in found.content),
        "words": _said(analysis, found),
        "type": found.type,
        "act": found.act,
        "commitment": found.commitment,
        "document": found.document,
        "via": found.via,
        "confidence": found.confidence,
    }


def _said(analysis: Analysis, found: Attribution) -> int:
    return sum(_words(analysis, a, b) for a, b in found.content)


def _speakers(analysis: Analysis, key: str, words: int) -> list[dict[str, Any]]:
    groups: dict[tuple[str, tuple[str, ...]], list[Attribution]] = defaultdict(list)
    for found in analysis.attributions:
        groups[found.speaker.casefold(), found.side].append(found)
    rows = []
    for (_, voices), group in groups.items():
        said = sum(_said(analysis, found) for found in group)
        rows.append(
            {
                "key": key,
                "speaker": group[0].speaker,
                "voices": voices,
                "times": len(group),
                "words": said,
                "share": said / words if words else 0.0,
                "first": group[0].sentence,
            }
        )
    return rows
