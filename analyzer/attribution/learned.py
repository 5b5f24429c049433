"""Attribution by the encoder: anchors (cues, and marks of sentences that go on without one) and their spans.

An attribution is found by its anchor, so that a sentence can hold several, one inside the other. Each anchor
points to the first and last piece of its content and of its source, as the question points to the answer in
extractive question answering. What a cue does (its act) follows the lexicon where it lists the cue.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np

from analyzer.analysis import ACTS, TYPES, Act, Attribution, Span
from analyzer.attribution.spans import Quotations
from analyzer.attribution.words import RITUAL
from analyzer.calibration import Logit
from analyzer.document import Document
from analyzer.encoder import Floats, Pieces, Reading, log_softmax, logit, softmax
from lexicons import Cue, Lexicons, Matcher, fold

OUTSIDE, BEGIN = 0, 1
CUE_THRESHOLD = 0.25
"""From here on words are looked at as a cue; `cue_signs` say whether they are one."""
INSIDE_WEIGHT = 0.3
"""How much a piece's being inside counts in a span's score beside its first and last piece."""
LONGEST_CUE = 8
PLAIN = 0.6
"""How sure the encoder must be that a neutral cue accuses or denies."""
LONGEST_ENTRY = 24
"""Characters behind a cue within which its lexicon entry may go on."""
TRIM = " \t\n,.;:"


class Tagged(NamedTuple):
    """Attributions, and what the encoder thinks of each.

    ``contexts`` (A, 3 * width) are the anchor's vector and the means of content and source; ``kinds`` (A, 3)
    the probabilities that the voice is a side, a third party, nobody named; ``attributed`` (sentences,) the
    probability that a sentence carries an attribution.
    """

    attributions: list[Attribution]
    contexts: Floats
    kinds: Floats
    attributed: Floats


class _Anchor(NamedTuple):
    """The piece that an attribution hangs on: the first of its cue, or the sentence's mark; and how
    likely.
    """

    piece: int
    cue: tuple[int, int] | None
    p: float


class _Found(NamedTuple):
    anchor: _Anchor
    content: tuple[int, int]
    source: tuple[int, int] | None


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


def _spans(anchor: _Anchor, scores: Floats) -> _Found | None:
    """The content and source that an anchor points to, by its scores (roles, pieces); neither holds the
    cue.
    """
    blocked = np.zeros(scores.shape[1] - 1, bool)
    if anchor.cue:
        blocked[anchor.cue[0] : anchor.cue[1] + 1] = True
    content = _best_span(scores[:3], blocked, or_none=False)
    return content and _Found(anchor, content, _best_span(scores[3:], blocked, or_none=True))


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


_COUNTED = r"(?:(?:một|nhiều|các|những|loạt|số|hai|ba|\d+)\s+)*"
_PICTURE = re.compile(
    rf"{_COUNTED}(?:video|clip|đoạn|hình|bức|tấm|ảnh|thước phim|camera)(?!\w)", re.IGNORECASE
)
_RELEASE = re.compile(
    rf"(?:công bố|phát hành|đăng|đăng tải|tung ra|chia sẻ)\s+{_PICTURE.pattern}", re.IGNORECASE
)
_POINTING = re.compile(r"(?:này|ấy|nói trên)(?!\w)|trên$", re.IGNORECASE)
"""How what is no assertion begins: "bác bỏ cáo buộc này" accuses nobody anew."""
_RITUAL = re.compile("(?:" + "|".join(" ".join(words) for words in RITUAL) + r")(?!\w)", re.IGNORECASE)


def _act(p: Floats, entry: Cue | None) -> Act:
    """What a cue does: what the lexicon lists, but to accuse or deny where the content plainly does."""
    read = ACTS[int(p.argmax())]
    if entry is None or (read in ("accuse", "deny") and entry.act in ("state", "claim") and p.max() >= PLAIN):
        return read
    return entry.act


def _grown(text: str, cue: Span, entry: Cue) -> Span:
    """A cue that breaks off in the middle of its entry, made whole; "rằng" and "là" are no part of it."""
    entry_text = entry.text.removesuffix(" rằng").removesuffix(" là")
    whole = (cue[0], cue[0] + len(entry_text))
    return whole if whole[1] > cue[1] and fold(text[slice(*whole)]) == fold(entry_text) else cue


def _no_assertion(text: str, cue: Span | None, source: Span | None, content: Span) -> bool:
    """Whether words only do something, or point at what was said, or pictures "show" it: by the guidelines no
    attribution.

    "Tuyên bố thiết quân luật", "công bố một video", "video cho thấy".
    """
    if _POINTING.match(text, *content):
        return True
    if cue is None:
        return _RELEASE.search(text, *content) is not None
    said = fold(text[slice(*cue)])
    if said in ("cho thấy", "ghi lại", "thể hiện"):
        return source is not None and _PICTURE.match(text, *source) is not None
    if said == "tuyên bố":
        behind = cue[1] <= content[0] and not text[cue[1] : content[0]].strip()
        return behind and _RITUAL.match(text, *content) is not None
    return _RELEASE.match(text, cue[0]) is not None


class EncoderTagger:
    """Finds the attributions of a document that the encoder has read.

    Parameters
    ----------
    lexicons : Lexicons
        Say how far a cue commits the reporter.
    runs : Logit
        Whether a sentence holds an attribution without a cue (`run_signs`).
    cue : Logit
        Whether words that look like a cue are one (`cue_signs`).
    """

    def __init__(self, lexicons: Lexicons, runs: Logit, cue: Logit) -> None:
        self.cues = Matcher((c.text, c) for c in lexicons.cues if c.kind != "frame")
        self.runs = runs
        self.cue = cue

    def tag(self, document: Document, reading: Reading) -> Tagged:
        """The attributions in order of the text; ``side`` and ``speaker`` are left empty."""
        heads = reading.heads
        found: list[tuple[int, _Found]] = []
        attributed = np.zeros(len(reading.vectors), np.float32)
        chances = reading.of_pieces("cue")
        signs = run_signs(document, reading, chances)
        for k, (v, cues) in enumerate(zip(reading.vectors, chances, strict=True)):
            n = len(v) - 1
            runs = self.runs.p(signs[k])
            attributed[k] = 1 - (1 - runs) * np.prod(1 - cues[:, BEGIN])
            anchors = [_Anchor(first, (first, last), p) for first, last, p in _cues(cues)]
            if n and self.runs.choose(runs):
                anchors.append(_Anchor(n, None, runs))
            if anchors:
                scores = heads.spans(v, [a.piece for a in anchors])
                spans = (_spans(a, s) for a, s in zip(anchors, scores, strict=True))
                found += [(k, f) for f in spans if f is not None]
        return self._records(document, reading, found, attributed)

    def _records(
        self, document: Document, reading: Reading, found: list[tuple[int, _Found]], attributed: Floats
    ) -> Tagged:
        heads = reading.heads
        rows: list[tuple[Attribution, int]] = []
        width = reading.heads.weights["mark_mean"].shape[0]
        contexts = np.array([_context(reading, k, f) for k, f in found], np.float32).reshape(-1, 3 * width)
        forms = heads("form", contexts).argmax(-1)
        acts = softmax(heads("act", contexts))
        kinds = softmax(heads("kind", contexts))
        for row, (k, f) in enumerate(found):
            pieces = reading.pieces[k]
            cue = _span(document.text, pieces, *f.anchor.cue) if f.anchor.cue else None
            content = _span(document.text, pieces, *f.content)
            source = _span(document.text, pieces, *f.source) if f.source else None
            entry = self._entry(document.text, cue)
            if cue and entry:
                cue = _grown(document.text, cue, entry)
            if content is None or _no_assertion(document.text, cue, source, content):
                continue
            attribution = Attribution(
                sentence=k,
                cue=cue,
                source=source,
                content=(content,),
                type=TYPES[int(forms[row])],
                act=_act(acts[row], entry),
                commitment=entry.commitment if entry else "neutral",
                lexeme=entry.text if entry else "",
                confidence=round(f.anchor.p, 4),
            )
            rows.append((attribution, row))
        each = Counter(a.sentence for a, _ in rows)
        rows = [
            (a, row)
            for a, row in rows
            if a.cue is None or self.cue.choose(self.cue.p(cue_signs(a, kinds[row], each[a.sentence])))
        ]
        rows.sort(key=lambda x: (x[0].sentence, x[0].cue or x[0].content[0]))
        order = [row for _, row in rows]
        return Tagged(_linked([a for a, _ in rows]), contexts[order], kinds[order], attributed)

    def _entry(self, text: str, cue: Span | None) -> Cue | None:
        """The lexicon's entry for a cue: the longest that stands in it, or that it is the beginning of."""
        if cue is None:
            return None
        found = self.cues.find(text, cue[0], min(len(text), cue[1] + LONGEST_ENTRY))
        found = [x for x in found if x[0] < cue[1] and (x[1] <= cue[1] or x[0] == cue[0])]
        return max(found, key=lambda x: x[1] - x[0])[2] if found else None


