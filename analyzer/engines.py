"""The two engines that read a document: the encoder with the lexicons, or the lexicons and rules alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

import msgspec

from analyzer.analysis import REPORTER, THIRD, UNNAMED, Attribution, LoadedWord, Sentence, Side, Span
from analyzer.attribution.learned import EncoderTagger, Tagged, signs
from analyzer.attribution.rules import RuleTagger
from analyzer.calibration import Calibration, shipped
from analyzer.document import Document
from analyzer.encoder import Encoder, Reading
from analyzer.intervals import Uncertainty
from analyzer.sentiment.learned import LearnedReader
from analyzer.sentiment.reader import LexicalReader
from analyzer.sides.cast import Cast
from analyzer.sides.hints import Hints, hints_of
from lexicons import Lexicons

MODELS = Path(__file__).parent / "models"

Named = Sequence[Mapping[str, Sequence[Span]]]


class Heard(NamedTuple):
    """Who says what; by the encoder also what it read, and its hints at who speaks."""

    found: list[Attribution]
    hints: Hints | None = None
    reading: Reading | None = None
    tagged: Tagged | None = None


class Judged(NamedTuple):
    """What an engine makes of a document once the voices are known."""

    attributions: tuple[Attribution, ...]
    sentences: tuple[Sentence, ...]
    loaded: tuple[LoadedWord, ...]
    uncertainty: Uncertainty


class Engine(Protocol):
    """First hears who says what; then, with the voices filled in, judges how it sounds."""

    name: Literal["encoder", "rules"]

    def hear(self, document: Document, cast: Cast) -> Heard:
        """The attributions, ``side`` and ``speaker`` left empty."""

    def judge(
        self,
        document: Document,
        heard: Heard,
        voiced: Sequence[Attribution],
        named: Named,
        sides: Sequence[Side],
    ) -> Judged:
        """Tone, stances, hedges and loaded words, and how sure everything is."""


class Rules:
    """By lexicon and rule alone: no encoder is loaded."""

    name: Literal["encoder", "rules"] = "rules"

    def __init__(self, lexicons: Lexicons) -> None:
        self.tagger = RuleTagger(lexicons)
        self.reader = LexicalReader(lexicons)

    def hear(self, document: Document, cast: Cast) -> Heard:
        return Heard(self.tagger.tag(document))

    def judge(
        self,
        document: Document,
        heard: Heard,
        voiced: Sequence[Attribution],
        named: Named,
        sides: Sequence[Side],
    ) -> Judged:
        return Judged(tuple(voiced), *self.reader.read(document, voiced, named), Uncertainty())


class Learned:
    """By the encoder and the lexicons together."""

    name: Literal["encoder", "rules"] = "encoder"

    def __init__(self, lexicons: Lexicons) -> None:
        self.calibration = shipped()
        self.encoder = Encoder.load(MODELS)
        self.tagger = EncoderTagger(lexicons, self.calibration.runs, self.calibration.cue)
        self.reader = LearnedReader(lexicons, self.calibration)

    def hear(self, document: Document, cast: Cast) -> Heard:
        reading = self.encoder.read(document)
        tagged = self.tagger.tag(document, reading)
        hints = hints_of(reading, tagged, cast)
        return Heard(tagged.attributions, hints, reading, tagged)

    def judge(
        self,
        document: Document,
        heard: Heard,
        voiced: Sequence[Attribution],
        named: Named,
        sides: Sequence[Side],
    ) -> Judged:
        assert heard.reading is not None
        assert heard.tagged is not None
        sure = confident(voiced, heard.tagged, self.calibration)
        sentences, loaded = self.reader.read(document, sure, named, heard.reading)
        return Judged(sure, sentences, loaded, uncertainty(heard.tagged, sure, sides))


def confident(
    voiced: Sequence[Attribution], tagged: Tagged, calibration: Calibration
) -> tuple[Attribution, ...]:
    """The attributions with the probability that each is right."""
    return tuple(
        msgspec.structs.replace(a, confidence=round(calibration.confidence.p(signs(tagged, k)), 4))
        for k, a in enumerate(voiced)
    )


def uncertainty(tagged: Tagged, attributions: Sequence[Attribution], sides: Sequence[Side]) -> Uncertainty:
    """Which other voices each attribution may have, and how likely each sentence holds one that was not
    found.
    """
    others = []
    for a, raw, (side, third, unnamed) in zip(attributions, tagged.attributions, tagged.kinds, strict=True):
        weights = {THIRD: float(third), UNNAMED: float(unnamed), REPORTER: 1 - raw.confidence}
        weights |= {s.id: float(side) / len(sides) for s in sides}
        others.append({voice: w for voice, w in weights.items() if voice not in a.side})
    attributed = {a.sentence for a in attributions}
    missed = tuple(0.02 if k in attributed else float(p) for k, p in enumerate(tagged.attributed))
    return Uncertainty(others=tuple(others), missed=missed)
