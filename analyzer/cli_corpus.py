"""The commands for many articles: corpus, compare, query, trends."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from analyzer.cli import (
    LANG,
    STANDARD_OUTPUT,
    Inputs,
    Json,
    Language,
    Paper,
    PaperSize,
    Pdf,
    Reading,
    _argument,
    _command,
    _fields,
    _message,
    _named,
    _option,
    _tell,
    _writing,
)
from analyzer.errors import UserError
from reports.strings import Strings, strings

if TYPE_CHECKING:
    from analyzer.corpus import Progress
    from analyzer.corpus.inputs import Settings


def _settings(reading: Reading) -> Settings:
    from analyzer.corpus.inputs import Settings
    from analyzer.sides import from_options, from_toml

    if reading.side and reading.sides:
        raise UserError("both_sides")
    given = from_toml(reading.sides) if reading.sides else from_options(reading.side or ())
    return Settings(
        lexicons=os.path.abspath(reading.lexicons) if reading.lexicons else None,
        fast=reading.fast,
        sides=given,
        merge=tuple(reading.merge or ()),
        fields=tuple(_fields(reading.field).items()),
        allow_private=reading.allow_private,
        force=reading.force,
    )


@_command("corpus")
def corpus(
    inputs: Inputs,
    *,
    out: Annotated[Path, _option("corpus_out", "--out", metavar="FOLDER")],
    workers: Annotated[int | None, _option("workers", "--workers", metavar="N", min=1)] = None,
    dask: Annotated[str | None, _option("dask", "--dask", metavar="tcp://HOST:8786")] = None,
    reading: Reading,
    lang: Language = LANG,
) -> int:
    from analyzer.corpus import Dask, Local, build
    from analyzer.corpus.engines import Engine

    say = strings(lang)
    if dask and workers:
        raise UserError("workers_and_dask")
    settings = _settings(reading)
    engine: Engine = Dask(settings, dask) if dask else Local(settings, workers or os.cpu_count() or 1)
    with engine, _progress(say) as show:
        done = build(inputs, out, engine, show)
    _tell(say("corpus.done", analysed=done.analysed, unchanged=done.unchanged, failed=done.failed, path=out))
    return 3 if done.failed else 0


@contextmanager
def _progress(say: Strings) -> Iterator[Callable[[Progress], object]]:
    """A bar with the rate and the time that remains, where somebody looks at it."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich import progress as rich
    from rich.console import Console

    columns = (
        rich.TextColumn("{task.description}"),
        rich.BarColumn(),
        rich.MofNCompleteColumn(),
        rich.TextColumn("{task.fields[rate]}"),
        rich.TimeRemainingColumn(),
    )
    with rich.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say("cli.progress"), total=None, rate="")

        def show(progress: Progress) -> None:
            speed = bar.tasks[task].speed
            rate = say("corpus.rate", n=say.number(speed)) if speed else ""
            bar.update(task, completed=progress.done, total=progress.total, rate=rate)

        yield show


@_command("compare")
def compare(
    inputs: Inputs,
    *,
    pdf: Pdf = None,
    json: Json = None,
    reading: Reading,
    paper: PaperSize = Paper.a4,
    lang: Language = LANG,
) -> int:
    from analyzer.compare import compare
    from analyzer.corpus.work import loaded

    say = strings(lang)
    settings = _settings(reading)
    analyse = loaded(settings).analyzer
    articles, failed = [], []
    for name, article in reading.articles(inputs):
        if isinstance(article, UserError):
            failed.append(_named(name, _message(article, say)))
        else:
            articles.append(article)
    if len(articles) < 2:
        for message in failed:
            _tell(f"  {message}")
        raise UserError("compare_needs_two", n=len(articles))
    made = compare(articles, analyse, settings.sides or None, settings.merge)
    if pdf:
        from reports.compare import save_comparison

        with _writing(pdf):
            save_comparison(made, pdf, lang, paper)
        _tell(say("cli.written", path=pdf))
    if json:
        import msgspec

        from reports.files import write_atomic

        data = msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n"
        if json == STANDARD_OUTPUT:
            print(data.decode(), end="")
        else:
            with _writing(json):
                write_atomic(json, data)
            _tell(say("cli.written", path=json))
    if not (json and json == STANDARD_OUTPUT):
        from rich.console import Console

        from reports.compare import print_comparison

        print_comparison(made, Console(), lang)
    for message in failed:
        _tell(f"  {message}")
    return 3 if failed else 0


Folder = Annotated[Path, _argument("corpus", "FOLDER")]


@_command("query")
def query(
    folder: Folder,
    sql: Annotated[str | None, _argument("sql", "SQL")] = None,
    *,
    ask: Annotated[str | None, _option("ask", "--ask", metavar="NAME")] = None,
    csv: Annotated[Path | None, _option("query_csv", "--csv", metavar="FILE")] = None,
    lang: Language = LANG,
) -> None:
    from analyzer.corpus.query import query, questions

    say = strings(lang)
    if sql and ask:
        raise UserError("sql_and_ask")
    if ask and ask not in questions():
        raise UserError("no_such_question", name=ask, known=", ".join(questions()))
    if not (sql or ask):
        for name in questions():
            print(f"{name:18}  {say(f'ask.{name}')}")
        return
    answer = query(folder, questions()[ask] if ask else sql or "")
    if csv:
        from reports.tables import save_answer

        with _writing(csv):
            save_answer(answer.columns, answer.rows, csv)
        _tell(say("cli.written", path=csv))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(
        box=None, padding=(0, 2, 0, 0), title=say(f"ask.{ask}") if ask else None, title_justify="left"
    )
    numeric = {k for row in answer.rows for k, cell in enumerate(row) if isinstance(cell, int | float)}
    for k, column in enumerate(answer.columns):
        table.add_column(column, justify="right" if k in numeric else "left", overflow="fold")
    for row in answer.rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    Console().print(table, markup=False, highlight=False)


@_command("trends")
def trends(
    folder: Folder,
    *,
    pdf: Annotated[Path, _option("pdf", "--pdf", metavar="FILE")],
    paper: PaperSize = Paper.a4,
    lang: Language = LANG,
) -> None:
    from analyzer.corpus.trends import trends
    from reports.trends import save_trends

    made = trends(folder)
    with _writing(pdf):
        save_trends(made, pdf, lang, paper)
    _tell(strings(lang)("cli.written", path=pdf))
