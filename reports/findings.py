"""The answer in words: one headline, a line under it, and what stands out, each with its sentence numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from analyzer.analysis import REPORTER, THIRD, UNNAMED, Analysis, Commitment, Verbs
from reports import view
from reports.strings import Strings

_EVEN = 1.15
_NAME = 44


def _name(analysis: Analysis, voice: str, s: Strings) -> str:
    name = view.voice_name(analysis, voice, s)
    return name if len(name) <= _NAME else name[: _NAME - 1].rstrip() + "…"


def _quoted(words: list[str], most: int = 3) -> str:
    return ", ".join(f"“{word}”" for word in words[:most]) + (", …" if len(words) > most else "")


def _start(text: str) -> str:
    return text[:1].upper() + text[1:]


def _leading(analysis: Analysis) -> list[str]:
    """The sides that speak, most words first."""
    sides = {side.id for side in analysis.sides}
    return [v for v in view.voices(analysis) if v in sides and view.share(analysis, v).words > 0]


def headline(analysis: Analysis, s: Strings) -> str:
    """Who is given how much of the article, in one plain sentence."""
    if not analysis.attributions:
        return s("headline.none", sentences=s.count("sentences", len(analysis.sentences)))
    attributed = 1 - view.share(analysis, REPORTER).words
    if not analysis.sides:
        return s("headline.nosides", p=s.percent(attributed))
    names = {side.id: _name(analysis, side.id, s) for side in analysis.sides}
    leading = _leading(analysis)
    heard = {voice for found in analysis.attributions for voice in found.side}
    retold = [name for side, name in names.items() if side in heard and side not in leading]
    if not leading and retold:
        return _start(s("headline.retold", sides=s.listing(retold), p=s.percent(attributed)))
    if not leading:
        return _start(s("headline.silent", sides=s.listing(list(names.values())), p=s.percent(attributed)))
    a = leading[0]
    pa = view.share(analysis, a).words
    if len(leading) == 1:
        others = [name for side, name in names.items() if side != a]
        key = "headline.second" if retold else "headline.single" if others else "headline.only"
        return s(key, a=names[a], pa=s.percent(pa), others=s.listing(retold or others))
    b = leading[1]
    pb = view.share(analysis, b).words
    key = "headline.more" if pa / pb >= _EVEN else "headline.even"
    return s(key, a=names[a], b=names[b], pa=s.percent(pa), pb=s.percent(pb), ratio=s.number(pa / pb))


def deck(analysis: Analysis, s: Strings) -> str:
    """The line under the headline: everybody else's part, and how sure the difference is."""
    if not analysis.attributions:
        return ""
    said = [s("deck.reporter", p=s.percent(view.share(analysis, REPORTER).words))]
    for voice in (THIRD, UNNAMED):
        part = view.share(analysis, voice).words
        if part > 0:
            said.append(s("deck.other", name=s(f"voice.{voice}"), p=s.percent(part)))
    leading = _leading(analysis)
    if len(leading) > 1:
        a, b = (view.share(analysis, voice) for voice in leading[:2])
        said.append(s("deck.overlap" if a.low <= b.high else "deck.apart"))
    return " ".join(said)


def _accused(analysis: Analysis, s: Strings) -> Iterator[str]:
    answers = analysis.scores.answers
    accused = sorted({a.accused for a in answers}, key=lambda side: -sum(a.accused == side for a in answers))
    for side in accused[:1]:
        mine = [a for a in answers if a.accused == side]
        unanswered = [a for a in mine if a.reply is None]
        silent = len(unanswered) == len(mine)
        key = "unanswered_all" if silent else "unanswered" if unanswered else "answered"
        yield s(
            f"finding.{key}",
            side=_name(analysis, side, s),
            times=s.count("times", len(mine)),
            open=len(unanswered),
            places=s.places([analysis.attributions[a.accusation].sentence for a in unanswered or mine]),
        )


