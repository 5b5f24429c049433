"""Who appears: mentions, clusters, and to whom they belong."""

from __future__ import annotations

import pytest

from analyzer.sides.cast import Cast, read
from analyzer.sides.entities import Entity
from lexicons import load
from tests.sides.articles import document_of


def cast_of(text: str) -> Cast:
    return read(document_of(text), load())


def named(cast: Cast, form: str) -> Entity:
    """The entity that some mention names by this very form."""
    return next(e for e in cast.entities if form in e.forms)


@pytest.mark.parametrize(
    ("phrase", "party"),
    [
        ("Bộ Quốc phòng Armenia", "armenia"),
        ("Người phát ngôn của Bộ Ngoại giao Nga", "nga"),
        ("Tổng thống Pháp", "phap"),
        ("Nhà Trắng", "my"),
        ("Bình Nhưỡng", "trieu-tien"),
        ("quân đội Israel", "israel"),
    ],
)
def test_an_organ_of_a_state_is_that_state(phrase: str, party: str) -> None:
    cast = cast_of(f"Hôm qua, {phrase} ra thông báo mới.")
    assert [e.party.id for e in cast.entities if e.party] == [party]


@pytest.mark.parametrize(
    "sentence",
    [
        "Chị Nga bán nước mía ở đầu ngõ.",
        "Bà Nguyễn Thị Nga không đồng ý.",
        "Ca sĩ Mỹ Tâm hát hai bài.",
        "Anh kể rằng trời mưa to.",
        "Cơ sở thẩm mỹ ấy đã đóng cửa.",
        "Ông Lê Tuấn Anh ký đơn.",
    ],
)
def test_a_name_that_is_also_a_states_is_no_state(sentence: str) -> None:
    assert not [e for e in cast_of(sentence).entities if e.party]


def test_a_person_introduced_with_an_office_belongs_to_the_state_beside_it() -> None:
    cast = cast_of("Ngoại trưởng Serbia Marko Petrovik lên tiếng hôm thứ Hai.\nÔng Petrovik không nói thêm.")
    person = named(cast, "Ông Petrovik")
    assert person is named(cast, "Marko Petrovik")
    assert [cast.entities[p].key for p in person.parents] == ["serbia"]


def test_an_apposition_says_whom_a_person_speaks_for() -> None:
    cast = cast_of("Ông Trần Văn Lực, giám đốc Công ty Hòa Phú, xin lỗi khách hàng.")
    person = named(cast, "Ông Trần Văn Lực")
    assert [cast.entities[p].key for p in person.parents] == ["công ti hòa phú"]


def test_vietnamese_people_are_called_by_their_last_syllable() -> None:
    cast = cast_of("Bà Phạm Thị Hạnh đến tòa.\nBà Hạnh đòi bồi thường.\nHạnh khóc.")
    assert len(named(cast, "Bà Hạnh").mentions) == 3


def test_an_acronym_in_brackets_is_what_stands_before_it() -> None:
    cast = cast_of("Liên minh Nông thôn (LMNT) phản đối.\nLMNT sẽ tuần hành.")
    acronym = named(cast, "LMNT")
    assert cast.entities[max(acronym.parents)].key == "liên minh nông thôn"


def test_opponents_of_a_state_are_not_that_state() -> None:
    cast = cast_of("Phe đối lập Venezuela xuống đường.\nChính phủ Venezuela cảnh báo.")
    assert named(cast, "Phe đối lập Venezuela").kind == "group"
    assert named(cast, "Chính phủ Venezuela").kind == "party"
