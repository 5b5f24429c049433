"""What the encoder hints at, as rows for the rankers."""

import numpy as np
import pytest

from analyzer.sides.hints import OF_ENTITY, OF_NOBODY, OF_PAIR, Hints

TWO_MENTIONS = Hints(
    opposed=0.9,
    named=np.array([0.8, 0.2], np.float32),
    stances=np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1]], np.float32),
    kinds=np.array([[0.6, 0.3, 0.1]], np.float32),
    speakers=np.array([[8.0]], np.float32),
    spoken=np.array([[1.0], [0.0]], np.float32),
    speech=np.array([0.5, 0.1], np.float32),
)


def test_an_entity_is_told_by_its_mentions_and_those_of_its_members() -> None:
    alone, whole = (
        dict(zip(OF_ENTITY, row, strict=True)) for row in TWO_MENTIONS.of_entities([[1], [0]], [[1], [0, 1]])
    )
    assert alone["read:named_mean"] == pytest.approx(0.2)
    assert alone["read:named_best"] == pytest.approx(-0.6)
    assert whole["read:members_named"] == pytest.approx(0.5)
    assert whole["read:speech_share"] == pytest.approx(1.0)
    assert whole["read:bad_most"] == pytest.approx(0.7)


def test_the_side_whose_mention_the_encoder_points_to_is_likelier_the_speaker() -> None:
    rows, nobody = TWO_MENTIONS.of_speakers(0, {"song": [0], "nui": [1], "absent": []})
    song, nui, absent = (dict(zip(OF_PAIR, row, strict=True)) for row in rows)
    assert song["read:share"] > nui["read:share"] > absent["read:share"]
    assert [x["read:rank"] for x in (song, nui, absent)] == [0, 1, 2]
    assert dict(zip(OF_NOBODY, nobody, strict=True))["read:gap"] > 0
