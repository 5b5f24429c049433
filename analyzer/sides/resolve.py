"""Which side each speaker and each mention belongs to: one resolver for speech and for stance."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from analyzer.analysis import THIRD, UNNAMED, Attribution, Side, Span
from analyzer.document import Document
from analyzer.sides.candidates import ACTS, speakers
from analyzer.sides.cast import Cast, read
from analyzer.sides.entities import Entity
from analyzer.sides.hints import Hints
from analyzer.sides.model import Rankers
from analyzer.sides.phrases import TOKEN, Pronoun
from analyzer.sides.pronouns import Antecedents
from analyzer.sides.words import DETERMINERS, NOT_NAMES, Role, Words, words
from lexicons import Lexicons, Matcher, fold


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SOURCE_ROLES = _words(
    "kin person office state org police media document expert anonymous opposition group pronoun self both "
    "other role"
)

PAIR = (
    *_words(
        "exact coverage at_start at_end placed owned elsewhere same_speaker same_speaker_other "
        "sides_in_source speaker speaker_other speaker_none "
        "antecedent antecedent_other last_speaker last_speaker_person last_mention last_subject "
        "distance mentions share n_sides content content_other previous previous_other "
        "previous_sentence next next_other same_quote null continued nested foreign plural "
        "inherited in_source "
    ),
    *(f"source:{r}" for r in SOURCE_ROLES),
    *(f"act:{a}" for a in ACTS),
    *(f"type:{t}" for t in ("direct", "mixed", "indirect", "continued")),
    *(f"speaker:{k}" for k in ("party", "person", "org", "group", "place", "name", "none")),
)

NOBODY = (
    *_words(
        "null continued foreign plural one length named some_side previous_third previous_unnamed "
        "previous_side next_third next_unnamed next_side nested_third nested_unnamed n_sides "
        "speaks_before hidden digits "
    ),
    *(f"source:{r}" for r in SOURCE_ROLES),
    *(f"act:{a}" for a in ACTS),
    *(f"type:{t}" for t in ("direct", "mixed", "indirect", "continued")),
    *(f"speaker:{k}" for k in ("party", "person", "org", "group", "place", "name", "none")),
)

_HIDDEN = re.compile(r"giấu tên|ẩn danh|không nêu tên|không muốn|đề nghị không")
_DEMONSTRATIVE = re.compile(r" (?:này|đó|ấy|trên|nói trên|kể trên)$")
_QUOTES = re.compile(r"[“”\"]")
_LANDMARK = re.compile(r"\b(?:vịnh|sông|suối|hồ|đầm|bãi|núi|đèo|đường|(?<!thành )phố) $", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,|;|\bvà\b|\bcùng\b|\blẫn\b)\s*")
_TRIM = " \t\n\"'“”‘’.,;:!?()[]-–—"


class Ties(NamedTuple):
    """To which side each entity belongs, and every place where a side is named.

    ``entity[i]`` is the side id of entity i or None; ``inherited[i]`` whether that follows from its parents.
    ``spans`` are (start, end, side id) in order, names and aliases only, no pronouns.
    """

    entity: tuple[str | None, ...]
    inherited: tuple[bool, ...]
    spans: tuple[tuple[int, int, str], ...]


def tie(document: Document, cast: Cast, sides: Sequence[Side], lexicons: Lexicons) -> Ties:
    """Tie entities to sides: by names and aliases, by what the lexicon knows, by whom they belong to."""
    named = _named(document, sides)
    own = _own_sides(cast, sides, named)
    part_of = _part_of(cast, own, sides, lexicons)
    tied = [o or part_of.get(i) for i, o in enumerate(own)]
    for e in cast.entities:
        seen = {e.index}
        at = e
        while tied[e.index] is None and at.parents:
            up = at.parents.most_common(1)[0][0]
            if up in seen:
                break
            seen.add(up)
            tied[e.index] = own[up] or part_of.get(up)
            at = cast.entities[up]
    spans = {(a, b): side for a, b, side in named}
    for m in cast.mentions:
        side = tied[m.entity]
        covered = any(a <= m.start and m.end <= b for a, b, _ in _around(named, m.start, m.end))
        if side is not None and not covered and not _of_landmark(document.text, m.start):
            spans[(m.start, m.end)] = side
    return Ties(
        tuple(tied),
        tuple(o is None and t is not None for o, t in zip(own, tied, strict=True)),
        tuple(sorted((a, b, side) for (a, b), side in spans.items())),
    )


def _part_of(
    cast: Cast, own: Sequence[str | None], sides: Sequence[Side], lexicons: Lexicons
) -> dict[int, str]:
    """The side of each party that is none itself, where the lexicon has it as part of one."""
    named = {fold(a): s.id for s in reversed(sides) for a in (*s.aliases, s.name)}
    whole = {party: named[name] for name, party in words(lexicons).called if name in named}
    out = {}
    for e in cast.entities:
        if e.party is not None and own[e.index] is None:
            up = next((whole[p] for p in e.party.of if p in whole), None)
            if up is not None:
                out[e.index] = up
    return out


def _own_sides(cast: Cast, sides: Sequence[Side], named: Sequence[tuple[int, int, str]]) -> list[str | None]:
    """The side that each entity is by its own names, by vote of forms, the lexicon's names, and places."""
    votes: list[Counter[str]] = [Counter() for _ in cast.entities]
    of: dict[str, set[str]] = defaultdict(set)
    for s in sides:
        for alias in (s.name, *s.aliases):
            of[fold(alias)].add(s.id)
    ending: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for start, end, side in named:
        ending[end].append((start, side))
    for m in cast.mentions:
        e = cast.entities[m.entity]
        if "inside" in m.head and e.kind == "party":
            continue
        for start, side in ending.get(m.end, ()):
            person = e.kind in {"person", "name"}
            votes[m.entity][side] += 3 if start == m.start else 2 if start < m.start else int(person)
    for e in cast.entities:
        weights = [(form, 5) for form in e.forms]
        if e.party is not None:
            weights += [(e.party.name, 8), *((alias, 3) for alias in e.party.aliases)]
        for form, weight in weights:
            for side in of.get(fold(form), ()):
                votes[e.index][side] += weight
    return [max(sorted(v), key=v.__getitem__) if any(v.values()) else None for v in votes]


