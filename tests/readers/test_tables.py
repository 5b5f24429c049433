"""JSON, JSON Lines and CSV."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.errors import UserError
from analyzer.readers import read

from . import samples

ONE, TWO = "Bài thứ nhất nói về lúa.", "Bài thứ hai nói về ngô."


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def lines(*records: object) -> str:
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records)


def test_records_are_named_by_id_or_number(tmp_path: Path) -> None:
    path = write(tmp_path / "tin.jsonl", lines({"id": "a/1", "text": ONE}, {"text": TWO}))
    assert [(a.id, a.text) for a in read(path)] == [("a_1", ONE), ("tin-2", TWO)]


def test_field_names_can_be_given(tmp_path: Path) -> None:
    path = write(tmp_path / "tin.json", json.dumps([{"maintext": ONE, "source": "Báo A", "text": 3}]))
    (article,) = read(path, fields={"text": "maintext", "outlet": "source"})
    assert (article.text, article.outlet) == (ONE, "Báo A")


def test_everything_that_is_known_comes_along(tmp_path: Path) -> None:
    record = samples.record(url="https://bao.example/1", author="Mận", views=5)
    (article,) = read(write(tmp_path / "tin.json", json.dumps(record)))
    known = (article.title, article.outlet, article.author, article.published, article.url)
    assert known == (samples.TITLE, "Báo Sông Nước", "Mận", "2025-03-02", "https://bao.example/1")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_of_any_kind(delimiter: str, encoding: str, tmp_path: Path) -> None:
    table = samples.csv_file(
        {"title": "Một, hai", "text": samples.TEXT}, {"title": "Ba", "text": TWO}, delimiter=delimiter
    )
    found = list(read(write(tmp_path / "bang", table, encoding)))
    assert [(a.id, a.title, a.text) for a in found] == [
        ("bang-1", "Một, hai", samples.TEXT),
        ("bang-2", "Ba", TWO),
    ]


def test_csv_in_an_old_encoding(tmp_path: Path) -> None:
    legacy = "Hai bªn cho biÕt sÏ rót qu©n, nh­ng ch­a nãi bao giê."
    path = write(tmp_path / "cu.csv", samples.csv_file({"text": legacy}, {"text": legacy}), "latin-1")
    assert {(a.text, a.notes) for a in read(path)} == {
        ("Hai bên cho biết sẽ rút quân, nhưng chưa nói bao giờ.", ("encoding:tcvn3",))
    }


def test_a_bad_record_does_not_stop_the_rest(tmp_path: Path) -> None:
    path = write(
        tmp_path / "tin.jsonl",
        lines({"text": ONE}) + "{oops\n" + lines([1], {"x": 1}, {"text": 5}, {"text": TWO}),
    )
    errors: list[UserError] = []
    assert [a.text for a in read(path, on_error=errors.append)] == [ONE, TWO]
    assert [(e.code, e.params["path"]) for e in errors] == [
        ("bad_json", f"{path}:2"),
        ("bad_json", f"{path}:3"),
        ("no_field", f"{path}:4"),
        ("field_not_text", f"{path}:5"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.json", '{"text": "Chưa xong', "bad_json"),
        ("a.json", "[1, 2]", "bad_json"),
        ("a.json", '{"body": "Nội dung"}', "no_field"),
        ("a.json", '{"text": ["một", "hai"]}', "field_not_text"),
        ("a.json", '{"text": " "}', "empty"),
        ("a.json", '[{"a":' * 50_000, "bad_json"),
        ("a.csv", "tieu_de,noi_dung\nMột,Hai\n", "no_field"),
    ],
)
def test_what_is_wrong_is_said(name: str, content: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        list(read(write(tmp_path / name, content)))
    assert caught.value.code == code


def test_unknown_field_name(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="unknown_field"):
        list(read(write(tmp_path / "a.json", lines({"text": ONE})), fields={"body": "text"}))


@pytest.mark.parametrize(
    "text", ["[Video] Lũ về, dân chạy.", "{nháp} Chưa sửa.", "Theo ông, text, là văn bản.", "<3 quê tôi."]
)
def test_prose_that_only_looks_like_a_table(text: str, tmp_path: Path) -> None:
    (article,) = read(write(tmp_path / "bai.txt", text))
    assert article.text == text


def test_half_characters_in_json(tmp_path: Path) -> None:
    (article,) = read(write(tmp_path / "a.json", '{"text": "nửa \\ud83d chữ"}'))
    assert article.text == "nửa \ufffd chữ"
