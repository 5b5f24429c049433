"""Questions to a corpus, in SQL by DuckDB."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from analyzer.corpus.store import PARTS, part_names
from analyzer.corpus.tables import SCHEMAS
from analyzer.errors import UserError

_VIEWS = {
    "sides": "select key, s.id as side, s.name, s.aliases from articles, unnest(sides) as u(s)",
    "shares": (
        "select key, outlet, day, s.voice, s.name, s.words, s.sentences, s.low, s.high "
        "from articles, unnest(shares) as u(s)"
    ),
    "toward": (
        "select key, sentence, t.side, t.value, t.neg, t.neu, t.pos from sentences, unnest(toward) as u(t)"
    ),
    "portrayal": (
        "select key, p.voice, p.side, p.neg, p.neu, p.pos from articles, unnest(portrayal) as u(p)"
    ),
    "answers": "select key, a.accuser, a.accused, a.how from articles, unnest(answers) as u(a)",
    "loaded": (
        "select key, sentence, l.word, l.direction, l.side, l.kind from sentences, unnest(loaded) as u(l)"
    ),
    "voices": "select a.*, v as voice from attributions a, unnest(voices) as u(v)",
}


class Answer(NamedTuple):
    """The columns and rows that answer a question."""

    columns: list[str]
    rows: list[tuple[Any, ...]]


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """A database whose views are the tables of a corpus, and the lists in them as tables of their own.

    Views: those of `analyzer.corpus.tables.SCHEMAS` but ``superseded``, without rows that no longer hold;
    ``sides``, ``shares``, ``toward``, ``portrayal``, ``answers``, ``loaded``; ``voices``: one row for each
    voice of an attribution.

    Raises
    ------
    UserError
        ``no_corpus``: the folder holds none.
    """
    if not (folder / PARTS).is_dir() or not part_names(folder):
        raise UserError("no_corpus", path=str(folder))
    db = duckdb.connect()
    parts = str(folder / PARTS).replace("'", "''")
    db.execute(f"create table stale as select part, key from read_parquet('{parts}/*/superseded.parquet')")
    stale = db.execute("select count(*) from stale").fetchall()[0][0]
    for name in SCHEMAS.keys() - {"superseded"}:
        source = f"read_parquet('{parts}/*/{name}.parquet', filename = true)"
        holds = (
            "where (parse_path(filename)[-2], key) not in (select (part, key) from stale)" if stale else ""
        )
        db.execute(f"create view {name} as select * exclude (filename) from {source} {holds}")
    for name, select in _VIEWS.items():
        db.execute(f"create view {name} as {select}")
    return db


@cache
def questions() -> Mapping[str, str]:
    """The ready questions: their SQL by name (``questions.toml``)."""
    text = files(__package__).joinpath("questions.toml").read_text("utf-8")
    return {name: str(table["sql"]) for name, table in tomllib.loads(text).items()}


def query(folder: Path, sql: str) -> Answer:
    """The answer to a question.

    Raises
    ------
    UserError
        ``no_corpus``; ``bad_sql``: the database does not understand it.
    """
    with connect(folder) as db:
        try:
            found = db.execute(sql)
            return Answer([column[0] for column in found.description or ()], found.fetchall())
        except duckdb.Error as error:
            raise UserError("bad_sql", reason=" ".join(str(error).split("\n")[0].split())) from None
