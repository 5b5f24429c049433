"""Doubt is the reporter's only outside what others say."""

import pytest

from analyzer.analysis import Act, Attribution
from analyzer.sentiment.hedges import HedgeFinder
from lexicons import load

FINDER = HedgeFinder(load())


def hedges(text: str, content: str = "", act: Act = "state") -> list[str]:
    start = text.find(content)
    said = Attribution(
        sentence=0, cue=None, source=None, content=((start, start + len(content)),), type="indirect", act=act
    )
    found = FINDER.find(text, 0, len(text), [said] if content else [])
    return [text[a:b] for a, b in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dường như con tàu đã rời cảng.", ["Dường như"]),
        ("Con tàu được cho là đã rời cảng.", ["được cho là"]),
        ("Thông tin này chưa thể kiểm chứng.", ["chưa thể kiểm chứng"]),
        ("Vụ cháy có thể do chập điện.", ["có thể do"]),
        ("Du khách có thể mua vé tại quầy.", []),
        ("Con tàu đã rời cảng.", []),
    ],
)
def test_words_of_doubt(text: str, found: list[str]) -> None:
    assert hedges(text) == found


def test_doubt_in_what_somebody_says_is_not_the_reporters() -> None:
    assert hedges("Ông Tám nói có lẽ trời sẽ mưa.", content="có lẽ trời sẽ mưa") == []


def test_doubt_in_hearsay_is_the_reporters() -> None:
    text = "Có tin đồn rằng dường như ông đã đi."
    assert "dường như" in hedges(text, content="dường như ông đã đi", act="hearsay")
