"""The PDF report: the answer on page one, the details, the article with its marks, method and provenance."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from functools import partial
from itertools import zip_longest
from typing import NamedTuple

from matplotlib.backends.backend_pdf import PdfPages
from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, DictionaryObject, NameObject, TextStringObject

from analyzer.analysis import REPORTER, Analysis
from reports import layout, palette, theme, view
from reports.figures import FIGURES
from reports.files import write_atomic
from reports.findings import deck, findings, headline
from reports.layout import Box, Flow, Run, Text, swatch, wrap
from reports.palette import INK, MUTED, NEG, POS, RULE
from reports.strings import Strings, strings
from reports.theme import Style

_SECTION = Style(16, 700)
_TITLE = Style(10.5, 600)
_BODY = Style(9.5)
_NOTE = Style(8, color=MUTED)
_NAME = Style(7.5, 600)
_FINE = Style(7, color=MUTED)
_STEP = 14.0
_GUTTER = 40.0
_ASIDE = 128.0
_CLEAR = 0.05
_TESTS = 6


def save_pdf(analysis: Analysis, path: str | os.PathLike[str], lang: str = "vi", paper: str = "a4") -> None:
    """Write the report of an analysis.

    The bytes depend on the arguments only; a creation date is there only where ``SOURCE_DATE_EPOCH`` is set.

    Parameters
    ----------
    lang : {"vi", "en"}
    paper : {"a4", "letter"}

    Raises
    ------
    OSError
        The file cannot be written.
    """
    write_atomic(path, render(compose(analysis, lang, paper), analysis, lang))


def compose(analysis: Analysis, lang: str = "vi", paper: str = "a4") -> Flow:
    """Lay out all pages of the report."""
    s = strings(lang)
    flow = Flow(paper)
    shown = _answer(flow, analysis, s)
    _details(flow, analysis, s, shown)
    _annotated(flow, analysis, s)
    _method(flow, analysis, s)
    _furniture(flow, analysis, s)
    return flow


def render(flow: Flow, analysis: Analysis, lang: str = "vi") -> bytes:
    """The laid out pages as a PDF file."""
    s = strings(lang)
    return finished(
        flow, f"{s('report.kind')}: {view.title(analysis, s)}", s("report.subject"), analysis.version, lang
    )


def finished(flow: Flow, title: str, subject: str, version: str, lang: str) -> bytes:
    """Laid out pages as a PDF file of this title and subject, made by this version."""
    info = {
        "Title": title,
        "Author": "haiphia",
        "Subject": subject,
        "Creator": f"haiphia {version}",
        "Producer": "matplotlib",
    }
    drawn = io.BytesIO()
    with theme.rc():
        dated = {} if "SOURCE_DATE_EPOCH" in os.environ else {"CreationDate": None}
        with PdfPages(drawn, metadata=info | dated) as pdf:
            for page in flow.pages:
                pdf.savefig(layout.draw(page, flow.width, flow.height))
    return _catalogued(drawn, flow, lang)


def _catalogued(drawn: io.BytesIO, flow: Flow, lang: str) -> bytes:
    """The file with outline, language, and its title in the window's bar."""
    writer = PdfWriter(clone_from=PdfReader(drawn))
    for mark in flow.bookmarks:
        writer.add_outline_item(title=mark.title, page_number=mark.page)
    writer.root_object[NameObject("/Lang")] = TextStringObject(lang)
    writer.root_object[NameObject("/ViewerPreferences")] = DictionaryObject(
        {NameObject("/DisplayDocTitle"): BooleanObject(True)}
    )
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _section(flow: Flow, title: str, following: float = 120.0) -> None:
    flow.skip(26)
    flow.need(34 + following)
    flow.rule(INK, 1.2)
    flow.y += 8
    flow.bookmark(title)
    flow.text(title, _SECTION)
    flow.y += 8


def _heading(flow: Flow, title: str, note: str = "", following: float = 40.0) -> None:
    notes = wrap([(note, _NOTE)], flow.room)
    flow.skip(16)
    flow.need(20 + 11 * len(notes) + following)
    flow.text(title, _TITLE)
    for runs in notes:
        flow.line(runs, flow.left, flow.y + 7)
        flow.y += 11
    flow.y += 8


