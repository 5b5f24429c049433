"""Disguised letters, and honest foreign ones."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from analyzer.readers import from_text
from analyzer.readers.folding import unobfuscate

from . import samples

BENCH = Path(__file__).parents[3] / "shared" / "bench"


@pytest.mark.parametrize(
    ("disguised", "plain"),
    [
        ("N̲gh̲i v̲ấn U̲k̲r̲a̲i̲n̲e", "Nghi vấn Ukraine"),
        ("Quân Uƙrаι̇пе rút", "Quân Ukraine rút"),
        ("мộт người đàn ông тên нùng", "một người đàn ông tên hùng"),
        ("ɓiểu ƭình ρhản đối", "biểu tình phản đối"),
        ("ngườ\u200bi dâ\u200cn", "người dân"),
        ("𝐓𝐢𝐧 𝐧𝐨́𝐧𝐠 ở Ｈà Ｎội", "Tin nóng ở Hà Nội"),
        ("ɾɑ tɾɑnɦ cãi với Jɑɾoѕłɑw", "ra tranh cãi với Jarosław"),
    ],
)
def test_disguise_is_folded_back(disguised: str, plain: str) -> None:
    assert unobfuscate(unicodedata.normalize("NFC", disguised)) == plain


@pytest.mark.parametrize(
    "honest",
    [
        "Báo Правда và đài Первый канал đưa tin, ông Ζεύς nói.",
        "Hạt μ, góc α và độ dài Δx = 5 μm.",
        "Từ này đọc là /ˈviːɛtnɑːm/ hoặc [pʰɑːm].",
        "Ông Müller, bà Škoda, ông Kaczyński và ông Erdoğan",
        "Chữ о Cyrillic lọt vào mộт lần",
        "ký tự 日本語 한국어 ไทย فارسی‌ها",
        "Năm 2022\u200b\u200b có biểu tượng 👨‍👩‍👧 và chú thích️",
    ],
)
def test_honest_text_stays(honest: str) -> None:
    assert unobfuscate(honest) == honest


def test_obfuscation_is_noted() -> None:
    article = from_text(samples.TEXT.replace("a", "а").replace("n", "ո"), title="Bаi bồi")
    assert (article.text, article.notes) == (samples.TEXT, ("obfuscated",))


@pytest.mark.skipif(not BENCH.is_dir(), reason="the bench is not here")
def test_bench_texts_stay_but_for_the_disguised_ones() -> None:
    changed = set()
    for path in BENCH.glob("*/*.json"):
        text = json.loads(path.read_text("utf-8"))["text"]
        if from_text(text).text != text:
            changed.add(path.stem)
    assert changed == {"vfnd-fake-108", "vfnd-fake-119", "vfnd-fake-132"}
