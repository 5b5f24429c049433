"""Fits what joins the encoder with the lexicons, and the confidences, on articles as encoders read them that
were not trained on them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import msgspec
import numpy as np
from sklearn.linear_model import LogisticRegression

from analyzer.analysis import TONES, Attribution, Sentence, Side, Span
from analyzer.attribution.learned import EncoderTagger, Tagged, cue_signs, run_signs, signs
from analyzer.calibration import Calibration, Logit
from analyzer.document import Document
from analyzer.encoder import Reading
from analyzer.engines import confident, uncertainty
from analyzer.intervals import ErrorModel
from analyzer.scoring import score
from analyzer.sentiment.learned import joined, scores, stance_signs
from analyzer.sentiment.lexical import LexicalModel
from analyzer.sentiment.reader import LexicalReader
from analyzer.sides import given_sides, mentions, read
from analyzer.sides.cast import Cast
from analyzer.sides.hints import Hints, hints_of
from analyzer.sides.model import Model, Rankers
from analyzer.sides.resolve import Resolver
from analyzer.training.coverage import Case as IntervalCase
from analyzer.training.coverage import fit as fit_intervals
from analyzer.training.lexical import fit
from analyzer.training.lexical import fit_all as fit_lexical
from analyzer.training.sides import Annotated, annotated, fit_rankers
from analyzer.training.sides import fit as fit_sides
from lexicons import Lexicons

T = TypeVar("T")
EVERY = Logit(weights={}, bias=0.0, threshold=0.0)
"""Takes all words that look like a cue for one."""
START = ErrorModel(
    slope=1.0, shift=0.0, spurious=0.3, third=0.4, unnamed=0.05, side=0.5, edge=0.15, missed=0.1, trust=2.0,
    near=0.25, alike=0.85, real=0.9449, unfound=0.2, even=0.5, margin=0.04,
)  # fmt: skip
"""From these constants of the intervals the fit moves; the annotated sides being given, `real` and
`unfound` stay: one number for all articles would make the intervals of the clear ones too wide.
"""


def fit_logit(rows: Sequence[Mapping[str, float]], truth: Sequence[bool]) -> Logit:
    """A logistic model of yes and no, with the threshold at which its F1 on these rows is best."""
    names = sorted({name for row in rows for name in row})
    x = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    y = np.array(truth)
    model = LogisticRegression(C=1.0, max_iter=1000).fit(x, y)
    p = model.predict_proba(x)[:, 1]

    def f1(threshold: float) -> float:
        chosen = p >= threshold
        return float(2 * (chosen & y).sum() / max(1, chosen.sum() + y.sum()))

    threshold = max((round(t, 2) for t in np.arange(0.2, 0.81, 0.02)), key=f1)
    return Logit(
        weights={n: round(float(w), 4) for n, w in zip(names, model.coef_[0], strict=True)},
        bias=round(float(model.intercept_[0]), 4),
        threshold=float(threshold),
    )


def is_right(text: str, found: Attribution, gold: Sequence[Attribution]) -> bool:
    """Whether an attribution covers half of the words of a true one of its sentence and gives it the right
    voice.
    """

    def size(span: Span) -> int:
        return len(text[span[0] : span[1]].split())

    a, b = found.content[0][0], found.content[-1][1]
    for g in gold:
        c, d = g.content[0][0], g.content[-1][1]
        shared = size((max(a, c), min(b, d))) if min(b, d) > max(a, c) else 0
        if 2 * shared > max(size((a, b)), size((c, d))) and set(g.side) == set(found.side):
            return True
    return False


class _Case(NamedTuple):
    """An article with all that the fits need; ``gold`` are the annotated sides and attributions."""

    article: Mapping[str, Any]
    document: Document
    cast: Cast
    parties: tuple[Side, ...]
    gold: tuple[Attribution, ...]
    reading: Reading
    tagged: Tagged
    hints: Hints

    @property
    def heard(self) -> Annotated:
        """The article with the attributions that were found, each with its true voice."""
        text = self.document.text
        voiced = (
            msgspec.structs.replace(a, side=_true_voice(text, a, self.gold)) for a in self.tagged.attributions
        )
        return Annotated(self.document, self.parties, tuple(voiced), self.hints)

    def voiced(self, rankers: Rankers, lexicons: Lexicons) -> list[Attribution]:
        """The attributions that were found, each with its voice by the rankers."""
        attributions = self.tagged.attributions
        resolver = Resolver(
            self.document, self.parties, attributions, lexicons, cast=self.cast, hints=self.hints
        )
        return resolver.run(rankers)

    def shares(self, voiced: Sequence[Attribution], joins: Calibration) -> IntervalCase:
        """The article with its annotated sides, how sure the reading is, and the true share of each voice."""
        text = self.document.text
        attributions = confident(voiced, self.tagged, joins)
        sentences = tuple(Sentence(start=s.start, end=s.end) for s in self.document.sentences)
        true = score(text, self.parties, sentences, self.gold).shares
        return IntervalCase(
            text=text,
            sides=self.parties,
            sentences=sentences,
            attributions=attributions,
            gold={voice: share.words for voice, share in true.items()},
            uncertainty=uncertainty(self.tagged, attributions, self.parties).given(len(self.parties)),
        )


class Calibrated(NamedTuple):
    """What is fitted on readings."""

    sides: Model
    joins: Calibration
    intervals: ErrorModel


def calibrate(
    articles: Sequence[Mapping[str, Any]],
    readings: Mapping[str, Reading],
    parts: Sequence[set[str]],
    typical: set[str],
    lexicons: Lexicons,
) -> Calibrated:
    """Fit the rankers of the sides, all that joins and the constants of the intervals on annotated articles.

    Parameters
    ----------
    articles
        In the bench's format.
    readings
        By article id; of each article by an encoder that was not trained on it.
    parts
        The ids in parts; what the sentences of an article teach rests on rankers fitted on the other parts.
    typical
        The ids of the articles to which probabilities and thresholds are fitted: those as frequent in each
        class as what will be read. The rankers are fitted on all.
    """
    gold = [annotated(article) for article in articles]
    tagger = fit_tagger([a for a in gold if a.id in typical], readings, lexicons)
    cases = []
    for article, known in zip(articles, gold, strict=True):
        document, reading = known.document, readings[known.id]
        cast = read(document, lexicons)
        tagged = tagger.tag(document, reading)
        parties = given_sides(document, known.sides, lexicons, cast=cast)
        hints = hints_of(reading, tagged, cast)
        cases.append(_Case(article, document, cast, parties, known.attributions, reading, tagged, hints))
    heard = [case.heard for case in cases]
    rows = _Rows()
    unseen: list[tuple[_Case, list[Attribution]]] = []
    for held in parts:
        rankers = fit_rankers([a for a in heard if a.id not in held], lexicons)
        lexical = fit_lexical([a for a in articles if a["id"] not in held])
        for case in cases:
            if case.article["id"] in held & typical:
                voiced = case.voiced(rankers, lexicons)
                rows.add(case, voiced, lexical, lexicons)
                unseen.append((case, voiced))
    joins = rows.calibration(tagger.runs, tagger.cue)
    intervals = fit_intervals([case.shares(voiced, joins) for case, voiced in unseen], START)
    return Calibrated(fit_sides(gold, heard, lexicons), joins, intervals)


def fit_tagger(
    gold: Sequence[Annotated], readings: Mapping[str, Reading], lexicons: Lexicons
) -> EncoderTagger:
    """A tagger whose choices are fitted to articles, by id, as read by an encoder not trained on them."""
    runs = _fit_runs(gold, readings)
    cue = _fit_cue(gold, readings, EncoderTagger(lexicons, runs, EVERY))
    return EncoderTagger(lexicons, runs, cue)


def _fit_runs(gold: Sequence[Annotated], readings: Mapping[str, Reading]) -> Logit:
    """Whether a sentence holds an attribution without a cue."""
    rows: list[dict[str, float]] = []
    truth: list[bool] = []
    for article in gold:
        reading = readings[article.id]
        rows += run_signs(article.document, reading, reading.of_pieces("cue"))
        without = {a.sentence for a in article.attributions if not a.cue}
        truth += [k in without for k in range(len(article.document.sentences))]
    return fit_logit(rows, truth)


def _fit_cue(gold: Sequence[Annotated], readings: Mapping[str, Reading], tagger: EncoderTagger) -> Logit:
    """Whether words that look like a cue are one."""
    rows: list[dict[str, float]] = []
    truth: list[bool] = []
    for article in gold:
        tagged = tagger.tag(article.document, readings[article.id])
        each = Counter(a.sentence for a in tagged.attributions)
        cues = [a.cue for a in article.attributions if a.cue]
        for a, kinds in zip(tagged.attributions, tagged.kinds, strict=True):
            if a.cue:
                start, end = a.cue
                rows.append(cue_signs(a, kinds, each[a.sentence]))
                truth.append(any(x < end and start < y for x, y in cues))
    return fit_logit(rows, truth)


def _true_voice(text: str, found: Attribution, gold: Sequence[Attribution]) -> tuple[str, ...]:
    """The voice of the true attribution that an attribution covers, () where it covers none."""
    for g in gold:
        if g.sentence == found.sentence and is_right(text, msgspec.structs.replace(found, side=g.side), [g]):
            return g.side
    return ()


class _Rows:
    """What speaks for tone, stance, hedges, and attributions being right, each with the truth."""

    def __init__(self) -> None:
        self.tones: list[tuple[dict[str, float], int]] = []
        self.stances: list[tuple[dict[str, float], int]] = []
        self.hedges: list[tuple[dict[str, float], bool]] = []
        self.confidences: list[tuple[dict[str, float], bool]] = []

    def add(
        self, case: _Case, voiced: Sequence[Attribution], lexical: LexicalModel, lexicons: Lexicons
    ) -> None:
        document, cast = case.document, case.cast
        named = mentions(document, case.parties, lexicons, cast=cast)
        words, _ = LexicalReader(lexicons, lexical).read(document, voiced, named)
        tone, hedge, stance = scores(case.reading, named)
        for k, (s, w) in enumerate(zip(case.article["sentences"], words, strict=True)):
            told = [a for a in voiced if a.sentence == k]
            self.tones.append((joined(tone[k], w.tone_p), TONES.index(s["tone"])))
            self.hedges.append(({"read": float(hedge[k]), "words": float(w.hedge)}, bool(s["hedge"])))
            for side, value in s["toward"].items():
                if (k, side) in stance:
                    row = stance_signs(side, stance[k, side], w.stances[side].p, tone[k], named[k], told)
                    self.stances.append((row, value + 1))
        for k, a in enumerate(voiced):
            here = [g for g in case.gold if g.sentence == a.sentence]
            self.confidences.append((signs(case.tagged, k), is_right(document.text, a, here)))

    def calibration(self, runs: Logit, cue: Logit) -> Calibration:
        """The fitted numbers."""
        return Calibration(
            tone=fit(*_split(self.tones), 0.4, 1.0),
            stance=fit(*_split(self.stances), 0.5, 0.3),
            hedge=fit_logit(*_split(self.hedges)),
            confidence=fit_logit(*_split(self.confidences)),
            cue=cue,
            runs=runs,
        )


def _split(pairs: Sequence[tuple[dict[str, float], T]]) -> tuple[list[dict[str, float]], list[T]]:
    return [row for row, _ in pairs], [truth for _, truth in pairs]