def _height(flow: Flow, analysis: Analysis, s: Strings, name: str) -> float:
    """What a figure takes with its heading; 0 where there is nothing to draw."""
    height = FIGURES[name].height(analysis)
    notes = wrap([(s(f"figure.{name}.note") + " †", _NOTE)], flow.room)
    return 48 + 11 * len(notes) + height if height else 0.0


def _figure(flow: Flow, analysis: Analysis, s: Strings, name: str) -> None:
    figure = FIGURES[name]
    height = figure.height(analysis)
    if height:
        _heading(flow, s(f"figure.{name}.title"), s(f"figure.{name}.note") + " †", height)
        flow.plot(partial(figure, analysis, lang=s.lang), height)


# --- page one


def _answer(flow: Flow, analysis: Analysis, s: Strings) -> set[str]:
    """The first page; the figures that it shows."""
    flow.bookmark(s("report.answer"))
    origin = " · ".join(filter(None, (analysis.id, analysis.outlet, analysis.author, analysis.published)))
    flow.text(view.title(analysis, s), Style(11.5, 600, color=MUTED), leading=1.35, balanced=True)
    if origin:
        flow.y += 2
        flow.text(theme.fit(view.plain(origin), _NOTE, flow.room), _NOTE)
    flow.y += 12
    answer = headline(analysis, s)
    sizes = (22.0, 19.0, 16.5, 14.0)
    size = next((z for z in sizes if len(wrap([(answer, Style(z, 700))], flow.room)) <= 3), sizes[-1])
    flow.text(answer, Style(size, 700), leading=1.28, balanced=True)
    below = deck(analysis, s)
    if below:
        flow.y += 5
        flow.text(below, Style(10, color=MUTED), leading=1.45, balanced=True)
    flow.y += 4
    _figure(flow, analysis, s, "shares")
    _figure(flow, analysis, s, "strip")
    shown = {"shares", "strip"}
    if _findings(flow, analysis, s):
        shown.add("stance")
    if _height(flow, analysis, s, "balance") <= flow.left_over:
        _figure(flow, analysis, s, "balance")
        shown.add("balance")
    return shown


def _findings(flow: Flow, analysis: Analysis, s: Strings) -> bool:
    """What stands out, beside how each side is shown, or alone where both would not fit on the page."""
    gap = 26.0
    left = (flow.room - gap) * 0.46
    stance = FIGURES["stance"].height(analysis)
    notes = wrap([(s("figure.stance.note") + " †", _NOTE)], left)
    flow.skip(18)
    height = max(_findings_height(analysis, s, flow.room - left - gap), 24 + 11 * len(notes) + stance)
    beside = stance > 0 and height <= flow.left_over
    top = flow.y
    if beside:
        x = left + gap
        y = flow.y + 22.5
        title = theme.fit(s("figure.stance.title"), _TITLE, left)
        flow.page.texts.append(Text(flow.left, flow.y + 10.5, title, _TITLE))
        for runs in notes:
            flow.line(runs, flow.left, y)
            y += 11
        draw = partial(FIGURES["stance"], analysis, lang=s.lang)
        flow.page.plots.append(layout.Plot(flow.left, y + 2, left, stance, draw))
    else:
        x = 0.0
        flow.need(_findings_height(analysis, s, flow.room))
    flow.page.texts.append(Text(flow.left + x, flow.y + 10.5, s("report.findings"), _TITLE))
    y = flow.y + 24
    for k, text in enumerate(findings(analysis, s), 1):
        flow.page.texts.append(Text(flow.left + x, y + 9.5, str(k), Style(9.5, 700)))
        for runs in wrap([(text, _BODY)], flow.room - x - 20):
            flow.line(runs, flow.left + x + 20, y + 9.5)
            y += 13.5
        y += 7
    flow.y = max(y, top + height) if beside else y
    return beside


def _findings_height(analysis: Analysis, s: Strings, room: float) -> float:
    lines = [wrap([(text, _BODY)], room - 20) for text in findings(analysis, s)]
    return 24 + sum(13.5 * len(found) + 7 for found in lines)


# --- details


