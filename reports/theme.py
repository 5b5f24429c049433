"""Type and paper: the one font family, how wide a string is, and the page grid."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import fontpkg_be_vietnam_pro  # type: ignore[import-untyped]
import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font, LoadFlags

from reports.palette import INK

FAMILY = "Be Vietnam Pro"
FALLBACK = "DejaVu Sans"

PAPERS = {"a4": (595.276, 841.89), "letter": (612.0, 792.0)}
MARGIN = 48.0

_RC: Any = {
    "font.family": [FAMILY, FALLBACK],
    "pdf.fonttype": 42,
    # By the PostScript setting matplotlib 3.11 cuts a PDF's fonts into parts of 256 letters, and kerns twice
    # where a word crosses two parts.
    "ps.fonttype": 42,
    "svg.fonttype": "path",
    "svg.hashsalt": "haiphia",
    "text.hinting": "none",
    "hatch.linewidth": 0.7,
    "axes.unicode_minus": False,
}


class Style(NamedTuple):
    """How a string is set; ``size`` in points."""

    size: float = 9.0
    weight: int = 400
    italic: bool = False
    color: str = INK


@cache
def _fonts() -> dict[tuple[int, bool], list[str]]:
    """Register the family with matplotlib; the font files by weight and slant, each with its fallback."""
    manager = font_manager.fontManager
    files = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
    found = {}
    for name, weight, italic in (
        ("Regular", 400, False),
        ("Italic", 400, True),
        ("SemiBold", 600, False),
        ("Bold", 700, False),
    ):
        path = str(files / f"BeVietnamPro-{name}.ttf")
        manager.addfont(path)
        spare = font_manager.FontProperties(
            family=FALLBACK,
            weight="bold" if weight >= 600 else "normal",
            style="italic" if italic else "normal",
        )
        found[weight, italic] = [path, font_manager.findfont(spare)]
    manager.ttflist.append(
        font_manager.FontEntry(
            fname=found[700, False][1],
            name=FALLBACK,
            style="normal",
            variant="normal",
            weight=600,
            stretch="normal",
            size="scalable",
        )
    )
    return found


def rc() -> AbstractContextManager[None]:
    """matplotlib's settings for what is drawn inside."""
    return mpl.rc_context(_RC)


@cache
def _face(weight: int, italic: bool) -> FT2Font:
    face = font_manager.get_font(_fonts()[weight, italic])
    face.set_size(100, 72)
    return face


@lru_cache(maxsize=65536)
def _advance(text: str, weight: int, italic: bool) -> float:
    face = _face(weight, italic)
    face.set_size(100, 72)
    face.set_text(text, 0, flags=LoadFlags.NO_HINTING)
    return face.get_width_height()[0] / 6400


@cache
def _drawable(char: str) -> str:
    if char.isspace() or not char.isprintable():
        return " "
    known = any(font_manager.get_font(path).get_char_index(ord(char)) for path in _fonts()[400, False])
    return char if known else "□"


def printable(text: str) -> str:
    """The text, as long as it was, with " " for white space and controls, "□" for what no font can draw."""
    return "".join(map(_drawable, text))


def width(text: str, style: Style) -> float:
    """Advance width of a printable string, in points."""
    return _advance(text, style.weight, style.italic) * style.size if text else 0.0


def fit(text: str, style: Style, room: float) -> str:
    """The string, cut at its end with "…" where it is wider than ``room`` points."""
    text = printable(text)
    if width(text, style) <= room:
        return text
    while text and width(text + "…", style) > room:
        text = text[:-1]
    return text.rstrip() + "…"


@cache
def properties(style: Style) -> font_manager.FontProperties:
    """The style as matplotlib asks for it."""
    _fonts()
    return font_manager.FontProperties(
        family=[FAMILY, FALLBACK],
        size=style.size,
        weight=style.weight,
        style="italic" if style.italic else "normal",
    )
