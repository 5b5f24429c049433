"""The trends of a corpus as a PDF: outlets × sides on the whole, then over time."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial

from matplotlib.axes import Axes

from analyzer import __version__
from analyzer.corpus.trends import FEW, Estimate, Trends
from reports import theme
from reports.files import write_atomic
from reports.layout import Box, Flow, Plot, Text
from reports.palette import INK, MUTED, RULE, WASH
from reports.pdf import finished
from reports.strings import Strings, strings
from reports.theme import Style

_SECTION = Style(16, 700)
_NAME = Style(8.5, 600)
_NOTE = Style(8, color=MUTED)
_FINE = Style(7, color=MUTED)
_ROW = 26.0
_PANEL = 62.0
_FIRST = 112.0
_COLOR = "#1f4e8c"
_FEW_COLOR = "#9aa4b5"


def save_trends(trends: Trends, path: str | os.PathLike[str], lang: str = "vi", paper: str = "a4") -> None:
    """Write the trends as a PDF.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    s = strings(lang)
    data = finished(compose(trends, lang, paper), s("trends.title"), s("trends.subject"), __version__, lang)
    write_atomic(path, data)


def compose(trends: Trends, lang: str = "vi", paper: str = "a4") -> Flow:
    """Lay out all pages."""
    s = strings(lang)
    flow = Flow(paper)
    flow.bookmark(s("trends.overall"))
    flow.text(s("trends.title"), Style(11.5, 600, color=MUTED))
    flow.y += 10
    flow.text(headline(trends, s), Style(18, 700), leading=1.28, balanced=True)
    flow.y += 6
    flow.text(s("trends.note", few=FEW), _NOTE)
    flow.y += 14
    _overall(flow, trends, s)
    _over_time(flow, trends, s)
    _furniture(flow, s)
    return flow


def headline(trends: Trends, s: Strings) -> str:
    """The side whose shares in two outlets lie furthest apart with intervals that do not meet, if any."""
    widest: tuple[float, str, str, str] | None = None
    for side in trends.sides:
        known = [
            (outlet, found[side])
            for outlet, found in trends.overall.items()
            if side in found and not found[side].few
        ]
        for a, high in known:
            for b, low in known:
                apart = high.mean - low.mean
                if high.low > low.high and (widest is None or apart > widest[0]):
                    widest = (apart, side, a, b)
    if widest is None:
        return s("trends.headline_none", outlets=len(trends.outlets))
    _, side, a, b = widest
    most, least = (s.percent(trends.overall[outlet][side].mean, 0) for outlet in (a, b))
    return s("trends.headline", side=side, a=_outlet(a, s), most=most, b=_outlet(b, s), least=least)


def _outlet(name: str, s: Strings) -> str:
    return name or s("trends.no_outlet")


def _scale(trends: Trends) -> float:
    """The largest share that is drawn, rounded up to a tenth; of small samples only the mean counts."""
    found = [one for sides in trends.overall.values() for one in sides.values()]
    return max(0.1, min(1.0, (int(max(one.mean if one.few else one.high for one in found) * 10) + 1) / 10))


def _overall(flow: Flow, trends: Trends, s: Strings) -> None:
    wide = (flow.room - _FIRST) / len(trends.sides)
    scale = _scale(trends)
    _heads(flow, trends, wide, (0, scale), s)
    for outlet in trends.outlets:
        if flow.left_over < _ROW:
            flow.new_page()
            _heads(flow, trends, wide, (0, scale), s)
        few = trends.articles[outlet] < FEW
        _label(flow, trends, outlet, few, s)
        for k, side in enumerate(trends.sides):
            found = trends.overall[outlet].get(side)
            if found:
                _interval(flow, (flow.left + _FIRST + k * wide, wide - 16), found, scale, s)
        flow.y += _ROW
        flow.page.boxes.append(Box(flow.left, flow.y - 3, flow.room, 0.4, RULE))


def _heads(flow: Flow, trends: Trends, wide: float, ends: tuple[float, float], s: Strings) -> None:
    for k, side in enumerate(trends.sides):
        x = flow.left + _FIRST + k * wide
        flow.page.texts.append(Text(x, flow.y + 9, theme.fit(side, _NAME, wide - 16), _NAME))
        low, high = (s.percent(end, 0) for end in ends)
        flow.page.texts.append(Text(x, flow.y + 19, low, _FINE))
        flow.page.texts.append(Text(x + wide - 16 - theme.width(high, _FINE), flow.y + 19, high, _FINE))
    flow.y += 23
    flow.rule(INK, 0.8)
    flow.y += 5


def _label(flow: Flow, trends: Trends, outlet: str, few: bool, s: Strings) -> None:
    style = _NAME._replace(color=MUTED) if few else _NAME
    name = theme.fit(_outlet(outlet, s), style, _FIRST - 10)
    flow.page.texts.append(Text(flow.left, flow.y + 9, name, style))
    note = s.count("articles", trends.articles[outlet]) + (f" · {s('trends.few')}" if few else "")
    flow.page.texts.append(Text(flow.left, flow.y + 18, theme.fit(note, _FINE, _FIRST - 10), _FINE))


