"""What a reader wants to see of an `Analysis`, before anything is drawn or worded."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from analyzer.analysis import REPORTER, THIRD, UNNAMED, Analysis, Attribution, Evidence, Share, Span
from reports.strings import Strings

_WORD = re.compile(r"\w+")
_OPENING = 90
_CHAINS = 6

SOURCING = ("named", "described", "anonymous", "none", "direct", "documents")
"""The parts of `Sourcing`, in the order in which they are shown."""


class Piece(NamedTuple):
    """A stretch of a sentence with one set of marks; the numbers are indices of attributions.

    ``content`` runs from the outermost attribution to the innermost; ``loaded`` says that the reporter's
    wording takes sides here.
    """

    start: int
    end: int
    content: tuple[int, ...]
    cue: int | None
    source: int | None
    loaded: bool

    @property
    def attribution(self) -> int | None:
        """The attribution that this piece tells most about: as its cue, its source, or innermost content."""
        if self.cue is not None:
            return self.cue
        if self.source is not None:
            return self.source
        return self.content[-1] if self.content else None


class Run(NamedTuple):
    """Consecutive words of one sentence that belong to the same voices."""

    sentence: int
    words: int
    voices: tuple[str, ...]


class Speaker(NamedTuple):
    """Who is cited under one name: the voices, how often, with how many words, and in which sentences."""

    name: str
    voices: tuple[str, ...]
    times: int
    words: int
    sentences: tuple[int, ...]


def voices(analysis: Analysis) -> list[str]:
    """The voices to show: all sides, most words first, third and unnamed where they speak, the reporter."""
    shares = analysis.shares
    sides = [side.id for side in analysis.sides if side.id in shares]
    sides.sort(key=lambda voice: -shares[voice].words)
    others = [v for v in (THIRD, UNNAMED) if v in shares and shares[v].words > 0]
    return [*sides, *others, *([REPORTER] if REPORTER in shares else [])]


def share(analysis: Analysis, voice: str) -> Share:
    """The share of a voice, nothing where the record has none."""
    return analysis.shares.get(voice) or Share(words=0.0, sentences=0.0, low=0.0, high=0.0)


def voice_name(analysis: Analysis, voice: str, s: Strings) -> str:
    """A side's name, or what the language calls the other voices."""
    if voice in (THIRD, UNNAMED, REPORTER):
        return s(f"voice.{voice}")
    return next((side.name for side in analysis.sides if side.id == voice), voice)


def plain(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())


def words_of(analysis: Analysis, attribution: Attribution) -> str:
    """What an attribution reports, in one line."""
    return plain(" … ".join(analysis.text[a:b] for a, b in attribution.content))


def _size(attribution: Attribution) -> int:
    return sum(b - a for a, b in attribution.content)


def attributions_of(analysis: Analysis, sentence: int) -> list[int]:
    """The indices of the attributions that stand in a sentence."""
    return [k for k, found in enumerate(analysis.attributions) if found.sentence == sentence]


def pieces(analysis: Analysis, sentence: int) -> list[Piece]:
    """A sentence cut wherever a cue, source or content begins or ends; the pieces give back all of it."""
    whole = analysis.sentences[sentence]
    here = [(k, analysis.attributions[k]) for k in attributions_of(analysis, sentence)]
    cuts = {whole.start, whole.end}
    for _, found in here:
        for span in (found.cue, found.source, *found.content):
            if span:
                cuts.update(min(max(edge, whole.start), whole.end) for edge in span)
    loaded = [word.span for word in analysis.loaded if word.sentence == sentence]
    for span in loaded:
        cuts.update(span)
    edges = sorted(cuts)
    here.sort(key=lambda item: -_size(item[1]))

    def inside(span: Span | None, start: int) -> bool:
        return span is not None and span[0] <= start < span[1]

    return [
        Piece(
            start,
            end,
            tuple(k for k, found in here if any(inside(span, start) for span in found.content)),
            next((k for k, found in here if inside(found.cue, start)), None),
            next((k for k, found in reversed(here) if inside(found.source, start)), None),
            any(inside(span, start) for span in loaded),
        )
        for start, end in pairwise(edges)
    ]


