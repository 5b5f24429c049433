"""The commands for whoever has an annotated corpus: train, evaluate."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from analyzer.cli import LANG, Language, _argument, _command, _option
from analyzer.errors import UserError
from reports.strings import strings

Corpus = Annotated[Path, _argument("annotated", "CORPUS")]
Fast = Annotated[bool, _option("fast", "--fast")]
Overlay = Annotated[Path | None, _option("lexicons", "--lexicons", metavar="FOLDER")]


@_command("train")
def train(
    corpora: Annotated[list[Path], _argument("annotated", "CORPUS")],
    *,
    out: Annotated[Path, _option("train_out", "--out", metavar="FOLDER")],
    lang: Language = LANG,
) -> None:
    say = strings(lang)
    try:
        from analyzer.training.run import run
    except ImportError as error:
        raise UserError("needs_train", module=error.name) from error
    with _bar() as show:

        def report(stage: str, step: int, total: int, losses: dict[str, float]) -> None:
            show(say("train.stage", stage=stage, loss=say.number(sum(losses.values()))), step, total)

        figures = run(corpora, out, report)
    print(say("train.done", path=out, agreement=say.number(figures["agreement"])))


@_command("evaluate")
def evaluate(corpus: Corpus, *, fast: Fast = False, lexicons: Overlay = None, lang: Language = LANG) -> None:
    from analyzer.pipeline import Analyzer
    from analyzer.training.evaluate import evaluate
    from analyzer.training.examples import read_corpus

    say = strings(lang)
    articles = read_corpus(corpus)
    analyzer = Analyzer(lexicons, fast)
    with _bar() as show:
        figures = evaluate(articles, analyzer, lambda n: show(say("evaluate.progress"), n, len(articles)))
    for name, value in figures.items():
        print(f"{name:12}{value:.3f}")


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], object]]:
    """A progress bar, where somebody looks at it."""
    if not sys.stderr.isatty():
        yield lambda _text, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda text, done, total: bar.update(task, description=text, completed=done, total=total)
