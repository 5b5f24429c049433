"""Who says what, by lexicon and rule: the engine that needs no learned weights.

The words that can mark speech come from ``lexicons/cues.toml``; the rules decide whether one does here,
and where its source and content stand. A verb is a cue where what follows or precedes it looks like speech
("rằng", a colon, a quotation, a clause behind a verb that nearly always reports) and nothing makes it a
noun, a plan or a negation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from analyzer.analysis import Attribution
from analyzer.attribution.discourse import run_on
from analyzer.attribution.drafts import DASHES, Candidate, Draft, content_end, content_left, token_span
from analyzer.attribution.phrases import Line, holds_predicate, speaker_right
from analyzer.attribution.spans import Quotation, Quotations, speech_type, trim
from analyzer.attribution.verbs import verb
from analyzer.attribution.words import (
    CONTRASTS,
    LEADS,
    NOT_SOURCES,
    OPINIONS,
    UNREAL,
)
from analyzer.document import Document
from lexicons import Cue, Lexicons, Matcher, fold

QUOTES = frozenset('“"«')
"""Marks that can open a quotation."""

CLAUSE_MARKS = frozenset(",;–-—.:•*>")


LONGEST = 2500
"""Characters of a sentence that are looked at together; no real sentence is longer."""


class RuleTagger:
    """Finds attributions by the cues of a lexicon and rules of Vietnamese news prose.

    Parameters
    ----------
    lexicons : Lexicons
        Where the cues come from (`lexicons.load`).

    Examples
    --------
    >>> import lexicons
    >>> from analyzer.article import Article
    >>> from analyzer.document import parse
    >>> document = parse(Article(text="Bà Lan cho biết cầu đã hỏng."), words=False)
    >>> [found] = RuleTagger(lexicons.load()).tag(document)
    >>> [document.text[a:b] for a, b in (found.source, found.cue, found.content[0])]
    ['Bà Lan', 'cho biết', 'cầu đã hỏng']
    """

    def __init__(self, lexicons: Lexicons) -> None:
        entries: dict[str, list[Cue]] = defaultdict(list)
        for cue in lexicons.cues:
            if cue.kind != "frame":
                entries[fold(cue.text)].append(cue)
        self._matcher: Matcher[tuple[Cue, ...]] = Matcher(
            (text, tuple(cues)) for text, cues in entries.items()
        )

    def tag(self, document: Document) -> list[Attribution]:
        """The attributions of a document, in the order of their sentences; sides and speakers are left
        open."""
        text = document.text
        quotations = Quotations(text)
        found: list[Attribution] = []
        for number, sentence in enumerate(document.sentences):
            for start in range(sentence.start, sentence.end, LONGEST):
                line = Line(text, start, min(sentence.end, start + LONGEST))
                drafts = self._sentence(line, quotations)
                found.extend(draft.attribution(number, quotations) for draft in drafts)
                headline = None if drafts else _headline(line, number, quotations)
                found.extend([headline] if headline is not None else [])
        return run_on(document, quotations, found)

    def _sentence(self, line: Line, quotations: Quotations) -> list[Draft]:
        drafts: list[Draft] = []
        for candidate in self._candidates(line):
            quotation = quotations.at(candidate.span[0])
            draft = (
                _preposition(line, candidate, quotations)
                or _passive(line, candidate, quotation)
                or _noun(line, candidate, quotation)
                or verb(line, candidate, quotations, drafts)
            )
            if draft is not None:
                drafts.append(draft)
                cited = _cited(line, candidate, draft)
                if cited is not None:
                    drafts.append(cited)
        return _settle(line, drafts)

    def _candidates(self, line: Line) -> Iterator[Candidate]:
        """Cues of the lexicon in a sentence."""
        for start, end, entries in self._matcher.find(line.text, line.start, line.end):
            i = line.index(start)
            yield Candidate(i, max(i + 1, line.index(end)), (start, end), entries)


def _headline(line: Line, number: int, quotations: Quotations) -> Attribution | None:
    """ "X: “…”": a speaker, a colon and a quotation, without any verb."""
    colon = line.low.index(":") if ":" in line.low else len(line)
    if not 0 < colon <= 10 or colon + 1 >= len(line) or not line.capital(0):
        return None
    quotation = quotations.at(line.spans[colon + 1][0])
    if quotation is None or quotation.start != line.spans[colon + 1][0] or holds_predicate(line, 0, colon):
        return None
    content = trim(line.text, quotation.start, min(quotation.end, line.end))
    source = token_span(line, 0, colon)
    if content is None or source is None or any(line.is_stop(k) for k in range(colon)):
        return None
    return Attribution(
        sentence=number,
        cue=None,
        source=source,
        content=(content,),
        type=speech_type(quotations, content),
        act="state",
        confidence=0.8,
    )


def _cited(line: Line, c: Candidate, draft: Draft) -> Draft | None:
    """The one whom a medium cites: X in "“…”, AFP dẫn lời X"."""
    if draft.right or line.low[c.i] not in ("dẫn", "trích") or c.j >= len(line):
        return None
    end = speaker_right(line, c.j, len(line))
    source = token_span(line, c.j, end)
    if source is None or (end < len(line) and line.low[end] not in ".,") or _tells(line, c.j, end):
        return None
    return draft.copy(source)


def _tells(line: Line, a: int, b: int) -> bool:
    return any(
        line.low[k : k + 2] in (["cho", "biết"], ["cho", "hay"], ["nói", "rằng"]) for k in range(a, b)
    ) or (line.low[b - 1] == "nói")


def _preposition(line: Line, c: Candidate, quotations: Quotations) -> Draft | None:
    """ "Theo X, …" and "…, theo X"."""
    entry = c.of("preposition")
    previous = line.low[c.i - 1] if c.i else ","
    if entry is None or previous in ("(", "["):
        return None
    after_cue, start = _source_start(line, c)
    quotation = quotations.at(c.span[0])
    reach = content_end(line, c.i, quotation)
    limit = line.index(reach)
    end = speaker_right(line, start, limit)
    source = token_span(line, start, end)
    if source is None:
        return None
    cue = (c.span[0], line.spans[after_cue - 1][1])
    follows = line.low[end] if end < limit else "."
    initial = previous in CLAUSE_MARKS or previous in LEADS or line.capital(c.i)
    if initial and follows in (",", ":", "thì") and end + 1 < limit:
        content = trim(line.text, line.spans[end][1], reach)
        if content is not None:
            return Draft(entry, cue, source, content, 0.92, right=True)
    behind = c.i > 1 and (previous in DASHES or previous in '”"') and follows in (".", ",")
    content = content_left(line, c.i, quotations) if behind and not _predicates(line, start, end) else None
    if content is None or line.index(content[1]) - line.index(content[0]) <= 4:
        return None
    return Draft(entry, cue, source, content, 0.85, right=False)


def _source_start(line: Line, c: Candidate) -> tuple[int, int]:
    """The token behind the cue, and the one at which its speaker begins (none where it is no source).

    What is said, between "theo" and "của", belongs to the cue: "theo đánh giá của X".
    """
    low = line.low
    if low[c.i] != "theo":
        return c.j, c.j
    j = c.i + 1
    if j >= len(line) or (low[j] in NOT_SOURCES and not line.capital(j)):
        return j, len(line)
    if low[j] in ("như", "lời"):
        start = j + 1
        return start, start + (start < len(line) and low[start] in ("của", "kể", "khai"))
    for k in range(j + 1, min(j + 4, len(line) - 1)):
        if low[k] == "của" and "_".join(low[j:k]) in OPINIONS:
            return k, k + 1
    return j, j


def _predicates(line: Line, a: int, b: int) -> bool:
    """Whether what should be a speaker holds a predicate, or is too long for one."""
    return b - a > 16 or holds_predicate(line, a, b)


def _passive(line: Line, c: Candidate, quotation: Quotation | None) -> Draft | None:
    """ "X được cho là …", "Được biết, …"."""
    entry = c.of("passive")
    if entry is None or c.j >= len(line) or not (entry.strong or line.low[c.j] in ("rằng", "là")):
        return None
    if c.i > 0 and line.low[c.i - 1] in UNREAL:
        return None
    end = content_end(line, c.j, quotation)
    initial = c.i == 0 or line.low[c.i - 1] in CLAUSE_MARKS
    if not initial:
        stop = next((k for k in range(c.j + 1, len(line)) if line.low[k] in (";", ")", "–")), None)
        end = min(end, line.spans[stop][0]) if stop is not None else end
    content = trim(line.text, line.spans[c.j - 1][1], end)
    return Draft(entry, c.span, None, content, 0.85, right=True) if content else None


def _noun(line: Line, c: Candidate, quotation: Quotation | None) -> Draft | None:
    """ "cáo buộc của X rằng …"."""
    entry = c.of("noun")
    if entry is None or c.j + 1 >= len(line):
        return None
    source_start = source_end = c.j
    k = c.j
    if line.low[k] == "của":
        source_start = k + 1
        k = source_end = speaker_right(line, k + 1, min(len(line), k + 16))
        while source_end > source_start and line.low[source_end - 1] in ("nói", "cho"):
            source_end -= 1
    elif c.of("verb") is not None:
        return None
    if k >= len(line) or line.low[k] != "rằng":
        return None
    content = trim(line.text, line.spans[k][1], content_end(line, k, quotation))
    return (
        Draft(entry, c.span, token_span(line, source_start, source_end), content, 0.8, right=True)
        if content
        else None
    )


def _settle(line: Line, drafts: list[Draft]) -> list[Draft]:
    """Let a content end where the next verb of the same speaker, or a clause with a speaker of its own,
    begins."""
    for i, draft in enumerate(drafts):
        if not draft.right:
            continue
        for later in drafts[i + 1 :]:
            stop = later.joint if later.source == draft.source else _contrast(line, later)
            if stop is not None and draft.content[0] < stop < draft.content[1]:
                draft.content = trim(line.text, draft.content[0], stop) or draft.content
                break
    return drafts


def _contrast(line: Line, draft: Draft) -> int | None:
    """Where "trong khi", "còn" or "nhưng" sets a speaker against the one before."""
    if draft.source is None:
        return None
    k = line.index(draft.source[0])
    n = line.ends(k, CONTRASTS)
    return line.spans[k - n][0] if n else None
