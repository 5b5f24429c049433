"""Fits the gate and the rankers of the sides on annotated articles.

The rankers are scikit-learn's ``HistGradientBoostingClassifier`` (small trees, strong regularisation); what
ships is their trees as JSON, evaluated by `analyzer.sides.trees`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
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
from analyzer.sides.cast import Cast, read
from analyzer.sides.find import choose, rows_of, side_of, usual_name
from analyzer.sides.gate import Gate, features
from analyzer.sides.hints import OF_ENTITY, OF_NOBODY, OF_PAIR, Hints
from analyzer.sides.model import Model, Rankers
from analyzer.sides.resolve import NOBODY, PAIR, Resolver
from analyzer.sides.trees import Trees
from analyzer.training.examples import cluster_of, folds
from analyzer.training.lexical import attributions_of
from lexicons import Lexicons

SEED = 20
MEMBERS = 3
"""So many boosted models, each tree node of which looks at a part of the features, make one ranker."""
RISES = {
    **dict.fromkeys(
        ("exact", "coverage", "speaker", "in_source", "antecedent", "previous", "last_speaker"), 1
    ),
    **dict.fromkeys(("next", "same_quote", "last_mention", "opposed", "same_speaker", "owned"), 1),
    **dict.fromkeys((n for n in OF_ENTITY if "named" in n or "speech" in n), 1),
    **dict.fromkeys(("read:share", "read:score", "read:side_and_share"), 1),
    "read:rank": -1,
    **dict.fromkeys(
        ("speaker_other", "same_speaker_other", "antecedent_other", "distance", "placed", "elsewhere"), -1
    ),
}
"""Features that can only speak for (1) or against (-1): the trees are held to it."""
FOLDS = 5


class Annotated(NamedTuple):
    """An annotated article: the document, its gold sides, and attributions with their gold voices.

    The attributions are the annotated ones, or with ``hints`` those that an encoder found, ``side`` () where
    they cover none that is annotated.
    """

    document: Document
    sides: tuple[Side, ...]
    attributions: tuple[Attribution, ...]
    hints: Hints | None = None

    @property
    def id(self) -> str:
        """The article's id."""
        return self.document.article.id


def annotated(d: Mapping[str, Any]) -> Annotated:
    """An article in the bench's format as records."""
    document = Document(
        article=Article(text=d["text"], id=d["id"], title=d.get("title", "")),
        sentences=tuple(SentenceSpan(start=s["start"], end=s["end"]) for s in d["sentences"]),
    )
    sides = tuple(Side(id=s["id"], name=s["name"], aliases=tuple(s["aliases"])) for s in d["sides"])
    return Annotated(document, sides, tuple(attributions_of(d)))


def fit(articles: Sequence[Annotated], heard: Sequence[Annotated], lexicons: Lexicons) -> Model:
    """Fit the gate, the rankers that go by words, and, on the articles as an encoder heard them that had not
    seen them, those that its hints help.
    """
    return Model(
        gate=fit_gate(articles),
        words=fit_rankers(articles, lexicons),
        heard=fit_rankers(heard, lexicons),
    )


def fit_rankers(articles: Sequence[Annotated], lexicons: Lexicons) -> Rankers:
    """Fit rankers; no article is gated by itself.

    An article is shown with and without its title, and its sides with all aliases, with half of them, and
    with those that the program finds, so that the rankers do with less. Of the other voices a ranker sees, as
    in use, those decided before.
    """
    parts = folds([a.id for a in articles], FOLDS)
    shown: list[list[_Shown]] = [[] for _ in parts]
    as_found: dict[str, tuple[Side, ...]] = {}
    for held, here in zip(parts, shown, strict=True):
        gate = fit_gate([a for a in articles if a.id not in held])
        for a in articles:
            if a.id in held:
                titled = entity_rows(a, lexicons, gate)
                here += [titled, entity_rows(_untitled(a), lexicons, gate)]
                as_found[a.id] = titled.sides(a.sides)
    heard = any(a.hints is not None for a in articles)
    both, further = _floors(shown, heard)
    pairs: list[tuple[float, ...]] = []
    speaks: list[bool] = []
    others: list[tuple[float, ...]] = []
    third: list[bool] = []
    rng = np.random.default_rng(SEED)
    for a in articles:
        for sides in (a.sides, tuple(_fewer(s, rng) for s in a.sides), as_found[a.id]):
            ids = {s.id for s in sides} | {THIRD, UNNAMED}
            voices: list[tuple[str, ...]] = [()] * len(a.attributions)
            resolver = Resolver(a.document, sides, a.attributions, lexicons, hints=a.hints)
            for k in resolver.order:
                if not a.attributions[k].side or not ids.issuperset(a.attributions[k].side):
                    continue
                described = resolver.describe(k, voices)
                voices[k] = a.attributions[k].side
                pairs += described.pairs
                speaks += [s.id in voices[k] for s in sides]
                if voices[k] in ((THIRD,), (UNNAMED,)):
                    others.append(described.nobody)
                    third.append(voices[k] == (THIRD,))
    names = (OF_PAIR, OF_NOBODY) if heard else ((), ())
    return Rankers(
        entity=_entity([x for here in shown for x in here], heard),
        pair=_boost(pairs, speaks, (*PAIR, *names[0]), max_leaf_nodes=12, max_iter=75, min_samples_leaf=20),
        third=_boost(others, third, (*NOBODY, *names[1]), max_leaf_nodes=8, max_iter=50, min_samples_leaf=20),
        both=both,
        further=further,
    )


