"""What an article tells of each entity: the feature vector by which the ranker finds the sides."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from analyzer.analysis import Attribution, Span
from analyzer.document import Document
from analyzer.sides.cast import Cast
from analyzer.sides.entities import Entity, Mention
from analyzer.sides.phrases import TOKEN
from analyzer.sides.words import words
from lexicons import Lexicons, fold

KINDS = ("party", "person", "org", "group", "place", "name")
PARTY_KINDS = ("state", "bloc", "body", "group", "company", "club", "agency", "media")
HEADS = (
    "kin",
    "person",
    "office",
    "state",
    "org",
    "police",
    "media",
    "expert",
    "opposition",
    "group",
    "document",
)
NOWHERE = 9999

PROMINENT = 12
"""So many of the most mentioned entities are looked through for the counterpart of one."""

ACTS = ("accuse", "deny", "claim", "urge", "state", "admit", "feel")


_CAPITAL = re.compile(r"thủ đô (\w+)")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


NAMES = (
    *(f"kind:{k}" for k in KINDS),
    *(f"party:{k}" for k in PARTY_KINDS),
    *(f"head:{k}" for k in HEADS),
    *(f"speaks:{a}" for a in ACTS),
    *_words(
        "vietnam suspect victim mentions rolled share relative rank first early title title_first "
        "speaks speaks_share spoken_of accused subject agent patient suffers place inside parent "
        "children article_sentences article_attributions article_against article_accuse "
        "article_states article_entities article_title_against article_suspect article_victim pair "
        "title_known lower_name length conflict_share second_gap quoted opposed "
    ),
)


class Candidate(NamedTuple):
    """An entity, those that it stands for (itself and its members), and its features (`NAMES` in order)."""

    entity: Entity
    members: frozenset[int]
    features: tuple[float, ...]


def members(cast: Cast) -> list[frozenset[int]]:
    """For each entity itself and everybody who belongs to it."""
    out: list[set[int]] = [{e.index} for e in cast.entities]
    for e in cast.entities:
        seen = {e.index}
        at = e
        while at.parents:
            up = at.parents.most_common(1)[0][0]
            if up in seen:
                break
            seen.add(up)
            out[up].add(e.index)
            at = cast.entities[up]
    return [frozenset(x) for x in out]


def speakers(cast: Cast, attributions: Sequence[Attribution]) -> list[int | None]:
    """The entity that each attribution's source span means, None where none is named in it."""
    starts = [p[0][0] for p in cast.phrases]
    order = sorted(range(len(starts)), key=starts.__getitem__)
    starts.sort()
    return [_speaker(cast, starts, order, a.source) for a in attributions]


def _speaker(cast: Cast, starts: list[int], order: list[int], source: Span | None) -> int | None:
    if source is None:
        return None
    found: list[tuple[Span, int]] = []
    for k in range(max(0, bisect_left(starts, source[0]) - 1), len(starts)):
        span, entity = cast.phrases[order[k]]
        if span[0] >= source[1]:
            break
        if span[1] > source[0]:
            found.append((span, entity))
    for _, entity in found:
        if cast.entities[entity].kind == "person":
            return entity
    return found[0][1] if found else None


def candidates(
    document: Document,
    cast: Cast,
    attributions: Sequence[Attribution],
    lexicons: Lexicons,
    *,
    opposed: float,
) -> list[Candidate]:
    """The entities of an article with their feature vectors, in the order of their first mention.

    ``opposed`` is the probability, by the article's words, that it has opposed sides (`gate.Gate`).
    """
    return _Describer(document, cast, attributions, lexicons).describe(opposed)


