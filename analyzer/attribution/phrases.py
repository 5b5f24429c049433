"""Noun phrases beside a cue, found by the small words around them: no parser, no tags.

A Vietnamese noun phrase that names a speaker has no mark of its own; what ends it has. Walking from the
cue, it is ended by punctuation, by a conjunction, or by the particles that open a predicate ("đã", "cũng",
"hôm qua").
"""

from __future__ import annotations

import re
from bisect import bisect_right

from analyzer.attribution.words import (
    ADVERBS,
    BOUNDARY,
    COMPOUNDS,
    COORDINATE,
    LEADING,
    PERSON,
    PREDICATE,
    PREPOSITIONS,
    ROLE,
    TIME,
    TIME_START,
    TITLES,
)
from lexicons import fold

LONGEST_PHRASE = 60
"""Tokens of the longest speaker that is looked for."""

_TOKEN = re.compile(r"(?:[A-ZĐ]|TS|ThS|GS|PGS|BS|TP|St|Mr|Mrs|Dr)\.(?=\s)|\w+(?:[-.'’&/]\w+)*|[^\w\s]")


_STOP = frozenset(',;:.!?…–—-“”"«»>*•()[]/|')


class Line:
    """A sentence as tokens: where they stand and what they say, folded.

    Attributes
    ----------
    text : str
        The text of the article.
    start, end : int
        The sentence in it.
    spans : list of (int, int)
        Where the tokens stand in the text.
    low : list of str
        The tokens, folded (`lexicons.fold`).
    """

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        low = fold(text[start:end])
        self.spans = [m.span() for m in _TOKEN.finditer(text, start, end)]
        self.low = [low[a - start : b - start] for a, b in self.spans]
        self._ends = [b for _, b in self.spans]

    def __len__(self) -> int:
        return len(self.low)

    def index(self, position: int) -> int:
        """The token at or after a position."""
        return bisect_right(self._ends, position)

    def capital(self, i: int) -> bool:
        """Whether a token begins with a capital letter."""
        return self.text[self.spans[i][0]].isupper()

    def starts(self, i: int, phrases: frozenset[tuple[str, ...]], end: int | None = None) -> int:
        """Length of the longest of the phrases that begins at a token (before `end`), 0 where none does."""
        end = len(self.low) if end is None else end
        for n in range(min(4, end - i), 0, -1):
            if tuple(self.low[i : i + n]) in phrases:
                return n
        return 0

    def ends(self, j: int, phrases: frozenset[tuple[str, ...]], start: int = 0) -> int:
        """Length of the longest of the phrases that ends before a token, 0 where none does."""
        for n in range(min(4, j - start), 0, -1):
            if tuple(self.low[j - n : j]) in phrases:
                return n
        return 0

    def is_stop(self, i: int) -> bool:
        return self.low[i] in _STOP


class Found:
    """A speaker beside a cue: tokens ``[a, b)``, or None and whether the subject of an earlier verb
    speaks."""

    __slots__ = ("a", "b", "joined", "left")

    def __init__(self, a: int, b: int, left: int, *, joined: bool = False) -> None:
        self.a, self.b, self.left, self.joined = a, b, left, joined

    def __bool__(self) -> bool:
        return self.b > self.a


def skip_adverbs(line: Line, j: int, stop: int = 0) -> int:
    """The token behind the speaker, left of token `j`: without adverbs and times between it and the verb."""
    while j > stop:
        n = line.ends(j, ADVERBS, stop) or _time_before(line, j, stop)
        if not n:
            break
        j -= n
    return j


def _time_before(line: Line, j: int, stop: int) -> int:
    """Length of a time ("hôm 5/3", "ngày 7.10") that ends before a token, 0 where there is none."""
    k = j
    while k > stop and (line.low[k - 1] in TIME or line.low[k - 1][0].isdigit()) and j - k < 8:
        k -= 1
    while k < j and line.low[k] not in TIME_START:
        k += 1
    return j - k


