"""What is counted, on articles small enough to count by hand, and what must hold of any article."""

from __future__ import annotations

import importlib.util
import json
import re
import time
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.analysis import (
    Answer,
    Attribution,
    Balance,
    Portrayal,
    Prominence,
    Scores,
    Sentence,
    Share,
    Side,
    Sourcing,
    Verbs,
    VerbTest,
)
from analyzer.intervals import ErrorModel, Uncertainty, shipped_model
from analyzer.scoring import fisher_exact, score

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

ROOT = Path(__file__).parent.parent
BENCH = ROOT.parent / "shared" / "bench"


class Draft:
    """An article under construction: sentences, and what is said in them, found by their words."""

    def __init__(self, *sides: Side) -> None:
        self.sides = list(sides)
        self.text = ""
        self.sentences: list[Sentence] = []
        self.attributions: list[Attribution] = []

    def add(self, sentence: str, *said: dict[str, Any], between: str = " ", **toward: int) -> Draft:
        start = len(self.text) + (len(between) if self.text else 0)
        self.text += (between if self.text else "") + sentence
        self.sentences.append(Sentence(start=start, end=len(self.text), toward=toward))
        for parts in said:
            spans = {k: self._find(parts.get(k), start) for k in ("cue", "source")}
            rest = {k: v for k, v in parts.items() if k not in ("cue", "source", "content")}
            content = self._find(parts["content"], start)
            assert content is not None
            self.attributions.append(
                Attribution(
                    **{"sentence": len(self.sentences) - 1, "type": "indirect", "act": "state"}
                    | spans
                    | {"content": (content,)}
                    | rest
                )
            )
        return self

    def _find(self, words: str | None, start: int) -> tuple[int, int] | None:
        if words is None:
            return None
        at = self.text.index(words, start)
        return at, at + len(words)

    def score(self, uncertainty: Uncertainty | None = None, **changes: Any) -> Scores:
        sides = [
            msgspec.structs.replace(side, mentions=tuple(m.span() for m in re.finditer(side.name, self.text)))
            for side in self.sides
        ]
        return score(self.text, sides, self.sentences, self.attributions, uncertainty, **changes)


SONG = Side(id="song", name="Công ty Sông Xanh")
NUI = Side(id="nui", name="Tập đoàn Núi Lớn")


def by_words(scores: Scores) -> dict[str, float]:
    return {voice: share.words for voice, share in scores.shares.items() if share.words}


def test_words_outside_any_content_are_the_reporters() -> None:
    draft = Draft(SONG).add(
        "Công ty Sông Xanh cho biết nước đã sạch.", {"content": "nước đã sạch", "side": ("song",)}
    )
    draft.add("Trời mưa to.")
    share = draft.score().shares["song"]
    assert share.words == pytest.approx(3 / 12)
    assert share.sentences == pytest.approx((3 / 9 + 0) / 2)


def test_nested_speech_belongs_to_the_outermost_speaker() -> None:
    draft = Draft(SONG, NUI).add(
        "Công ty Sông Xanh nói Tập đoàn Núi Lớn cáo buộc họ xả thải.",
        {"content": "họ xả thải", "side": ("nui",), "via": 1},
        {"content": "Tập đoàn Núi Lớn cáo buộc họ xả thải", "side": ("song",)},
    )
    assert by_words(draft.score()) == pytest.approx({"song": 9 / 14, "reporter": 5 / 14})


def test_what_two_sides_say_together_is_halved() -> None:
    draft = Draft(SONG, NUI).add(
        "Hai bên cùng nói sẽ hòa giải.", {"content": "sẽ hòa giải", "side": ("song", "nui")}
    )
    assert by_words(draft.score()) == pytest.approx({"song": 1.5 / 7, "nui": 1.5 / 7, "reporter": 4 / 7})


def test_an_article_without_words_is_the_reporters() -> None:
    scores = score("", [SONG], [], [])
    assert by_words(scores) == {"reporter": 1.0}
    assert scores.prominence["song"] == Prominence(weighted=0.0, first=None, last=None, silence=0)


