"""Articles out of PDF files with a text layer, by pypdf: lines joined, page headers and hyphens undone."""

from __future__ import annotations

import logging
import re
import statistics
import time
from collections import Counter
from itertools import pairwise
from typing import Any, BinaryIO, NamedTuple

import pypdf
from pypdf.errors import DependencyError, LimitReachedError

from analyzer.article import Article
from analyzer.errors import UserError
from analyzer.readers import limits
from analyzer.readers.text import from_text, tidy
from analyzer.readers.vietnamese import is_syllable

SECONDS = 60.0
"""How long a file may take; a page of a newspaper takes a tenth of a second."""

PAGE = 2 * limits.MEGA
"""Bytes of drawing commands of one page."""

EDGE = 2
"""Lines at the top and at the bottom of a page among which headers and footers are looked for."""

WIDER = 1.3
"""From how many times the usual gap on a gap parts two paragraphs."""

INDENT = 0.8
"""From how many times the size of the font on a shift to the right is an indent."""

_NUMBER = re.compile(
    r"\W*(?:(?:trang|page|tr\.)\W*)?\d{1,4}(?:\W*(?:/|of|trên)\W*\d{1,4})?\W*", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")
_FINISHED = re.compile(r"[.!?…:][\"”’»)\]]*\Z")
_BROKEN = re.compile(r"([^\W\d_]+)([-\u2010])\Z")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_TYPESET = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\u00a0": " "})
_FILE_NAME = re.compile(r"Microsoft Word - |untitled|.*\.\w{2,5}\Z", re.IGNORECASE)


logging.getLogger("pypdf").addHandler(logging.NullHandler())


class Line(NamedTuple):
    """A line: its words, where it begins (points from the lower left corner) and the size of its font."""

    text: str
    x: float
    y: float
    size: float


def read_pdf(stream: BinaryIO) -> Article:
    """The article of a PDF.

    Raises
    ------
    UserError
        ``encrypted_pdf``: it opens with a password only. ``no_text_layer``: it holds pictures of text.
        ``bomb``, ``too_many_pages``, ``too_large``, ``timeout``: it is over a limit. ``damaged``: it cannot
        be read.
    """
    deadline = time.monotonic() + SECONDS
    try:
        reader = pypdf.PdfReader(stream)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UserError("encrypted_pdf")
        if len(reader.pages) > limits.PAGES:
            raise UserError("too_many_pages", limit=limits.PAGES)
        pages: list[list[Line]] = []
        size = 0
        for page in reader.pages:
            pages.append(_lines(page, deadline))
            size += sum(len(line.text) for line in pages[-1])
            if size > limits.TEXT:
                raise limits.too_large(limits.TEXT)
        about = reader.metadata
        title, author = (str(about.title or ""), str(about.author or "")) if about else ("", "")
    except (UserError, MemoryError):
        raise
    except DependencyError as error:
        raise UserError("encrypted_pdf") from error
    except LimitReachedError as error:
        raise UserError("bomb", limit=75) from error
    except Exception as error:  # whatever pypdf stumbles over in a broken file
        raise UserError("damaged", format="PDF") from error
    if not any(line.text.strip() for page in pages for line in page):
        raise UserError("no_text_layer")
    text = tidy(paragraphs(_without_edges(pages)))
    return from_text(text, title="" if _FILE_NAME.match(title) else title, author=author)


def _lines(page: pypdf.PageObject, deadline: float) -> list[Line]:
    contents = page.get_contents()
    if contents is not None and len(contents.get_data()) > PAGE:
        raise UserError("bomb", limit=PAGE // limits.MEGA)
    lines: list[Line] = []
    parts: list[str] = []
    place: tuple[float, float, float] | None = None

    def text(piece: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        nonlocal place
        for k, part in enumerate(piece.split("\n")):
            if k:
                end_line()
            if part.strip() and place is None:
                x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
                y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
                place = (x, y, abs(size * (tm[3] or tm[1] or 1) * (cm[3] or cm[1] or 1)))
            parts.append(part)

    def end_line() -> None:
        nonlocal place
        line = "".join(parts).translate(_TYPESET).rstrip()
        if place and line:
            lines.append(Line(line, *place))
        parts.clear()
        place = None

    def watch(*_: Any) -> None:
        if time.monotonic() > deadline:
            raise UserError("timeout", seconds=int(SECONDS))

    page.extract_text(visitor_text=text, visitor_operand_before=watch)
    end_line()
    return lines


def _without_edges(pages: list[list[Line]]) -> list[list[Line]]:
    """The pages without page numbers and without what half of them or more show in the same place."""
    seen = Counter(key for page in pages for key in {_key(page[k]) for k in _edges(page)})
    often = {key for key, n in seen.items() if n >= max(2, len(pages) / 2)}
    kept = []
    for page in pages:
        gone = {k for k in _edges(page) if _key(page[k]) in often or _NUMBER.fullmatch(page[k].text)}
        kept.append([line for k, line in enumerate(page) if k not in gone])
    return kept


def _edges(page: list[Line]) -> set[int]:
    return {*range(min(EDGE, len(page))), *range(max(0, len(page) - EDGE), len(page))}


def _key(line: Line) -> tuple[str, int]:
    return _DIGITS.sub("#", line.text.strip()), round(line.y)


class Layout(NamedTuple):
    """How paragraphs are set: the usual gap between lines and left edge (points), the length of a full line
    (characters), and whether gaps or indents tell paragraphs apart."""

    gap: float
    left: float
    width: int
    marked: bool


def paragraphs(pages: list[list[Line]]) -> list[str]:
    """Lines joined where the typesetter broke them.

    A paragraph ends where the gap to the next line is wider than usual, the next line is indented, the font
    changes in size, or the line stops short although the next word would have had room.
    """
    lines = [line for page in pages for line in page]
    if not lines:
        return []
    pairs = [pair for page in pages for pair in pairwise(page)]
    gaps = [a.y - b.y for a, b in pairs if 0 < a.y - b.y < 5 * b.size]
    gap = statistics.median_low(gaps) if gaps else 0.0
    left = Counter(round(line.x) for line in lines).most_common(1)[0][0]
    wide = sum(g > WIDER * gap for g in gaps)
    indented = sum(line.x - left > INDENT * line.size for line in lines)
    layout = Layout(
        gap=gap,
        left=left,
        width=sorted(len(line.text) for line in lines)[int(0.9 * (len(lines) - 1))],
        marked=wide > 1 or 1 < indented < len(lines) / 2,
    )
    found = [lines[0].text]
    for line, after in pairwise(lines):
        if _ends(line, after, layout):
            found.append(after.text)
        else:
            found[-1] = join(found[-1], after.text)
    return found


def _ends(line: Line, after: Line, layout: Layout) -> bool:
    """Whether a paragraph ends between two lines."""
    if abs(line.size - after.size) > 0.15 * max(line.size, after.size):
        return True
    finished = _FINISHED.search(line.text) is not None
    if after.text.lstrip()[:1].islower() and not finished:
        return False
    if layout.gap and line.y - after.y > WIDER * layout.gap:
        return True
    room = (len(line.text) + 1 + len(after.text.split()[0])) / layout.width
    if after.x - layout.left > INDENT * after.size and (
        line.x - layout.left < INDENT * line.size or room < 0.9
    ):
        return True
    if layout.marked:
        return room < (0.9 if finished else 0.6)
    return room < (0.97 if finished else 0.85)


def join(head: str, tail: str) -> str:
    """Two lines of a paragraph in one, without the hyphen that only broke a word.

    The hyphen stays where it stands between two syllables, as in names spelled the Vietnamese way.

    Examples
    --------
    >>> join("tại Wash-", "ington"), join("nước In-đô-", "nê-xi-a"), join("hai", "bên")
    ('tại Washington', 'nước In-đô-nê-xi-a', 'hai bên')
    """
    head, tail = head.rstrip(), tail.lstrip()
    if head.endswith("\u00ad"):
        return head[:-1] + tail
    broken, first = _BROKEN.search(head), _FIRST_WORD.match(tail)
    if broken is None:
        return f"{head} {tail}"
    if (
        first
        and tail[0].islower()
        and not (is_syllable(broken[1].lower()) and is_syllable(first.group().lower()))
    ):
        return head[:-1] + tail
    return head + tail
