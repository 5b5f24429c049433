"""Attribution by the encoder: anchors (cues, and marks of sentences that go on without one), and the spans of each.

An attribution is found by its anchor, so that a sentence can hold several, one inside the other; each anchor points to
the first and last piece of its content and of its source (as the query points to the answer in extractive question answering).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from analyzer.analysis import ACTS, TYPES, Attribution, Span
from analyzer.document import Document
from analyzer.encoder import Floats, Pieces, Reading, log_softmax, sigmoid, softmax

OUTSIDE, BEGIN = 0, 1
CUE_THRESHOLD = 0.45
RUNS_THRESHOLD = 0.5
INSIDE_WEIGHT = 0.3
"""How much a piece's being inside counts in a span's score beside its first and last piece."""
LONGEST_CUE = 8
TRIM = " \t\n,.;:"


class Tagged(NamedTuple):
    """Attributions, and what the encoder thinks of each.

    ``contexts`` (A, 3 * width) are the anchor's vector and the means of content and source; ``kinds`` (A, 3) the
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
    base = INSIDE_WEIGHT * 0.0
    crossing = np.cumsum(blocked)
    hits = crossing[None, :] - crossing[:, None] + blocked[:, None]
    gain = np.where((np.arange(n)[:, None] <= np.arange(n)[None, :]) & (hits == 0), gain, -np.inf)
    best = int(gain.argmax())
    i, j = divmod(best, n)
    if not np.isfinite(gain[i, j]) or (or_none and start[n] + end[n] + base >= gain[i, j]):
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


class EncoderTagger:
    """Finds the attributions of a document that the encoder has read."""

    def tag(self, document: Document, reading: Reading) -> Tagged:
        """The attributions in order of the text; ``side`` and ``speaker`` are left empty."""
        heads, vectors = reading.heads, reading.vectors
        width = vectors[0].shape[1] if vectors else 0
        if not vectors:
            return Tagged([], np.zeros((0, 0), np.float32), np.zeros((0, 3), np.float32), np.zeros(0, np.float32))
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
            anchors: list[tuple[int, tuple[int, int] | None, float]] = [(c[0], (c[0], c[1]), c[2]) for c in _cues(p)]
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
            content = _span(document.text, pieces, *f.content)
            if content is None:
                continue
            out.append(
                (
                    Attribution(
                        sentence=k,
                        cue=f.cue and _span(document.text, pieces, *f.cue),
                        source=f.source and _span(document.text, pieces, *f.source),
                        content=(content,),
                        type=TYPES[int(forms[row])],
                        act=ACTS[int(acts[row])],
                        confidence=round(f.p, 4),
                    ),
                    row,
                )
            )
        out.sort(key=lambda x: (x[0].sentence, x[0].cue or x[0].content[0]))
        rows = [row for _, row in out]
        return Tagged([a for a, _ in out], contexts[rows], kinds[rows], attributed)

    @staticmethod
    def _context(reading: Reading, k: int, f: _Found) -> Floats:
        v = reading.vectors[k]
        source = reading.mean(k, *f.source) if f.source else np.zeros_like(v[0])
        return np.concatenate([v[f.anchor], reading.mean(k, *f.content), source])
