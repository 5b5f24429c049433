"""The figures of a report: each draws one side of an `Analysis` into axes, and nothing else.

Axes are used as a sheet of paper measured in points, the origin at the top left, so that every label is set
where it fits. A figure is usable alone: ``FIGURES["shares"](analysis, ax)``.
"""

from __future__ import annotations

import io
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle

from analyzer.analysis import REPORTER, TONES, UNNAMED, Analysis
from reports import palette, theme, view
from reports.files import write_atomic
from reports.palette import INK, MUTED, NEG, NEU, PAPER, POS, RULE, WASH, Mark
from reports.strings import Strings, strings
from reports.theme import Style

_LABEL = Style(8.5)
_STRONG = Style(8.5, 600)
_SMALL = Style(7.5, color=MUTED)
_TINY = Style(6.5, color=MUTED)
_ROW = 18.5
_TONE_MARKS = {
    "neg": Mark(NEG, "////", PAPER),
    "neu": Mark(NEU, "", PAPER),
    "pos": Mark(POS, "", PAPER),
}
_COMMITMENTS = {
    "neutral": Mark(NEU, "", PAPER),
    "distancing": Mark("#a65c1a", "", PAPER),
    "endorsing": Mark("#153f3a", "", PAPER),
}


@dataclass(frozen=True)
class Figure:
    """A figure that draws itself: called with (analysis, ax), and the height in points that it asks for."""

    name: str
    paint: Callable[[Analysis, _Sheet, Strings], None]
    height: Callable[[Analysis], float]

    def __call__(self, analysis: Analysis, ax: Axes, lang: str = "vi") -> None:
        """Draw into ``ax``, with labels in ``lang``."""
        sheet = _Sheet(ax)
        s = strings(lang)
        if self.height(analysis) <= 0:
            sheet.text(0, 12, s("figure.nothing"), _SMALL)
        else:
            self.paint(analysis, sheet, s)


class _Sheet:
    """Axes as paper: points, ``y`` downwards."""

    def __init__(self, ax: Axes) -> None:
        box = ax.get_window_extent()
        dots = 72 / ax.get_figure(root=True).dpi  # type: ignore[union-attr]
        self.ax = ax
        self.width, self.height = box.width * dots, box.height * dots
        ax.set_axis_off()
        ax.set_xlim(0, self.width)
        ax.set_ylim(self.height, 0)

    def text(self, x: float, y: float, string: str, style: Style = _LABEL, align: str = "left") -> None:
        self.ax.text(
            x,
            y,
            theme.printable(string),
            fontproperties=theme.properties(style),
            color=style.color,
            ha=align,
            va="baseline",
            parse_math=False,
        )

    def label(self, x: float, y: float, string: str, room: float, style: Style = _LABEL) -> None:
        """A string cut to the room it has."""
        self.text(x, y, theme.fit(string, style, room), style)

    def box(self, x: float, y: float, width: float, height: float, mark: Mark) -> None:
        outlined = mark.color.lower() == "#ffffff"
        place = (x, y)
        self.ax.add_patch(
            Rectangle(
                place,
                width,
                height,
                facecolor=mark.color,
                edgecolor=mark.over if outlined else "none",
                linewidth=0.6 if outlined else 0,
                clip_on=False,
            )
        )
        if mark.hatch and width > 1.5:
            self.ax.add_patch(
                Rectangle(
                    place,
                    width,
                    height,
                    facecolor="none",
                    edgecolor=mark.over,
                    linewidth=0,
                    hatch=mark.hatch,
                    clip_on=False,
                )
            )

    def line(
        self, x0: float, y0: float, x1: float, y1: float, color: str = RULE, *, width: float = 0.6
    ) -> None:
        self.ax.plot(
            [x0, x1],
            [y0, y1],
            color=color,
            linewidth=width,
            clip_on=False,
            solid_capstyle="butt",
            scalex=False,
            scaley=False,
        )

    def voice(self, x: float, y: float, mark: Mark, name: str, room: float) -> None:
        """A voice's swatch and name on a baseline."""
        self.box(x, y - 7.5, 12, 9, mark)
        self.label(x + 17, y, name, room - 17)

    def legend(self, x: float, y: float, entries: Sequence[tuple[Mark, str]]) -> None:
        """Swatches with their meanings, in a row."""
        for mark, name in entries:
            self.box(x, y - 6.5, 9, 7, mark)
            self.text(x + 13, y, name, _SMALL)
            x += 13 + theme.width(name, _SMALL) + 14


