"""How the corpus engines grow: ``python -m benchmarks.corpus``.

Ratios of one run on this machine: two processes against one, a Dask cluster of two workers against two
processes; memory of the parent and cost an article at the smaller and the larger size, by ``--fast``, where
the parent has the most to do. The articles are those
of ``../shared/bench/train``, copied; without that folder, the examples. Results go to
``benchmarks/CORPUS.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.run import machine

ROOT = Path(__file__).parent.parent
TRAIN = ROOT.parent / "shared" / "bench" / "train"
TARGETS = {
    "two processes / one": "≥ 1.7",
    "Dask with two workers / two processes": "≥ 0.85",
    "parent's memory, larger − smaller, MB": "within 50",
    "cost an article, larger / smaller": "0.9 to 1.1",
}
BUILD = """
import json, resource, sys, time
from pathlib import Path
from analyzer.corpus import Dask, Local, Settings, build
source, folder, workers, dask, fast = sys.argv[1:]
if __name__ == "__main__":
    settings = Settings(fast=fast == "fast", force=True)
    with (Dask(settings, dask) if dask else Local(settings, int(workers))) as engine:
        engine.setup()
        begin = time.perf_counter()
        done = build([source], Path(folder), engine)
        seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak": peak, "analysed": done.analysed, "failed": done.failed}))
"""


def articles() -> list[dict[str, str]]:
    """The records to copy."""
    if not TRAIN.is_dir():
        return [{"text": path.read_text("utf-8")} for path in sorted((ROOT / "examples").glob("*.txt"))]
    found = (json.loads(path.read_bytes()) for path in sorted(TRAIN.glob("*.json")))
    return [{"text": one["text"], "outlet": one["source"].get("outlet", "")} for one in found]


def copies(path: Path, n: int) -> str:
    """A file of ``n`` articles, each with an id of its own."""
    pool = articles()
    with path.open("w", encoding="utf-8") as out:
        for k in range(n):
            out.write(json.dumps({**pool[k % len(pool)], "id": f"bai-{k}"}, ensure_ascii=False) + "\n")
    return str(path)


def measured(source: str, *, workers: int = 2, dask: str = "", fast: bool) -> dict[str, float]:
    """Seconds of work and peak memory of the parent, of one run in a process and a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "build.py"
        script.write_text(BUILD, encoding="utf-8")
        options = [source, f"{folder}/corpus", str(workers), dask, "fast" if fast else ""]
        done = subprocess.run(
            [sys.executable, script, *options],
            check=True,
            capture_output=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    found: dict[str, float] = json.loads(done.stdout)
    return found


@contextmanager
def cluster() -> Iterator[str]:
    """A scheduler and two workers of one thread each."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scheduler.json"
        python = [sys.executable, "-m"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": ROOT}
        address = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
        started = [subprocess.Popen([*python, "distributed.cli.dask_scheduler", *address], **quiet)]  # type: ignore[call-overload]
        while not file.exists():
            time.sleep(0.1)
        where = json.loads(file.read_text())["address"]
        worker = [*python, "distributed.cli.dask_worker", where, "--nthreads", "1", "--no-dashboard"]
        started += [subprocess.Popen(worker, **quiet) for _ in range(2)]  # type: ignore[call-overload]
        try:
            yield where
        finally:
            for process in reversed(started):
                process.terminate()
                process.wait()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--copies", type=int, default=10, help="of the training articles, for the ratios")
    options.add_argument("--sizes", type=int, nargs=2, default=[1000, 20000], help="for memory and cost")
    options.add_argument("--fast", action="store_true", help="lexicon and rules only")
    options.add_argument("--output", type=Path, default=ROOT / "benchmarks" / "CORPUS.md")
    chosen = options.parse_args()
    where = machine()
    with tempfile.TemporaryDirectory() as folder:
        n = chosen.copies * len(articles())
        source = copies(Path(folder) / "a.jsonl", n)
        one = measured(source, workers=1, fast=chosen.fast)
        two = measured(source, workers=2, fast=chosen.fast)
        with cluster() as address:
            measured(copies(Path(folder) / "warm.jsonl", 20), dask=address, fast=chosen.fast)
            dask = measured(source, dask=address, fast=chosen.fast)
        small, large = (
            measured(copies(Path(folder) / f"{size}.jsonl", size), fast=True) for size in chosen.sizes
        )
    ratios = {
        "two processes / one": one["seconds"] / two["seconds"],
        "Dask with two workers / two processes": two["seconds"] / dask["seconds"],
        "parent's memory, larger − smaller, MB": large["peak"] - small["peak"],
        "cost an article, larger / smaller": large["seconds"]
        / chosen.sizes[1]
        / (small["seconds"] / chosen.sizes[0]),
    }
    runs = {
        f"{n} articles, one process": (n, one),
        f"{n} articles, two processes": (n, two),
        f"{n} articles, Dask, two workers": (n, dask),
        f"{chosen.sizes[0]} articles, two processes, --fast": (chosen.sizes[0], small),
        f"{chosen.sizes[1]} articles, two processes, --fast": (chosen.sizes[1], large),
    }
    command = " ".join(["python -m benchmarks.corpus", *sys.argv[1:]])
    text = f"# Many articles\n\n{where}; made by `{command}`.\n\n"
    text += "| figure | measured | target |\n| --- | ---: | ---: |\n"
    text += "".join(f"| {name} | {value:.2f} | {TARGETS[name]} |\n" for name, value in ratios.items())
    text += "\n| run | articles/s | parent's peak MB | failed |\n| --- | ---: | ---: | ---: |\n"
    for name, (size, run) in runs.items():
        text += f"| {name} | {size / run['seconds']:.1f} | {run['peak']:.0f} | {run['failed']:.0f} |\n"
    chosen.output.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
