"""The comparison of several articles on one event: a PDF, and a summary in the terminal."""

from __future__ import annotations

import os
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from analyzer.analysis import REPORTER, THIRD, UNNAMED, Analysis
from analyzer.compare import Comparison, Statement, labels
from reports import palette, theme, view
from reports.files import write_atomic
from reports.layout import Box, Flow, Text, swatch, wrap
from reports.palette import INK, MUTED, NEG, POS, RULE, WASH
from reports.pdf import finished
from reports.strings import Strings, strings
from reports.theme import Style

_TITLE = Style(10.5, 600)
_NAME = Style(9.5, 600)
_BODY = Style(9)
_NOTE = Style(8, color=MUTED)
_FINE = Style(7, color=MUTED)
_FIGURE = Style(8.5, 600)
_COLUMN = 26.0
_MOST_COLUMNS = 9

ALIKE = 0.02
"""Difference up to which shares of a side are called alike."""


def save_comparison(
    comparison: Comparison, path: str | os.PathLike[str], lang: str = "vi", paper: str = "a4"
) -> None:
    """Write the comparison as a PDF.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    s = strings(lang)
    title = s("compare.title", n=len(comparison.analyses))
    flow = compose(comparison, lang, paper)
    data = finished(flow, title, s("compare.subject"), comparison.analyses[0].version, lang)
    write_atomic(path, data)


def compose(comparison: Comparison, lang: str = "vi", paper: str = "a4") -> Flow:
    """Lay out all pages: what differs most, each article in the same small form, the statements."""
    s = strings(lang)
    flow = Flow(paper)
    names = list(labels(comparison.analyses))
    _answer(flow, comparison, names, s)
    _legend(flow, comparison, s)
    for n in range(len(comparison.analyses)):
        _article(flow, comparison, n, names[n], s)
    flow.y += 4
    for runs in wrap([(s("compare.note"), _NOTE)], flow.room):
        flow.need(11)
        flow.line(runs, flow.left, flow.y + 8)
        flow.y += 11
    _statements(flow, comparison, names, s)
    _furniture(flow, s)
    return flow


# --- what differs most


def headline(comparison: Comparison, names: Sequence[str], s: Strings) -> str:
    """The side whose share differs most between the articles, in a sentence."""
    everywhere = range(len(comparison.analyses))
    spread = {"": [(1 - view.share(comparison.analyses[n], REPORTER).words, n) for n in everywhere]}
    for side in comparison.sides:
        spread[side.name] = [
            (view.share(comparison.analyses[n], side.id).words, n)
            for n in everywhere
            if _mentions(comparison.analyses[n], side.id)
        ]

    def apart(name: str) -> float:
        shares = [share for share, _ in spread[name]]
        return max(shares) - min(shares) if name and len(shares) > 1 else ALIKE

    chosen = max(spread, key=apart)
    most, least = (edge(spread[chosen], key=lambda one: one[0]) for edge in (max, min))
    params = {
        "most": s.percent(most[0], 0),
        "least": s.percent(least[0], 0),
        "where": names[most[1]],
        "there": names[least[1]],
    }
    said = s("compare.headline_side", side=chosen, **params) if chosen else s("compare.headline", **params)
    return said[:1].upper() + said[1:]


def _mentions(analysis: Analysis, side: str) -> bool:
    return any(found.id == side and found.mentions for found in analysis.sides)


def deck(comparison: Comparison, s: Strings) -> str:
    """How many statements the articles have in common."""
    several = sum(len(one.carried) > 1 for one in comparison.statements)
    everywhere = sum(len(one.carried) == len(comparison.analyses) for one in comparison.statements)
    more = "_everywhere" if everywhere and len(comparison.analyses) > 2 else "" if several else "_none"
    return s(
        f"compare.deck{more}",
        total=s.count("statements", len(comparison.statements)),
        several=several,
        everywhere=everywhere,
        alone=len(comparison.statements) - several,
    )


def _answer(flow: Flow, comparison: Comparison, names: Sequence[str], s: Strings) -> None:
    flow.bookmark(s("compare.articles"))
    title = s("compare.title", n=len(comparison.analyses))
    flow.text(title, Style(11.5, 600, color=MUTED))
    flow.y += 10
    answer = headline(comparison, names, s)
    sizes = (20.0, 17.0, 14.5)
    size = next((z for z in sizes if len(wrap([(answer, Style(z, 700))], flow.room)) <= 3), sizes[-1])
    flow.text(answer, Style(size, 700), leading=1.28, balanced=True)
    flow.y += 5
    flow.text(deck(comparison, s), Style(10, color=MUTED), leading=1.45)
    flow.y += 12


def _legend(flow: Flow, comparison: Comparison, s: Strings) -> None:
    first = comparison.analyses[0]
    marks = palette.marks(first)
    x = flow.left
    for voice in (*(side.id for side in comparison.sides), THIRD, UNNAMED, REPORTER):
        name = theme.fit(view.voice_name(first, voice, s), _NOTE, 150)
        wide = 14 + theme.width(name, _NOTE) + 14
        if x + wide > flow.left + flow.room:
            x, flow.y = flow.left, flow.y + 14
        flow.page.boxes.append(swatch(x, flow.y, 10, 8, marks[voice]))
        flow.page.texts.append(Text(x + 14, flow.y + 7.5, name, _NOTE))
        x += wide
    flow.y += 20


# --- the articles


def _article(flow: Flow, comparison: Comparison, n: int, name: str, s: Strings) -> None:
    """One of the small multiples: whose words, and a row for each side."""
    analysis = comparison.analyses[n]
    title = theme.fit(view.plain(analysis.title), _NOTE, flow.room)
    head = 15 + (12 if title else 0) + 20
    flow.need(head + 14 * (len(comparison.sides) + 1) + 14)
    number = f"{n + 1}  "
    flow.page.texts.append(Text(flow.left, flow.y + 10, number, _NAME._replace(color=MUTED)))
    x = flow.left + theme.width(number + "i", _NAME)
    flow.page.texts.append(Text(x, flow.y + 10, theme.fit(name, _NAME, 300), _NAME))
    size = " · ".join(filter(None, (analysis.published[:16], s.count("sentences", len(analysis.sentences)))))
    right = flow.left + flow.room
    flow.page.texts.append(Text(right - theme.width(size, _FINE), flow.y + 10, size, _FINE))
    flow.y += 15
    if title:
        flow.page.texts.append(Text(flow.left, flow.y + 8, title, _NOTE))
        flow.y += 12
    _bar(flow, analysis)
    if comparison.sides:
        _columns(flow, s)
    for side in comparison.sides:
        _side(flow, analysis, side.id, s)
    flow.y += 6
    flow.rule(RULE, 0.5)
    flow.y += 8


def _bar(flow: Flow, analysis: Analysis) -> None:
    marks = palette.marks(analysis)
    x = flow.left
    for voice in (*(side.id for side in analysis.sides), THIRD, UNNAMED, REPORTER):
        wide = view.share(analysis, voice).words * flow.room
        if wide > 0.2:
            flow.page.boxes.append(swatch(x, flow.y + 2, max(wide - 0.8, 0.2), 12, marks[voice]))
        x += wide
    flow.y += 20


def _places(flow: Flow) -> tuple[float, float, float, float]:
    """Where the columns begin: share, how shown, verbs, accusations."""
    return tuple(flow.left + part * flow.room for part in (0.30, 0.43, 0.60, 0.80))  # type: ignore[return-value]


def _columns(flow: Flow, s: Strings) -> None:
    for x, key in zip(_places(flow), ("share", "shown", "verbs", "answers"), strict=True):
        flow.page.texts.append(Text(x, flow.y + 7, s(f"compare.column_{key}"), _FINE))
    flow.y += 10


def _side(flow: Flow, analysis: Analysis, side: str, s: Strings) -> None:
    share, shown, verbs, answers = _places(flow)
    base = flow.y + 9
    marks = palette.marks(analysis)
    flow.page.boxes.append(swatch(flow.left, flow.y + 2, 10, 8, marks[side]))
    room = share - flow.left - 20
    name = theme.fit(view.voice_name(analysis, side, s), _BODY, room)
    flow.page.texts.append(Text(flow.left + 14, base, name, _BODY))
    if not _mentions(analysis, side):
        flow.page.texts.append(Text(share, base, s("compare.absent"), _NOTE))
        flow.y += 14
        return
    flow.page.texts.append(Text(share, base, s.percent(view.share(analysis, side).words), _FIGURE))
    toward = view.toward(analysis, side)
    x = shown
    for value, glyph, color in ((-1, "▼", NEG), (1, "▲", POS)):
        count = len(toward[value])
        style = _BODY if count else _BODY._replace(color=MUTED)
        flow.page.texts.append(Text(x, base - 0.5, glyph, Style(6, color=color if count else RULE)))
        flow.page.texts.append(Text(x + 9, base, str(count), style))
        x += 26
    _cues(flow, analysis, side, (verbs, base, answers - verbs - 8))
    about = [one for one in analysis.scores.answers if one.accused == side]
    missing = sum(one.how == "none" for one in about)
    said = s("compare.answers", n=len(about), missing=missing) if about else "–"
    flow.page.texts.append(
        Text(answers, base, theme.fit(said, _NOTE, flow.left + flow.room - answers), _NOTE)
    )
    flow.y += 14


def _cues(flow: Flow, analysis: Analysis, side: str, place: tuple[float, float, float]) -> None:
    """The verbs that commit the reporter for or against what the side says."""
    x, base, room = place
    marked: dict[str, int] = {}
    for found in analysis.attributions:
        if side in found.side and found.cue and found.commitment != "neutral":
            cue = view.plain(analysis.text[slice(*found.cue)]).lower()
            marked[cue] = marked.get(cue, 0) + 1
    said = ", ".join(
        cue if n == 1 else f"{cue} ×{n}" for cue, n in sorted(marked.items(), key=lambda c: -c[1])
    )
    flow.page.texts.append(Text(x, base, theme.fit(said or "–", _NOTE, room), _NOTE))


# --- the statements


def _statements(flow: Flow, comparison: Comparison, names: Sequence[str], s: Strings) -> None:
    flow.new_page()
    flow.bookmark(s("compare.statements"))
    flow.text(s("compare.statements"), Style(16, 700))
    flow.y += 2
    flow.text(s("compare.statements_note"), _NOTE)
    flow.y += 8
    columns = len(names) if len(names) <= _MOST_COLUMNS else 1
    room = flow.room - columns * _COLUMN - 10
    if columns > 1:
        for n, name in enumerate(names):
            flow.text(f"{n + 1}  {name}", _NOTE)
    shown = {True: "compare.several", False: "compare.alone"}
    for several, key in shown.items():
        chosen = [one for one in comparison.statements if (len(one.carried) > 1) == several]
        if not chosen:
            continue
        flow.skip(12)
        flow.need(70)
        flow.text(s(key, n=len(chosen)), _TITLE)
        flow.y += 4
        _head(flow, columns, len(names))
        for one in chosen:
            _statement(flow, comparison, one, (room, columns), s)


def _head(flow: Flow, columns: int, articles: int) -> None:
    if columns > 1:
        for n in range(articles):
            x = flow.left + flow.room - (columns - n) * _COLUMN + _COLUMN / 2
            label = str(n + 1)
            flow.page.texts.append(Text(x - theme.width(label, _FINE) / 2, flow.y + 8, label, _FINE))
    flow.y += 11
    flow.rule(INK, 0.8)
    flow.y += 4


def _statement(
    flow: Flow, comparison: Comparison, one: Statement, widths: tuple[float, int], s: Strings
) -> None:
    room, columns = widths
    n, k = one.best
    analysis = comparison.analyses[n]
    found = analysis.attributions[k]
    lines = wrap([(view.words_of(analysis, found), _BODY)], room - 14)
    shown = lines[:3]
    height = 13 + 12.5 * len(shown) + 6
    if height > flow.left_over:
        flow.new_page()
        _head(flow, columns, len(comparison.analyses))
    marks = palette.marks(analysis)
    voices = [voice for voice in one.voices if voice in marks] or [UNNAMED]
    flow.page.boxes.append(swatch(flow.left, flow.y + 2, 9, 7.5, marks[voices[0]]))
    who = one.speaker or s.listing([view.voice_name(analysis, voice, s) for voice in voices])
    style = Style(8.5, 600)
    act = f"  {s(f'act.{found.act}')}"
    name = theme.fit(view.plain(who), style, room - 14 - theme.width(act, _NOTE))
    flow.page.texts.append(Text(flow.left + 14, flow.y + 9, name, style))
    flow.page.texts.append(Text(flow.left + 16 + theme.width(name, style), flow.y + 9, act.strip(), _NOTE))
    top = flow.y
    flow.y += 13
    for j, runs in enumerate(shown):
        flow.line(runs, flow.left + 14, flow.y + 9)
        if j == 2 and len(lines) > 3:
            end = runs[-1]
            flow.page.texts.append(Text(flow.left + 14 + end.x + end.width, flow.y + 9, "…", _BODY))
        flow.y += 12.5
    _carried(flow, comparison, one, (top, columns), s)
    flow.y += 3
    flow.page.boxes.append(Box(flow.left, flow.y, flow.room, 0.4, RULE))
    flow.y += 3


def _carried(
    flow: Flow, comparison: Comparison, one: Statement, place: tuple[float, int], s: Strings
) -> None:
    """In each article's column the sentence that has it, or a dash."""
    top, columns = place
    total = len(comparison.analyses)
    if columns == 1:
        label = f"{len(one.carried)}/{total}"
        x = flow.left + flow.room - theme.width(label, _FIGURE)
        flow.page.texts.append(Text(x, top + 9, label, _FIGURE))
        return
    for n in range(total):
        x = flow.left + flow.room - (columns - n) * _COLUMN
        if n in one.carried:
            first = min(comparison.analyses[n].attributions[k].sentence for k in one.carried[n])
            flow.page.boxes.append(Box(x + 1, top + 1, _COLUMN - 2, 12, WASH))
            label, style = str(first + 1), _FIGURE
        else:
            label, style = "–", _NOTE
        middle = x + (_COLUMN - theme.width(label, style)) / 2
        flow.page.texts.append(Text(middle, top + 10, label, style))


