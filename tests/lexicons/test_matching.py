"""Finding words: one spelling, whole syllables, longest first, offsets that stay right."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexicons import Matcher, fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("HOÀ BÌNH", "hòa bình"),
        ("khoẻ, thuỷ, loè", "khỏe, thủy, lòe"),
        ("hoàn, quý, thuyền", "hoàn, quý, thuyền"),
        ("Kỹ thuật và bác sĩ ở Mỹ", "kĩ thuật và bác sĩ ở mĩ"),
        ("Ðà Nẵng", "đà nẵng"),
    ],
)
def test_spellings_of_one_word_become_one(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_a_letter_that_grows_in_lower_case_is_kept() -> None:
    assert fold("İstanbul hoà") == "İstanbul hòa"


def test_the_longest_entry_wins_and_nothing_overlaps() -> None:
    matcher = Matcher([("tuyên bố", 1), ("tuyên bố chung", 2), ("chung kết", 3)])
    assert matcher.find("Họ tuyên bố chung kết hoãn") == [(3, 17, 2)]


def test_after_a_long_entry_that_breaks_off_the_short_one_stands() -> None:
    matcher = Matcher([("nói", 1), ("nói với báo chí", 2), ("báo", 3)])
    assert matcher.find("ông nói với báo Tin") == [(4, 7, 1), (12, 15, 3)]


@pytest.mark.parametrize("text", ["ngan", "ngang", "angan", "nga1"])
def test_parts_of_a_syllable_do_not_match(text: str) -> None:
    assert Matcher([("nga", 1)]).find(text) == []


def test_syllables_cut_by_the_bounds_do_not_match() -> None:
    text = "anga nga ngan"
    assert Matcher([("nga", 1)]).find(text, 1, 12) == [(5, 8, 1)]


def test_spaces_within_an_entry_may_be_many_or_none() -> None:
    assert Matcher([("TP. HCM", 1)]).find("ở TP.HCM và TP.  HCM") == [(2, 8, 1), (12, 20, 1)]


def test_empty_entries_match_nothing() -> None:
    assert Matcher([("", 1), ("  ", 2)]).find("có chữ") == []


@given(st.text(alphabet="ab hoàuỷ.-", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_found_spans_are_in_bounds_in_order_and_give_back_an_entry(text: str, a: int, b: int) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    entries = ["a", "hoà", "a b", "b.a", "uỷ"]
    found = Matcher((entry, fold(entry)) for entry in entries).find(text, start, end)
    assert all(start <= s < e <= end for s, e, _ in found)
    assert all(one[1] <= two[0] for one, two in pairwise(found))
    assert all("".join(fold(text[s:e]).split()) == "".join(entry.split()) for s, e, entry in found)
