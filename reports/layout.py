"""Pages made of strings, boxes and plots at exact places, and a column of text that flows over them.

All measures are points; ``y`` runs downwards from the top edge of the paper; a string stands on its baseline.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.transforms import IdentityTransform

from reports import theme
from reports.palette import Mark
from reports.theme import Style


class Text(NamedTuple):
    """A string on its baseline."""

    x: float
    y: float
    string: str
    style: Style


class Box(NamedTuple):
    """A rectangle, filled, outlined, or hatched over."""

    x: float
    y: float
    width: float
    height: float
    fill: str = "none"
    edge: str = "none"
    line: float = 0.0
    hatch: str = ""
    over: str = "none"


class Plot(NamedTuple):
    """A place for a figure."""

    x: float
    y: float
    width: float
    height: float
    draw: Callable[[Axes], None]


class Run(NamedTuple):
    """A part of a line in one style; ``start`` and ``end`` are its place in the wrapped string."""

    x: float
    width: float
    string: str
    style: Style
    piece: int


def swatch(x: float, y: float, width: float, height: float, mark: Mark) -> Box:
    """A box in a voice's colour and hatch; white ones get an outline."""
    return Box(
        x,
        y,
        width,
        height,
        mark.color,
        mark.over if mark.color == "#ffffff" else "none",
        0.6,
        mark.hatch,
        mark.over,
    )


def wrap(pieces: Sequence[tuple[str, Style]], room: float) -> list[list[Run]]:
    """Break differently styled pieces of one string into lines no wider than ``room``.

    Lines break at spaces, but not at no-break spaces; a word wider than a whole line is cut. The spaces at a
    break are dropped.
    """
    whole = "".join(string for string, _ in pieces)
    text = theme.printable(whole)
    breaks = "".join("x" if raw == "\u00a0" else char for raw, char in zip(whole, text, strict=True))
    owner: list[int] = [k for k, (string, _) in enumerate(pieces) for _ in string]

    def parts(start: int, end: int) -> list[tuple[int, int]]:
        cuts = [start, *(k for k in range(start + 1, end) if owner[k] != owner[k - 1]), end]
        return list(pairwise(cuts))

    def breadth(start: int, end: int) -> float:
        return sum(theme.width(text[a:b], pieces[owner[a]][1]) for a, b in parts(start, end))

    lines: list[tuple[int, int]] = []
    start = end = at = 0
    used = 0.0
    while at < len(text):
        if breaks[at] == " ":
            at += 1
            continue
        stop = breaks.find(" ", at)
        stop = len(text) if stop < 0 else stop
        gap = breadth(end, at) if end > start else 0.0
        word = breadth(at, stop)
        if end > start and used + gap + word > room:
            lines.append((start, end))
            start, gap, used = at, 0.0, 0.0
        elif end == start:
            start = at
        while word > room and stop - at > 1:
            cut = at + max(1, bisect_right(range(1, stop - at), room, key=lambda n: breadth(at, at + n)))
            lines.append((at, cut))
            start = at = cut
            word = breadth(at, stop)
        used += gap + word
        end = at = stop
    if end > start:
        lines.append((start, end))
    return [_runs(text, pieces, owner, parts(a, b)) for a, b in lines]


def _runs(
    text: str, pieces: Sequence[tuple[str, Style]], owner: list[int], parts: list[tuple[int, int]]
) -> list[Run]:
    runs = []
    x = 0.0
    for a, b in parts:
        style = pieces[owner[a]][1]
        width = theme.width(text[a:b], style)
        runs.append(Run(x, width, text[a:b], style, owner[a]))
        x += width
    return runs


@dataclass
class Page:
    """What stands on one page."""

    texts: list[Text] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    plots: list[Plot] = field(default_factory=list)


@dataclass
class Bookmark:
    """An entry of the outline: its title and the page (from 0) it leads to."""

    title: str
    page: int


