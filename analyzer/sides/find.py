"""Which of the entities of an article are its opposed sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from analyzer.analysis import Attribution, Side, Span
from analyzer.document import Document
from analyzer.sides.candidates import Candidate, candidates
from analyzer.sides.cast import Cast
from analyzer.sides.entities import Entity
from analyzer.sides.given import side_id
from analyzer.sides.hints import Hints
from analyzer.sides.model import Model
from analyzer.sides.phrases import TOKEN
from lexicons import Lexicons, fold

MOST = 4
"""An article has at most so many sides."""


def choose(found: Sequence[Candidate], p: Sequence[float], both: float, further: float) -> list[int]:
    """Which candidates of these probabilities are sides, likeliest first: none, or two at least.

    The first two must reach ``both`` together, each further one ``further``.
    """
    picked: list[int] = []
    for k in sorted(range(len(found)), key=lambda k: (-p[k], k)):
        if len(picked) == MOST or (len(picked) >= 2 and p[k] < further):
            break
        mine = found[k]
        if not any(
            mine.entity.index in found[j].members or found[j].entity.index in mine.members for j in picked
        ):
            picked.append(k)
    if len(picked) < 2 or p[picked[0]] + p[picked[1]] < both:
        return []
    return picked


def rows_of(found: Sequence[Candidate], cast: Cast, hints: Hints | None) -> list[tuple[float, ...]]:
    """The features of each candidate that the ranker reads: its own, and what the encoder hints at."""
    rows = [c.features for c in found]
    if hints is None:
        return rows
    places = places_of(cast)
    own = [places[c.entity.index] for c in found]
    members = [[i for e in sorted(c.members) for i in places[e]] for c in found]
    return [(*a, *b) for a, b in zip(rows, hints.of_entities(own, members), strict=True)]


def places_of(cast: Cast) -> list[list[int]]:
    """For each entity the indices of its mentions in the cast."""
    out: list[list[int]] = [[] for _ in cast.entities]
    for i, m in enumerate(cast.mentions):
        out[m.entity].append(i)
    return out


def sides_of(
    document: Document,
    cast: Cast,
    attributions: Sequence[Attribution],
    lexicons: Lexicons,
    *,
    model: Model,
    hints: Hints | None,
) -> tuple[Side, ...]:
    """The sides of an article, the one named first in front."""
    found = candidates(document, cast, attributions, lexicons, opposed=model.gate.p(document.article))
    rankers = model.rankers(hints)
    p = [rankers.entity.p(row) for row in rows_of(found, cast, hints)]
    picked = choose(found, p, rankers.both, rankers.further)
    firsts = {k: min(m.start for i in found[k].members for m in cast.entities[i].mentions) for k in picked}
    out: list[Side] = []
    for k in sorted(picked, key=firsts.__getitem__):
        out.append(side_of(found[k], cast, [s.id for s in out]))
    return tuple(out)


def usual_name(e: Entity) -> str:
    """The name by which the article usually calls an entity."""
    forms = _clean(e.forms)
    name = _usual(forms, e.party.name if e.party else None)
    return f"{name}." if f"{name}." in forms else name


def side_of(candidate: Candidate, cast: Cast, taken: Sequence[str]) -> Side:
    """A candidate as a side, with an id that is not among those taken."""
    e = candidate.entity
    own, name = _clean(e.forms), usual_name(e)
    others: Counter[str] = Counter()
    for i in sorted(candidate.members - {e.index}):
        others.update(_clean(cast.entities[i].forms))
    aliases = [f for f, _ in (*own.most_common(), *others.most_common()) if fold(f) != fold(name)]
    unique = {fold(a): a for a in reversed(aliases)}
    return Side(
        id=side_id(e.party.id if e.party else name, taken),
        name=name,
        aliases=tuple(a for a in dict.fromkeys(aliases) if unique[fold(a)] == a),
        mentions=outermost((m.start, m.end) for i in candidate.members for m in cast.entities[i].mentions),
    )


def outermost(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans that lie in no other, in order."""
    out: list[Span] = []
    for start, end in sorted(set(spans), key=lambda s: (s[0], -s[1])):
        if not out or end > out[-1][1]:
            out.append((start, end))
    return tuple(out)


def _clean(forms: Counter[str]) -> Counter[str]:
    out: Counter[str] = Counter()
    for form, n in forms.items():
        if n or " " in form:
            out[form.strip(" \"“”'‘’,")] += n
    return out


def _usual(forms: Counter[str], known: str | None) -> str:
    """The shortest of the usual forms: those at least a third as frequent as the most frequent one."""
    if known is not None and known in forms:
        return known
    top = max(forms.values())
    usual = [f for f, n in forms.items() if n and 3 * n >= top and not _sentence_start_only(f, forms)]
    return min(usual or forms, key=lambda f: (len(TOKEN.findall(f)), len(f), -forms[f], f))


def _sentence_start_only(form: str, forms: Counter[str]) -> bool:
    """Whether it is another form but for its first, capital letter."""
    return form[:1].isupper() and form[:1].lower() + form[1:] in forms
