"""What is derived from an analysis before it is drawn."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from analyzer.analysis import REPORTER, THIRD, Sourcing
from reports import view
from reports.strings import strings
from tests.reports.builders import analysis


def test_pieces_give_back_the_sentence() -> None:
    made = analysis(sides=3)
    for k, sentence in enumerate(made.sentences):
        text = "".join(made.text[piece.start : piece.end] for piece in view.pieces(made, k))
        assert text == made.text[sentence.start : sentence.end]


def test_runs_count_the_words_that_the_shares_count() -> None:
    made = analysis(sides=4)
    words: dict[str, float] = {}
    for run in view.runs(made):
        for voice in run.voices:
            words[voice] = words.get(voice, 0) + run.words / len(run.voices)
    total = sum(words.values())
    for voice, share in made.shares.items():
        assert words.get(voice, 0) / total == pytest.approx(share.words)


def test_voices_run_from_the_most_words_to_the_reporter() -> None:
    made = analysis(sides=4)
    shown = view.voices(made)
    sides = [voice for voice in shown if voice.startswith("side")]
    assert sorted(sides, key=lambda voice: -made.shares[voice].words) == sides
    assert shown[-1] == REPORTER
    assert len(sides) == 4


def test_speakers_are_counted_under_one_name_however_it_is_written() -> None:
    made = analysis(sides=1)
    names = [one.name.casefold() for one in view.speakers(made)]
    assert len(names) == len(set(names))
    observers = next(one for one in view.speakers(made) if one.voices == (THIRD,))
    assert observers.times == sum(found.side == (THIRD,) for found in made.attributions)


def test_main_voice_is_who_is_cited_even_in_few_words() -> None:
    made = analysis(sides=2)
    mains = view.main_voices(made)
    for k, main in enumerate(mains):
        cited = view.attributions_of(made, k)
        assert (main == (REPORTER,)) == (not cited)


def test_article_without_a_title_is_named_by_how_it_begins() -> None:
    made = analysis()
    assert view.title(made, strings("vi")) == made.title
    opening = view.title(replace(made, title=""), strings("vi"))
    assert made.text.startswith(opening.rstrip(" …"))


def test_notes_of_the_reader_are_in_words() -> None:
    made = replace(analysis(), notes=("nfd", "encoding:tcvn3"))
    assert view.notes(made, strings("vi")) == ["dấu rời được ghép lại (NFC)", "đổi từ bảng mã TCVN3"]


def test_loaded_words_are_pieces_of_their_own() -> None:
    made = analysis()
    word = made.loaded[0]
    found = [piece for piece in view.pieces(made, word.sentence) if piece.loaded]
    assert [(piece.start, piece.end) for piece in found] == [word.span]


def test_second_hand_citing_names_both_and_the_sentence() -> None:
    made = analysis()
    chained = replace(made, scores=replace(made.scores, sourcing=Sourcing(chains=((0, 1),))))
    a, b = made.attributions[:2]
    (line,) = view.chains(chained, strings("vi"))
    assert line.endswith(f"(câu\u00a0{b.sentence + 1})")
    assert " dẫn lời " in line
    assert a.sentence != b.sentence
