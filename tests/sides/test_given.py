"""The user has the last word on the sides."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.analysis import Side
from analyzer.errors import UserError
from analyzer.sides import from_options, from_toml, merge, to_toml
from tests.sides.articles import side


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    sides = (
        Side(id="my", name="Mỹ", aliases=("Nhà Trắng", 'ông "Sam"'), color="#1f77b4"),
        Side(id="trung-quoc", name="Trung Quốc"),
    )
    path = tmp_path / "sides.toml"
    path.write_text(to_toml(sides), "utf-8")
    assert from_toml(path) == sides


def test_ids_never_clash_with_each_other_or_with_the_other_voices() -> None:
    assert [s.id for s in from_options(["Third", "Mỹ", "My"])] == ["third-2", "my", "my-2"]


def test_joined_sides_keep_the_firsts_name_and_all_aliases() -> None:
    joined = merge([side("Mỹ", "Washington"), side("NATO"), side("Nga")], ["Mỹ+NATO"])
    assert [(s.name, s.aliases) for s in joined] == [("Mỹ", ("Washington", "NATO")), ("Nga", ())]


def test_what_was_not_found_is_joined_by_its_name() -> None:
    assert merge([side("Mỹ")], ["Mỹ+NATO"])[0].aliases == ("NATO",)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: from_options(["=Moscow"]), "bad_side"),
        (lambda: from_options(["Nga", "nga=Moscow"]), "side_twice"),
        (lambda: merge([side("Nga")], ["Nga"]), "bad_merge"),
        (lambda: merge([side("Nga")], ["Mỹ+NATO"]), "merge_unknown"),
    ],
)
def test_a_mistake_is_named(call: object, code: str) -> None:
    with pytest.raises(UserError) as raised:
        call()  # type: ignore[operator]
    assert raised.value.code == code


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[[side]]\nname = 3\n",
        '[[side]]\nname = "Nga"\nalias = []\n',
        '[[side]]\nname = "Nga"\ncolor = "red"\n',
        "side = [",
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "sides.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(UserError) as raised:
        from_toml(path)
    assert raised.value.code == "bad_sides_file"
    assert raised.value.params["path"] == str(path)
