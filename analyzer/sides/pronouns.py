"""Whom a pronoun or a demonstrative stands for: the most fitting of those named shortly before."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection

from analyzer.document import Document
from analyzer.sides.cast import Cast, Entity, Mention, Pronoun
from lexicons import fold

REACH = 4
"""Sentences back in which an antecedent is looked for."""

_MEN = frozenset(map(fold, ("ông", "anh", "chú", "cậu", "chàng", "bác", "thầy", "nam", "hắn", "gã")))
_WOMEN = frozenset(map(fold, ("bà", "chị", "cô", "dì", "nàng", "thị", "nữ", "mợ", "thím")))
_STATES = frozenset(map(fold, ("nước này", "quốc gia này")))
_MANY = frozenset(map(fold, ("họ", "bọn họ", "chúng")))


class Antecedents:
    """Finds antecedents among the mentions of one article."""

    def __init__(self, document: Document, cast: Cast) -> None:
        self.document = document
        self.entities = cast.entities
        self.mentions = [m for m in cast.mentions if "inside" not in m.head]
        self.starts = [m.start for m in self.mentions]
        self.firsts: dict[int, int] = {}
        for m in self.mentions:
            self.firsts.setdefault(m.sentence, m.start)

    def of(self, pronoun: Pronoun, spoken: Collection[int] = ()) -> int | None:
        """The entity that a pronoun stands for, None where nothing fits.

        Parameters
        ----------
        pronoun
        spoken
            The entities that spoke last, the latest first; they are likelier to be meant.
        """
        word = fold(pronoun.text)
        best: tuple[float, int] | None = None
        at = bisect_left(self.starts, pronoun.start)
        for back in range(at - 1, max(-1, at - 25), -1):
            m = self.mentions[back]
            age = pronoun.sentence - m.sentence
            if age > REACH:
                break
            e = self.entities[m.entity]
            leads = e.kind == "party" and bool(m.head & {"office", "kin"} or m.entity in spoken)
            fit = self._fits(word, pronoun.kind, e, leads)
            if fit <= 0:
                continue
            score = fit - 0.6 * age - 0.08 * (at - 1 - back) + 0.5 * (m.start == self.firsts[m.sentence])
            if m.entity in spoken:
                score += 1.0
            if best is None or score > best[0]:
                best = (score, m.entity)
        return None if best is None else best[1]

    def _fits(self, word: str, kind: str, e: Entity, leads: bool) -> float:
        """How well an entity answers to a word, 0 where it cannot; ``leads``: a party, named by one of its people."""
        first = word.split()[0]
        person = e.kind == "person" or (e.kind == "name" and " " in e.key)
        if word in _STATES:
            return 2.0 if e.party is not None and e.party.kind == "state" else 0.0
        if word in _MANY:
            return {"group": 2.0, "party": 1.8, "org": 1.5, "person": 0.8}.get(e.kind, 0.0)
        if first in _MEN or first in _WOMEN or kind == "kin":
            if not person:
                return 1.2 if leads else 0.0
            return 2.0 + self._gender(first, e)
        if word.endswith(" này") and (e.key.startswith(first + " ") or first in e.roles or e.key == first):
            return 3.0
        if first in {"người", "vị", "nhân", "đối", "nghi", "kẻ", "tên"}:
            return 2.0 if person else 1.2 if leads or e.kind == "group" else 0.0
        if word.endswith(" này"):
            return 2.0 if e.kind == "org" else 1.6 if e.kind == "party" else 0.8 if e.kind == "group" else 0.0
        return 2.0 if person else 1.0 if e.kind == "group" else 0.0

    def _gender(self, word: str, e: Entity) -> float:
        """1 where the entity is addressed by this word, -1.9 where by one of the other gender."""
        words = {w for r in e.roles for w in r.split()}
        if word in words:
            return 1.0
        men, women = bool(words & _MEN), bool(words & _WOMEN)
        if (word in _MEN and women and not men) or (word in _WOMEN and men and not women):
            return -1.9
        return 0.0
