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

_MARK = re.compile(r'[“”«»„"]|[\n\r\u2028\u2029]')
_WORD = re.compile(r"\w+")


class Quotation(Record, kw_only=True):
    """A stretch in quotation marks, the marks included; ``closed`` is False where the closing one is missing."""

    start: int
    end: int
    closed: bool


class Quotations:
    """All quotations of a text, in order and without overlap.

    A quotation ends at its closing mark, or with its paragraph. Where another opens before it closes, it ends there.
    A mark that can stand on both sides opens where a space is before it and none behind it.

    Parameters
    ----------
    text : str
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.items: list[Quotation] = []
        start: int | None = None
        for match in _MARK.finditer(text):
            at, mark = match.start(), match.group()
            if start is None:
                if mark in OPENING or (mark in STRAIGHT + CLOSING and self._opens(at)):
                    start = at
            elif mark in CLOSING or (mark in STRAIGHT and not self._reopens(at)):
                self._add(start, at + 1, closed=True)
                start = None
            else:
                self._add(start, at, closed=False)
                start = at if mark in OPENING + STRAIGHT else None
        if start is not None:
            self._add(start, len(text), closed=False)
        self._starts = [item.start for item in self.items]

    def _add(self, start: int, end: int, *, closed: bool) -> None:
        self.items.append(Quotation(start=start, end=end, closed=closed))

    def _opens(self, at: int) -> bool:
        """Whether a mark with two uses, outside of a quotation, can open one."""
        return at + 1 < len(self.text) and not self.text[at + 1].isspace() or self.text[at] in STRAIGHT

    def _reopens(self, at: int) -> bool:
        """Whether a straight mark within a quotation opens a new one: ``: "``, a space before and none behind."""
        before, after = self.text[at - 2 : at], self.text[at + 1 : at + 2]
        return before == ": " and not after.isspace() and after != ""

    def at(self, position: int) -> Quotation | None:
        """The quotation that a position lies in, its marks included."""
        i = bisect_right(self._starts, position) - 1
        return self.items[i] if i >= 0 and position < self.items[i].end else None

    def within(self, start: int, end: int) -> list[Quotation]:
        """The quotations that touch a stretch."""
        i = max(0, bisect_right(self._starts, start) - 1)
        found = []
        while i < len(self.items) and self.items[i].start < end:
            if self.items[i].end > start:
                found.append(self.items[i])
            i += 1
        return found


def speech_type(quotations: Quotations, span: Span) -> Type:
    """Whether a content is quoted wholly ("direct"), in part ("mixed") or not at all ("indirect")."""
    text = quotations.text
    words = [m.start() for m in _WORD.finditer(text, *span)]
    quoted = quotations.within(*span)
    inside = sum(any(q.start <= w < q.end for q in quoted) for w in words)
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
