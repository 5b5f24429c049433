"""Attribution by the encoder: anchors (cues, and marks of sentences that go on without one), and the spans
of each.

An attribution is found by its anchor, so that a sentence can hold several, one inside the other; each
anchor points to
the first and last piece of its content and of its source (as the query points to the answer in extractive
question answering).
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

import msgspec
import numpy as np

from analyzer.analysis import ACTS, TYPES, Attribution, Span
from analyzer.document import Document
from analyzer.encoder import Floats, Pieces, Reading, log_softmax, sigmoid, softmax
from lexicons import Cue, Lexicons, Matcher

OUTSIDE, BEGIN = 0, 1
CUE_THRESHOLD = 0.45
RUNS_THRESHOLD = 0.5
INSIDE_WEIGHT = 0.3
"""How much a piece's being inside counts in a span's score beside its first and last piece."""
LONGEST_CUE = 8
TRIM = " \t\n,.;:"


class Tagged(NamedTuple):
    """Attributions, and what the encoder thinks of each.

    ``contexts`` (A, 3 * width) are the anchor's vector and the means of content and source; ``kinds`` (A,
    3) the
    probabilities that the voice is a side, a third party, nobody named; ``attributed`` (sentences,) the
    probability that a sentence carries an attribution.
    """

    attributions: list[Attribution]
    contexts: Floats
    kinds: Floats
    attributed: Floats


class _Found(NamedTuple):
    anchor: int
    cue: tuple[int, int] | None
    content: tuple[int, int]
    source: tuple[int, int] | None
    p: float


def _cues(p: Floats) -> list[tuple[int, int, float]]:
    """First piece, last piece and probability of each cue, from (pieces, 3) tag probabilities."""
    out = []
    j, n = 0, len(p)
    while j < n:
        starts = p[j, BEGIN] > CUE_THRESHOLD or (p[j, OUTSIDE] < 1 - CUE_THRESHOLD and p[j, BEGIN] >= p[j, 2])
        if not starts:
            j += 1
            continue
        last = j
        while last + 1 < n and last - j < LONGEST_CUE and p[last + 1].argmax() == 2:
            last += 1
        out.append((j, last, float(1 - p[j, OUTSIDE])))
        j = last + 1
    return out


def _best_span(scores: Floats, blocked: np.ndarray, or_none: bool) -> tuple[int, int] | None:
    """The best span by (start, end, inside) scores over n pieces and the mark; None is the mark."""
    n = scores.shape[1] - 1
    start, end = log_softmax(scores[0]), log_softmax(scores[1])
    inside = scores[2, :n]
    total = np.concatenate([[0.0], np.cumsum(inside)])
    gain = start[:n, None] + end[None, :n] + INSIDE_WEIGHT * (total[None, 1:] - total[:n, None])
    crossing = np.cumsum(blocked)
    hits = crossing[None, :] - crossing[:, None] + blocked[:, None]
    gain = np.where((np.arange(n)[:, None] <= np.arange(n)[None, :]) & (hits == 0), gain, -np.inf)
    best = int(gain.argmax())
    i, j = divmod(best, n)
    if not np.isfinite(gain[i, j]) or (or_none and start[n] + end[n] >= gain[i, j]):
        return None
    return i, j


def _span(text: str, pieces: Pieces, first: int, last: int) -> Span | None:
    """Offsets of a run of pieces, grown to whole words, without blanks and stops at its ends."""
    a, b = pieces.offsets[first][0], pieces.offsets[last][1]
    low, high = pieces.offsets[0][0], pieces.offsets[-1][1]
    while a > low and text[a].isalnum() and text[a - 1].isalnum():
        a -= 1
    while b < high and text[b - 1].isalnum() and text[b].isalnum():
        b += 1
    while a < b and text[a] in TRIM:
        a += 1
    while b > a and text[b - 1] in TRIM:
        b -= 1
    return (a, b) if a < b else None


def _linked(attributions: list[Attribution]) -> list[Attribution]:
    """The attributions with ``via``: the smallest one around a nested one, the one before for one that runs
    on.
    """
    out: list[Attribution] = []
    for k, a in enumerate(attributions):
        via: int | None = None
        if a.type == "continued":
            via = k - 1 if k else None
        else:
            start, end = a.content[0]
            around = [
                j
                for j in (*range(k - 1, max(-1, k - 5), -1), *range(k + 1, min(len(attributions), k + 5)))
                if attributions[j].sentence == a.sentence
                and attributions[j].content[0][0] <= start
                and attributions[j].content[0][1] >= end
                and attributions[j].content[0] != a.content[0]
            ]
            if around:
                via = min(around, key=lambda j: attributions[j].content[0][1] - attributions[j].content[0][0])
        out.append(msgspec.structs.replace(a, via=via))
    return out


_PICTURE = re.compile(r"(?:video|clip|đoạn|hình|bức|tấm|ảnh|thước phim|camera)\b", re.IGNORECASE)
_QUANTITY = re.compile(r"(?:một|nhiều|các|những|loạt|số|hai|ba|\d+)\s+", re.IGNORECASE)


def _shown(text: str, source: Span | None, cue: Span | None) -> bool:
    """Whether pictures "show" something: by the guidelines nobody's word."""
    if not source or not cue or text[slice(*cue)].lower() not in ("cho thấy", "ghi lại", "thể hiện"):
        return False
    start = source[0]
    while (more := _QUANTITY.match(text, start, source[1])) is not None:
        start = more.end()
    return _PICTURE.match(text, start, source[1]) is not None


