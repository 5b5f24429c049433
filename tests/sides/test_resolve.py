"""Whose word it is, and who is spoken of."""

from __future__ import annotations

import pytest

from analyzer.analysis import THIRD, UNNAMED
from analyzer.sides import given_sides, mentions, resolve
from analyzer.sides.model import Rankers
from analyzer.sides.resolve import NOBODY, PAIR, Resolver
from analyzer.sides.trees import Tree, Trees
from lexicons import load
from tests.sides.articles import document_of, said, side

WAR = (side("Nga"), side("Ukraine"))


def voice(text: str, source: str, content: str, **fields: str) -> tuple[str, ...]:
    document = document_of(text)
    return resolve(document, WAR, [said(document, source, content, **fields)], load())[0].side


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Bộ Quốc phòng Nga", ("nga",)),
        ("Điện Kremlin", ("nga",)),
        ("Quân đội Ukraine", ("ukraine",)),
        ("Kiev", ("ukraine",)),
        ("Cả hai bên", ("nga", "ukraine")),
        ("Nga và Ukraine", ("nga", "ukraine")),
        ("Trang web của Bộ Quốc phòng Nga", ("nga",)),
        ("Báo cáo của Ukraine", ("ukraine",)),
        ("Một quan chức Ukraine giấu tên", ("ukraine",)),
        ("Một nguồn tin quân sự Nga xin giấu tên", ("nga",)),
        ("Các nhà quan sát", (THIRD,)),
        ("Bộ Ngoại giao Thụy Điển", (THIRD,)),
    ],
)
def test_the_source_says_whose_word_it_is(source: str, expected: tuple[str, ...]) -> None:
    text = f"Nga và Ukraine giao tranh suốt đêm.\n{source} cho biết cây cầu đã sập hoàn toàn."
    assert voice(text, source, "cây cầu đã sập hoàn toàn") == expected


def test_hearsay_is_nobodys() -> None:
    text = "Nga và Ukraine giao tranh suốt đêm.\nCây cầu được cho là đã sập."
    assert voice(text, "", "Cây cầu", act="hearsay") == (UNNAMED,)


def test_a_pronoun_speaks_for_whom_it_stands_and_is_named_in_full() -> None:
    document = document_of(
        "Ngoại trưởng Ukraine Taras Bondarik tới Geneva hôm thứ Ba.\n"
        "Ông Bondarik nói đàm phán đang bế tắc.\n"
        "Ông cảnh báo mùa đông sẽ rất khó khăn."
    )
    one = said(document, "Ông Bondarik", "đàm phán đang bế tắc")
    two = said(document, "Ông", "mùa đông sẽ rất khó khăn", act="urge")
    resolved = resolve(document, WAR, [one, two], load())
    assert [a.side for a in resolved] == [("ukraine",), ("ukraine",)]
    assert [a.speaker for a in resolved] == ["Taras Bondarik", "Taras Bondarik"]


def test_a_speaker_has_one_voice() -> None:
    document = document_of(
        "Ông Taras Bondarik nói cầu đã sập.\n"
        "Ông Taras Bondarik, người phát ngôn quân đội Ukraine, nói đường cũng hỏng."
    )
    one = said(document, "Ông Taras Bondarik", "cầu đã sập")
    two = said(document, "Ông Taras Bondarik, người phát ngôn quân đội Ukraine", "đường cũng hỏng")
    c = PAIR.index("coverage")
    part_named = Tree(
        (c, c, -1, -1, -1), (0.3, 0.8, 0, 0, 0), (2, 3, 0, 0, 0), (1, 4, 0, 0, 0), (0, 0, -1, 2, -1)
    )
    pair, third = Trees(PAIR, 0.0, (part_named,)), Trees(NOBODY, 1.0, ())
    by_name = Rankers(entity=third, pair=pair, third=third, both=0.5, further=0.5)
    resolver = Resolver(document, WAR, [one], load())
    assert [a.side for a in resolver.run(by_name)] == [(THIRD,)]
    resolver = Resolver(document, WAR, [one, two], load())
    assert [a.side for a in resolver.run(by_name)] == [("ukraine",), ("ukraine",)]


def test_speech_that_runs_on_is_the_same_speakers() -> None:
    document = document_of("Moscow nói kho đạn trúng tên lửa.\nHai nhà máy bên cạnh cũng bốc cháy.")
    one = said(document, "Moscow", "kho đạn trúng tên lửa")
    two = said(document, "", "Hai nhà máy bên cạnh cũng bốc cháy", type="continued")
    assert [a.side for a in resolve(document, WAR, [one, two], load())] == [("nga",), ("nga",)]


def test_given_sides_are_found_by_what_the_lexicon_knows_of_them() -> None:
    document = document_of("Moscow phủ nhận.\nTổng thống Nga im lặng.\nKiev chờ đợi.")
    found = given_sides(document, WAR, load())
    texts = {s.id: [document.text[a:b] for a, b in s.mentions] for s in found}
    assert texts == {"nga": ["Moscow", "Tổng thống Nga"], "ukraine": ["Kiev"]}


def test_a_landmark_is_not_the_side_that_bears_its_name() -> None:
    document = document_of("Bình Sa nạo vét luồng.\nChủ thuyền ở vịnh Bình Sa phản đối.")
    (found,) = given_sides(document, (side("Bình Sa"),), load())
    assert found.mentions == ((0, 7),)


def test_stance_is_told_which_sides_a_sentence_speaks_of() -> None:
    document = document_of("Nga pháo kích thị trấn.\nNước này phủ nhận.\nTrời mưa.\nHai bên đàm phán.")
    assert [set(m) for m in mentions(document, WAR, load())] == [{"nga"}, {"nga"}, set(), {"nga", "ukraine"}]


def test_a_part_of_a_side_speaks_for_it() -> None:
    text = "Nga và Ukraine giao tranh suốt đêm.\nChechnya cho biết cây cầu đã sập hoàn toàn."
    assert voice(text, "Chechnya", "cây cầu đã sập hoàn toàn") == ("nga",)


@pytest.mark.parametrize(("again", "expected"), [("Nguồn tin trên", ("nga",)), ("Một nguồn tin", (UNNAMED,))])
def test_a_source_cited_again_is_the_one_of_before(again: str, expected: tuple[str, ...]) -> None:
    document = document_of(
        "Một nguồn tin từ Bộ Quốc phòng Nga nói kho đạn đã cháy.\n"
        "Ukraine im lặng.\n"
        f"{again} cho biết không ai bị thương."
    )
    one = said(document, "Một nguồn tin từ Bộ Quốc phòng Nga", "kho đạn đã cháy")
    two = said(document, again, "không ai bị thương")
    assert [a.side for a in resolve(document, WAR, [one, two], load())] == [("nga",), expected]
