"""Speech that runs on over sentences: quotations of several sentences, and reported speech carried on.

What a sentence alone cannot say is decided here, for the rules and for the learned tagger alike: `run_on`
takes the attributions that have a cue and adds those that have none.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right

import msgspec

from analyzer.analysis import Attribution, Span
from analyzer.attribution.spans import Quotation, Quotations, speech_type, trim
from analyzer.document import Document

CARRY = {
    "always": -0.9,
    "after carried": 2.1,
    "after theo": 1.1,
    "after indirect": 0.5,
    "first person": 1.4,
    "theo đó": 1.05,
    "in turn": 0.35,
    "must": 0.25,
    "new paragraph": -1.0,
    "no full stop": -2.4,
    "person": -0.55,
    "near the end": -0.4,
    "question": -0.3,
    "past": -0.25,
    "short": -0.25,
    "caption": -0.25,
    "quotation": -0.2,
}
"""Log-odds that a sentence without cue carries on the reported speech of the one before it.

Weights of a logistic regression, rounded; each is the name of something seen in the sentence (`_signs`).
"""

CARRIED = 0.5
"""Probability from which it does."""

_FIRST_PERSON = re.compile(r"\b(?:chúng tôi|tôi|chúng ta|chúng em)\b", re.IGNORECASE)
_MUST = re.compile(r"\b(?:cần|phải|nên)\b", re.IGNORECASE)
_PAST = re.compile(r"\bđã\b", re.IGNORECASE)
_CAPTION = re.compile(r"\bảnh\b|>>|\(theo", re.IGNORECASE)
_IN_TURN = re.compile(r"(?:trong|thứ|trong đó)\b", re.IGNORECASE)
_PERSON = re.compile(r"(?:ông|bà)\b", re.IGNORECASE)
_THEN = re.compile(r"theo đó\b", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"].*?[”\"]")

QUOTED = 0.9
"""Confidence of a sentence of a quotation whose speaker is known."""

FAR = 2500
"""Characters from a quotation to its cue, at the most."""

LONE = 8
"""Words from which a quotation without any cue near it counts as speech."""


def run_on(document: Document, quotations: Quotations, found: list[Attribution]) -> list[Attribution]:
    """Add the attributions without a cue that follow from those with one.

    Parameters
    ----------
    document : Document
    quotations : Quotations
        The quotations of its text.
    found : list of Attribution
        Those with a cue, in the order of their sentences; their ``via`` is overwritten.

    Returns
    -------
    list of Attribution
        All, in the order of their sentences. ``via`` of an attribution without a cue is the index of the
        one that says who speaks, None where none does; ``via`` of one nested in another's content is the
        index of that one.
    """
    runner = Runner(document, quotations, found)
    for quotation in quotations.items:
        runner.quotation(quotation)
    for number in range(1, len(document.sentences)):
        runner.carry(number)
    return runner.result()


class Runner:
    """The state of `run_on`: attributions by sentence."""

    def __init__(self, document: Document, quotations: Quotations, found: list[Attribution]) -> None:
        self.document, self.quotations = document, quotations
        self.starts = [sentence.start for sentence in document.sentences]
        self.by_sentence: list[list[Attribution]] = [[] for _ in document.sentences]
        self.speaker: dict[int, Attribution] = {}
        self.carried: set[int] = set()
        for attribution in found:
            self.by_sentence[attribution.sentence].append(attribution)
        self.cued = [list(group) for group in self.by_sentence]

    def quotation(self, quotation: Quotation) -> None:
        """Attribute the sentences of a quotation that have no cue for it."""
        parts = self._parts(quotation)
        anchors = [self._anchor(number, quotation, part) for number, part in parts]
        known = next((anchor for anchor in anchors if anchor is not None), None)
        first = parts[0][0] if parts else 0
        earlier = self.by_sentence[first - 1][-1] if first and self.by_sentence[first - 1] else None
        if known is None and not self._stands_alone(parts, earlier):
            return
        speaker = known or earlier
        seen = known is None and earlier is not None
        for (number, part), anchor in zip(parts, anchors, strict=True):
            if anchor is not None:
                seen = True
            elif self._is_speech(number, part, many=len(parts) > 1):
                self._add(number, part, speaker, continued=seen)

    def _parts(self, quotation: Quotation) -> list[tuple[int, Span]]:
        """The sentences of a quotation and what of them it holds."""
        parts = []
        number = max(0, bisect_right(self.starts, quotation.start) - 1)
        sentences = self.document.sentences
        while number < len(sentences) and sentences[number].start < quotation.end:
            sentence = sentences[number]
            part = trim(
                self.document.text, max(sentence.start, quotation.start), min(sentence.end, quotation.end)
            )
            if part is not None and part[0] < part[1] and sentence.end > quotation.start:
                parts.append((number, part))
            number += 1
        return parts if quotation.closed else parts[:1]

    def _anchor(self, number: int, quotation: Quotation, part: Span) -> Attribution | None:
        """The attribution from outside a quotation that covers its part in a sentence."""
        cued = self.cued[number]
        first = bisect_left(cued, quotation.start - FAR, key=_place)
        for attribution in cued[first : bisect_right(cued, quotation.end + FAR, key=_place)]:
            outside = not quotation.start <= _place(attribution) < quotation.end
            if outside and any(a < part[1] and part[0] < b for a, b in attribution.content):
                return attribution
        return None

    def _stands_alone(self, parts: list[tuple[int, Span]], earlier: Attribution | None) -> bool:
        """Whether a quotation that no cue claims is speech: it fills its sentences."""
        if not parts:
            return False
        number, part = parts[0]
        sentence = self.document.sentences[number]
        filled = part[1] - part[0] >= 0.8 * (sentence.end - sentence.start)
        words = self.document.text[part[0] : part[1]].count(" ") + 1
        if len(parts) > 1 or not filled or earlier is None:
            return len(parts) > 1
        return words >= LONE or earlier.type in ("direct", "continued")

    def _is_speech(self, number: int, part: Span, *, many: bool) -> bool:
        return many or part[1] - part[0] >= 0.5 * (
            self.document.sentences[number].end - self.document.sentences[number].start
        )

    def _add(
        self,
        number: int,
        part: Span,
        speaker: Attribution | None,
        *,
        continued: bool,
        confidence: float | None = None,
    ) -> None:
        attribution = Attribution(
            sentence=number,
            cue=None,
            source=None,
            content=(part,),
            type="continued" if continued else speech_type(self.quotations, part),
            act=speaker.act if speaker is not None else "state",
            commitment=speaker.commitment if speaker is not None else "neutral",
            confidence=confidence if confidence is not None else QUOTED if speaker is not None else 0.6,
        )
        self.by_sentence[number].insert(0, attribution)
        if speaker is not None:
            self.speaker[id(attribution)] = speaker

    def carry(self, number: int) -> None:
        """Carry the reported speech of the sentence before on to a sentence that has no attribution."""
        before = self.by_sentence[number - 1]
        if not before or self.by_sentence[number]:
            return
        sentence = self.document.sentences[number]
        score = sum(CARRY[sign] for sign in self._signs(number, before[-1]))
        confidence = 1 / (1 + math.exp(-score))
        part = trim(self.document.text, sentence.start, sentence.end)
        if confidence >= CARRIED and part is not None:
            speaker = self.speaker.get(id(before[-1]), before[-1])
            self._add(number, part, speaker, continued=True, confidence=confidence)
            self.carried.add(id(self.by_sentence[number][0]))

    def _signs(self, number: int, before: Attribution) -> list[str]:
        text = self.document.text
        sentence, earlier = self.document.sentences[number], self.document.sentences[number - 1]
        words = text[sentence.start : sentence.end]
        unquoted = _QUOTED.sub("", words)
        seen = {
            "always": True,
            "after carried": id(before) in self.carried,
            "after theo": before.lexeme.startswith("theo"),
            "after indirect": before.cue is not None
            and before.source is not None
            and before.type == "indirect",
            "first person": _FIRST_PERSON.search(unquoted) is not None,
            "theo đó": _THEN.match(words) is not None,
            "in turn": _IN_TURN.match(words) is not None,
            "must": _MUST.search(words) is not None,
            "new paragraph": "\n" in text[earlier.end : sentence.start],
            "no full stop": words[-1] not in '.?!…”"',
            "person": _PERSON.match(words) is not None,
            "near the end": number >= len(self.document.sentences) - 3,
            "question": words.endswith("?"),
            "past": _PAST.search(words) is not None,
            "short": words.count(" ") < 5,
            "caption": _CAPTION.search(words) is not None,
            "quotation": len(unquoted) < len(words),
        }
        return [sign for sign, here in seen.items() if here]

    def result(self) -> list[Attribution]:
        """All attributions in order, each with its ``via``."""
        ordered = [attribution for group in self.by_sentence for attribution in group]
        index = {id(attribution): i for i, attribution in enumerate(ordered)}
        result: list[Attribution] = []
        first = 0
        for i, attribution in enumerate(ordered):
            while ordered[first].sentence < attribution.sentence:
                first += 1
            speaker = self.speaker.get(id(attribution))
            via = index[id(speaker)] if speaker is not None else _outer(ordered, i, first)
            result.append(attribution if via is None else msgspec.structs.replace(attribution, via=via))
        return result


def _place(attribution: Attribution) -> int:
    return attribution.cue[0] if attribution.cue is not None else attribution.content[0][0]


def _outer(ordered: list[Attribution], i: int, first: int) -> int | None:
    """The attribution of the same sentence in whose content another stands, cue and all: the closest
    around it."""
    inner = ordered[i]
    if inner.cue is None:
        return None
    best: int | None = None
    size = 0
    for k in range(first, min(len(ordered), first + 50)):
        outer = ordered[k]
        if outer.sentence != inner.sentence:
            break
        start, end = outer.content[0]
        if k != i and start <= inner.cue[0] and inner.cue[1] <= end and (best is None or end - start < size):
            best, size = k, end - start
    return best