def _names_room(analysis: Analysis, sheet: _Sheet, shown: Sequence[str], s: Strings) -> float:
    """The width of a column of voices: as the names ask, from a tenth to about a third of the sheet."""
    widest = max(
        (theme.width(theme.printable(view.voice_name(analysis, v, s)), _LABEL) for v in shown), default=0
    )
    return min(max(widest + 22, sheet.width * 0.1), max(sheet.width * 0.34, 110.0))


def _mark(analysis: Analysis, voice: str) -> Mark:
    return palette.marks(analysis).get(voice, palette.marks(analysis)[UNNAMED])


# --- shares


def _shares(analysis: Analysis, sheet: _Sheet, s: Strings) -> None:
    shown = view.voices(analysis)
    x = 0.0
    for voice in shown:
        part = view.share(analysis, voice).words
        mark = _mark(analysis, voice)
        sheet.box(x, 0, part * sheet.width, 22, mark)
        x += part * sheet.width
        if x < sheet.width - 1 and part > 0:
            sheet.line(x, 0, x, 22, PAPER, width=1.2)
    name_room = _names_room(analysis, sheet, shown, s)
    number_room = theme.width("100,0%", _STRONG) + 62
    x0 = name_room + 8
    scale = sheet.width - number_room - x0 - 10
    most = (
        max((max(view.share(analysis, v).high, view.share(analysis, v).words) for v in shown), default=1) or 1
    )
    for k, voice in enumerate(shown):
        share = view.share(analysis, voice)
        y = 40 + k * _ROW
        if k:
            sheet.line(0, y - 6, sheet.width, y - 6, WASH, width=0.8)
        sheet.voice(0, y + 8, _mark(analysis, voice), view.voice_name(analysis, voice, s), name_room)
        sheet.box(x0, y, share.words / most * scale, 9, _mark(analysis, voice))
        low, high = (x0 + edge / most * scale for edge in (share.low, share.high))
        if share.high > share.low:
            for color, width in ((PAPER, 3.0), (INK, 1.1)):
                sheet.line(low, y + 4.5, high, y + 4.5, color, width=width)
            for edge in (low, high):
                sheet.line(edge, y + 1.7, edge, y + 7.3, INK, width=1.1)
        right = sheet.width - 62
        sheet.text(right, y + 8, s.percent(share.words), _STRONG, "right")
        interval = f"{s.number(100 * share.low)}–{s.number(100 * share.high)}"
        sheet.text(sheet.width, y + 8, interval, _SMALL, "right")


# --- balance


def _balance(analysis: Analysis, sheet: _Sheet, s: Strings) -> None:
    balance = analysis.scores.balance
    assert balance is not None
    left, right = s("figure.balance.one"), s("figure.balance.even")
    x0 = theme.width(left, _SMALL) + 24
    lane = sheet.width - x0 - theme.width(right, _SMALL) - 24 - 100
    sheet.text(0, 13, f"{left}  0", _SMALL)
    sheet.text(x0 + lane + 10, 13, f"1  {right}", _SMALL)
    sheet.box(x0, 6, lane, 8, Mark(WASH, "", PAPER))
    low, at, high = (x0 + part * lane for part in (balance.low, balance.value, balance.high))
    sheet.line(low, 10, high, 10, INK, width=1.1)
    for edge in (low, high):
        sheet.line(edge, 7, edge, 13, INK, width=1.1)
    sheet.box(at - 2, 3, 4, 14, Mark(INK, "", PAPER))
    sheet.text(sheet.width - 62, 13, s.number(balance.value, 2), _STRONG, "right")
    interval = f"{s.number(balance.low, 2)}–{s.number(balance.high, 2)}"
    sheet.text(sheet.width, 13, interval, _SMALL, "right")


# --- strip


