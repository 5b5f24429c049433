"""How outlets cite sides, on the whole and over time, with intervals from a bootstrap over articles."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analyzer.analysis import REPORTER, THIRD, UNNAMED, Record
from analyzer.corpus.query import connect
from analyzer.errors import UserError

FEW = 10
"""Articles below which an outlet is marked as small: its figures say little."""

DRAWS = 1000
LEVEL = 0.9

SIDES = 4
OUTLETS = 12
"""How many are shown: those with most articles."""

Period = str
_SIZES = ((2, "day"), (24, "month"), (60, "quarter"))


class Estimate(Record, frozen=True, kw_only=True):
    """The mean share of a side over ``n`` articles (0..1) and its 90 % interval; ``few`` where n is small."""

    n: int
    mean: float
    low: float
    high: float
    few: bool


class Trends(Record, frozen=True, kw_only=True):
    """The mean share of each side in each outlet, on the whole and by period.

    An article counts for the sides that it sets against each other only: a side's share where it is no side
    of the article is not defined. Outlets and sides are in the order of their number of articles.
    """

    outlets: tuple[str, ...]
    articles: dict[str, int]
    sides: tuple[str, ...]
    periods: tuple[Period, ...]
    overall: dict[str, dict[str, Estimate]]
    over_time: dict[str, dict[str, dict[Period, Estimate]]]
    undated: int


class _Row(NamedTuple):
    outlet: str
    side: str
    day: date | None
    share: float


def trends(folder: Path) -> Trends:
    """The trends of a corpus.

    Raises
    ------
    UserError
        ``no_corpus``; ``no_trends``: no article in it has sides.
    """
    voices = (REPORTER, THIRD, UNNAMED)
    with connect(folder) as db:
        found = db.execute(
            "select outlet, name, day, words from shares where voice not in (?, ?, ?) order by key, voice",
            voices,
        )
        rows = [_Row(*row) for row in found.fetchall()]
        articles = dict(
            db.execute("select outlet, count(*) from articles group by all order by 2 desc, 1").fetchall()
        )
        undated = db.execute("select count(*) from articles where day is null").fetchall()[0][0]
    if not rows:
        raise UserError("no_trends", path=str(folder))
    sides = tuple(name for name, _ in Counter(row.side for row in rows).most_common(SIDES))
    outlets = tuple(articles)[:OUTLETS]
    shown = [row for row in rows if row.side in sides and row.outlet in outlets]
    days = [row.day for row in shown if row.day]
    size = _size(days)
    whole: dict[tuple[str, str], list[float]] = defaultdict(list)
    parts: dict[tuple[str, str], dict[Period, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in shown:
        whole[row.outlet, row.side].append(row.share)
        if row.day:
            parts[row.outlet, row.side][period_of(row.day, size)].append(row.share)
    return Trends(
        outlets=outlets,
        articles={outlet: articles[outlet] for outlet in outlets},
        sides=sides,
        periods=tuple(sorted({period_of(day, size) for day in days})),
        overall={
            outlet: {side: estimate(whole[outlet, side]) for side in sides if (outlet, side) in whole}
            for outlet in outlets
        },
        over_time={
            outlet: {
                side: {period: estimate(shares) for period, shares in sorted(parts[outlet, side].items())}
                for side in sides
                if (outlet, side) in parts
            }
            for outlet in outlets
        },
        undated=undated,
    )


def estimate(shares: Sequence[float]) -> Estimate:
    """The mean of articles' shares, and its interval by the percentiles of a bootstrap over the articles.

    The draws are the same for the same number of articles. Of one article no interval can be told: 0..1.

    Examples
    --------
    >>> e = estimate([0.2] * 20)
    >>> e.n, round(e.mean, 3), round(e.low, 3), round(e.high, 3), e.few
    (20, 0.2, 0.2, 0.2, False)
    >>> estimate([0.2]).low, estimate([0.2]).high
    (0.0, 1.0)
    """
    values = np.asarray(shares, dtype=np.float64)
    n = len(values)
    if n < 2:
        return Estimate(n=n, mean=float(values[0]), low=0.0, high=1.0, few=True)
    chance = np.random.default_rng(n)
    means = np.concatenate([values[chance.integers(0, n, (rows, n))].mean(axis=1) for rows in _chunks(n)])
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(n=n, mean=float(values.mean()), low=float(low), high=float(high), few=n < FEW)


def _chunks(n: int) -> list[int]:
    """How many draws to make at once, so that memory stays small for any n."""
    most = max(1, min(DRAWS, 2_000_000 // n))
    return [min(most, DRAWS - done) for done in range(0, DRAWS, most)]


def _size(days: Sequence[date]) -> str:
    months = {(day.year, day.month) for day in days}
    span = (
        max((y * 12 + m for y, m in months), default=0) - min((y * 12 + m for y, m in months), default=0) + 1
    )
    return next((name for most, name in _SIZES if span <= most), "year")


def period_of(day: date, size: str) -> Period:
    """The day, month, quarter or year that a day is in, so written that periods sort by time.

    Examples
    --------
    >>> [period_of(date(2024, 5, 2), size) for size in ("day", "month", "quarter", "year")]
    ['2024-05-02', '2024-05', '2024-Q2', '2024']
    """
    match size:
        case "day":
            return day.isoformat()
        case "month":
            return f"{day:%Y-%m}"
        case "quarter":
            return f"{day.year}-Q{(day.month + 2) // 3}"
    return f"{day.year}"
