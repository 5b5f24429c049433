"""The learned weights of the sides' parts, as they are shipped."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from analyzer.sides.gate import Gate
from analyzer.sides.hints import Hints
from analyzer.sides.trees import Trees

SHIPPED = Path(__file__).parent.parent / "models" / "sides.json"


class Rankers(msgspec.Struct, frozen=True):
    """These say: is an entity a side; does a side speak; is a speaker on no side a named one.

    ``entity`` reads `candidates.NAMES`, ``pair`` reads `resolve.PAIR`, ``third`` reads `resolve.NOBODY`; the
    rankers that have an encoder's hints read those of `hints` behind them. The two likeliest entities must
    reach ``both`` together, or the article has no sides; each further one must reach ``further``.
    """

    entity: Trees
    pair: Trees
    third: Trees
    both: float
    further: float


class Model(msgspec.Struct, frozen=True):
    """The gate (is there an opposition), the rankers that go by words alone, and those that an encoder's
    hints help.
    """

    gate: Gate
    words: Rankers
    heard: Rankers

    def rankers(self, hints: Hints | None) -> Rankers:
        """The rankers for an article with or without hints."""
        return self.words if hints is None else self.heard


@cache
def shipped() -> Model:
    """The weights that the package carries (analyzer/models/sides.md says how they came about)."""
    return msgspec.json.decode(SHIPPED.read_bytes(), type=Model)
