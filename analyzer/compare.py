"""The same event in several articles: sides found once over all, and who carries which statement.

Statements are matched by what is said: TF-IDF over the syllables of the event's attributions, with a lower
bar where the articles name the same speaker; groups are joined by average linkage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.text import TfidfVectorizer

from analyzer.analysis import THIRD, UNNAMED, Analysis, Attribution, Record, Side
from analyzer.article import Article
from analyzer.sides import merge as merge_sides
from lexicons import fold

MOST_SIDES = 4
"""An event has at most so many sides, as an article has."""

ALIKE = 0.25
"""Similarity from which what one speaker says in two articles is one statement; read off training data."""

TOGETHER = 0.3
"""The same where the articles name different speakers of one side."""

OTHERWISE = 0.4
"""The same where the speakers are known by different names, or one by none."""

APART = 0.7
"""The same where they have the speakers on different sides."""

PART = 0.8
"""What it counts that a statement stands whole in a longer one, against one that equals it."""

SHORT = 5
"""Words below which what is said is no statement of its own."""

SHARED = 4
SHARED_PART = 0.4
"""Syllables that two wordings of one statement share: so many, and so much of the shorter."""

FAR = 2.0
"""The most that two attributions are apart, 1 being just near enough."""

WHOLE = 0.6
"""What a wording has of the longest one's words to stand for a statement."""

_ADDRESSES = frozenset({"ông", "bà", "anh", "chị", "theo"})


class Statement(Record, frozen=True, kw_only=True):
    """What one speaker says, and where the articles carry it.

    ``carried`` holds for each article (by index) the indices of its attributions that say it; ``best`` is the
    (article, attribution) of its fullest wording.
    """

    voices: tuple[str, ...]
    speaker: str
    carried: dict[int, tuple[int, ...]]
    best: tuple[int, int]


class Comparison(Record, frozen=True, kw_only=True):
    """Articles on one event, analysed with the same sides, and their statements, most carried first."""

    sides: tuple[Side, ...]
    analyses: tuple[Analysis, ...]
    statements: tuple[Statement, ...]


def compare(
    articles: Sequence[Article],
    analyse: Callable[[Article, Sequence[Side] | None], Analysis],
    sides: Sequence[Side] | None = None,
    merge: Sequence[str] = (),
) -> Comparison:
    """Analyse articles on one event so that they can be laid side by side.

    Parameters
    ----------
    articles : sequence of Article
        Two or more.
    analyse : callable
        As `analyzer.pipeline.Analyzer`.
    sides : sequence of Side, optional
        The sides as the user sets them; joined from those found in each article where not given.
    merge : sequence of str
        Which of the sides to join, each as "Mỹ+NATO".

    Raises
    ------
    UserError
        ``merge`` names nobody that is a side.
    """
    if sides is None:
        sides = joint_sides([analyse(article, None) for article in articles])
    sides = merge_sides(sides, merge)
    analyses = tuple(analyse(article, sides) for article in articles)
    return Comparison(
        sides=tuple(Side(id=s.id, name=s.name, aliases=s.aliases, color=s.color) for s in sides),
        analyses=analyses,
        statements=tuple(match_statements(analyses)),
    )


