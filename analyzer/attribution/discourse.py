"""Speech that runs on over sentences: quotations of several sentences, and reported speech carried on.

What a sentence alone cannot say is decided here, for the rules and for the learned tagger alike: `run_on` takes the
attributions that have a cue and adds those that have none.
"""

from __future__ import annotations

from bisect import bisect_right

from analyzer.analysis import Attribution, Span
from analyzer.attribution.spans import Quotation, Quotations, speech_type, trim
from analyzer.document import Document

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
        All, in the order of their sentences. ``via`` of an attribution without a cue is the index of the one that says
        who speaks, None where none does; ``via`` of one nested in another's content is the index of that one.
    """
    texts = Runner(document, quotations, found)
    for quotation in quotations.items:
        texts.quotation(quotation)
    return texts.result()


class Runner:
    """The state of `run_on`: attributions by sentence."""

    def __init__(self, document: Document, quotations: Quotations, found: list[Attribution]) -> None:
        self.document, self.quotations = document, quotations
        self.starts = [sentence.start for sentence in document.sentences]
        self.by_sentence: list[list[Attribution]] = [[] for _ in document.sentences]
        self.speaker: dict[int, Attribution] = {}
        for attribution in found:
            self.by_sentence[attribution.sentence].append(attribution)

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
            part = trim(self.document.text, max(sentence.start, quotation.start), min(sentence.end, quotation.end))
            if part is not None and part[0] < part[1] and sentence.end > quotation.start:
                parts.append((number, part))
            number += 1
        return parts if quotation.closed else parts[:1]

    def _anchor(self, number: int, quotation: Quotation, part: Span) -> Attribution | None:
        """The attribution from outside a quotation that covers its part in a sentence."""
        for attribution in self.by_sentence[number]:
            outside = attribution.cue is None or not quotation.start <= attribution.cue[0] < quotation.end
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
        return len(parts) > 1 or (filled and words >= LONE and earlier is not None)

    def _is_speech(self, number: int, part: Span, *, many: bool) -> bool:
        return many or part[1] - part[0] >= 0.5 * (
            self.document.sentences[number].end - self.document.sentences[number].start
        )

    def _add(self, number: int, part: Span, speaker: Attribution | None, *, continued: bool) -> None:
        attribution = Attribution(
            sentence=number,
            cue=None,
            source=None,
            content=(part,),
            type="continued" if continued else speech_type(self.quotations, part),
            act=speaker.act if speaker is not None else "state",
            commitment=speaker.commitment if speaker is not None else "neutral",
            confidence=0.9 if speaker is not None else 0.6,
        )
        self.by_sentence[number].insert(0, attribution)
        if speaker is not None:
            self.speaker[id(attribution)] = speaker

    def result(self) -> list[Attribution]:
        return [attribution for group in self.by_sentence for attribution in group]
