"""Wording in the reporter's own voice that takes sides: words of the lexicon, and scare quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from analyzer.analysis import Attribution, LoadedWord, Span
from lexicons import Lexicons, Loaded, Matcher, fold

SCARE_SYLLABLES = 3
"""Syllables up to which words in quotation marks are taken for scare quotes and not for a quotation."""

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
        """The loaded words of a sentence, in order.

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
        quoted = [(m.start(), m.end()) for m in _QUOTED.finditer(text, start, end)]
        words: list[tuple[Span, Loaded | None]] = [
            ((a, b), loaded)
            for a, b, loaded in self._matcher.find(text, start, end)
            if not any(first < a and b < last for first, last in quoted)
        ]
        words += [(span, None) for span in quoted if self._scares(text, start, span)]
        return tuple(
            LoadedWord(
                span=span,
                sentence=number,
                direction=loaded.direction if loaded else -1,
                side=_bears_on(text, span, (start, end), mentions or {}),
                neutral=loaded.neutral if loaded else "",
                kind="word" if loaded else "scare-quotes",
            )
            for span, loaded in sorted(words, key=lambda word: word[0])
            if not any(first < span[1] and span[0] < last for first, last in others)
        )

    def _scares(self, text: str, start: int, span: Span) -> bool:
        inner = text[span[0] + 1 : span[1] - 1].strip()
        syllables = _SYLLABLE.findall(inner)
        return (
            0 < len(syllables) <= SCARE_SYLLABLES
            and inner[0].islower()
            and inner[-1] not in ".,!?…;:"
            and _NAMING.search(fold(text[start : span[0]])) is None
        )


def _bears_on(text: str, span: Span, sentence: Span, mentions: Mapping[str, Sequence[Span]]) -> str | None:
    """The side named nearest to a word in its clause; failing that, the one named last before it."""
    start, end = sentence
    places = [(a, b, side) for side, spans in mentions.items() for a, b in spans if start <= a and b <= end]
    near = [(max(span[0] - b, a - span[1], 0), a, side) for a, b, side in places if _same(text, span, (a, b))]
    if near:
        return min(near)[2]
    before = [(b, side) for _, b, side in places if b <= span[0]]
    return max(before)[1] if before else None


def _same(text: str, one: Span, two: Span) -> bool:
    return _CLAUSE.search(text, min(one[1], two[1]), max(one[0], two[0])) is None