def test_an_attribution_without_side_is_unnamed() -> None:
    draft = Draft().add("Nghe nói cầu sắp sập.", {"content": "cầu sắp sập", "act": "hearsay"})
    assert by_words(draft.score()) == {"unnamed": 3 / 5, "reporter": 2 / 5}


def quarrel() -> Draft:
    """Twelve words of headline and lead, then an accusation and what follows it."""
    draft = Draft(SONG, NUI)
    draft.add("Tranh cãi bên dòng suối")
    draft.add("Hai doanh nghiệp kiện nhau suốt mùa khô.")
    draft.add(
        "Công ty Sông Xanh cáo buộc Tập đoàn Núi Lớn chặn nước.",
        {
            "content": "Tập đoàn Núi Lớn chặn nước",
            "cue": "cáo buộc",
            "source": "Công ty Sông Xanh",
            "side": ("song",),
            "act": "accuse",
            "commitment": "distancing",
        },
        song=0,
        nui=-1,
    )
    return draft


def test_prominence_weighs_headline_lead_and_first_third() -> None:
    scores = quarrel().score()
    # 5 words of headline at 4, 8 of lead at 3, 12 of the rest at 1 (the first third ends within the lead)
    assert scores.prominence["song"].weighted == pytest.approx(6 / (5 * 4 + 8 * 3 + 12))
    assert scores.prominence["song"].first == scores.prominence["song"].last == 2
    assert scores.prominence["song"].silence == 2
    assert scores.prominence["nui"].silence == 3


@pytest.mark.parametrize(
    ("reply", "act", "how"),
    [
        ("Tập đoàn Núi Lớn phủ nhận việc này.", "deny", "deny"),
        ("Tập đoàn Núi Lớn thừa nhận việc này.", "admit", "admit"),
        ("Tập đoàn Núi Lớn nói việc này rất nhỏ.", "state", "reply"),
    ],
)
def test_an_accusation_is_answered(reply: str, act: str, how: str) -> None:
    draft = quarrel().add(reply, {"content": "việc này", "side": ("nui",), "act": act})
    assert draft.score().answers == (Answer(accusation=0, accuser="song", accused="nui", reply=1, how=how),)


def test_an_accusation_stands_unanswered() -> None:
    draft = quarrel().add("Trời lại nắng.").add("Suối cạn.").add("Ruộng nứt nẻ.")
    draft.add("Tập đoàn Núi Lớn nói cổ phiếu tăng.", {"content": "cổ phiếu tăng", "side": ("nui",)})
    assert draft.score().answers == (Answer(accusation=0, accuser="song", accused="nui"),)


def test_a_late_reply_counts_where_it_names_the_accuser() -> None:
    draft = quarrel().add("Trời lại nắng.").add("Suối cạn.").add("Ruộng nứt nẻ.")
    draft.add(
        "Tập đoàn Núi Lớn nói Công ty Sông Xanh nên đào giếng.",
        {"content": "Công ty Sông Xanh nên đào giếng", "side": ("nui",), "act": "urge"},
    )
    assert draft.score().answers[0].reply == 1


def test_a_denial_that_the_accuser_tells_is_no_answer() -> None:
    draft = quarrel().add(
        "Công ty Sông Xanh nói Tập đoàn Núi Lớn phủ nhận vô lý.",
        {"content": "Tập đoàn Núi Lớn phủ nhận vô lý", "side": ("song",)},
        {"content": "vô lý", "side": ("nui",), "act": "deny", "via": 1},
    )
    assert draft.score().answers[0].how == "none"


def test_sides_that_accuse_each_other_are_two_accusations() -> None:
    draft = Draft(SONG, NUI).add(
        "Hai bên cáo buộc nhau lấn đất.",
        {"content": "lấn đất", "side": ("song", "nui"), "act": "accuse"},
        song=-1,
        nui=-1,
    )
    assert {(a.accuser, a.accused) for a in draft.score().answers} == {("song", "nui"), ("nui", "song")}


