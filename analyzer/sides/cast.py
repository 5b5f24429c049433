"""Who appears in an article: mentions of parties, people, organisations and groups, clustered into entities.

A noun phrase is a run of role words ("người phát ngôn", "Bộ"), names and parties ("Nga"). Its make-up tells who is
meant and to whom that one belongs: "Bộ Quốc phòng Armenia" is Armenia, "Ngoại trưởng Ukraine Dmytro Kuleba" is Kuleba,
who belongs to Ukraine; "gia đình chị Hoa" belongs to chị Hoa.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Literal, NamedTuple

from analyzer.analysis import Span
from analyzer.document import Document
from analyzer.sides.words import (
    DETERMINERS,
    INNER,
    NOT_NAMES,
    PLACE_HEADS,
    SURNAMES,
    Words,
    is_syllable,
    words,
)
from lexicons import Lexicons, Party, fold

Kind = Literal["party", "person", "org", "group", "place", "name"]

TOKEN = re.compile(r"\w+(?:[-.'’&/]\w+)*")
PEOPLE_HEADS = frozenset({"kin", "person", "office"})
STATE_HEADS = frozenset({"state", "office", "police"})
CAPITAL_HEADS = frozenset("vụ ban phòng điện trang sở cục bộ viện hội quỹ chi cục chợ tin thị y điều em bé".split()) - {"em", "bé", "y"}
"""Heads that are something else in small letters ("vụ": a case)."""
FOREIGN_KINDS = frozenset({"state", "bloc", "group", "body"})


class Mention(NamedTuple):
    """A place where an entity is named; ``head`` are the kinds of the phrase's first role word."""

    start: int
    end: int
    sentence: int
    entity: int
    head: frozenset[str]


class Pronoun(NamedTuple):
    """A word that stands for somebody named before: its table in roles.toml and its folded text."""

    start: int
    end: int
    sentence: int
    kind: str
    text: str


class Entity:
    """Somebody or something that the article names.

    ``forms`` counts the strings that name it, ``roles`` the role words before it, ``parents`` the entities that it is
    said to belong to.
    """

    def __init__(self, index: int, kind: Kind, key: str, party: Party | None = None) -> None:
        self.index = index
        self.kind: Kind = kind
        self.key = key
        self.party = party
        self.forms: Counter[str] = Counter()
        self.roles: Counter[str] = Counter()
        self.parents: Counter[int] = Counter()
        self.mentions: list[Mention] = []


class Cast(NamedTuple):
    """Everybody in an article, with the mentions and pronouns in order."""

    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]
    pronouns: tuple[Pronoun, ...]
    phrases: tuple[tuple[Span, int], ...]


class _Piece(NamedTuple):
    start: int
    end: int
    kind: str  # party, role, cap, of, inner
    roles: frozenset[str] = frozenset()
    party: Party | None = None


def read(document: Document, lexicons: Lexicons) -> Cast:
    """Find and cluster the mentions of an article, in time linear in its length."""
    return _Reader(document, words(lexicons)).cast()


