"""The answer in words."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from analyzer.analysis import REPORTER, THIRD, Analysis, Scores, Share
from reports.findings import deck, findings, headline
from reports.strings import strings
from tests.reports.builders import analysis

VI = strings("vi")


def with_shares(**words: float) -> Analysis:
    """An analysis whose voices have those shares; ``a`` and ``b`` are the two sides, silent at 0."""
    made = analysis()
    ids = {"a": made.sides[0].id, "b": made.sides[1].id}
    shares = {
        ids.get(voice, voice): Share(words=part, sentences=part, low=part - 0.02, high=part + 0.02)
        for voice, part in words.items()
    }
    mute = {ids[voice] for voice in ids if not words.get(voice)}
    told = tuple(replace(a, side=(THIRD,)) if mute & {*a.side} else a for a in made.attributions)
    return replace(made, attributions=told, scores=replace(made.scores, shares=shares))


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ({"a": 0.2, "b": 0.1}, "Lời của Xã Đông dài gấp 2,0 lần lời của Xã Tây: 20,0% so với 10,0%"),
        ({"a": 0.11, "b": 0.115}, "Lời của Xã Tây và lời của Xã Đông dài gần ngang nhau"),
        ({"a": 0.2, "b": 0.0}, "chỉ Xã Đông được dẫn lời: 20,0% số từ của bài. Không có lời nào của Xã Tây"),
        ({"a": 0.0, "b": 0.0, "third": 0.3}, "Không có lời nào của Xã Đông và Xã Tây; 30,0%"),
    ],
)
def test_headline_names_the_leading_sides(shares: dict[str, float], said: str) -> None:
    rest = 1 - sum(shares.values())
    assert said in headline(with_shares(**shares, reporter=rest), VI)


def test_headline_of_an_article_that_cites_nobody() -> None:
    assert headline(analysis(cited=False, sentences=7), VI) == (
        "Bài không dẫn lời ai: toàn bộ 7 câu là lời người viết."
    )


def test_headline_without_sides() -> None:
    assert "không thấy các bên đối lập" in headline(analysis(sides=0), VI)


def test_deck_says_whether_the_difference_is_certain() -> None:
    assert "tách rời" in deck(with_shares(a=0.3, b=0.1, reporter=0.6), VI)
    assert "chồng lên nhau" in deck(with_shares(a=0.12, b=0.1, reporter=0.78), VI)


@pytest.mark.parametrize("case", [{}, {"sides": 0}, {"cited": False}, {"sides": 6}, {"sides": 1}])
def test_there_are_three_findings(case: dict[str, object]) -> None:
    assert len(findings(analysis(**case), VI)) == 3


def test_unanswered_accusations_come_first_with_their_sentence() -> None:
    made = analysis(sides=2)
    first = findings(made, VI)[0]
    answer = made.scores.answers[0]
    name = next(side.name for side in made.sides if side.id == answer.accused)
    assert "bị cáo buộc" in first
    assert name in first or len({a.accused for a in made.scores.answers}) > 1
    assert "câu\u00a0" in first


def test_scores_without_any_number_still_read() -> None:
    bare = replace(analysis(), scores=Scores(shares={REPORTER: Share(words=1, sentences=1, low=1, high=1)}))
    assert headline(bare, VI)
    assert len(findings(bare, VI)) == 3


def test_a_side_that_is_only_retold_is_not_called_silent() -> None:
    shares = with_shares(a=0.2, b=0.0, reporter=0.8).scores.shares
    retold = replace(analysis(), scores=replace(analysis().scores, shares=shares))
    assert "lời của Xã Tây chỉ được thuật lại qua người khác" in headline(retold, VI)
