"""The examples are read as a reader reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.analysis import TYPES, Analysis
from analyzer.document import split_sentences
from analyzer.pipeline import shared
from analyzer.readers import check, read

EXAMPLES = Path(__file__).parent.parent / "examples"
LONG = sorted(path.stem for path in EXAMPLES.glob("*.txt"))
ALL = sorted(str(path.relative_to(EXAMPLES)) for path in EXAMPLES.rglob("*.txt"))


def analysis(name: str) -> Analysis:
    (article,) = read(EXAMPLES / name)
    check(article)
    return shared()(article)


@pytest.mark.parametrize("name", LONG)
def test_an_article_has_15_to_40_sentences(name: str) -> None:
    text = (EXAMPLES / f"{name}.txt").read_text("utf-8")
    title, empty, body = text.split("\n", 2)
    assert title
    assert not empty
    assert 15 <= len(split_sentences(body)) <= 40


@pytest.mark.parametrize("name", ALL)
def test_every_span_gives_back_its_words(name: str) -> None:
    found = analysis(name)
    for said in found.attributions:
        sentence = found.sentences[said.sentence]
        for start, end in (*said.content, *filter(None, (said.cue, said.source))):
            assert sentence.start <= start < end <= sentence.end
            words = found.text[start:end]
            assert words == words.strip()
    assert sum(share.words for share in found.shares.values()) == pytest.approx(1)


def test_the_examples_hold_all_kinds_of_reported_speech() -> None:
    said = [a for name in LONG for a in analysis(f"{name}.txt").attributions]
    assert {a.type for a in said} == set(TYPES)
    assert {a.act for a in said} >= {"state", "claim", "accuse", "deny", "admit", "urge", "feel", "hearsay"}


def test_the_parties_of_the_war() -> None:
    found = analysis("chien-tranh.txt")
    assert [side.name for side in found.sides] == ["Karvia", "Ostrana"]
    both = next(a for a in found.attributions if found.text[slice(*a.source or (0, 0))] == "Cả hai bên")
    assert set(both.side) == {side.id for side in found.sides}


def test_the_same_bytes_every_time() -> None:
    assert analysis("bong-da.txt").to_json() == analysis("bong-da.txt").to_json()
