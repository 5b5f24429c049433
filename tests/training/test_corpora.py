"""What a training takes: folders of annotated articles, each article once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.errors import UserError
from analyzer.training.examples import read_corpora, read_corpus


def folder(path: Path, *ids: str) -> Path:
    path.mkdir()
    for name in ids:
        article = {"id": name, "text": "Trời mưa.", "sides": [], "sentences": [], "attributions": []}
        (path / f"{name}.json").write_text(json.dumps(article), "utf-8")
    return path


def test_a_folder_without_annotated_articles_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError) as raised:
        read_corpus(tmp_path)
    assert raised.value.params["path"] == tmp_path


def test_an_id_in_two_folders_is_named(tmp_path: Path) -> None:
    one, two = folder(tmp_path / "one", "bien-ban"), folder(tmp_path / "two", "thu-ngo", "bien-ban")
    with pytest.raises(UserError) as raised:
        read_corpora([one, two])
    assert raised.value.params["id"] == "bien-ban"