def joint_sides(analyses: Sequence[Analysis]) -> tuple[Side, ...]:
    """The sides of an event out of those of its articles.

    Sides of two articles are one where they have the same id or name, or one's name is an alias of the other;
    two sides of one article stay two. Kept are those that more than half of the articles with sides set
    against each other, where these are fewer than two those of two articles, else the two of the most.
    """
    found = [(n, side) for n, analysis in enumerate(analyses) for side in analysis.sides]
    group = list(range(len(found)))
    ties = sorted(
        ((-_tie(found[i][1], found[j][1]), i, j) for i, j in combinations(range(len(found)), 2)),
    )
    for strength, i, j in ties:
        one, two = group[i], group[j]
        articles = [found[k][0] for k in range(len(found)) if group[k] in (one, two)]
        if strength < 0 and one != two and len(articles) == len(set(articles)):
            group = [one if g == two else g for g in group]
    groups: dict[int, list[int]] = defaultdict(list)
    for k, g in enumerate(group):
        groups[g].append(k)

    def weight(members: list[int]) -> tuple[int, int, int]:
        return len(members), sum(len(found[k][1].mentions) for k in members), -members[0]

    ordered = sorted(groups.values(), key=weight, reverse=True)
    opposed = sum(bool(analysis.sides) for analysis in analyses)
    most = len(ordered[0]) if ordered else 0
    for least in (opposed // 2 + 1, 2 if most > 1 else 1):
        kept = [members for members in ordered if len(members) >= least][:MOST_SIDES]
        if len(kept) > 1:
            break
    else:
        kept = ordered[:2]
    return tuple(_joined([found[k][1] for k in members], kept, found) for members in sorted(kept))


def _tie(one: Side, two: Side) -> int:
    """How surely two sides are the same: 3 by id or name, 2 by one's name among the other's, 0 not at all."""
    a, b = ({fold(name) for name in (side.name, *side.aliases)} for side in (one, two))
    if one.id == two.id or fold(one.name) == fold(two.name):
        return 3
    if fold(one.name) in b or fold(two.name) in a:
        return 2
    return 0


def _joined(sides: list[Side], kept: list[list[int]], found: list[tuple[int, Side]]) -> Side:
    """One side of several: its most usual name, and every alias that no other side has."""
    names = [side.name for side in sides]
    name = max(names, key=lambda n: (names.count(n), -names.index(n)))
    first = next(side for side in sides if side.name == name)
    others = {
        fold(alias)
        for members in kept
        for side in (found[k][1] for k in members)
        if side not in sides
        for alias in (side.name, *side.aliases)
    }
    own = {fold(alias): alias for side in reversed(sides) for alias in (side.name, *side.aliases)}
    own.pop(fold(name), None)
    aliases = tuple(alias for folded, alias in reversed(own.items()) if folded not in others)
    return Side(id=first.id, name=name, aliases=aliases)


def match_statements(analyses: Sequence[Analysis]) -> list[Statement]:
    """The statements of several articles: those that most carry first, those of one as they stand in it."""
    said = [
        (n, k)
        for n, analysis in enumerate(analyses)
        for k, found in enumerate(analysis.attributions)
        if len(_content(analysis, found).split()) >= SHORT
    ]
    if not said:
        return []
    texts = [_content(analyses[n], analyses[n].attributions[k]) for n, k in said]
    likeness = similarity(texts)
    speakers = [analyses[n].attributions[k] for n, k in said]
    allowed = np.array(
        [[_bar(a, b) if a is not b else 0.0 for b in speakers] for a in speakers], dtype=np.float64
    )
    # A pair that is just alike enough is at distance 1, whatever it has to reach.
    distance = np.where(likeness > 0, allowed / np.maximum(likeness, 1e-9), 1e3)
    np.fill_diagonal(distance, 0.0)
    labels = _clusters(np.minimum(distance, FAR))
    groups: dict[int, list[int]] = defaultdict(list)
    for i, label in enumerate(labels):
        groups[label].append(i)
    made = [_statement(analyses, [said[i] for i in group]) for group in groups.values()]

    def order(s: Statement) -> tuple[int, int, tuple[int, int]]:
        n, k = s.best
        words = len(_content(analyses[n], analyses[n].attributions[k]).split())
        return -len(s.carried), -words if len(s.carried) > 1 else 0, s.best

    return sorted(made, key=order)


def similarity(texts: Sequence[str]) -> NDArray[np.float64]:
    """How much each two texts say the same, 0 to 1: of cosine and containment the greater.

    Examples
    --------
    >>> s = similarity(["mực nước sông vẫn an toàn", "mực nước sông vẫn an toàn, ông nói", "giá gạo tăng"])
    >>> bool(s[0, 1] > 0.7), float(s[0, 2])
    (True, 0.0)
    """
    try:
        vectors = TfidfVectorizer(token_pattern=r"\w+", sublinear_tf=True).fit_transform(texts)
    except ValueError:
        return np.eye(len(texts))
    dense: NDArray[np.float64] = vectors.toarray()
    cosine = dense @ dense.T
    # The weight of the one's terms that the other has too; rows are unit vectors.
    inside = (dense**2) @ (dense > 0).T.astype(np.float64)
    alike = np.clip(np.maximum(cosine, PART * np.maximum(inside, inside.T) ** 2), 0.0, 1.0)
    there = (dense > 0).astype(np.float64)
    shared, size = there @ there.T, there.sum(axis=1)
    alike[(shared < SHARED) | (shared < SHARED_PART * np.minimum(size[:, None], size))] = 0.0
    return alike


def _clusters(distance: NDArray[np.float64]) -> list[int]:
    if len(distance) < 2:
        return [0] * len(distance)
    model = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1.0
    )
    return [int(label) for label in model.fit_predict(distance)]


