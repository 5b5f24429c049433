"""Cues where they stand, and attributions in the making: what the rules hand to each other."""

from __future__ import annotations

from analyzer.analysis import Attribution, Span
from analyzer.attribution.phrases import Line
from analyzer.attribution.spans import Quotation, Quotations, speech_type, trim
from lexicons import Cue

DASHES = frozenset(",–-—")
"""Marks between a content and a speaker who follows it."""


class Candidate:
    """A cue of the lexicon where it stands in a sentence: tokens ``[i, j)``."""

    __slots__ = ("entries", "i", "j", "span")

    def __init__(self, i: int, j: int, span: Span, entries: tuple[Cue, ...]) -> None:
        self.i, self.j, self.span, self.entries = i, j, span, entries

    def of(self, kind: str) -> Cue | None:
        return next((entry for entry in self.entries if entry.kind == kind), None)


class Draft:
    """An attribution in the making: tokens for its source, characters for the rest."""

    __slots__ = ("confidence", "content", "cue", "entry", "joint", "right", "source")

    def __init__(
        self,
        entry: Cue,
        cue: Span,
        source: Span | None,
        content: Span,
        confidence: float,
        *,
        right: bool,
        joint: int | None = None,
    ) -> None:
        self.entry = entry
        self.cue, self.source, self.content = cue, source, content
        self.confidence, self.right, self.joint = confidence, right, joint

    def attribution(self, sentence: int, quotations: Quotations) -> Attribution:
        """What is made."""
        return Attribution(
            sentence=sentence,
            cue=self.cue,
            source=self.source,
            content=(self.content,),
            type=speech_type(quotations, self.content),
            act=self.entry.act,
            commitment=self.entry.commitment,
            lexeme=self.entry.text,
            confidence=self.confidence,
        )

    def copy(self, source: Span | None) -> Draft:
        """The same content and cue with another speaker."""
        return Draft(self.entry, self.cue, source, self.content, self.confidence, right=self.right)


def content_end(line: Line, start: int, quotation: Quotation | None) -> int:
    """Where a content on the right of its cue can end at the most: the sentence, or the quotation around
    the cue."""
    if quotation is not None and quotation.end <= line.end:
        return quotation.end - (1 if quotation.closed else 0)
    return line.end


def token_span(line: Line, a: int, b: int) -> Span | None:
    return (line.spans[a][0], line.spans[b - 1][1]) if b > a else None


def content_left(line: Line, at: int, quotations: Quotations) -> Span | None:
    """What stands before a speaker that follows its content, from the quotation's or sentence's beginning."""
    k = at
    while k > 0 and line.low[k - 1] in DASHES:
        k -= 1
    if k == 0:
        return None
    last = line.spans[k - 1][1]
    quotation = quotations.at(last - 1)
    if quotation is not None and quotation.end == last:
        return trim(line.text, max(quotation.start, line.start), last)
    if k == at:
        return None
    return trim(line.text, line.start, last)
