"""The command as a user meets it: what is printed where, which files appear, and the exit codes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import venv
from pathlib import Path

import pytest

from analyzer import __version__
from analyzer.analysis import Analysis
from analyzer.cli import language, main
from reports.strings import LANGUAGES, strings

ROOT = Path(__file__).parent.parent
WAR = str(ROOT / "examples" / "chien-tranh.txt")
COURT = str(ROOT / "examples" / "vu-kien.txt")
SENTENCES = "Bộ Y tế cho biết dịch đã giảm. Người dân phủ nhận điều này. Hai bên sẽ gặp nhau vào thứ hai."


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HAIPHIA_DEBUG", raising=False)
    monkeypatch.delenv("HAIPHIA_LANG", raising=False)
    monkeypatch.setenv("COLUMNS", "80")


COMMAND = "import sys; from analyzer.cli import main; sys.exit(main())"


def run(*arguments: str, stdin: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, **environ},
        check=False,
    )


def test_a_summary_in_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analyze", WAR]) == 0
    out = capsys.readouterr().out
    assert "Karvia" in out
    assert "Ostrana" in out
    assert "\x1b" not in out


def test_json_alone_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analyze", WAR, "--json", "-"]) == 0
    captured = capsys.readouterr()
    analysis = Analysis.from_json(captured.out)
    assert analysis.id == "chien-tranh"
    assert analysis.title.startswith("Karvia và Ostrana")
    assert captured.err == ""


def test_several_articles_are_one_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analyze", WAR, COURT, "--json", "-"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["chien-tranh", "vu-kien"]


def test_standard_input() -> None:
    done = run("analyze", "-", "--json", "-", stdin=Path(WAR).read_text("utf-8"))
    assert done.returncode == 0, done.stderr
    assert Analysis.from_json(done.stdout).attributions


def test_a_folder_of_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analyze", WAR, COURT, "--out-dir", str(tmp_path / "out"), "--format", "json,html"]) == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["chien-tranh.html", "chien-tranh.json", "vu-kien.html", "vu-kien.json"]
    assert capsys.readouterr().out == ""


def test_articles_of_one_name_get_files_of_their_own(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "bai.txt").write_text(SENTENCES, "utf-8")
    out = tmp_path / "out"
    assert (
        main(["analyze", str(tmp_path / "a"), str(tmp_path / "b"), "--out-dir", str(out), "--format", "json"])
        == 0
    )
    assert sorted(json.loads(path.read_bytes())["id"] for path in out.iterdir()) == ["bai", "bai-2"]


def test_a_report_drawn_again_from_its_record(tmp_path: Path) -> None:
    record, first, again = tmp_path / "r.json", tmp_path / "first.html", tmp_path / "again.html"
    assert main(["analyze", WAR, "--json", str(record), "--html", str(first)]) == 0
    assert main(["report", str(record), "--html", str(again)]) == 0
    assert first.read_bytes() == again.read_bytes()


def test_one_figure(tmp_path: Path) -> None:
    assert main(["figure", "shares", WAR, "-o", str(tmp_path / "shares.svg")]) == 0
    assert (tmp_path / "shares.svg").read_text("utf-8").lstrip().startswith("<?xml")


def test_sides_written_are_sides_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sides", WAR]) == 0
    file = tmp_path / "sides.toml"
    file.write_text(capsys.readouterr().out.replace('name = "Karvia"', 'name = "Phía Karvia"'), "utf-8")
    assert main(["analyze", WAR, "--sides", str(file), "--json", "-"]) == 0
    sides = Analysis.from_json(capsys.readouterr().out).sides
    assert [side.name for side in sides] == ["Phía Karvia", "Ostrana"]


def test_sides_of_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--side", "Karvia=Velin,Drozek", "--side", "Ostrana=Mirsk,Vasko"]
    assert main(["analyze", WAR, "--json", "-", *given]) == 0
    sides = Analysis.from_json(capsys.readouterr().out).sides
    assert [(side.name, side.aliases) for side in sides] == [
        ("Karvia", ("Velin", "Drozek")),
        ("Ostrana", ("Mirsk", "Vasko")),
    ]


def test_joined_sides(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analyze", WAR, "--json", "-", "--merge", "Karvia+Ostrana"]) == 0
    analysis = Analysis.from_json(capsys.readouterr().out)
    assert [side.name for side in analysis.sides] == ["Karvia"]


def test_explain_names_cue_and_evidence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", WAR, "--sentence", "3"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Câu 3\n")
    assert "cáo buộc" in out
    assert "thiệt mạng" in out


def one_line(captured: str) -> str:
    assert captured.count("\n") == 1, captured
    assert "Traceback" not in captured
    return captured


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["analyze", "khong-co.txt"], "khong-co.txt"),
        (["analyze"], "INPUT"),
        (["analyze", WAR, "--nope"], "--nope"),
        (["explain", WAR, "--sentence", "bảy"], "--sentence"),
        (["explain", WAR, "--sentence", "999"], "--sentence"),
        (["analyse", WAR], "analyze"),
        (["analyze", WAR, "--format", "json"], "--out-dir"),
        (["analyze", WAR, "--out-dir", "x", "--format", "docx"], "docx"),
        (["analyze", WAR, COURT, "--pdf", "x.pdf"], "--out-dir"),
        (["analyze", WAR, "--field", "text"], "text=maintext"),
        (["analyze", WAR, "--side", "A", "--sides", "b.toml"], "--sides"),
        (["analyze", WAR, "--sides", "khong-co.toml"], "khong-co.toml"),
        (["analyze", WAR, "--merge", "Karvia"], "Karvia"),
        (["analyze", WAR, "--lexicons", "khong-co"], "khong-co"),
        (["analyze", WAR, "--pdf", "/khong-co/a.pdf"], "/khong-co/a.pdf"),
        (["analyze", WAR, "--out-dir", "/dev/null/x"], "/dev/null/x"),
        (["figure", "pie", WAR, "-o", "x.svg"], "shares"),
        (["figure", "shares", WAR, "-o", "x.doc"], "svg"),
        (["report", WAR, "--pdf", "x.pdf"], "chien-tranh.txt"),
        (["report", "khong-co.json", "--pdf", "x.pdf"], "khong-co.json"),
    ],
)
def test_what_the_user_can_mend(
    arguments: list[str],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert says in one_line(captured.err)
    assert captured.out == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "không có chữ"),
        (bytes(range(256)) * 40, "không phải là văn bản"),
        (
            b"The ministry denied the report. Nobody believed it. The talks go on in the capital today.",
            "--force",
        ),
        ("Bộ Y tế cho biết dịch đã giảm.".encode(), "--force"),
        (SENTENCES.encode() * 120_000, "MB"),
    ],
    ids=["empty", "binary", "English", "one sentence", "10 MB"],
)
def test_files_that_hold_no_article(
    content: bytes, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bai.txt"
    file.write_bytes(content)
    assert main(["analyze", str(file), "--json", str(tmp_path / "out.json")]) == 2
    assert says in one_line(capsys.readouterr().err)
    assert [path.name for path in tmp_path.iterdir()] == ["bai.txt"]


def test_an_empty_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analyze", str(tmp_path)]) == 2
    assert str(tmp_path) in one_line(capsys.readouterr().err)


def test_force_analyses_what_is_too_short(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bai.txt").write_text("Bộ Y tế cho biết dịch đã giảm.", "utf-8")
    assert main(["analyze", str(tmp_path / "bai.txt"), "--force", "--json", "-"]) == 0
    assert len(Analysis.from_json(capsys.readouterr().out).sentences) == 1


def test_the_rest_runs_when_some_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "trong.txt").write_bytes(b"")
    inputs = [str(tmp_path / "khong-co.txt"), WAR, str(tmp_path / "trong.txt")]
    assert main(["analyze", *inputs, "--out-dir", str(tmp_path / "out"), "--format", "json"]) == 3
    err = capsys.readouterr().err
    assert "khong-co.txt" in err
    assert "trong.txt" in err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["chien-tranh.json"]


def test_a_failure_of_our_own(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("analyzer.pipeline.parse", broken)
    assert main(["analyze", WAR]) == 1
    assert "HAIPHIA_DEBUG" in one_line(capsys.readouterr().err)
    monkeypatch.setenv("HAIPHIA_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(["analyze", WAR])


def test_every_error_has_its_words() -> None:
    code = re.compile(r'UserError\(\s*"(\w+)"')
    raised = {
        name for path in (ROOT / "analyzer").rglob("*.py") for name in code.findall(path.read_text("utf-8"))
    }
    for lang in LANGUAGES:
        assert {f"errors.{name}" for name in raised} <= strings(lang).table.keys()


def test_the_users_language() -> None:
    assert language([]) == "vi"
    assert language(["analyze", "a.txt", "--lang", "en"]) == "en"
    assert language(["--lang=en", "analyze", "a.txt"]) == "en"
    assert language(["analyze", "--lang", "fr"]) == "vi"


def test_help_and_messages_in_english() -> None:
    assert strings("en")("cli.sides.help").splitlines()[0] in " ".join(
        run("sides", "--help", HAIPHIA_LANG="en", COLUMNS="200").stdout.split()
    )
    failed = run("analyze", "none.txt", "--lang", "en")
    assert failed.returncode == 2
    assert failed.stderr.startswith("Error: ")


@pytest.mark.parametrize("command", ["analyze", "sides", "explain", "figure", "report"])
def test_every_command_shows_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    assert f"haiphia {command} " in capsys.readouterr().out.split("Ví dụ:")[1]


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"haiphia {__version__}\n"


def imported(*arguments: str) -> set[str]:
    """The packages that a run of the command imports."""
    code = (
        "import sys; from analyzer.cli import main; main(sys.argv[1:]); "
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT, check=True)
    return set(done.stderr.split())


def test_help_imports_nothing_heavy() -> None:
    heavy = {
        "numpy",
        "msgspec",
        "matplotlib",
        "sklearn",
        "underthesea",
        "onnxruntime",
        "trafilatura",
        "pyarrow",
    }
    assert not imported("--help") & heavy


def test_json_draws_nothing() -> None:
    assert not imported("analyze", WAR, "--json", "-") & {"matplotlib", "sklearn", "trafilatura", "pyarrow"}


@pytest.mark.slow
def test_a_quick_start() -> None:
    """At most .17 s where importing the library that prints the help takes .1 s; quickest of nine each."""

    def seconds(code: str, *arguments: str) -> float:
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, cwd=ROOT, check=True)
        return time.perf_counter() - begin

    pairs = [(seconds(COMMAND, "--help"), seconds("import typer.rich_utils")) for _ in range(9)]
    ours, library = map(min, zip(*pairs, strict=True))
    assert ours <= 1.7 * library


@pytest.mark.slow
def test_a_wheel_runs_outside_the_checkout(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", tmp_path, ROOT], check=True
    )
    (wheel,) = tmp_path.glob("haiphia-*.whl")
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", wheel], check=True)
    command = [tmp_path / "venv" / "bin" / "haiphia", "analyze", WAR, "--json", "-", "--pdf", "report.pdf"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=tmp_path, check=True)
    here = run("analyze", WAR, "--json", "-")
    assert done.stdout == here.stdout
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
