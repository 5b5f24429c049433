"""The command ``haiphia``: parses options, calls the library, prints.

What is heavy is imported by the functions that use it, so that ``--help`` answers at once.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_type_hints

import typer
from typer.core import TyperCommand, TyperGroup

from analyzer import __version__
from analyzer.errors import UserError
from reports.strings import LANGUAGES, Strings, strings

if TYPE_CHECKING:
    from analyzer.analysis import Analysis
    from analyzer.article import Article

FORMATS = ("json", "pdf", "html", "csv")
UsageError: type[Any] = typer.BadParameter.__mro__[1]


def language(arguments: Sequence[str]) -> str:
    """The user's language: of ``--lang``, else of HAIPHIA_LANG, else Vietnamese."""
    wanted = os.environ.get("HAIPHIA_LANG", "")
    for option, value in zip(arguments, [*arguments[1:], ""], strict=False):
        if option == "--lang":
            wanted = value
        elif option.startswith("--lang="):
            wanted = option.removeprefix("--lang=")
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


HELP = strings(language(sys.argv[1:]))


def _translated(option: Any) -> Any:
    if option:
        option.help = HELP("cli.option.help")
        option.rich_help_panel = HELP("cli.options")
    return option


class Command(TyperCommand):
    """A command whose ``--help`` is in the user's language."""

    def get_help_option(self, ctx: Any) -> Any:
        return _translated(super().get_help_option(ctx))


class Group(TyperGroup):
    """The commands; one that does not exist is answered with those that do."""

    def get_help_option(self, ctx: Any) -> Any:
        return _translated(super().get_help_option(ctx))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in self.commands:
            raise UserError("no_such_command", name=args[0], commands=", ".join(self.commands))
        return super().resolve_command(ctx, args)


def _option(name: str, *flags: str, **more: Any) -> Any:
    more |= {"help": HELP(f"cli.option.{name}"), "rich_help_panel": HELP("cli.options")}
    return typer.Option(*flags, show_default=False, **more)


def _argument(name: str, metavar: str) -> Any:
    more: dict[str, Any] = {"help": HELP(f"cli.option.{name}"), "rich_help_panel": HELP("cli.arguments")}
    return typer.Argument(metavar=metavar, show_default=False, **more)


class Lang(StrEnum):
    vi = "vi"
    en = "en"


class Paper(StrEnum):
    a4 = "a4"
    letter = "letter"


Inputs = Annotated[list[str], _argument("inputs", "INPUT")]
Input = Annotated[str, _argument("input", "INPUT")]
Pdf = Annotated[Path | None, _option("pdf", "--pdf", metavar="FILE")]
Html = Annotated[Path | None, _option("html", "--html", metavar="FILE")]
Json = Annotated[Path | None, _option("json", "--json", metavar="FILE")]
Csv = Annotated[Path | None, _option("csv", "--csv", metavar="FILE")]
OutDir = Annotated[Path | None, _option("out_dir", "--out-dir", metavar="FOLDER")]
Formats = Annotated[str | None, _option("format", "--format", metavar="json,pdf,html,csv")]
Full = Annotated[bool, _option("full", "--full")]
PaperSize = Annotated[Paper, _option("paper", "--paper")]
Language = Annotated[Lang, _option("lang", "--lang")]

LANG = Lang(HELP.lang)
STANDARD_OUTPUT = Path("-")

