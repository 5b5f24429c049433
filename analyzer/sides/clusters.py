"""Which entities are one: short names of people, acronyms, an organisation with and without its head."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence

from analyzer.sides.entities import Entity
from analyzer.sides.words import DISTRICTS, Words, is_syllable

_TONES = str.maketrans("", "", "\u0300\u0301\u0303\u0309\u0323")


def clustered(entities: Sequence[Entity], words: Words) -> tuple[list[Entity], list[int]]:
    """Merge the entities that are one.

    Returns
    -------
    merged
        Numbered anew; mentions and parents point at the new numbers.
    new
        For each of the entities given the number of the one that it is now part of.
    """
    link = list(range(len(entities)))
    full_names = [*_short_names(entities), *_by_any_part(entities)]

    def root(i: int) -> int:
        while link[i] != i:
            link[i] = link[link[i]]
            i = link[i]
        return i

    nameless = _nameless(entities)
    bare = {e.index for e, _ in nameless}
    same = (
        *full_names,
        *_misspelt(entities),
        *_headless(entities),
        *nameless,
        *_described(entities, words),
    )
    for short, long in same:
        link[root(short.index)] = root(long.index)
    roots = [root(e.index) for e in entities]
    kept = list(dict.fromkeys(roots))
    number = {r: k for k, r in enumerate(kept)}
    new = [number[r] for r in roots]
    for e in entities:
        target = entities[roots[e.index]]
        if target is not e:
            for form, n in e.forms.items():
                target.forms[form] += 0 if e.index in bare else n
            if e.kind == "person" and target.kind == "name":
                target.kind = "person"
            target.roles += e.roles
            target.mentions += e.mentions
            target.parents += e.parents
    merged = [entities[r] for r in kept]
    for e in merged:
        k = number[e.index]
        e.mentions = sorted(m._replace(entity=k) for m in e.mentions)
        parents: Counter[int] = Counter()
        for p, n in e.parents.items():
            if new[p] != k:
                parents[new[p]] += n
        e.parents = parents
    for k, e in enumerate(merged):
        e.index = k
    return merged, new


def _short_names(entities: Sequence[Entity]) -> list[tuple[Entity, Entity]]:
    """People by a part of their name: the last syllables of a Vietnamese name, any part of a foreign one."""
    people = [e for e in entities if e.kind in {"person", "name"}]
    by_part: dict[str, list[Entity]] = defaultdict(list)
    for e in people:
        parts = e.key.split()
        for part in {parts[-1]} if all(map(is_syllable, parts)) else set(parts):
            by_part[part].append(e)
    named = {(e.kind, e.key): e for e in people}
    out: list[tuple[Entity, Entity]] = []
    for e in people:
        parts = e.key.split()
        foreign = len(parts) == 1 and not is_syllable(e.key)
        longer = [
            x
            for x in by_part[parts[-1]]
            if len(x.key) > len(e.key)
            and (x.key.endswith(" " + e.key) or (foreign and e.key in x.key.split()))
        ]
        # A bare syllable is no name by itself unless a person is known by it.
        if e.kind == "name" and len(parts) == 1 and not foreign:
            longer = [x for x in longer if x.kind == "person"] and longer
        if longer:
            out.append((e, max(longer, key=lambda x: (x.kind == "person", len(x.mentions), -x.index))))
        elif e.kind == "name" and ("person", e.key) in named:
            out.append((e, named["person", e.key]))
    return out


def _by_any_part(entities: Sequence[Entity]) -> list[tuple[Entity, Entity]]:
    """People by the first syllables of one longer name only ("bà Hoa" for "Hoa Xuân Oánh"): family names."""
    people = [e for e in entities if e.kind in {"person", "name"}]
    begins: dict[str, list[Entity]] = defaultdict(list)
    parts: Counter[str] = Counter()
    for e in people:
        words = e.key.split()
        parts.update({words[-1]} if len(words) > 1 else ())
        if len(words) > 1:
            begins[words[0]].append(e)
    out: list[tuple[Entity, Entity]] = []
    for e in people:
        if e.kind != "person" or " " in e.key or parts[e.key]:
            continue
        longer = [x for x in begins[e.key] if x.mentions[0].start < e.mentions[0].start]
        if len(longer) == 1:
            out.append((e, longer[0]))
    return out


def _misspelt(entities: Sequence[Entity]) -> list[tuple[Entity, Entity]]:
    """A given name that is one other person's but for its tone, with the same title: a slip of the article's
    ("bà Xuyên" for "bà Xuyến").
    """
    people = [e for e in entities if e.kind == "person"]
    by_sound: dict[str, list[Entity]] = defaultdict(list)
    for e in people:
        by_sound[_toneless(e.key.split()[-1])].append(e)
    out: list[tuple[Entity, Entity]] = []
    for e in people:
        if " " in e.key or not is_syllable(e.key):
            continue
        others = [x for x in by_sound[_toneless(e.key)] if x is not e]
        named = {x.key.split()[-1] for x in others}
        if len(named) == 1 and e.key not in named:
            usual = max(others, key=lambda x: (len(x.mentions), -x.index))
            if e.roles.keys() & usual.roles.keys() and len(e.mentions) <= len(usual.mentions):
                out.append((e, usual))
    return out


def _toneless(syllable: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", syllable).translate(_TONES))


def _headless(entities: Sequence[Entity]) -> list[tuple[Entity, Entity]]:
    """Organisations by their name without the head: "Lao Airlines" for "hãng hàng không Lao Airlines".

    The place where one sits is not its name: "Viện kiểm sát tỉnh Phú Lộc" is not Phú Lộc.
    """
    orgs = [e.key.split() for e in entities if e.kind == "org"]
    places = {e.key for e in entities if e.kind == "place"}
    places |= {" ".join(p[k + 1 :]) for p in orgs for k, part in enumerate(p[:-1]) if part in DISTRICTS}
    names = {e.key: e for e in entities if e.kind == "name" and e.key not in places}
    out: list[tuple[Entity, Entity]] = []
    for e in entities:
        parts = e.key.split()
        tails = [" ".join(parts[k:]) for k in range(1, len(parts))] if e.kind == "org" else []
        tail = next((t for t in tails if t in names), None)
        if tail is not None:
            out.append((names[tail], e))
    return out


def _nameless(entities: Sequence[Entity]) -> list[tuple[Entity, Entity]]:
    """A group by its head alone, where the article names one such: "gia đình" for "gia đình ông Tư"."""
    by_head: dict[str, list[Entity]] = defaultdict(list)
    for e in entities:
        parts = e.key.split()
        if e.kind in {"group", "org"} and any(map(_has_name, e.forms)):
            for n in range(1, len(parts)):
                by_head[" ".join(parts[:n])].append(e)
    return [
        (e, by_head[e.key][0])
        for e in entities
        if e.kind == "group" and not e.parents and len(by_head.get(e.key, ())) == 1
    ]


def _has_name(form: str) -> bool:
    return any(word[0].isupper() for word in form.split()[1:])


def _described(entities: Sequence[Entity], words: Words) -> list[tuple[Entity, Entity]]:
    """ "Nghi phạm" and "nạn nhân" alone, where one person of the article is introduced as that."""
    out: list[tuple[Entity, Entity]] = []
    for kind in (words.suspect, words.victim):
        named = [e for e in entities if e.kind == "person" and e.roles.keys() & kind]
        called = {e.key for e in named}
        if len(named) == 1 or (named and len({key.split()[-1] for key in called}) == 1):
            out += [(e, named[0]) for e in entities if e.kind == "group" and e.key in kind]
    return out