def _bar(one: Attribution, two: Attribution) -> float:
    """The similarity that two attributions must reach to be one statement."""
    if same_speaker(one.speaker, two.speaker):
        return ALIKE
    outside = {UNNAMED, THIRD}
    if ({*one.side} & {*two.side}) - outside:
        return TOGETHER
    return OTHERWISE if outside & {*one.side, *two.side} else APART


def same_speaker(one: str, two: str) -> bool:
    """Whether two articles can mean the same speaker: the names of one are among those of the other.

    Examples
    --------
    >>> same_speaker("ông Lê Văn Bưởi", "trưởng trạm Lê Văn Bưởi"), same_speaker("Lê Văn Bưởi", "Lê Thị Sen")
    (True, False)
    >>> same_speaker("người phát ngôn", "người phát ngôn cảnh sát"), same_speaker("", "")
    (True, False)
    """
    a, b = _names(one), _names(two)
    return bool(a) and bool(b) and (a <= b or b <= a)


def _names(speaker: str) -> frozenset[str]:
    words = [word.strip(".,()“”\"'") for word in speaker.split()]
    capitals = frozenset(fold(w) for w in words if w[:1].isupper()) - _ADDRESSES
    return capitals or frozenset(fold(w) for w in words) - _ADDRESSES


def _holds(outer: Attribution, others: Iterable[Attribution]) -> bool:
    """Whether one of the others is reported inside what this one reports."""
    (start, end), *_ = outer.content
    return any(
        other.sentence == outer.sentence and start < a and b <= end
        for other in others
        for a, b in other.content
    )


def _content(analysis: Analysis, said: Attribution) -> str:
    return " ".join(" ".join(analysis.text[a:b] for a, b in said.content).split())


def _statement(analyses: Sequence[Analysis], members: list[tuple[int, int]]) -> Statement:
    def said(at: tuple[int, int]) -> Attribution:
        return analyses[at[0]].attributions[at[1]]

    def words(at: tuple[int, int]) -> int:
        return len(_content(analyses[at[0]], said(at)).split())

    def fullness(at: tuple[int, int]) -> tuple[bool, int, int]:
        return said(at).speaker != said(at).speaker.lower(), words(at), -at[0]

    long = [at for at in members if words(at) >= WHOLE * max(map(words, members))]
    innermost = [at for at in long if not _holds(said(at), [said(o) for o in long if o[0] == at[0]])]
    best = max(innermost, key=fullness)
    speaker = said(best).speaker
    names = [said(at).speaker for at in members if same_speaker(said(at).speaker, speaker)]
    carried: dict[int, list[int]] = defaultdict(list)
    for n, k in members:
        carried[n].append(k)
    return Statement(
        voices=said(best).side or (UNNAMED,),
        speaker=max(names, key=len, default=speaker),
        carried={n: tuple(ks) for n, ks in carried.items()},
        best=best,
    )


def labels(analyses: Sequence[Analysis]) -> Iterator[str]:
    """What to call each article: its outlet, numbered where one has several, else its id."""
    outlets = [analysis.outlet or analysis.id for analysis in analyses]
    for n, outlet in enumerate(outlets):
        nth = outlets[: n + 1].count(outlet)
        yield f"{outlet} ({nth})" if outlets.count(outlet) > 1 else outlet
