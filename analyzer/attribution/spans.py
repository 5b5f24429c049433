"""Quotation marks, and what follows from them for the span and the type of a piece of speech."""

from __future__ import annotations

import re
from bisect import bisect_right

from analyzer.analysis import Record, Span, Type

OPENING = "“«„"
CLOSING = "”»"
STRAIGHT = '"'
EDGES = " \t\n\r\xa0,;:–-"
"""What does not belong to a content at its edges; at its end full stops, too."""

BREAKS = "\n\r\u2028\u2029"

_MARK = re.compile(r'[“”«»„"\n\r\u2028\u2029]')
_WORD = re.compile(r"\w+")


class Quotation(Record, frozen=True, kw_only=True):
    """A stretch in quotation marks, the marks included; ``closed`` is False where the closing one is
    missing."""

    start: int
    end: int
    closed: bool


class Quotations:
    """All outermost quotations of a text, in order and without overlap.

    Marks are paired as brackets are; a straight mark opens or closes by its shape (what is a space beside
    it). No pair reaches over the end of a paragraph, unless the next one begins with another opening mark,
    as quotations of several paragraphs do. A mark that is never closed quotes up to the next quotation or
    the end of the paragraph.

    Parameters
    ----------
    text : str
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.items: list[Quotation] = []
        opened: list[int] = []
        pairs: list[Span] = []
        for match in _MARK.finditer(text):
            at = match.start()
            if match.group() in BREAKS:
                self._paragraph(opened, pairs, at)
                opened, pairs = [], []
            elif self._opens(at, inside=bool(opened)):
                opened.append(at)
            elif opened:
                pairs.append((opened.pop(), at + 1))
        self._paragraph(opened, pairs, len(text))
        self._starts = [item.start for item in self.items]

    def _opens(self, at: int, *, inside: bool) -> bool:
        mark, before, after = self.text[at], self.text[at - 1 : at], self.text[at + 1 : at + 2]
        if mark in OPENING:
            return True
        shaped = (not before or before.isspace() or before in ":(–-") and bool(after) and not after.isspace()
        return shaped and not inside if mark in CLOSING else shaped or not inside

    def _paragraph(self, opened: list[int], pairs: list[Span], end: int) -> None:
        """Take over the outermost pairs of a paragraph and the marks left open in it."""
        goes_on = self.text[end : end + 8].lstrip()[:1] in (*OPENING, STRAIGHT)
        found = [(start, None) for start in opened] + [(start, stop) for start, stop in pairs]
        found.sort(key=lambda item: item[0])
        last = 0
        for i, (start, stop) in enumerate(found):
            if stop is None:
                following = found[i + 1][0] if i + 1 < len(found) else end
                self.items.append(Quotation(start=start, end=following, closed=goes_on and following == end))
            elif start >= last:
                self.items.append(Quotation(start=start, end=stop, closed=True))
                last = stop

    def at(self, position: int) -> Quotation | None:
        """The quotation that a position lies in, its marks included."""
        i = bisect_right(self._starts, position) - 1
        return self.items[i] if i >= 0 and position < self.items[i].end else None

    def before(self, position: int) -> Quotation | None:
        """The last quotation that ends at or before a position."""
        i = bisect_right(self._starts, position) - 1
        while i >= 0 and self.items[i].end > position:
            i -= 1
        return self.items[i] if i >= 0 and self.items[i].closed else None


def speech_type(quotations: Quotations, span: Span) -> Type:
    """Whether a content is quoted wholly ("direct"), in part ("mixed") or not at all ("indirect")."""
    text = quotations.text
    words = [m.start() for m in _WORD.finditer(text, *span)]
    inside = sum(quotations.at(word) is not None for word in words)
    if inside == 0:
        return "indirect"
    return "direct" if inside == len(words) else "mixed"


def trim(text: str, start: int, end: int) -> Span | None:
    """A content without the punctuation, "rằng" and "là" at its edges; None where no word is left.

    A full stop stays where it is part of a quotation that closes right behind it.
    """
    changed = True
    while changed:
        changed = False
        while start < end and text[start] in EDGES + ".":
            start, changed = start + 1, True
        for word in ("rằng", "là"):
            if text.startswith(word, start) and not text[start + len(word) : start + len(word) + 1].isalnum():
                start, changed = start + len(word), True
    start = min(start, end)
    while end > start and (text[end - 1] in EDGES + "." or (text[end - 1] == "/" and text[end - 2] in ". ")):
        end -= 1
    return (start, end) if _WORD.search(text, start, end) else None
