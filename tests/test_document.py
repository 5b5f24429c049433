"""Sentences and words, with exact offsets."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.article import Article
from analyzer.document import parse, split_sentences


def sentences(text: str) -> list[str]:
    return [text[a:b] for a, b in split_sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "TS. Nguyễn Văn Lâm sống ở TP. HCM từ năm 1998.",
        "Trang Mekong.vn đăng tin lúc 8h30 về 30.000 tấn gạo.",
        "Bà V. không nhận lời, chị Th. thì có.",
        "Giá tăng 3.500.000 đồng so với ngày 3.12.2021.",
        "“Đi đâu thế?” ông lão hỏi.",
        "“Thế là xong!”, chị Hoa reo lên.",
        "Xem https://bao.example/tin.moi?so=1 để biết thêm",
        "Anh ngập ngừng... rồi gật đầu.",
    ],
)
def test_a_full_stop_that_ends_nothing(text: str) -> None:
    assert sentences(text) == [text]


def test_quotations_keep_their_closing_mark() -> None:
    assert sentences("Ông nói: “Mưa rồi. Về thôi.” Mọi người đứng dậy.") == [
        "Ông nói: “Mưa rồi.",
        "Về thôi.”",
        "Mọi người đứng dậy.",
    ]


def test_a_line_break_ends_a_sentence() -> None:
    text = "Cầu Bến Sắn được sửa xong\n\nXe đã qua lại\n1. Làn trái mở từ sáng.\n2. Làn phải mở từ trưa."
    assert sentences(text) == [
        "Cầu Bến Sắn được sửa xong",
        "Xe đã qua lại",
        "1. Làn trái mở từ sáng.",
        "2. Làn phải mở từ trưa.",
    ]


def test_a_wrapped_line_does_not() -> None:
    text = "Hội đồng thành phố hôm qua thông qua dự án xây lại khu chợ cũ bên bờ\nsông sau ba năm tranh luận."
    assert sentences(text) == [text]


@pytest.mark.parametrize("text", ["", " \n\t", "…", "***\n---", "“”"])
def test_a_text_without_words_has_no_sentence(text: str) -> None:
    assert sentences(text) == []


def test_words_stand_where_the_text_has_them() -> None:
    text = "Bà Hoà muốn hoà bình ở Thuỷ Nguyên."
    document = parse(Article(text=text))
    assert [text[w.start : w.end] for w in document.sentences[0].words] == [
        "Bà", "Hoà", "muốn", "hoà bình", "ở", "Thuỷ Nguyên", ".",
    ]  # fmt: skip


def test_tags_only_where_asked_for() -> None:
    article = Article(text="Mẹ tôi trồng cam.")
    assert {w.tag for w in parse(article).sentences[0].words} == {""}
    tags = {article.text[w.start : w.end]: w.tag for w in parse(article, tags=True).sentences[0].words}
    assert tags["trồng"] == "V"
    assert tags["cam"] == "N"


def test_words_can_be_left_out() -> None:
    assert parse(Article(text="Mẹ tôi trồng cam."), words=False).sentences[0].words == ()


LETTERS = st.text(alphabet=st.one_of(st.characters(), st.sampled_from(list("aĐ.?!…\n “”\"'()1-/:,"))))


@given(LETTERS)
def test_any_string_has_sentences_in_order(text: str) -> None:
    last = 0
    for start, end in split_sentences(text):
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        last = end


@given(LETTERS)
def test_every_letter_is_in_a_sentence(text: str) -> None:
    covered = {i for start, end in split_sentences(text) for i in range(start, end)}
    assert all(i in covered for i, letter in enumerate(text) if letter.isalnum())


@settings(deadline=None)
@given(LETTERS)
def test_any_string_has_words_in_order(text: str) -> None:
    for sentence in parse(Article(text=text), tags=True).sentences:
        last = sentence.start
        for word in sentence.words:
            assert last <= word.start < word.end <= sentence.end
            last = word.end
        letters = text[sentence.start : sentence.end]
        kept = "".join(text[w.start : w.end] for w in sentence.words)
        assert "".join(kept.split()) == "".join(letters.split())


def test_lone_surrogates_do_no_harm() -> None:
    assert len(parse(Article(text="Một \ud800 hai.")).sentences) == 1


@pytest.mark.parametrize(
    "piece", ["Ông nói: “Có.” ", "a.", "“", ". ”", "a\n", "á b ", "1.", "TP. ", "..", "(", "x-"]
)
def test_time_grows_with_the_length_only(piece: str) -> None:
    def seconds(times: int) -> float:
        start = time.process_time()
        parse(Article(text=piece * times), words=False)
        return time.process_time() - start

    assert seconds(20_000) < 15 * max(seconds(4_000), 0.01)


def test_importing_the_types_is_cheap() -> None:
    code = "import sys, analyzer.document; sys.exit('underthesea' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
