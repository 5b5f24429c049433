"""Colours and hatches of the voices: told apart by colour-blind readers and in grey print."""

from __future__ import annotations

import re
from typing import NamedTuple

from analyzer.analysis import REPORTER, THIRD, UNNAMED, Analysis

INK = "#1d1d1f"
MUTED = "#5c5c66"
RULE = "#d5d3cd"
PAPER = "#ffffff"
WASH = "#f5f4f0"

NEG = "#9c2f2f"
NEU = "#c9c6be"
POS = "#3f7f93"

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


class Mark(NamedTuple):
    """How a voice is drawn: its fill and the matplotlib hatch laid over it in ``over``."""

    color: str
    hatch: str
    over: str


_SIDES = (
    Mark("#1f4e8c", "", PAPER),
    Mark("#e08a1e", "////", PAPER),
    Mark("#1d8a74", "....", PAPER),
    Mark("#a8447c", "\\\\\\\\", PAPER),
    Mark("#74b3e3", "xxxx", PAPER),
    Mark("#6b5426", "||||", PAPER),
)
_OTHERS = {
    THIRD: Mark("#8d8a99", "----", PAPER),
    UNNAMED: Mark("#ffffff", "....", "#55535e"),
    REPORTER: Mark("#dedbd3", "", PAPER),
}


def marks(analysis: Analysis) -> dict[str, Mark]:
    """The mark of every voice; a side's own ``color`` (``#rrggbb``) goes before the palette's."""
    found = {}
    for k, side in enumerate(analysis.sides):
        mark = _SIDES[k % len(_SIDES)]
        own = side.color if side.color and _HEX.fullmatch(side.color) else mark.color
        found[side.id] = mark._replace(color=own.lower())
    return found | _OTHERS


def tint(color: str, strength: float = 0.16) -> str:
    """The colour laid thinly on white paper."""
    parts = (int(color[k : k + 2], 16) for k in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * strength):02x}" for part in parts)


def luminance(color: str) -> float:
    """Relative luminance (0..1) as WCAG 2 defines it."""
    parts = (int(color[k : k + 2], 16) / 255 for k in (1, 3, 5))
    r, g, b = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def stroke(mark: Mark, *, dark: bool = False) -> str:
    """The mark's colour for thin lines: 3 to 1 or more against white (or nearly black) paper."""
    color = mark.over if mark.color == PAPER else mark.color
    while luminance(color) < 0.15 if dark else luminance(color) > 0.3:
        old = (int(color[k : k + 2], 16) for k in (1, 3, 5))
        new = (round(part + (255 - part) * 0.1 if dark else part * 0.9) for part in old)
        color = "#{:02x}{:02x}{:02x}".format(*new)
    return color


def wash(mark: Mark) -> str:
    """The mark's colour as a ground that ink is read on."""
    return tint(mark.over if mark.color == PAPER else mark.color, 0.17)
