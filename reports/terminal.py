"""The summary in the terminal: headline, bars, speakers and, if asked for, the article with its marks."""

from __future__ import annotations

import re

from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from analyzer.analysis import REPORTER, Analysis
from reports import palette, view
from reports.findings import deck, findings, headline
from reports.strings import Strings, strings

_SPEAKERS = 15
_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]")


def summary(analysis: Analysis, console: Console, lang: str = "vi", full: bool = False) -> None:
    """Print what an analysis says, as wide as the console is.

    Colours are the console's affair (none when piped, or with ``NO_COLOR``); nothing is told by colour alone.

    Parameters
    ----------
    full : bool
        Print all sentences with the marks of source, cue and content.
    """
    s = strings(lang)
    if analysis.title:
        console.print(Text(view.plain(analysis.title), "dim"))
    console.print(Text(headline(analysis, s), "bold"))
    below = deck(analysis, s)
    if below:
        console.print(Text(below, "dim"))
    console.print()
    _shares(analysis, console, s)
    console.print()
    for k, text in enumerate(findings(analysis, s), 1):
        row = Table.grid(padding=(0, 1))
        row.add_row(Text(f"{k}.", "bold"), Text(text))
        console.print(row)
    if analysis.attributions:
        console.print()
        _speakers(analysis, console, s)
    if analysis.sides:
        console.print()
        _parties(analysis, console, s)
    if full:
        console.print()
        _article(analysis, console, s)


def _color(analysis: Analysis, voice: str) -> str:
    """A voice's colour, in a shade that can be read on black and on white."""
    if voice == REPORTER:
        return "default"
    return palette.stroke(palette.marks(analysis)[voice], dark=True)


def _shares(analysis: Analysis, console: Console, s: Strings) -> None:
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(ratio=2, overflow="ellipsis", no_wrap=True, max_width=28)
    table.add_column(ratio=3)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True, style="dim")
    for voice in view.voices(analysis):
        share = view.share(analysis, voice)
        color = _color(analysis, voice)
        table.add_row(
            Text(view.voice_name(analysis, voice, s), color),
            _Bar(share.words, color),
            Text(s.percent(share.words), "bold"),
            f"{s.number(100 * share.low)}–{s.number(100 * share.high)}",
        )
    console.print(table)


class _Bar:
    """A bar of block characters, as long as ``part`` (0..1) of the width it is given."""

    def __init__(self, part: float, color: str) -> None:
        self.part = part
        self.color = color

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        eighths = round(self.part * options.max_width * 8)
        blocks = "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()
        yield Text(blocks if console.encoding.startswith("utf") else "#" * round(eighths / 8), self.color)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(6, options.max_width)


def _speakers(analysis: Analysis, console: Console, s: Strings) -> None:
    table = Table(box=None, padding=(0, 1, 0, 0), expand=True, header_style="dim")
    table.add_column(s("terminal.speaker"), ratio=3, overflow="fold")
    table.add_column(s("terminal.side"), ratio=2, overflow="fold")
    table.add_column(s("terminal.times"), justify="right", no_wrap=True)
    table.add_column(s("terminal.words"), justify="right", no_wrap=True)
    table.add_column(s("terminal.sentences"), ratio=1, max_width=18, overflow="fold")
    found = view.speakers(analysis)
    for one in found[:_SPEAKERS]:
        sides = Text(", ").join(
            Text(view.voice_name(analysis, voice, s), _color(analysis, voice)) for voice in one.voices
        )
        name = Text(one.name or s("figure.speakers.unnamed"))
        where = ", ".join(str(k + 1) for k in one.sentences)
        table.add_row(name, sides, str(one.times), str(one.words), where)
    console.print(table)
    if len(found) > _SPEAKERS:
        console.print(Text(s("figure.speakers.more", n=len(found) - _SPEAKERS), "dim"))


def _parties(analysis: Analysis, console: Console, s: Strings) -> None:
    console.print(Text(s("terminal.parties"), "dim"))
    for side in analysis.sides:
        name = (side.name, f"bold {_color(analysis, side.id)}")
        console.print(Text.assemble(name, "  " + " · ".join(side.aliases)))


def _article(analysis: Analysis, console: Console, s: Strings) -> None:
    """Each sentence with its number and marks, and below it who says what in it.

    Cues are bold, sources underlined, loaded words slanted, contents in their voice's colour, or in
    brackets where there is none.
    """
    bare = console.no_color or console.color_system is None
    for k in range(len(analysis.sentences)):
        text = Text()
        inside = False
        for piece in view.pieces(analysis, k):
            if bare and inside != bool(piece.content):
                text.append("]" if inside else "[")
                inside = not inside
            style = ""
            told = piece.attribution
            if told is not None:
                voices = analysis.attributions[told].side
                style = _color(analysis, voices[0]) if voices else ""
                style += (
                    " bold" if piece.cue is not None else " underline" if piece.source is not None else ""
                )
            if piece.loaded:
                style += " italic"
            text.append(_SPACE.sub(" ", analysis.text[piece.start : piece.end]), style.strip() or None)
        if inside:
            text.append("]")
        row = Table.grid(padding=(0, 1))
        row.add_column(justify="right", width=4, style="dim")
        row.add_column()
        row.add_row(str(k + 1), text)
        for a in view.attributions_of(analysis, k):
            found = analysis.attributions[a]
            names = s.listing([view.voice_name(analysis, voice, s) for voice in found.side])
            color = _color(analysis, found.side[0]) if found.side else ""
            row.add_row(
                "", Text(f"→ {names}: {s(f'act.{found.act}')}, {s.percent(found.confidence, 0)}", color)
            )
        console.print(row)
