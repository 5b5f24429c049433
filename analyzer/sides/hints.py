"""What the encoder's reading says of sides and speakers, and how it joins what the rankers say."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from analyzer.analysis import THIRD, UNNAMED
from analyzer.attribution.learned import Tagged
from analyzer.calibration import Calibration, VoiceWeights
from analyzer.encoder import VECTOR_WIDTH, Floats, Reading, sigmoid
from analyzer.sides.cast import Cast

MOST_MENTIONS = 48
"""So many mentions of a side, evenly over the article, are asked whether they name a speaker."""


class Hints(NamedTuple):
    """A reading of an article and its cast.

    ``opposed`` is the probability that the article has opposed sides; ``belongs`` (M,) that of each mention
    of
    the cast naming a side; ``kinds`` (A, 3) those of each attribution's speaker being a side, third, unnamed.
    The product of a row of ``speakers`` (A, width) and one of ``spoken`` (M, width) is the score of the
    mention
    naming the speaker.
    """

    opposed: float
    belongs: Floats
    kinds: Floats
    speakers: Floats
    spoken: Floats
    calibration: Calibration

    def of_opposition(self, by_words: float) -> dict[str, float]:
        """What speaks for opposed sides: the reading, and the probability by the article's words."""
        return {"read": logit(self.opposed), "words": logit(by_words)}

    def of_side(self, ranked: float, own: Sequence[int], all_of_it: Sequence[int]) -> dict[str, float]:
        """What speaks for an entity being a side: the ranker, its own mentions, and those of its members
        too.
        """
        return {
            "ranked": logit(ranked),
            "named": logit(float(self.belongs[list(own)].max())),
            "members named": logit(float(self.belongs[list(all_of_it)].mean())),
        }

    def read_voices(self, k: int, mentions: Mapping[str, Sequence[int]]) -> dict[str, float]:
        """The probability, by the reading alone, of each voice having attribution k, given the sides'
        mentions.
        """
        side, third, unnamed = (float(p) for p in self.kinds[k])
        out = {THIRD: third, UNNAMED: unnamed}
        scores = {}
        for name, places in mentions.items():
            step = max(1, len(places) // MOST_MENTIONS)
            x = self.spoken[list(places[::step])] @ self.speakers[k] / math.sqrt(VECTOR_WIDTH)
            scores[name] = float(np.logaddexp.reduce(x)) if len(x) else -8.0
        top = max(scores.values(), default=0.0)
        total = sum(math.exp(x - top) for x in scores.values())
        return out | {name: side * math.exp(x - top) / total for name, x in scores.items()}

    def voices(
        self, k: int, ranked: Mapping[str, float], mentions: Mapping[str, Sequence[int]]
    ) -> dict[str, float]:
        """The probability of each voice having attribution k, by the rankers and the reading together."""
        return join_voices(ranked, self.read_voices(k, mentions), self.calibration.voice)


FLOOR = 0.01
"""No voice is held for less likely by either."""


def join_voices(
    ranked: Mapping[str, float], read: Mapping[str, float], weights: VoiceWeights
) -> dict[str, float]:
    """The probability of each voice, from its probabilities by the rankers and by the reading."""
    more = {THIRD: weights.third, UNNAMED: weights.unnamed}
    x = {
        v: weights.ranked * math.log(max(p, FLOOR))
        + weights.read * math.log(max(read[v], FLOOR))
        + more.get(v, 0.0)
        for v, p in ranked.items()
    }
    top = max(x.values())
    powers = {v: math.exp(y - top) for v, y in x.items()}
    total = sum(powers.values())
    return {v: p / total for v, p in powers.items()}


def logit(p: float) -> float:
    """Log odds, held within what a probability of 0.001 has."""
    p = min(max(p, 0.001), 0.999)
    return math.log(p / (1 - p))


def hints_of(reading: Reading, tagged: Tagged, cast: Cast, calibration: Calibration) -> Hints:
    """What a reading says of a cast and of the attributions found in it."""
    heads, vectors = reading.heads, reading.vectors
    width = vectors[0].shape[1] if vectors else 0
    named = np.zeros((len(cast.mentions), width), np.float32)
    belongs = np.zeros(len(cast.mentions), np.float32)
    chances = reading.of_pieces("mention")
    for i, m in enumerate(cast.mentions):
        hit = reading.pieces[m.sentence].covering(m.start, m.end)
        if hit:
            named[i] = reading.mean(m.sentence, *hit)
            belongs[i] = 1 - float(chances[m.sentence][hit[0] : hit[1] + 1, 0].mean())
    marks = np.stack([v[-1] for v in vectors]) if vectors else np.zeros((0, 1), np.float32)
    return Hints(
        opposed=float(sigmoid(heads("opposed", marks)).mean()) if vectors else 0.0,
        belongs=belongs,
        kinds=tagged.kinds,
        speakers=heads("speaker", tagged.contexts)
        if len(tagged.attributions)
        else np.zeros((0, VECTOR_WIDTH), np.float32),
        spoken=heads("spoken", named) if len(cast.mentions) else np.zeros((0, VECTOR_WIDTH), np.float32),
        calibration=calibration,
    )
