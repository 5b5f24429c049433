"""Where an engine is right and where it is wrong: attributions by label, words by voice, chances."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any, NamedTuple

import msgspec
import numpy as np

from analyzer.analysis import REPORTER, THIRD, TONES, UNNAMED, Analysis, Attribution, Sentence, Span
from analyzer.training.calibrate import is_right
from analyzer.training.evaluate import words
from analyzer.training.lexical import attributions_of
from lexicons import fold

BINS = 10
KINDS = (REPORTER, "side", THIRD, UNNAMED)

Gold = Mapping[str, Any]
Pair = tuple[Attribution | None, Attribution | None]


class Row(NamedTuple):
    """How a label fares: how often annotated, found, found at all whatever the label, and found with it."""

    label: str
    gold: int
    found: int
    met: int
    right: int

    @property
    def precision(self) -> float | None:
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        return self.right / self.gold if self.gold else None


def paired(text: str, gold: Sequence[Attribution], found: Sequence[Attribution]) -> Iterator[Pair]:
    """Each annotated attribution with the one found, or alone, and those found that belong to none.

    Cues must overlap. Where neither has a cue, the contents must share more than half of the
    longer one's words.
    """
    free = list(found)
    for g in gold:
        hit = next((f for f in free if _same(text, g, f)), None)
        if hit:
            free.remove(hit)
        yield g, hit
    for f in free:
        yield None, f


def _same(text: str, g: Attribution, f: Attribution) -> bool:
    if g.cue and f.cue:
        return g.cue[0] < f.cue[1] and f.cue[0] < g.cue[1]
    if g.cue or f.cue:
        return False
    a, b = words(text, g.content), words(text, f.content)
    return 2 * len(a & b) > max(len(a), len(b))


def by_label(
    articles: Sequence[tuple[Gold, Analysis]], label: Callable[[str, Attribution], str | None]
) -> list[Row]:
    """Counts of each label that attributions have, the commonest first; ``label`` may give None for none."""
    gold, found, met, right = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for annotated, analysis in articles:
        text = analysis.text
        for g, f in paired(text, attributions_of(annotated), analysis.attributions):
            mine, theirs = g and label(text, g), f and label(text, f)
            gold[mine or ""] += 1
            found[theirs or ""] += 1
            met[mine or ""] += bool(f)
            right[mine or ""] += mine == theirs
    return [Row(x, n, found[x], met[x], right[x]) for x, n in gold.most_common() if x]


def form_of(_: str, attribution: Attribution) -> str:
    return attribution.type


def act_of(_: str, attribution: Attribution) -> str:
    return attribution.act


def cue_of(text: str, attribution: Attribution) -> str | None:
    return " ".join(fold(text[slice(*attribution.cue)]).split()) if attribution.cue else None


def voice_words(bench: ModuleType, articles: Sequence[tuple[Gold, Analysis]]) -> Counter[tuple[str, str]]:
    """How many words of each kind of voice are given to which; a wrong side is "another side"."""
    out: Counter[tuple[str, str]] = Counter()
    kept = {THIRD, UNNAMED, REPORTER}
    for gold, analysis in articles:
        found = as_result(analysis)
        names = bench.map_sides(gold, found)
        mine = bench.voices(gold, gold["text"], lambda side: side)
        theirs = bench.voices(
            found, gold["text"], lambda side, names=names: side if side in kept else names.get(side, "?")
        )
        for word in bench.words(gold["text"], [(s["start"], s["end"]) for s in gold["sentences"]]):
            a, b = mine.get(word, (REPORTER,)), theirs.get(word, (REPORTER,))
            kind_a, kind_b = (v[0] if v[0] in kept else "side" for v in (a, b))
            out[kind_a, "another side" if kind_a == kind_b == "side" and a != b else kind_b] += 1
    return out


def as_result(analysis: Analysis) -> dict[str, Any]:
    """The record as the bench's scorer takes it."""
    out: dict[str, Any] = json.loads(analysis.to_json())
    return out


