"""Loading: what is shipped, and a user's own entries over it."""

from collections import Counter
from pathlib import Path

import pytest

import lexicons
from lexicons import LexiconError, fold, load

FILES = {
    "cues.toml": "cue",
    "tone.toml": "tone",
    "hedges.toml": "hedge",
    "loaded.toml": "loaded",
    "shifters.toml": "shifter",
    "parties.toml": "party",
}


def overlay(folder: Path, file: str, content: str) -> lexicons.Lexicons:
    (folder / file).write_text(content, encoding="utf-8")
    return load(folder)


def test_the_shipped_lexicons_are_as_large_as_promised() -> None:
    shipped = load()
    assert len(shipped.cues) >= 250
    assert sum(weight != 0 for weight in shipped.tone.values()) >= 1500
    assert len(shipped.hedges) >= 60
    assert len(shipped.loaded) >= 150


def test_tone_entries_have_one_to_four_syllables_and_a_weight_of_at_most_four() -> None:
    for text, weight in load().tone.items():
        assert 1 <= len(text.split()) <= 4, text
        assert -4 <= weight <= 4, text


def test_cues_of_every_act_and_kind_and_commitment_are_there() -> None:
    cues = load().cues
    acts = {"state", "claim", "accuse", "deny", "admit", "urge", "feel", "hearsay"}
    assert {cue.act for cue in cues} == acts
    assert {cue.kind for cue in cues} == {"verb", "preposition", "noun", "passive", "frame"}
    assert {cue.commitment for cue in cues} == {"neutral", "distancing", "endorsing"}


def test_only_frames_have_a_gap_and_each_has_one() -> None:
    for cue in load().cues:
        assert cue.text.count("…") == (cue.kind == "frame"), cue.text


@pytest.mark.parametrize("file", FILES)
def test_no_entry_is_shipped_twice(file: str) -> None:
    raws = list(lexicons._singles(lexicons.SHIPPED / file, FILES[file]))
    keys = Counter((fold(raw["text"]), raw.get("kind")) if "text" in raw else raw["id"] for raw in raws)
    if file != "cues.toml":
        keys = Counter(key[0] if isinstance(key, tuple) else key for key in keys.elements())
    assert [key for key, count in keys.items() if count > 1] == []


def test_an_overlay_replaces_adds_and_removes_single_entries(tmp_path: Path) -> None:
    changed = overlay(
        tmp_path,
        "tone.toml",
        """
        [[tone]]
        weight = -1
        text = ["Hoà bình", "trời mưa phùn"]

        [[tone]]
        text = "thảm sát"
        remove = true
        """,
    )
    shipped = load()
    assert shipped.tone["hòa bình"] > 0
    assert changed.tone["hòa bình"] == -1
    assert changed.tone["trời mưa phùn"] == -1
    assert "thảm sát" not in changed.tone
    assert len(changed.tone) == len(shipped.tone)
    assert changed.cues == shipped.cues


def test_a_cue_is_removed_in_one_kind_or_in_all(tmp_path: Path) -> None:
    one = overlay(tmp_path, "cues.toml", 'cue = [{ text = "cáo buộc", kind = "noun", remove = true }]')
    assert {cue.kind for cue in one.cues if cue.text == "cáo buộc"} == {"verb"}
    both = overlay(tmp_path, "cues.toml", 'cue = [{ text = "cáo buộc", remove = true }]')
    assert not [cue for cue in both.cues if cue.text == "cáo buộc"]


def test_a_party_of_ones_own_replaces_the_shipped_one(tmp_path: Path) -> None:
    party = 'party = [{ id = "lang-vu-dai", name = "Làng Vũ Đại", kind = "state", aliases = ["Vũ Đại"] }]'
    assert overlay(tmp_path, "parties.toml", party).parties[-1].aliases == ("Vũ Đại",)


def test_the_checksum_follows_the_contents(tmp_path: Path) -> None:
    assert load(tmp_path).checksum == load().checksum
    changed = overlay(tmp_path, "hedges.toml", 'hedge = [{ text = "không biết thế nào" }]')
    assert changed.checksum != load().checksum


@pytest.mark.parametrize(
    ("file", "content", "entry", "reason"),
    [
        ("cues.toml", 'cue = [{ text = "thưa", kind = "verb" }]', "thưa", "act"),
        ("cues.toml", 'cue = [{ text = "thưa", kind = "verb", act = "say" }]', "thưa", "say"),
        (
            "cues.toml",
            'cue = [{ text = "thưa", kind = "verb", act = "state", strog = true }]',
            "thưa",
            "strog",
        ),
        ("tone.toml", 'tone = [{ text = ["vui", "buồn"], weight = 9 }]', "vui", "5"),
        ("tone.toml", 'tone = [{ text = ["vui", 7], weight = 1 }]', "7", "str"),
        ("tone.toml", "[war]\nweight = 2", "war", "[[tone]]"),
        ("hedges.toml", 'hedge = "có lẽ"', "hedge", "[[hedge]]"),
        (
            "hedges.toml",
            'hedge = [{ text = "chẳng có mục này", remove = true }]',
            "chẳng có mục này",
            "no such",
        ),
        ("hedges.toml", "hedge = [", "", "end of document"),
        ("hedge.toml", "", "", "hedges.toml"),
    ],
)
def test_a_mistake_names_the_file_the_entry_and_the_reason(
    tmp_path: Path, file: str, content: str, entry: str, reason: str
) -> None:
    with pytest.raises(LexiconError) as error:
        overlay(tmp_path, file, content)
    assert error.value.file == tmp_path / file
    assert error.value.entry == entry
    assert reason in error.value.reason
    assert file in str(error.value)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="no-such"):
        load(tmp_path / "no-such")


def test_files_in_another_encoding_are_an_error_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "hedges.toml").write_bytes("hedge = []  # chắc".encode("utf-16"))
    with pytest.raises(LexiconError, match=r"hedges\.toml"):
        load(tmp_path)