def _furniture(flow: Flow, s: Strings) -> None:
    for k, page in enumerate(flow.pages, 1):
        page.texts.append(Text(flow.left, theme.MARGIN - 6, f"haiphia · {s('compare.kind')}", _FINE))
        foot = flow.height - theme.MARGIN + 12
        number = s("report.page", n=k, total=len(flow.pages))
        page.boxes.append(Box(flow.left, foot - 12, flow.room, 0.5, RULE))
        page.texts.append(Text(flow.left, foot, s("compare.judge"), _FINE))
        x = flow.left + flow.room - theme.width(number, _FINE)
        page.texts.append(Text(x, foot, number, _FINE))


# --- the terminal


def print_comparison(comparison: Comparison, console: Console, lang: str = "vi", most: int = 12) -> None:
    """Print the shares of each article, and the statements that several carry."""
    s = strings(lang)
    names = list(labels(comparison.analyses))
    console.print(headline(comparison, names, s), style="bold", highlight=False)
    console.print(deck(comparison, s), style="dim", highlight=False)
    first = comparison.analyses[0]
    voices = [*(side.id for side in comparison.sides), THIRD, UNNAMED, REPORTER]
    table = Table(box=None, padding=(0, 2, 0, 0), title_justify="left")
    table.add_column("", no_wrap=True)
    for voice in voices:
        table.add_column(view.voice_name(first, voice, s), justify="right", overflow="fold")
    for n, analysis in enumerate(comparison.analyses):
        shares = [s.percent(view.share(analysis, voice).words, 0) for voice in voices]
        table.add_row(f"{n + 1}  {names[n]}", *shares)
    console.print()
    console.print(table)
    several = [one for one in comparison.statements if len(one.carried) > 1][:most]
    if several:
        console.print()
        console.print(
            s("compare.several", n=sum(len(o.carried) > 1 for o in comparison.statements)), style="bold"
        )
    for one in several:
        n, k = one.best
        said = view.words_of(comparison.analyses[n], comparison.analyses[n].attributions[k])
        who = one.speaker or view.voice_name(first, one.voices[0], s)
        where = ", ".join(str(a + 1) for a in sorted(one.carried))
        console.print(f"  [{where}] {who}: {said}", markup=False, highlight=False)
