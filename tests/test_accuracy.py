"""How benchmarks/accuracy.py counts."""

from __future__ import annotations

import numpy as np
import pytest

from analyzer.analysis import Attribution
from benchmarks.labels import Judged, bins, paired, sentence_of
from benchmarks.tone import by_sign, scored

TEXT = "Ông Ba nói trời sẽ mưa. Bà Tư cho biết lúa đã chín. Mùa này gặt sớm."


def said(cue: str | None, content: str) -> Attribution:
    start = TEXT.index(content)
    at = TEXT.index(cue) if cue else 0
    return Attribution(
        sentence=0,
        cue=(at, at + len(cue)) if cue else None,
        source=None,
        content=((start, start + len(content)),),
        type="indirect" if cue else "continued",
        act="state",
    )


def test_attributions_pair_where_their_cues_overlap() -> None:
    gold = [said("nói", "trời sẽ mưa"), said("cho biết", "lúa đã chín")]
    found = [said("biết", "lúa đã chín")]
    assert list(paired(TEXT, gold, found)) == [(gold[0], None), (gold[1], found[0])]


def test_attributions_without_a_cue_pair_by_their_contents() -> None:
    gold = [said(None, "Mùa này gặt sớm")]
    most, least = said(None, "này gặt sớm"), said(None, "gặt sớm")
    assert list(paired(TEXT, gold, [most])) == [(gold[0], most)]
    assert list(paired(TEXT, gold, [least])) == [(gold[0], None), (None, least)]


def test_a_cue_pairs_with_no_content_that_lacks_one() -> None:
    gold, found = said("nói", "trời sẽ mưa"), said(None, "trời sẽ mưa")
    assert list(paired(TEXT, [gold], [found])) == [(gold, None), (None, found)]


def test_the_calibration_error_weighs_bins_by_their_cases() -> None:
    judged = Judged(np.array([[0.95, 0.05]] * 3 + [[0.35, 0.65]]), np.array([0, 0, 0, 0]))
    assert judged.error == pytest.approx((3 * 0.05 + 0.65) / 4)


def test_certainty_falls_into_the_last_bin() -> None:
    assert bins(np.array([1.0]), np.array([True])) == [(1.0, 1.0, 1)]


def test_a_span_outside_all_sentences_has_none() -> None:
    assert sentence_of((0, 5), []) is None


def test_a_word_list_reads_by_the_sign_of_its_sum() -> None:
    assert scored([0, 1, 2], [0, 1, 2]) == (1.0, 1.0, 1.0)
    assert by_sign("nothing fetched", None, []).macro is None
