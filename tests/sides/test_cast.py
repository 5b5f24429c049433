"""Who appears: mentions, clusters, and to whom they belong."""

from __future__ import annotations

import pytest

from analyzer.sides.cast import Cast, read
from analyzer.sides.entities import Entity
from analyzer.sides.find import usual_name
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


def test_a_slip_in_the_tone_of_a_name_makes_no_second_person() -> None:
    cast = cast_of("Bà Lê Thị Quyến ký đơn kiện.\nBà Quyến trình giấy nợ.\nBà Quyên không nói thêm.")
    assert named(cast, "Bà Quyên") is named(cast, "Bà Quyến")


def test_names_that_differ_in_tone_are_two_where_both_are_introduced() -> None:
    cast = cast_of("Bà Lê Thị Quyến kiện bà Vũ Thu Quyên.\nBà Quyến trình giấy nợ.\nBà Quyên không nhận.")
    assert named(cast, "Bà Quyên") is not named(cast, "Bà Quyến")


def test_a_person_introduced_with_an_office_belongs_to_the_state_beside_it() -> None:
    cast = cast_of("Ngoại trưởng Serbia Marko Petrovik lên tiếng hôm thứ Hai.\nÔng Petrovik không nói thêm.")
    person = named(cast, "Ông Petrovik")
    assert person is named(cast, "Marko Petrovik")
    assert [cast.entities[p].key for p in person.parents] == ["serbia"]


@pytest.mark.parametrize(
    ("text", "form", "body"),
    [
        ("Quân Sorvia lùi lại.\nThủ tướng Sorvia Pavel Kirsk im lặng.", "Pavel Kirsk", "quân sorvia"),
        ("CLB Sông Mã đã thua.\nHLV Sông Mã Lưu Đình Phú xin nghỉ.", "Lưu Đình Phú", "clb sông mã"),
        (
            "Kho của Mira Utama bị cháy.\nGiám đốc Mira Utama Budi Santika xin lỗi.",
            "Budi Santika",
            "mira utama",
        ),
    ],
)
def test_a_name_behind_that_of_a_body_known_elsewhere_is_a_persons(text: str, form: str, body: str) -> None:
    cast = cast_of(text)
    assert [cast.entities[p].key for p in named(cast, form).parents] == [body]


def test_a_branch_behind_its_companys_name_is_no_person() -> None:
    cast = cast_of("Công ty Lam Sơn báo lỗ.\nCông ty Lam Sơn Đông Hải cũng vậy.")
    assert not [e.key for e in cast.entities if e.kind == "person"]


def test_a_first_name_that_is_also_a_clubs_is_no_club() -> None:
    cast = cast_of("Đại tá Milan Vorak nói pháo đã ngừng bắn.")
    assert [e.key for e in cast.entities] == ["milan vorak"]


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


def test_a_photo_credit_is_no_part_of_the_name_behind_it() -> None:
    cast = cast_of("Ảnh: AFP Nữ phát ngôn viên Bộ Ngoại giao Peru Ana Quispe trả lời báo giới.")
    assert [cast.entities[p].key for p in named(cast, "Ana Quispe").parents] == ["peru"]


def test_a_family_name_in_front_means_the_one_person_who_bears_it() -> None:
    cast = cast_of("Người phát ngôn Hạ Hiểu Lam bác tin đồn.\nBà Hạ nói sẽ có thông cáo.")
    assert named(cast, "Bà Hạ") is named(cast, "Hạ Hiểu Lam")