def _details(flow: Flow, analysis: Analysis, s: Strings, shown: set[str]) -> None:
    """Everything counted that page one does not show.

    What comes next may stand after what does not fit on the page any more, so that no page ends half empty.
    """
    flow.new_page()
    _section(flow, s("report.details"))
    _parties(flow, analysis, s)
    names = ("balance", "stance", "speakers", "prominence", "verbs", "portrayal", "sourcing", "loaded")
    blocks = {
        "sourcing": (_sourcing_height(flow, analysis, s), partial(_sourcing, flow, analysis, s)),
        "verbs": (
            _height(flow, analysis, s, "verbs") + 4 + 11 * len(_tested(flow, analysis, s)),
            partial(_verbs, flow, analysis, s),
        ),
    }
    waiting = [
        blocks.get(name) or (_height(flow, analysis, s, name), partial(_figure, flow, analysis, s, name))
        for name in names
        if name not in shown
    ]
    while waiting:
        k = next((k for k, (height, _) in enumerate(waiting) if height <= flow.left_over), 0)
        height, place = waiting.pop(k)
        flow.need(height)
        place()
    _figure(flow, analysis, s, "accusations")
    _answers(flow, analysis, s)


def _tested(flow: Flow, analysis: Analysis, s: Strings) -> list[list[Run]]:
    """Lines that say which two sides' words are introduced differently, or that none are."""
    tests = sorted(analysis.scores.verb_tests, key=lambda test: test.p)
    told = []
    for test in tests[:_TESTS]:
        (marked_a, plain_a), (marked_b, plain_b) = test.counts
        if test.p < _CLEAR:
            told.append(
                s(
                    "report.verb_differs",
                    a=view.voice_name(analysis, test.a, s),
                    b=view.voice_name(analysis, test.b, s),
                    ma=marked_a,
                    na=marked_a + plain_a,
                    mb=marked_b,
                    nb=marked_b + plain_b,
                    p=s.number(test.p, 3),
                )
            )
    if tests and not told:
        told = [s("report.verb_alike", p=s.number(tests[0].p, 2))]
    return [runs for line in told for runs in wrap([(line, _NOTE)], flow.room)]


def _verbs(flow: Flow, analysis: Analysis, s: Strings) -> None:
    _figure(flow, analysis, s, "verbs")
    flow.y += 4
    for runs in _tested(flow, analysis, s):
        flow.line(runs, flow.left, flow.y + 7)
        flow.y += 11


def _parties(flow: Flow, analysis: Analysis, s: Strings) -> None:
    _heading(flow, s("report.parties"), s("report.parties_note") if analysis.sides else "")
    if not analysis.sides:
        flow.text(s("report.parties_none"), _BODY)
    marks = palette.marks(analysis)
    for side in analysis.sides:
        names = [(side.name, Style(9, 600)), ("  " + " · ".join(side.aliases), Style(9, color=MUTED))]
        lines = wrap(names, flow.room - 18)[:6]
        flow.need(13 * len(lines) + 4)
        flow.page.boxes.append(swatch(flow.left, flow.y + 1, 12, 9, marks[side.id]))
        for runs in lines:
            flow.line(runs, flow.left + 18, flow.y + 9)
            flow.y += 13
        flow.y += 4


MOST_LINES = 4
"""So much of an accusation is quoted."""


def _answers(flow: Flow, analysis: Analysis, s: Strings) -> None:
    answers = analysis.scores.answers
    if not answers and len(analysis.sides) < 2:
        return
    _heading(flow, s("report.answers"), following=15 + 13.5 * MOST_LINES + 8)
    if not answers:
        flow.text(s("report.answers_none"), _BODY)
    marks = palette.marks(analysis)
    aside = flow.room * 0.3
    for answer in answers:
        accusation = analysis.attributions[answer.accusation]
        quote = wrap([(view.words_of(analysis, accusation), _BODY)], flow.room - 22 - aside)
        shown = quote[:MOST_LINES]
        reply = s("report.answer_missing")
        if answer.reply is not None:
            place = s.places([analysis.attributions[answer.reply].sentence])
            reply = s(f"report.answer_{answer.how}", place=place)
        replies = wrap([(reply, Style(8.5, 400 if answer.reply is not None else 600))], aside - 14)
        height = 15 + 13.5 * max(len(shown), len(replies))
        flow.need(height + 8)
        number = str(accusation.sentence + 1)
        flow.page.texts.append(Text(flow.left, flow.y + 9, number, _NOTE))
        room = (flow.room - 22 - aside - 40) / 2
        x = flow.left + 22
        for voice, arrow in ((answer.accuser, True), (answer.accused, False)):
            flow.page.boxes.append(swatch(x, flow.y + 2, 10, 8, marks[voice]))
            name = theme.fit(view.voice_name(analysis, voice, s), Style(8.5, 600), room)
            flow.page.texts.append(Text(x + 14, flow.y + 9.5, name, Style(8.5, 600)))
            x += 14 + theme.width(name, Style(8.5, 600)) + 6
            if arrow:
                flow.page.texts.append(Text(x, flow.y + 9.5, "→", _NOTE))
                x += 14
        y = flow.y + 15
        for k, runs in enumerate(shown):
            flow.line(runs, flow.left + 22, y + 9.5)
            if k == MOST_LINES - 1 and len(quote) > MOST_LINES:
                end = runs[-1]
                flow.page.texts.append(Text(flow.left + 22 + end.x + end.width + 1, y + 9.5, "…", _BODY))
            y += 13.5
        y = flow.y + 15
        for runs in replies:
            flow.line(runs, flow.left + flow.room - aside + 14, y + 9.5)
            y += 13.5
        flow.y += height
        flow.y += 3
        flow.rule(RULE, 0.4)
        flow.y += 5


