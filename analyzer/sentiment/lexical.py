"""Tone and stance by lexicon and rule, each score made of words and features that it names.

Negation, intensifiers and contrast work much as in VADER (Hutto and Gilbert, 2014): a negator turns the good
words that follow it in its clause (the negation of a bad thing is no good thing, and counts nothing), an
intensifier scales its neighbour, and what stands before a contrast word counts less. Who does what to whom
follows from the order of words: the side named last before a word does it, or suffers it after "bị"; the next
one after it has it done to it. A logistic model with a weight for each feature (models/lexical.json) makes
probabilities of the sums.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec

from analyzer.analysis import TONES, Attribution, Evidence, Record, Span, Stance, Tone
from lexicons import Lexicons, Matcher, Shifter, fold

NEGATION_REACH = 4
"""Syllables over which a negator reaches."""

OBJECT_REACH = 8
"""Syllables within which the next side after a word is the one it is done to."""

_BREAK = re.compile(r"[,;:.!?()\[\]“”\"«»\n]|(?<!\w)[–-](?!\w)")
_STOP = re.compile(r"[.;!?\n]")
_SYLLABLE = re.compile(r"\w+")
_SUFFERS = re.compile(r"(?<!\w)bị(?!\w)")


class Weights(Record, frozen=True, kw_only=True):
    """A multinomial logistic model of three classes over named features.

    ``weights`` maps a feature to its weight for each class, ``bias`` is that of no feature; ``favour``
    multiplies the probabilities before the largest is taken, so that rare classes are found.
    """

    weights: dict[str, tuple[float, float, float]]
    bias: tuple[float, float, float]
    favour: tuple[float, float, float]

    def probabilities(self, features: Mapping[str, float]) -> tuple[float, float, float]:
        """The probabilities of the three classes."""
        logits = [
            bias + sum(value * self.weights[name][k] for name, value in features.items())
            for k, bias in enumerate(self.bias)
        ]
        top = max(logits)
        powers = [math.exp(x - top) for x in logits]
        total = sum(powers)
        return (powers[0] / total, powers[1] / total, powers[2] / total)

    def choose(self, p: tuple[float, float, float]) -> int:
        """The class that is taken at the given probabilities: 0, 1 or 2."""
        return max(range(3), key=lambda k: p[k] * self.favour[k])


class LexicalModel(Record, frozen=True, kw_only=True):
    """The fitted numbers, as `analyzer.training.lexical` writes them.

    ``tone`` has the classes neg, neu, pos, ``stance`` -1, 0, 1; ``hedge`` are the probabilities that a
    sentence without and with a word of doubt is hedged.
    """

    tone: Weights
    stance: Weights
    hedge: tuple[float, float]


class ToneReading(Record, frozen=True, kw_only=True):
    """The tone of a sentence, the sum of its words, the probabilities of neg, neu, pos, and the words."""

    tone: Tone
    score: float
    p: tuple[float, float, float]
    evidence: tuple[Evidence, ...] = ()


NO_SHIFT = Shifter(text="", kind="intensifier", factor=1.0)
"""What a word is that shifts nothing."""


class _Entry(Record, frozen=True, kw_only=True):
    weight: float = 0.0
    shifter: Shifter = NO_SHIFT


class LexicalTone:
    """Reads the tone of sentences, and how they show sides, by the words of the lexicons alone.

    Parameters
    ----------
    lexicons : Lexicons
    model : LexicalModel, optional
        The fitted numbers; those that are shipped where not given.
    """

    def __init__(self, lexicons: Lexicons, model: LexicalModel | None = None) -> None:
        self.model = model or _shipped()
        shifters = {fold(shifter.text): shifter for shifter in lexicons.shifters}
        self._matcher = Matcher(
            (text, _Entry(weight=lexicons.tone.get(text, 0.0), shifter=shifters.get(text, NO_SHIFT)))
            for text in lexicons.tone.keys() | shifters.keys()
        )
        self._judges = frozenset(
            fold(cue.text)
            for cue in lexicons.cues
            if cue.act in ("accuse", "deny", "feel") and cue.kind == "verb"
        )

    def evidence(self, text: str, start: int, end: int) -> tuple[Evidence, ...]:
        """The tone words of ``text[start:end]``, in order, with their weights after negation and the like."""
        found = self._matcher.find(text, start, end)
        contrasts = [(a, entry.shifter.factor) for a, _, entry in found if entry.shifter.kind == "contrast"]
        out: list[Evidence] = []
        for place, (a, b, entry) in enumerate(found):
            if not entry.weight:
                continue
            weight = entry.weight
            negator = self._negator(text, found, place)
            if negator is not None:
                weight *= negator.factor if weight > 0 else 0.0
            for a2, b2, other in found[max(place - 1, 0) : place + 2]:
                touching = not text[min(b, b2) : max(a, a2)].strip()
                if touching and other.shifter.kind == "intensifier":
                    weight *= other.shifter.factor
            if contrasts and b <= contrasts[-1][0]:
                weight *= contrasts[-1][1]
            if weight:
                out.append(Evidence(what=fold(text[a:b]), weight=round(weight, 3), span=(a, b)))
        return tuple(out)

    @staticmethod
    def _negator(text: str, found: Sequence[tuple[int, int, _Entry]], place: int) -> Shifter | None:
        """The negator that reaches the word at a place of what was found."""
        start = found[place][0]
        for k in range(place - 1, -1, -1):
            _, end, other = found[k]
            between = text[end:start]
            if _BREAK.search(between) or len(_SYLLABLE.findall(between)) > NEGATION_REACH:
                return None
            if other.shifter.kind == "negator":
                return other.shifter
        return None

    def read(self, text: str, start: int, end: int) -> ToneReading:
        """The tone of the sentence ``text[start:end]``."""
        evidence = self.evidence(text, start, end)
        p = self.model.tone.probabilities(tone_features(evidence))
        return ToneReading(
            tone=TONES[self.model.tone.choose(p)],
            score=round(sum(e.weight for e in evidence), 3),
            p=p,
            evidence=evidence,
        )

    def stances(
        self,
        text: str,
        start: int,
        end: int,
        mentions: Mapping[str, Sequence[Span]],
        attributions: Iterable[Attribution] = (),
    ) -> dict[str, Stance]:
        """How the sentence ``text[start:end]`` makes each side look that it mentions.

        Parameters
        ----------
        mentions : mapping of str to sequence of Span
            Where the sides are named, by their ids; those outside the sentence do not matter.
        attributions : iterable of Attribution
            Those of the sentence, with their voices.
        """
        out: dict[str, Stance] = {}
        for side, features in self.features(text, (start, end), mentions, attributions).items():
            p = self.model.stance.probabilities(features)
            value = self.model.stance.choose(p) - 1
            named = [
                Evidence(what=name, weight=round(amount * (weights[2] - weights[0]), 3))
                for name, amount in features.items()
                if amount and (weights := self.model.stance.weights[name])
            ]
            named.sort(key=lambda e: (-abs(e.weight), e.what))
            out[side] = Stance(value=value, p=p, evidence=tuple(named))
        return out

    def features(
        self,
        text: str,
        span: Span,
        mentions: Mapping[str, Sequence[Span]],
        attributions: Iterable[Attribution],
    ) -> dict[str, dict[str, float]]:
        """What the stance towards each side that is mentioned rests on: side -> feature -> amount."""
        start, end = span
        evidence = self.evidence(text, start, end)
        told = [a for a in attributions if any(first < end and last > start for first, last in a.content)]
        places = _places(span, mentions, told)
        sums = {side: dict.fromkeys(STANCE_FEATURES, 0.0) for _, _, side in places}
        starts, ends = [a for a, _, _ in places], sorted(b for _, b, _ in places)
        stops = [m.start() for m in _STOP.finditer(text, start, end)]
        suffers = [start + m.start() for m in _SUFFERS.finditer(fold(text[start:end]))]
        for item in evidence:
            assert item.span is not None
            first, last = item.span
            kind = "bad" if item.weight < 0 else "good"
            judges = item.what in self._judges
            doer, undergoer = bisect_right(ends, first) - 1, bisect_left(starts, last)
            if doer >= 0 and not _any_between(stops, places[doer][1], first):
                passive = _any_between(suffers, places[doer][1], last)
                role = ("judged" if passive else "judges") if judges else ("suffers" if passive else "does")
                sums[places[doer][2]][f"{role} {kind}"] += abs(item.weight)
            if undergoer < len(places) and _near(text, last, places[undergoer][0]):
                role = "judged" if judges else "undergoes"
                sums[places[undergoer][2]][f"{role} {kind}"] += abs(item.weight)
        for a in told:
            for side in a.side:
                if side in sums:
                    sums[side]["accuses" if a.act == "accuse" else "speaks"] = 1.0
            for first, last in a.content:
                for _, b, side in places[bisect_left(starts, first) : bisect_left(starts, last)]:
                    if side not in a.side and b <= last:
                        sums[side]["accused" if a.act == "accuse" else "spoken of"] = 1.0
        good = sum(e.weight for e in evidence if e.weight > 0)
        bad = -sum(e.weight for e in evidence if e.weight < 0)
        for amounts in sums.values():
            alone = len(sums) == 1
            amounts["sentence good"] = good
            amounts["sentence bad"] = bad
            amounts["sentence good, alone"] = good * alone
            amounts["sentence bad, alone"] = bad * alone
            amounts["speaks, good"] = good * amounts["speaks"]
            amounts["speaks, bad"] = bad * amounts["speaks"]
        return {
            side: {name: math.log1p(amount) for name, amount in amounts.items()}
            for side, amounts in sums.items()
        }


def _places(
    span: Span, mentions: Mapping[str, Sequence[Span]], told: Iterable[Attribution]
) -> list[tuple[int, int, str]]:
    """Where a sentence names a side, or has it speak by a pronoun, in order and without overlaps."""
    named = {(a, b, side) for side, spans in mentions.items() for a, b in spans}
    named |= {(*a.source, side) for a in told if a.source is not None for side in a.side if side in mentions}
    out: list[tuple[int, int, str]] = []
    for a, b, side in sorted(named):
        if span[0] <= a and b <= span[1] and (not out or a >= out[-1][1] or side != out[-1][2]):
            out.append((a, b, side))
    return out


def _any_between(positions: Sequence[int], first: int, last: int) -> bool:
    place = bisect_left(positions, first)
    return place < len(positions) and positions[place] < last


def _near(text: str, last: int, first: int) -> bool:
    """Whether a word that ends at ``last`` reaches what begins at ``first``."""
    return first - last < 80 and len(_SYLLABLE.findall(text[last:first])) <= OBJECT_REACH


STANCE_FEATURES = (
    *(
        f"{role} {kind}"
        for role in ("does", "suffers", "undergoes", "judges", "judged")
        for kind in ("bad", "good")
    ),
    *(f"sentence {kind}" for kind in ("bad", "good", "bad, alone", "good, alone")),
    *("speaks", "speaks, bad", "speaks, good"),
    "accuses",
    "spoken of",
    "accused",
)
"""What a side does, suffers, undergoes; how it judges and is judged; the sentence; and who speaks of whom."""


def tone_features(evidence: Iterable[Evidence]) -> dict[str, float]:
    """What the tone of a sentence rests on: its good and its bad words, each summed and damped."""
    weights = [e.weight for e in evidence]
    return {
        "good": math.log1p(sum(w for w in weights if w > 0)),
        "bad": math.log1p(-sum(w for w in weights if w < 0)),
    }


@cache
def _shipped() -> LexicalModel:
    path = Path(__file__).parent.parent / "models" / "lexical.json"
    return msgspec.json.decode(path.read_bytes(), type=LexicalModel)