def _named(document: Document, sides: Sequence[Side]) -> list[tuple[int, int, str]]:
    """Where the names and aliases of the sides stand."""
    aliases = Matcher((a, (a, s.id)) for s in reversed(sides) for a in (*s.aliases, s.name))
    out = []
    starts = {s.start for s in document.sentences}
    for a, b, (alias, side) in aliases.find(document.text):
        if _of_landmark(document.text, a):
            continue
        proper = " " not in alias and alias[0].isupper()
        if proper and (not document.text[a].isupper() or (a in starts and fold(alias) in NOT_NAMES)):
            continue
        out.append((a, b, side))
    return out


def _of_landmark(text: str, start: int) -> bool:
    """Whether a name is that of a landmark: "vịnh Bình Sa" does not name a company Bình Sa."""
    return text[start].isupper() and _LANDMARK.search(text, max(0, start - 8), start) is not None


def _around(spans: Sequence[tuple[int, int, str]], start: int, end: int) -> Sequence[tuple[int, int, str]]:
    """The spans (in order, without overlaps) that touch start..end."""
    low = bisect_left(spans, (start,))
    high = bisect_right(spans, (end,))
    return spans[max(0, low - 1) : high]


class Described(NamedTuple):
    """What speaks for each side being the speaker of one attribution, and for none of them.

    ``pairs[k]`` are the features (`PAIR` in order) of side k, ``nobody`` those (`NOBODY`) that tell
    third from unnamed, an encoder's hints behind them. ``together`` are the sides that the wording of the
    source settles: joined by "và", "hai bên", or the one whose own paper or unnamed official it is.
    """

    pairs: tuple[tuple[float, ...], ...]
    nobody: tuple[float, ...]
    together: tuple[str, ...]


