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
        out = [
            self._sentence(
                sentence, tones[k], float(hedges[k]), {side: stances[k, side] for side in mentions[k]}
            )
            for k, sentence in enumerate(sentences)
        ]
        return tuple(out), loaded

    def _sentence(self, s: Sentence, tone: Floats, hedge: float, stances: Mapping[str, Floats]) -> Sentence:
        c = self.calibration
        tone_p = c.tone.probabilities(joined(tone, s.tone_p))
        seen = {}
        for side, score in stances.items():
            words = s.stances[side]
            p = c.stance.probabilities(joined(score, words.p))
            seen[side] = Stance(
                value=c.stance.choose(p) - 1, p=_round(p), evidence=words.evidence + _evidence(score)
            )
        hedge_p = c.hedge.p({"read": hedge, "words": float(s.hedge)})
        return msgspec.structs.replace(
            s,
            tone=TONES[c.tone.choose(tone_p)],
            tone_p=_round(tone_p),
            tone_evidence=s.tone_evidence + _evidence(tone),
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


def _evidence(score: Floats) -> tuple[Evidence, ...]:
    return (Evidence(what="encoder", weight=round(float(score[2] - score[0]), 3)),)


def _round(p: Triple) -> Triple:
    return (round(p[0], 4), round(p[1], 4), round(p[2], 4))
