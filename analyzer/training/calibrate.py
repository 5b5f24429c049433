"""Fits what joins the encoder with the lexicons, and the confidences, on articles that the encoder was not
trained on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from analyzer.analysis import TONES, Attribution, Side, Span
from analyzer.article import Article
from analyzer.attribution.learned import EncoderTagger, Tagged, run_signs, signs
from analyzer.calibration import Calibration, Logit, VoiceWeights
from analyzer.document import Document, SentenceSpan
from analyzer.encoder import Encoder, Reading
from analyzer.sentiment.learned import joined, scores, stance_signs
from analyzer.sentiment.lexical import LexicalModel
from analyzer.sentiment.reader import LexicalReader
from analyzer.sides import given_sides, mentions, read, resolve
from analyzer.sides.cast import Cast
from analyzer.sides.find import side_rows
from analyzer.sides.hints import Hints, hints_of, join_voices
from analyzer.sides.model import Model
from analyzer.sides.resolve import Resolver
from analyzer.training.lexical import ZERO, attributions_of, fit
from analyzer.training.sides import Annotated, entity_rows
from lexicons import Lexicons

START = np.array([1.0, 1.0, 0.0, 0.0])
_NONE = Logit(weights={}, bias=0.0)
UNFITTED = Calibration(
    tone=ZERO,
    stance=ZERO,
    hedge=_NONE,
    confidence=_NONE,
    runs=_NONE,
    voice=VoiceWeights(ranked=1.0, read=1.0, third=0.0, unnamed=0.0),
    opposed=_NONE,
    side=_NONE,
)


def document_of(article: Mapping[str, Any]) -> Document:
    """An annotated article with the sentences as they were annotated."""
    return Document(
        article=Article(text=article["text"], id=article["id"]),
        sentences=tuple(SentenceSpan(start=s["start"], end=s["end"]) for s in article["sentences"]),
    )


def sides_of(article: Mapping[str, Any]) -> tuple[Side, ...]:
    """The annotated sides of an article as records."""
    return tuple(Side(id=s["id"], name=s["name"], aliases=tuple(s["aliases"])) for s in article["sides"])


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
    """An article with all that the fits need."""

    annotated: Mapping[str, Any]
    document: Document
    cast: Cast
    parties: tuple[Side, ...]
    gold: list[Attribution]
    reading: Reading
    tagged: Tagged
    hints: Hints


def calibrate(
    encoder: Encoder,
    articles: Sequence[Mapping[str, Any]],
    lexicons: Lexicons,
    model: Model,
    lexical: LexicalModel,
) -> Calibration:
    """Fit on annotated articles that neither the encoder nor the other models have seen."""
    documents = [document_of(article) for article in articles]
    readings = [encoder.read(document) for document in documents]
    runs = _fit_runs(articles, documents, readings)
    tagger = EncoderTagger(lexicons, runs)
    cases = []
    for article, document, reading in zip(articles, documents, readings, strict=True):
        cast = read(document, lexicons)
        tagged = tagger.tag(document, reading)
        parties = given_sides(document, sides_of(article), lexicons, cast=cast)
        hints = hints_of(reading, tagged, cast, UNFITTED)
        cases.append(
            _Case(article, document, cast, parties, attributions_of(article), reading, tagged, hints)
        )
    found = msgspec.structs.replace(_fit_side(cases, lexicons, model), runs=runs)
    fitted = msgspec.structs.replace(found, voice=_fit_voice(cases, lexicons, model))
    return _fit_sentences(cases, lexicons, model, lexical, fitted)


def _fit_runs(
    articles: Sequence[Mapping[str, Any]], documents: Sequence[Document], readings: Sequence[Reading]
) -> Logit:
    """Whether a sentence holds an attribution without a cue."""
    rows: list[dict[str, float]] = []
    truth: list[bool] = []
    for article, document, reading in zip(articles, documents, readings, strict=True):
        rows += run_signs(document, reading, reading.of_pieces("cue"))
        without = {a["sentence"] for a in article["attributions"] if not a["cue"]}
        truth += [k in without for k in range(len(document.sentences))]
    return fit_logit(rows, truth)


def _fit_side(cases: Sequence[_Case], lexicons: Lexicons, model: Model) -> Calibration:
    """Whether there are sides, and who is one where there are."""
    rows: list[dict[str, float]] = []
    truth: list[bool] = []
    gates = [(c.hints.of_opposition(model.gate.p(c.document.article)), bool(c.parties)) for c in cases]
    for case in cases:
        if case.parties:
            annotated = Annotated(case.document, case.parties, tuple(case.tagged.attributions))
            found, labels = entity_rows(annotated, lexicons, model.gate)
            ranked = [model.entity.p(c.features) for c in found]
            rows += side_rows(found, ranked, case.cast, case.hints)
            truth += labels
    opposed = msgspec.structs.replace(fit_logit(*_split(gates)), threshold=0.5)
    return msgspec.structs.replace(UNFITTED, opposed=opposed, side=fit_logit(rows, truth))


def _fit_voice(cases: Sequence[_Case], lexicons: Lexicons, model: Model) -> VoiceWeights:
    """The weights by which the most attributions get the right voice, their likelihood breaking ties."""
    known: list[tuple[dict[str, float], dict[str, float], str]] = []
    for case in cases:
        attributions = case.tagged.attributions
        resolver = Resolver(case.document, case.parties, attributions, lexicons, cast=case.cast)
        truth = [_true_voice(case.document.text, a, case.gold) for a in attributions]
        voices: list[tuple[str, ...]] = [()] * len(attributions)
        for k in resolver.order:
            described = resolver.describe(k, voices)
            ranked = resolver.ranked(described, model)
            right = truth[k]
            voices[k] = right or (max(ranked, key=ranked.__getitem__),)
            if right and len(right) == 1 and not described.together:
                known.append((ranked, case.hints.read_voices(k, resolver.places), right[0]))

    def loss(x: NDArray[np.float64]) -> float:
        weights = VoiceWeights(ranked=float(x[0]), read=float(x[1]), third=float(x[2]), unnamed=float(x[3]))
        total = 0.0
        for ranked, read_, right in known:
            total -= math.log(max(1e-6, join_voices(ranked, read_, weights)[right]))
        return total / len(known) + 0.01 * float(((x - START) ** 2).sum())

    best = minimize(loss, START, method="Nelder-Mead", options={"maxiter": 300}).x
    by_ranker, by_reading, third, unnamed = (round(float(v), 3) for v in best)
    return VoiceWeights(ranked=by_ranker, read=by_reading, third=third, unnamed=unnamed)


def _true_voice(text: str, found: Attribution, gold: Sequence[Attribution]) -> tuple[str, ...]:
    """The voice of the true attribution that an attribution covers, () where it covers none."""
    for g in gold:
        if g.sentence == found.sentence and is_right(text, msgspec.structs.replace(found, side=g.side), [g]):
            return g.side
    return ()


def _fit_sentences(
    cases: Sequence[_Case],
    lexicons: Lexicons,
    model: Model,
    lexical: LexicalModel,
    fitted: Calibration,
) -> Calibration:
    """Tone, stance, hedges, and how sure attributions are."""
    reader = LexicalReader(lexicons, lexical)
    tones, stances, hedges, confidences = [], [], [], []
    for case in cases:
        document, gold = case.document, case.gold
        hints = case.hints._replace(calibration=fitted)
        voiced = resolve(
            document,
            case.parties,
            case.tagged.attributions,
            lexicons,
            cast=case.cast,
            hints=hints,
            model=model,
        )
        named = mentions(document, case.parties, lexicons, cast=case.cast)
        words, _ = reader.read(document, voiced, named)
        tone, hedge, stance = scores(case.reading, named)
        for k, (s, w) in enumerate(zip(case.annotated["sentences"], words, strict=True)):
            told = [a for a in voiced if a.sentence == k]
            tones.append((joined(tone[k], w.tone_p), TONES.index(s["tone"])))
            hedges.append(({"read": float(hedge[k]), "words": float(w.hedge)}, bool(s["hedge"])))
            for side, value in s["toward"].items():
                if (k, side) in stance:
                    row = stance_signs(side, stance[k, side], w.stances[side].p, tone[k], named[k], told)
                    stances.append((row, value + 1))
        for k, a in enumerate(voiced):
            here = [g for g in gold if g.sentence == a.sentence]
            confidences.append((signs(case.tagged, k), is_right(document.text, a, here)))
    return msgspec.structs.replace(
        fitted,
        tone=fit([row for row, _ in tones], [c for _, c in tones], 0.5, 1.0),
        stance=fit([row for row, _ in stances], [c for _, c in stances], 0.5, 0.3),
        hedge=fit_logit(*_split(hedges)),
        confidence=fit_logit(*_split(confidences)),
    )


def _split(pairs: Sequence[tuple[dict[str, float], bool]]) -> tuple[list[dict[str, float]], list[bool]]:
    return [row for row, _ in pairs], [truth for _, truth in pairs]