class _Reader:
    def __init__(self, document: Document, finders: Words) -> None:
        self.text = document.text
        self.low = fold(document.text)
        self.sentences = document.sentences
        self.words = finders
        self.entities: list[Entity] = []
        self.by_key: dict[tuple[str, str], Entity] = {}
        self.pronouns: list[Pronoun] = []
        self.phrases: list[tuple[int, int, int, int, frozenset[str], frozenset[str]]] = []
        self.known = self._capitalised()

    def _capitalised(self) -> Counter[str]:
        """How often each word stands capitalised where no sentence begins."""
        out: Counter[str] = Counter()
        for s in self.sentences:
            for k, m in enumerate(TOKEN.finditer(self.text, s.start, s.end)):
                if k and m.group()[0].isupper() and self.text[m.start() - 1] not in "\"“‘'":
                    out[m.group()] += 1
        return out

    def cast(self) -> Cast:
        for i, s in enumerate(self.sentences):
            for phrase in self._phrases(i, s.start, s.end):
                self._interpret(i, phrase)
        self._apposition()
        merged = self._merge()
        mentions = sorted(m for e in merged for m in e.mentions)
        phrases = tuple(((p[0], p[1]), p[3]) for p in self.phrases)
        return Cast(tuple(merged), tuple(mentions), tuple(self.pronouns), phrases)

    # --- pieces and phrases -------------------------------------------------------------------------------------

    def _pieces(self, start: int, end: int) -> list[_Piece]:
        text = self.text
        parties = {}
        for a, b, (party, alias) in self.words.parties.find(text, start, end):
            if self._is_party(a, b, alias, start):
                parties[a] = (b, party)
        roles = {
            a: (b, r.kinds)
            for a, b, r in self.words.roles.find(text, start, end)
            if text[a].isupper() or self.low[a:b] not in CAPITAL_HEADS
        }
        out: list[_Piece] = []
        at = start
        for m in TOKEN.finditer(text, start, end):
            a, b = m.span()
            if a < at:
                continue
            party, role = parties.get(a), roles.get(a)
            if party and (not role or party[0] >= role[0]):
                out.append(_Piece(a, party[0], "party", party=party[1]))
            elif role:
                out.append(_Piece(a, role[0], "role", roles=role[1]))
            elif self.low[a:b] == "của":
                out.append(_Piece(a, b, "of"))
            elif self._is_name(a, b, start):
                out.append(_Piece(a, b, "cap"))
            elif self.low[a:b] in INNER:
                out.append(_Piece(a, b, "inner"))
            else:
                continue
            at = out[-1].end
        return out

    def _is_party(self, a: int, b: int, alias: str, sentence: int) -> bool:
        found = self.text[a:b]
        if alias[0].isupper() and not found[0].isupper():
            return False
        if alias.isupper() and len(alias) < 5 and not found.isupper():
            return False
        if " " in found or not is_syllable(found) or found.isupper():
            return True
        # A single syllable: "Nga" the state or "Nga" the woman, "Anh" the state or the pronoun.
        before = TOKEN.findall(self.low[max(sentence, a - 24) : a])
        glued = self.text[a - 1 : a] == " " and self.text[a - 2 : a - 1] not in ",.;:)"
        last = before[-1] if before and glued else ""
        if last in {"ông", "bà", "anh", "chị", "cô", "em", "cháu", "bé", "thị", "văn", "bác", "chú", "thẩm"}:
            return False
        raw = TOKEN.findall(self.text[max(sentence, a - 24) : a])
        if glued and raw and raw[-1][0].isupper() and is_syllable(raw[-1]):
            previous = fold(raw[-1])
            if previous in SURNAMES or (len(raw) > 1 and raw[-2][0].isupper() and fold(raw[-2]) in SURNAMES):
                return False
            if previous in {
                "tuấn",
                "minh",
                "thanh",
                "hồng",
                "thúy",
                "quỳnh",
                "hoài",
                "ngọc",
                "thu",
                "việt",
                "hải",
                "đức",
            }:
                return False
        after = TOKEN.match(self.text, b + 1) if self.text[b : b + 1] == " " else None
        if (
            after
            and after.group()[0].isupper()
            and is_syllable(after.group())
            and not after.group().isupper()
        ):
            word = fold(after.group())
            if fold(found) in {"anh", "thái", "đức", "mĩ", "hàn", "nhật", "nga", "lào"} and word not in INNER:
                return bool(last and last not in NOT_NAMES and not before[-1].isdigit() and self._heads(last))
        if fold(found) == "anh":
            start_like = a == sentence or self.text[a - 1] in "\"“‘'(" or self.text[a - 2 : a - 1] in ".:;?!"
            return not start_like
        return True

    def _heads(self, word: str) -> bool:
        return word in {
            "trưởng",
            "thống",
            "tướng",
            "phủ",
            "quân",
            "đội",
            "nước",
            "người",
            "phòng",
            "giao",
            "viên",
            "sứ",
            "chức",
            "phía",
        }

    def _is_name(self, a: int, b: int, sentence: int) -> bool:
        word = self.text[a:b]
        if not word[0].isupper() or (len(word) == 1 and self.text[b : b + 1] != "."):
            return False
        low = self.low[a:b]
        before = TOKEN.findall(self.text[max(sentence, a - 12) : a]) if self.text[a - 1 : a] == " " else []
        if before and before[-1][0].isupper() and is_syllable(word) and fold(before[-1]) not in NOT_NAMES:
            return True
        begins = (
            not self.text[sentence:a].strip(" \"“”‘’'([-–—*")
            or self.text[max(0, a - 2) : a].strip()[-1:] in '.:?!“"'
        )
        if not begins:
            return low not in NOT_NAMES or self.known[word] > 2
        if low in NOT_NAMES:
            return False
        following = TOKEN.match(self.text, b + 1)
        adjacent = following is not None and self.text[b : b + 1] == " " and following.group()[0].isupper()
        return adjacent or not is_syllable(word) or self.known[word] > 0

    def _phrases(self, sentence: int, start: int, end: int) -> Iterator[list[_Piece]]:
        pieces = self._pieces(start, end)
        run: list[_Piece] = []
        for p in pieces:
            role = p.roles
            if role & {"pronoun", "self", "both", "other"} and not role & {"office", "group", "opposition"}:
                kind = next(k for k in ("pronoun", "self", "both", "other") if k in role)
                self.pronouns.append(Pronoun(p.start, p.end, sentence, kind, self.low[p.start : p.end]))
                yield from self._close(run)
                run = []
                continue
            gap = self.text[run[-1].end : p.start] if run else ""
            if run and gap not in {" ", " “", ' "', "” ", '" '}:
                yield from self._close(run)
                run = []
            if p.kind in {"of", "inner"} and not run:
                continue
            if p.kind == "inner" and not any(
                q.roles & {"org", "state", "police", "office", "media", "group"} for q in run
            ):
                yield from self._close(run)
                run = []
                continue
            run.append(p)
        yield from self._close(run)

    def _close(self, run: list[_Piece]) -> Iterator[list[_Piece]]:
        while run and run[-1].kind in {"of", "inner"}:
            run = run[:-1]
        if run:
            yield run

    # --- who a phrase means -------------------------------------------------------------------------------------

    def _entity(self, kind: Kind, key: str, party: Party | None = None) -> Entity:
        found = self.by_key.get((kind, key))
        if found is None:
            found = Entity(len(self.entities), kind, key, party)
            self.entities.append(found)
            self.by_key[(kind, key)] = found
        return found

    def _note(self, e: Entity, sentence: int, start: int, end: int, head: frozenset[str]) -> Entity:
        e.mentions.append(Mention(start, end, sentence, e.index, head))
        form = self.text[start:end]
        e.forms[form] += 1
        return e

    def _interpret(self, sentence: int, pieces: list[_Piece], owned: bool = False) -> Entity | None:
        """Enter the entities of one phrase; the one that the whole phrase means is returned."""
        for k, p in enumerate(pieces):
            if p.kind == "of":
                owner = self._interpret(sentence, pieces[k + 1 :], owned=True)
                head = self._interpret_plain(sentence, pieces[:k], owner, pieces[-1].end)
                return head
        return self._interpret_plain(sentence, pieces, None, pieces[-1].end)

    def _interpret_plain(
        self, sentence: int, pieces: list[_Piece], owner: Entity | None, end: int
    ) -> Entity | None:
        text = self.text
        while pieces and pieces[-1].kind == "inner":
            pieces = pieces[:-1]
        if not pieces:
            return owner
        start = pieces[0].start
        stop = pieces[-1].end
        head = next((p.roles for p in pieces if p.roles), frozenset())
        if pieces[0].kind == "role":
            head = pieces[0].roles
        parties = [p for p in pieces if p.kind == "party"]
        # An agency of the lexicon before a state is that state's.
        if (
            len(parties) > 1
            and parties[0].party
            and parties[0].party.kind == "agency"
            and parties[-1].party.kind == "state"
        ):
            parties = parties[1:]
            head = head or frozenset({"state"})
        names = _runs(pieces)
        last_role = max((k for k, p in enumerate(pieces) if p.kind == "role"), default=-1)
        person: Entity | None = None
        affiliation: Entity | None = owner
        # The person that ends the phrase.
        if names and names[-1][1] == len(pieces):
            a, b = names[-1]
            before = pieces[a - 1] if a else None
            name = text[pieces[a].start : pieces[b - 1].end]
            cut = _surname(name) if before is not None and before.roles & {"org", "state", "police"} else 0
            if (
                before is None
                or (before.kind == "party" and head & PEOPLE_HEADS)
                or before.roles & PEOPLE_HEADS
                or cut
            ):
                begin = pieces[a].start + cut
                if before is not None or cut:
                    person = self._person(sentence, name[cut:], begin, stop, start, head, pieces, a)
                    if cut:
                        names[-1] = (a, a)
        # What the person, or the phrase itself, belongs to.
        if parties:
            p = parties[0]
            party = self._entity("party", p.party.id, p.party)
            state_like = (
                (head & STATE_HEADS) or not head or head & {"group"} or (head & {"kin"} and not person)
            )
            kin_of = p.party.kind in FOREIGN_KINDS or p.party.kind in {"company", "club", "agency", "media"}
            if head & {"opposition"}:
                whole = self._group(sentence, start, p.end, head)
                affiliation = whole
                self._note(party, sentence, p.start, p.end, frozenset({"inside"}))
            elif p.start == start and not person:
                self._note(party, sentence, start, p.end, head)
                affiliation = party
                if len(parties) > 1:
                    for q in parties[1:]:
                        self._note(
                            self._entity("party", q.party.id, q.party),
                            sentence,
                            q.start,
                            q.end,
                            frozenset({"inside"}),
                        )
            elif state_like and kin_of:
                self._note(party, sentence, start, p.end, head)
                affiliation = party
            elif person and p.start > start and head & {"person"}:
                self._note(party, sentence, p.start, p.end, frozenset({"inside"}))
                affiliation = None
            elif person and p.start >= start:
                self._note(party, sentence, start, p.end, head)
                affiliation = party
            else:
                self._note(party, sentence, p.start, p.end, frozenset({"inside"}))
                org = self._org(sentence, start, stop, head)
                affiliation = org
        elif names and names[-1][0] < names[-1][1] and not person:
            a, b = names[-1]
            if last_role < 0:
                named = self._name(sentence, start, stop)
                affiliation = named
            else:
                orgs = [
                    k
                    for k in range(last_role + 1)
                    if pieces[k].roles & {"org", "state", "police", "media", "opposition"}
                ]
                first = orgs[0] if orgs else 0
                affiliation = self._org(sentence, pieces[first].start, stop, pieces[first].roles, start, head)
        elif not person and last_role >= 0:
            affiliation = self._generic(sentence, start, stop, pieces, head, owner)
        elif person:
            orgs = [
                k
                for k, p in enumerate(pieces)
                if p.roles & {"org", "state", "police", "media", "opposition"}
                and p.end < person.mentions[-1].start
            ]
            if orgs and not affiliation:
                stop_at = max(
                    (p.end for p in pieces if p.end <= person.mentions[-1].start and p.kind != "role"),
                    default=0,
                )
                first = pieces[orgs[0]]
                finish = max(stop_at, first.end, *(pieces[k].end for k in orgs))
                if text[first.start : finish].strip().count(" ") >= 1:
                    affiliation = self._org(sentence, first.start, finish, first.roles)
        meant = person or affiliation
        if person and affiliation and affiliation is not person:
            person.parents[affiliation.index] += 1
        elif owner and affiliation and affiliation is not owner:
            if head & (STATE_HEADS | {"group", "org"}):
                affiliation.parents[owner.index] += 1
        if meant is not None:
            self.phrases.append(
                (start, end, sentence, meant.index, head, frozenset({"person"} if person else ()))
            )
        return meant

    def _person(
        self,
        sentence: int,
        name: str,
        begin: int,
        end: int,
        start: int,
        head: frozenset[str],
        pieces: list[_Piece],
        a: int,
    ) -> Entity:
        e = self._entity("person", fold(name))
        title = begin
        for p in reversed(pieces[:a]):
            if p.roles & {"kin", "person", "office"} and p.end + 1 >= title:
                title = p.start
            else:
                break
        self._note(e, sentence, title, end, head)
        e.forms[self.text[begin:end]] += 0
        for p in pieces[:a]:
            if p.roles:
                e.roles[self.low[p.start : p.end]] += 1
        return e

    def _group(self, sentence: int, start: int, end: int, head: frozenset[str]) -> Entity:
        return self._note(self._entity("group", _bare(self.low[start:end])), sentence, start, end, head)

    def _name(self, sentence: int, start: int, end: int) -> Entity:
        before = TOKEN.findall(self.low[max(0, start - 12) : start])
        place = bool(before) and before[-1] in PLACE_HEADS
        kind: Kind = "place" if place else "name"
        return self._note(self._entity(kind, fold(self.text[start:end])), sentence, start, end, frozenset())

    def _org(
        self,
        sentence: int,
        start: int,
        end: int,
        head: frozenset[str],
        outer: int | None = None,
        outer_head: frozenset[str] | None = None,
    ) -> Entity:
        first = TOKEN.match(self.low, start)
        place = first is not None and first.group() in PLACE_HEADS and not head & {"state"}
        kind: Kind = "place" if place else "org"
        e = self._entity(kind, _bare(self.low[start:end]))
        self._note(
            e, sentence, start if outer is None else outer, end, head if outer_head is None else outer_head
        )
        e.forms[self.text[start:end]] += 0
        return e

    def _generic(
        self,
        sentence: int,
        start: int,
        end: int,
        pieces: list[_Piece],
        head: frozenset[str],
        owner: Entity | None,
    ) -> Entity | None:
        kinds = frozenset(k for p in pieces for k in p.roles)
        if kinds & {"group", "opposition", "police"} or (
            self.text[start].isupper() and kinds & {"org", "state"} and len(pieces) > 1
        ):
            return self._group(sentence, start, end, head)
        if kinds & {"org", "state", "office", "person"} and (owner is not None or len(pieces) > 1):
            if owner is not None and head & STATE_HEADS and owner.kind == "party":
                self._note(owner, sentence, start, pieces[-1].end, head)
                return owner
            return self._group(sentence, start, end, head)
        if head & {"kin"} and len(pieces) == 1:
            self.pronouns.append(Pronoun(start, end, sentence, "kin", self.low[start:end]))
            return owner
        if head & {"office", "person", "org", "state", "expert", "media", "document", "anonymous"}:
            self.pronouns.append(Pronoun(start, end, sentence, "role", self.low[start:end]))
        return owner

    # --- clusters -----------------------------------------------------------------------------------------------

    def _apposition(self) -> None:
        """Link phrases side by side: "X, người phát ngôn Y", "Y (CNRP)", "người phát ngôn Y, bà X"."""
        ordered = sorted(self.phrases)
        for one, two in zip(ordered, ordered[1:], strict=False):
            gap = self.text[one[1] : two[0]]
            if one[2] != two[2] or len(gap) > 8:
                continue
            a, b = self.entities[one[3]], self.entities[two[3]]
            if a is b:
                continue
            bare = gap.strip()
            if bare == "(" and self.text[two[1] : two[1] + 1] == ")":
                if b.kind in {"name", "party", "org"} and self.text[two[0] : two[1]].isupper():
                    b.parents[a.index] += 3
                elif one[5] or a.kind == "person":
                    a.parents[b.index] += 2
            elif (
                bare in {",", "-", "–", "—", "(", "là"}
                and two[4] & {"office"}
                and a.kind in {"person", "name"}
                and not two[5]
            ):
                a.parents[b.index] += 2
            elif bare in {",", "-", "–", "—"} and one[4] & {"office"} and not one[5] and two[5]:
                b.parents[a.index] += 2

    def _merge(self) -> list[Entity]:
        group = list(range(len(self.entities)))

        def root(i: int) -> int:
            while group[i] != i:
                group[i] = group[group[i]]
                i = group[i]
            return i

        people = [e for e in self.entities if e.kind in {"person", "name"} and e.mentions]
        ends: dict[str, list[Entity]] = defaultdict(list)
        for e in people:
            parts = e.key.split()
            for part in {parts[-1]} if all(map(is_syllable, parts)) else set(parts):
                ends[part].append(e)
        parties: dict[str, Entity] = {}
        for e in self.entities:
            if e.party is not None:
                for alias in (e.party.name, *e.party.aliases):
                    parties[fold(alias)] = e
        for e in people:
            parts = e.key.split()
            longer = [
                x
                for part in parts[-1:]
                for x in ends[part]
                if x is not e
                and len(x.key) > len(e.key)
                and (
                    x.key.endswith(" " + e.key)
                    or (len(parts) == 1 and not is_syllable(e.key) and e.key in x.key.split())
                )
            ]
            if longer and not (
                e.kind == "name"
                and len(parts) == 1
                and is_syllable(e.key)
                and all(x.kind != "person" for x in longer)
            ):
                best = max(longer, key=lambda x: (x.kind == "person", len(x.mentions), -x.index))
                group[root(e.index)] = root(best.index)
            elif e.kind == "name":
                twin = self.by_key.get(("person", e.key))
                if twin is not None:
                    group[root(e.index)] = root(twin.index)
        heads: dict[str, list[Entity]] = defaultdict(list)
        for e in self.entities:
            if e.kind in {"org", "group"} and " " in e.key:
                heads[e.key.split()[0]].append(e)
        for e in self.entities:
            if e.kind == "org":
                core = e.key
                named = self.by_key.get(("name", core.split(" ", 1)[-1]))
                if named is not None and " " in core:
                    group[root(named.index)] = root(e.index)
        out: dict[int, Entity] = {}
        for e in self.entities:
            r = root(e.index)
            target = self.entities[r]
            if target is not e:
                target.forms += e.forms
                for form in e.forms:
                    target.forms[form] += 0
                target.roles += e.roles
                target.parents += e.parents
                target.mentions += e.mentions
            out[r] = target
        # Renumber, so that mentions and parents point at what is left.
        kept = [e for e in out.values()]
        index = {e.index: k for k, e in enumerate(kept)}
        for e in kept:
            e.mentions = sorted(m._replace(entity=index[e.index]) for m in e.mentions)
            parents: Counter[int] = Counter()
            for p, n in e.parents.items():
                if root(p) != e.index:
                    parents[index[root(p)]] += n
            e.parents = parents
        self.phrases = [(p[0], p[1], p[2], index[root(p[3])], p[4], p[5]) for p in self.phrases]
        for e in kept:
            e.index = index[e.index]
        return kept


def _runs(pieces: list[_Piece]) -> list[tuple[int, int]]:
    """Maximal runs of name pieces, as index ranges."""
    out: list[tuple[int, int]] = []
    for k, p in enumerate(pieces):
        if p.kind == "cap":
            if out and out[-1][1] == k:
                out[-1] = (out[-1][0], k + 1)
            else:
                out.append((k, k + 1))
    return out


def _surname(name: str) -> int:
    """Where in a run of names a person's begins after an organisation's or place's, 0 where it does not."""
    at = 0
    parts = name.split(" ")
    for k, part in enumerate(parts):
        if (
            k
            and fold(part) in SURNAMES
            and 2 <= len(parts) - k <= 4
            and all(p and p[0].isupper() for p in parts[k:])
        ):
            return at
        at += len(part) + 1
    return 0


def _bare(name: str) -> str:
    """A folded name without the determiners before it."""
    parts = name.split()
    while len(parts) > 1 and (parts[0] in DETERMINERS or parts[0].isdigit()):
        parts.pop(0)
    return " ".join(parts)