def speaker_left(line: Line, cue: int, stop: int = 0) -> Found:
    """The noun phrase on the left of a cue.

    Parameters
    ----------
    line : Line
    cue : int
        The cue's first token.
    stop : int
        The token from which the phrase may begin.

    Returns
    -------
    Found
        Empty with ``joined`` True where the verb is joined to an earlier one, so that the speaker is that
        one's.
    """
    j = skip_adverbs(line, cue, stop)
    if j > stop and line.low[j - 1] in (",", "–", "-", "—"):
        return _before_comma(line, j - 1, stop)
    n = line.ends(j, COORDINATE, stop)
    if n:
        return Found(j, j, j - n, joined=True)
    return _phrase(line, j, stop)


def _before_comma(line: Line, comma: int, stop: int) -> Found:
    """A speaker with an apposition or a comma before the cue: "X, chủ tịch Y, cho biết"."""
    inner = _phrase(line, comma, stop)
    if not inner or inner.b - inner.a > 16 or (inner.b < comma):
        return Found(comma, comma, comma, joined=True)
    if inner.a > stop and line.low[inner.a - 1] == ",":
        return inner
    if line.capital(inner.a) and inner.a == inner.left:
        return inner
    return Found(comma, comma, comma, joined=True)


def _phrase(line: Line, j: int, stop: int) -> Found:
    """The noun phrase that ends before token `j`."""
    k = j
    stop = max(stop, j - LONGEST_PHRASE)
    while k > stop:
        token = line.low[k - 1]
        if token == ")" and k - 1 > stop:
            opening = next((i for i in range(k - 2, max(stop - 1, k - 16), -1) if line.low[i] == "("), None)
            if opening is None:
                break
            k = opening
            continue
        if token in '”"»' and k - 1 > stop:
            opening = next((i for i in range(k - 2, max(stop - 1, k - 7), -1) if line.low[i] in '“"«'), None)
            if opening is None or opening <= stop:
                break
            k = opening
            continue
        if token in "-–" and stop < k - 1 and _dash_joins(line, k - 1, j):
            k -= 1
            continue
        if token == "," and _apposition(line, k, j, stop):
            k -= 1
            continue
        if token in _STOP or line.ends(k, BOUNDARY, stop):
            break
        if token == "và" and not _noun_and(line, k - 1, stop):
            break
        k -= 1
    a, b = _cut(line, k, j)
    return Found(a, b, k)


def _dash_joins(line: Line, dash: int, end: int) -> bool:
    """Whether a dash joins a name and what it is: "Ông A - Phó Cục trưởng", "Thanh Niên-Hà Nội"."""
    tight = line.spans[dash - 1][1] == line.spans[dash][0] and line.text[line.spans[dash][0] - 1].isalnum()
    if tight:
        return True
    if dash + 1 >= end or line.is_stop(dash - 1):
        return False
    start = _segment(line, dash, dash - 16)
    named = line.capital(dash - 1) and _is_role(line, dash + 1)
    return named or (line.capital(dash + 1) and _is_role(line, start))


def _segment(line: Line, end: int, stop: int) -> int:
    """The token behind the last punctuation before token `end`."""
    k = end
    while k > max(stop, 0) and not line.is_stop(k - 1):
        k -= 1
    return k


def _apposition(line: Line, after: int, end: int, stop: int) -> bool:
    """Whether the comma before token `after` stands between a name and what it is."""
    if after - 2 < stop or after >= end or end - after > 18:
        return False
    if line.low[after] in PERSON:
        return _is_role(line, _segment(line, after - 1, stop))
    return _is_role(line, after) and (line.capital(after - 2) or line.low[after - 2] == ")")


def _is_role(line: Line, i: int) -> bool:
    return any("_".join(line.low[i : i + n]) in ROLE for n in (1, 2, 3))


def _noun_and(line: Line, at: int, stop: int) -> bool:
    """Whether "và" joins two nouns rather than two clauses: nothing on its left opens a predicate."""
    i = at - 1
    stop = max(stop, at - LONGEST_PHRASE)
    while i >= stop and line.low[i] not in _STOP:
        if line.starts(i, PREDICATE, at) or line.starts(i, BOUNDARY, at):
            return False
        i -= 1
    return True


def _cut(line: Line, a: int, b: int) -> tuple[int, int]:
    """A stretch without what leads up to the speaker and without the predicate behind it."""
    while a < b and not line.low[a][0].isalnum() and line.low[a] not in '“"«(':
        a += 1
    a = skip_leading(line, a, b)
    for i in range(a + 1, b):
        if line.starts(i, PREDICATE, b) and not line.capital(i) and not is_compound(line, i):
            return a, skip_adverbs(line, i, a)
    return a, b


