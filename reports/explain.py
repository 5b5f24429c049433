"""What the result of one sentence rests on, in plain lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analyzer.analysis import UNNAMED, Analysis, Attribution, Evidence
from reports import view
from reports.strings import Strings, strings

_TOWARD = {-1: "neg", 0: "neu", 1: "pos"}


def explain(analysis: Analysis, sentence: int, lang: str = "vi") -> str:
    """The attributions, tone, stances, hedges and loaded words of a sentence, each with its evidence.

    Parameters
    ----------
    sentence : int
        Index of the sentence, from 0.
    lang : {"vi", "en"}

    Raises
    ------
    IndexError
        There is no such sentence.
    """
    return "\n".join(_lines(analysis, sentence, strings(lang)))


def _lines(analysis: Analysis, k: int, s: Strings) -> Iterator[str]:
    found = analysis.sentences[k]
    text = analysis.text
    yield s("explain.sentence", n=k + 1)
    yield view.plain(text[found.start : found.end])
    yield ""
    yield s("explain.voice", voices=_names(analysis, view.main_voices(analysis)[k], s))
    for number in view.attributions_of(analysis, k):
        yield from _attribution(analysis, analysis.attributions[number], s)
    neg, neu, pos = map(s.percent, found.tone_p)
    yield s("explain.tone", tone=s(f"tone.{found.tone}"), neg=neg, neu=neu, pos=pos)
    yield from _evidence(found.tone_evidence, s)
    for side, stance in found.stances.items():
        neg, neu, pos = map(s.percent, stance.p)
        value = s(f"toward.{_TOWARD[stance.value]}")
        name = view.voice_name(analysis, side, s)
        yield s("explain.stance", side=name, value=value, neg=neg, neu=neu, pos=pos)
        yield from _evidence(stance.evidence, s)
    if found.hedge:
        words = ", ".join(text[a:b] for a, b in found.hedge_spans)
        yield s("explain.hedge", words=words or s.percent(found.hedge_p))
    for loaded in analysis.loaded:
        if loaded.sentence == k:
            key = "explain.neutral" if loaded.neutral else "explain.loaded"
            yield s(key, words=text[slice(*loaded.span)], neutral=loaded.neutral)


def _attribution(analysis: Analysis, said: Attribution, s: Strings) -> Iterator[str]:
    text = analysis.text
    yield s("explain.attribution", content=view.words_of(analysis, said))
    voices = _names(analysis, said.side or (UNNAMED,), s)
    yield s("explain.speaker", voices=voices, speaker=said.speaker) if said.speaker else f"  {voices}"
    kind, act = s(f"type.{said.type}"), s(f"act.{said.act}")
    yield s("explain.how", type=kind, act=act, confidence=s.percent(said.confidence))
    if said.source:
        yield s("explain.source", source=text[slice(*said.source)])
    if said.cue:
        key = "explain.entry" if said.lexeme else "explain.cue"
        commitment = s(f"commitment.{said.commitment}")
        yield s(key, cue=text[slice(*said.cue)], commitment=commitment, lexeme=said.lexeme)
    if said.via is not None:
        yield s("explain.continues", n=analysis.attributions[said.via].sentence + 1)


def _evidence(evidence: Iterable[Evidence], s: Strings) -> Iterator[str]:
    for item in evidence:
        weight = s.number(item.weight, 2)
        yield s(
            "explain.evidence", weight=weight if item.weight < 0 else f"+{weight}", what=view.because(item, s)
        )


def _names(analysis: Analysis, voices: Iterable[str], s: Strings) -> str:
    return s.listing([view.voice_name(analysis, voice, s) for voice in voices])
