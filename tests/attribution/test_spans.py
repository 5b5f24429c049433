"""Quotation marks, types and the edges of a content."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.attribution.spans import Quotations, speech_type, trim


def quoted(text: str) -> list[str]:
    return [text[q.start : q.end] for q in Quotations(text).items]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ông gọi đó là “trò hề”.", ["“trò hề”"]),
        ('Ông gọi đó là "trò hề".', ['"trò hề"']),
        ('"Ai bảo "xong" là xong", bà nói.', ['"Ai bảo "xong" là xong"']),
        ("« Không », ông đáp.", ["« Không »"]),
        ("Cây dài 5” và cao.", []),
        ("“Không đóng\nDòng sau", ["“Không đóng"]),
    ],
)
def test_quotations(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


def test_a_quotation_is_found_by_position() -> None:
    quotations = Quotations("Bà nói “ừ” rồi đi.")
    assert quotations.at(8) is not None
    assert quotations.at(12) is None


@pytest.mark.parametrize(
    ("content", "expected"),
    [("“Tôi về đây”", "direct"), ("ông “về đây” rồi", "mixed"), ("ông về rồi", "indirect")],
)
def test_type(content: str, expected: str) -> None:
    text = f"Ông nói {content}."
    start = text.index(content)
    assert speech_type(Quotations(text), (start, start + len(content))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" rằng cầu đã hỏng.", "cầu đã hỏng"),
        (": “Cầu đã hỏng.”", "“Cầu đã hỏng.”"),
        (", là cầu đã hỏng./.", "cầu đã hỏng"),
        ("là lạ thật", "lạ thật"),
    ],
)
def test_trim(text: str, expected: str) -> None:
    span = trim(text, 0, len(text))
    assert span is not None
    assert text[slice(*span)] == expected


def test_nothing_is_left_of_marks() -> None:
    assert trim(" rằng: …", 0, 8) is None


@given(st.text(alphabet=st.sampled_from(list('aĐ.:/,;–- \n“”"«»r')) | st.characters()))
def test_any_string_has_quotations_in_order(text: str) -> None:
    last = 0
    for quotation in Quotations(text).items:
        assert last <= quotation.start < quotation.end <= len(text)
        last = quotation.end
