"""Fit the rankers of the sides on an annotated corpus: ``python -m analyzer.training.sides CORPUS_DIR``.

The rankers are scikit-learn's ``HistGradientBoostingClassifier`` (small trees, strong regularisation); what
ships is their trees as JSON, evaluated by `analyzer.sides.trees`.
"""

from __future__ import annotations

import json
import math
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from scipy.sparse import lil_matrix
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from analyzer.analysis import THIRD, UNNAMED, Attribution, Side
from analyzer.article import Article
from analyzer.document import Document, SentenceSpan
from analyzer.sides.candidates import NAMES, Candidate, candidates
from analyzer.sides.cast import read
from analyzer.sides.gate import Gate, features
from analyzer.sides.model import SHIPPED, Model
from analyzer.sides.resolve import NOBODY, PAIR, Resolver
from analyzer.sides.trees import Trees
from analyzer.training.examples import cluster_of, folds
from lexicons import Lexicons, load

SEED = 20
RISES = {
    **dict.fromkeys(
        ("exact", "coverage", "speaker", "in_source", "antecedent", "previous", "last_speaker"), 1
    ),
    **dict.fromkeys(("next", "same_quote", "last_mention", "opposed", "same_speaker", "owned"), 1),
    **dict.fromkeys(
        ("speaker_other", "same_speaker_other", "antecedent_other", "distance", "placed", "elsewhere"), -1
    ),
}
"""Features that can only speak for (1) or against (-1): the trees are held to it."""
FOLDS = 5


class Annotated(NamedTuple):
    """An annotated article: the document, its gold sides and attributions."""

    document: Document
    sides: tuple[Side, ...]
    attributions: tuple[Attribution, ...]


def corpus(folder: Path) -> list[Annotated]:
    """Read a folder of annotated articles in the bench's format."""
    return [_annotated(json.loads(path.read_text("utf-8"))) for path in sorted(folder.glob("*.json"))]


def _annotated(d: dict[str, Any]) -> Annotated:
    document = Document(
        article=Article(text=d["text"], id=d["id"], title=d.get("title", "")),
        sentences=tuple(SentenceSpan(start=s["start"], end=s["end"]) for s in d["sentences"]),
    )
    sides = tuple(Side(id=s["id"], name=s["name"], aliases=tuple(s["aliases"])) for s in d["sides"])
    fields = ("sentence", "cue", "source", "content", "type", "act", "side")
    attributions = msgspec.convert([{f: a[f] for f in fields} for a in d["attributions"]], list[Attribution])
    return Annotated(document, sides, tuple(attributions))


def fit(articles: Sequence[Annotated], lexicons: Lexicons) -> Model:
    """Fit the gate and the rankers.

    An article is shown with and without its title, and its sides with all and with half of their aliases, so
    that the rankers do with less. Of the other voices a ranker sees, as in use, those decided before.
    """
    rows = []
    for held in folds([a.document.article.id for a in articles], FOLDS):
        gate = fit_gate([a for a in articles if a.document.article.id not in held])
        for a in articles:
            if a.document.article.id in held:
                rows += [entity_rows(shown, lexicons, gate) for shown in (a, _untitled(a))]
    entity = _boost(
        [c.features for found, _ in rows for c in found],
        [y for _, labels in rows for y in labels],
        NAMES,
        max_leaf_nodes=8,
        max_iter=120,
        min_samples_leaf=30,
    )
    pairs: list[tuple[float, ...]] = []
    speaks: list[bool] = []
    others: list[tuple[float, ...]] = []
    third: list[bool] = []
    rng = np.random.default_rng(SEED)
    for a in articles:
        for sides in (a.sides, tuple(_fewer(s, rng) for s in a.sides)):
            voices: list[tuple[str, ...]] = [()] * len(a.attributions)
            resolver = Resolver(a.document, sides, a.attributions, lexicons)
            for k in resolver.order:
                described = resolver.describe(k, voices)
                voices[k] = a.attributions[k].side
                pairs += described.pairs
                speaks += [s.id in voices[k] for s in sides]
                if voices[k] in ((THIRD,), (UNNAMED,)):
                    others.append(described.nobody)
                    third.append(voices[k] == (THIRD,))
    return Model(
        gate=fit_gate(articles),
        entity=entity,
        pair=_boost(pairs, speaks, PAIR, max_leaf_nodes=12, max_iter=150, min_samples_leaf=20),
        third=_boost(others, third, NOBODY, max_leaf_nodes=8, max_iter=100, min_samples_leaf=20),
    )


def fit_gate(articles: Sequence[Annotated], least: int = 10) -> Gate:
    """Fit the gate on the words of at least so many stories, articles with and without their titles."""
    shown = [x for a in articles for x in (a, _untitled(a))]
    found = [features(a.document.article) for a in shown]
    stories: dict[str, set[str]] = defaultdict(set)
    for a, words in zip(shown, found, strict=True):
        for word in words:
            stories[word].add(cluster_of(a.document.article.id))
    vocabulary = {w: k for k, w in enumerate(sorted(w for w, seen in stories.items() if len(seen) >= least))}
    x = lil_matrix((len(shown), len(vocabulary)))
    for row, words in enumerate(found):
        known = [vocabulary[w] for w in sorted(words) if w in vocabulary]
        x[row, known] = 1 / math.sqrt(max(1, len(known)))
    model = LogisticRegression(C=10.0, max_iter=1000).fit(x.tocsr(), [bool(a.sides) for a in shown])
    weights = {w: round(float(v), 3) for w, v in zip(vocabulary, model.coef_[0], strict=True)}
    return Gate(float(model.intercept_[0]), weights)


def _untitled(a: Annotated) -> Annotated:
    article = msgspec.structs.replace(a.document.article, title="")
    return a._replace(document=msgspec.structs.replace(a.document, article=article))


def _fewer(side: Side, rng: np.random.Generator) -> Side:
    kept = tuple(alias for alias in side.aliases if rng.random() < 0.5)
    return msgspec.structs.replace(side, aliases=kept)


def entity_rows(a: Annotated, lexicons: Lexicons, gate: Gate) -> tuple[list[Candidate], list[bool]]:
    """The candidates of an article, and which are its gold sides: for each the one that names it best."""
    opposed = gate.p(a.document.article)
    found = candidates(a.document, read(a.document, lexicons), a.attributions, lexicons, opposed=opposed)
    labels = [False] * len(found)
    for side in a.sides:
        name = _plain(side.name)
        named = {name, *map(_plain, side.aliases)}
        best: tuple[bool, int, int] | None = None
        for k, c in enumerate(found):
            forms = {_plain(f): n for f, n in c.entity.forms.items()}
            if c.entity.party:
                forms.setdefault(_plain(c.entity.party.name), 0)
            if not labels[k] and forms.keys() & named:
                best = max(
                    best or (False, -1, 0), (name in forms, sum(forms[f] for f in forms.keys() & named), -k)
                )
        if best is not None:
            labels[-best[2]] = True
    return found, labels


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _boost(x: Sequence[Sequence[float]], y: Sequence[bool], names: Sequence[str], **settings: int) -> Trees:
    model = HistGradientBoostingClassifier(
        monotonic_cst=[RISES.get(name, 0) for name in names],
        learning_rate=0.06,
        l2_regularization=4.0,
        random_state=SEED,
        **settings,
    )
    return Trees.of(model.fit(np.array(x), np.array(y)), names)


def main() -> None:
    """Fit on a corpus folder and write the weights that ship."""
    model = fit(corpus(Path(sys.argv[1])), load())
    SHIPPED.write_bytes(msgspec.json.encode(model))


if __name__ == "__main__":
    main()
