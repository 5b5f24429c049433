"""Fits what joins the encoder with the lexicons, and the confidences, on articles that the encoder was not
trained on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from analyzer.analysis import TONES, Attribution, Side, Span
from analyzer.article import Article
from analyzer.attribution.learned import EncoderTagger, Tagged, signs
from analyzer.calibration import Calibration, Logit
from analyzer.document import Document, SentenceSpan
from analyzer.encoder import Encoder
from analyzer.sentiment.learned import joined, scores
from analyzer.sentiment.reader import LexicalReader
from analyzer.sides import given_sides, mentions, resolve
from analyzer.training.lexical import attributions_of, fit
from lexicons import Lexicons


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


def calibrate(encoder: Encoder, articles: Sequence[Mapping[str, Any]], lexicons: Lexicons) -> Calibration:
    """Fit on annotated articles that the encoder has not seen."""
    lexical, tagger = LexicalReader(lexicons), EncoderTagger(lexicons)
    tones, stances, hedges, confidences = [], [], [], []
    for article in articles:
        document, sides = document_of(article), sides_of(article)
        reading = encoder.read(document)
        parties = given_sides(document, sides, lexicons)
        named = mentions(document, parties, lexicons)
        gold = attributions_of(article)
        words, _ = lexical.read(document, gold, named)
        tone, hedge, stance = scores(reading, named)
        for k, (s, w) in enumerate(zip(article["sentences"], words, strict=True)):
            tones.append((joined(tone[k], w.tone_p), TONES.index(s["tone"])))
            hedges.append(({"read": float(hedge[k]), "words": float(w.hedge)}, bool(s["hedge"])))
            stances += [
                (joined(stance[k, side], w.stances[side].p), value + 1)
                for side, value in s["toward"].items()
                if (k, side) in stance
            ]
        tagged: Tagged = tagger.tag(document, reading)
        voiced = resolve(document, parties, tagged.attributions, lexicons)
        for k, a in enumerate(voiced):
            here = [g for g in gold if g.sentence == a.sentence]
            confidences.append((signs(tagged, k), is_right(document.text, a, here)))
    return Calibration(
        tone=fit([row for row, _ in tones], [c for _, c in tones], 0.5, 1.0),
        stance=fit([row for row, _ in stances], [c for _, c in stances], 0.5, 1.0),
        hedge=fit_logit(*_split(hedges)),
        confidence=fit_logit(*_split(confidences)),
    )


def _split(pairs: Sequence[tuple[dict[str, float], bool]]) -> tuple[list[dict[str, float]], list[bool]]:
    return [row for row, _ in pairs], [truth for _, truth in pairs]
