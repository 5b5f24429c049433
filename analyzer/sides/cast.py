"""Who appears in an article: mentions of parties, people, organisations and groups, clustered into entities.

The make-up of a noun phrase tells who is meant and to whom that one belongs. "Bộ Quốc phòng Armenia" is
Armenia; "Ngoại trưởng Ukraine Dmytro Kuleba" is Kuleba, who belongs to Ukraine; "gia đình của chị Hoa"
belongs to chị Hoa.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from analyzer.analysis import Span
from analyzer.document import Document
from analyzer.sides.clusters import clustered
from analyzer.sides.entities import Entity, Kind, Mention
from analyzer.sides.phrases import NONE, Phrases, Piece, Pronoun, trim
from analyzer.sides.words import DETERMINERS, PLACE_HEADS, SURNAMES, words
from lexicons import Lexicons, Party, fold

PEOPLE = frozenset({"kin", "person", "office"})
STATE = frozenset({"state", "office", "police"})
BODIES = frozenset({"org", "state", "police", "media", "opposition"})
OWNED = BODIES | {"group"}
"""Heads of phrases that somebody is named behind to whom they belong."""
SPEAKING = frozenset({"office", "anonymous"})
"""Those who speak for what stands behind them ("đại diện gia đình")."""
INSIDE = frozenset({"inside"})
"""Head of a mention within a phrase that means somebody else ("truyền thông Nga")."""

APPOSED = frozenset({",", "-", "–", "—"})
_INITIAL = re.compile(r" [^\W\d_]\.(?:,| ([^\W\d_]))")
"""The end of a name cut to its first letter, and what stands behind it ("bà V. nói")."""


class Named(NamedTuple):
    """A phrase and the entity that it means as a whole."""

    start: int
    end: int
    sentence: int
    entity: int
    head: frozenset[str]
    person: bool


class Cast(NamedTuple):
    """Everybody in an article, with the mentions and pronouns in order, and what each phrase means."""

    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]
    pronouns: tuple[Pronoun, ...]
    phrases: tuple[tuple[Span, int], ...]


def read(document: Document, lexicons: Lexicons) -> Cast:
    """Find and cluster the mentions of an article, in time linear in its length."""
    finders = words(lexicons)
    phrases = Phrases(document, finders)
    found = list(phrases)
    reader = _Reader(phrases, _of_bodies(document.text, found))
    for sentence, pieces in found:
        reader.interpret(sentence, pieces)
    reader.link()
    entities, new = clustered(reader.entities, finders)
    mentions = sorted(m for e in entities for m in e.mentions)
    pronouns = sorted(phrases.pronouns)
    named = tuple(((p.start, p.end), new[p.entity]) for p in reader.named)
    return Cast(tuple(entities), tuple(mentions), tuple(pronouns), named)


class _Reader:
    def __init__(self, phrases: Phrases, of_bodies: frozenset[str]) -> None:
        self.text = phrases.text
        self.low = phrases.low
        self.pronouns = phrases.pronouns
        self.entities: list[Entity] = []
        self.by_key: dict[tuple[str, str], Entity] = {}
        self.named: list[Named] = []
        self.of_bodies = of_bodies
        self.sentence = 0

    def interpret(self, sentence: int, pieces: list[Piece]) -> Entity | None:
        """Enter the entities of one phrase; the one that the whole phrase means is returned."""
        self.sentence = sentence
        for k, p in enumerate(pieces):
            if p.kind == "of":
                owner = self.interpret(sentence, pieces[k + 1 :])
                return self._meant(pieces[:k], owner, pieces[-1].end)
        return self._meant(pieces, None, pieces[-1].end)

    def _meant(self, pieces: list[Piece], owner: Entity | None, end: int) -> Entity | None:
        pieces = trim(pieces)
        if not pieces:
            return owner
        head = next((p.roles for p in pieces if p.roles), NONE)
        parties = [p for p in pieces if p.kind == "party" and p.party]
        # An agency of the lexicon before a state is that state's.
        if len(parties) > 1 and _kind(parties[0]) == "agency" and _kind(parties[-1]) == "state":
            parties = parties[1:]
            head = head or frozenset({"state"})
        person, names = self._person(pieces, head)
        belongs = owner
        if parties:
            belongs = self._with_party(pieces, parties, head, person)
        elif names and person is None:
            belongs = self._with_name(pieces, head)
        elif person is None and any(p.kind == "role" for p in pieces):
            belongs = self._without_name(pieces, head, owner, end)
        elif person is not None and owner is None:
            belongs = self._employer(pieces, person)
        if person is not None and belongs is not None and belongs is not person:
            person.parents[belongs.index] += 1
        elif (
            owner is not None
            and belongs is not None
            and belongs is not owner
            and head & (STATE | {"group", "org"})
        ):
            belongs.parents[owner.index] += 1
        meant = person or belongs
        if meant is not None:
            self.named.append(
                Named(pieces[0].start, end, self.sentence, meant.index, head, person is not None)
            )
        return meant

    def _person(self, pieces: list[Piece], head: frozenset[str]) -> tuple[Entity | None, bool]:
        """The person whose name ends the phrase, and whether any name is left for something else."""
        runs = _runs(pieces)
        if not runs:
            return None, False
        first, last = runs[-1]
        at = first - 1
        while at > 0 and pieces[at].kind == "inner" and not any(p.roles & BODIES for p in pieces[:first]):
            at -= 1
        before = pieces[at] if first else None
        if last < len(pieces) or before is None or self._acronym(pieces[first:last], before):
            return None, True
        start, end = pieces[first].start, pieces[last - 1].end
        titled = before.roles & PEOPLE or (before.kind == "party" and head & PEOPLE)
        body = self._body_before(pieces[first:last]) if titled else start
        cut = body - start
        if not cut and before.roles & {"org", "state", "police"}:
            cut = _surname(self.text[start:end])
        if not titled and not cut:
            return None, True
        begin = start + cut
        e = self._entity("person", fold(self.text[begin:end]))
        title = begin
        for p in reversed(pieces[:first]):
            if not p.roles & PEOPLE or p.end + 1 < title:
                break
            title = p.start
        self._note(e, title, end, head)
        e.forms[self.text[begin:end]] += 0
        if body > start:
            name = self.low[start:body].strip()
            e.parents[self._note(self._entity("name", name), start, start + len(name), INSIDE).index] += 1
        for p in pieces[:first]:
            if p.roles:
                e.roles[self.low[p.start : p.end]] += 1
        return e, False

    def _body_before(self, names: list[Piece]) -> int:
        """Where the person's name begins behind that of a body ("Thủ tướng Karvia Tomas Belan")."""
        for k in range(len(names) - 2, 0, -1):
            if self.low[names[0].start : names[k - 1].end] in self.of_bodies:
                return names[k].start
        return names[0].start

    def _acronym(self, names: list[Piece], before: Piece) -> bool:
        """Whether what stands behind an office is an organisation's short name ("Phó chủ tịch VATA")."""
        word = self.text[names[0].start : names[-1].end]
        return "office" in before.roles and len(word) > 2 and word.isupper()

    def _with_party(
        self, pieces: list[Piece], parties: list[Piece], head: frozenset[str], person: Entity | None
    ) -> Entity | None:
        """What a phrase with a party in it is, or its person belongs to."""
        start, stop = pieces[0].start, pieces[-1].end
        p = parties[0]
        party = self._party(p)
        if head & {"opposition"}:
            self._note(party, p.start, p.end, INSIDE)
            return self._note(self._entity("group", _bare(self.low[start : p.end])), start, p.end, head)
        if p.start == start and person is None:
            for q in parties[1:]:
                self._note(self._party(q), q.start, q.end, INSIDE)
            return self._note(party, start, p.end, head)
        organ = any(q.roles & STATE for q in pieces if q.start < p.start)
        if not head or head & (STATE | {"group"}) or (person is None and (organ or head & {"kin"})):
            return self._note(party, start, p.end, head)
        if person is not None and head & {"person"}:
            self._note(party, p.start, p.end, INSIDE)
            return None
        if person is not None:
            return self._note(party, start, p.end, head)
        self._note(party, p.start, p.end, INSIDE)
        return self._org(start, stop, head, start, head)

    def _with_name(self, pieces: list[Piece], head: frozenset[str]) -> Entity:
        """What a phrase with a name that is no person's means."""
        start, stop = pieces[0].start, pieces[-1].end
        if not any(p.kind == "role" for p in pieces):
            before = (
                self.low[max(0, start - 12) : max(0, start - 1)].split()
                if self.text[start - 1 : start] == " "
                else []
            )
            parts = self.low[start:stop].split()
            kind: Kind = "name"
            if before and before[-1] in PLACE_HEADS:
                kind = "place"
            elif parts[0] in SURNAMES and len(parts) in {3, 4}:
                kind = "person"
            return self._note(self._entity(kind, self.low[start:stop]), start, stop, NONE)
        first = next((p for p in pieces if p.roles & BODIES), pieces[0])
        return self._org(first.start, stop, first.roles, start, head)

    def _without_name(
        self, pieces: list[Piece], head: frozenset[str], owner: Entity | None, end: int
    ) -> Entity | None:
        """What a phrase of role words alone means ("phe đối lập", "người phát ngôn của Nga")."""
        start, stop = pieces[0].start, pieces[-1].end
        kinds = frozenset(k for p in pieces for k in p.roles)
        group = kinds & {"group", "opposition", "police"} or (
            self.text[start].isupper() and kinds & {"org", "state"} and len(pieces) > 1
        )
        if (
            not group
            and kinds & {"org", "state", "office", "person"}
            and (owner is not None or len(pieces) > 1)
        ):
            if owner is not None and head & STATE and owner.kind == "party":
                return self._note(owner, start, end, head)
            group = kinds
        if group:
            body = next((p for p in pieces if not p.roles or p.roles - SPEAKING), pieces[-1])
            return self._note(self._entity("group", _bare(self.low[body.start : stop])), start, stop, head)
        if head & {"kin", "office", "person", "org", "state"}:
            kind = "kin" if head & {"kin"} and len(pieces) == 1 else "role"
            self.pronouns.append(Pronoun(start, stop, self.sentence, kind, self.low[start:stop]))
        return owner

    def _employer(self, pieces: list[Piece], person: Entity) -> Entity | None:
        """The organisation between a title and a person's name ("Chủ tịch UBND tỉnh … Nguyễn …"), or the
        group that is called by the person ("gia đình ông Tư").
        """
        named = person.mentions[-1].start
        own = next((p for p in pieces if p.roles >= {"group", "org"} and p.end + 1 == named), None)
        if own is not None:
            return self._org(own.start, person.mentions[-1].end, own.roles, own.start, own.roles)
        bodies = [p for p in pieces if p.roles & BODIES and p.end < named]
        if not bodies:
            return None
        parts = [p.end for p in pieces if p.end <= named and p.kind != "role"]
        start, end = bodies[0].start, max([*parts, *(p.end for p in bodies)])
        if " " not in self.text[start:end].strip():
            return None
        return self._org(start, end, bodies[0].roles, start, bodies[0].roles)

    # Entering

    def _entity(self, kind: Kind, key: str, party: Party | None = None) -> Entity:
        found = self.by_key.get((kind, key))
        if found is None:
            found = Entity(len(self.entities), kind, key, party)
            self.entities.append(found)
            self.by_key[(kind, key)] = found
        return found

    def _party(self, piece: Piece) -> Entity:
        assert piece.party is not None
        return self._entity("party", piece.party.id, piece.party)

    def _note(self, e: Entity, start: int, end: int, head: frozenset[str]) -> Entity:
        e.mentions.append(Mention(start, end, self.sentence, e.index, head))
        cut = _INITIAL.match(self.text, end - 2)
        goes_on = cut is not None and (cut[1] is None or cut[1].islower())
        e.forms[self.text[start:end] + "." * goes_on] += 1
        return e

    def _org(self, start: int, end: int, own: frozenset[str], outer: int, head: frozenset[str]) -> Entity:
        """Enter an organisation start..end, mentioned by a phrase that begins at ``outer``."""
        first = self.low[start:end].split()[0]
        kind: Kind = "place" if first in PLACE_HEADS and "state" not in own else "org"
        e = self._entity(kind, _bare(self.low[start:end]))
        self._note(e, outer, end, head)
        e.forms[self.text[start:end]] += 0
        return e

    # Phrases side by side

    def link(self) -> None:
        """Link neighbours: "X, người phát ngôn Y", "Y (CNRP)", "người phát ngôn Y, bà X"."""
        whole: list[Named] = []
        for n in sorted(self.named, key=lambda n: (n.start, -n.end)):
            if not whole or n.end > whole[-1].end:
                whole.append(n)
        for one, two in pairwise(whole):
            if one.sentence != two.sentence or two.start - one.end > 8 or one.entity == two.entity:
                continue
            gap = self.text[one.end : two.start].strip()
            a, b = self.entities[one.entity], self.entities[two.entity]
            named = {"name", "party", "org"}
            if gap == "(" and self.text[two.end : two.end + 1] == ")":
                if b.kind in named and self.text[two.start : two.end].isupper():
                    b.parents[a.index] += 3
                elif a.kind == "person" or (a.kind in {"org", "group"} and b.kind in named):
                    a.parents[b.index] += 2
            elif gap in APPOSED | {"(", "là"} and "office" in two.head and not two.person:
                if a.kind in {"person", "name"}:
                    a.parents[b.index] += 2
            elif (
                gap in APPOSED
                and "office" in one.head
                and not one.person
                and (two.person or (b.kind == "person" and gap != ","))
            ):
                b.parents[a.index] += 2