def cue_signs(a: Attribution, kinds: Floats, here: int) -> dict[str, float]:
    """What speaks for the cue of an attribution being one.

    That the encoder says so, how sure it is of a speaker of each kind, that the lexicon lists it, and how the
    attribution stands in its sentence, among ``here`` that seem to be in it.
    """
    assert a.cue is not None
    begin, end = a.content[0]
    return {
        "anchor": logit(a.confidence, 1e-4),
        **{f"kind {k}": math.log(max(0.001, float(p))) for k, p in enumerate(kinds)},
        "listed": float(bool(a.lexeme)),
        "marked": float(a.commitment != "neutral"),
        "source": float(a.source is not None),
        "length": (a.cue[1] - a.cue[0]) / 10,
        "content": (end - begin) / 100,
        "before": float(begin > a.cue[0]),
        "direct": float(a.type == "direct"),
        "mixed": float(a.type == "mixed"),
        "here": float(here),
    }


def _context(reading: Reading, k: int, f: _Found) -> Floats:
    v = reading.vectors[k]
    source = reading.mean(k, *f.source) if f.source else np.zeros_like(v[0])
    return np.concatenate([v[f.anchor.piece], reading.mean(k, *f.content), source])


def run_signs(document: Document, reading: Reading, cues: Sequence[Floats]) -> list[dict[str, float]]:
    """What speaks for each sentence holding an attribution without a cue of its own.

    That the encoder says so, of the sentence and of its words; that something in it looks like a cue; and how
    it stands to quotations: that it begins within one or with one, and ends within it.
    """
    if not reading.vectors:
        return []
    runs = reading.heads("runs", np.stack([v[-1] for v in reading.vectors]))[:, 0]
    voices = reading.of_pieces("voice")
    quotations = Quotations(document.text)
    before = 0
    out = []
    for k, (voice, sentence) in enumerate(zip(voices, document.sentences, strict=True)):
        told = 1 - float(voice[:, 0].mean()) if len(voice) else 0.0
        quotation = quotations.at(sentence.start + 1)
        within = float(quotation is not None and quotation.start < sentence.start)
        opens = float(quotation is not None and 0 <= quotation.start - sentence.start <= 2)
        through = float(quotation is not None and quotation.end >= sentence.end - 2)
        out.append(
            {
                "runs": float(runs[k]),
                "told": logit(told * 0.98 + 0.01),
                "cue": float(bool(_cues(cues[k]))),
                "within": within,
                "opens": opens,
                "through": through,
                "within and through": within * through,
                "opens and through": opens * through,
                "new paragraph": float("\n" in document.text[before : sentence.start]),
            }
        )
        before = sentence.end
    return out


def signs(tagged: Tagged, k: int) -> dict[str, float]:
    """What speaks for attribution k being right, for `analyzer.calibration.Calibration.confidence`."""
    a = tagged.attributions[k]
    return {
        "anchor": logit(a.confidence, 1e-4),
        "kind": math.log(float(tagged.kinds[k].max())),
        "cue": float(a.cue is not None),
        "source": float(a.source is not None),
    }
