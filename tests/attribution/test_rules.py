"""Attribution by lexicon and rule, on sentences of our own."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lexicons
from analyzer.analysis import Attribution
from analyzer.article import Article
from analyzer.attribution.rules import RuleTagger
from analyzer.document import parse

TAGGER = RuleTagger(lexicons.load())


def tag(text: str) -> list[Attribution]:
    return TAGGER.tag(parse(Article(text=text), words=False))


def seen(text: str) -> list[tuple[str | None, str | None, str]]:
    """Source, cue and content of each attribution."""
    return [
        (
            text[slice(*found.source)] if found.source else None,
            text[slice(*found.cue)] if found.cue else None,
            text[slice(*found.content[0])],
        )
        for found in tag(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Hôm qua, người phát ngôn của Bộ Giao thông Lavia cho biết cây cầu sẽ mở lại vào thứ hai.",
            ("người phát ngôn của Bộ Giao thông Lavia", "cho biết", "cây cầu sẽ mở lại vào thứ hai"),
        ),
        (
            "Bà Trần Thị Mai, giám đốc bảo tàng, khẳng định rằng bức tranh là thật.",
            ("Bà Trần Thị Mai, giám đốc bảo tàng", "khẳng định", "bức tranh là thật"),
        ),
        (
            "Tuy nhiên, ông Hải hôm 5/3 cũng thừa nhận kho hàng đã trống.",
            ("ông Hải", "thừa nhận", "kho hàng đã trống"),
        ),
        (
            "Theo báo Bình Minh, hai tàu cá bị giữ ngoài khơi.",
            ("báo Bình Minh", "Theo", "hai tàu cá bị giữ ngoài khơi"),
        ),
        (
            "Hai tàu cá bị giữ ngoài khơi tỉnh Bạc Sơn, theo báo Bình Minh.",
            ("báo Bình Minh", "theo", "Hai tàu cá bị giữ ngoài khơi tỉnh Bạc Sơn"),
        ),
        (
            "“Chúng tôi không nhận được thư nào”, bà Lành nói.",
            ("bà Lành", "nói", "“Chúng tôi không nhận được thư nào”"),
        ),
        (
            "Ông Tư nói với bà con rằng ông chưa từng ký giấy ấy.",
            ("Ông Tư", "nói", "ông chưa từng ký giấy ấy"),
        ),
        (
            "Phía Doria cáo buộc Lavia nổ súng trước.",
            ("Phía Doria", "cáo buộc", "Lavia nổ súng trước"),
        ),
        (
            "Trước cáo buộc của Doria rằng Lavia nổ súng trước, quân đội không trả lời.",
            ("Doria", "cáo buộc", "Lavia nổ súng trước, quân đội không trả lời"),
        ),
        (
            "Chiếc xe được cho là đã rời thành phố trong đêm.",
            (None, "được cho là", "đã rời thành phố trong đêm"),
        ),
        (
            "Cả hai bên đều cáo buộc nhau phá vỡ lệnh ngừng bắn.",
            ("Cả hai bên", "cáo buộc", "nhau phá vỡ lệnh ngừng bắn"),
        ),
        (
            "Huấn luyện viên Sơn Trà: “Chúng tôi đá hết mình”",
            ("Huấn luyện viên Sơn Trà", None, "“Chúng tôi đá hết mình”"),
        ),
        (
            "Theo các nhà quan sát, cuộc đàm phán đã bế tắc.",
            ("các nhà quan sát", "Theo", "cuộc đàm phán đã bế tắc"),
        ),
        (
            "Theo đánh giá của Hội Nhà vườn, vụ mùa năm nay kém.",
            ("Hội Nhà vườn", "Theo đánh giá", "vụ mùa năm nay kém"),
        ),
    ],
)
def test_one_attribution(text: str, expected: tuple[str | None, str | None, str]) -> None:
    assert seen(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Lavia đã tuyên bố thiết quân luật.",
        "Hai nước ký tuyên bố chung tại thủ đô.",
        "Thủ tướng sẽ yêu cầu các bộ báo cáo trong tuần tới.",
        "Ông không khẳng định điều gì.",
        "Người dân đi theo con đường cũ ra chợ.",
        "Trời có thể mưa vào chiều nay.",
        "Ảnh: AFP",
    ],
)
def test_no_attribution(text: str) -> None:
    assert tag(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "act"),
    [
        ("Bà Lý nói: “Tôi vô can.”", "direct", "state"),
        ("Bà Lý khẳng định bà “vô can” trong vụ này.", "mixed", "claim"),
        ("Bà Lý phủ nhận đã nhận tiền.", "indirect", "deny"),
        ("Bà Lý kêu gọi mọi người bình tĩnh.", "indirect", "urge"),
        ("Con tàu được cho là đã chìm.", "indirect", "hearsay"),
    ],
)
def test_type_and_act(text: str, kind: str, act: str) -> None:
    [found] = tag(text)
    assert (found.type, found.act) == (kind, act)
    assert found.lexeme


def test_the_lexicon_says_how_far_the_reporter_goes_along() -> None:
    [found] = tag("Phía Doria cáo buộc Lavia nổ súng trước.")
    assert found.commitment == "distancing"


def test_a_quotation_runs_on() -> None:
    first, second, third = tag("Ông Bảy nói: “Nước lên nhanh quá. Nhà tôi ngập. Chúng tôi phải đi.”")
    assert first.type == "direct"
    assert [(f.type, f.cue, f.source, f.via) for f in (second, third)] == [("continued", None, None, 0)] * 2


def test_a_quotation_before_its_speaker() -> None:
    text = "“Nước lên nhanh quá. Nhà tôi ngập cả rồi”, ông Bảy nói."
    first, second = tag(text)
    assert (first.type, first.cue, first.source, first.via) == ("direct", None, None, 1)
    assert text[slice(*second.source or (0, 0))] == "ông Bảy"


def test_a_quotation_of_several_paragraphs_runs_on() -> None:
    found = tag("Ông Bảy kể: “Nước lên nhanh quá.\n“Nhà tôi ngập cả rồi.”")
    assert [f.type for f in found] == ["direct", "continued"]


def test_reported_speech_runs_on_in_the_first_person() -> None:
    found = tag("Ông Bảy cho biết nước lên nhanh. Chúng tôi phải dọn lên gác.\nĐường vào xóm bị cắt.")
    assert [(f.sentence, f.type) for f in found] == [(0, "indirect"), (1, "continued")]


def test_speech_within_speech() -> None:
    text = "Hãng tin Sao Mai dẫn lời ông Bảy nói rằng nước đang rút."
    outer, inner = tag(text)
    assert text[slice(*outer.content[0])] == "ông Bảy nói rằng nước đang rút"
    assert (text[slice(*inner.content[0])], inner.via) == ("nước đang rút", 0)


def test_several_verbs_of_one_speaker() -> None:
    assert seen("Bà Lý cho biết đập đã vỡ và kêu gọi mọi người sơ tán.") == [
        ("Bà Lý", "cho biết", "đập đã vỡ"),
        ("Bà Lý", "kêu gọi", "mọi người sơ tán"),
    ]


def test_two_speakers_set_against_each_other() -> None:
    assert seen("Doria nói rằng đập tự vỡ, trong khi Lavia cáo buộc Doria đặt mìn.") == [
        ("Doria", "nói", "đập tự vỡ"),
        ("Lavia", "cáo buộc", "Doria đặt mìn"),
    ]


def test_an_overlay_takes_cues_away(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "cues.toml").write_text('[[cue]]\ntext = "cho biết"\nremove = true\n', encoding="utf-8")
    tagger = RuleTagger(lexicons.load(tmp_path))
    assert tagger.tag(parse(Article(text="Bà Lý cho biết đập đã vỡ."), words=False)) == []


PIECES = st.sampled_from(
    [
        *("Bà Lý ", "ông Bảy ", "nói ", "cho biết ", "rằng ", ": ", "“", "”", '"', ", ", ". ", "\n", "theo "),
        *("Theo ", "được cho là ", "cáo buộc ", "của ", "và ", "đồng thời ", "trong khi ", "- ", "(", ")"),
        *("hôm 5/3 ", "đã ", "dẫn lời ", "tuyên bố ", "này ", "tôi ", "vì ", "yêu cầu ", "về việc ", "…"),
        *("là ", "İ", "\u200b", "1. "),
    ]
)


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
def test_any_string_is_tagged(text: str) -> None:
    document = parse(Article(text=text), words=False)
    found = TAGGER.tag(document)
    assert [f.sentence for f in found] == sorted(f.sentence for f in found)
    for attribution in found:
        sentence = document.sentences[attribution.sentence]
        for start, end in filter(None, (attribution.cue, attribution.source, *attribution.content)):
            assert sentence.start <= start < end <= sentence.end
            assert text[start:end] == text[start:end].strip()
        assert 0 <= attribution.confidence <= 1
        assert attribution.via is None or 0 <= attribution.via < len(found)


@pytest.mark.parametrize(
    "piece", ["Bà Lý nói và ", "theo ", "“", '" ', "cáo buộc ", "và ", "(", "ông nói: “ừ”, "]
)
def test_a_sentence_without_end_is_no_trap(piece: str) -> None:
    start = time.process_time()
    tag(piece * 1_000)
    assert time.process_time() - start < 5
