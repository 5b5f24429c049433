"""Fits the few numbers of `analyzer.sentiment.lexical` on an annotated corpus.

Run as ``python -m analyzer.training.lexical CORPUS... --out FILE``.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from sklearn.linear_model import LogisticRegression

from analyzer.analysis import TONES, Attribution, Span
from analyzer.sentiment.hedges import HedgeFinder
from analyzer.sentiment.lexical import LexicalModel, LexicalTone, Weights, tone_features
from analyzer.training.examples import read_corpora
from lexicons import Matcher, load

ZERO = Weights(weights={}, bias=(0.0, 0.0, 0.0), favour=(1.0, 1.0, 1.0))


def mentions_of(article: Mapping[str, Any]) -> dict[str, list[Span]]:
    """Where an annotated article names its sides, by side id."""
    out: dict[str, list[Span]] = {side["id"]: [] for side in article["sides"]}
    names = Matcher((n, side["id"]) for side in article["sides"] for n in (side["name"], *side["aliases"]))
    for start, end, side in names.find(article["text"]):
        out[side].append((start, end))
    return out


def attributions_of(article: Mapping[str, Any]) -> list[Attribution]:
    """The annotated attributions of an article as records."""
    known = Attribution.__struct_fields__
    return [
        msgspec.convert({k: v for k, v in raw.items() if k in known}, Attribution)
        for raw in article["attributions"]
    ]


def examples(
    articles: Sequence[Mapping[str, Any]], reader: LexicalTone
) -> Iterator[tuple[dict[str, float], int, list[tuple[dict[str, float], int]]]]:
    """For each sentence its tone features and class, and the same of its stances (classes 0, 1, 2)."""
    for article in articles:
        text, mentions, attributions = article["text"], mentions_of(article), attributions_of(article)
        for number, sentence in enumerate(article["sentences"]):
            start, end = sentence["start"], sentence["end"]
            told = [a for a in attributions if a.sentence == number]
            features = reader.features(text, (start, end), mentions, told)
            stances = [
                (features[side], value + 1)
                for side, value in sentence.get("toward", {}).items()
                if side in features
            ]
            yield tone_features(reader.evidence(text, start, end)), TONES.index(sentence["tone"]), stances


def fit(
    rows: Sequence[Mapping[str, float]], classes: Sequence[int], favour: float, strength: float
) -> Weights:
    """A logistic model of named features.

    Parameters
    ----------
    favour : float
        The power of a class's frequency that its probability is divided by when a class is chosen.
    strength : float
        The inverse of the regularisation, as scikit-learn's ``C``.
    """
    names = sorted(rows[0])
    x = np.array([[row[name] for name in names] for row in rows])
    model = LogisticRegression(C=strength, max_iter=1000).fit(x, classes)
    shares = np.bincount(classes, minlength=3) / len(classes)
    return Weights(
        weights={n: _three(model.coef_[:, k]) for k, n in enumerate(names)},
        bias=_three(model.intercept_),
        favour=_three(shares**-favour),
    )


def fit_all(articles: Sequence[Mapping[str, Any]]) -> LexicalModel:
    """Fit tone and stance on annotated articles with the shipped lexicons."""
    unfitted = LexicalModel(tone=ZERO, stance=ZERO, hedge=(0.0, 1.0))
    found = list(examples(articles, LexicalTone(load(), unfitted)))
    stances = [pair for _, _, pairs in found for pair in pairs]
    return LexicalModel(
        tone=fit([row for row, _, _ in found], [tone for _, tone, _ in found], 0.5, 10.0),
        stance=fit([row for row, _ in stances], [value for _, value in stances], 0.5, 1.0),
        hedge=fit_hedge(articles),
    )


def fit_hedge(articles: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    """How often a sentence without and with a word of doubt is hedged."""
    finder = HedgeFinder(load())
    counts = np.zeros((2, 2))
    for article in articles:
        attributions = attributions_of(article)
        for number, sentence in enumerate(article["sentences"]):
            told = [a for a in attributions if a.sentence == number]
            found = finder.find(article["text"], sentence["start"], sentence["end"], told)
            counts[int(bool(found)), int(bool(sentence.get("hedge")))] += 1
    without, having = counts[:, 1] / counts.sum(axis=1)
    return (round(float(without), 4), round(float(having), 4))


def _three(values: Iterable[float]) -> tuple[float, float, float]:
    a, b, c = (round(float(v), 4) for v in values)
    return (a, b, c)


def main() -> None:
    """Fit on the articles of all folders and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path, nargs="+", help="folders of annotated articles")
    parser.add_argument("--out", type=Path, required=True, help="e.g. analyzer/models/lexical.json")
    options = parser.parse_args()
    articles = [article for articles in read_corpora(options.corpora) for article in articles]
    data = msgspec.json.format(msgspec.json.encode(fit_all(articles), order="deterministic"), indent=1)
    options.out.write_bytes(data + b"\n")


if __name__ == "__main__":
    main()
