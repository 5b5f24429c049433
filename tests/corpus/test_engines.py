"""The engines: processes of this machine and a Dask cluster, and workers that die."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer.corpus import Dask, Local, Settings, build
from analyzer.corpus.engines import Engine
from analyzer.errors import UserError
from tests.corpus.builders import article, rows, run, write

ROOT = Path(__file__).parent.parent.parent
FAST = Settings(fast=True)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write(tmp_path_factory.mktemp("tin") / "a.jsonl", [article(k) for k in range(80)])


@pytest.fixture(scope="module")
def whole(source: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of an undisturbed run."""
    folder = tmp_path_factory.mktemp("kho") / "kho"
    run(source, folder)
    return folder


def killing(victim: int, engine: Engine, source: str, folder: Path) -> None:
    """Build, and kill a process when a quarter is done."""
    left = [victim]

    def kill(progress: object) -> None:
        if left and getattr(progress, "analysed", 0) >= 20:
            os.kill(left.pop(), signal.SIGKILL)

    build([source], folder, engine, kill)
    assert not left


@pytest.mark.slow
def test_two_processes_make_the_same_tables(source: str, whole: Path, tmp_path: Path) -> None:
    with Local(FAST, 2) as engine:
        done = build([source], tmp_path / "kho", engine)
    assert done.analysed == 80
    assert rows(tmp_path / "kho") == rows(whole)


@pytest.mark.slow
def test_articles_of_a_process_that_dies_run_again(source: str, whole: Path, tmp_path: Path) -> None:
    with Local(FAST, 2) as engine:
        engine.setup()
        killing(next(iter(engine._pool._processes)), engine, source, tmp_path / "kho")
    assert rows(tmp_path / "kho") == rows(whole)


@pytest.mark.slow
def test_workers_do_not_outlive_a_killed_parent(source: str, tmp_path: Path) -> None:
    code = "import sys; from analyzer.cli import main; sys.exit(main())"
    command = [
        sys.executable,
        "-c",
        code,
        "corpus",
        source,
        "--out",
        tmp_path / "kho",
        "--workers",
        "2",
        "--fast",
    ]
    parent = subprocess.Popen(command, cwd=ROOT)
    children: list[str] = []
    while not children and parent.poll() is None:
        time.sleep(0.2)
        listed = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
        children = listed.read_text().split()[1:] if listed.exists() else []
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 60
    while any(alive(pid) for pid in children) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not any(alive(pid) for pid in children)


def alive(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pytest.importorskip("distributed")
    file = tmp_path_factory.mktemp("dask") / "scheduler.json"
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
    process = subprocess.Popen([*command, "--no-dashboard", "--scheduler-file", file], cwd=ROOT)
    while not file.exists():
        assert process.poll() is None
        time.sleep(0.2)
    yield json.loads(file.read_text())["address"]
    process.terminate()
    process.wait()


@pytest.fixture
def workers(scheduler: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Two workers of one thread each, that nobody starts again."""
    command = [sys.executable, "-m", "distributed.cli.dask_worker", scheduler, "--nthreads", "1"]
    processes = [subprocess.Popen([*command, "--no-nanny", "--no-dashboard"], cwd=ROOT) for _ in range(2)]
    yield processes
    for process in processes:
        process.kill()
        process.wait()


@pytest.mark.slow
def test_a_dask_cluster_that_loses_a_worker_half_way(
    source: str,
    whole: Path,
    scheduler: str,
    workers: list[subprocess.Popen[bytes]],
    tmp_path: Path,
) -> None:
    with Dask(FAST, scheduler) as engine:
        engine._client.wait_for_workers(2)
        killing(workers[0].pid, engine, source, tmp_path / "kho")
    assert rows(tmp_path / "kho") == rows(whole)


def test_a_scheduler_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("analyzer.corpus.engines.PATIENCE", 1.0)
    with pytest.raises(UserError, match="no_scheduler"):
        Dask(FAST, "tcp://127.0.0.1:9")


def test_dask_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UserError, match="no_dask"):
        Dask(FAST, "tcp://127.0.0.1:8786")
