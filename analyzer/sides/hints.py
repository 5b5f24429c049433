"""What the encoder's reading says of sides and speakers: features that the rankers read beside the words'."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from analyzer.attribution.learned import Tagged
from analyzer.encoder import VECTOR_WIDTH, Floats, Reading, logit, sigmoid, softmax
from analyzer.sides.cast import Cast

MOST_MENTIONS = 48
"""So many mentions of a side, evenly over the article, are asked whether they name a speaker."""

BLOCK = 256
"""So many attributions at once are held against all mentions."""


def _names(text: str) -> tuple[str, ...]:
    return tuple(f"read:{name}" for name in text.split())


OF_ENTITY = _names(
    "opposed named_most named_mean members_named named_sum named_first named_best speech speech_share "
    "bad good bad_most good_most bad_sum good_sum"
)
OF_PAIR = _names("side third unnamed share side_and_share score rank")
OF_NOBODY = _names("side third unnamed gap")


class Hints(NamedTuple):
    """A reading of an article and its cast.

    ``opposed`` is the probability that the article has opposed sides; ``named`` (M,) that of each mention of
    the cast naming a side, ``stances`` (M, 3) those of its sentence making it look bad, neither, good;
    ``kinds`` (A, 3) those of each attribution's speaker being a side, third, unnamed. The product of a row of
    ``speakers`` (A, width) and one of ``spoken`` (M, width) is the score of the mention naming the speaker;
    ``speech`` (M,) how much side's speech falls to each mention by it.
    """

    opposed: float
    named: Floats
    stances: Floats
    kinds: Floats
    speakers: Floats
    spoken: Floats
    speech: Floats

    def of_entities(
        self, own: Sequence[Sequence[int]], members: Sequence[Sequence[int]]
    ) -> list[tuple[float, ...]]:
        """What speaks for each entity being a side: `OF_ENTITY` in order.

        ``own`` are the mentions of each, ``members`` those of everybody who belongs to it too.
        """
        best = max((float(self.named[list(mine)].mean()) for mine in own), default=0.0)
        total = max(1e-6, float(self.speech.sum()))
        return [
            self._of_entity(list(mine), list(all_of_it), best, total)
            for mine, all_of_it in zip(own, members, strict=True)
        ]

    def _of_entity(self, own: list[int], members: list[int], best: float, total: float) -> tuple[float, ...]:
        mine, all_of_it = self.named[own], self.named[members]
        bad, good = self.stances[members, 0], self.stances[members, 2]
        speech = float(self.speech[members].sum())
        return (
            logit(self.opposed),
            float(mine.max()),
            float(mine.mean()),
            float(all_of_it.mean()),
            math.log1p(float(all_of_it.sum())),
            float(mine[0]),
            float(mine.mean()) - best,
            speech,
            speech / total,
            float(bad.mean()),
            float(good.mean()),
            float(bad.max()),
            float(good.max()),
            math.log1p(float(bad.sum())),
            math.log1p(float(good.sum())),
        )

    def of_speakers(
        self, k: int, mentions: Mapping[str, Sequence[int]]
    ) -> tuple[list[tuple[float, ...]], tuple[float, ...]]:
        """What speaks for each side having attribution k (`OF_PAIR`), given the sides' mentions, and for
        nobody of them (`OF_NOBODY`).
        """
        side, third, unnamed = (float(p) for p in self.kinds[k])
        kinds = logit(side), logit(third), logit(unnamed)
        scores = [self._score(k, places) for places in mentions.values()]
        top = max(scores, default=0.0)
        total = sum(math.exp(x - top) for x in scores)
        rows: list[tuple[float, ...]] = []
        for x in scores:
            share = math.exp(x - top) / total
            rank = sum(y > x for y in scores)
            rows.append((*kinds, share, math.log(max(0.001, side * share)), x, float(rank)))
        return rows, (*kinds, kinds[1] - kinds[2])

    def _score(self, k: int, places: Sequence[int]) -> float:
        step = max(1, len(places) // MOST_MENTIONS)
        x = self.spoken[list(places[::step])] @ self.speakers[k] / math.sqrt(VECTOR_WIDTH)
        return float(np.logaddexp.reduce(x)) if len(x) else -8.0


def hints_of(reading: Reading, tagged: Tagged, cast: Cast) -> Hints:
    """What a reading says of a cast and of the attributions found in it."""
    heads, vectors = reading.heads, reading.vectors
    m, a, width = len(cast.mentions), len(tagged.attributions), heads.weights["mark_mean"].shape[0]
    means = np.zeros((m, width), np.float32)
    named = np.zeros(m, np.float32)
    chances = reading.of_pieces("mention")
    for i, mention in enumerate(cast.mentions):
        hit = reading.pieces[mention.sentence].covering(mention.start, mention.end)
        if hit:
            means[i] = reading.mean(mention.sentence, *hit)
            named[i] = 1 - float(chances[mention.sentence][hit[0] : hit[1] + 1, 0].mean())
    none = np.zeros((0, VECTOR_WIDTH), np.float32)
    speakers = heads("speaker", tagged.contexts) if a else none
    spoken = heads("spoken", means) if m else none
    stances, speech = np.zeros((m, 3), np.float32), np.zeros(m, np.float32)
    if m:
        where = [mention.sentence for mention in cast.mentions]
        stances = softmax(heads("toward", np.concatenate([means, reading.sentence_vectors()[where]], 1)))
    for k in range(0, a if m else 0, BLOCK):
        pointed = softmax(speakers[k : k + BLOCK] @ spoken.T / math.sqrt(VECTOR_WIDTH))
        speech += tagged.kinds[k : k + BLOCK, 0] @ pointed
    marks = np.stack([v[-1] for v in vectors]) if vectors else None
    return Hints(
        opposed=0.0 if marks is None else float(sigmoid(heads("opposed", marks)).mean()),
        named=named,
        stances=stances,
        kinds=tagged.kinds,
        speakers=speakers,
        spoken=spoken,
        speech=speech,
    )
