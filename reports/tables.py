"""Tables for people who live in a spreadsheet: sentences and attributions as CSV."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from analyzer.analysis import Analysis
from reports import view
from reports.files import write_atomic
from reports.strings import Strings, strings

Cell = str | int | float


def save_csv(analysis: Analysis, path_prefix: str | os.PathLike[str], lang: str = "vi") -> tuple[Path, Path]:
    """Write ``<prefix>.sentences.csv`` and ``<prefix>.attributions.csv``, and return their paths.

    UTF-8 with a byte order mark, so that Excel reads the letters right; a text that a spreadsheet would take
    for a formula has an apostrophe before it.

    Raises
    ------
    OSError
        A file cannot be written.
    """
    s = strings(lang)
    sentences, attributions = (
        Path(f"{os.fspath(path_prefix)}.{kind}.csv") for kind in ("sentences", "attributions")
    )
    write_atomic(sentences, _encoded(_sentences(analysis, s)))
    write_atomic(attributions, _encoded(_attributions(analysis, s)))
    return sentences, attributions


def save_answer(
    columns: Sequence[str], rows: Iterable[Sequence[object]], path: str | os.PathLike[str]
) -> None:
    """Write the answer to a question to a corpus as CSV, in the form of `save_csv`.

    Raises
    ------
    OSError
        The file cannot be written.
    """

    def cell(value: object) -> Cell:
        return value if isinstance(value, int | float) else "" if value is None else str(value)

    write_atomic(Path(path), _encoded([list(columns), *([cell(value) for value in row] for row in rows)]))


def _encoded(rows: Iterable[list[Cell]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([[_safe(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def _safe(cell: Cell) -> Cell:
    return "'" + cell if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@")) else cell


def _names(analysis: Analysis, voices: Iterable[str], s: Strings) -> str:
    return "; ".join(view.voice_name(analysis, voice, s) for voice in voices)


def _sentences(analysis: Analysis, s: Strings) -> Iterator[list[Cell]]:
    keys = ("sentence", "voice", "text", "tone", "tone_neg", "tone_neu", "tone_pos", "hedge")
    heads: list[Cell] = [s(f"csv.{key}") for key in keys]
    yield [
        *heads,
        *(s("csv.toward", side=side.name) for side in analysis.sides),
        s("csv.start"),
        s("csv.end"),
    ]
    for k, (sentence, main) in enumerate(zip(analysis.sentences, view.main_voices(analysis), strict=True), 1):
        yield [
            k,
            _names(analysis, main, s),
            view.plain(analysis.text[sentence.start : sentence.end]),
            s(f"tone.{sentence.tone}"),
            *(round(p, 4) for p in sentence.tone_p),
            s("csv.yes" if sentence.hedge else "csv.no"),
            *(sentence.toward.get(side.id, "") for side in analysis.sides),
            sentence.start,
            sentence.end,
        ]


def _attributions(analysis: Analysis, s: Strings) -> Iterator[list[Cell]]:
    keys = (
        "sentence",
        "voice",
        "speaker",
        "source",
        "cue",
        "content",
        "type",
        "act",
        "commitment",
        "confidence",
    )
    yield [s(f"csv.{key}") for key in keys]
    for found in analysis.attributions:
        source, cue = (
            view.plain(analysis.text[slice(*span)]) if span else "" for span in (found.source, found.cue)
        )
        yield [
            found.sentence + 1,
            _names(analysis, found.side, s),
            found.speaker,
            source,
            cue,
            view.words_of(analysis, found),
            s(f"type.{found.type}"),
            s(f"act.{found.act}"),
            s(f"commitment.{found.commitment}"),
            round(found.confidence, 4),
        ]
