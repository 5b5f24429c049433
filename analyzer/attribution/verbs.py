"""Verbs of speech: whether one reports here, who speaks, and what is said, on its right or on its left."""

from __future__ import annotations

from analyzer.analysis import Span
from analyzer.attribution.drafts import DASHES, Candidate, Draft, content_end, content_left, token_span
from analyzer.attribution.phrases import (
    Line,
    holds_predicate,
    skip_adverbs,
    skip_leading,
    speaker_left,
    subject,
)
from analyzer.attribution.spans import Quotations, trim
from analyzer.attribution.words import (
    ADDRESS,
    AGENT,
    BARE,
    CASES,
    CLAUSE,
    CLAUSE_AFTER,
    DETERMINERS,
    FILLERS,
    FINDINGS,
    LINKS,
    NEEDS_THAT,
    NEXT_VERB,
    NOMINAL,
    RITUAL,
    TAKES_NOUN,
    UNREAL,
)
from lexicons import Cue, fold

QUOTES = frozenset('“"«')
"""Marks that can open a quotation."""

CLEAR = frozenset(("rằng", ":", "quote"))
"""What leaves no doubt that the content follows."""

TELLING = frozenset(("state", "claim", "admit"))
"""Acts whose verbs take a clause."""


def verb(line: Line, cue: Candidate, quotations: Quotations, before: list[Draft]) -> Draft | None:
    """The attribution that a verb makes, None where it makes none.

    Parameters
    ----------
    line : Line
    cue : Candidate
    quotations : Quotations
    before : list of Draft
        What was found in the sentence so far.
    """
    entry = cue.of("verb")
    if entry is None:
        return None
    reading = Verb(line, cue, entry, quotations, before)
    if reading.is_noun_or_unreal():
        return None
    return reading.quoted_on_left() or reading.told_on_left() or reading.on_right()