def is_compound(line: Line, i: int) -> bool:
    """Whether a token that could open a predicate is part of a compound noun."""
    return (line.low[i - 1], line.low[i]) in COMPOUNDS or tuple(line.low[i : i + 2]) in COMPOUNDS


def skip_leading(line: Line, a: int, b: int) -> int:
    """The token at which a speaker begins, behind connectives, times and adverbials."""
    changed = True
    while changed and a < b:
        changed = False
        n = line.starts(a, LEADING, b)
        if n and a + n < b and not (n == 1 and line.capital(a) and line.capital(a + 1) and a > 0):
            a, changed = a + n, True
            if a < b and line.low[a] == ",":
                a += 1
            continue
        k = a
        while k < b and (line.low[k] in TIME or line.low[k][0].isdigit()):
            k += 1
        if a < k < b and line.low[a] in TIME_START and line.capital(k):
            a, changed = k, True
            continue
        if line.starts(a, PREPOSITIONS, b):
            title = _last_title(line, a + 1, b)
            if title is not None:
                a, changed = title, False
                break
    for i in range(b - 2, a, -1):
        n = line.starts(i, LEADING, b)
        if n >= 2 and line.capital(i) and i + n < b:
            return i + n
    return a


def _last_title(line: Line, a: int, b: int) -> int | None:
    """The last token of a stretch at which the title of a person begins."""
    for i in range(b - 1, a - 1, -1):
        if any("_".join(line.low[i : i + n]) in TITLES for n in (1, 2, 3)) and i + 1 < b:
            if i > a and "_".join(line.low[i - 1 : i + 1]) in TITLES:
                continue
            return i
    return None


def subject(line: Line, stop: int, before: int) -> Found:
    """The subject of a clause that begins at token `stop`: the noun phrase before its first predicate
    word."""
    begin = stop
    for i in range(stop, before):
        if line.low[i] in ",;:" or i == stop:
            a = skip_leading(line, i if i == stop else i + 1, before)
            if a >= before or line.starts(a, PREPOSITIONS, before):
                continue
            for k in range(a + 1, before):
                if line.low[k] in _STOP and line.low[k] not in "()":
                    break
                if line.starts(k, PREDICATE, before) and not is_compound(line, k):
                    return Found(a, skip_adverbs(line, k, a), begin)
    return Found(stop, stop, stop)


def speaker_right(line: Line, i: int, end: int) -> int:
    """The token behind the noun phrase that begins at token `i`."""
    k = i
    end = min(end, i + LONGEST_PHRASE)
    while k < end:
        token = line.low[k]
        if token == "(":
            closing = next((m for m in range(k + 1, min(end, k + 16)) if line.low[m] == ")"), None)
            if closing is None:
                break
            k = closing + 1
            continue
        if token in '“"«':
            closing = next((m for m in range(k + 1, min(end, k + 8)) if line.low[m] in '”"»'), None)
            if closing is None or k == i:
                break
            k = closing + 1
            continue
        if token in "-–" and k > i and k + 1 < end:
            k += 1
            continue
        if token == "," and k > i and k + 1 < end and _apposition_right(line, i, k, end):
            k += 1
            continue
        if token in _STOP or token in (fold("thì"), fold("rằng")):
            break
        k += 1
    return k


def _apposition_right(line: Line, i: int, comma: int, end: int) -> bool:
    """Whether a comma in a phrase on the right joins what somebody is: another comma must follow."""
    if not _is_role(line, comma + 1) or not line.capital(comma - 1):
        return False
    following = next((m for m in range(comma + 1, min(end, comma + 20)) if line.low[m] == ","), None)
    return following is not None and not any(
        line.starts(m, PREDICATE, following) for m in range(comma + 1, following)
    )


def holds_predicate(line: Line, a: int, b: int) -> bool:
    """Whether a predicate opens at one of the tokens ``[a, b)``."""
    return any(line.starts(k, PREDICATE, b) and not is_compound(line, k) for k in range(a, b))
