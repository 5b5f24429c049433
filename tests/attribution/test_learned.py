"""The encoder engine on sentences of our own: what it must find, and what it must leave alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.analysis import Analysis, Attribution
from analyzer.article import Article
from analyzer.document import parse
from analyzer.encoder import LIMIT, Pieces, encode_sentences, windows_of
from analyzer.engines import MODELS
from analyzer.pipeline import shared


def analyse(text: str) -> Analysis:
    return shared()(Article(text=text, id="test"))


def only(text: str) -> tuple[Analysis, Attribution]:
    analysis = analyse(text)
    (attribution,) = analysis.attributions
    return analysis, attribution


def words(analysis: Analysis, span: tuple[int, int] | None) -> str | None:
    return analysis.text[span[0] : span[1]] if span else None


def test_an_indirect_report_has_cue_source_and_content() -> None:
    a, x = only("Bộ trưởng Quốc phòng Velia Lê Mạnh cho biết quân đội nước này đã rút khỏi thị trấn Kora.")
    assert words(a, x.cue) == "cho biết"
    assert words(a, x.source) == "Bộ trưởng Quốc phòng Velia Lê Mạnh"
    assert words(a, x.content[0]) == "quân đội nước này đã rút khỏi thị trấn Kora"
    assert (x.type, x.act, x.lexeme) == ("indirect", "state", "cho biết")


def test_a_quotation_before_its_cue_is_direct() -> None:
    a, x = only("“Chúng tôi không nổ súng trước”, người phát ngôn quân đội Velia nói.")
    assert x.type == "direct"
    assert words(a, x.content[0]) == "“Chúng tôi không nổ súng trước”"


def test_nested_speech_is_found_twice() -> None:
    text = "Bộ Ngoại giao Velia nói rằng Ostra cáo buộc nước này đưa vũ khí qua biên giới."
    a = analyse(text)
    outer, inner = sorted(a.attributions, key=lambda x: x.content[0])
    assert (words(a, outer.cue), words(a, inner.cue)) == ("nói", "cáo buộc")
    assert outer.content[0][0] < inner.content[0][0] <= inner.content[0][1] <= outer.content[0][1]
    assert a.attributions[inner.via] is outer if inner.via is not None else False


def test_a_quotation_of_several_sentences_runs_on() -> None:
    text = (
        "Ông Trần Văn Lực, giám đốc nhà máy, nói: “Chúng tôi đã kiểm tra toàn bộ dây chuyền. "
        "Không có sự cố nào xảy ra trong tuần qua. Người dân không nên lo lắng.”"
    )
    a = analyse(text)
    assert {x.sentence for x in a.attributions} == {0, 1, 2}
    assert {x.type for x in a.attributions[1:]} == {"continued"}


@pytest.mark.parametrize(
    "text",
    [
        "Chính phủ Velia đã tuyên bố thiết quân luật tại ba tỉnh miền tây.",
        "Một đoạn video cho thấy khói bốc lên từ kho xăng ở ngoại ô.",
        "Quân đội Velia công bố một video quay cảnh trận đánh trên đồi.",
    ],
)
def test_what_words_only_do_or_pictures_show_is_no_attribution(text: str) -> None:
    assert analyse(text).attributions == ()


def test_what_only_points_at_a_charge_makes_none() -> None:
    a = analyse("Phó giám đốc nhà máy, bà Tống Mai Khanh, bác bỏ cáo buộc này.")
    assert [a.text[slice(*x.cue)] for x in a.attributions if x.cue] == ["bác bỏ"]


def test_an_anonymous_passive_is_hearsay() -> None:
    _, x = only("Tên lửa được cho là đã phóng từ phía bên kia dòng sông.")
    assert (x.act, x.side) == ("hearsay", ("unnamed",))


def test_windows_hold_each_sentence_once_and_never_more_than_fits() -> None:
    lengths = [30, 700, 12, 45, 200, 300, 5]
    runs = windows_of(lengths)
    assert [k for begin, end in runs for k in range(begin, end)] == list(range(len(lengths)))
    assert all(sum(min(n, LIMIT - 2) + 1 for n in lengths[b:e]) < LIMIT for b, e in runs)


def test_pieces_give_back_the_words() -> None:
    text = "Hoà  bình\u00a0ở Kiev… rồi."
    encoder = shared().engine.encoder
    (pieces,) = encode_sentences(encoder.tokenizer, text, [(0, len(text))])
    assert isinstance(pieces, Pieces)
    assert "".join(text[a:b] for a, b in pieces.offsets) == "".join(text.split())


def test_a_long_document_is_read_sentence_by_sentence() -> None:
    text = " ".join(f"Ông Lê Văn Tám nói rằng đoàn tàu số {n} đến muộn." for n in range(120))
    document = parse(Article(text=text), words=False)
    reading = shared().engine.encoder.read(document)
    assert [len(v) for v in reading.vectors] == [len(p.ids) + 1 for p in reading.pieces]
    assert np.isfinite(np.concatenate(reading.vectors)).all()


def test_the_model_is_small_enough_to_ship() -> None:
    assert sum(f.stat().st_size for f in MODELS.iterdir()) <= 32_000_000


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_any_text_at_all_is_analysed(text: str) -> None:
    a = analyse(text)
    for x in a.attributions:
        for start, end in (*x.content, *(s for s in (x.cue, x.source) if s)):
            assert 0 <= start < end <= len(text)