def _chains(flow: Flow, analysis: Analysis, s: Strings) -> list[list[Run]]:
    """Lines that say who is cited by whom."""
    return [runs for line in view.chains(analysis, s) for runs in wrap([(line, _BODY)], flow.room)[:2]]


def _sourcing_height(flow: Flow, analysis: Analysis, s: Strings) -> float:
    if not analysis.attributions:
        return 0.0
    chains = _chains(flow, analysis, s)
    return 117 + (22 + 13.5 * len(chains) if chains else 0)


def _sourcing(flow: Flow, analysis: Analysis, s: Strings) -> None:
    sourcing = analysis.scores.sourcing
    if not analysis.attributions:
        return
    _heading(flow, s("report.sourcing"), s("report.sourcing_note") + " †", 56)
    wide = flow.room / 3
    for k, part in enumerate(view.SOURCING):
        x = flow.left + k % 3 * wide
        y = flow.y + k // 3 * 34
        value = s.percent(getattr(sourcing, part))
        flow.page.texts.append(Text(x, y + 12, value, Style(13, 700)))
        flow.page.texts.append(
            Text(x, y + 23, theme.fit(s(f"report.sourcing_{part}"), _NOTE, wide - 8), _NOTE)
        )
    flow.y += 62
    chains = _chains(flow, analysis, s)
    if chains:
        flow.page.texts.append(Text(flow.left, flow.y + 14, s("report.chains"), Style(8.5, 600)))
        flow.y += 22
    for runs in chains:
        flow.line(runs, flow.left, flow.y + 9.5)
        flow.y += 13.5


# --- the article


def _annotated(flow: Flow, analysis: Analysis, s: Strings) -> None:
    if not analysis.sentences:
        return
    _section(flow, s("report.article"), 170)
    _legend(flow, analysis, s)
    marks = palette.marks(analysis)
    mains = view.main_voices(analysis)
    room = flow.room - _GUTTER - _ASIDE - 16
    for k, sentence in enumerate(analysis.sentences):
        cut = view.pieces(analysis, k)
        styled = [
            (
                analysis.text[p.start : p.end],
                _BODY._replace(weight=600) if p.cue is not None or p.source is not None else _BODY,
            )
            for p in cut
        ]
        lines = wrap(styled, room)
        rows = list(zip_longest(lines, _asides(analysis, k, s, len(lines))))
        if len(rows) <= 24:
            flow.need(len(rows) * _STEP)
        first = flow.y
        for j, (runs, aside) in enumerate(rows):
            if flow.left_over < _STEP:
                _margin(flow, first, mains[k], marks)
                flow.new_page()
                first = flow.y
            base = flow.y + 10
            if j == 0:
                _number(flow, k, sentence.tone, base)
            if runs:
                _marked(flow, analysis, cut, runs, base)
            for offset, string, style in aside.texts if aside else ():
                flow.page.texts.append(Text(flow.left + flow.room - _ASIDE + offset, base, string, style))
            for v, voice in enumerate(aside.voices if aside else ()):
                tall = 7.5 / len(aside.voices)
                x = flow.left + flow.room - _ASIDE
                flow.page.boxes.append(swatch(x, base - 6.5 + v * tall, 8, tall, marks[voice]))
            flow.y += _STEP
            if j == len(lines) - 1:
                _margin(flow, first, mains[k], marks)
        gap = "\n" in analysis.text[sentence.end : sentence.end + 3]
        flow.y += 9 if gap else 4


