"""How sure the shares are: the article is read again and again with the errors the tagger is known to make.

The model is described in ``docs/method.md`` (Intervals). ``analyzer/training/coverage.py`` measures whether
the intervals are right as often as they claim, and fits the constants.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from math import gamma, log
from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt

from analyzer.analysis import Record

DRAWS = 400
QUANTILES = (0.05, 0.95)
_CELLS = 1_000_000

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]


class Uncertainty(Record, frozen=True, kw_only=True):
    """What the tagger knows of its own errors, beyond the confidence of each attribution.

    What is left out takes its default from the constants of `ErrorModel`.

    Attributes
    ----------
    others : tuple of dict, one for each attribution
        Whose words the content is where the attribution is wrong (probability ``1 - confidence``): weights of
        voices, `REPORTER` for "no attribution at all". They need not sum to 1; an empty dict takes the
        default.
    missed : tuple of float, one for each sentence
        Probability that those words of the sentence which the tagger leaves to the reporter hold an
        attribution.
    sides : tuple of float, one for each side
        Probability that it is a side of the article; 1 where the user set the sides.
    unfound : float or None
        Probability that the article has a side that was not found; 0 where the user set the sides.
    """

    others: tuple[dict[str, float], ...] = ()
    missed: tuple[float, ...] = ()
    sides: tuple[float, ...] = ()
    unfound: float | None = None

    def given(self, sides: int) -> Uncertainty:
        """The same where so many sides were set by the user: they are right and all there."""
        return msgspec.structs.replace(self, sides=(1.0,) * sides, unfound=0.0)


class ErrorModel(Record, frozen=True, kw_only=True):
    """The constants of the error model, fitted on annotated articles.

    Attributes
    ----------
    slope, shift : float
        The confidence once more calibrated: its log odds times ``slope`` plus ``shift``.
    spurious : float
        Part of the wrong attributions that are none at all, where `Uncertainty.others` is not given.
    third, unnamed, side : float
        Weights of the voices in the rest; ``side`` is that of each side which the text mentions.
    edge : float
        Probability that a content span begins or ends elsewhere.
    missed : float
        Probability that a sentence without attribution holds one, where `Uncertainty.missed` is not given.
    trust : float
        Where it is: a sentence missed with probability ``q`` is clear with probability ``(1 - q) ** trust``.
    near : float
        Part of the missed attributions that run on with the voice before them.
    alike : float
        Probability that an attribution shares its fate with the others of the same speaker, and a missed one
        its voice with the other missed ones.
    real : float
        Probability that a side that was found is one (if not, its words are a third's), where
        `Uncertainty.sides` is not given.
    unfound : float
        Probability that the article has a side that was not found; if so, a part of the words of third are
        that side's, any part as likely as another.
    even : float
        How even the difficulty of articles is: shape of a Weibull distribution with mean 1.
    margin : float
        What is added to an interval at both ends, for what the model does not know of.
    """

    slope: float
    shift: float
    spurious: float
    third: float
    unnamed: float
    side: float
    edge: float
    missed: float
    trust: float
    near: float
    alike: float
    real: float
    unfound: float
    even: float
    margin: float


class Piece(Record, frozen=True, kw_only=True):
    """An attribution as the simulation sees it.

    ``words`` it owns; ``voices`` that speak it, as indices; ``group`` of attributions with the same speaker;
    ``room`` is how many words of the reporter's it could take in if its content were longer.
    """

    words: int
    voices: tuple[int, ...]
    confidence: float
    group: int
    room: float
    others: dict[int, float]


class Gap(Record, frozen=True, kw_only=True):
    """The words of one sentence that are left to the reporter.

    ``before`` are the voices that spoke last before it, as indices; ``missed`` the probability that it holds
    an attribution, None where the tagger does not say.
    """

    words: int
    before: tuple[int, ...]
    missed: float | None = None


@cache
def shipped_model(engine: Literal["encoder", "rules"] = "rules") -> ErrorModel:
    """The constants that are shipped for an engine, from ``analyzer/models/intervals.json``."""
    data = (files("analyzer") / "models" / "intervals.json").read_bytes()
    return msgspec.json.decode(data, type=dict[str, ErrorModel])[engine]


def draw_words(
    pieces: Sequence[Piece],
    gaps: Sequence[Gap],
    mentioned: Sequence[bool],
    real: Sequence[float],
    model: ErrorModel,
    *,
    unfound: float,
    seed: int,
) -> Floats:
    """Words of each voice in `DRAWS` simulated readings of the article.

    Parameters
    ----------
    pieces, gaps
        The article as it was read. Voices are indices: the sides, then third, unnamed, the reporter.
    mentioned, real
        Of each side, whether it is in the text at all, and the probability that it is a side of the article.
    model
        The constants.
    unfound : float
        Probability that the article has a side that was not found.
    seed : int
        The same seed gives the same draws.

    Returns
    -------
    array of shape (DRAWS, sides + 3)
        Words of each voice; what is left of a row belongs to a side that was not found.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    world = _World(pieces, gaps, mentioned, model)
    batch = max(1, min(DRAWS, _CELLS // (len(pieces) + len(gaps) + 1)))
    parts = [world.draw(rng, min(batch, DRAWS - done)) for done in range(0, DRAWS, batch)]
    spoken = np.concatenate(parts)
    total = sum(p.words for p in pieces) + sum(g.words for g in gaps)
    over = np.maximum(spoken.sum(axis=1, keepdims=True), total)
    spoken *= np.divide(total, over, out=np.ones_like(over), where=over > 0)
    reporter = np.maximum(total - spoken.sum(axis=1, keepdims=True), 0.0)
    n_sides = len(mentioned)
    unreal = spoken[:, :n_sides] * (rng.random((DRAWS, n_sides)) >= np.asarray(real))
    spoken[:, :n_sides] -= unreal
    spoken[:, n_sides] += unreal.sum(axis=1)
    spoken[:, n_sides] *= 1 - rng.random(DRAWS) * (rng.random(DRAWS) < unfound)
    return np.hstack([spoken, reporter])


class _World:
    """Arrays of one article, and one batch of draws from them."""

    def __init__(
        self, pieces: Sequence[Piece], gaps: Sequence[Gap], mentioned: Sequence[bool], model: ErrorModel
    ) -> None:
        weights = np.array([model.side * m for m in mentioned] + [model.third, model.unnamed])
        self.model = model
        self.n_voices = len(weights)
        self.words = np.array([p.words for p in pieces], dtype=np.float64)
        self.room = np.array([p.room for p in pieces], dtype=np.float64)
        sure = np.clip([p.confidence for p in pieces], 1e-6, 1 - 1e-6)
        self.right = 1 / (1 + np.exp(-model.shift) * (1 / sure - 1) ** model.slope)
        self.group = np.array([p.group for p in pieces], dtype=np.intp)
        self.voices = _membership([p.voices for p in pieces], self.n_voices)
        self.others = np.array([_alternatives(p, weights, model.spurious) for p in pieces]).reshape(
            len(pieces), self.n_voices + 1
        )
        self.others = np.cumsum(self.others, axis=1)
        self.gap_words = np.array([g.words for g in gaps], dtype=np.float64)
        self.gap_clear = np.array(
            [1 - model.missed if g.missed is None else (1 - g.missed) ** model.trust for g in gaps],
            dtype=np.float64,
        )
        self.gap_clear = np.clip(self.gap_clear, 1e-6, 1.0)
        self.before = _membership([g.before for g in gaps], self.n_voices)
        self.anybody = np.cumsum(weights / weights.sum())
        self.has_before = np.array([bool(g.before) for g in gaps], dtype=bool)

    def draw(self, rng: np.random.Generator, n: int) -> Floats:
        """Words of each voice but the reporter in ``n`` readings, shape (n, voices)."""
        return self._draw_pieces(rng, n) + self._draw_gaps(rng, n)

    def _difficulty(self, rng: np.random.Generator, n: int) -> Floats:
        shape = self.model.even
        out: Floats = (-np.log1p(-rng.random((n, 1)))) ** (1 / shape) / gamma(1 + 1 / shape)
        return out

    def _draw_pieces(self, rng: np.random.Generator, n: int) -> Floats:
        count = len(self.words)
        chance = rng.random((n, count))
        if count:
            shared = rng.random((n, int(self.group.max()) + 1))[:, self.group]
            chance = np.where(rng.random((n, count)) < self.model.alike, shared, chance)
        right = self.right ** self._difficulty(rng, n)
        shift = rng.uniform(-1, 1, (n, count)) * (rng.random((n, count)) < self.model.edge)
        size = self.words + np.where(shift < 0, shift * self.words, shift * self.room)
        out = np.where(chance < right, size, 0.0) @ self.voices
        row, col = np.nonzero(chance >= right)
        rest = (chance[row, col] - right[row, col]) / (1 - right[row, col])
        voice = (rest[:, None] >= self.others[col]).sum(axis=1)
        _add(out, row, voice, size[row, col])
        return out

    def _draw_gaps(self, rng: np.random.Generator, n: int) -> Floats:
        count = len(self.gap_words)
        missed = rng.random((n, count)) >= self.gap_clear ** self._difficulty(rng, n)
        row, col = np.nonzero(missed)
        size = rng.uniform(0.3, 1.0, len(row)) * self.gap_words[col]
        runs_on = (rng.random(len(row)) < self.model.near) & self.has_before[col]
        out = np.zeros((n, self.n_voices))
        np.add.at(out, row[runs_on], size[runs_on, None] * self.before[col[runs_on]])
        shared = rng.random(n)[row]
        chance = np.where(rng.random(len(row)) < self.model.alike, shared, rng.random(len(row)))
        voice = np.searchsorted(self.anybody, chance, side="right")
        _add(out, row[~runs_on], voice[~runs_on], size[~runs_on])
        return out


def _membership(voices: Sequence[tuple[int, ...]], n_voices: int) -> Floats:
    """Part of each voice in what is spoken together, shape (len(voices), n_voices)."""
    out = np.zeros((len(voices), n_voices))
    for row, spoken in zip(out, voices, strict=True):
        for voice in spoken:
            row[voice] += 1 / len(spoken)
    return out


def _alternatives(piece: Piece, weights: Floats, spurious: float) -> Floats:
    """Probabilities of each voice, the reporter last, given that the piece is wrong."""
    out = np.zeros(len(weights) + 1)
    if piece.others:
        for voice, weight in piece.others.items():
            out[voice] = weight
    else:
        out[:-1] = weights
        if len(piece.voices) == 1:
            out[piece.voices[0]] = 0.0
        rest = out.sum()
        out *= (1 - spurious) / rest if rest else 0.0
        out[-1] = spurious
    return out / out.sum() if out.sum() else np.append(out[:-1], 1.0)


def _add(out: Floats, row: Ints, voice: Ints, size: Floats) -> None:
    """Add words to the voices; those of the reporter (the voice after the last) are what remains."""
    spoken = voice < out.shape[1]
    np.add.at(out, (row[spoken], voice[spoken]), size[spoken])


def interval(values: Floats, point: float, margin: float) -> tuple[float, float]:
    """The 90 % interval of simulated values in 0..1, with a margin, widened to hold the point estimate."""
    low, high = np.round(np.quantile(values, QUANTILES), 4)
    return max(0.0, min(float(low) - margin, point)), min(1.0, max(float(high) + margin, point))


def evenness(amounts: Floats) -> Floats:
    """Normalised entropy of each row, NaN where a row is empty; shape (n, k) to (n,)."""
    total = amounts.sum(axis=1, keepdims=True)
    part = np.divide(amounts, total, out=np.full_like(amounts, np.nan), where=total > 0)
    terms = np.where(part > 0, part * np.log(np.where(part > 0, part, 1.0)), part)
    out: Floats = np.clip(-terms.sum(axis=1) / log(amounts.shape[1]), 0.0, 1.0)
    return out