def test_balance_is_the_normalised_entropy_of_the_sides() -> None:
    draft = Draft(SONG, NUI)
    draft.add("Một bên nói ba từ này.", {"content": "ba từ này", "side": ("song",)})
    assert draft.score().balance.value == 0.0  # type: ignore[union-attr]
    draft.add("Bên kia nói một.", {"content": "một", "side": ("nui",)})
    # -(3/4 log 3/4 + 1/4 log 1/4) / log 2
    assert draft.score().balance.value == pytest.approx(0.8113, abs=1e-4)  # type: ignore[union-attr]


def test_there_is_no_balance_of_one_side_or_of_silence() -> None:
    assert Draft(SONG).add("Trời mưa.").score().balance is None
    assert Draft(SONG, NUI).add("Trời mưa.").score().balance is None


@pytest.mark.parametrize(
    ("source", "side", "kind"),
    [
        ("ông Lê Văn Tám", "third", "named"),
        ("Công ty Sông Xanh", "song", "named"),
        ("hãng tin ABX", "third", "named"),
        ("một kỹ sư", "third", "described"),
        ("Các chuyên gia", "third", "described"),
        ("một kỹ sư của Công ty Sông Xanh", "song", "named"),
        ("một nguồn tin giấu tên", "unnamed", "anonymous"),
        (None, "unnamed", "none"),
    ],
)
def test_sourcing_by_the_kind_of_source(source: str | None, side: str, kind: str) -> None:
    draft = Draft(SONG).add(
        f"Theo {source or 'đồn đại'}, giếng đã cạn.",
        {"content": "giếng đã cạn", "source": source, "side": (side,)},
    )
    sourcing = draft.score().sourcing
    assert getattr(sourcing, kind) == 1.0
    assert sourcing.named + sourcing.described + sourcing.anonymous + sourcing.none == pytest.approx(1.0)


def test_a_capital_that_only_names_the_side_describes() -> None:
    draft = Draft(Side(id="m", name="Mộc")).add(
        "Một quan chức Mộc nói sẽ đàm phán.",
        {"content": "sẽ đàm phán", "source": "Một quan chức Mộc", "side": ("m",)},
    )
    assert draft.score().sourcing.described == 1.0


def test_a_pronoun_and_speech_that_runs_on_take_the_name_of_the_speaker() -> None:
    draft = Draft().add(
        "Ông này nói giếng cạn.",
        {"content": "giếng cạn", "source": "Ông này", "side": ("third",), "speaker": "ông Lê Văn Tám"},
    )
    draft.add("Suối cũng cạn.", {"content": "Suối cũng cạn", "type": "continued", "side": ("third",)})
    assert draft.score().sourcing.named == 1.0


def test_direct_speech_counts_what_stands_in_quotation_marks() -> None:
    draft = Draft().add(
        "Ông Tám gọi đó là trò “đổi trắng thay đen”.",
        {"content": "đó là trò “đổi trắng thay đen”", "type": "mixed", "side": ("third",), "document": True},
    )
    assert draft.score().sourcing.direct == pytest.approx(4 / 7)
    assert draft.score().sourcing.documents == 1.0


def test_a_chain_is_speech_at_second_hand() -> None:
    draft = Draft(SONG).add(
        "Theo báo Tin Sớm, Công ty Sông Xanh nói nước sạch.",
        {"content": "Công ty Sông Xanh nói nước sạch", "source": "báo Tin Sớm", "side": ("third",)},
        {"content": "nước sạch", "source": "Công ty Sông Xanh", "side": ("song",)},
    )
    assert draft.score().sourcing.chains == ((0, 1),)


def test_two_names_of_one_speaker_are_no_chain() -> None:
    draft = Draft(SONG).add(
        "Theo ông Lê Tám, ông Tám nói nước sạch.",
        {"content": "ông Tám nói nước sạch", "speaker": "ông Lê Tám", "side": ("song",)},
        {"content": "nước sạch", "speaker": "ông Tám", "side": ("song",)},
    )
    assert draft.score().sourcing.chains == ()


