"""Who does the work: processes of this machine, or a Dask cluster.

An engine takes batches as it needs them, a few ahead of the work, and gives their results in the order in
which they are done. Where a worker dies, its articles run again, each by itself; one that kills every worker
that takes it is an error like others.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Protocol, Self

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from analyzer.corpus.inputs import Item, Settings
from analyzer.corpus.work import Result, analyse, lost, setup
from analyzer.errors import UserError

AHEAD = 2
"""Batches for each worker that are under way at once."""

PATIENCE = 60.0
"""Seconds to wait for a cluster's scheduler and its first worker."""

Batch = list[Item]


class Engine(Protocol):
    """Analyses batches of articles; a context manager that lets its workers go."""

    settings: Settings

    @property
    def workers(self) -> int:
        """How many batches are worked on at once."""

    def setup(self) -> str:
        """Digest of what the workers go by; see `analyzer.corpus.work.setup`."""

    def run(self, batches: Iterator[Batch]) -> Iterator[Result]:
        """The results of the batches, as they come."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


class Local:
    """Processes of this machine.

    Parameters
    ----------
    workers : int
        How many.
    """

    def __init__(self, settings: Settings, workers: int) -> None:
        self.settings = settings
        self.workers = workers
        self._setup = ""
        self._pool = _pool(workers)

    def setup(self) -> str:
        self._setup = self._setup or self._pool.submit(setup, self.settings).result()
        return self._setup

    def run(self, batches: Iterator[Batch]) -> Iterator[Result]:
        pending: dict[Future[Result], Batch] = {}
        while True:
            while len(pending) < AHEAD * self.workers:
                batch = next(batches, None)
                if batch is None:
                    break
                pending[self._submit(batch)] = batch
            if not pending:
                return
            failed: list[Batch] = []
            for future in wait(pending, return_when=FIRST_COMPLETED).done:
                batch = pending.pop(future)
                try:
                    yield future.result()
                except BrokenProcessPool:
                    failed.append(batch)
            if failed:
                failed += pending.values()
                pending.clear()
                self._pool.shutdown()
                self._pool = _pool(self.workers)
                for batch in failed:
                    for item in batch:
                        yield self._alone(item)

    def _submit(self, batch: Batch) -> Future[Result]:
        try:
            return self._pool.submit(analyse, batch, self.settings)
        except BrokenProcessPool as error:
            future: Future[Result] = Future()
            future.set_exception(error)
            return future

    def _alone(self, item: Item) -> Result:
        try:
            return self._pool.submit(analyse, [item], self.settings).result()
        except BrokenProcessPool:
            self._pool.shutdown()
            self._pool = _pool(self.workers)
            return lost(item, self.settings, self.setup())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)


def _pool(workers: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, context, initializer=_start)


def _start() -> None:
    """Begin a worker: it leaves Ctrl-C to the parent, dies with it, and uses one core."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threadpool_limits(1)
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class Dask:
    """A Dask cluster.

    Parameters
    ----------
    address : str
        Its scheduler's, as ``tcp://host:8786``.

    Raises
    ------
    UserError
        ``no_dask``: the optional part is not installed. ``no_scheduler``, ``no_workers``: nobody is there.
    """

    def __init__(self, settings: Settings, address: str) -> None:
        try:
            import distributed
        except ImportError:
            raise UserError("no_dask") from None
        self.settings = settings
        self.address = address
        self._dask: Any = distributed
        self._setup = ""
        self._counted = -PATIENCE
        self._workers = 1
        try:
            self._client = self._dask.Client(address, timeout=PATIENCE / 4, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise UserError("no_scheduler", address=address, reason=str(error).split("\n")[0]) from None
        try:
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            self._client.close()
            raise UserError("no_workers", address=address) from None

    @property
    def workers(self) -> int:
        """The threads of the cluster, which may grow and shrink meanwhile."""
        if time.monotonic() - self._counted > 5:
            self._workers = max(1, sum(self._client.ncores().values()))
            self._counted = time.monotonic()
        return self._workers

    def setup(self) -> str:
        self._setup = self._setup or str(self._client.submit(setup, self.settings, pure=False).result())
        return self._setup

    def run(self, batches: Iterator[Batch]) -> Iterator[Result]:
        pending: dict[Any, Batch] = {}
        again: list[Batch] = []
        done = self._dask.as_completed(loop=self._client.loop)
        while True:
            while len(pending) < AHEAD * self.workers:
                batch = again.pop() if again else next(batches, None)
                if batch is None:
                    break
                future = self._client.submit(analyse, batch, self.settings, pure=False)
                pending[future] = batch
                done.add(future)
            if not pending:
                return
            future = next(done)
            batch = pending.pop(future)
            try:
                yield future.result()
            except self._dask.KilledWorker:
                if len(batch) == 1:
                    yield lost(batch[0], self.settings, self.setup())
                again += [[item] for item in batch if len(batch) > 1]
            except self._dask.client.FutureCancelledError:
                raise UserError("no_scheduler", address=self.address, reason="cancelled") from None
            future.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()
