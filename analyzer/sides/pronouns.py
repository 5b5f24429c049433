"""Whom a pronoun or a demonstrative stands for: the most fitting of those named shortly before."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection

from analyzer.document import Document
from analyzer.sides.cast import Cast
from analyzer.sides.entities import Entity
from analyzer.sides.phrases import Pronoun
from lexicons import fold

REACH = 4
"""Sentences back in which an antecedent is looked for."""

_MEN = frozenset(map(fold, ("ông", "anh", "chú", "cậu", "chàng", "bác", "thầy", "nam", "hắn", "gã")))
_WOMEN = frozenset(map(fold, ("bà", "chị", "cô", "dì", "nàng", "thị", "nữ", "mợ", "thím")))
_STATES = frozenset(map(fold, ("nước này", "quốc gia này")))
_SOMEBODY = frozenset(map(fold, ("người", "vị", "nhân", "đối", "nghi", "kẻ", "tên")))
_FITS: dict[str, dict[str, float]] = {
    "many": {"group": 2.0, "party": 1.8, "org": 1.5, "person": 0.8},
    "somebody": {"person": 2.0, "group": 1.2},
    "this": {"org": 2.0, "party": 1.6, "group": 0.8},
    "": {"person": 2.0, "group": 1.0},
}
"""How well each kind of entity answers to "họ", "người này", "cơ quan này" and the rest."""
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
        """How well an entity answers to a word, 0 where it cannot.

        ``leads`` says that it is a party named by one of its people.
        """
        first = word.partition(" ")[0]
        person = e.kind == "person" or (e.kind == "name" and " " in e.key)
        if word in _STATES:
            return 2.0 if e.party is not None and e.party.kind == "state" else 0.0
        if first in _MEN or first in _WOMEN or kind == "kin":
            return 2.0 + self._gender(first, e) if person else 1.2 if leads else 0.0
        named = e.key.startswith(first + " ") or first in e.roles or e.key == first
        if word.endswith(" này") and named:
            return 3.0
        fits = _FITS[
            "many" if word in _MANY else "somebody" if first in _SOMEBODY else "this" if " " in word else ""
        ]
        return fits.get("person" if person else e.kind, 1.2 if leads and first in _SOMEBODY else 0.0)

    def _gender(self, word: str, e: Entity) -> float:
        """1 where the entity is addressed by this word, -1.9 where by one of the other gender."""
        words = {w for r in e.roles for w in r.split()}
        if word in words:
            return 1.0
        men, women = bool(words & _MEN), bool(words & _WOMEN)
        if (word in _MEN and women and not men) or (word in _WOMEN and men and not women):
            return -1.9
        return 0.0
