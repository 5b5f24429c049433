"""What an encoder's reading can add to the rankers' evidence, as plain numbers."""

from __future__ import annotations

from typing import NamedTuple

ABSENT = -1.0
"""The value of a feature that only an encoder can give."""


class Hints(NamedTuple):
    """What a reading says of an article and its cast.

    ``opposed`` is the probability that the article has opposed sides. ``belongs[m]`` is that of mention m of
    the cast naming a side. ``kinds[k]`` are those of attribution k's speaker being a side, third, unnamed.
    ``speaks[k][m]`` is the score of mention m naming the speaker of attribution k.
    """

    opposed: float
    belongs: tuple[float, ...]
    kinds: tuple[tuple[float, float, float], ...]
    speaks: tuple[tuple[float, ...], ...]
