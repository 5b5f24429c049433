"""The annotated articles of the examples are sound: what a training reads is what their labels mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analyzer.analysis import ACTS, THIRD, TONES, TYPES, UNNAMED
from analyzer.training.examples import read_corpus

ARTICLES = read_corpus(Path(__file__).parents[2] / "examples" / "annotated")


@pytest.mark.parametrize("article", ARTICLES, ids=[a["id"] for a in ARTICLES])
def test_the_labels_of_an_article_are_sound(article: dict[str, Any]) -> None:
    text, sentences = article["text"], article["sentences"]
    ids = {side["id"] for side in article["sides"]}
    assert len(ids) in {0, 2, 3, 4}
    for side in article["sides"]:
        for name in (side["name"], *side["aliases"]):
            assert name.lower() in text.lower()
    for before, sentence in zip([{"end": 0}, *sentences], sentences, strict=False):
        assert before["end"] <= sentence["start"] < sentence["end"] <= len(text)
        assert sentence["tone"] in TONES
        assert sentence["toward"].keys() <= ids
        assert set(sentence["toward"].values()) <= {-1, 0, 1}
    for said in article["attributions"]:
        sentence = sentences[said["sentence"]]
        for start, end in (*said["content"], *filter(None, (said["cue"], said["source"]))):
            assert sentence["start"] <= start < end <= sentence["end"]
            assert text[start:end] == text[start:end].strip()
        assert said["type"] in TYPES
        assert said["act"] in ACTS
        assert set(said["side"]) <= ids | {THIRD, UNNAMED}
        if said["type"] == "continued":
            assert said["cue"] is None
            assert said["source"] is None