class Verb:
    """A verb that may report speech, and what stands around it.

    Attributes
    ----------
    j : int
        The token behind the verb.
    limit, end : int
        The token, and the position in the text, up to which its content can reach.
    at, mark : int, str
        The token at which a content on its right begins, and what marks it: "rằng", "là", ":", ",",
        "quote" or "".
    found, source : Found, Span or None
        The speaker on its left, and where it stands.
    """

    def __init__(
        self, line: Line, cue: Candidate, entry: Cue, quotations: Quotations, before: list[Draft]
    ) -> None:
        self.line, self.cue, self.entry = line, cue, entry
        self.quotations, self.before = quotations, before
        self.j = self._behind()
        self.quotation = quotations.at(cue.span[0])
        self.stop = line.index(self.quotation.start) + 1 if self.quotation is not None else 0
        if self.quotation is not None and self.quotation.start < line.start:
            self.stop = 0
        self.end = content_end(line, self.j, self.quotation)
        self.limit = line.index(self.end)
        self.at, self.mark = self._mark()
        told = (line.index(d.cue[1]) for d in before if d.right and d.cue[1] <= cue.span[0])
        self.found = speaker_left(line, cue.i, max(self.stop, max(told, default=0)))
        self.source = token_span(line, self.found.a, self.found.b)
        if self.source is None and self.found.joined:
            self.source = self._joined_source()

    @property
    def span(self) -> Span:
        """Where the verb stands, without a "rằng" or "với" that the lexicon has with it."""
        return (self.cue.span[0], self.line.spans[self.j - 1][1])

    @property
    def named(self) -> bool:
        """Whether the same word can be a noun."""
        return self.cue.of("noun") is not None

    def is_noun_or_unreal(self) -> bool:
        """Whether what could be a verb is a noun here, or an act not done or not asserted."""
        low, i, j = self.line.low, self.cue.i, self.j
        previous = low[i - 1] if i > self.stop else ""
        pair = "_".join(low[max(self.stop, i - 2) : i])
        following = low[j] if j < len(low) else ""
        if previous in DETERMINERS or previous in UNREAL or pair in UNREAL or following == "của":
            return True
        if self.line.starts(j, RITUAL):
            return True
        objects = {previous, pair} & TAKES_NOUN or previous in CASES or following in NOMINAL
        return self.named and self.mark not in CLEAR and bool(objects)

    def quoted_on_left(self) -> Draft | None:
        """ "“…”, X nói": nothing but the speaker stands between a quotation and the verb."""
        line = self.line
        quoted = self.quotations.before(line.spans[self.cue.i][0])
        if self.quotation is not None or self.mark in ("rằng", ":") or quoted is None:
            return None
        content = trim(line.text, max(quoted.start, line.start), quoted.end)
        if quoted.end <= line.start or content is None or not self._ends(quoted=True):
            return None
        a = line.index(quoted.end)
        while a < self.cue.i and (line.low[a] in DASHES or line.low[a] == "."):
            a += 1
        b = skip_adverbs(line, self.cue.i, a)
        while b > a and line.is_stop(b - 1) and line.low[b - 1] != ")":
            b -= 1
        citing = next((d for d in self.before if not d.right and a <= line.index(d.cue[0]) < b), None)
        if citing is not None:
            a = line.index(citing.cue[1])
        apart = any(line.low[k] in ":;" or line.low[k] in QUOTES for k in range(a, b))
        short = line.index(content[1]) - line.index(content[0]) < 3
        if not a < b <= a + 22 or short or apart or holds_predicate(line, a + 1, b):
            return None
        source = token_span(line, skip_leading(line, a, b), b)
        return Draft(self.entry, self.span, source, content, 0.93, right=False)

    def told_on_left(self) -> Draft | None:
        """ "…, X cho biết.": the whole sentence before its speaker, without quotation marks."""
        line = self.line
        if self.quotation is not None or self.mark in CLEAR or not self.found or not self.entry.strong:
            return None
        content = content_left(line, self.found.left, self.quotations)
        if content is None or line.low[self.found.left - 1] not in DASHES or not self._ends(quoted=False):
            return None
        if line.index(content[1]) - line.index(content[0]) <= 4:
            return None
        return Draft(self.entry, self.span, self.source, content, 0.7, right=False)

    def on_right(self) -> Draft | None:
        """ "X cho biết …"."""
        line, at, end = self.line, self.at, self.end
        confidence = self._trust()
        if self.mark == "":
            at = self._without_links(at)
        if not confidence or at >= self.limit:
            return None
        start = line.spans[at][0]
        inner = self.quotations.at(start)
        if inner is not None and inner.start == start and inner.end <= end and self.mark in (":", "quote"):
            after = line.index(inner.end)
            if self.mark == ":" or after >= self.limit or line.is_stop(after):
                end = inner.end
        content = trim(line.text, start, end)
        if content is None:
            return None
        found = self.found
        joint = line.spans[found.left][0] if found.joined and found.left < len(line) else None
        return Draft(self.entry, self.span, self.source, content, confidence, right=True, joint=joint)

    def _behind(self) -> int:
        j, low = self.cue.j, self.line.low
        if j - 2 < self.cue.i or low[j - 2] == "cho":
            return j
        return j - 1 if low[j - 1] in ("rằng", "với") else j

    def _filled(self) -> int:
        """The token behind the verb and "thêm", "lại", "rõ", "tiếp"."""
        j = self.j
        while j < self.limit and self.line.low[j] in FILLERS:
            j += 1
        return j

    def _mark(self) -> tuple[int, str]:
        low, limit = self.line.low, self.limit
        j = self._filled()
        if j >= limit:
            return j, ""
        token = low[j]
        if token in ("rằng", "là", ":", ","):
            k = j + 1
            while k < limit and low[k] in ("rằng", ":", ","):
                token, k = (":" if low[k] == ":" else token), k + 1
            return k, ("quote" if token == "," and k < limit and low[k] in QUOTES else token)
        if token in QUOTES:
            return j, "quote"
        return self._mark_behind_address(j) if token in ADDRESS or token == "như" else (j, "")

    def _mark_behind_address(self, j: int) -> tuple[int, str]:
        """The mark of the content behind an addressee, place or time: "nói với X rằng …"."""
        low = self.line.low
        for k in range(j + 1, min(self.limit, j + 18)):
            if low[k] in ("rằng", ":"):
                return k + 1, low[k]
            if low[k] in QUOTES and k < j + 7:
                return k, "quote"
            if low[k] == "," and low[j] == "với":
                return k + 1, ","
            if self.line.is_stop(k) or low[k] in CLAUSE:
                break
        return j, ""

    def _without_links(self, at: int) -> int:
        """Where the content begins behind whom it is said to ("yêu cầu họ rằng …") and "về", "đến"."""
        low = self.line.low
        if self.entry.act == "urge":
            for k in range(at, min(self.limit, at + 7)):
                if low[k] == "rằng":
                    return k + 1
                if self.line.is_stop(k):
                    break
        while at < self.limit and low[at] in LINKS:
            at += 2 if low[at : at + 2] == ["về", "việc"] else 1
        return at

    def _trust(self) -> float:
        """How sure it is that the verb reports speech on its right, from its strength and the mark; 0 for
        no."""
        words = self.line.low[self.cue.i : self.cue.j]
        if words == ["cho", "thấy"] and not FINDINGS & set(self.line.low[self.found.a : self.found.b]):
            return 0.0
        if self.mark == "rằng":
            return 0.95
        if self.mark in CLEAR:
            return 0.93 if self.source is not None else 0.6
        if self.entry.strong:
            return 0.9 if self.source is not None else 0.0 if self.named else 0.55
        return 0.6 if self._takes_clause(words) else 0.0

    def _takes_clause(self, words: list[str]) -> bool:
        """Whether a verb that often reports nothing does so here without a clear mark."""
        line, found, act = self.line, self.found, self.entry.act
        if self.source is None or line.low[self.cue.i - 1] in AGENT or "_".join(words) in NEEDS_THAT:
            return False
        first = found.left == 0 or line.is_stop(found.left - 1)
        if self.named and not (found.joined or found.b < self.cue.i or first):
            return False
        several = " " in self.entry.text
        if self.mark == "là":
            return act in TELLING
        if not several and fold(self.entry.text) not in BARE:
            return False
        if self.mark == "" and several and act in ("accuse", "deny", "urge"):
            return True
        return self._clause_follows() and (self.mark == "" or act in TELLING)

    def _clause_follows(self) -> bool:
        """Whether what follows looks like a clause: a small word of a predicate comes soon."""
        for k in range(self.at, min(self.limit, self.at + 10)):
            if self.line.is_stop(k):
                return False
            if self.line.low[k] in CLAUSE:
                return True
        return False

    def _joined_source(self) -> Span | None:
        """The subject of the verb that this one is joined to."""
        line, left = self.line, self.found.left
        for draft in reversed(self.before):
            if draft.source is not None and draft.cue[1] <= line.spans[min(left, len(line) - 1)][0] + 1:
                return draft.source
        first = subject(line, self.stop, left)
        return token_span(line, first.a, first.b)

    def _ends(self, *, quoted: bool) -> bool:
        """Whether nothing that could be a content follows the verb."""
        j = self._filled()
        if j >= self.limit or self.line.low[j] in (".", ";"):
            return True
        rest = self.line.low[j : self.limit]
        if not quoted:
            return rest[0] in ADDRESS and not {",", "rằng", ":"} & set(rest)
        if rest[0] == ",":
            return (
                len(rest) == 1
                or rest[1] in CLAUSE_AFTER
                or rest[1] in QUOTES
                or tuple(rest[1:3]) in NEXT_VERB
            )
        return rest[0] in ADDRESS or rest[0] == "và" or rest[0] in DASHES
