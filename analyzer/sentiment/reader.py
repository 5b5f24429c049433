"""All that the lexicons say of the sentences of an article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analyzer.analysis import Attribution, LoadedWord, Sentence, Span
from analyzer.document import Document
from analyzer.sentiment.hedges import HedgeFinder
from analyzer.sentiment.lexical import LexicalModel, LexicalTone
from analyzer.sentiment.loaded import LoadedFinder
from lexicons import Lexicons


class LexicalReader:
    """Reads tone, stances, hedges and loaded words of every sentence, by lexicon and rule."""

    def __init__(self, lexicons: Lexicons, model: LexicalModel | None = None) -> None:
        self.tone = LexicalTone(lexicons, model)
        self.hedges = HedgeFinder(lexicons)
        self.loaded = LoadedFinder(lexicons)

    def read(
        self,
        document: Document,
        attributions: Sequence[Attribution],
        mentions: Sequence[Mapping[str, Sequence[Span]]],
    ) -> tuple[tuple[Sentence, ...], tuple[LoadedWord, ...]]:
        """The sentences of an article, and its loaded words in order.

        Parameters
        ----------
        attributions : sequence of Attribution
            With the voices filled in.
        mentions : sequence of mapping of str to sequence of Span
            For each sentence where it names which sides, by their ids (`analyzer.sides.mentions`).
        """
        text = document.text
        told: list[list[Attribution]] = [[] for _ in document.sentences]
        for attribution in attributions:
            told[attribution.sentence].append(attribution)
        sentences: list[Sentence] = []
        loaded: list[LoadedWord] = []
        for k, (place, here, named) in enumerate(zip(document.sentences, told, mentions, strict=True)):
            tone = self.tone.read(text, place.start, place.end)
            stances = self.tone.stances(text, place.start, place.end, named, here)
            hedges = self.hedges.find(text, place.start, place.end, here)
            loaded += self.loaded.find(text, (k, place.start, place.end), here, named)
            sentences.append(
                Sentence(
                    start=place.start,
                    end=place.end,
                    tone=tone.tone,
                    tone_p=tone.p,
                    tone_evidence=tone.evidence,
                    toward={side: stance.value for side, stance in stances.items()},
                    stances=stances,
                    hedge=bool(hedges),
                    hedge_p=self.tone.model.hedge[bool(hedges)],
                    hedge_spans=hedges,
                )
            )
        return tuple(sentences), tuple(loaded)