def _strip(analysis: Analysis, sheet: _Sheet, s: Strings) -> None:
    runs = list(view.runs(analysis))
    total = sum(run.words for run in runs) or 1
    top, tall, bar = 24.0, 24.0, 22.0
    below = top + tall
    widths = Counter[int]()
    x = 0.0
    starts: dict[int, float] = {}
    for run in runs:
        width = run.words / total * sheet.width
        starts.setdefault(run.sentence, x)
        widths[run.sentence] += run.words
        for k, voice in enumerate(run.voices):
            share = tall / len(run.voices)
            sheet.box(x, top + k * share, width, share, _mark(analysis, voice))
        x += width
    fine = len(analysis.sentences) > 120
    clear = -1.0
    for k, start in starts.items():
        width = widths[k] / total * sheet.width
        if start and not fine:
            sheet.line(start, top, start, below, PAPER, width=0.8)
        neg, _, pos = analysis.sentences[k].tone_p
        inset = min(0.6, width * 0.1)
        if pos > 0.1:
            sheet.box(start + inset, top - 2 - pos * bar, width - 2 * inset, pos * bar, _TONE_MARKS["pos"])
        if neg > 0.1:
            sheet.box(start + inset, below + 2, width - 2 * inset, neg * bar, Mark(NEG, "", PAPER))
        number = f"{s('figure.strip.axis')} 1" if k == 0 else str(k + 1)
        wide = theme.width(number, _TINY)
        if (k == 0 or (k + 1) % 5 == 0) and start > clear and start + wide <= sheet.width:
            sheet.text(start, below + bar + 13, number, _TINY)
            sheet.line(start, below, start, below + bar + 5, RULE, width=0.5)
            clear = start + wide + 8
    sheet.legend(
        0, below + bar + 27, [(_TONE_MARKS["pos"], s("tone.pos")), (Mark(NEG, "", PAPER), s("tone.neg"))]
    )


# --- how each side is shown


def _scale(rows: Sequence[tuple[int, int, int]], width: float) -> float:
    """Points a sentence, so that the widest row of (neg, neu, pos) fits on both sides of its middle."""
    reach = max((max(neg + neu / 2, pos + neu / 2) for neg, neu, pos in rows), default=0) or 1
    return min(width / 2 / reach, 26.0)


def _diverging(sheet: _Sheet, middle: float, y: float, counts: tuple[int, int, int], unit: float) -> None:
    """A bar of neg, neu, pos about the middle of its neutral part."""
    neg, neu, pos = counts
    at = middle - neu / 2 * unit
    sheet.box(at - neg * unit, y, neg * unit, 10, _TONE_MARKS["neg"])
    sheet.box(at, y, neu * unit, 10, _TONE_MARKS["neu"])
    sheet.box(at + neu * unit, y, pos * unit, 10, _TONE_MARKS["pos"])
    if neg:
        sheet.text(at - neg * unit - 4, y + 8, str(neg), _SMALL, "right")
    if pos:
        sheet.text(at + (neu + pos) * unit + 4, y + 8, str(pos), _SMALL)
    if neu and theme.width(str(neu), _SMALL) + 2 < neu * unit:
        sheet.text(at + neu * unit / 2, y + 8, str(neu), _SMALL._replace(color=INK), "center")


def _tone_legend(s: Strings) -> list[tuple[Mark, str]]:
    return [(_TONE_MARKS[tone], s(f"toward.{tone}")) for tone in TONES]


def _stance_rows(analysis: Analysis) -> list[tuple[str, tuple[int, int, int]]]:
    rows = []
    for voice in view.voices(analysis):
        counts = view.toward(analysis, voice)
        if any(counts.values()):
            rows.append((voice, (len(counts[-1]), len(counts[0]), len(counts[1]))))
    return rows


def _stance(analysis: Analysis, sheet: _Sheet, s: Strings) -> None:
    rows = _stance_rows(analysis)
    name_room = _names_room(analysis, sheet, [voice for voice, _ in rows], s)
    x, width = name_room + 24, sheet.width - name_room - 44
    unit = _scale([counts for _, counts in rows], width)
    for k, (voice, counts) in enumerate(rows):
        y = k * _ROW
        sheet.voice(0, y + 9, _mark(analysis, voice), view.voice_name(analysis, voice, s), name_room)
        _diverging(sheet, x + width / 2, y + 1, counts, unit)
    sheet.legend(0, len(rows) * _ROW + 10, _tone_legend(s))


def _portrayal_rows(analysis: Analysis) -> list[tuple[str, list[tuple[str, tuple[int, int, int]]]]]:
    groups = []
    for side in view.voices(analysis):
        about = [p for p in analysis.scores.portrayal if p.side == side and p.neg + p.neu + p.pos]
        about.sort(key=lambda p: -(p.neg + p.neu + p.pos))
        if about:
            groups.append((side, [(p.voice, (p.neg, p.neu, p.pos)) for p in about[:5]]))
    return groups