class Resolver:
    """Describes the attributions of one article, one after another, with what was decided before."""

    def __init__(
        self,
        document: Document,
        sides: Sequence[Side],
        attributions: Sequence[Attribution],
        lexicons: Lexicons,
        *,
        cast: Cast | None = None,
        hints: Hints | None = None,
    ) -> None:
        self.hints = hints
        self.document = document
        self.text = document.text
        self.low = fold(document.text)
        self.sides = tuple(sides)
        self.ids = tuple(s.id for s in sides)
        self.attributions = attributions
        self.words: Words = words(lexicons)
        self.cast = read(document, lexicons) if cast is None else cast
        self.ties = tie(document, self.cast, sides, lexicons)
        self.places: dict[str, list[int]] = {s: [] for s in self.ids}
        for i, m in enumerate(self.cast.mentions):
            side = self.ties.entity[m.entity]
            if side is not None:
                self.places[side].append(i)
        self.pronoun_starts = [p.start for p in self.cast.pronouns]
        self.antecedents = Antecedents(document, self.cast)
        self.speakers = self._meant(speakers(self.cast, attributions))
        self.speeches: dict[int | None, list[int]] = defaultdict(list)
        for k, speaker in enumerate(self.speakers):
            self.speeches[speaker].append(k)
        self.starts = [a for a, _, _ in self.ties.spans]
        self.counts = Counter(side for _, _, side in self.ties.spans)
        self.aliases = {s.id: {fold(a) for a in (s.name, *s.aliases)} for s in sides}
        self.people = [m for m in self.cast.mentions if self.cast.entities[m.entity].kind == "person"]
        self.people_starts = [m.start for m in self.people]
        self.quotes = [m.start() for m in _QUOTES.finditer(self.text)]
        self.order = sorted(
            range(len(attributions)),
            key=lambda k: (
                attributions[k].source is None,
                attributions[k].sentence,
                attributions[k].content[0],
            ),
        )
        outermost: dict[int, int] = {}
        for k, a in enumerate(attributions):
            best = outermost.get(a.sentence)
            if best is None or _length(a) > _length(attributions[best]):
                outermost[a.sentence] = k
        self.outermost = outermost
        self.speaking = sorted(outermost)

    def describe(self, k: int, voices: Sequence[tuple[str, ...]]) -> Described:
        """Attribution k against every side, given the voices of those decided before (() where undecided)."""
        a = self.attributions[k]
        common = self._common(k, a)
        per_side = {s: self._of_side(s, k, a, voices, common) for s in self.ids}
        pairs = tuple(
            tuple(float({**common, **per_side[s]}.get(name, 0.0)) for name in PAIR) for s in self.ids
        )
        features = {**common, **self._nobody(k, a, voices)}
        nobody = tuple(float(features.get(name, 0.0)) for name in NOBODY)
        if self.hints is not None:
            of_pairs, of_nobody = self.hints.of_speakers(k, self.places)
            pairs = tuple((*x, *y) for x, y in zip(pairs, of_pairs, strict=True))
            nobody = (*nobody, *of_nobody)
        return Described(pairs, nobody, self._together(a))

    def _meant(self, named: list[int | None]) -> list[int | None]:
        """Whom each source means, pronouns taken for those they stand for, "tôi" for who spoke before."""
        out = list(named)
        spoken: list[int] = []
        cited: dict[str, int] = {}
        for k in sorted(range(len(out)), key=lambda k: (self.attributions[k].sentence, self._place(k))):
            a = self.attributions[k]
            if out[k] is None and a.source is not None:
                pronoun = self._pronoun(a.source)
                if pronoun is not None and pronoun.kind == "self":
                    out[k] = spoken[0] if spoken else None
                elif pronoun is not None:
                    out[k] = self.antecedents.of(pronoun, spoken)
                else:
                    out[k] = self._cited_before(a.source, cited)
            meant = out[k]
            if meant is not None:
                spoken = [meant, *spoken][:2]
            if meant is not None and a.source is not None:
                parts = self.low[a.source[0] : a.source[1]].strip(_TRIM).removeprefix("một ").split()
                cited |= {" ".join(parts[:n]): meant for n in range(1, len(parts))}
        return out

    def _cited_before(self, source: Span, cited: Mapping[str, int]) -> int | None:
        """Whom a source known from before means: "nguồn tin trên" after "nguồn tin từ Bộ Quốc phòng Nga".

        ``cited`` are the entities meant by the sources before, by the words with which these begin.
        """
        called = _DEMONSTRATIVE.sub("", self.low[source[0] : source[1]].strip(_TRIM))
        if called not in cited or called.partition(" ")[0] in DETERMINERS:
            return None
        whole = any((a, b) == (0, len(called)) for a, b, _ in self.words.roles.find(called))
        return cited[called] if whole else None

    def _place(self, k: int) -> int:
        a = self.attributions[k]
        return a.content[0][0] if a.source is None else a.source[0]

    def _pronoun(self, source: Span) -> Pronoun | None:
        """The pronoun, or the bare title, that a source span is or begins with."""
        start, end = source
        at = bisect_left(self.pronoun_starts, start)
        if at == len(self.pronoun_starts) or self.pronoun_starts[at] >= end:
            return None
        p = self.cast.pronouns[at]
        return p if p.kind in {"pronoun", "kin", "self", "role"} and p.start - start <= 8 else None

    def run(self, rankers: Rankers) -> list[Attribution]:
        """Decide those with a source one after another, then those that run on or wait for their source.

        A speaker has one voice: the one that is likeliest over all that it says.
        """
        voices: list[tuple[str, ...]] = [()] * len(self.attributions)
        names: list[str] = [""] * len(self.attributions)
        sourced = [k for k in self.order if self.attributions[k].source is not None]
        said: dict[int, list[tuple[int, dict[str, float]]]] = defaultdict(list)
        for k in sourced:
            voices[k], p = self._decide(k, voices, rankers)
            speaker = self.speakers[k]
            if speaker is not None and p:
                said[speaker].append((k, p))
        for all_of_it in said.values():
            total = {v: sum(p[v] for _, p in all_of_it) for v in all_of_it[0][1]}
            voice = _likeliest(total)
            for k, _ in all_of_it:
                voices[k] = (voice,)
        for k in self.order[len(sourced) :]:
            voices[k], _ = self._decide(k, voices, rankers)
        for k in self.order:
            names[k] = self._speaker_name(k, voices, names)
        return [
            msgspec.structs.replace(a, side=v, speaker=n)
            for a, v, n in zip(self.attributions, voices, names, strict=True)
        ]

    def _decide(
        self, k: int, voices: Sequence[tuple[str, ...]], rankers: Rankers
    ) -> tuple[tuple[str, ...], dict[str, float]]:
        """The voice of attribution k and the probability of each; none where the wording settles it."""
        described = self.describe(k, voices)
        if described.together:
            return described.together, {}
        p = dict(zip(self.ids, map(rankers.pair.p, described.pairs), strict=True))
        rest, third = max(0.0, 1 - sum(p.values())), rankers.third.p(described.nobody)
        p |= {THIRD: rest * third, UNNAMED: rest * (1 - third)}
        return (_likeliest(p),), p

    def _speaker_name(self, k: int, voices: Sequence[tuple[str, ...]], names: Sequence[str]) -> str:
        a = self.attributions[k]
        if voices[k] == (UNNAMED,) and a.source is None:
            return ""
        if a.source is None:
            for near in (self._previous(a), self._next(a)):
                if near is not None and voices[near] == voices[k] and names[near]:
                    return names[near]
            return ""
        spoken = self.speakers[k]
        if spoken is not None:
            return self._fullest(self.cast.entities[spoken], a.source)
        source = self._as_it_stands(a.source)
        if any(r.kinds & {"pronoun", "kin", "self"} for _, _, r in self.words.roles.find(source)):
            before = self._previous(a)
            if before is not None and voices[before] == voices[k] and names[before]:
                return names[before]
        return source

    def _fullest(self, e: Entity, source: Span) -> str:
        if e.kind == "person":
            names = [f for f in e.forms if fold(f) in e.key or e.key in fold(f)]
            whole = [f for f in names if fold(f).endswith(e.key)]
            bare = [f for f in whole if fold(f) == e.key]
            return (bare or whole or names or list(e.forms))[0]
        name = self._as_it_stands(source)
        if self._pronoun(source) is None:
            return name
        usual = max(e.forms, key=lambda form: (e.forms[form], len(form), form))
        return name if usual in name else usual

    def _as_it_stands(self, source: Span) -> str:
        """A source as it stands, without marks around it."""
        name = self.text[source[0] : source[1]].strip(_TRIM)
        return name + ")" * (name.count("(") - name.count(")"))

    # What is described

    def in_span(self, start: int, end: int) -> list[tuple[int, int, str]]:
        """The places in start..end where a side is named."""
        low = bisect_left(self.starts, start)
        out = list(self.ties.spans[low : bisect_left(self.starts, end)])
        if low and self.ties.spans[low - 1][1] > start:
            out.insert(0, self.ties.spans[low - 1])
        return out

    def _together(self, a: Attribution) -> tuple[str, ...]:
        if a.source is None:
            return ()
        source = self.low[a.source[0] : a.source[1]]
        roles = self.words.roles.find(source)
        settled = self._owner(a.source, roles) or self._unnamed_official(a.source, roles)
        if settled is not None:
            return (settled,)
        if any("both" in r.kinds for _, _, r in roles) and len(self.ids) >= 2:
            named = sorted({side for _, _, side in self.in_span(*a.source)}, key=self.ids.index)
            return (
                tuple(named) if len(named) >= 2 else self.ids[:2] if len(self.ids) == 2 else self._leading()
            )
        parts = [p for p in _AND.split(source) if p.strip()]
        if len(parts) < 2 or len(parts) > 5:
            return ()
        found: list[str] = []
        at = a.source[0]
        for part in parts:
            at = self.low.find(part, at)
            inside = {side for _, _, side in self.in_span(at, at + len(part))}
            if len(inside) != 1:
                return ()
            found.append(inside.pop())
            at += len(part)
        both = tuple(sorted(set(found), key=self.ids.index))
        return both if len(both) >= 2 else ()

    def _owner(self, source: Span, roles: Sequence[tuple[int, int, Role]]) -> str | None:
        """The side whose own paper or site the source is; a bare document is nobody's."""
        here = self.in_span(*source)
        if not here or not roles or roles[0][0] > 6 or "document" not in roles[0][2].kinds:
            return None
        return here[0][2] if self.low[source[0] : here[0][0]].endswith("của ") else None

    def _unnamed_official(self, source: Span, roles: Sequence[tuple[int, int, Role]]) -> str | None:
        """The side whose official speaks but is not named ("một quan chức Nga giấu tên")."""
        here = {side for _, _, side in self.in_span(*source)}
        if len(here) != 1 or not _HIDDEN.search(self.low, *source):
            return None
        return here.pop() if roles and roles[0][2].kinds & {"office", "anonymous"} else None

    def _leading(self) -> tuple[str, ...]:
        top = {s for s, _ in self.counts.most_common(2)}
        return tuple(s for s in self.ids if s in top)

    def _common(self, k: int, a: Attribution) -> dict[str, float]:
        f: dict[str, float] = {f"act:{a.act}": 1, f"type:{a.type}": 1, "n_sides": len(self.ids)}
        f["null"] = a.source is None
        f["continued"] = a.type == "continued"
        spoken = self.speakers[k]
        kind = "none" if spoken is None else self.cast.entities[spoken].kind
        f[f"speaker:{kind}"] = 1
        if a.source is not None:
            source = self.text[a.source[0] : a.source[1]]
            for position, (_, _, role) in enumerate(self.words.roles.find(source)):
                for r in role.kinds:
                    f[f"source:{r}"] = max(f.get(f"source:{r}", 0), 1 / (1 + position))
            here = self.in_span(*a.source)
            f["sides_in_source"] = len({side for _, _, side in here})
            entity = None if spoken is None else self.cast.entities[spoken]
            f["foreign"] = bool(entity and entity.party and self.ties.entity[entity.index] is None)
            f["plural"] = bool(re.match(r"(các|những|nhiều|một số|giới|hàng)\b", source.lower()))
            f["length"] = len(source.split())
        return f

    def _nobody(self, k: int, a: Attribution, voices: Sequence[tuple[str, ...]]) -> dict[str, float]:
        f: dict[str, float] = {}
        if a.source is not None:
            source = self.text[a.source[0] : a.source[1]]
            f["one"] = source.lower().startswith("một ")
            f["named"] = any(m.group()[0].isupper() for m in list(TOKEN.finditer(source))[1:])
            f["hidden"] = bool(_HIDDEN.search(source))
            f["digits"] = any(c.isdigit() for c in source)
        f["speaks_before"] = self.speaking[0] < a.sentence
        for where, j in (
            ("previous", self._previous(a)),
            ("next", self._next(a)),
            ("nested", self._outer(k, a)),
        ):
            voice = () if j is None else voices[j]
            f[f"{where}_third"] = THIRD in voice
            f[f"{where}_unnamed"] = UNNAMED in voice
            f[f"{where}_side"] = bool(set(voice) & set(self.ids))
        return f

    def _previous(self, a: Attribution) -> int | None:
        at = bisect_left(self.speaking, a.sentence)
        return self.outermost[self.speaking[at - 1]] if at else None

    def _next(self, a: Attribution) -> int | None:
        at = bisect_right(self.speaking, a.sentence)
        return self.outermost[self.speaking[at]] if at < len(self.speaking) else None

    def _outer(self, k: int, a: Attribution) -> int | None:
        outer = self.outermost.get(a.sentence)
        return None if outer == k else outer

    def _of_side(
        self, side: str, k: int, a: Attribution, voices: Sequence[tuple[str, ...]], common: dict[str, float]
    ) -> dict[str, float]:
        f: dict[str, float] = {}
        total = sum(self.counts.values()) or 1
        f["share"] = self.counts[side] / total
        f["mentions"] = self.counts[side]
        anchor = a.content[0][0] if a.source is None else a.source[0]
        if a.source is not None:
            self._source(side, k, a.source, voices, f)
        self._before(side, a.sentence, anchor, f)
        inside = {s for c in a.content for _, _, s in self.in_span(*c)}
        f["content"] = side in inside
        f["content_other"] = bool(inside - {side})
        self._neighbours(side, k, a, voices, f)
        return f

    def _near(self, k: int, spoken: int) -> list[int]:
        """The attributions to the same speaker that stand next to this one, three on either side."""
        all_of = self.speeches[spoken]
        at = bisect_left(all_of, k)
        return [*all_of[max(0, at - 3) : at], *all_of[at + 1 : at + 4]]

    def _source(
        self, side: str, k: int, source: Span, voices: Sequence[tuple[str, ...]], f: dict[str, float]
    ) -> None:
        start, end = source
        named = self.low[start:end].strip(_TRIM)
        f["exact"] = named in self.aliases[side]
        here = [(s, e) for s, e, of in self.in_span(start, end) if of == side]
        if here:
            s = here[0][0]
            f["in_source"] = 1
            f["coverage"] = max(min(e, end) - max(s, start) for s, e in here) / max(1, end - start)
            f["at_start"] = s <= start + 2
            f["at_end"] = here[-1][1] >= end - 2
            before = self.low[max(0, s - 9) : s].split()
            f["owned"] = before[-1:] == ["của"] and s > start
            f["placed"] = (
                bool(before)
                and s > start
                and before[-1] in {"tại", "ở", "về", "với", "cho", "vào", "chống", "gốc"}
            )
        spoken = self.speakers[k]
        if spoken is None:
            f["speaker_none"] = 1
            return
        tied = self.ties.entity[spoken]
        f["speaker"] = tied == side
        f["elsewhere"] = tied is None and bool(self.cast.entities[spoken].parents)
        earlier = [voices[j] for j in self._near(k, spoken) if voices[j]]
        f["same_speaker"] = any(side in voice for voice in earlier)
        f["same_speaker_other"] = any(side not in voice for voice in earlier)
        f["inherited"] = tied == side and self.ties.inherited[spoken]
        f["speaker_other"] = tied is not None and tied != side

    def _before(self, side: str, sentence: int, anchor: int, f: dict[str, float]) -> None:
        """What was named last before the attribution."""
        at = bisect_left(self.people_starts, anchor)
        if at:
            tied = self.ties.entity[self.people[at - 1].entity]
            f["antecedent"] = tied == side
            f["antecedent_other"] = tied is not None and tied != side
        at = bisect_left(self.starts, anchor)
        if at:
            f["last_mention"] = self.ties.spans[at - 1][2] == side
        f["distance"] = 10.0
        for back in range(at - 1, max(-1, at - 12), -1):
            if self.ties.spans[back][2] == side:
                f["distance"] = min(10.0, (anchor - self.ties.spans[back][0]) / 100)
                break
        if sentence:
            s = self.document.sentences[sentence - 1]
            first = self.in_span(s.start, s.end)
            f["last_subject"] = bool(first) and first[0][2] == side

    def _neighbours(
        self, side: str, k: int, a: Attribution, voices: Sequence[tuple[str, ...]], f: dict[str, float]
    ) -> None:
        before = self._previous(a)
        if before is not None:
            voice, near = voices[before], a.sentence - self.attributions[before].sentence
            f["previous"] = (side in voice) / near
            f["previous_other"] = bool(voice and side not in voice) / near
            f["previous_sentence"] = side in voice and near == 1
            f["last_speaker_person"] = side in voice and self.speakers[before] is not None
            f["last_speaker"] = side in voice
        following = self._next(a)
        if following is not None:
            voice, near = voices[following], self.attributions[following].sentence - a.sentence
            f["next"] = (side in voice) / near
            f["next_other"] = bool(voice and side not in voice) / near
            f["same_quote"] = side in voice and self._same_quote(a, self.attributions[following])
        outer = self._outer(k, a)
        if outer is not None:
            f["nested"] = side in voices[outer]

    def _same_quote(self, one: Attribution, two: Attribution) -> bool:
        """Whether no quotation ends between the starts of two contents."""
        low = bisect_right(self.quotes, one.content[0][0] + 1)
        return bisect_left(self.quotes, two.content[0][0] - 1) - low <= 0