app = typer.Typer(
    cls=Group,
    help=HELP("cli.help"),
    add_completion=False,
    rich_markup_mode="rich",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


class Reading(NamedTuple):
    """How articles are read and analysed: the options that several commands share."""

    side: Annotated[list[str] | None, _option("side", "--side", metavar="NAME=ALIAS,...")] = None
    sides: Annotated[Path | None, _option("sides", "--sides", metavar="FILE")] = None
    merge: Annotated[list[str] | None, _option("merge", "--merge", metavar="A+B")] = None
    fast: Annotated[bool, _option("fast", "--fast")] = False
    force: Annotated[bool, _option("force", "--force")] = False
    field: Annotated[list[str] | None, _option("field", "--field", metavar="FIELD=NAME")] = None
    allow_private: Annotated[bool, _option("allow_private", "--allow-private")] = False
    lexicons: Annotated[Path | None, _option("lexicons", "--lexicons", metavar="FOLDER")] = None

    def articles(self, sources: Iterable[str]) -> Iterator[tuple[str, Article | UserError]]:
        """Every article of the sources under a name of its own, or the error that stands in its place."""
        from msgspec.structs import replace

        from analyzer.readers import check, read

        fields = _fields(self.field)
        taken: set[str] = set()
        for source in sources:
            errors: list[UserError] = []
            empty = True
            for article in read(
                source,
                fields=fields,
                allow_private=self.allow_private,
                force=self.force,
                on_error=errors.append,
            ):
                empty = False
                name = _free_name(article.id, taken)
                try:
                    if not self.force:
                        check(article)
                    yield name, replace(article, id=name)
                except UserError as error:
                    yield name, error
            if empty and not errors:
                errors.append(UserError("nothing_found", source=source))
            for problem in errors:
                yield str(problem.params.get("path", source)), problem

    def function(self) -> Callable[[Article], Analysis]:
        """The analysis as these options want it.

        Raises
        ------
        UserError
            The sides or the lexicons cannot be used.
        """
        from analyzer.pipeline import Analyzer
        from analyzer.sides import from_options, from_toml
        from lexicons import LexiconError

        if self.side and self.sides:
            raise UserError("both_sides")
        given = from_toml(self.sides) if self.sides else from_options(self.side) if self.side else None
        try:
            analyzer = Analyzer(self.lexicons, self.fast)
        except LexiconError as error:
            raise UserError("lexicon", file=error.file, reason=error.reason) from error
        return lambda article: analyzer(article, given, merge=self.merge or ())

    def analysis(self, source: str) -> Analysis:
        """The analysis of the first article of a source."""
        _, article = next(self.articles([source]))
        if isinstance(article, UserError):
            raise article
        return self.function()(article)


def _command(name: str, **params: object) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Register a command; one that takes a `Reading` has its options."""

    def register(function: Callable[..., object]) -> Callable[..., object]:
        decorate = app.command(
            name, cls=Command, help=HELP(f"cli.{name}.help", **params), rich_help_panel=HELP("cli.commands")
        )
        return decorate(_spread(function) if "reading" in signature(function).parameters else function)

    return register


def _spread(function: Callable[..., object]) -> Callable[..., object]:
    """The function with the options of a `Reading` in the place of its parameter ``reading``."""

    def command(**params: Any) -> object:
        reading = Reading(**{name: params.pop(name) for name in Reading._fields})
        return function(reading=reading, **params)

    hints = get_type_hints(function, include_extras=True) | get_type_hints(Reading, include_extras=True)
    own = [p.replace(annotation=hints[p.name]) for p in signature(function).parameters.values()]
    shared = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=hints[name])
        for name, default in Reading._field_defaults.items()
    ]
    at = next(k for k, parameter in enumerate(own) if parameter.name == "reading")
    command.__signature__ = Signature([*own[:at], *shared, *own[at + 1 :]])  # type: ignore[attr-defined]
    command.__annotations__ = {name: hint for name, hint in hints.items() if name != "reading"}
    return command


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"haiphia {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[bool, _option("version", "--version", is_eager=True, callback=_show_version)] = False,
    lang: Language = LANG,
) -> None:
    """Options that stand before the command; `language` has read ``--lang`` already."""


@_command("analyze")
def analyze(
    inputs: Inputs,
    *,
    pdf: Pdf = None,
    html: Html = None,
    json: Json = None,
    csv: Csv = None,
    out_dir: OutDir = None,
    format: Formats = None,
    reading: Reading,
    full: Full = False,
    paper: PaperSize = Paper.a4,
    lang: Language = LANG,
) -> int:
    say = strings(lang)
    to_stdout = json == STANDARD_OUTPUT
    files = {"json": None if to_stdout else json, "pdf": pdf, "html": html, "csv": csv}
    outputs = {kind: path for kind, path in files.items() if path}
    formats = _formats(format, out_dir)
    analyse = reading.function()
    jobs = list(reading.articles(inputs))
    if len(jobs) > 1 and outputs:
        raise UserError("one_output_for_many", n=len(jobs), option=f"--{next(iter(outputs))}")
    if out_dir:
        with _writing(out_dir):
            out_dir.mkdir(parents=True, exist_ok=True)
    failed: list[str] = []
    for name, article in _with_progress(jobs, say):
        try:
            if isinstance(article, UserError):
                raise article
            analysis = analyse(article)
            in_folder = {kind: out_dir / f"{name}.{kind}" for kind in formats if out_dir}
            written = _write(analysis, outputs | in_folder, paper, lang)
            if to_stdout:
                print(analysis.to_json())
            elif not out_dir:
                _print_summary(analysis, full, lang)
            for path in () if out_dir else written:
                _tell(say("cli.written", path=path))
        except Exception as error:
            if len(jobs) == 1 or os.environ.get("HAIPHIA_DEBUG"):
                raise
            failed.append(_named(name, _message(error, say)))
    if out_dir and len(failed) < len(jobs):
        _tell(say("cli.written", path=out_dir))
    if failed:
        _tell(say("cli.summary", done=len(jobs) - len(failed), total=len(jobs), failed=len(failed)))
        for message in failed:
            _tell(f"  {message}")
        return 3
    return 0


@_command("sides")
def sides(input: Input, *, reading: Reading, lang: Language = LANG) -> None:
    from analyzer.sides import to_toml

    print(to_toml(reading.analysis(input).sides), end="")


@_command("explain")
def explain(
    input: Input,
    *,
    sentence: Annotated[int, _option("sentence", "--sentence", metavar="N")],
    reading: Reading,
    lang: Language = LANG,
) -> None:
    from reports.explain import explain

    analysis = reading.analysis(input)
    n = len(analysis.sentences)
    if not 1 <= sentence <= n:
        raise UserError("no_such_sentence", n=n)
    print(explain(analysis, sentence - 1, lang))


FIGURES = tuple(
    key.split(".")[1] for key in HELP.table if key.startswith("figure.") and key.endswith(".title")
)


@_command("figure", figures=", ".join(FIGURES))
def figure(
    name: Annotated[str, _argument("figure", "NAME")],
    input: Input,
    *,
    output: Annotated[Path, _option("output", "--output", "-o", metavar="FILE")],
    reading: Reading,
    lang: Language = LANG,
) -> None:
    if name not in FIGURES:
        raise UserError("no_such_figure", name=name, known=", ".join(FIGURES))
    if output.suffix not in (".svg", ".png", ".pdf"):
        raise UserError("bad_figure_file", path=output)
    analysis = reading.analysis(input)
    import reports

    with _writing(output):
        reports.figure(name, analysis, output, lang)
    _tell(strings(lang)("cli.written", path=output))


@_command("report")
def report(
    record: Annotated[Path, _argument("record", "RECORD.json")],
    *,
    pdf: Pdf = None,
    html: Html = None,
    csv: Csv = None,
    full: Full = False,
    paper: PaperSize = Paper.a4,
    lang: Language = LANG,
) -> None:
    analysis = _record(record)
    files = {"pdf": pdf, "html": html, "csv": csv}
    outputs = {kind: path for kind, path in files.items() if path}
    for path in _write(analysis, outputs, paper, lang):
        _tell(strings(lang)("cli.written", path=path))
    if not outputs:
        _print_summary(analysis, full, lang)


def _tell(message: str) -> None:
    print(message, file=sys.stderr)


def _free_name(wanted: str, taken: set[str]) -> str:
    """A name that can be a file's and that no article before has."""
    plain = re.sub(r"[^\w.-]+", "-", wanted).strip("-.")[:100] or "article"
    name, k = plain, 2
    while name in taken:
        name, k = f"{plain}-{k}", k + 1
    taken.add(name)
    return name


def _fields(given: list[str] | None) -> dict[str, str]:
    fields = {}
    for value in given or ():
        ours, equals, theirs = value.partition("=")
        if not (ours and equals and theirs):
            raise UserError("bad_field", value=value)
        fields[ours] = theirs
    return fields


def _formats(given: str | None, out_dir: Path | None) -> list[str]:
    if given and not out_dir:
        raise UserError("format_without_folder")
    formats = (given or "json,pdf").split(",")
    for name in formats:
        if name not in FORMATS:
            raise UserError("bad_format", name=name, known=", ".join(FORMATS))
    return formats if out_dir else []


def _record(path: Path) -> Analysis:
    import msgspec

    from analyzer.analysis import Analysis

    try:
        return Analysis.from_json(path.read_bytes())
    except FileNotFoundError:
        raise UserError("missing_file", path=path) from None
    except (OSError, msgspec.MsgspecError) as error:
        raise UserError("bad_record", path=path, reason=error) from error


def _with_progress(
    jobs: list[tuple[str, Article | UserError]], say: Strings
) -> Iterable[tuple[str, Article | UserError]]:
    if len(jobs) < 2 or not sys.stderr.isatty():
        return jobs
    from rich.console import Console
    from rich.progress import track

    return track(jobs, say("cli.progress"), console=Console(stderr=True), transient=True)


def _print_summary(analysis: Analysis, full: bool, lang: str) -> None:
    from rich.console import Console

    import reports

    reports.summary(analysis, Console(), lang, full)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UserError("unwritable", path=path, reason=error.strerror) from error


def _write(analysis: Analysis, outputs: dict[str, Path], paper: str, lang: str) -> list[Path]:
    """Write each kind of output, and return the files."""
    import reports
    from reports.files import write_atomic

    written: list[Path] = []
    for kind, path in outputs.items():
        files: tuple[Path, ...] = (path,)
        with _writing(path):
            match kind:
                case "json":
                    write_atomic(path, (analysis.to_json(indent=1) + "\n").encode())
                case "pdf":
                    reports.save_pdf(analysis, path, lang, paper)
                case "html":
                    reports.save_html(analysis, path, lang)
                case "csv":
                    prefix = path.with_suffix("") if path.suffix == ".csv" else path
                    files = reports.save_csv(analysis, prefix, lang)
        written += files
    return written


def _message(error: Exception, say: Strings) -> str:
    if isinstance(error, UserError):
        return say(f"errors.{error.code}", **error.params)
    return say("cli.own_failure", error=f"{type(error).__name__}: {error}".splitlines()[0])


def _named(name: str, message: str) -> str:
    return message if name in message else f"{name}: {message}"


def _usage(error: Any, say: Strings) -> str:
    """A usage error of Typer's in one line: which option or argument, and where the help is."""
    help_command = f"{error.ctx.command_path if error.ctx else 'haiphia'} --help"
    parameter = getattr(error, "param", None)
    name = parameter.metavar or parameter.name if parameter else getattr(error, "option_name", "")
    if parameter and parameter.opts[0].startswith("-"):
        name = parameter.opts[0]
    key = f"cli.usage.{type(error).__name__}"
    if name and key in say.table:
        return say(key, name=name, help=help_command)
    return say("cli.usage.other", message=error.format_message().rstrip("."), help=help_command)


from analyzer import cli_corpus, cli_train  # noqa: E402, F401  (registers their commands)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the process where not given.

    Returns
    -------
    int
        0 done, 1 a failure of our own, 2 bad input or usage, 3 some of several articles failed.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    say = strings(language(given))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return app(given, prog_name="haiphia", standalone_mode=False) or 0
    except UserError as error:
        _tell(say("cli.error", message=_message(error, say)))
        return 2
    except UsageError as error:
        if error.format_message():
            _tell(say("cli.error", message=_usage(error, say)))
        return 2
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except Exception as error:
        if os.environ.get("HAIPHIA_DEBUG"):
            raise
        _tell(_message(error, say))
        return 1