def test_a_name_in_brackets_behind_an_organisation_is_whose_it_is() -> None:
    cast = cast_of("Cục Thủy sản (Bộ Ngư nghiệp Chile) công bố số liệu.")
    assert [cast.entities[p].key for p in named(cast, "Cục Thủy sản").parents] == ["chile"]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Bà Greta von der Linde từ chức.", "Bà Greta von der Linde"),
        ("Hoàng tử Omar al-Rashid đã rời đi.", "Omar al-Rashid"),
        ("Peter K. Larsen ký đơn.", "Peter K. Larsen"),
        ("Giám đốc pháp lý Mark Olsen xin lỗi.", "Mark Olsen"),
        ("Ông Lê Quang Nguyên đến sớm.", "Ông Lê Quang Nguyên"),
        ("Ủy ban hòa bình thống nhất Peru lên tiếng.", "Ủy ban hòa bình thống nhất Peru"),
        ("Ủy ban Tài chính - Ngân sách Tân Lập họp.", "Ủy ban Tài chính - Ngân sách Tân Lập"),
        ("Tham mưu trưởng liên quân Han Min-jae rời đi.", "Han Min-jae"),
        ("Trưởng Công an TP.Vĩnh Hòa ký lệnh.", "Công an TP.Vĩnh Hòa"),
        ("Công an TP.Vĩnh Hòa vào cuộc.", "Công an TP.Vĩnh Hòa"),
    ],
)
def test_names_are_not_cut(sentence: str, name: str) -> None:
    assert name in {form for e in cast_of(sentence).entities for form in e.forms}


def test_who_speaks_for_a_group_is_that_group() -> None:
    cast = cast_of("Đại diện phụ huynh lên tiếng.\nPhụ huynh không đồng ý.")
    assert named(cast, "Đại diện phụ huynh") is named(cast, "Phụ huynh")


def test_the_end_of_another_word_names_nobody() -> None:
    cast = cast_of("Đó là tuyên bố của quân đội Israel.")
    assert [e.key for e in cast.entities] == ["israel"]


def test_a_word_like_from_says_whose_a_speaker_is() -> None:
    cast = cast_of("Phát ngôn viên từ Nhà Trắng, ông Ted Hale, từ chối bình luận.")
    assert [cast.entities[p].key for p in named(cast, "Ted Hale").parents] == ["my"]


def test_a_body_is_not_the_place_where_it_sits() -> None:
    cast = cast_of(
        "Công an tỉnh Phú Lộc bắt hai người.\nViện kiểm sát tỉnh Phú Lộc phê chuẩn.\nPhú Lộc mưa to."
    )
    bodies = ("Công an tỉnh Phú Lộc", "Viện kiểm sát tỉnh Phú Lộc", "Phú Lộc")
    assert len({named(cast, body).index for body in bodies}) == 3


def test_a_family_is_called_by_one_of_its_people() -> None:
    cast = cast_of("Gia đình ông Bảy kiện công ty.\nÔng Bảy cho biết gia đình đã chờ hai năm.")
    family = named(cast, "Gia đình ông Bảy")
    assert named(cast, "gia đình") is family
    assert usual_name(family) == "Gia đình ông Bảy"
    assert family.index in named(cast, "Ông Bảy").parents


def test_two_families_are_two() -> None:
    cast = cast_of("Gia đình ông Tư kiện công ty.\nGia đình của bà Hoa phản đối.")
    assert named(cast, "Gia đình ông Tư") is not named(cast, "Gia đình")


@pytest.mark.parametrize(
    ("whole", "short"), [("Siêu thị Big Mart", "Big Mart"), ("Nhà xuất bản Kim Lân", "Kim Lân")]
)
def test_a_body_is_called_by_its_name_alone(whole: str, short: str) -> None:
    cast = cast_of(f"{whole} xin lỗi khách.\nHôm qua {short} cho biết sẽ đền.")
    assert named(cast, whole) is named(cast, short)


def test_a_short_word_for_a_thing_names_nobody() -> None:
    assert not cast_of("Năm nay chi NSNN vượt dự toán, luật PCTN sẽ sửa.").entities


def test_an_initial_keeps_its_stop() -> None:
    cast = cast_of("Bà V. kiện hàng xóm.\nTòa xử cho bà V.\nHàng xóm xin lỗi bà V. trước tòa.")
    assert usual_name(named(cast, "Bà V.")) == "bà V."


def test_mister_is_a_title() -> None:
    cast = cast_of("Ca sĩ Lưu Vĩnh Thịnh xin lỗi khán giả.\nMr Lưu chưa nói gì thêm.")
    assert named(cast, "Mr Lưu") is named(cast, "Ca sĩ Lưu Vĩnh Thịnh")