def test_portrayal_by_voice() -> None:
    draft = quarrel().add("Tập đoàn Núi Lớn từng bị phạt.", nui=-1)
    draft.add("Tập đoàn Núi Lớn khoe sạch nhất.", {"content": "sạch nhất", "side": ("nui",)}, nui=1)
    draft.add("Họ nợ thuế.", nui=-1)
    assert draft.score().portrayal == (
        Portrayal(voice="song", side="song", neg=0, neu=1, pos=0),
        Portrayal(voice="song", side="nui", neg=1, neu=0, pos=0),
        Portrayal(voice="nui", side="nui", neg=0, neu=0, pos=1),
        Portrayal(voice="reporter", side="nui", neg=2, neu=0, pos=0),
    )


def test_verbs_are_counted_by_commitment_and_cue() -> None:
    draft = quarrel().add(
        "Tập đoàn Núi Lớn nói nước đủ.", {"content": "nước đủ", "cue": "nói", "side": ("nui",)}
    )
    scores = draft.score()
    assert scores.verbs["song"] == Verbs(distancing=1, cues={"cáo buộc": 1})
    assert scores.verbs["nui"] == Verbs(neutral=1, cues={"nói": 1})
    assert scores.verb_tests == (VerbTest(a="song", b="nui", p=1.0, counts=((1, 0), (0, 1))),)


def test_a_verb_inside_a_direct_quotation_is_not_the_reporters_choice() -> None:
    draft = Draft(SONG, NUI).add(
        "“Tập đoàn Núi Lớn rêu rao là sạch”, Công ty Sông Xanh nói.",
        {"content": "“Tập đoàn Núi Lớn rêu rao là sạch”", "cue": "nói", "side": ("song",), "type": "direct"},
        {"content": "sạch", "cue": "rêu rao", "side": ("nui",), "commitment": "distancing", "via": 0},
    )
    assert draft.score().verbs["nui"] == Verbs()


@given(st.tuples(*[st.integers(0, 30)] * 4))
def test_the_exact_test_is_fishers(cells: tuple[int, int, int, int]) -> None:
    stats = pytest.importorskip("scipy.stats")
    a, b, c, d = cells
    expected = stats.fisher_exact([[a, b], [c, d]]).pvalue
    assert fisher_exact(((a, b), (c, d))) == pytest.approx(expected, abs=1e-9)


KNOWN = msgspec.structs.replace(
    shipped_model(), slope=1.0, shift=0.0, edge=0.0, missed=0.0, margin=0.0, even=9.0
)
"""Constants under which only the confidence of attributions is in doubt; with `SET_SIDES` nothing else."""
SET_SIDES = Uncertainty(sides=(1.0,), unfound=0.0)


def test_a_doubtful_attribution_has_a_wider_interval() -> None:
    def width(confidence: float) -> float:
        draft = Draft(SONG).add(
            "Công ty Sông Xanh nói nước đã sạch.",
            {"content": "nước đã sạch", "side": ("song",), "confidence": confidence},
        )
        share = draft.score(SET_SIDES, model=KNOWN).shares["song"]
        return share.high - share.low

    assert width(1.0) == pytest.approx(0.0, abs=1e-3)
    assert width(0.6) > 0.3


def test_uncertainty_says_whose_words_they_may_be_instead() -> None:
    draft = Draft(SONG, NUI).add(
        "Công ty Sông Xanh chê Tập đoàn Núi Lớn nói dối về nước.",
        {"content": "nói dối về nước", "side": ("song",), "confidence": 0.5},
    )
    shares = draft.score(Uncertainty(others=({"nui": 1.0},), sides=(1.0, 1.0)), model=KNOWN).shares
    assert shares["nui"].high > 0.2
    assert shares["third"].high == shares["unnamed"].high == 0.0


def test_a_sentence_that_may_be_reported_speech_widens_the_reporters_interval() -> None:
    draft = Draft(SONG).add("Công ty Sông Xanh sắp phá sản.")
    sure = draft.score(Uncertainty(missed=(0.0,)), model=KNOWN).shares["reporter"]
    unsure = draft.score(Uncertainty(missed=(0.4,)), model=KNOWN).shares["reporter"]
    assert sure.low == 1.0
    assert unsure.low < 0.8