class _Aside(NamedTuple):
    """A row beside the article: swatches, and strings with their offsets."""

    voices: tuple[str, ...]
    texts: tuple[tuple[float, str, Style], ...]


def _asides(analysis: Analysis, sentence: int, s: Strings, lines: int) -> Iterator[_Aside]:
    """The notes beside a sentence: of each attribution the voice, what it does, and how sure that is.

    One row each where it fits or several would be longer than the ``lines`` of the sentence, else two.
    """
    here = view.attributions_of(analysis, sentence)
    crowded = len(here) > 1 and 2 * len(here) > lines
    for k in here:
        found = analysis.attributions[k]
        names = s.listing([view.voice_name(analysis, voice, s) for voice in found.side])
        does = f"{s(f'act.{found.act}')} · {s.percent(found.confidence, 0)}"
        indent, room = 12.0, _ASIDE - 12.0
        if crowded or theme.width(theme.printable(names), _NAME) + theme.width(does, _FINE) + 5 <= room:
            name = theme.fit(names, _NAME, room - theme.width(does, _FINE) - 5)
            after = indent + theme.width(name, _NAME) + 5
            yield _Aside(found.side[:2], ((indent, name, _NAME), (after, does, _FINE)))
        else:
            yield _Aside(found.side[:2], ((indent, theme.fit(names, _NAME, room), _NAME),))
            yield _Aside((), ((indent, theme.fit(does, _FINE, room), _FINE),))


def _number(flow: Flow, sentence: int, tone: str, base: float) -> None:
    number = str(sentence + 1)
    x = flow.left + 20 - theme.width(number, _FINE)
    flow.page.texts.append(Text(x, base, number, _FINE))
    if tone != "neu":
        glyph, color = ("▼", NEG) if tone == "neg" else ("▲", POS)
        flow.page.texts.append(Text(flow.left - 2, base - 0.5, glyph, Style(5.5, color=color)))


def _margin(flow: Flow, top: float, voices: tuple[str, ...], marks: dict[str, palette.Mark]) -> None:
    """The bar beside a sentence, from ``top`` to where the column stands."""
    wide = 6 / len(voices)
    for k, voice in enumerate(voices):
        flow.page.boxes.append(
            swatch(flow.left + 26 + k * wide, top + 0.5, wide, flow.y - top - 1, marks[voice])
        )


def _marked(flow: Flow, analysis: Analysis, cut: list[view.Piece], runs: list[Run], base: float) -> None:
    """A line of the article: content on its voice's ground, sources underlined, cues in a frame."""
    x0 = flow.left + _GUTTER
    marks = palette.marks(analysis)
    flow.line(runs, x0, base)

    def mark(k: int) -> palette.Mark:
        return marks[(analysis.attributions[k].side or ("unnamed",))[0]]

    for run in runs:
        piece = cut[run.piece]
        x = x0 + run.x
        if piece.loaded:
            flow.page.boxes += _dashes(x, base + 2, theme.width(run.string.rstrip(), run.style))
        if piece.content:
            flow.page.boxes.append(Box(x, base - 10, run.width, 13, palette.wash(mark(piece.content[0]))))
        for depth, k in enumerate(piece.content[1:2]):
            flow.page.boxes.append(Box(x, base + 2.4 + depth, run.width, 0.8, palette.stroke(mark(k))))
        bare = theme.width(run.string.rstrip(), run.style)
        if piece.cue is not None:
            edge = palette.stroke(mark(piece.cue))
            flow.page.boxes.append(Box(x - 0.6, base - 10, bare + 1.2, 13, "none", edge, 0.7))
        elif piece.source is not None:
            flow.page.boxes.append(Box(x, base + 1.8, bare, 1.3, palette.stroke(mark(piece.source))))


def _dashes(x: float, y: float, width: float) -> list[Box]:
    """The mark of a loaded word."""
    return [Box(x + k * 4, y, min(2.4, width - k * 4), 1.1, NEG) for k in range(int(width / 4) + 1)]


