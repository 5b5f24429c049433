"""Finding many words in a text at once, whatever their case and spelling of tones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Generic, TypeVar

T = TypeVar("T")

_SPELLINGS = re.compile(r"(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ]|(?<=[hklmstv])[yỳýỷỹỵ])(?!\w)")
_SPELLED = {
    late: early
    for lates, earlies in (
        (("oà", "oá", "oả", "oã", "oạ"), ("òa", "óa", "ỏa", "õa", "ọa")),
        (("oè", "oé", "oẻ", "oẽ", "oẹ"), ("òe", "óe", "ỏe", "õe", "ọe")),
        (("uỳ", "uý", "uỷ", "uỹ", "uỵ"), ("ùy", "úy", "ủy", "ũy", "ụy")),
        ("yỳýỷỹỵ", "iìíỉĩị"),
    )
    for late, early in zip(lates, earlies, strict=True)
}
_TOKEN = re.compile(r"[\w\u0300-\u036f]+|[^\w\s]")
_END = ""


def fold(text: str) -> str:
    """The text in lower case and in one spelling; each character stays in its place.

    Tone marks stand on the first vowel of an open "oa", "oe", "uy" (hoà -> hòa, thuỷ -> thủy), "y" after a
    consonant at a syllable's end is "i" (kỹ -> kĩ), and the Icelandic "ð" of old encodings is "đ". The length
    never changes, so that offsets into the folded text are offsets into the text.

    Examples
    --------
    >>> fold("Hoà bình, Kỹ thuật")
    'hòa bình, kĩ thuật'
    """
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    low = low.replace("ð", "đ")
    return _SPELLINGS.sub(lambda match: _SPELLED[match.group()], low)


class Matcher(Generic[T]):
    """Finds all of many entries in a text in one pass.

    Parameters
    ----------
    entries : iterable of (str, T)
        Words of one or more syllables and what to return for them; of two equal ones the last counts.

    Examples
    --------
    >>> Matcher([("hòa bình", 1), ("bình", 2)]).find("Nền hoà bình.")
    [(4, 12, 1)]
    """

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self._root: dict[str, Any] = {}
        for words, value in entries:
            node = self._root
            for token in _TOKEN.findall(fold(words)):
                node = node.setdefault(token, {})
            if node is not self._root:
                node[_END] = (value,)

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int, T]]:
        """The entries in ``text[start:end]``: leftmost, longest, without overlaps, and whole syllables only.

        Returns
        -------
        list of (int, int, T)
            Start and end, in code points of ``text``, and the entry's value.
        """
        end = len(text) if end is None else end
        tokens = [
            (start + match.start(), start + match.end(), match.group())
            for match in _TOKEN.finditer(fold(text[start:end]))
        ]
        if tokens and start and _joined(text, start):
            tokens = tokens[1:]
        if tokens and tokens[-1][1] < len(text) and _joined(text, tokens[-1][1]):
            tokens.pop()
        found: list[tuple[int, int, T]] = []
        i = 0
        while i < len(tokens):
            node, best, after = self._root.get(tokens[i][2]), None, i
            j = i + 1
            while node is not None:
                if _END in node:
                    best, after = node[_END], j
                node = node.get(tokens[j][2]) if j < len(tokens) else None
                j += 1
            if best is None:
                i += 1
            else:
                found.append((tokens[i][0], tokens[after - 1][1], best[0]))
                i = after
        return found


def _joined(text: str, at: int) -> bool:
    """Whether the characters on both sides of an offset belong to one syllable."""
    match = _TOKEN.match(text, at - 1)
    return match is not None and match.end() > at
