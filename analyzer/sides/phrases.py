"""Noun phrases that can name somebody: runs of role words ("người phát ngôn"), names and parties ("Nga")."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from analyzer.document import Document
from analyzer.sides.words import (
    CAPITAL_HEADS,
    GIVEN_NAMES,
    INNER,
    NAMESAKES,
    NOT_NAMES,
    PARTICLES,
    SURNAMES,
    TITLE_ENDS,
    Words,
    is_syllable,
)
from lexicons import Party, fold

TOKEN = re.compile(r"\w+(?:[-.'’&/]\w+)*")
KIN = frozenset(
    map(fold, ("ông", "bà", "anh", "chị", "cô", "em", "cháu", "bé", "thị", "văn", "bác", "chú", "thẩm"))
)
"""Words after which "Nga" or "Đức" is a person; "thẩm" for "thẩm mỹ"."""
COMPOUNDS = frozenset(
    tuple(fold(word).split())
    for word in re.split(
        ", ",
        "tuyên bố, công bố, khủng bố, phân bố, ban bố, dân chủ, tự chủ, làm chủ, thông tin, lòng tin, "
        "niềm tin, đưa tin, nhắn tin, loan tin, bản tin, chính khách, cái tên, gọi tên, ký tên, nêu tên, "
        "giấu tên, mũi tên, trẻ em, thông báo, cảnh báo, dự báo, con người, tình người, loài người, "
        "liên quân, rút quân, hành quân, quân sự, người lái, chủ nhiệm, trường hợp, phòng ngừa, ban hành, "
        "ban đầu, bên cạnh, bên trong, bên ngoài, bên phía, phía trước, phía sau, tin tưởng, bộ phận, "
        "bộ phim, điện thoại, điện ảnh, đội hình, báo động, người ta, dân số, viện trợ, viện dẫn, quỹ đạo, "
        "nước ngoài, nước mắt, trang bị, trang phục, chủ nghĩa, chủ quyền, chủ động, chủ đề, chủ yếu, "
        "chủ trương, đảng viên",
    )
)
"""Words of two syllables, one of which alone would name somebody ("bố": a father)."""
STANDING_FOR = ("pronoun", "self", "both", "other")
NAMING = frozenset({"office", "group", "opposition"})
ORGANISED = frozenset({"org", "state", "police", "office", "media", "group"})
POLICE = " công an"
SHORT = frozenset({"kin", "pronoun", "office", "person"})
DOCUMENT = frozenset({"document"})
NONE: frozenset[str] = frozenset()


class Piece(NamedTuple):
    """A part of a phrase: ``kind`` is party, role, cap (a capitalised word), of ("của") or inner."""

    start: int
    end: int
    kind: str
    roles: frozenset[str] = NONE
    party: Party | None = None


class Pronoun(NamedTuple):
    """A word that stands for somebody named before: its table in roles.toml and its folded text."""

    start: int
    end: int
    sentence: int
    kind: str
    text: str


class Phrases:
    """Finds the phrases and pronouns of one article.

    ``pronouns`` fills while the phrases are read.
    """

    def __init__(self, document: Document, finders: Words) -> None:
        self.text = document.text
        self.low = fold(document.text)
        self.sentences = document.sentences
        self.words = finders
        self.pronouns: list[Pronoun] = []
        self.known = self._capitalised()

    def __iter__(self) -> Iterator[tuple[int, list[Piece]]]:
        for i, s in enumerate(self.sentences):
            for run in self._runs(i, s.start, s.end):
                trimmed = trim(run)
                if trimmed:
                    yield i, trimmed

    def _capitalised(self) -> Counter[str]:
        """How often each word stands capitalised where no sentence begins."""
        out: Counter[str] = Counter()
        for s in self.sentences:
            for k, m in enumerate(TOKEN.finditer(self.text, s.start, s.end)):
                if k and m.group()[0].isupper() and self.text[m.start() - 1] not in "\"“‘'":
                    out[m.group()] += 1
        return out

    def _runs(self, sentence: int, start: int, end: int) -> Iterator[list[Piece]]:
        run: list[Piece] = []
        for p in self._pieces(start, end):
            standing = next((k for k in STANDING_FOR if k in p.roles), None)
            if standing and not p.roles & NAMING:
                self.pronouns.append(Pronoun(p.start, p.end, sentence, standing, self.low[p.start : p.end]))
                yield run
                run = []
                continue
            if run and (not self._adjoins(run[-1], p) or self._starts_anew(run[-1], p)):
                yield run
                run = []
            if p.kind in {"of", "inner"} and not run:
                continue
            if run and p.roles == DOCUMENT:
                yield run
                run = []
                continue
            if p.kind == "inner" and not any(q.roles & ORGANISED for q in run):
                yield run
                run = []
                continue
            run.append(p)
        yield run

    def _adjoins(self, last: Piece, p: Piece) -> bool:
        """Whether nothing but a space, a quotation mark or the stop of an abbreviation stands between."""
        gap = self.text[last.end : p.start]
        if gap in {".", ". "}:
            short = self.text[last.start : last.end]
            initial = last.kind == p.kind == "cap" and len(short) == 1
            return initial or (last.kind == "role" and short.isupper())
        if gap in {" - ", " – ", "-", "–", " và "}:
            return {self.low[q.start : q.end] for q in (last, p)} <= INNER and last.kind != "role"
        return gap in {" ", " “", ' "', "” ", '" '}

    def _starts_anew(self, last: Piece, p: Piece) -> bool:
        """Whether a title begins another phrase behind a name ("Ảnh: AFP Bà Lan", "Lam bác tin đồn")."""
        if "kin" in p.roles and last.kind == "cap":
            return True
        titled = p.kind == "role" and p.roles & {"kin", "office", "person"} and last.kind in {"cap", "party"}
        word = self.text[p.start : p.end]
        return bool(titled) and word[0].isupper() and not word.isupper()

    def _pieces(self, start: int, end: int) -> Iterator[Piece]:
        parties = {
            a: Piece(a, b, "party", party=party)
            for a, b, (party, alias) in self.words.parties.find(self.text, start, end)
            if self._is_party(a, b, alias, start) and not self._is_first_name(a, b, party)
        }
        roles = {
            a: Piece(a, b, "role", roles=r.kinds)
            for a, b, r in self.words.roles.find(self.text, start, end)
            if (self.text[a].isupper() or self.low[a:b] not in CAPITAL_HEADS) and not self._in_a_word(a, b)
        }
        at = start
        last: Piece | None = None
        while (m := TOKEN.search(self.text, at, end)) is not None:
            a, b = m.span()
            at = b
            piece = max((p for p in (roles.get(a), parties.get(a)) if p), key=_end, default=None)
            goes_on = last is not None and last.kind == "cap" and last.end + 1 == a and self.text[a].isupper()
            low = self.low[a:b]
            goes_on = goes_on and low not in {"ông", "bà"}
            if goes_on and piece is not None and piece.end == b and piece.roles & SHORT and is_syllable(low):
                piece = Piece(a, b, "cap")
            if piece is None and self._is_of(a, b, last):
                piece = Piece(a, b, "of")
            elif piece is None and self._is_name(a, b, start):
                piece = Piece(a, b, "cap")
            elif piece is None and self.low[a:b] in INNER:
                piece = Piece(a, b, "inner")
            elif piece is None and last is not None and last.kind == "cap" and self._is_particle(a, b, end):
                piece = Piece(a, b, "cap")
            if piece is not None:
                yield from self._parted(piece)
                at = piece.end
            last = piece

    def _parted(self, piece: Piece) -> list[Piece]:
        """The piece, or an officer of police and his police ("trưởng công an")."""
        officer, _, _ = self.low[piece.start : piece.end].rpartition(POLICE)
        if not officer or "office" not in piece.roles:
            return [piece]
        middle = piece.start + len(officer)
        return [
            Piece(piece.start, middle, "role", frozenset({"office"})),
            Piece(middle + 1, piece.end, "role", frozenset({"police"})),
        ]

    def _is_of(self, a: int, b: int, last: Piece | None) -> bool:
        """Whether the word says whose the phrase before it is: "của", "thuộc", "từ" behind a bare title."""
        word = self.low[a:b]
        titled = last is not None and last.kind == "role" and bool(last.roles & {"office", "anonymous"})
        return word in {"của", "thuộc"} or (word == "từ" and titled)

    def _in_a_word(self, a: int, b: int) -> bool:
        """Whether a syllable in small letters is a part of a word that is no name ("tuyên bố")."""
        if not self.text[a:b].islower():
            return False
        before = TOKEN.findall(self.low[max(0, a - 8) : a]) if self.text[a - 1 : a] == " " else []
        after = TOKEN.match(self.low, b + 1) if self.text[b : b + 1] == " " else None
        word = self.low[a:b]
        return (bool(before) and (before[-1], word) in COMPOUNDS) or (
            after is not None and (word, after.group()) in COMPOUNDS
        )

    def _is_particle(self, a: int, b: int, end: int) -> bool:
        """Whether a small word stands within a foreign name ("Ursula von der Leyen", "Turki al-Faisal")."""
        if self.low[a:b].startswith(("al-", "el-", "ben-")):
            return True
        m = TOKEN.match(self.text, b + 1, end)
        goes_on = m is not None and (m.group()[0].isupper() or m.group() in PARTICLES)
        return self.text[a:b] in PARTICLES and goes_on

    def _is_first_name(self, a: int, b: int, party: Party) -> bool:
        """Whether a club's name is a person's: said once, and before another name ("Đại tá Milan Drozek")."""
        after = TOKEN.match(self.text, b + 1)
        goes_on = after is not None and self.text[b] == " " and after.group()[0].isupper()
        return party.kind == "club" and goes_on and self.known[self.text[a:b]] < 2

    def _is_party(self, a: int, b: int, alias: str, sentence: int) -> bool:
        """Whether a string of the lexicon means the party here: "Nga" the state or the woman."""
        found = self.text[a:b]
        if alias[0].isupper() and not found[0].isupper():
            return False
        if found.isupper() or (alias.isupper() and len(alias) < 5):
            return found.isupper()
        if " " in found or not is_syllable(found):
            return True
        glued = self.text[a - 1 : a] == " " and self.text[a - 2 : a - 1] not in {",", ".", ";", ":", ")"}
        before = TOKEN.findall(self.text[max(sentence, a - 24) : a]) if glued else []
        if before and (fold(before[-1]) in KIN or self._ends_a_name(before)):
            return False
        after = TOKEN.match(self.text, b + 1) if self.text[b : b + 1] == " " else None
        word = after.group() if after else ""
        name_follows = word[:1].isupper() and not word.isupper() and is_syllable(word)
        if name_follows and fold(found) in NAMESAKES and fold(word) not in INNER:
            return bool(before) and fold(before[-1]) in TITLE_ENDS
        return fold(found) != "anh" or not self._begins(a, sentence)

    def _ends_a_name(self, words: list[str]) -> bool:
        """Whether the words before end in a Vietnamese name that goes on."""
        last = words[-1]
        if not last[0].isupper() or not is_syllable(last):
            return False
        surname = fold(last) in SURNAMES or (
            len(words) > 1 and words[-2][0].isupper() and fold(words[-2]) in SURNAMES
        )
        return surname or fold(last) in GIVEN_NAMES

    def _begins(self, a: int, sentence: int) -> bool:
        """Whether a sentence, a quotation or a clause behind a colon begins here."""
        return not self.text[sentence:a].strip(" \"“”‘’'([-–—*") or self.text[max(0, a - 2) : a].strip()[
            -1:
        ] in set('.:?!“"')

    def _is_name(self, a: int, b: int, sentence: int) -> bool:
        word, low = self.text[a:b], self.low[a:b]
        if low == "ảnh" or not word[0].isupper() or (len(word) == 1 and self.text[b : b + 1] != "."):
            return False
        before = TOKEN.findall(self.text[max(sentence, a - 12) : a]) if self.text[a - 1 : a] == " " else []
        if before and before[-1][0].isupper() and is_syllable(word) and fold(before[-1]) not in NOT_NAMES:
            return True
        if not self._begins(a, sentence):
            return low not in NOT_NAMES or self.known[word] > 2
        following = TOKEN.match(self.text, b + 1) if self.text[b : b + 1] == " " else None
        adjacent = following is not None and following.group()[0].isupper()
        return low not in NOT_NAMES and (adjacent or not is_syllable(word) or self.known[word] > 0)


def trim(run: list[Piece]) -> list[Piece]:
    """The run without "của" and small letters at its end, but for one behind a single capitalised word ("Bộ
    Quốc phòng").
    """
    end = len(run)
    while end and run[end - 1].kind in {"of", "inner"}:
        end -= 1
    lone = end > 0 and run[end - 1].kind == "cap" and (end == 1 or run[end - 2].kind != "cap")
    if lone and end < len(run) and run[end].kind == "inner":
        end += 1
    return run[:end]


def _end(piece: Piece) -> tuple[int, bool]:
    return (piece.end, piece.kind == "party")
