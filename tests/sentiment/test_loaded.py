"""Wording that takes sides, whom it bears on, and what could stand instead."""

import pytest

from analyzer.analysis import Attribution, LoadedWord
from analyzer.sentiment.loaded import LoadedFinder
from lexicons import Matcher, load

FINDER = LoadedFinder(load())


def loaded(text: str, content: str = "", **sides: str) -> list[LoadedWord]:
    start = text.find(content)
    said = Attribution(
        sentence=4,
        cue=None,
        source=None,
        content=((start, start + len(content)),),
        type="indirect",
        act="state",
    )
    mentions = {
        side: [(a, b) for a, b, _ in Matcher([(name, None)]).find(text)] for side, name in sides.items()
    }
    return list(FINDER.find(text, (4, 0, len(text)), [said] if content else [], mentions))


def test_a_loaded_word_has_a_direction_a_side_and_a_plain_alternative() -> None:
    text = "Phe Trăng rêu rao rằng họ đã thắng."
    (word,) = loaded(text, moon="Phe Trăng")
    assert text[slice(*word.span)] == "rêu rao"
    assert (word.direction, word.side, word.neutral, word.kind, word.sentence) == (
        -1,
        "moon",
        "tuyên bố",
        "word",
        4,
    )


def test_words_for_somebody_have_direction_one() -> None:
    (word,) = loaded("Các chiến sĩ phe Trời anh dũng giữ đồi.", sky="phe Trời")
    assert (word.direction, word.side) == (1, "sky")


def test_the_side_is_the_nearest_in_the_clause() -> None:
    words = loaded("Phe Trời im lặng, còn phe Trăng ngang nhiên đi qua.", sky="Phe Trời", moon="phe Trăng")
    assert [word.side for word in words] == ["moon"]


def test_failing_a_side_in_the_clause_it_is_the_one_named_last_before() -> None:
    words = loaded(
        "Phe Trăng kéo đến, trắng trợn phá cầu, rồi phe Trời đuổi theo.", moon="Phe Trăng", sky="phe Trời"
    )
    assert [word.side for word in words] == ["moon"]


def test_a_word_in_what_somebody_says_is_not_the_reporters() -> None:
    assert loaded("Ông nói phe Trăng rất ngoan cố.", content="phe Trăng rất ngoan cố") == []


def test_scare_quotes_round_one_word_that_bear_on_a_side() -> None:
    text = "Phe Trăng gọi đó là “giải cứu” ngôi làng."
    (word,) = loaded(text, moon="Phe Trăng")
    assert (text[slice(*word.span)], word.kind, word.direction) == ("“giải cứu”", "scare-quotes", -1)


@pytest.mark.parametrize(
    "text",
    [
        "Phe Trăng nói “chúng tôi sẽ không bao giờ rời khỏi nơi này”.",
        "Phe Trăng chiếu bộ phim “đất lành”.",
        "Phe Trăng có tàu “Sao Hôm” ở cảng.",
        "Họ gọi đó là “giải cứu”.",
    ],
)
def test_quotations_names_and_quotes_about_nobody_are_no_scare_quotes(text: str) -> None:
    assert loaded(text, moon="Phe Trăng") == []
