"""Questions to a corpus, and its trends over time."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from analyzer.cli import main
from analyzer.corpus.query import query, questions
from analyzer.corpus.store import opened
from analyzer.corpus.tables import Place, analysis_rows, tables
from analyzer.corpus.trends import estimate, trends
from analyzer.errors import UserError
from reports.pdf import finished
from reports.strings import LANGUAGES, strings
from reports.trends import compose
from tests.corpus.builders import article, run, write
from tests.reports.builders import analysis
from tests.reports.test_pdf import overlaps, pages_of

OUTLETS = ("Báo Bến Đò", "Tin Gò Cao", "Nhật báo Ven Sông có cái tên dài không vừa một cột")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made-up analyses of three outlets over eight months; the last outlet has two articles."""
    folder = tmp_path_factory.mktemp("kho") / "kho"
    rows: dict[str, list[dict[str, Any]]] = {}
    for k in range(44):
        outlet = OUTLETS[2] if k in (7, 19) else OUTLETS[k % 2]
        made = replace(
            analysis(sentences=12 + k), id=f"bai-{k}", outlet=outlet, published=f"2024-{k % 8 + 1:02d}-05"
        )
        key = f"{k:032x}"
        found = analysis_rows(made, Place(key, key, f"/tin/{k}.txt", made.id, "0", "s"))
        rows = {name: [*rows.get(name, []), *found[name]] for name in found}
    with opened(folder) as store:
        store.add(tables(rows))
    return folder


@pytest.mark.parametrize("name", questions())
def test_every_ready_question_has_an_answer(name: str, corpus: Path) -> None:
    answer = query(corpus, questions()[name])
    assert answer.columns
    assert answer.rows or name in {"errors", "reporter-stance"}, "the made-up reporters keep silent"
    for lang in LANGUAGES:
        assert f"ask.{name}" in strings(lang).table


def test_shares_of_an_outlet_sum_to_one(corpus: Path) -> None:
    for row in query(corpus, questions()["shares-by-outlet"]).rows:
        assert sum(row[2:]) == pytest.approx(100, abs=0.3)


def test_superseded_rows_do_not_count(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", [article(0), article(1)])
    run(source, tmp_path / "kho")
    run(write(tmp_path / "a.jsonl", [article(0), article(1, title="Tựa đề mới")]), tmp_path / "kho")
    titles = query(tmp_path / "kho", "select title from articles order by title").rows
    assert titles == [(article(0)["title"],), ("Tựa đề mới",)]
    assert query(tmp_path / "kho", "select count(*) from sentences").rows == [(8,)]


def test_what_the_database_does_not_understand(corpus: Path) -> None:
    with pytest.raises(UserError, match="bad_sql"):
        query(corpus, "select báo from nowhere")


def test_a_folder_without_tables(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no_corpus"):
        query(tmp_path, "select 1")


def test_the_interval_narrows_with_more_articles() -> None:
    few, many = (estimate([0.1, 0.5, 0.3, 0.2] * n) for n in (1, 50))
    assert few.low < many.low < many.mean < many.high < few.high
    assert few.few
    assert not many.few


def test_trends_by_outlet_side_and_month(corpus: Path) -> None:
    found = trends(corpus)
    assert found.outlets[2] == OUTLETS[2]
    assert found.articles[OUTLETS[2]] == 2
    assert found.periods == tuple(f"2024-{month:02d}" for month in range(1, 9))
    assert found.overall[OUTLETS[2]]["Xã Đông"].few
    assert not found.overall[OUTLETS[0]]["Xã Đông"].few
    assert sum(one.n for one in found.over_time[OUTLETS[0]]["Xã Đông"].values()) == found.articles[OUTLETS[0]]


def test_no_text_of_trends_overlaps_or_leaves_the_page(corpus: Path) -> None:
    for strings_, width, height in pages_of(finished(compose(trends(corpus)), "x", "x", "0", "vi")):
        assert overlaps(strings_) == []
        for one in strings_:
            assert 40 <= one.x0 <= one.x1 <= width - 40, one
            assert 20 <= one.y0 <= one.y1 <= height - 20, one


def test_the_commands(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["query", str(corpus)]) == 0
    assert "verbs-by-outlet" in capsys.readouterr().out
    assert main(["query", str(corpus), "--ask", "verbs-by-outlet"]) == 0
    assert OUTLETS[0] in capsys.readouterr().out
    assert main(["query", str(corpus), "select 1 as one", "--csv", str(tmp_path / "a.csv")]) == 0
    assert (tmp_path / "a.csv").read_text("utf-8-sig").split() == ["one", "1"]
    assert main(["query", str(corpus), "--ask", "gì"]) == 2
    assert main(["trends", str(corpus), "--pdf", str(tmp_path / "a.pdf")]) == 0
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_days_are_dates(corpus: Path) -> None:
    assert query(corpus, "select min(day) from articles").rows == [(date(2024, 1, 5),)]