# What must hold of any article.

VOICES = ("a", "b", "c", "third", "unnamed")


@st.composite
def drafts(draw: st.DrawFn) -> list[tuple[int, list[dict[str, Any]], dict[str, int]]]:
    """Sentences as (number of words, attributions over ranges of words, stances)."""
    sentences = []
    for _ in range(draw(st.integers(0, 6))):
        length = draw(st.integers(1, 8))
        said = []
        for _ in range(draw(st.integers(0, 2))):
            first = draw(st.integers(0, length - 1))
            said.append(
                {
                    "first": first,
                    "last": draw(st.integers(first, length - 1)),
                    "side": tuple(draw(st.lists(st.sampled_from(VOICES), max_size=2, unique=True))),
                    "act": draw(st.sampled_from(["state", "accuse", "deny"])),
                    "type": draw(st.sampled_from(["direct", "indirect", "mixed"])),
                    "confidence": draw(st.floats(0.0, 1.0)),
                }
            )
        toward = draw(st.dictionaries(st.sampled_from("abc"), st.sampled_from([-1, 0, 1]), max_size=2))
        sentences.append((length, said, toward))
    return sentences


def build(
    sentences: list[tuple[int, list[dict[str, Any]], dict[str, int]]],
    names: dict[str, str] | None = None,
    order: str = "abc",
    between: str = " ",
) -> tuple[str, list[Side], list[Sentence], list[Attribution]]:
    """The article; each side is mentioned once, in a sentence before the others."""
    names = names or {}
    text, spans, attributions = "ba bên gặp nhau", [Sentence(start=0, end=15)], []
    mentions = {"a": (0, 2), "b": (3, 6), "c": (7, 10)}
    for length, said, toward in sentences:
        text += between
        start = len(text)
        words = [(start + 3 * i, start + 3 * i + 2) for i in range(length)]
        text += " ".join(f"w{i}" for i in range(length)) + "."
        spans.append(
            Sentence(start=start, end=len(text), toward={names.get(k, k): v for k, v in toward.items()})
        )
        for parts in said:
            attributions.append(
                Attribution(
                    sentence=len(spans) - 1,
                    cue=words[0],
                    source=None,
                    content=((words[parts["first"]][0], words[parts["last"]][1]),),
                    type=parts["type"],
                    act=parts["act"],
                    side=tuple(names.get(v, v) for v in parts["side"]),
                    confidence=parts["confidence"],
                )
            )
    sides = [Side(id=names.get(k, k), name=k, mentions=(mentions[k],)) for k in order]
    return text, sides, spans, attributions


@given(drafts())
def test_shares_sum_to_one_and_lie_in_their_intervals(sentences: Any) -> None:
    scores = score(*build(sentences))
    shares = scores.shares.values()
    assert sum(s.words for s in shares) == pytest.approx(1.0)
    assert sum(s.sentences for s in shares) == pytest.approx(1.0)
    assert sum(p.weighted for p in scores.prominence.values()) == pytest.approx(1.0)
    assert all(0.0 <= s.low <= s.words <= s.high <= 1.0 for s in shares)
    if scores.balance:
        assert 0.0 <= scores.balance.low <= scores.balance.value <= scores.balance.high <= 1.0


@given(drafts())
def test_the_same_article_gives_the_same_scores(sentences: Any) -> None:
    assert score(*build(sentences)) == score(*build(sentences))


def plain(scores: Scores, names: dict[str, str]) -> Any:
    """Scores with sides renamed and everything that follows the order of the sides put in one order."""
    data = json.dumps(msgspec.to_builtins(scores))
    for name, back in names.items():
        data = data.replace(f'"{name}"', f'"{back}"')
    out = json.loads(data)
    tests = [
        [*sorted([(t["a"], t["counts"][0]), (t["b"], t["counts"][1])]), t["p"]] for t in out["verb_tests"]
    ]
    out["verb_tests"] = sorted(tests, key=str)
    for name in ("answers", "portrayal"):
        out[name] = sorted(out[name], key=str)
    return out


