"""Tone and stance by words, and that each score can be taken apart into them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.analysis import Attribution, Span
from analyzer.sentiment.lexical import LexicalTone
from lexicons import Matcher, load

READER = LexicalTone(load())


def weights(text: str) -> dict[str, float]:
    return {e.what: e.weight for e in READER.evidence(text, 0, len(text))}


def places(text: str, **sides: str) -> dict[str, list[Span]]:
    return {side: [(a, b) for a, b, _ in Matcher([(name, None)]).find(text)] for side, name in sides.items()}


def toward(text: str, said: tuple[Attribution, ...] = (), **sides: str) -> dict[str, int]:
    stances = READER.stances(text, 0, len(text), places(text, **sides), said)
    return {side: stance.value for side, stance in stances.items()}


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("Trận bão làm nhiều người thiệt mạng và hàng trăm ngôi nhà đổ sập.", "neg"),
        ("Đội nhà giành chiến thắng và được người hâm mộ chúc mừng.", "pos"),
        ("Cuộc họp bắt đầu lúc chín giờ sáng tại hội trường lớn.", "neu"),
        ("Hắn bị tuyên án tù vì tội lừa đảo và tham ô.", "neg"),
        ("Nhờ giống lúa mới, bà con được mùa và thoát nghèo.", "pos"),
    ],
)
def test_plain_sentences(text: str, tone: str) -> None:
    assert READER.read(text, 0, len(text)).tone == tone


def test_the_score_is_the_sum_of_words_that_stand_in_the_text() -> None:
    text = "Vụ tấn công gây thương vong, nhưng các bác sĩ đã cứu sống nhiều người."
    reading = READER.read(text, 0, len(text))
    assert reading.score == pytest.approx(sum(e.weight for e in reading.evidence))
    for item in reading.evidence:
        assert item.span is not None
        assert text[slice(*item.span)].lower() == item.what


def test_a_negator_turns_a_good_word_and_silences_a_bad_one() -> None:
    assert weights("Kế hoạch thành công.")["thành công"] > 0
    assert weights("Kế hoạch chưa thành công.")["thành công"] < 0
    assert "xung đột" not in weights("Hai bên không xung đột.")


def test_a_negator_does_not_reach_into_the_next_clause() -> None:
    text = "Họ không đến, thành công thuộc về đội khách."
    assert weights(text)["thành công"] == weights("Thành công thuộc về đội khách.")["thành công"]


def test_intensifiers_scale_their_neighbour() -> None:
    plain = weights("Bài hát hay và ấn tượng.")["ấn tượng"]
    assert weights("Bài hát vô cùng ấn tượng.")["ấn tượng"] > plain
    assert 0 < weights("Bài hát khá ấn tượng.")["ấn tượng"] < plain


def test_what_stands_before_but_counts_less() -> None:
    plain = weights("Đội bóng thất bại.")["thất bại"]
    both = weights("Đội bóng thất bại nhưng khán giả vẫn khen ngợi.")
    assert plain < both["thất bại"] < 0
    assert both["khen ngợi"] == weights("Khán giả vẫn khen ngợi.")["khen ngợi"]


def test_words_that_only_contain_a_tone_word_say_nothing() -> None:
    assert weights("Bệnh viện nghiên cứu điều kiện mới.") == {}


def test_who_is_accused_looks_bad_and_who_accuses_does_not() -> None:
    text = "Làng Đông cáo buộc làng Đoài phá hoại con đập."
    said = (
        Attribution(
            sentence=0,
            cue=(9, 17),
            source=(0, 8),
            content=((18, 45),),
            type="indirect",
            act="accuse",
            side=("east",),
        ),
    )
    assert toward(text, said, east="Làng Đông", west="làng Đoài") == {"east": 0, "west": -1}


def test_who_wins_looks_good() -> None:
    text = "Câu lạc bộ Sao Mai giành chiến thắng xuất sắc."
    assert toward(text, star="Sao Mai") == {"star": 1}


def test_sides_that_the_sentence_does_not_name_are_left_out() -> None:
    assert toward("Trời mưa.", star="Sao Mai") == {}


def test_a_speaker_by_pronoun_counts_as_named() -> None:
    text = "Họ nói rằng mùa màng đã hỏng."
    said = (
        Attribution(
            sentence=0,
            cue=(3, 6),
            source=(0, 2),
            content=((12, 28),),
            type="indirect",
            act="state",
            side=("farmers",),
        ),
    )
    stances = READER.stances(text, 0, len(text), {"farmers": []}, said)
    assert list(stances) == ["farmers"]


def test_a_stance_names_its_features() -> None:
    text = "Sao Mai thua đậm và bị chỉ trích."
    stance = READER.stances(text, 0, len(text), places(text, star="Sao Mai"))["star"]
    assert stance.value == -1
    assert "does bad" in {e.what for e in stance.evidence}
    assert sum(stance.p) == pytest.approx(1)


@given(st.text(alphabet="không rất tốt xấu nhưng thất bại. ,“”\n", max_size=80))
def test_any_text_has_a_tone_and_probabilities_that_sum_to_one(text: str) -> None:
    reading = READER.read(text, 0, len(text))
    assert math.isclose(sum(reading.p), 1)
    assert all(e.span is not None and 0 <= e.span[0] < e.span[1] <= len(text) for e in reading.evidence)
