"""The learned weights of the sides' parts, as they are shipped."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from analyzer.sides.gate import Gate
from analyzer.sides.trees import Trees

SHIPPED = Path(__file__).parent.parent / "models" / "sides.json"


class Model(msgspec.Struct, frozen=True):
    """The gate (is there an opposition) and the rankers.

    These say: is an entity a side; does a side speak; is a speaker on no side a named one.

    ``entity`` reads `candidates.NAMES`, ``pair`` reads `resolve.PAIR`, ``third`` reads `resolve.NOBODY`.
    """

    gate: Gate
    entity: Trees
    pair: Trees
    third: Trees


@cache
def shipped() -> Model:
    """The weights that the package carries (analyzer/models/sides.md says how they came about)."""
    return msgspec.json.decode(SHIPPED.read_bytes(), type=Model)