def _portrayed(analysis: Analysis, s: Strings) -> Iterator[str]:
    for value, key in ((-1, "finding.portrayal"), (1, "finding.favour")):
        found = [(side.id, view.toward(analysis, side.id)[value]) for side in analysis.sides]
        found = sorted((item for item in found if item[1]), key=lambda item: -len(item[1]))[:2]
        if found:
            items = [
                s("finding.portrayal_item", n=len(at), side=_name(analysis, side, s), places=s.places(at, 4))
                for side, at in found
            ]
            yield s(key, list=s.listing(items))
            return


def _marked(analysis: Analysis, s: Strings) -> Iterator[str]:
    counted: list[tuple[int, str, Commitment]] = []
    for side in analysis.sides:
        verbs = analysis.scores.verbs.get(side.id, Verbs())
        counted += [(verbs.distancing, side.id, "distancing"), (verbs.endorsing, side.id, "endorsing")]
    times, voice, commitment = max(counted, default=(0, "", "neutral"), key=lambda item: item[0])
    mine = [a for a in analysis.attributions if voice in a.side and a.commitment == commitment]
    if times and mine:
        cues = list(dict.fromkeys(a.lexeme for a in mine if a.lexeme))
        yield s(
            f"finding.{commitment}",
            side=_name(analysis, voice, s),
            times=s.count("times", times),
            cues=_quoted(cues),
            places=s.places([a.sentence for a in mine]),
        )


def _unnamed(analysis: Analysis, s: Strings) -> Iterator[str]:
    mine = [a for a in analysis.attributions if UNNAMED in a.side]
    if mine and view.share(analysis, UNNAMED).words > 0:
        yield s(
            "finding.unnamed",
            n=s.count("attributions", len(mine)),
            p=s.percent(view.share(analysis, UNNAMED).words),
            places=s.places([a.sentence for a in mine]),
        )


def _loaded(analysis: Analysis, s: Strings) -> Iterator[str]:
    if analysis.loaded:
        yield s(
            "finding.loaded",
            times=s.count("times", len(analysis.loaded)),
            words=_quoted(list(dict.fromkeys(analysis.text[slice(*w.span)] for w in analysis.loaded))),
            places=s.places([w.sentence for w in analysis.loaded]),
        )


def _late(analysis: Analysis, s: Strings) -> Iterator[str]:
    total = len(analysis.sentences)
    for voice in _leading(analysis):
        place = analysis.scores.prominence.get(voice)
        if place and place.first is not None and place.first > total / 2 and total > 5:
            yield s(
                "finding.late",
                side=_name(analysis, voice, s),
                k=place.first + 1,
                sentences=s.count("sentences", total),
            )
            return


def _tone(analysis: Analysis, s: Strings) -> Iterator[str]:
    neg, pos = (
        [k for k, one in enumerate(analysis.sentences) if one.tone == tone] for tone in ("neg", "pos")
    )
    if neg:
        n, m = s.count("sentences", len(neg)), s.count("sentences", len(pos))
        yield s("finding.tone", n=n, m=m, total=len(analysis.sentences), places=s.places(neg))
    else:
        yield s("finding.tone_none", m=s.count("sentences", len(pos)))


def _stretch(analysis: Analysis, s: Strings) -> Iterator[str]:
    cited = sorted({a.sentence for a in analysis.attributions})
    edges = [-1, *cited, len(analysis.sentences)]
    length, first = max((b - a - 1, a + 1) for a, b in pairwise(edges))
    if length > 1:
        n = s.count("sentences", length)
        yield s("finding.stretch", n=n, first=first + 1, last=first + length)


def _hedged(analysis: Analysis, s: Strings) -> Iterator[str]:
    mine = [k for k, one in enumerate(analysis.sentences) if one.hedge]
    if mine:
        yield s("finding.hedge", n=s.count("sentences", len(mine)), places=s.places(mine))
    else:
        yield s("finding.hedge_none")


_KINDS: tuple[Callable[[Analysis, Strings], Iterator[str]], ...] = (
    _accused,
    _portrayed,
    _marked,
    _unnamed,
    _loaded,
    _late,
    _tone,
    _hedged,
    _stretch,
)


def findings(analysis: Analysis, s: Strings, most: int = 3) -> list[str]:
    """What stands out, the weightiest kinds first, at most one of a kind."""
    return [_start(text) for kind in _KINDS for text in kind(analysis, s)][:most]