def _portrayal(analysis: Analysis, sheet: _Sheet, s: Strings) -> None:
    groups = _portrayal_rows(analysis)
    name_room = _names_room(analysis, sheet, [voice for _, rows in groups for voice, _ in rows], s)
    x, width = name_room + 24, sheet.width - name_room - 44
    unit = _scale([counts for _, rows in groups for _, counts in rows], width)
    y = 0.0
    for side, rows in groups:
        about = s("figure.portrayal.about", side=view.voice_name(analysis, side, s))
        sheet.label(0, y + 9, about, sheet.width, _STRONG)
        y += 18
        for voice, counts in rows:
            sheet.voice(0, y + 9, _mark(analysis, voice), view.voice_name(analysis, voice, s), name_room)
            _diverging(sheet, x + width / 2, y + 1, counts, unit)
            y += 17
        y += 8
    sheet.legend(0, y + 8, _tone_legend(s))


def _portrayal_height(analysis: Analysis) -> float:
    groups = _portrayal_rows(analysis)
    return sum(26 + 17 * len(rows) for _, rows in groups) + 14 if groups else 0


# --- who accuses, denies, praises whom


def acts_between(analysis: Analysis) -> dict[tuple[str, str], Counter[str]]:
    """How often a voice accuses a side, denies what a side accuses it of, and praises it (attributions)."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for answer in analysis.scores.answers:
        found.setdefault((answer.accuser, answer.accused), Counter())["accuse"] += 1
        if answer.how == "deny":
            found.setdefault((answer.accused, answer.accuser), Counter())["deny"] += 1
    for attribution in analysis.attributions:
        for side, value in analysis.sentences[attribution.sentence].toward.items():
            for voice in attribution.side:
                if value > 0 and voice != side and attribution.act in ("feel", "claim", "state"):
                    found.setdefault((voice, side), Counter())["praise"] += 1
    return found


_ACT_MARKS = {
    "accuse": Mark(NEG, "", PAPER),
    "deny": Mark(PAPER, "", INK),
    "praise": Mark(palette.tint(POS, 0.45), "", PAPER),
}


def _accusation_rows(analysis: Analysis) -> tuple[list[str], list[str]]:
    between = acts_between(analysis)
    shown = view.voices(analysis)
    return [v for v in shown if any(a == v for a, _ in between)], [
        v for v in shown if any(b == v for _, b in between)
    ]


def _accusations(analysis: Analysis, sheet: _Sheet, s: Strings) -> None:
    between = acts_between(analysis)
    rows, columns = _accusation_rows(analysis)
    name_room = _names_room(analysis, sheet, rows, s)
    wide = min(150.0, (sheet.width - name_room - 8) / len(columns))
    for k, column in enumerate(columns):
        x = name_room + 8 + k * wide
        sheet.voice(x, 10, _mark(analysis, column), view.voice_name(analysis, column, s), wide - 6)
    for j, row in enumerate(rows):
        y = 20 + j * 24
        sheet.line(0, y, sheet.width, y, RULE, width=0.5)
        sheet.voice(0, y + 16, _mark(analysis, row), view.voice_name(analysis, row, s), name_room)
        for k, column in enumerate(columns):
            x = name_room + 8 + k * wide
            counts = between.get((row, column), Counter())
            if row == column or not counts:
                sheet.text(x + 4, y + 16, "–", _SMALL)
                continue
            for act, mark in _ACT_MARKS.items():
                if counts[act]:
                    sheet.box(x, y + 4, 20, 16, mark)
                    color = PAPER if act == "accuse" else INK
                    sheet.text(x + 10, y + 15.5, str(counts[act]), _STRONG._replace(color=color), "center")
                    x += 24
    sheet.legend(
        0, 20 + len(rows) * 24 + 16, [(m, s(f"figure.accusations.{a}")) for a, m in _ACT_MARKS.items()]
    )


def _accusations_height(analysis: Analysis) -> float:
    rows, _ = _accusation_rows(analysis)
    return 40 + 24 * len(rows) if rows else 0


# --- verbs


def _verb_rows(analysis: Analysis) -> list[str]:
    verbs = analysis.scores.verbs
    return [
        v
        for v in view.voices(analysis)
        if v in verbs and verbs[v].neutral + verbs[v].distancing + verbs[v].endorsing
    ]


def _listed(items: list[str], room: float) -> str:
    """As many whole items as fit, and "…" for the rest."""
    shown = ", ".join(items)
    for k in range(len(items) - 1, 0, -1):
        if theme.width(theme.printable(shown), _SMALL) <= room:
            break
        shown = ", ".join(items[:k]) + ", …"
    return shown


def _verbs(analysis: Analysis, sheet: _Sheet, s: Strings) -> None:
    rows = _verb_rows(analysis)
    verbs = analysis.scores.verbs
    name_room = _names_room(analysis, sheet, rows, s)
    bar = (sheet.width - name_room - 8) * 0.3
    most = max(verbs[v].neutral + verbs[v].distancing + verbs[v].endorsing for v in rows)
    for k, voice in enumerate(rows):
        y = k * _ROW
        sheet.voice(0, y + 10, _mark(analysis, voice), view.voice_name(analysis, voice, s), name_room)
        x = name_room + 8
        for kind, mark in _COMMITMENTS.items():
            n = getattr(verbs[voice], kind)
            width = n / most * bar
            sheet.box(x, y + 1, width, 11, mark)
            if n and width > theme.width(str(n), _SMALL) + 2:
                color = INK if kind == "neutral" else PAPER
                sheet.text(x + width / 2, y + 9.5, str(n), _SMALL._replace(color=color), "center")
            x += width
        counted = sorted(verbs[voice].cues.items(), key=lambda item: (-item[1], item[0]))
        left = name_room + 8 + bar + 12
        cues = _listed([f"{cue} ×{n}" if n > 1 else cue for cue, n in counted], sheet.width - left)
        sheet.label(left, y + 10, cues, sheet.width - left, _SMALL)
    sheet.legend(
        0, len(rows) * _ROW + 12, [(mark, s(f"commitment.{kind}")) for kind, mark in _COMMITMENTS.items()]
    )


# --- speakers


_SPEAKERS = 12


def _speakers(analysis: Analysis, sheet: _Sheet, s: Strings) -> None:
    found = view.speakers(analysis)
    shown = found[:_SPEAKERS]
    name_room = sheet.width * 0.46
    bar = sheet.width * 0.2
    most = max(one.words for one in shown) or 1
    for k, one in enumerate(shown):
        y = k * 18
        shared = one.voices[:2] or (UNNAMED,)
        for j, voice in enumerate(shared):
            height = 9 / len(shared)
            sheet.box(0, y + 2.5 + j * height, 12, height, _mark(analysis, voice))
            sheet.box(name_room, y + 2 + j * height, one.words / most * bar, height, _mark(analysis, voice))
        sheet.label(17, y + 10, one.name or s("figure.speakers.unnamed"), name_room - 21)
        counts = f"{s.count('words', one.words)} · {s.count('times', one.times)}"
        sheet.text(name_room + one.words / most * bar + 5, y + 10, counts, _SMALL)
        where = s.places(list(one.sentences), 5)
        sheet.text(sheet.width, y + 10, where, _SMALL, "right")
    if len(found) > _SPEAKERS:
        more = s("figure.speakers.more", n=len(found) - _SPEAKERS)
        sheet.text(17, len(shown) * 18 + 10, more, _SMALL)


def _speakers_height(analysis: Analysis) -> float:
    n = len(view.speakers(analysis))
    return 18.0 * min(n, _SPEAKERS) + (18 if n > _SPEAKERS else 0)


# --- prominence


def _prominence_rows(analysis: Analysis) -> list[str]:
    places = analysis.scores.prominence
    return [v for v in view.voices(analysis) if v in places and v != REPORTER]


def _prominence(analysis: Analysis, sheet: _Sheet, s: Strings) -> None:
    rows = _prominence_rows(analysis)
    name_room = _names_room(analysis, sheet, rows, s)
    total = len(analysis.sentences)
    places = analysis.scores.prominence
    x0 = name_room + 8
    absent = {v: s("figure.prominence.silence", n=s.count("sentences", places[v].silence)) for v in rows}
    aside = max((theme.width(told, _SMALL) for told in absent.values()), default=0) + 10
    lane = sheet.width - x0 - 46 - aside
    said: dict[str, set[int]] = {}
    for run in view.runs(analysis):
        for voice in run.voices:
            said.setdefault(voice, set()).add(run.sentence)
    for k, voice in enumerate(rows):
        y = k * _ROW
        sheet.voice(0, y + 10, _mark(analysis, voice), view.voice_name(analysis, voice, s), name_room)
        sheet.box(x0, y + 1, lane, 11, Mark(WASH, "", PAPER))
        for sentence in sorted(said.get(voice, ())):
            wide = max(lane / total - (1 if total < 120 else 0), 1.2)
            sheet.box(x0 + sentence / total * lane, y + 1, wide, 11, _mark(analysis, voice))
        sheet.text(sheet.width - aside, y + 10, s.percent(places[voice].weighted), _STRONG, "right")
        sheet.text(sheet.width, y + 10, absent[voice], _SMALL, "right")
    y = len(rows) * _ROW + 6
    sheet.text(x0, y, f"{s('figure.strip.axis')} 1", _TINY)
    if total > 1:
        sheet.text(x0 + lane, y, str(total), _TINY, "right")


# --- loaded words


_LOADED = 12


def _loaded(analysis: Analysis, sheet: _Sheet, s: Strings) -> None:
    middle = sheet.width * 0.36
    for k, word in enumerate(analysis.loaded[:_LOADED]):
        y = k * 17 + 10
        sentence = analysis.sentences[word.sentence]
        start, end = word.span
        sheet.text(0, y, str(word.sentence + 1), _TINY)
        before = view.plain(analysis.text[sentence.start : start])
        after = view.plain(analysis.text[end : sentence.end])
        room = middle - 26
        left = before = theme.printable(before)
        while left and theme.width("…" + left, _LABEL) > room:
            left = left.partition(" ")[2]
        left = left if left == before else "…" + left
        sheet.text(middle - 3, y, left, _LABEL._replace(color=MUTED), "right")
        shown = theme.fit(view.plain(analysis.text[start:end]), _STRONG, sheet.width * 0.25)
        sheet.text(middle, y, shown, _STRONG)
        x = middle + theme.width(shown, _STRONG) + (3 if analysis.text[end : end + 1].isspace() else 0.5)
        neutral = theme.fit(f"→ {word.neutral}", _SMALL, sheet.width * 0.22) if word.neutral else ""
        room = sheet.width - x - (theme.width(neutral, _SMALL) + 10 if neutral else 0)
        sheet.label(x, y, after, room, _LABEL._replace(color=MUTED))
        if neutral:
            sheet.text(sheet.width, y, neutral, _SMALL, "right")


def _rows_height(
    rows: Callable[[Analysis], Sequence[object]], row: float, more: float
) -> Callable[[Analysis], float]:
    """A height of ``row`` points a row and ``more`` for the rest; none where there is no row."""

    def height(analysis: Analysis) -> float:
        n = len(rows(analysis))
        return n * row + more if n else 0

    return height


FIGURES: dict[str, Figure] = {
    figure.name: figure
    for figure in (
        Figure("shares", _shares, _rows_height(view.voices, _ROW, 36)),
        Figure("balance", _balance, lambda a: 22.0 if a.scores.balance and len(a.sides) > 1 else 0.0),
        Figure("strip", _strip, _rows_height(lambda a: a.sentences and (1,), 0, 100)),
        Figure("stance", _stance, _rows_height(_stance_rows, _ROW, 16)),
        Figure("speakers", _speakers, _speakers_height),
        Figure("verbs", _verbs, _rows_height(_verb_rows, _ROW, 18)),
        Figure("portrayal", _portrayal, _portrayal_height),
        Figure("accusations", _accusations, _accusations_height),
        Figure("prominence", _prominence, _rows_height(_prominence_rows, _ROW, 10)),
        Figure("loaded", _loaded, _rows_height(lambda a: a.loaded[:_LOADED], 17, 2)),
    )
}


def figure(name: str, analysis: Analysis, path: str | os.PathLike[str], lang: str = "vi") -> None:
    """Write one figure with its title; the ending of ``path`` (svg, pdf, png) says how.

    Raises
    ------
    KeyError
        There is no figure of that name.
    ValueError
        matplotlib knows no such ending.
    OSError
        The file cannot be written.
    """
    drawn = FIGURES[name]
    s = strings(lang)
    width, margin, head = 520.0, 14.0, 46.0
    height = max(drawn.height(analysis), 24.0) + head + margin
    out = io.BytesIO()
    ending = Path(path).suffix[1:].lower()
    with theme.rc():
        paper = Canvas(figsize=((width + 2 * margin) / 72, height / 72), dpi=144)
        ax = paper.add_axes(
            (
                margin / (width + 2 * margin),
                margin / height,
                width / (width + 2 * margin),
                1 - (head + margin) / height,
            )
        )
        for key, style, y in (("title", Style(11, 600), 24.0), ("note", _SMALL, 36.0)):
            paper.text(
                margin / (width + 2 * margin),
                1 - y / height,
                s(f"figure.{name}.{key}"),
                fontproperties=theme.properties(style),
                color=style.color,
                va="baseline",
            )
        drawn(analysis, ax, lang)
        undated = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}
        paper.savefig(out, format=ending, metadata=undated.get(ending))
    write_atomic(path, out.getvalue())
