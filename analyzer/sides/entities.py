"""Who is named in an article, and where."""

from __future__ import annotations

from collections import Counter
from typing import Literal, NamedTuple

from lexicons import Party

Kind = Literal["party", "person", "org", "group", "place", "name"]


class Mention(NamedTuple):
    """A place where an entity is named; ``head`` are the kinds of the phrase's first role word."""

    start: int
    end: int
    sentence: int
    entity: int
    head: frozenset[str]


class Entity:
    """Somebody or something that the article names.

    ``forms`` counts the strings that name it, ``roles`` the role words before it, ``parents`` the
    entities that it is said to belong to.
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