class _Describer:
    def __init__(
        self, document: Document, cast: Cast, attributions: Sequence[Attribution], lexicons: Lexicons
    ) -> None:
        self.document = document
        self.low = fold(document.text)
        self.capitals = frozenset(_CAPITAL.findall(self.low))
        self.cast = cast
        self.attributions = attributions
        self.words = words(lexicons)
        self.title = fold(document.article.title)
        self.speakers = speakers(cast, attributions)
        self.spoken_by: dict[int | None, list[Attribution]] = defaultdict(list)
        for a, speaker in zip(attributions, self.speakers, strict=True):
            self.spoken_by[speaker].append(a)
        self.members = members(cast)
        self.mentions = [
            sorted({m for i in mine for m in cast.entities[i].mentions}) for mine in self.members
        ]
        self.order = sorted(range(len(self.mentions)), key=lambda i: -len(self.mentions[i]))
        self.ranks = {i: k for k, i in enumerate(self.order)}
        self.top, self.second = [*(len(self.mentions[i]) for i in self.order[:2]), 0, 0][:2]
        n = len(document.sentences)
        self.against: list[list[Span]] = [
            [(a, b) for a, b, _ in self.words.against.find(document.text, s.start, s.end)]
            for s in document.sentences
        ]
        self.total = max(1, n)
        self.by_sentence: list[list[Mention]] = [[] for _ in range(n)]
        for m in cast.mentions:
            if "inside" not in m.head:
                self.by_sentence[m.sentence].append(m)
        self.conflicts = self._conflicts()
        self.attributed: dict[int, list[int]] = defaultdict(list)
        for k, a in enumerate(attributions):
            self.attributed[a.sentence].append(k)

    def describe(self, opposed: float) -> list[Candidate]:
        article = self._article()
        article["opposed"] = opposed
        out = []
        for e in self.cast.entities:
            if (e.kind == "place" and len(e.mentions) < 2) or self._is_capital(e):
                continue
            f = {
                **article,
                **self._itself(e),
                **self._where(e),
                **self._acts(e),
            }
            row = tuple(float(f.get(name, 0.0)) for name in NAMES)
            out.append(Candidate(e, self.members[e.index], row))
        return out

    def _is_capital(self, e: Entity) -> bool:
        """Whether the article calls it a capital, which is no side beside its state."""
        return e.party is None and e.key.split()[-1] in self.capitals

    def _itself(self, e: Entity) -> dict[str, float]:
        """What the entity is, and by what words it is named."""
        f: dict[str, float] = {f"kind:{e.kind}": 1}
        if e.party:
            f[f"party:{e.party.kind}"] = 1
            f["vietnam"] = e.party.id == "viet-nam"
        for h in (h for m in e.mentions for h in m.head if h in HEADS):
            f[f"head:{h}"] = f.get(f"head:{h}", 0) + 1 / len(e.mentions)
        names = {fold(x) for x in e.forms}
        labels = {e.key, *e.roles, *names}
        f["suspect"] = bool(labels & self.words.suspect)
        f["victim"] = bool(labels & self.words.victim)
        at = min((self._in_title(x) for x in names if len(x) > 1), default=NOWHERE)
        f["title"] = at < NOWHERE
        f["title_first"] = at == 0
        f["parent"] = bool(e.parents)
        f["children"] = len(self.members[e.index]) - 1
        f["lower_name"] = e.key == e.forms.most_common(1)[0][0]
        f["length"] = len(e.key.split())
        return f

    def _where(self, e: Entity) -> dict[str, float]:
        """How often, where and beside whom the entity and its members are mentioned."""
        mentions = self.mentions[e.index]
        sentences = {m.sentence for m in mentions}
        return {
            "mentions": math.log1p(len(e.mentions)),
            "rolled": math.log1p(len(mentions)),
            "share": len(sentences) / self.total,
            "relative": len(mentions) / max(1, self.top),
            "rank": min(10, self.ranks[e.index]),
            "first": min(sentences) / self.total,
            "early": sum(m.sentence < 2 for m in mentions),
            "subject": sum(self._subject(m) for m in mentions) / len(mentions),
            "place": sum(self._placed(m) for m in mentions) / len(mentions),
            "inside": sum("inside" in m.head for m in e.mentions) / len(e.mentions),
            "pair": self._paired(sentences, self.members[e.index]),
        }

    def _acts(self, e: Entity) -> dict[str, float]:
        """What the entity and its members say, do and suffer, and what is said of them."""
        mine, mentions = self.members[e.index], self.mentions[e.index]
        spoken = [a for i in mine for a in self.spoken_by[i]]
        f: dict[str, float] = {f"speaks:{act}": n for act, n in Counter(a.act for a in spoken).items()}
        f["speaks"] = math.log1p(len(spoken))
        f["speaks_share"] = len(spoken) / max(1, len(self.attributions))
        for name, counts in zip(("agent", "patient", "suffers"), self.conflicts, strict=True):
            f[name] = sum(counts[i] for i in mine)
        f["conflict_share"] = (f["agent"] + f["patient"] + f["suffers"]) / len(mentions)
        f["spoken_of"], f["accused"], f["quoted"] = self._spoken_of(mentions, mine)
        return f

    def _article(self) -> dict[str, float]:
        n, attributions = self.total, self.attributions
        states = {
            e.party.id
            for e in self.cast.entities
            if e.party and e.party.kind == "state" and len(e.mentions) > 1
        }
        keys = {e.key for e in self.cast.entities} | {r for e in self.cast.entities for r in e.roles}
        return {
            "article_sentences": math.log1p(n),
            "article_attributions": len(attributions) / n,
            "article_against": sum(map(len, self.against)) / n,
            "article_accuse": sum(a.act in {"accuse", "deny"} for a in attributions) / n,
            "article_states": min(6, len(states)),
            "article_entities": len(self.cast.entities) / n,
            "second_gap": self.second / max(1, self.top),
            "title_known": bool(self.title),
            "article_title_against": len(self.words.against.find(self.title)),
            "article_suspect": bool(keys & self.words.suspect),
            "article_victim": bool(keys & self.words.victim),
        }

    def _conflicts(self) -> tuple[list[int], list[int], list[int]]:
        """How often each entity stands right before, right after, and as sufferer of words of opposition."""
        k = len(self.cast.entities)
        agent, patient, suffers = [0] * k, [0] * k, [0] * k
        for i, verbs in enumerate(self.against):
            for a, b in verbs:
                left = [m for m in self.by_sentence[i] if m.end <= a and a - m.end < 40]
                right = [m for m in self.by_sentence[i] if m.start >= b and m.start - b < 30]
                passive = "bị" in TOKEN.findall(self.low[max(0, a - 12) : a])
                if left:
                    (suffers if passive else agent)[left[-1].entity] += 1
                if right:
                    (agent if passive else patient)[right[0].entity] += 1
        return agent, patient, suffers

    def _in_title(self, name: str) -> int:
        at = self.title.find(name)
        while at >= 0:
            end = at + len(name)
            if not self.title[at - 1 : at].isalnum() and not self.title[end : end + 1].isalnum():
                return at
            at = self.title.find(name, at + 1)
        return NOWHERE

    def _subject(self, m: Mention) -> bool:
        return m.start - self.document.sentences[m.sentence].start < 4

    def _placed(self, m: Mention) -> bool:
        before = self.low[max(0, m.start - 12) : m.start].split()
        return bool(before) and before[-1] in {
            "tại",
            "ở",
            "từ",
            "đến",
            "sang",
            "tới",
            "về",
            "vào",
            "quê",
            "ngụ",
        }

    def _spoken_of(self, mentions: list[Mention], mine: frozenset[int]) -> tuple[float, float, float]:
        """The shares of mentions in others' and in their own speech, and how often they are accused in it."""
        spoken = accused = own = 0
        for m in mentions:
            for k in self.attributed.get(m.sentence, ()):
                a = self.attributions[k]
                if any(s <= m.start < t for s, t in a.content):
                    if self.speakers[k] in mine:
                        own += 1
                    else:
                        spoken += 1
                        accused += a.act in {"accuse", "deny"}
        return spoken / len(mentions), accused, own / len(mentions)

    def _paired(self, sentences: set[int], mine: frozenset[int]) -> float:
        """The share of these sentences that name the most prominent other entity too."""
        other = next((i for i in self.order[:PROMINENT] if not mine & self.members[i]), None)
        if other is None or not sentences:
            return 0.0
        return len(sentences & {m.sentence for m in self.mentions[other]}) / len(sentences)
