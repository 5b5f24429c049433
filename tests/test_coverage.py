"""Coverage of the intervals: counted by hand, and better after a fit."""

from __future__ import annotations

import msgspec
import pytest

from analyzer.analysis import Attribution, Sentence, Side
from analyzer.intervals import shipped_model
from analyzer.training.coverage import Case, Pair, evaluate, fit, measure, pairs

TEXT = "Phe Mộc nói trời sắp mưa. Trời lại nắng."


def case(gold: float) -> Case:
    """An article in which the side Mộc holds 3 of 9 words, where the annotation gives it another share."""
    return Case(
        text=TEXT,
        sides=(Side(id="m", name="Mộc", mentions=((4, 7),)),),
        sentences=(Sentence(start=0, end=25), Sentence(start=26, end=40)),
        attributions=(
            Attribution(
                sentence=0,
                cue=(8, 11),
                source=(0, 7),
                content=((12, 24),),
                type="indirect",
                act="state",
                side=("m",),
                confidence=0.9,
            ),
        ),
        gold={"m": gold, "third": 0.0, "unnamed": 0.0, "reporter": 1 - gold},
    )


def test_coverage_width_and_interval_score() -> None:
    result = measure([Pair(low=0.1, high=0.3, gold=0.2), Pair(low=0.0, high=0.1, gold=0.15)])
    assert result.coverage == 0.5
    assert result.width == pytest.approx(0.15)
    assert result.loss == pytest.approx(0.15 + 20 * 0.05 / 2)


def test_a_side_that_was_not_found_has_no_room() -> None:
    found = case(0.0)
    rows = list(pairs(found.scores(shipped_model()), {"?x": 0.4}))
    assert rows == [Pair(low=0.0, high=0.0, gold=0.4)]
    assert rows[0].miss == pytest.approx(0.4)


def test_a_fit_makes_the_intervals_better() -> None:
    cases = [case(gold) for gold in (0.0, 4 / 9, 5 / 9)]
    start = msgspec.structs.replace(shipped_model(), margin=0.001, edge=0.01, missed=0.001, real=0.999)
    assert evaluate(cases, fit(cases, start, rounds=1)).loss < evaluate(cases, start).loss
