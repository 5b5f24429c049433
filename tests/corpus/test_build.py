"""Many articles into tables: each once, whatever happens between the runs."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analyzer.corpus import Progress, Settings, build, store
from analyzer.corpus.store import opened
from analyzer.corpus.work import setup
from analyzer.errors import UserError
from tests.corpus.builders import Inline, article, rows, run, write

ROOT = Path(__file__).parent.parent.parent


def ids(folder: Path, table: str = "articles") -> list[str]:
    return sorted(row["id"] for row in rows(folder)[table])


def test_four_tables_joined_by_key(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", [article(k) for k in range(3)])
    assert run(source, tmp_path / "kho") == Progress(analysed=3, unchanged=0, failed=0, total=3)
    found = rows(tmp_path / "kho")
    keys = {row["key"] for row in found["articles"]}
    assert len(keys) == 3
    for table in ("sentences", "attributions", "speakers"):
        assert {row["key"] for row in found[table]} == keys
    first = next(row for row in found["articles"] if row["id"] == "bai-0")
    assert (first["outlet"], str(first["day"]), first["sentences"]) == ("Báo Bến Đò", "2024-01-05", 4)
    accusation = next(row for row in found["attributions"] if row["act"] == "accuse")
    assert "xả nước bẩn" in accusation["content"]


def test_unchanged_articles_are_left_alone(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", [article(k) for k in range(3)])
    run(source, tmp_path / "kho")
    before = rows(tmp_path / "kho")
    assert run(source, tmp_path / "kho") == Progress(analysed=0, unchanged=3, failed=0, total=3)
    assert rows(tmp_path / "kho") == before


def test_a_changed_article_takes_the_place_of_the_old(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", [article(0), article(1)])
    run(source, tmp_path / "kho")
    changed = article(1, title="Tựa đề mới")
    assert run(write(tmp_path / "a.jsonl", [article(0), changed]), tmp_path / "kho").analysed == 1
    assert sorted(row["title"] for row in rows(tmp_path / "kho")["articles"]) == [
        article(0)["title"],
        "Tựa đề mới",
    ]
    again = write(tmp_path / "a.jsonl", [article(0), article(1)])
    assert run(again, tmp_path / "kho").analysed == 1
    fresh = tmp_path / "fresh"
    run(again, fresh)
    assert rows(tmp_path / "kho") == rows(fresh)


def test_another_setup_analyses_everything_again(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", [article(k) for k in range(3)])
    run(source, tmp_path / "kho")
    forced = Settings(fast=True, force=True)
    assert run(source, tmp_path / "kho", forced).analysed == 3
    assert ids(tmp_path / "kho") == ["bai-0", "bai-1", "bai-2"]
    run(source, tmp_path / "kho", forced)
    assert len(store.part_names(tmp_path / "kho")) == 1, "a part of which nothing holds is removed"


def test_the_same_article_from_two_places_is_there_once(tmp_path: Path) -> None:
    sources = [write(tmp_path / name, [article(0)]) for name in ("a.jsonl", "b.jsonl")]
    assert run(sources, tmp_path / "kho") == Progress(analysed=1, unchanged=1, failed=0, total=2)
    assert ids(tmp_path / "kho") == ["bai-0"]


def test_it_stays_where_only_one_of_the_places_changes(tmp_path: Path) -> None:
    a, b = (write(tmp_path / name, [article(0)]) for name in ("a.jsonl", "b.jsonl"))
    run([a, b], tmp_path / "kho")
    write(tmp_path / "a.jsonl", [article(0, title="Tựa đề mới")])
    for order in ([b, a], [a, b]):
        run(order, tmp_path / "kho")
        assert ids(tmp_path / "kho") == ["bai-0", "bai-0"]


def test_two_articles_of_one_id_are_both_there(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", [article(0, id="x"), article(1, id="x")])
    for _ in range(2):
        run(source, tmp_path / "kho")
        assert ids(tmp_path / "kho") == ["x", "x"]


def test_bad_articles_are_rows_and_the_run_goes_on(tmp_path: Path) -> None:
    short = article(1, text="Bộ Y tế cho biết dịch đã giảm.")
    source = write(tmp_path / "a.jsonl", [article(0), short, {"id": "không"}, article(2)])
    (tmp_path / "trống.txt").write_bytes(b"")
    inputs = [source, str(tmp_path / "trống.txt"), str(tmp_path / "không-có.txt")]
    for _ in range(2):
        done = run(inputs, tmp_path / "kho")
        assert done.failed == 4
        errors = rows(tmp_path / "kho")["errors"]
        assert sorted(row["code"] for row in errors) == ["empty", "missing_file", "no_field", "too_short"]
        assert ids(tmp_path / "kho") == ["bai-0", "bai-2"]
    assert (
        json.loads(next(row["params"] for row in errors if row["code"] == "no_field"))["path"]
        == f"{source}:3"
    )


def test_errors_go_when_their_cause_is_mended(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", [article(0), {"id": "hỏng"}])
    inputs = [source, str(tmp_path / "sau.txt")]
    assert run(inputs, tmp_path / "kho").failed == 2
    write(tmp_path / "a.jsonl", [article(0), article(1)])
    (tmp_path / "sau.txt").write_text(article(2)["text"], "utf-8")
    assert run(inputs, tmp_path / "kho") == Progress(analysed=2, unchanged=1, failed=0, total=3)
    assert rows(tmp_path / "kho")["errors"] == []


def test_a_fault_of_ours_is_a_row_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write(tmp_path / "a.jsonl", [article(0)])

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a bug")

    with monkeypatch.context() as patch:
        patch.setattr("analyzer.pipeline.parse", broken)
        assert run(source, tmp_path / "kho").failed == 1
    assert rows(tmp_path / "kho")["errors"][0]["code"] == "failure"
    assert run(source, tmp_path / "kho").analysed == 1
    assert rows(tmp_path / "kho")["errors"] == []


def test_one_run_at_a_time(tmp_path: Path) -> None:
    with opened(tmp_path / "kho"), pytest.raises(UserError, match="corpus_in_use"), opened(tmp_path / "kho"):
        pass


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "ảnh.png").write_bytes(b"x")
    with pytest.raises(UserError, match="not_empty"), opened(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["ảnh.png"]


def test_what_was_done_before_an_interruption_is_kept(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", [article(k) for k in range(30)])

    def interrupt(progress: Progress) -> None:
        if progress.analysed > 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build([source], tmp_path / "kho", Inline(), interrupt)
    kept = len(ids(tmp_path / "kho"))
    assert kept > 10
    assert run(source, tmp_path / "kho") == Progress(analysed=30 - kept, unchanged=kept, failed=0, total=30)


KILLED = """
import sys
from pathlib import Path
from analyzer.corpus import Settings, store
from analyzer.corpus.work import setup
from tests.corpus.builders import run
store.PART_SECONDS = 0
setup(Settings(fast=True))
print("ready", flush=True)
run(sys.argv[1], Path(sys.argv[2]))
"""


@pytest.mark.slow
def test_killed_at_ten_random_moments_and_started_again(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", [article(k) for k in range(300)] + [{"id": "hỏng"}])
    setup(Settings(fast=True))
    begin = time.monotonic()
    run(source, tmp_path / "whole")
    whole = time.monotonic() - begin
    chance = random.Random(9)
    for _ in range(10):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, source, tmp_path / "kho"], stdout=subprocess.PIPE, cwd=ROOT
        )
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0, whole / 4))
        process.kill()
        process.wait()
        process.stdout.close()
        if (tmp_path / "kho" / "parts").exists() and store.part_names(tmp_path / "kho"):
            keys = [row["key"] for row in rows(tmp_path / "kho")["articles"]]
            assert len(keys) == len(set(keys))
    assert len(ids(tmp_path / "kho")) > 0, "some kills came after the first part"
    run(source, tmp_path / "kho")
    assert rows(tmp_path / "kho") == rows(tmp_path / "whole")
    assert not list((tmp_path / "kho").glob(".writing*"))
