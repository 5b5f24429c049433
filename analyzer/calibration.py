"""Small logistic models over named features: what turns scores of the encoder and the lexicons into
probabilities.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec

from analyzer.analysis import Record
from analyzer.sentiment.lexical import Weights

SHIPPED = Path(__file__).parent / "models" / "calibration.json"


class Logit(Record, frozen=True, kw_only=True):
    """A logistic model of yes and no over named features; yes is chosen from ``threshold`` on."""

    weights: dict[str, float]
    bias: float
    threshold: float = 0.5

    def p(self, features: Mapping[str, float]) -> float:
        """The probability of yes; a feature the model does not know counts nothing."""
        x = self.bias + sum(v * self.weights.get(name, 0.0) for name, v in features.items())
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, x))))

    def choose(self, p: float) -> bool:
        """Whether a probability is enough for yes."""
        return p >= self.threshold


class Calibration(Record, frozen=True, kw_only=True):
    """The fitted numbers, as `analyzer.training.calibrate` writes them.

    ``tone`` and ``stance`` join the encoder's log probabilities with the lexical ones; ``hedge`` does so for
    doubt. ``cue`` says whether words are a cue, ``runs`` whether a sentence holds an attribution without one;
    ``confidence`` is the probability that an attribution is one, of this voice.
    """

    tone: Weights
    stance: Weights
    hedge: Logit
    confidence: Logit
    cue: Logit
    runs: Logit


@cache
def shipped() -> Calibration:
    """The numbers that the package carries."""
    return msgspec.json.decode(SHIPPED.read_bytes(), type=Calibration)