@given(drafts(), st.permutations("abc"))
def test_names_and_order_of_the_sides_change_nothing(sentences: Any, order: list[str]) -> None:
    names = {"a": "zeta", "b": "alpha", "c": "mu"}
    back = {v: k for k, v in names.items()}
    renamed = score(*build(sentences, names, "".join(order)))
    assert plain(renamed, back) == plain(score(*build(sentences)), {})


@given(drafts())
def test_paragraphs_change_nothing(sentences: Any) -> None:
    assert score(*build(sentences, between="\n\n")) == score(*build(sentences))


@given(drafts(), st.integers(1, 8))
def test_a_sentence_of_the_reporters_never_raises_another_share(sentences: Any, length: int) -> None:
    before = score(*build(sentences)).shares
    after = score(*build([*sentences, (length, [], {})])).shares
    for voice in VOICES:
        assert after[voice].words <= before[voice].words
        assert after[voice].sentences <= before[voice].sentences


def test_time_grows_with_the_length_of_the_text() -> None:
    def seconds(n: int) -> float:
        said = {"first": 2, "last": 5, "side": ("a",), "act": "accuse", "type": "indirect", "confidence": 0.9}
        reply = said | {"side": ("b",), "act": "deny"}
        article = build([(8, [said], {"b": -1}), (8, [reply], {}), (8, [], {})] * (n // 3))
        start = time.process_time()
        score(*article)
        return time.process_time() - start

    seconds(300)
    assert seconds(5000) < 15 * max(0.05, min(seconds(1000) for _ in range(3)))


@pytest.mark.skipif(not BENCH.exists(), reason="the bench is not here")
def test_shares_are_those_of_the_bench() -> None:
    spec = importlib.util.spec_from_file_location("bench_score", BENCH / "score.py")
    assert spec is not None
    assert spec.loader is not None
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    for gold in bench.load(BENCH / "dev").values():
        sentences = [Sentence(start=s["start"], end=s["end"]) for s in gold["sentences"]]
        attributions = [
            Attribution(
                sentence=0,
                cue=None,
                source=None,
                content=tuple(bench.spans(a["content"])),
                type=a["type"],
                act=a["act"],
                side=tuple(a["side"]) if isinstance(a["side"], list) else (a["side"],),
            )
            for a in gold["attributions"]
        ]
        sides = [Side(id=s["id"], name=s["name"]) for s in gold["sides"]]
        words = bench.words(gold["text"], [(s["start"], s["end"]) for s in gold["sentences"]])
        expected = bench.share(bench.voices(gold, gold["text"], lambda side: side), words)
        found = by_words(score(gold["text"], sides, sentences, attributions))
        assert found == pytest.approx(expected, abs=1e-12), gold["id"]


# The method document.


def fields(struct: type[msgspec.Struct]) -> list[str]:
    return [f"{struct.__name__}.{name}" for name in struct.__struct_fields__]


SCORE_STRUCTS = (
    Scores,
    Share,
    Prominence,
    Answer,
    Balance,
    Sourcing,
    Portrayal,
    Verbs,
    VerbTest,
    Uncertainty,
    ErrorModel,
)


@pytest.mark.parametrize("field", [f for struct in SCORE_STRUCTS for f in fields(struct)])
def test_every_field_of_the_scores_has_an_entry_in_the_method_document(field: str) -> None:
    assert f'<a id="{field}"></a>' in (ROOT / "docs" / "method.md").read_text("utf-8")


def test_every_part_of_the_scores_is_checked() -> None:
    def structs(hint: Any) -> set[type]:
        inner = {s for part in get_args(hint) for s in structs(part)}
        own = {hint} if isinstance(hint, type) and issubclass(hint, msgspec.Struct) else set()
        return own | inner

    parts = {s for hint in get_type_hints(Scores).values() for s in structs(hint)}
    assert parts < set(SCORE_STRUCTS)


def test_the_method_document_passes_no_verdict() -> None:
    text = (ROOT / "docs" / "method.md").read_text("utf-8").lower()
    assert not re.search(r"\b(biased|unfair|propaganda|thiên vị|thiên lệch)\b", text)
