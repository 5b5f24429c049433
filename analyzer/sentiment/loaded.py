"""Wording in the reporter's own voice that takes sides: words of the lexicon, and scare quotes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from analyzer.analysis import Attribution, LoadedWord, Span
from lexicons import Lexicons, Loaded, Matcher, fold

SCARE_SYLLABLES = 2
"""Syllables up to which words in quotation marks are taken for scare quotes and not for a quotation."""

NAMING_REACH = 30
"""Characters before quotation marks in which a word that announces a name ("phim", "tên là") is sought."""

_QUOTED = re.compile(r"“([^“”\n]{1,40})”|\"([^\"\n]{1,40})\"|‘([^‘’\n]{1,40})’|«([^«»\n]{1,40})»")
_SYLLABLE = re.compile(r"\w+")
_CLAUSE = re.compile(r"[,;:.!?\n]")
_NAMING = re.compile(
    r"(?<!\w)(?:tên|tên là|từ|chữ|danh|hiệu|danh là|nickname|ca khúc|bài|bài hát|phim|cuốn|sách|tác phẩm|vở|"
    r"chương trình|đề|thương hiệu|nhãn hiệu|trang|tờ|báo|nghĩa là|giải|cuộc thi|album)\W*\Z"
)


class LoadedFinder:
    """Finds loaded words outside all that is attributed to others, and whom they bear on."""

    def __init__(self, lexicons: Lexicons) -> None:
        self._matcher = Matcher((loaded.text, loaded) for loaded in lexicons.loaded)

    def find(
        self,
        text: str,
        sentence: tuple[int, int, int],
        attributions: Iterable[Attribution] = (),
        mentions: Mapping[str, Sequence[Span]] | None = None,
    ) -> tuple[LoadedWord, ...]:
        """The loaded words of a sentence, in order; scare quotes only where they bear on a side.

        Parameters
        ----------
        sentence : (int, int, int)
            Its index, start and end.
        attributions : iterable of Attribution
            What is attributed there.
        mentions : mapping of str to sequence of Span, optional
            Where the sides are named, by their ids.
        """
        number, start, end = sentence
        others = [span for a in attributions for span in a.content]
        places = sorted(
            (a, b, side)
            for side, spans in (mentions or {}).items()
            for a, b in spans
            if start <= a and b <= end
        )
        breaks = [m.start() for m in _CLAUSE.finditer(text, start, end)]
        quoted = [(m.start(), m.end()) for m in _QUOTED.finditer(text, start, end)]
        found: list[tuple[Span, Loaded | None]] = [
            ((a, b), loaded)
            for a, b, loaded in self._matcher.find(text, start, end)
            if not _inside(quoted, a, b)
        ]
        found += [(span, None) for span in quoted if self._scares(text, start, span)]
        out: list[LoadedWord] = []
        for span, loaded in sorted(found, key=lambda word: word[0]):
            if any(first < span[1] and span[0] < last for first, last in others):
                continue
            side = _bears_on(span, places, breaks)
            if loaded is not None:
                word = LoadedWord(
                    span=span,
                    sentence=number,
                    direction=loaded.direction,
                    side=side,
                    neutral=loaded.neutral,
                )
                out.append(word)
            elif side is not None:
                out.append(
                    LoadedWord(span=span, sentence=number, direction=-1, side=side, kind="scare-quotes")
                )
        return tuple(out)

    def _scares(self, text: str, start: int, span: Span) -> bool:
        inner = text[span[0] + 1 : span[1] - 1].strip()
        syllables = _SYLLABLE.findall(inner)
        return (
            0 < len(syllables) <= SCARE_SYLLABLES
            and inner[0].islower()
            and inner[-1] not in ".,!?…;:"
            and _NAMING.search(fold(text[max(start, span[0] - NAMING_REACH) : span[0]])) is None
        )


def _inside(quoted: Sequence[Span], start: int, end: int) -> bool:
    """Whether a word stands in one of the quotations, which are in order."""
    k = bisect_left(quoted, (start, start)) - 1
    return k >= 0 and end < quoted[k][1]


def _bears_on(span: Span, places: Sequence[tuple[int, int, str]], breaks: Sequence[int]) -> str | None:
    """The side named nearest to a word in its clause; failing that, the one named last before it."""
    k = bisect_left(places, (span[0], span[0], ""))
    beside = [places[j] for j in (k - 1, k) if 0 <= j < len(places)]
    near = [
        (max(span[0] - b, a - span[1], 0), side)
        for a, b, side in beside
        if bisect_left(breaks, min(span[1], b)) == bisect_left(breaks, max(span[0], a))
    ]
    if near:
        return min(near)[1]
    return places[k - 1][2] if k else None
