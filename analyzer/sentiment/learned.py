"""Tone, stance and hedges by the encoder and the lexicons together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from analyzer.analysis import TONES, Attribution, Evidence, LoadedWord, Sentence, Span, Stance
from analyzer.calibration import Calibration
from analyzer.document import Document
from analyzer.encoder import Floats, Reading, log_softmax
from analyzer.sentiment.lexical import Weights
from analyzer.sentiment.reader import LexicalReader
from lexicons import Lexicons

Triple = tuple[float, float, float]


def joined(read: Floats, words: Triple) -> dict[str, float]:
    """The features of a choice among three: log odds against the middle by the encoder and by the
    lexicons.
    """
    low, mid, high = (math.log(max(p, 1e-4)) for p in words)
    return {
        "read low": float(read[0] - read[1]),
        "read high": float(read[2] - read[1]),
        "words low": low - mid,
        "words high": high - mid,
    }


def stance_signs(
    side: str,
    stance: Floats,
    words: Triple,
    tone: Floats,
    named: Mapping[str, Sequence[Span]],
    told: Sequence[Attribution],
) -> dict[str, float]:
    """What speaks for how a sentence makes a side look.

    Beside what encoder and lexicon make of it: the sentence's tone, whether the side speaks in it, whether
    it stands in what another says, and whether it is the first or the only one named.
    """
    low, high = float(tone[0] - tone[1]), float(tone[2] - tone[1])
    spans = named[side]
    around = [a for a in told if any(c[0] <= x and y <= c[1] for c in a.content for x, y in spans)]
    others = [a for a in around if side not in a.side]
    speaks = float(any(side in a.side for a in told))
    alone = float(len(named) == 1)
    first = min(x for x, _ in spans) if spans else 0
    return joined(stance, words) | {
        "tone low": low,
        "tone high": high,
        "speaks": speaks,
        "speaks low": speaks * low,
        "speaks high": speaks * high,
        "alone low": alone * low,
        "alone high": alone * high,
        "in own": float(len(around) > len(others)),
        "in other's": float(bool(others)),
        "in other's low": float(bool(others)) * low,
        "first": float(all(first <= x for s in named.values() for x, _ in s)),
        **{f"other's {act}": float(any(a.act == act for a in others)) for act in JUDGING},
    }


JUDGING = ("accuse", "deny", "urge", "feel")
"""Acts by which one judges another."""


class LearnedReader:
    """Reads every sentence: what `LexicalReader` finds in its words, joined with what the encoder makes of
    it.
    """

    def __init__(self, lexicons: Lexicons, calibration: Calibration) -> None:
        self.lexical = LexicalReader(lexicons)
        self.calibration = calibration

    def read(
        self,
        document: Document,
        attributions: Sequence[Attribution],
        mentions: Sequence[Mapping[str, Sequence[Span]]],
        reading: Reading,
    ) -> tuple[tuple[Sentence, ...], tuple[LoadedWord, ...]]:
        """The sentences of an article, and its loaded words in order; as `LexicalReader.read`."""
        sentences, loaded = self.lexical.read(document, attributions, mentions)
        if not sentences:
            return sentences, loaded
        tones, hedges, stances = scores(reading, mentions)
        told: list[list[Attribution]] = [[] for _ in sentences]
        for attribution in attributions:
            told[attribution.sentence].append(attribution)
        out = []
        for k, (sentence, named, here) in enumerate(zip(sentences, mentions, told, strict=True)):
            signs = {
                side: stance_signs(side, stances[k, side], sentence.stances[side].p, tones[k], named, here)
                for side in sentence.stances
            }
            out.append(self._sentence(sentence, tones[k], float(hedges[k]), signs))
        return tuple(out), loaded

    def _sentence(
        self, s: Sentence, tone: Floats, hedge: float, signs: Mapping[str, Mapping[str, float]]
    ) -> Sentence:
        c = self.calibration
        tone_p = c.tone.probabilities(joined(tone, s.tone_p))
        seen = {}
        for side, features in signs.items():
            p = c.stance.probabilities(features)
            evidence = s.stances[side].evidence + _strongest(c.stance, features)
            seen[side] = Stance(value=c.stance.choose(p) - 1, p=_round(p), evidence=evidence)
        hedge_p = c.hedge.p({"read": hedge, "words": float(s.hedge)})
        return msgspec.structs.replace(
            s,
            tone=TONES[c.tone.choose(tone_p)],
            tone_p=_round(tone_p),
            tone_evidence=s.tone_evidence + _strongest(c.tone, joined(tone, s.tone_p)),
            toward={side: stance.value for side, stance in seen.items()},
            stances=seen,
            hedge=c.hedge.choose(hedge_p),
            hedge_p=round(hedge_p, 4),
        )


def scores(
    reading: Reading, mentions: Sequence[Mapping[str, Sequence[Span]]]
) -> tuple[Floats, Floats, dict[tuple[int, str], Floats]]:
    """The encoder's log probabilities of each sentence's tone (S, 3), its logits of a hedge (S,), and, for
    each sentence and side it mentions, the log probabilities of the stance (3,)."""
    heads = reading.heads
    sentence = reading.sentence_vectors()
    tones = log_softmax(heads("tone", sentence))
    hedges: Floats = heads("hedge", sentence)[:, 0]
    keys: list[tuple[int, str]] = []
    rows: list[Floats] = []
    for k, sides in enumerate(mentions):
        for side, spans in sides.items():
            parts = [
                reading.vectors[k][hit[0] : hit[1] + 1].mean(0)
                for start, end in spans
                if (hit := reading.pieces[k].covering(start, end))
            ]
            mean = np.mean(parts, axis=0) if parts else np.zeros_like(reading.vectors[k][0])
            keys.append((k, side))
            rows.append(np.concatenate([mean, sentence[k]]))
    stance = log_softmax(heads("toward", np.stack(rows))) if rows else np.zeros((0, 3), np.float32)
    return tones, hedges, dict(zip(keys, stance, strict=True))


def _strongest(model: Weights, features: Mapping[str, float], most: int = 4) -> tuple[Evidence, ...]:
    """The features that move the choice most between low and high, with what each adds."""
    weights = {
        name: value * (model.weights[name][2] - model.weights[name][0]) for name, value in features.items()
    }
    ranked = sorted(weights, key=lambda name: -abs(weights[name]))[:most]
    return tuple(Evidence(what=name, weight=round(weights[name], 3)) for name in ranked if weights[name])


def _round(p: Triple) -> Triple:
    return (round(p[0], 4), round(p[1], 4), round(p[2], 4))