class Judged(NamedTuple):
    """Probabilities of the classes, one row a case, and which class is true."""

    p: np.ndarray
    truth: np.ndarray

    @property
    def chosen(self) -> tuple[np.ndarray, np.ndarray]:
        """The highest probability of each case, and whether its class is the true one."""
        return self.p.max(1), self.p.argmax(1) == self.truth

    @property
    def error(self) -> float:
        """The expected calibration error: over bins of the highest probability, the mean distance between it
        and how often its class is true, weighted by cases (Naeini and others, 2015).
        """
        p, right = self.chosen
        return sum(abs(mean - part) * n for mean, part, n in bins(p, right)) / len(p)


def bins(p: np.ndarray, right: np.ndarray) -> list[tuple[float, float, int]]:
    """Of each of ten equal bins that is not empty: mean probability, part that is right, cases."""
    place = np.minimum((p * BINS).astype(int), BINS - 1)
    return [
        (float(p[place == k].mean()), float(right[place == k].mean()), int((place == k).sum()))
        for k in range(BINS)
        if (place == k).any()
    ]


def sentence_of(span: Span, sentences: Sequence[Sentence]) -> Sentence | None:
    """The sentence that covers most of a span."""
    best = max(sentences, key=lambda s: min(s.end, span[1]) - max(s.start, span[0]), default=None)
    return best if best and min(best.end, span[1]) > max(best.start, span[0]) else None


def tones(articles: Sequence[tuple[Gold, Analysis]]) -> tuple[list[int], list[int], Judged]:
    """The annotated tone of each sentence, the tone found, and the probabilities of all three."""
    gold, found, p = [], [], []
    for annotated, analysis in articles:
        for sentence in annotated["sentences"]:
            hit = sentence_of((sentence["start"], sentence["end"]), analysis.sentences) or Sentence(
                start=0, end=0
            )
            gold.append(TONES.index(sentence["tone"]))
            found.append(TONES.index(hit.tone))
            p.append(hit.tone_p)
    return gold, found, Judged(np.array(p), np.array(gold))


class Stances(NamedTuple):
    """The annotated stances (classes 0, 1, 2), those found (the middle where the side was not seen in the
    sentence), the probabilities of those seen, and how many were not.
    """

    gold: list[int]
    found: list[int]
    judged: Judged
    unseen: int


def stances(bench: ModuleType, articles: Sequence[tuple[Gold, Analysis]]) -> Stances:
    gold, found, p, truth = [], [], [], []
    for annotated, analysis in articles:
        names = {theirs: mine for mine, theirs in bench.map_sides(annotated, as_result(analysis)).items()}
        for sentence in annotated["sentences"]:
            hit = sentence_of((sentence["start"], sentence["end"]), analysis.sentences)
            for side, value in sentence.get("toward", {}).items():
                stance = hit.stances.get(names.get(side, "")) if hit else None
                gold.append(value + 1)
                found.append(stance.value + 1 if stance else 1)
                if stance:
                    p.append(stance.p)
                    truth.append(value + 1)
    return Stances(gold, found, Judged(np.array(p), np.array(truth)), len(gold) - len(p))


def hedges(articles: Sequence[tuple[Gold, Analysis]]) -> tuple[list[bool], list[bool], Judged]:
    """Whether each sentence is hedged, whether it was found to be, and the probabilities of no and yes."""
    gold, found, p = [], [], []
    for annotated, analysis in articles:
        for sentence in annotated["sentences"]:
            hit = sentence_of((sentence["start"], sentence["end"]), analysis.sentences)
            gold.append(bool(sentence.get("hedge")))
            found.append(bool(hit and hit.hedge))
            p.append((1 - hit.hedge_p, hit.hedge_p) if hit else (1.0, 0.0))
    return gold, found, Judged(np.array(p), np.array(gold, int))


def confidences(bench: ModuleType, articles: Sequence[tuple[Gold, Analysis]]) -> Judged:
    """How sure each attribution found is, and whether it covers a true one and has its voice."""
    p, truth = [], []
    for annotated, analysis in articles:
        gold = attributions_of(annotated)
        names = bench.map_sides(annotated, as_result(analysis))
        for a in analysis.attributions:
            voices = tuple(s if s in (THIRD, UNNAMED) else names.get(s, "?") for s in a.side)
            p.append((1 - a.confidence, a.confidence))
            truth.append(int(is_right(analysis.text, msgspec.structs.replace(a, side=voices), gold)))
    return Judged(np.array(p), np.array(truth))