def _interval(flow: Flow, place: tuple[float, float], found: Estimate, scale: float, s: Strings) -> None:
    """The mean as a tick on its interval, and both in figures; pale where the sample is small."""
    x, room = place
    y = flow.y + 4
    color = _FEW_COLOR if found.few else _COLOR
    low, mean, high = (min(part / scale, 1) * room for part in (found.low, found.mean, found.high))
    flow.page.boxes.append(Box(x, y, room, 5, WASH))
    flow.page.boxes.append(Box(x + low, y + 1.5, max(high - low, 0.8), 2, color))
    flow.page.boxes.append(Box(x + min(mean, room - 2), y - 1, 2, 7, color))
    style = _FINE if found.few else _FINE._replace(color=INK)
    interval = f"{s.number(100 * found.low, 0)}–{s.number(100 * found.high, 0)}"
    said = f"{s.percent(found.mean)} ({interval}) n={found.n}"
    flow.page.texts.append(Text(x, flow.y + 18, theme.fit(said, style, room + 12), style))


# --- over time


def _over_time(flow: Flow, trends: Trends, s: Strings) -> None:
    flow.skip(24)
    flow.need(150)
    flow.bookmark(s("trends.over_time"))
    flow.text(s("trends.over_time"), _SECTION)
    flow.y += 4
    if len(trends.periods) < 2:
        flow.text(s("trends.one_period"), _NOTE)
        return
    ends = (trends.periods[0], trends.periods[-1])
    flow.text(s("trends.over_time_note", first=ends[0], last=ends[1]), _NOTE)
    if trends.undated:
        flow.text(s("trends.undated", n=s.count("articles", trends.undated)), _NOTE)
    flow.y += 10
    wide = (flow.room - _FIRST) / len(trends.sides)
    scale = max(
        [0.1, *(min(one.mean * 1.15, 1.0) for _, _, series in _series(trends) for one in series.values())]
    )
    drawn = [o for o in trends.outlets if any(len(found) > 1 for found in trends.over_time[o].values())]
    _heads(flow, trends, wide, (0, scale), s)
    for outlet in drawn:
        if flow.left_over < _PANEL:
            flow.new_page()
            _heads(flow, trends, wide, (0, scale), s)
        _label(flow, trends, outlet, trends.articles[outlet] < FEW, s)
        for k, side in enumerate(trends.sides):
            series = trends.over_time[outlet].get(side, {})
            x = flow.left + _FIRST + k * wide
            draw = partial(_panel, series=series, periods=trends.periods, scale=scale)
            flow.page.plots.append(Plot(x, flow.y, wide - 16, _PANEL - 14, draw))
        flow.y += _PANEL
        flow.page.boxes.append(Box(flow.left, flow.y - 6, flow.room, 0.4, RULE))


def _series(trends: Trends) -> list[tuple[str, str, dict[str, Estimate]]]:
    return [(o, side, series) for o, sides in trends.over_time.items() for side, series in sides.items()]


def _panel(ax: Axes, series: dict[str, Estimate], periods: Sequence[str], scale: float) -> None:
    """One outlet and side: mean by period, intervals as bars; hollow and pale where articles are few."""
    ax.set_xlim(-0.5, len(periods) - 0.5)
    ax.set_ylim(0, scale)
    ax.set_xticks([])
    ax.set_yticks([])
    for edge in ("top", "right", "left"):
        ax.spines[edge].set_visible(False)
    ax.spines["bottom"].set_color(RULE)
    points = [(periods.index(period), one) for period, one in series.items()]
    ax.plot([x for x, _ in points], [one.mean for _, one in points], color=RULE, linewidth=0.8, zorder=1)
    for x, one in points:
        color = _FEW_COLOR if one.few else _COLOR
        ax.plot([x, x], [one.low, min(one.high, scale)], color=color, linewidth=0.8, zorder=2)
        face = "#ffffff" if one.few else color
        ax.plot([x], [one.mean], "o", color=color, markersize=3, markerfacecolor=face, zorder=3)


def _furniture(flow: Flow, s: Strings) -> None:
    for k, page in enumerate(flow.pages, 1):
        page.texts.append(Text(flow.left, theme.MARGIN - 6, f"haiphia · {s('trends.kind')}", _FINE))
        foot = flow.height - theme.MARGIN + 12
        number = s("report.page", n=k, total=len(flow.pages))
        page.boxes.append(Box(flow.left, foot - 12, flow.room, 0.5, RULE))
        page.texts.append(Text(flow.left, foot, s("compare.judge"), _FINE))
        page.texts.append(Text(flow.left + flow.room - theme.width(number, _FINE), foot, number, _FINE))