def runs(analysis: Analysis) -> Iterator[Run]:
    """The article's words by voice (the outermost speaker's), as runs within sentences."""
    for k in range(len(analysis.sentences)):
        held: tuple[str, ...] = ()
        count = 0
        for piece in pieces(analysis, k):
            n = len(_WORD.findall(analysis.text, piece.start, piece.end))
            if not n:
                continue
            owner = (
                analysis.attributions[piece.content[0]].side or (UNNAMED,) if piece.content else (REPORTER,)
            )
            if owner != held and count:
                yield Run(k, count, held)
                count = 0
            held, count = owner, count + n
        if count:
            yield Run(k, count, held)


def main_voices(analysis: Analysis) -> list[tuple[str, ...]]:
    """For each sentence the voices that have most of its words, one of the cited before the reporter."""
    tally: list[Counter[tuple[str, ...]]] = [Counter() for _ in analysis.sentences]
    for run in runs(analysis):
        tally[run.sentence][run.voices] += run.words

    def main(counter: Counter[tuple[str, ...]]) -> tuple[str, ...]:
        cited = [item for item in counter.items() if item[0] != (REPORTER,)]
        return max(cited, key=lambda item: item[1])[0] if cited else (REPORTER,)

    return [main(counter) for counter in tally]


def speakers(analysis: Analysis) -> list[Speaker]:
    """Everybody who is cited, most words first; those without a name stand together under ""."""
    grouped: dict[tuple[str, tuple[str, ...]], list[Attribution]] = defaultdict(list)
    for found in analysis.attributions:
        grouped[found.speaker.casefold(), found.side].append(found)

    def speaker(side: tuple[str, ...], group: list[Attribution]) -> Speaker:
        n = sum(len(_WORD.findall(analysis.text, a, b)) for found in group for a, b in found.content)
        return Speaker(
            group[0].speaker, side, len(group), n, tuple(sorted({found.sentence for found in group}))
        )

    everybody = [speaker(side, group) for (_, side), group in grouped.items()]
    return sorted(everybody, key=lambda one: (-one.words, one.sentences))


def toward(analysis: Analysis, side: str) -> dict[int, list[int]]:
    """The sentences that make a side look bad (-1), neither (0) and good (1)."""
    found: dict[int, list[int]] = {-1: [], 0: [], 1: []}
    for k, sentence in enumerate(analysis.sentences):
        if side in sentence.toward:
            found[sentence.toward[side]].append(k)
    return found


def title(analysis: Analysis, s: Strings) -> str:
    """The article's title, or how it begins where it has none."""
    if analysis.title:
        return plain(analysis.title)
    first = next((plain(analysis.text[one.start : one.end]) for one in analysis.sentences), "")
    if len(first) <= _OPENING:
        return first or s("report.untitled")
    return s("report.opening", words=first[:_OPENING].rpartition(" ")[0].rstrip(" ,;:–-") or first[:_OPENING])


def notes(analysis: Analysis, s: Strings) -> list[str]:
    """What was done to the article when it was read, in words."""
    told = (note.partition(":") for note in analysis.notes)
    return [s(f"note.{kind}", name=name.upper()) for kind, _, name in told]


def because(evidence: Evidence, s: Strings) -> str:
    """What a piece of evidence is: words of the article as they are, a named sign in words."""
    if evidence.span:
        return evidence.what
    return s.table.get(f"evidence.{evidence.what}", evidence.what)


def chains(analysis: Analysis, s: Strings) -> list[str]:
    """Who is cited by whom, a line each, and how many more there are."""
    places: dict[tuple[str, str], list[int]] = {}
    for outer, inner in analysis.scores.sourcing.chains:
        a, b = analysis.attributions[outer], analysis.attributions[inner]
        places.setdefault((_who(analysis, a, s), _who(analysis, b, s)), []).append(b.sentence)
    told = [
        s("report.chain", outer=outer[:1].upper() + outer[1:], inner=inner, place=s.places(at))
        for (outer, inner), at in places.items()
    ]
    if len(told) > _CHAINS:
        told[_CHAINS:] = [s("report.chains_more", n=len(told) - _CHAINS)]
    return told


def _who(analysis: Analysis, found: Attribution, s: Strings) -> str:
    if found.speaker:
        return plain(found.speaker)
    if UNNAMED in found.side:
        return s("report.nobody")
    return s.listing([voice_name(analysis, voice, s) for voice in found.side])
