"""Colours that can be told apart."""

from __future__ import annotations

from itertools import combinations

from reports import palette
from tests.reports.builders import analysis


def test_voices_differ_in_grey_or_in_hatch() -> None:
    marks = palette.marks(analysis(sides=6)).values()
    for one, other in combinations(marks, 2):
        grey = abs(palette.luminance(one.color) - palette.luminance(other.color))
        assert grey > 0.05 or one.hatch != other.hatch


def test_ink_can_be_read_on_every_ground() -> None:
    ink = palette.luminance(palette.INK) + 0.05
    for mark in palette.marks(analysis(sides=6)).values():
        assert (palette.luminance(palette.wash(mark)) + 0.05) / ink >= 7


def test_lines_can_be_seen_on_white() -> None:
    for mark in palette.marks(analysis(sides=6)).values():
        assert 1.05 / (palette.luminance(palette.stroke(mark)) + 0.05) >= 2.99
