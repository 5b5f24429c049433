"""The command ``haiphia corpus``."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.cli import main
from tests.corpus.builders import article, rows, write


@pytest.mark.slow
def test_a_corpus_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write(tmp_path / "a.jsonl", [article(k) for k in range(4)])
    folder = tmp_path / "kho"
    options = ["--out", str(folder), "--workers", "1", "--fast"]
    assert main(["corpus", source, *options]) == 0
    assert "4 bài" in capsys.readouterr().err
    assert len(rows(folder)["articles"]) == 4
    assert main(["corpus", source, str(tmp_path / "b"), *options]) == 3
    assert "4 bài không đổi, 1 bài lỗi" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--workers", "2", "--dask", "tcp://x:1"], "--dask"),
        (["--workers", "0"], "--workers"),
        (["--side", "A", "--sides", "b.toml"], "--sides"),
    ],
)
def test_what_the_user_can_mend(
    options: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["corpus", "a.txt", "--out", str(tmp_path / "kho"), *options]) == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "kho").exists()


@pytest.mark.parametrize("command", ["corpus", "compare", "query", "trends"])
def test_every_command_shows_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    assert f"haiphia {command} " in capsys.readouterr().out.split("Ví dụ:")[1]