def _of_bodies(text: str, phrases: list[tuple[int, list[Piece]]]) -> frozenset[str]:
    """The names, folded, that no person's title stands before: behind an organisation, army or group ("quân
    Karvia"), or of two words alone.
    """
    out = set()
    for _, pieces in phrases:
        for first, last in _runs(pieces):
            before = pieces[first - 1] if first else None
            owned = before is not None and (
                before.kind == "party" or (before.roles & OWNED and not before.roles & PEOPLE)
            )
            if owned or (before is None and last - first > 1):
                out.add(fold(text[pieces[first].start : pieces[last - 1].end]))
    return frozenset(out)


def _kind(piece: Piece) -> str:
    return piece.party.kind if piece.party else ""


def _runs(pieces: list[Piece]) -> list[tuple[int, int]]:
    """Maximal runs of name pieces, as index ranges."""
    out: list[tuple[int, int]] = []
    for k, p in enumerate(pieces):
        if p.kind == "cap" and out and out[-1][1] == k:
            out[-1] = (out[-1][0], k + 1)
        elif p.kind == "cap":
            out.append((k, k + 1))
    return out


def _surname(name: str) -> int:
    """Where in a run of names a person's begins after an organisation's or place's, 0 where it does not."""
    at = 0
    parts = name.split(" ")
    for k, part in enumerate(parts):
        rest = parts[k:]
        if k and fold(part) in SURNAMES and 2 <= len(rest) <= 4 and all(p[:1].isupper() for p in rest):
            return at
        at += len(part) + 1
    return 0


def _bare(name: str) -> str:
    """A folded name without the determiners before it."""
    parts = name.split()
    while len(parts) > 1 and (parts[0] in DETERMINERS or parts[0].isdigit()):
        parts.pop(0)
    return " ".join(parts)