class EncoderTagger:
    """Finds the attributions of a document that the encoder has read.

    Parameters
    ----------
    lexicons : Lexicons
        Say how far a cue commits the reporter.
    """

    def __init__(self, lexicons: Lexicons) -> None:
        self.cues = Matcher((c.text, c) for c in lexicons.cues if c.kind != "frame")

    def tag(self, document: Document, reading: Reading) -> Tagged:
        """The attributions in order of the text; ``side`` and ``speaker`` are left empty."""
        heads, vectors = reading.heads, reading.vectors
        width = vectors[0].shape[1] if vectors else 0
        if not vectors:
            return Tagged(
                [], np.zeros((0, 0), np.float32), np.zeros((0, 3), np.float32), np.zeros(0, np.float32)
            )
        cue_p = softmax(heads("cue", np.concatenate(vectors)))
        runs_p = sigmoid(heads("runs", np.stack([v[-1] for v in vectors]))[:, 0])
        found: list[tuple[int, _Found]] = []
        attributed = np.zeros(len(vectors), np.float32)
        at = 0
        for k, v in enumerate(vectors):
            n = len(v) - 1
            p = cue_p[at : at + n]
            at += n + 1
            if not n:
                continue
            missed = np.prod(p[:, OUTSIDE] + p[:, 2]) if n else 1.0
            attributed[k] = 1 - (1 - runs_p[k]) * missed
            anchors: list[tuple[int, tuple[int, int] | None, float]] = [
                (c[0], (c[0], c[1]), c[2]) for c in _cues(p)
            ]
            if runs_p[k] > RUNS_THRESHOLD:
                anchors.append((n, None, float(runs_p[k])))
            if not anchors:
                continue
            scores = heads.spans(v, [a for a, _, _ in anchors])
            for (anchor, cue, prob), s in zip(anchors, scores, strict=True):
                blocked = np.zeros(n, bool)
                if cue:
                    blocked[cue[0] : cue[1] + 1] = True
                content = _best_span(s[:3], blocked, or_none=False)
                if content is None:
                    continue
                source = _best_span(s[3:], blocked, or_none=True)
                found.append((k, _Found(anchor, cue, content, source, prob)))
        if not found:
            empty = np.zeros((0, 3 * width), np.float32)
            return Tagged([], empty, np.zeros((0, 3), np.float32), attributed)
        contexts = np.stack([self._context(reading, k, f) for k, f in found])
        forms = heads("form", contexts).argmax(-1)
        acts = heads("act", contexts).argmax(-1)
        kinds = softmax(heads("kind", contexts))
        out: list[tuple[Attribution, int]] = []
        for row, (k, f) in enumerate(found):
            pieces = reading.pieces[k]
            cue = _span(document.text, pieces, *f.cue) if f.cue else None
            entry = self._entry(document.text, cue)
            content = _span(document.text, pieces, *f.content)
            source = _span(document.text, pieces, *f.source) if f.source else None
            if content is None or _shown(document.text, source, cue):
                continue
            out.append(
                (
                    Attribution(
                        sentence=k,
                        cue=cue,
                        source=source,
                        content=(content,),
                        type=TYPES[int(forms[row])],
                        act=ACTS[int(acts[row])],
                        commitment=entry.commitment if entry else "neutral",
                        lexeme=entry.text if entry else "",
                        confidence=round(f.p, 4),
                    ),
                    row,
                )
            )
        out.sort(key=lambda x: (x[0].sentence, x[0].cue or x[0].content[0]))
        rows = [row for _, row in out]
        return Tagged(_linked([a for a, _ in out]), contexts[rows], kinds[rows], attributed)

    def _entry(self, text: str, cue: Span | None) -> Cue | None:
        """The lexicon's entry for a cue: the longest that stands in it."""
        found = self.cues.find(text, *cue) if cue else []
        return max(found, key=lambda x: x[1] - x[0])[2] if found else None

    @staticmethod
    def _context(reading: Reading, k: int, f: _Found) -> Floats:
        v = reading.vectors[k]
        source = reading.mean(k, *f.source) if f.source else np.zeros_like(v[0])
        return np.concatenate([v[f.anchor], reading.mean(k, *f.content), source])


def signs(tagged: Tagged, k: int) -> dict[str, float]:
    """What speaks for attribution k being right, for `analyzer.calibration.Calibration.confidence`."""
    a = tagged.attributions[k]
    p = min(max(a.confidence, 1e-4), 1 - 1e-4)
    return {
        "anchor": math.log(p / (1 - p)),
        "kind": math.log(float(tagged.kinds[k].max())),
        "cue": float(a.cue is not None),
        "source": float(a.source is not None),
    }
