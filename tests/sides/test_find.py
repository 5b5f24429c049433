"""Finding the sides."""

from __future__ import annotations

from analyzer.sides import find_sides
from analyzer.sides.candidates import NAMES
from analyzer.sides.hints import OF_ENTITY, OF_NOBODY, OF_PAIR
from analyzer.sides.model import shipped
from analyzer.sides.resolve import NOBODY, PAIR
from analyzer.sides.trees import Tree, Trees
from lexicons import load
from tests.sides.articles import document_of, said

BORDER = document_of(
    "Armenia và Azerbaijan lại đấu pháo dọc biên giới trong đêm.\n"
    "Bộ Quốc phòng Armenia cáo buộc Azerbaijan tấn công trước.\n"
    "Baku bác bỏ cáo buộc của Armenia và nói Armenia đã pháo kích làng mạc của Azerbaijan.\n"
    "Các nhà quan sát lo chiến sự lan rộng.",
    title="Armenia tố Azerbaijan tấn công biên giới",
)
ACCUSATIONS = [
    said(BORDER, "Bộ Quốc phòng Armenia", "Azerbaijan tấn công trước", act="accuse"),
    said(BORDER, "Baku", "cáo buộc của Armenia", act="deny"),
    said(BORDER, "Baku", "Armenia đã pháo kích làng mạc của Azerbaijan", act="accuse"),
]


def test_the_two_that_accuse_each_other_are_the_sides() -> None:
    found = find_sides(BORDER, ACCUSATIONS, load())
    assert [s.name for s in found] == ["Armenia", "Azerbaijan"]
    assert "Baku" in found[1].aliases
    assert all(BORDER.text[a:b] for s in found for a, b in s.mentions)


def test_an_article_without_an_opposition_has_no_sides() -> None:
    weather = document_of("Miền Bắc trời se lạnh từ sáng sớm.\nNgười dân đi chợ hoa.\nTrưa hửng nắng nhẹ.")
    assert find_sides(weather, [], load()) == ()


def test_the_shipped_weights_read_the_features_that_are_described() -> None:
    words, heard = shipped().words, shipped().heard
    assert (words.entity.names, words.pair.names, words.third.names) == (NAMES, PAIR, NOBODY)
    assert heard.entity.names == (*NAMES, *OF_ENTITY)
    assert (heard.pair.names, heard.third.names) == ((*PAIR, *OF_PAIR), (*NOBODY, *OF_NOBODY))


def test_trees_add_up_their_leaves() -> None:
    stump = Tree((0, -1, -1), (0.5, 0.0, 0.0), (1, 0, 0), (2, 0, 0), (0.0, -2.0, 2.0))
    trees = Trees(("x",), 0.0, (stump, stump))
    assert round(trees.p([0.0]), 3) == 0.018
    assert round(trees.p([1.0]), 3) == 0.982
