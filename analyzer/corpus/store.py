"""Where a corpus lies: a folder of parts, each of them whole or not there.

A part is a folder with one Parquet file for each table. It is written beside, synced and renamed, so that
whoever reads sees all its rows or none, whatever happens meanwhile. The parts themselves are the checkpoint:
what is in them is done. A row that a newer one replaces is named in the newer part's ``superseded`` table,
which comes into force with that part in the same rename.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import sys
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from analyzer.corpus.tables import SCHEMAS, tables
from analyzer.errors import UserError

PARTS = "parts"

PART_BYTES = 16 << 20
"""Size of a part in memory from which it is written."""

PART_SECONDS = 20.0
"""Age of its first row from which a part is written: what a crash can cost."""

RETRIED = ("failure", "worker_lost")
"""Errors that are no fault of the article's: the next run tries again."""

_PLACE = ["key", "slot", "origin", "id", "setup"]
_WRITING = ".writing-"
_REMOVING = ".removing-"


class Row(NamedTuple):
    """A row that holds: the slot it was read from, its setup, its part, and the code where it is an error."""

    slot: bytes
    setup: str
    part: str
    error: str


class Store:
    """A corpus that is open for writing, by one process at a time: use `opened`.

    Attributes
    ----------
    done : dict of bytes to Row
        What stands in the tables, by key.
    unread : dict of bytes to str
        The files of the errors among them that stand for no article, by key.
    met : set of bytes
        The keys of what this run has read so far; whoever reads fills it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.parts = folder / PARTS
        self.done: dict[bytes, Row] = {}
        self.unread: dict[bytes, str] = {}
        self.met: set[bytes] = set()
        self._slots: dict[bytes, bytes] = {}
        self._rows: list[dict[str, pa.Table]] = []
        self._superseded: list[dict[str, str]] = []
        self._size = 0
        self._since = 0.0
        self._number = 1
        self._load()

    def _load(self) -> None:
        for leftover in (*self.folder.glob(f"{_WRITING}*"), *self.folder.glob(f"{_REMOVING}*")):
            shutil.rmtree(leftover)
        gone: dict[str, set[str]] = {}
        names = part_names(self.folder)
        for name in names:
            stale = pq.read_table(self.parts / name / "superseded.parquet").to_pydict()
            for part, key in zip(stale["part"], stale["key"], strict=True):
                gone.setdefault(part, set()).add(key)
        for name in names:
            self._enter(
                {
                    table: pq.read_table(self.parts / name / f"{table}.parquet", columns=columns)
                    for table, columns in (("articles", _PLACE), ("errors", [*_PLACE, "code"]))
                },
                name,
                gone.get(name, set()),
            )
        self._number = max((int(name.split("-")[0]) for name in names), default=0) + 1
        self._name = self._next_name()
        alive = {row.part for row in self.done.values()}
        for name in gone.keys() - alive:
            if (self.parts / name).exists():
                self._remove(name)

    def _enter(self, rows: Mapping[str, pa.Table], part: str, gone: Collection[str] = ()) -> None:
        for key, row, origin, id in _places(rows, part):
            if key.hex() not in gone:
                self.done[key] = row
                self._slots[row.slot] = key
                if row.error and not id:
                    self.unread[key] = origin

    def find(self, key: bytes, setup: str) -> Row | None:
        """The row of an article as this setup reads it, none where it is worth another try."""
        row = self.done.get(key)
        return row if row and row.setup == setup and row.error not in RETRIED else None

    def add(self, rows: Mapping[str, pa.Table]) -> None:
        """Take the tables of some articles, and write a part where there is enough.

        Rows of the same keys no longer hold, nor do those of the same slots whose articles are `met` nowhere.
        """
        self._since = self._since or time.monotonic()
        for key, row, _, _ in _places(rows, self._name):
            self.withdraw(key)
            before = self._slots.get(row.slot)
            if before and before not in self.met:
                self.withdraw(before)
        self._enter(rows, self._name)
        self._rows.append(dict(rows))
        self._size += sum(table.nbytes for table in rows.values())
        if self._size >= PART_BYTES or time.monotonic() - self._since >= PART_SECONDS:
            self.flush()

    def withdraw(self, key: bytes) -> None:
        """Let a row no longer hold."""
        row = self.done.pop(key, None)
        if row:
            self.unread.pop(key, None)
            if self._slots.get(row.slot) == key:
                del self._slots[row.slot]
            self._superseded.append({"part": row.part, "key": key.hex()})

    def flush(self) -> None:
        """Write what was taken as a part."""
        if not self._rows and not self._superseded:
            return
        empty = tables({"superseded": self._superseded})
        beside = self.folder / f"{_WRITING}{self._name}"
        beside.mkdir()
        for name, schema in SCHEMAS.items():
            whole = pa.concat_tables([empty[name], *(rows[name] for rows in self._rows if name in rows)])
            with open(beside / f"{name}.parquet", "wb") as out:
                pq.write_table(whole.cast(schema), out, compression="zstd")
                out.flush()
                os.fsync(out.fileno())
        _sync(beside)
        beside.rename(self.parts / self._name)
        _sync(self.parts)
        self._rows.clear()
        self._superseded.clear()
        self._size, self._since = 0, 0.0
        self._number += 1
        self._name = self._next_name()

    def _next_name(self) -> str:
        """A name that no part ever had, so that what is superseded stays so."""
        return f"{self._number:06d}-{secrets.token_hex(4)}"

    def _remove(self, name: str) -> None:
        aside = self.folder / f"{_REMOVING}{name}"
        (self.parts / name).rename(aside)
        shutil.rmtree(aside)


def _places(rows: Mapping[str, pa.Table], part: str) -> Iterator[tuple[bytes, Row, str, str]]:
    """Key, `Row`, origin and id of each article and error."""
    for table in ("articles", "errors"):
        columns = rows[table].select(_PLACE).to_pydict().values()
        codes = rows[table]["code"].to_pylist() if table == "errors" else repeat("")
        for (key, slot, origin, id, setup), code in zip(zip(*columns, strict=True), codes, strict=False):
            yield bytes.fromhex(key), Row(bytes.fromhex(slot), sys.intern(setup), part, code), origin, id


def part_names(folder: Path) -> list[str]:
    """The finished parts of a corpus, oldest first."""
    return sorted(path.name for path in (folder / PARTS).iterdir() if path.is_dir())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def opened(folder: Path) -> Iterator[Store]:
    """The store in a folder, made where it is not there; what was taken is written at the end in any case.

    Raises
    ------
    UserError
        ``corpus_in_use``: another process writes there. ``not_empty``: something else is there.
        ``unwritable``.
    """
    try:
        if folder.is_dir() and not (folder / PARTS).is_dir() and any(folder.iterdir()):
            raise UserError("not_empty", path=str(folder))
        (folder / PARTS).mkdir(parents=True, exist_ok=True)
        lock = open(folder / ".lock", "wb")  # noqa: SIM115
    except OSError as error:
        raise UserError("unwritable", path=str(folder), reason=error.strerror) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UserError("corpus_in_use", path=str(folder)) from None
        store = Store(folder)
        try:
            yield store
        finally:
            store.flush()