def _likeliest(p: Mapping[str, float]) -> str:
    """The likeliest side, where it is likelier than that it is none; else who it is then."""
    sides = [v for v in p if v not in (THIRD, UNNAMED)]
    best = max(sides, key=p.__getitem__, default=None)
    if best is not None and p[best] >= p[THIRD] + p[UNNAMED]:
        return best
    return THIRD if p[THIRD] >= p[UNNAMED] else UNNAMED


def _length(a: Attribution) -> int:
    return sum(e - s for s, e in a.content)


def mentioned(
    document: Document, cast: Cast, ties: Ties, sides: Sequence[Side]
) -> list[dict[str, tuple[Span, ...]]]:
    """For each sentence the sides that it speaks of, by name or by pronoun, and the spans that name them."""
    out: list[dict[str, list[Span]]] = [{} for _ in document.sentences]
    starts = [s.start for s in document.sentences]
    for a, b, side in ties.spans:
        out[max(0, bisect_right(starts, a) - 1)].setdefault(side, []).append((a, b))
    antecedents = Antecedents(document, cast)
    ids = [s.id for s in sides]
    for p in cast.pronouns:
        if p.kind == "both" and len(ids) == 2:
            for side in ids:
                out[p.sentence].setdefault(side, []).append((p.start, p.end))
        elif p.kind in {"pronoun", "kin"}:
            meant = antecedents.of(p)
            tied = None if meant is None else ties.entity[meant]
            if tied is not None:
                out[p.sentence].setdefault(tied, []).append((p.start, p.end))
    return [{side: tuple(sorted(spans)) for side, spans in here.items()} for here in out]
