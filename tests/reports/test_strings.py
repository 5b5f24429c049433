"""The texts: both languages complete, and no verdict in either."""

from __future__ import annotations

from string import Formatter

import pytest

from analyzer.calibration import shipped
from analyzer.sentiment.lexical import STANCE_FEATURES
from reports.strings import LANGUAGES, strings


def parameters(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_each_language_has_every_text_of_the_other() -> None:
    assert set(strings("vi").table) == set(strings("en").table)


def test_texts_take_the_same_parameters_in_both_languages() -> None:
    vi, en = strings("vi").table, strings("en").table
    different = {key for key in vi.keys() & en.keys() if parameters(vi[key]) != parameters(en[key])}
    assert {key for key in different if not key.startswith("count.")} == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_gives_a_verdict(lang: str) -> None:
    for key, text in strings(lang).table.items():
        for word in ("thiên vị", "thiên lệch", "biased", "bias", "một chiều", "one-sided", "unfair"):
            assert word not in text.lower(), key


def test_numbers_as_the_language_writes_them() -> None:
    assert strings("vi").percent(0.777) == "77,7%"
    assert strings("en").percent(0.777) == "77.7%"
    assert strings("vi").signed(-1.25) == "−1,2"


def test_places_name_sentences_from_one_and_stay_short() -> None:
    assert strings("vi").places([4]) == "câu\u00a05"
    assert strings("en").places([8, 0, 0]) == "sentences\u00a01, 9"
    assert strings("vi").places(list(range(20)), most=3) == "câu\u00a01, 2, 3,\u00a0…"


def test_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="vi, en"):
        strings("fr")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_named_sign_has_words(lang: str) -> None:
    said = strings(lang).table
    calibration = shipped()
    named = {*STANCE_FEATURES, *calibration.tone.weights, *calibration.stance.weights}
    assert not {name for name in named if f"evidence.{name}" not in said}
