"""Made-up analyses of made-up articles, as large and as awkward as a test asks for."""

from __future__ import annotations

import random
from functools import cache

from analyzer.analysis import (
    ACTS,
    THIRD,
    UNNAMED,
    Analysis,
    Attribution,
    Checksums,
    Evidence,
    LoadedWord,
    Sentence,
    Side,
    Stance,
)
from analyzer.scoring import score

NAMES = ("Xã Đông", "Xã Tây", "Công ty Sông Xanh", "Hội Nông dân", "Trường Ngọc Hà", "Ban Quản lý chợ")
CONTENTS = (
    "con đập mới giữ lại quá nhiều nước trong mùa khô",
    "mực nước hạ lưu vẫn nằm trong mức đã thỏa thuận từ năm ngoái",
    "đối phương đã tự ý dời cột mốc ở bãi bồi",
    "bà con cần thêm một trạm bơm trước vụ gieo sạ",
    "số liệu quan trắc đã bị sửa sau cuộc họp hôm thứ Ba",
)
PLAIN = (
    "Sáng nay trời quang, gió nhẹ thổi dọc triền đê",
    "Đoạn kênh dài gần hai cây số chạy qua ba xóm và một khu chợ cũ, nơi người dân vẫn họp vào ngày lẻ",
    "Cuộc tranh cãi khốc liệt kéo dài từ đầu mùa lũ",
    "Hai bên sẽ gặp lại nhau vào tuần sau",
)
CUES = {
    "state": "cho biết",
    "claim": "khẳng định",
    "accuse": "cáo buộc",
    "deny": "bác bỏ",
    "admit": "thừa nhận",
}


class _Article:
    """The text so far; every part that is added gives its span."""

    def __init__(self, caps: bool) -> None:
        self.text = ""
        self.caps = caps

    def add(self, part: str) -> tuple[int, int]:
        start = len(self.text)
        self.text += part.upper() if self.caps else part
        return start, len(self.text)


@cache
def analysis(
    *,
    sides: int = 2,
    sentences: int = 30,
    cited: bool = True,
    title: str = "Hai xã tranh nhau nguồn nước",
    names: tuple[str, ...] = NAMES,
    caps: bool = False,
    extra: str = "",
) -> Analysis:
    """An analysis with that many sides and sentences; ``extra`` is put into the first sentence."""
    chance = random.Random(sides * 1000 + sentences)
    article = _Article(caps)
    ids = [f"side-{k}" for k in range(sides)]
    found: list[Sentence] = []
    attributions: list[Attribution] = []
    loaded: list[LoadedWord] = []
    for k in range(sentences):
        start = len(article.text)
        toward: dict[str, int] = {}
        if k == 0 and extra:
            article.add(extra + " ")
        if cited and k % 3 != 1:
            voice = chance.choice([*ids, THIRD, UNNAMED])
            act = chance.choice(list(CUES))
            who = names[ids.index(voice)] if voice in ids else "Giới quan sát" if voice == THIRD else ""
            source = article.add(who) if who else None
            cue = article.add((" " if who else "Có tin ") + CUES[act])
            article.add(" rằng ")
            content = article.add(chance.choice(CONTENTS))
            others = [side for side in ids if side != voice]
            if others:
                toward[chance.choice(others)] = -1 if act == "accuse" else chance.choice((-1, 0, 1))
            attributions.append(
                Attribution(
                    sentence=k,
                    cue=(cue[0] + (1 if who else 7), cue[1]),
                    source=source,
                    content=(content,),
                    type="indirect",
                    act=act if act in ACTS else "state",
                    side=(voice,),
                    speaker=who,
                    commitment="distancing" if act == "accuse" else "neutral",
                    lexeme=CUES[act],
                    confidence=chance.uniform(0.5, 0.99),
                )
            )
        else:
            plain = PLAIN[k % len(PLAIN)]
            at = article.add(plain)
            if "khốc liệt" in plain:
                where = at[0] + plain.index("khốc liệt")
                loaded.append(
                    LoadedWord(span=(where, where + 9), sentence=k, direction=-1, neutral="gay gắt")
                )
        article.add(".")
        end = len(article.text)
        article.add("\n" if k % 4 == 3 else " ")
        tone = chance.choice(("neg", "neu", "pos"))
        p = {"neg": (0.7, 0.2, 0.1), "neu": (0.1, 0.8, 0.1), "pos": (0.05, 0.25, 0.7)}[tone]
        found.append(
            Sentence(
                start=start,
                end=end,
                tone=tone,
                tone_p=p,
                tone_evidence=(Evidence(what="quá nhiều", weight=-0.8),),
                toward=toward,
                stances={side: Stance(value=v, p=(0.2, 0.6, 0.2)) for side, v in toward.items()},
                hedge=k % 7 == 0,
            )
        )
    parties = tuple(
        Side(id=side, name=names[k], aliases=(f"Chủ tịch {names[k]}",)) for k, side in enumerate(ids)
    )
    return Analysis(
        version="0.0",
        id="bai-thu",
        title=title,
        outlet="Báo Bãi Bồi",
        published="2024-05-02",
        engine="rules",
        checksums=Checksums(text="0" * 64, lexicons="1" * 64, models="2" * 64),
        text=article.text,
        sides=parties,
        sentences=tuple(found),
        attributions=tuple(attributions),
        loaded=tuple(loaded),
        scores=score(article.text, parties, found, attributions),
    )
