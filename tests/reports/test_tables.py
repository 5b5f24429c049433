"""Sentences and attributions as a spreadsheet opens them."""

from __future__ import annotations

import csv

from reports import save_csv
from tests.reports.builders import analysis


def rows(path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))


def test_one_row_a_sentence_and_an_attribution(tmp_path) -> None:
    made = analysis()
    sentences, attributions = save_csv(made, tmp_path / "bai")
    assert sentences.name == "bai.sentences.csv"
    assert sentences.read_bytes().startswith(b"\xef\xbb\xbf")
    assert len(rows(sentences)) == 1 + len(made.sentences)
    assert len(rows(attributions)) == 1 + len(made.attributions)
    assert rows(sentences)[0][-4] == "với Xã Đông"
    first = rows(attributions)[1]
    assert first[5] == made.text[slice(*made.attributions[0].content[0])]


def test_text_is_never_a_formula(tmp_path) -> None:
    sentences, _ = save_csv(analysis(sentences=2, extra='=HYPERLINK("x")'), tmp_path / "bai")
    assert rows(sentences)[1][2].startswith("'=HYPERLINK")