def _legend(flow: Flow, analysis: Analysis, s: Strings) -> None:
    marks = palette.marks(analysis)
    x = flow.left
    for voice in view.voices(analysis):
        name = theme.fit(view.voice_name(analysis, voice, s), _NOTE, 150)
        wide = 14 + theme.width(name, _NOTE) + 14
        if x + wide > flow.left + flow.room:
            x, flow.y = flow.left, flow.y + 14
        flow.page.boxes.append(swatch(x, flow.y, 10, 8, marks[voice]))
        flow.page.texts.append(Text(x + 14, flow.y + 7.5, name, _NOTE))
        x += wide
    flow.y += 16
    x = flow.left
    edge = palette.stroke(marks[REPORTER])
    for key in ("source", "cue", "content", *(["loaded"] if analysis.loaded else [])):
        label = s(f"report.article_{key}")
        style = _BODY._replace(size=8.5, weight=600 if key in ("source", "cue") else 400)
        wide = theme.width(label, style)
        y = flow.y + 8.5
        if key == "source":
            flow.page.boxes.append(Box(x, y + 1.8, wide, 1.3, edge))
        elif key == "cue":
            flow.page.boxes.append(Box(x - 1, y - 8, wide + 2, 10.6, "none", edge, 0.8))
        elif key == "loaded":
            flow.page.boxes += _dashes(x, y + 2, wide)
        else:
            flow.page.boxes.append(Box(x, y - 8.5, wide, 11.5, palette.tint(MUTED)))
        flow.page.texts.append(Text(x, y, label, style))
        x += wide + 16
    legend = s("report.article_legend")
    if x + theme.width(theme.printable(legend), _NOTE) > flow.left + flow.room:
        x, flow.y = flow.left, flow.y + 15
    for runs in wrap([(legend, _NOTE)], flow.left + flow.room - x):
        flow.line(runs, x, flow.y + 8.5)
        flow.y += 11
    flow.y += 14


# --- method and provenance


def _method(flow: Flow, analysis: Analysis, s: Strings) -> None:
    _section(flow, s("report.method"), 300)
    for k in range(1, 6):
        flow.text(s(f"report.method_{k}"), _BODY, leading=1.45)
        flow.y += 5
    flow.text("† " + s("report.method_link"), _BODY)
    _heading(flow, s("report.provenance"))
    counted = (("sentences", analysis.sentences), ("attributions", analysis.attributions))
    size = " · ".join(s.count(what, len(items)) for what, items in counted)
    rows = (
        ("version", f"haiphia {analysis.version}"),
        ("engine", s(f"engine.{analysis.engine}")),
        ("size", size),
        ("outlet", analysis.outlet),
        ("author", analysis.author),
        ("published", analysis.published),
        ("url", analysis.url),
        ("notes", ", ".join(view.notes(analysis, s))),
        ("text", analysis.checksums.text),
        ("lexicons", analysis.checksums.lexicons),
        ("models", analysis.checksums.models),
    )
    for key, value in rows:
        if not value:
            continue
        lines = wrap([(view.plain(value), Style(8))], flow.room - 130)
        flow.need(12.5 * len(lines))
        flow.page.texts.append(Text(flow.left, flow.y + 8, s(f"report.provenance_{key}"), _NOTE))
        for runs in lines:
            flow.line(runs, flow.left + 130, flow.y + 8)
            flow.y += 12.5


def _furniture(flow: Flow, analysis: Analysis, s: Strings) -> None:
    """Running head and foot."""
    head = f"haiphia · {s('report.kind')}"
    title = theme.fit(view.title(analysis, s), _FINE, flow.room - theme.width(head, _FINE) - 40)
    for k, page in enumerate(flow.pages, 1):
        right = flow.left + flow.room
        page.texts.append(Text(flow.left, theme.MARGIN - 6, head, _FINE))
        if k > 1:
            page.texts.append(Text(right - theme.width(title, _FINE), theme.MARGIN - 6, title, _FINE))
        foot = flow.height - theme.MARGIN + 12
        number = s("report.page", n=k, total=len(flow.pages))
        page.boxes.append(Box(flow.left, foot - 12, flow.room, 0.5, RULE))
        page.texts.append(Text(flow.left, foot, "† " + s("report.method_link"), _FINE))
        page.texts.append(Text(right - theme.width(number, _FINE), foot, number, _FINE))
