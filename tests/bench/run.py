"""Hold the accuracy on the bench to its floors: ``python -m tests.bench.run``.

Every article of ``dev`` is analysed as a text file with each engine that ``floors.toml`` names, once with the
sides that the program finds and once with the sides of the annotation; the bench's own script scores the
results. A figure below its floor fails the run, and so does data other than what the floors were set on.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

from analyzer.analysis import Side
from analyzer.pipeline import Analyzer
from analyzer.readers import read
from analyzer.training.coverage import compare

HERE = Path(__file__).parent
BENCH = Path(os.environ.get("HAIPHIA_BENCH", HERE.parents[2] / "shared" / "bench"))
LOWER_IS_BETTER = {"share_tvd", "interval_width"}

Figures = dict[str, float]


def digest(bench: Path) -> str:
    """The SHA-256, in hexadecimal, of the scoring script and the annotated articles, with their names."""
    total = hashlib.sha256()
    for path in [bench / "score.py", *sorted((bench / "dev").glob("*.json"))]:
        total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def gold_sides(annotated: dict[str, object]) -> tuple[Side, ...]:
    """The sides of an annotated article."""
    sides = annotated["sides"]
    assert isinstance(sides, list)
    return tuple(Side(id=s["id"], name=s["name"], aliases=tuple(s.get("aliases", ()))) for s in sides)


def measure(analyzer: Analyzer, bench: Path, *, gold: bool) -> Figures:
    """Analyse the articles of ``dev`` as text files, and score them and the intervals of their shares."""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder)
        for path in sorted((bench / "dev").glob("*.json")):
            annotated = json.loads(path.read_text("utf-8"))
            file = results / f"{annotated['id']}.txt"
            file.write_text(annotated["text"], encoding="utf-8", newline="")
            (article,) = read(str(file))
            analysis = analyzer(article, gold_sides(annotated) if gold else None)
            file.with_suffix(".json").write_text(analysis.to_json(), encoding="utf-8")
            file.unlink()
        command = [sys.executable, bench / "score.py", bench / "dev", results, "--json"]
        scored = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        if scored["missing"]:
            raise RuntimeError(f"no result for {scored['missing']}: the reader gave another id")
        intervals = compare(bench / "dev", results)["all voices"]
    figures = {name: value for name, value in scored.items() if isinstance(value, float)}
    return figures | {"interval_coverage": intervals.coverage, "interval_width": intervals.width}


def below(figures: Figures, floors: Figures) -> Iterator[str]:
    """The names of the figures that are worse than their floors."""
    for name, floor in floors.items():
        worse = figures[name] > floor if name in LOWER_IS_BETTER else figures[name] < floor
        if worse:
            yield name


def main() -> int:
    floors = tomllib.loads((HERE / "floors.toml").read_text("utf-8"))
    if not (BENCH / "dev").is_dir():
        print(f"no bench at {BENCH}; set HAIPHIA_BENCH", file=sys.stderr)
        return 2
    if digest(BENCH) != floors.pop("digest"):
        print(f"the data at {BENCH} is not the data that the floors were set on", file=sys.stderr)
        return 1
    measured: dict[str, Figures] = {}
    failures: list[str] = []
    for engine, runs in floors.items():
        analyzer = Analyzer(fast=engine == "rules")
        for run, limits in runs.items():
            column = f"{engine}, {run} sides"
            measured[column] = measure(analyzer, BENCH, gold=run == "gold")
            failures += [
                f"{column}: {name} {measured[column][name]:.4f}, floor {limits[name]:.4f}"
                for name in below(measured[column], limits)
            ]
    print(f"{'':18}" + "".join(f"{column:>22}" for column in measured))
    for name in next(iter(measured.values())):
        print(f"{name:18}" + "".join(f"{figures[name]:22.4f}" for figures in measured.values()))
    for failure in failures:
        print(f"BELOW THE FLOOR {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
