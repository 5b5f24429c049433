"""What is refused as no Vietnamese article."""

from __future__ import annotations

import pytest

from analyzer.article import Article
from analyzer.errors import UserError
from analyzer.readers import check

from . import samples

ENGLISH = (
    "Both communes claim the island. The chairman said that corn has grown there for years. They deny it."
)
FRENCH = "Le président a déclaré que la guerre était évitée. Il a nié là-bas toute idée de défaite. Très tôt."
CHINESE = "两个乡都说沙洲是自己的。乡长说三年前就种了玉米。对方否认。"
BARE = "Xa Binh Ha va xa Binh Thuong cung nhan bai nay. Ong Lua cho biet ba con da trong ngo o day. Ho choi."
HEADLINES = "\n".join(
    [
        "Giá cà phê lập đỉnh mới",
        "Đội tuyển chốt danh sách",
        "Nước sông Lăng dâng cao",
        "Chợ nổi thu hẹp",
        "Bão vào bờ",
    ]
    * 2
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        (ENGLISH, "not_vietnamese"),
        (FRENCH, "not_vietnamese"),
        (CHINESE, "not_vietnamese"),
        ("1234 5678. 90. 12.", "not_vietnamese"),
        (BARE, "unaccented"),
        ("Hai bên đều phủ nhận. Họ nói vậy.", "too_short"),
        ("Chưa rõ.", "too_short"),
        (HEADLINES, "headline_list"),
    ],
)
def test_refused(text: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        check(Article(text=text))
    assert caught.value.code == code


@pytest.mark.parametrize(
    "text",
    [
        samples.TEXT,
        "Họ nói không. Ta nói có. Ai đúng?",
        samples.TEXT
        + " The report says: “No evidence was found by the committee in either of the two communes.”",
        "Ông Trump gặp ông Zelensky ở Washington. Nhà Trắng nói cuộc gặp tốt đẹp. Financial Times chưa rõ.",
        HEADLINES + "\n" + samples.TEXT * 3,
    ],
)
def test_accepted(text: str) -> None:
    check(Article(text=text))
