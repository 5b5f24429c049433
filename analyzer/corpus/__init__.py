"""Many articles into Parquet tables, by many processes, so that it can stop and go on at any moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from analyzer.corpus.engines import Batch, Dask, Engine, Local
from analyzer.corpus.inputs import Item, Settings, items, sources
from analyzer.corpus.store import Store, opened
from analyzer.errors import UserError

__all__ = ["Dask", "Local", "Progress", "Settings", "build"]

BATCH_ITEMS = 32
BATCH_BYTES = 256_000


class Progress(NamedTuple):
    """How far a run is: articles analysed, left as they were, and failed, and how many there are about."""

    analysed: int = 0
    unchanged: int = 0
    failed: int = 0
    total: int = 0

    @property
    def done(self) -> int:
        return self.analysed + self.unchanged + self.failed


def build(
    inputs: Iterable[str],
    folder: Path,
    engine: Engine,
    on_progress: Callable[[Progress], object] = lambda _: None,
) -> Progress:
    """Analyse what is new or has changed, and write it to the tables of a folder.

    Whatever stops it, what was written holds, and the next run goes on from there. An article is left as it
    is where the same content was analysed under the same setup (version, lexicons, models, settings); where
    the content at its place has changed, the new rows replace the old.

    Parameters
    ----------
    inputs : iterable of str
        Files, folders, patterns, addresses, "-".
    folder : Path
        Where the tables are or will be; see ``docs/tables.md``.
    engine : Engine
        Who does the work.
    on_progress : callable
        Called with each change.

    Raises
    ------
    UserError
        The folder cannot be used (see `analyzer.corpus.store.opened`), or the settings cannot.
    """
    setup = engine.setup()
    with opened(folder) as store:
        run = _Run(store, engine, setup, on_progress)
        for result in engine.run(run.batches(inputs)):
            store.add(result.tables)
            run.count(analysed=result.items - result.failed, failed=result.failed)
        run.mended()
        return run.progress


class _Run:
    def __init__(
        self, store: Store, engine: Engine, setup: str, on_progress: Callable[[Progress], object]
    ) -> None:
        self.store = store
        self.engine = engine
        self.on_progress = on_progress
        self.setup = setup
        self.progress = Progress()
        self.unread = set(store.unread.values())
        self.read: set[str] = set()

    def count(self, **more: int) -> None:
        self.progress = Progress(*(n + more.get(name, 0) for name, n in self.progress._asdict().items()))
        self.on_progress(self.progress)

    def batches(self, inputs: Iterable[str]) -> Iterator[Batch]:
        """What is to be done, in small batches first, so that all workers soon have something."""
        batch: Batch = []
        size = given = 0
        for item in self._new(inputs):
            batch.append(item)
            size += item.size
            most = min(BATCH_ITEMS, 1 + given // (4 * self.engine.workers))
            if len(batch) >= most or size >= BATCH_BYTES:
                given += len(batch)
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _new(self, inputs: Iterable[str]) -> Iterator[Item]:
        found = list(sources(inputs))
        self.count(total=sum(1 if isinstance(source, UserError) else source.expected for source in found))
        for source in found:
            expected = 1 if isinstance(source, UserError) else source.expected
            n = 0
            for item in items(source, self.engine.settings):
                n += 1
                if n > expected:
                    self.count(total=1)
                if item.origin in self.unread:
                    self.read.add(item.origin)
                known = self.store.find(item.key, self.setup)
                if known and known.error:
                    self.count(failed=1)
                elif known or item.key in self.store.met:
                    self.count(unchanged=1)
                else:
                    yield item
                self.store.met.add(item.key)
            self.count(total=min(n - expected, 0))

    def mended(self) -> None:
        """Withdraw the errors of files that were read again without them."""
        for key, origin in list(self.store.unread.items()):
            if origin in self.read and key not in self.store.met:
                self.store.withdraw(key)