class Flow:
    """A column that fills page after page from the top.

    Parameters
    ----------
    paper : str
        A key of `theme.PAPERS`.
    """

    def __init__(self, paper: str) -> None:
        self.width, self.height = theme.PAPERS[paper]
        self.left = theme.MARGIN
        self.room = self.width - 2 * theme.MARGIN
        self.top = theme.MARGIN + 14
        self.bottom = self.height - theme.MARGIN - 8
        self.pages: list[Page] = []
        self.bookmarks: list[Bookmark] = []
        self.new_page()

    @property
    def page(self) -> Page:
        return self.pages[-1]

    @property
    def left_over(self) -> float:
        """The height that is free on this page."""
        return self.bottom - self.y

    def new_page(self) -> None:
        """Go on at the top of a fresh page."""
        self.pages.append(Page())
        self.y = self.top

    def need(self, height: float) -> None:
        """Go to a fresh page unless ``height`` is free on this one."""
        if height > self.left_over and self.y > self.top:
            self.new_page()

    def skip(self, height: float) -> None:
        """Leave room, but none at the top of a page."""
        if self.y > self.top:
            self.y += height

    def bookmark(self, title: str) -> None:
        """Let the outline lead here."""
        self.bookmarks.append(Bookmark(title, len(self.pages) - 1))

    def line(self, runs: Sequence[Run], x: float, baseline: float) -> None:
        """Set one wrapped line."""
        self.page.texts += [Text(x + run.x, baseline, run.string, run.style) for run in runs]

    def text(self, string: str, style: Style, *, leading: float = 1.4, balanced: bool = False) -> None:
        """Set a paragraph, line by line; it may run on over the page.

        A ``balanced`` one has lines of about the same length, and no word alone on the last.
        """
        step = style.size * leading
        lines = wrap([(string, style)], self.room)
        room = self.room
        while balanced and room > self.room / 2:
            room -= 6
            narrower = wrap([(string, style)], room)
            if len(narrower) > len(lines):
                break
            lines = narrower
        for runs in lines:
            self.need(step)
            self.line(runs, self.left, self.y + style.size)
            self.y += step

    def plot(self, draw: Callable[[Axes], None], height: float) -> None:
        """Leave a place for a figure, whole on one page."""
        self.need(height)
        self.page.plots.append(Plot(self.left, self.y, self.room, height, draw))
        self.y += height

    def rule(self, color: str, line: float = 0.6) -> None:
        """A thin line over the whole column."""
        self.page.boxes.append(Box(self.left, self.y, self.room, line, color))
        self.y += line


class _Strings(Artist):
    """The strings of a page, drawn at their baselines without matplotlib's own layout."""

    def __init__(self, texts: Sequence[Text], height: float) -> None:
        super().__init__()
        self.texts = texts
        self.height = height
        self.set_zorder(10)

    def draw(self, renderer: RendererBase) -> None:
        for text in self.texts:
            gc = renderer.new_gc()
            gc.set_foreground(text.style.color)
            renderer.draw_text(
                gc, text.x, self.height - text.y, text.string.rstrip(), theme.properties(text.style), 0
            )
            gc.restore()


def draw(page: Page, width: float, height: float) -> Figure:
    """The page as a matplotlib figure of one point a pixel."""
    figure = Figure(figsize=(width / 72, height / 72), dpi=72)
    for box in page.boxes:
        figure.add_artist(
            Rectangle(
                (box.x, height - box.y - box.height),
                box.width,
                box.height,
                facecolor=box.fill,
                edgecolor=box.edge,
                linewidth=box.line if box.edge != "none" else 0,
                transform=IdentityTransform(),
                zorder=1,
            )
        )
        if box.hatch:
            figure.add_artist(
                Rectangle(
                    (box.x, height - box.y - box.height),
                    box.width,
                    box.height,
                    facecolor="none",
                    edgecolor=box.over,
                    linewidth=0,
                    hatch=box.hatch,
                    transform=IdentityTransform(),
                    zorder=2,
                )
            )
    for plot in page.plots:
        place = (
            plot.x / width,
            1 - (plot.y + plot.height) / height,
            plot.width / width,
            plot.height / height,
        )
        plot.draw(figure.add_axes(place))
    figure.add_artist(_Strings(page.texts, height))
    return figure
