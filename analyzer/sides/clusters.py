"""Which entities are one: short names of people, acronyms, an organisation with and without its head."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from analyzer.sides.entities import Entity
from analyzer.sides.words import Words, is_syllable


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

    for short, long in (*full_names, *_headless(entities), *_described(entities, words)):
        link[root(short.index)] = root(long.index)
    roots = [root(e.index) for e in entities]
    kept = list(dict.fromkeys(roots))
    number = {r: k for k, r in enumerate(kept)}
    new = [number[r] for r in roots]
    for e in entities:
        target = entities[roots[e.index]]
        if target is not e:
            for form, n in e.forms.items():
                target.forms[form] += n
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


def _headless(entities: Sequence[Entity]) -> list[tuple[Entity, Entity]]:
    """Organisations by their name without the head: "Lao Airlines" for "hãng hàng không Lao Airlines"."""
    names = {e.key: e for e in entities if e.kind == "name"}
    out: list[tuple[Entity, Entity]] = []
    for e in entities:
        parts = e.key.split()
        tails = [" ".join(parts[k:]) for k in range(1, len(parts))] if e.kind == "org" else []
        tail = next((t for t in tails if t in names), None)
        if tail is not None:
            out.append((names[tail], e))
    return out


def _described(entities: Sequence[Entity], words: Words) -> list[tuple[Entity, Entity]]:
    """ "Nghi phạm" and "nạn nhân" alone, where one person of the article is introduced as that."""
    out: list[tuple[Entity, Entity]] = []
    for kind in (words.suspect, words.victim):
        named = [e for e in entities if e.kind == "person" and e.roles.keys() & kind]
        called = {e.key for e in named}
        if len(named) == 1 or (named and len({key.split()[-1] for key in called}) == 1):
            out += [(e, named[0]) for e in entities if e.kind == "group" and e.key in kind]
    return out
