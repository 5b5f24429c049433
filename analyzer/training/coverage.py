"""Are the intervals of the shares right as often as they claim?

::

    python -m analyzer.training.coverage GOLD RESULTS          # coverage and mean width
    python -m analyzer.training.coverage GOLD RESULTS --fit    # and the constants that suit the results best

``GOLD`` is a folder of annotated articles beside which the bench's ``score.py`` lies, ``RESULTS`` a folder of
analyses. Fit on the training articles only, with results of models that have not seen them
(cross-validation).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from math import exp
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from analyzer.analysis import Analysis, Attribution, Record, Scores, Sentence, Side
from analyzer.intervals import ErrorModel, Uncertainty, shipped_model
from analyzer.scoring import score

MISS = 20.0
"""What a share outside its interval costs, per unit of distance: 2 / 0.1 for a 90 % interval."""

CLAIM = 0.9
SHORT = 5.0
"""What the fit pays for coverage below the claim, per unit of coverage."""

STEPS = (-0.6, -0.25, 0.25, 0.6)
PROBABILITIES = ("spurious", "edge", "missed", "near", "alike", "real", "unfound")


class Pair(Record, frozen=True, kw_only=True):
    """The interval of one voice in one article, and the share that the annotation gives it."""

    low: float
    high: float
    gold: float

    @property
    def miss(self) -> float:
        """How far the gold share lies outside the interval (a millionth is rounding)."""
        outside = max(self.low - self.gold, self.gold - self.high)
        return outside if outside > 1e-6 else 0.0


class Coverage(Record, frozen=True, kw_only=True):
    """How the intervals did.

    ``coverage`` is the part of pairs inside; ``width`` the mean width; ``loss`` the mean interval score of
    Gneiting and Raftery (2007): width plus `MISS` times the distance outside.
    """

    pairs: int
    coverage: float
    width: float
    loss: float


class Case(Record, frozen=True, kw_only=True):
    """An article as the tagger read it, and the gold share of each voice of the reading."""

    text: str
    sides: tuple[Side, ...]
    sentences: tuple[Sentence, ...]
    attributions: tuple[Attribution, ...]
    gold: dict[str, float]
    uncertainty: Uncertainty | None = None

    def scores(self, model: ErrorModel) -> Scores:
        return score(self.text, self.sides, self.sentences, self.attributions, self.uncertainty, model=model)


def bench_scorer(gold: Path) -> ModuleType:
    """The bench's ``score.py``, which lies beside the folder of annotated articles.

    Raises
    ------
    FileNotFoundError
        There is none.
    """
    path = gold.resolve().parent / "score.py"
    spec = importlib.util.spec_from_file_location("bench_score", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def gold_shares(bench: ModuleType, gold: dict[str, Any], found: dict[str, Any]) -> dict[str, float]:
    """The gold share of each voice by its id in the reading, ``"?" + id`` for a gold side not found."""
    text = gold["text"]
    names = {theirs: mine for mine, theirs in bench.map_sides(gold, found).items()}
    words = bench.words(text, [(s["start"], s["end"]) for s in gold["sentences"]])
    shares = bench.share(bench.voices(gold, text, lambda side: side), words)
    kept = ("third", "unnamed", "reporter")
    out = {side["id"]: 0.0 for side in found["sides"]} | dict.fromkeys(kept, 0.0)
    for voice, part in shares.items():
        out[voice if voice in kept else names.get(voice, f"?{voice}")] = part
    return out


def pairs(scores: Scores, gold: dict[str, float]) -> Iterator[Pair]:
    """One pair for each voice; a side that was not found has the interval 0 to 0."""
    for voice, part in gold.items():
        share = scores.shares.get(voice)
        yield Pair(low=share.low if share else 0.0, high=share.high if share else 0.0, gold=part)


def measure(found: Iterable[Pair]) -> Coverage:
    """Coverage, mean width and mean interval score over pairs."""
    rows = list(found)
    n = max(1, len(rows))
    width = sum(p.high - p.low for p in rows) / n
    return Coverage(
        pairs=len(rows),
        coverage=sum(p.miss == 0 for p in rows) / n,
        width=width,
        loss=width + MISS * sum(p.miss for p in rows) / n,
    )


def _cost(result: Coverage) -> float:
    return result.loss + SHORT * max(0.0, CLAIM - result.coverage)


def evaluate(cases: Sequence[Case], model: ErrorModel) -> Coverage:
    """What the intervals of a model would be on these articles; sides that were not found are left out."""
    return measure(pair for case in cases for pair in pairs(case.scores(model), _found(case.gold)))


def fit(cases: Sequence[Case], start: ErrorModel, rounds: int = 2) -> ErrorModel:
    """The constants with the lowest interval score that keep the claim, found by moving one at a time."""
    best, lowest = start, _cost(evaluate(cases, start))
    for _ in range(rounds):
        for name in msgspec.structs.asdict(start):
            for step in STEPS:
                trial = msgspec.structs.replace(best, **{name: _moved(name, getattr(best, name), step)})
                loss = _cost(evaluate(cases, trial))
                if loss < lowest:
                    best, lowest = trial, loss
    return best


def _moved(name: str, value: float, step: float) -> float:
    """A constant moved by a step on its scale: as it is, as log odds, or as a logarithm."""
    if name == "shift":
        return round(value + step, 4)
    moved = exp(step) * (value / (1 - value) if name in PROBABILITIES else value)
    return round(moved / (1 + moved) if name in PROBABILITIES else moved, 4)


def read(gold: Path, results: Path) -> Iterator[tuple[Analysis, dict[str, float]]]:
    """The analyses, each with the gold shares of its voices."""
    bench = bench_scorer(gold)
    annotated = bench.load(gold)
    for path in sorted(results.glob("*.json")):
        data = path.read_bytes()
        analysis = Analysis.from_json(data)
        if analysis.id in annotated:
            yield analysis, gold_shares(bench, annotated[analysis.id], json.loads(data))


def compare(gold: Path, results: Path) -> dict[str, Coverage]:
    """How the intervals of a folder of analyses do: over all voices, and without sides not found."""
    every = [pair for analysis, shares in read(gold, results) for pair in pairs(analysis.scores, shares)]
    found = [
        pair for analysis, shares in read(gold, results) for pair in pairs(analysis.scores, _found(shares))
    ]
    return {"all voices": measure(every), "voices found": measure(found)}


def _found(shares: dict[str, float]) -> dict[str, float]:
    return {voice: part for voice, part in shares.items() if not voice.startswith("?")}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("results", type=Path)
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args(arguments)
    for name, result in compare(options.gold, options.results).items():
        sys.stdout.write(
            f"90 % intervals, {name}: coverage {result.coverage:.3f}, mean width {result.width:.3f}, "
            f"interval score {result.loss:.3f}, {result.pairs} pairs\n"
        )
    if options.fit:
        found = list(read(options.gold, options.results))
        cases = [
            Case(text=a.text, sides=a.sides, sentences=a.sentences, attributions=a.attributions, gold=gold)
            for a, gold in found
        ]
        model = fit(cases, shipped_model(found[0][0].engine))
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(model), indent=2).decode() + "\n")


if __name__ == "__main__":
    main()
