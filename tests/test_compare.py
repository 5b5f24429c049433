"""Articles on one event side by side."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.analysis import Side
from analyzer.article import Article
from analyzer.cli import main
from analyzer.compare import Comparison, compare, joint_sides, labels
from analyzer.pipeline import Analyzer
from reports.compare import compose
from reports.pdf import finished
from tests.reports.builders import analysis
from tests.reports.test_pdf import overlaps, pages_of

FOLDER = Path(__file__).parent.parent / "examples" / "compare"
FIRST = (
    "Công ty Sóng Biếc cho biết nhà máy đã ngừng xả nước ra kênh từ đầu tháng Ba. "
    "Xã Bến Đá cáo buộc công ty Sóng Biếc làm chết hơn hai tấn cá của bà con. "
    "Ông Lê Văn Bưởi, trưởng trạm thủy lợi, nói mực nước trong kênh vẫn cao hơn mức báo động."
)
SECOND = (
    "Theo trưởng trạm Lê Văn Bưởi, mực nước trong kênh hiện vẫn cao hơn mức báo động. "
    "Công ty Sóng Biếc khẳng định nhà máy đã ngừng xả nước ra kênh từ tháng Ba. "
    "Công ty Sóng Biếc phủ nhận cáo buộc của xã Bến Đá."
)
SIDES = (Side(id="song-biec", name="Công ty Sóng Biếc"), Side(id="ben-da", name="Xã Bến Đá"))


@pytest.fixture(scope="module")
def made() -> Comparison:
    articles = [
        Article(text=FIRST, id="a", outlet="Báo Bến Đò", title="Cá chết ở Bến Đá"),
        Article(text=SECOND, id="b", outlet="Tin Gò Cao", title="Công ty nói đã ngừng xả"),
    ]
    return compare(articles, Analyzer(fast=True), SIDES)


def test_statements_of_one_speaker_are_matched(made: Comparison) -> None:
    shared = [one for one in made.statements if len(one.carried) == 2]
    said = {one.speaker: made.analyses[one.best[0]].attributions[one.best[1]] for one in shared}
    assert len(shared) == 2
    assert any("Lê Văn Bưởi" in speaker for speaker in said)


def test_what_one_article_leaves_out(made: Comparison) -> None:
    alone = [one for one in made.statements if set(one.carried) == {0}]
    n, k = alone[0].best
    (start, end), *_ = made.analyses[n].attributions[k].content
    assert "hai tấn cá" in made.analyses[n].text[start:end]


def test_statements_that_most_articles_carry_come_first(made: Comparison) -> None:
    counts = [len(one.carried) for one in made.statements]
    assert counts == sorted(counts, reverse=True)


def with_sides(*names: str) -> object:
    return analysis(sides=len(names), names=names, sentences=3)


def test_sides_are_joined_by_name_and_alias() -> None:
    one, two = with_sides("Xã Đông", "Xã Tây"), with_sides("Chủ tịch Xã Đông", "Xã Tây")
    assert [side.name for side in joint_sides([one, two])] == ["Xã Đông", "Xã Tây"]


def test_a_side_of_few_articles_is_left_out_where_most_agree_on_two() -> None:
    three = with_sides("Xã Đông", "Xã Tây", "Xã Nam")
    two = with_sides("Xã Đông", "Xã Tây")
    assert [side.name for side in joint_sides([three, two, three, two])] == ["Xã Đông", "Xã Tây"]


def test_two_sides_of_an_article_stay_two() -> None:
    one = with_sides("Xã Đông", "Xã Tây")
    assert len(joint_sides([one, one, one])) == 2


def test_labels_tell_articles_of_one_outlet_apart(made: Comparison) -> None:
    assert list(labels(made.analyses)) == ["Báo Bến Đò", "Tin Gò Cao"]
    assert list(labels([made.analyses[0]] * 2)) == ["Báo Bến Đò (1)", "Báo Bến Đò (2)"]


@pytest.mark.parametrize("articles", [2, 12])
def test_no_text_overlaps_or_leaves_the_page(articles: int, made: Comparison) -> None:
    many = compare(
        [
            Article(text=(FIRST, SECOND)[k % 2], id=str(k), title="Một tựa đề dài " * 12)
            for k in range(articles)
        ],
        Analyzer(fast=True),
        SIDES,
    )
    for strings, width, height in pages_of(finished(compose(many), "x", "x", "0", "vi")):
        assert overlaps(strings) == []
        for one in strings:
            assert 40 <= one.x0 <= one.x1 <= width - 40, one
            assert 20 <= one.y0 <= one.y1 <= height - 20, one


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pdf = tmp_path / "so-sanh.pdf"
    assert main(["compare", str(FOLDER), "--fast", "--pdf", str(pdf)]) == 0
    assert pdf.read_bytes().startswith(b"%PDF")
    assert "tin-cang" in capsys.readouterr().out


def test_the_command_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(FOLDER), "--fast", "--json", "-"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["analyses"]) == 3
    assert any(len(one["carried"]) > 1 for one in found["statements"])


def test_one_article_is_no_comparison(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(FOLDER / "tin-cang.txt"), "--fast"]) == 2
    assert "hai bài" in capsys.readouterr().err