class _Shown(NamedTuple):
    """The candidates of an article, what the ranker reads of each, and whether it is a side.

    ``named`` are the indices of the annotated side that each would be taken for by its name, ``best`` of the
    one that it names best, None where there is none; ``there`` is how many sides are annotated.
    """

    cast: Cast
    found: list[Candidate]
    rows: list[tuple[float, ...]]
    best: list[int | None]
    named: list[int | None]
    there: int

    @property
    def labels(self) -> list[bool]:
        """Whether each is a side."""
        return [k is not None for k in self.best]

    def sides(self, annotated: Sequence[Side]) -> tuple[Side, ...]:
        """The annotated sides with the names by which the program knows them."""
        return tuple(
            msgspec.structs.replace(side_of(c, self.cast, ()), id=annotated[k].id)
            for c, k in zip(self.found, self.best, strict=True)
            if k is not None
        )


def _entity(shown: Sequence[_Shown], heard: bool) -> Trees:
    return _boost(
        [row for x in shown for row in x.rows],
        [y for x in shown for y in x.labels],
        (*NAMES, *OF_ENTITY) if heard else NAMES,
        max_leaf_nodes=8,
        max_iter=60,
        min_samples_leaf=30,
    )


def _floors(shown: Sequence[Sequence[_Shown]], heard: bool) -> tuple[float, float]:
    """The thresholds of `Rankers` by which the most sides are found in articles not trained on (F1).

    A side more than two misleads more than it helps where it is none: it must be nearly as likely as not.
    """
    ranked: list[tuple[_Shown, list[float]]] = []
    for k, here in enumerate(shown):
        trees = _entity([x for j, others in enumerate(shown) if j != k for x in others], heard)
        ranked += [(x, [trees.p(row) for row in x.rows]) for x in here]

    def f1(floors: tuple[float, float]) -> float:
        right = picked = there = 0
        for x, p in ranked:
            chosen = choose(x.found, p, *floors)
            right += len({x.named[k] for k in chosen} - {None})
            picked += len(chosen)
            there += x.there
        return 2 * right / max(1, picked + there)

    return max(((b / 100, f / 100) for b in range(30, 96, 5) for f in range(30, 66, 5)), key=f1)


def fit_gate(articles: Sequence[Annotated], least: int = 10) -> Gate:
    """Fit the gate on the words of at least so many stories, articles with and without their titles."""
    shown = [x for a in articles for x in (a, _untitled(a))]
    found = [features(a.document.article) for a in shown]
    stories: dict[str, set[str]] = defaultdict(set)
    for a, words in zip(shown, found, strict=True):
        for word in words:
            stories[word].add(cluster_of(a.id))
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


def entity_rows(a: Annotated, lexicons: Lexicons, gate: Gate) -> _Shown:
    """The candidates of an article; a side is each that names an annotated one best."""
    cast = read(a.document, lexicons)
    found = candidates(a.document, cast, a.attributions, lexicons, opposed=gate.p(a.document.article))
    labels: list[int | None] = [None] * len(found)
    for number, side in enumerate(a.sides):
        name = _plain(side.name)
        named = {name, *map(_plain, side.aliases)}
        best: tuple[bool, int, int] | None = None
        for k, c in enumerate(found):
            forms = {_plain(f): n for f, n in c.entity.forms.items()}
            if c.entity.party:
                forms.setdefault(_plain(c.entity.party.name), 0)
            if labels[k] is None and forms.keys() & named:
                best = max(
                    best or (False, -1, 0), (name in forms, sum(forms[f] for f in forms.keys() & named), -k)
                )
        if best is not None:
            labels[-best[2]] = number
    names = [{_plain(x) for x in (s.name, *s.aliases)} for s in a.sides]
    called = [_plain(usual_name(c.entity)) for c in found]
    taken_for = [next((k for k, theirs in enumerate(names) if name in theirs), None) for name in called]
    return _Shown(cast, found, rows_of(found, cast, a.hints), labels, taken_for, len(a.sides))


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _boost(x: Sequence[Sequence[float]], y: Sequence[bool], names: Sequence[str], **settings: int) -> Trees:
    models = [
        HistGradientBoostingClassifier(
            monotonic_cst=[RISES.get(name, 0) for name in names],
            learning_rate=0.12,
            l2_regularization=4.0,
            max_features=0.3,
            random_state=SEED + k,
            **settings,
        )
        for k in range(MEMBERS)
    ]
    return Trees.of([model.fit(np.array(x), np.array(y)) for model in models], names)
