"""Everything that is counted in an article: arithmetic on the record, no language and no lexicon.

Each score is defined, with its assumption, its known failure and a worked example, in ``docs/method.md``
under the name of its field.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import combinations, pairwise
from math import comb, fsum, log
from typing import Literal

import numpy as np

from analyzer.analysis import (
    REPORTER,
    THIRD,
    UNNAMED,
    Answer,
    Attribution,
    Balance,
    Portrayal,
    Prominence,
    Scores,
    Sentence,
    Share,
    Side,
    Sourcing,
    Span,
    Verbs,
    VerbTest,
)
from analyzer.intervals import (
    ErrorModel,
    Floats,
    Gap,
    Piece,
    Uncertainty,
    draw_words,
    evenness,
    interval,
    shipped_model,
)

__all__ = ["Uncertainty", "fisher_exact", "score"]

WORD = re.compile(r"\w+")
QUOTED = re.compile(r"[“«][^”»]*[”»]|\"[^\"]*\"")

HEADLINE_WEIGHT = 4.0
LEAD_WEIGHT = 3.0
FIRST_THIRD_WEIGHT = 2.0
NEXT_TO = 2

SourceKind = Literal["named", "described", "anonymous", "none"]


def score(
    text: str,
    sides: Sequence[Side],
    sentences: Sequence[Sentence],
    attributions: Sequence[Attribution],
    uncertainty: Uncertainty | None = None,
    *,
    model: ErrorModel | None = None,
) -> Scores:
    """Count everything that `Scores` holds (``docs/method.md``).

    Parameters
    ----------
    text : str
        The article; all spans are offsets into it.
    sides, sentences, attributions
        The record of the article. ``Attribution.side`` names ids of ``sides``, `THIRD` or `UNNAMED`; empty
        counts as `UNNAMED`.
    uncertainty : Uncertainty, optional
        What the tagger knows of its own errors beyond the confidences; it moves the intervals only.
    model : ErrorModel, optional
        Constants of the intervals; by default those shipped for the rules.

    Returns
    -------
    Scores

    Raises
    ------
    KeyError
        An attribution names a side that is not among ``sides``.

    Examples
    --------
    >>> text = "Phe A nói trời mưa."
    >>> said = Attribution(sentence=0, cue=(6, 9), source=(0, 5), content=((10, 18),), type="indirect",
    ...                    act="state", side=("a",))
    >>> scores = score(text, [Side(id="a", name="Phe A")], [Sentence(start=0, end=19)], [said])
    >>> scores.shares["a"].words, scores.shares["reporter"].words
    (0.4, 0.6)
    """
    words = _Words(text, sides, sentences, attributions)
    model = model or shipped_model()
    draws = _simulate(words, uncertainty, model)
    return Scores(
        shares=_shares(words, draws, model.margin),
        prominence=_prominence(words),
        answers=tuple(_answers(words)),
        balance=_balance(words, draws),
        sourcing=_sourcing(words),
        portrayal=_portrayal(words),
        verbs=_verbs(words),
        verb_tests=tuple(_verb_tests(_verbs(words), [s.id for s in sides])),
    )


class _Words:
    """The words of the article, and which attribution and so which voices each belongs to."""

    def __init__(
        self,
        text: str,
        sides: Sequence[Side],
        sentences: Sequence[Sentence],
        attributions: Sequence[Attribution],
    ) -> None:
        self.text = text
        self.sides = sides
        self.sentences = sentences
        self.attributions = attributions
        self.voices = [side.id for side in sides] + [THIRD, UNNAMED, REPORTER]
        self.starts: list[int] = []
        self.sentence_of: list[int] = []
        for number, sentence in enumerate(sentences):
            for match in WORD.finditer(text, sentence.start, sentence.end):
                self.starts.append(match.start())
                self.sentence_of.append(number)
        self.owner = [-1] * len(self.starts)
        by_length = sorted(range(len(attributions)), key=lambda i: _length(attributions[i].content))
        for i in by_length:
            for span in attributions[i].content:
                first, last = self.within(span)
                self.owner[first:last] = [i] * (last - first)
        self.speakers = [a.side or (UNNAMED,) for a in attributions]
        self.own = Counter(self.owner)
        self.roots = _roots(attributions)

    def within(self, span: Span) -> tuple[int, int]:
        """The words that start in a span, as a range of indices."""
        return bisect_left(self.starts, span[0]), bisect_left(self.starts, span[1])

    def teller(self, i: int) -> int | None:
        """The attribution in whose content another begins, if any: the outermost."""
        content = self.attributions[i].content
        at = self.within(content[0])[0] if content else len(self.owner)
        owner = self.owner[at] if at < len(self.owner) else -1
        return None if owner in (-1, i) else owner

    def voices_of(self, word: int) -> tuple[str, ...]:
        return self.speakers[self.owner[word]] if self.owner[word] >= 0 else (REPORTER,)

    def by_voice(self, weights: Sequence[float] | None = None) -> dict[str, float]:
        """The words of each voice, weighted; what several voices speak together is divided among them."""
        parts: dict[str, list[float]] = {voice: [] for voice in self.voices}
        for word in range(len(self.starts)):
            spoken = self.voices_of(word)
            for voice in spoken:
                parts[voice].append((weights[word] if weights else 1.0) / len(spoken))
        return _normalised({voice: fsum(amounts) for voice, amounts in parts.items()})


def _length(content: Sequence[Span]) -> int:
    return sum(end - start for start, end in content)


def _normalised(amounts: Mapping[str, float]) -> dict[str, float]:
    """Amounts as parts of their sum; everything is the reporter's where there is nothing."""
    total = fsum(amounts.values())
    if not total:
        return {voice: float(voice == REPORTER) for voice in amounts}
    return {voice: amount / total for voice, amount in amounts.items()}


def _shares(words: _Words, draws: dict[str, Floats], margin: float) -> dict[str, Share]:
    by_words = words.by_voice()
    lengths = Counter(words.sentence_of)
    by_sentences = words.by_voice([1 / lengths[s] for s in words.sentence_of])
    out = {}
    for voice in words.voices:
        low, high = interval(draws[voice], by_words[voice], margin)
        out[voice] = Share(words=by_words[voice], sentences=by_sentences[voice], low=low, high=high)
    return out


def _prominence(words: _Words) -> dict[str, Prominence]:
    weighted = words.by_voice(_position_weights(words))
    heard: dict[str, list[int]] = {voice: [] for voice in words.voices}
    for word, sentence in enumerate(words.sentence_of):
        for voice in words.voices_of(word):
            if not heard[voice] or heard[voice][-1] != sentence:
                heard[voice].append(sentence)
    out = {}
    for voice, at in heard.items():
        bounds = [-1, *at, len(words.sentences)]
        silence = max(after - before - 1 for before, after in pairwise(bounds))
        out[voice] = Prominence(
            weighted=weighted[voice],
            first=at[0] if at else None,
            last=at[-1] if at else None,
            silence=silence,
        )
    return out


def _position_weights(words: _Words) -> list[float]:
    """The weight of each word: headline, lead, first third of the words, rest."""
    spoken = [n for n, _ in _runs(words.sentence_of)]
    headline = None
    if len(spoken) > 1:
        end = words.sentences[spoken[0]].end
        if words.text[:end].rstrip()[-1:].isalnum():
            headline = spoken[0]
    lead = spoken[0 if headline is None else 1] if spoken else None
    third = len(words.starts) / 3
    out = []
    for word, sentence in enumerate(words.sentence_of):
        if sentence == headline:
            out.append(HEADLINE_WEIGHT)
        elif sentence == lead:
            out.append(LEAD_WEIGHT)
        else:
            out.append(FIRST_THIRD_WEIGHT if word < third else 1.0)
    return out


def _runs(values: Sequence[int]) -> Iterator[tuple[int, int]]:
    """(value, length) of each run of equal values."""
    start = 0
    for i in range(1, len(values) + 1):
        if i == len(values) or values[i] != values[start]:
            yield values[start], i - start
            start = i


def _balance(words: _Words, draws: dict[str, Floats]) -> Balance | None:
    ids = [side.id for side in words.sides]
    shares = words.by_voice()
    total = fsum(shares[i] for i in ids)
    if len(ids) < 2 or not total:
        return None
    value = -fsum(shares[i] / total * log(shares[i] / total) for i in ids if shares[i]) / log(len(ids))
    value = min(1.0, max(0.0, value))
    simulated = evenness(np.column_stack([draws[i] for i in sorted(ids, key=_canonical(words).index)]))
    simulated = simulated[~np.isnan(simulated)]
    low, high = interval(simulated, value, 0.0) if len(simulated) else (value, value)
    return Balance(value=value, low=low, high=high)


def _canonical(words: _Words) -> list[str]:
    """Ids of the sides in an order that depends on the text alone: by mentions, then by what they speak."""
    speaks: dict[str, list[int]] = {side.id: [] for side in words.sides}
    for i, speakers in enumerate(words.speakers):
        for voice in speakers:
            if voice in speaks:
                speaks[voice].append(i)
    return [s.id for s in sorted(words.sides, key=lambda s: (not s.mentions, s.mentions, speaks[s.id]))]


def _simulate(words: _Words, uncertainty: Uncertainty | None, model: ErrorModel) -> dict[str, Floats]:
    """Simulated shares of each voice, shape (draws,)."""
    sides = {side.id: side for side in words.sides}
    order = [*_canonical(words), THIRD, UNNAMED, REPORTER]
    index = {voice: i for i, voice in enumerate(order)}
    speaking = {voice for speakers in words.speakers for voice in speakers}
    mentioned = [bool(sides[v].mentions) or v in speaking for v in order[:-3]]
    real = dict.fromkeys(sides, model.real)
    known = uncertainty or Uncertainty()
    if known.sides:
        real = dict(zip(sides, known.sides, strict=True))
    left = Counter(s for s, owner in zip(words.sentence_of, words.owner, strict=True) if owner < 0)
    owning = [i for i in range(len(words.attributions)) if words.own[i]]
    in_sentence = Counter(words.attributions[i].sentence for i in owning)
    groups: dict[object, int] = {}
    pieces = []
    last: dict[int, int] = {}
    for i in owning:
        said = words.attributions[i]
        root = words.attributions[words.roots[i]]
        who: object = (words.speakers[i], said.speaker) if said.speaker else root.content
        others = known.others[i] if known.others else {}
        last[said.sentence] = i
        pieces.append(
            Piece(
                words=words.own[i],
                voices=tuple(sorted(index[v] for v in words.speakers[i])),
                confidence=said.confidence,
                group=groups.setdefault(who, len(groups)),
                room=left[said.sentence] / in_sentence[said.sentence],
                others={index[voice]: weight for voice, weight in others.items()},
            )
        )
    gaps = []
    before: tuple[int, ...] = ()
    for number in range(len(words.sentences)):
        missed = known.missed[number] if known.missed else 0.0 if number in last else None
        if left[number]:
            gaps.append(Gap(words=left[number], before=before, missed=missed))
        if number in last:
            before = tuple(sorted(index[v] for v in words.speakers[last[number]]))
    unfound = model.unfound if known.unfound is None else known.unfound
    spoken = draw_words(
        pieces, gaps, mentioned, [real[v] for v in order[:-3]], model, unfound=unfound, seed=_seed(words)
    )
    total = max(1, len(words.starts))
    return {voice: spoken[:, i] / total for voice, i in index.items()}


def _seed(words: _Words) -> int:
    """A number that follows from the words alone, whatever stands between them."""
    text = " ".join(m.group() for s in words.sentences for m in WORD.finditer(words.text, s.start, s.end))
    return int.from_bytes(sha256(text.encode("utf-8", "surrogatepass")).digest()[:8])


def _covers(outer: Attribution, inner: Attribution) -> bool:
    """Whether the content of one attribution lies in that of another."""
    return all(any(s <= a and b <= e for s, e in outer.content) for a, b in inner.content)


def _roots(attributions: Sequence[Attribution]) -> list[int]:
    """For each attribution the one it runs on from, where it is continued, or itself."""
    out: list[int] = []
    for i, said in enumerate(attributions):
        before = said.via if said.via is not None else i - 1
        out.append(out[before] if said.type == "continued" and 0 <= before < i else i)
    return out


def _sourcing(words: _Words) -> Sourcing:
    kinds: Counter[str] = Counter()
    direct = documents = 0
    names = {_fold(side.name) for side in words.sides}
    for i, said in enumerate(words.attributions):
        owned = words.own[i]
        root = words.attributions[words.roots[i]]
        source = root.source
        who = said.speaker or root.speaker or (words.text[source[0] : source[1]] if source else "")
        kinds[_source_kind(who, words.speakers[i], names)] += owned
        documents += owned * (said.document or root.document)
        if root.type == "direct":
            direct += owned
        elif root.type == "mixed" and owned:
            direct += _quoted(words, i)
    attributed = kinds.total() or 1
    return Sourcing(
        named=kinds["named"] / attributed,
        described=kinds["described"] / attributed,
        anonymous=kinds["anonymous"] / attributed,
        none=kinds["none"] / attributed,
        direct=direct / attributed,
        documents=documents / attributed,
        chains=tuple(_chains(words)),
    )


def _quoted(words: _Words, i: int) -> int:
    """Words that an attribution owns and that stand between quotation marks in its content."""
    count = 0
    for start, end in words.attributions[i].content:
        for match in QUOTED.finditer(words.text, start, end):
            first, last = words.within(match.span())
            count += words.owner[first:last].count(i)
    return count


def _chains(words: _Words) -> Iterator[tuple[int, int]]:
    for i, inner in enumerate(words.attributions):
        owner = words.teller(i)
        if owner is None:
            continue
        outer = words.attributions[owner]
        same = inner.side == outer.side and _same_name(inner.speaker, outer.speaker)
        if not same and _covers(outer, inner):
            yield owner, i


def _same_name(one: str, other: str) -> bool:
    """Whether two names may be one speaker's: all words of the one stand in the other."""
    a, b = _fold(one).split(), _fold(other).split()
    return set(a) <= set(b) or set(b) <= set(a)


def _source_kind(who: str, speakers: tuple[str, ...], side_names: set[str]) -> SourceKind:
    """How well a source can be checked: by its name, by a description, not at all, or no source."""
    if not who:
        return "none"
    if speakers == (UNNAMED,):
        return "anonymous"
    return "named" if _holds_name(who, side_names) else "described"


def _holds_name(who: str, side_names: set[str]) -> bool:
    """Whether capitals show a name: more than the first word's, and more than the name of a side."""
    parts = WORD.findall(who)
    capital = [part[:1].isupper() for part in parts]
    if all(capital) or any(part.isupper() and len(part) > 1 for part in parts):
        return True
    capital[0] = False
    names = []
    for i in range(len(parts)):
        if capital[i] and not capital[i - 1]:
            end = next((j for j in range(i, len(parts)) if not capital[j]), len(parts))
            names.append(" ".join(parts[i:end]))
    return any(_fold(name) not in side_names for name in names)


def _fold(name: str) -> str:
    return " ".join(name.lower().split())


def _portrayal(words: _Words) -> tuple[Portrayal, ...]:
    counts: Counter[tuple[str, str, int]] = Counter()
    starts = {side.id: [start for start, _ in side.mentions] for side in words.sides}
    spans = _sentence_words(words)
    speaking: dict[int, set[str]] = defaultdict(set)
    for said, speakers in zip(words.attributions, words.speakers, strict=True):
        speaking[said.sentence].update(speakers)
    for number, sentence in enumerate(words.sentences):
        for side, value in sentence.toward.items():
            at = starts[side]
            here = at[bisect_left(at, sentence.start) : bisect_left(at, sentence.end)]
            for voice in _who_shows(words, side, here, speaking[number], spans.get(number, (0, 0))):
                counts[voice, side, value] += 1
    return tuple(
        Portrayal(
            voice=voice,
            side=side.id,
            neg=counts[voice, side.id, -1],
            neu=counts[voice, side.id, 0],
            pos=counts[voice, side.id, 1],
        )
        for voice in words.voices
        for side in words.sides
        if any(counts[voice, side.id, value] for value in (-1, 0, 1))
    )


def _sentence_words(words: _Words) -> dict[int, tuple[int, int]]:
    """The range of words of each sentence that has any."""
    out = {}
    start = 0
    for number, length in _runs(words.sentence_of):
        out[number] = (start, start + length)
        start += length
    return out


def _who_shows(
    words: _Words, side: str, mentions: Sequence[int], speaking: set[str], span: tuple[int, int]
) -> set[str]:
    """The voices that a sentence's stance towards a side is ascribed to."""
    at = (words.within((start, start))[0] for start in mentions)
    owners = {words.owner[word] for word in at if word < len(words.owner)}
    within = {voice for owner in owners if owner >= 0 for voice in words.speakers[owner]}
    if within:
        return within
    if side in speaking:
        return {side}
    if mentions:
        return {REPORTER}
    amounts: dict[str, float] = defaultdict(float)
    for word in range(*span):
        spoken = words.voices_of(word)
        for voice in spoken:
            amounts[voice] += 1 / len(spoken)
    most = max(amounts.values(), default=0.0)
    return {voice for voice, amount in amounts.items() if amount == most} or {REPORTER}


def _answers(words: _Words) -> Iterator[Answer]:
    replies = _Replies(words)
    sides = {side.id: [start for start, _ in side.mentions] for side in words.sides}
    for i, said in enumerate(words.attributions):
        if said.act != "accuse":
            continue
        for accuser in said.side:
            if accuser not in sides:
                continue
            for accused in _accused(words, said, accuser, sides):
                reply, how = replies.find(i, accuser, accused)
                yield Answer(accusation=i, accuser=accuser, accused=accused, reply=reply, how=how)


def _accused(words: _Words, said: Attribution, accuser: str, mentions: Mapping[str, list[int]]) -> list[str]:
    """The sides that an accusation is aimed at, in the order of the sides."""
    toward = words.sentences[said.sentence].toward
    bad = [side for side in mentions if side != accuser and toward.get(side) == -1]
    mutual = [side for side in bad if side in said.side]
    named = [side for side in bad if _mentioned(mentions[side], said.content)]
    found = set(mutual) | set(named) or set(bad if len(bad) == 1 else ())
    return [side for side in bad if side in found]


def _mentioned(starts: Sequence[int], content: Sequence[Span]) -> bool:
    return any(bisect_left(starts, a) < bisect_left(starts, b) for a, b in content)


class _Replies:
    """What each side says, found by sentence: denials and admissions, and anything else."""

    def __init__(self, words: _Words) -> None:
        self.words = words
        self.firm: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.any: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.about: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        starts = {side.id: [start for start, _ in side.mentions] for side in words.sides}
        order = sorted(range(len(words.attributions)), key=lambda i: (words.attributions[i].sentence, i))
        for i in order:
            said = words.attributions[i]
            for voice in said.side:
                if voice not in starts:
                    continue
                self.any[voice].append((said.sentence, i))
                if said.act in ("deny", "admit"):
                    self.firm[voice].append((said.sentence, i))
                for other, at in starts.items():
                    if other != voice and _mentioned(at, said.content):
                        self.about[voice, other].append((said.sentence, i))

    def find(
        self, accusation: int, accuser: str, accused: str
    ) -> tuple[int | None, Literal["deny", "admit", "reply", "none"]]:
        """The first denial or admission of the accused, else its first words that name the accuser, else the
        next thing it says, if that is near."""
        said = self.words.attributions[accusation]
        firm = self._first(self.firm[accused], accusation, accuser)
        if firm is not None:
            return firm, "deny" if self.words.attributions[firm].act == "deny" else "admit"
        named = self._first(self.about[accused, accuser], accusation, accuser)
        if named is not None:
            return named, "reply"
        near = self._first(self.any[accused], accusation, accuser)
        if near is not None and self.words.attributions[near].sentence - said.sentence <= NEXT_TO:
            return near, "reply"
        return None, "none"

    def _first(self, spoken: Sequence[tuple[int, int]], accusation: int, accuser: str) -> int | None:
        """The first of these in or after the sentence of the accusation that the accuser does not tell."""
        since = self.words.attributions[accusation].sentence
        for _, i in spoken[bisect_left(spoken, (since, -1)) :]:
            if i != accusation and not self._told_by(i, accuser):
                return i
        return None

    def _told_by(self, i: int, voice: str) -> bool:
        """Whether an attribution stands within what another voice says."""
        teller = self.words.teller(i)
        return teller is not None and voice in self.words.speakers[teller]


def _verbs(words: _Words) -> dict[str, Verbs]:
    commitments: dict[str, Counter[str]] = {voice: Counter() for voice in words.voices if voice != REPORTER}
    cues: dict[str, Counter[str]] = {voice: Counter() for voice in commitments}
    for said, speakers in zip(words.attributions, words.speakers, strict=True):
        if said.cue is None or _quotes(words, said):
            continue
        for voice in speakers:
            commitments[voice][said.commitment] += 1
            cues[voice][said.lexeme or _fold(words.text[said.cue[0] : said.cue[1]])] += 1
    return {
        voice: Verbs(
            neutral=count["neutral"],
            distancing=count["distancing"],
            endorsing=count["endorsing"],
            cues=dict(sorted(cues[voice].items(), key=lambda item: (-item[1], item[0]))),
        )
        for voice, count in commitments.items()
    }


def _quotes(words: _Words, said: Attribution) -> bool:
    """Whether the cue stands in another's direct quotation, where the reporter did not choose it."""
    if said.cue is None:
        return False
    word, end = words.within(said.cue)
    owner = words.owner[word] if word < end else -1
    return owner >= 0 and words.attributions[words.roots[owner]].type == "direct"


def _verb_tests(verbs: Mapping[str, Verbs], sides: Sequence[str]) -> Iterator[VerbTest]:
    for a, b in combinations(sides, 2):
        counts = (_marked(verbs[a]), _marked(verbs[b]))
        if all(sum(row) for row in counts):
            yield VerbTest(a=a, b=b, p=fisher_exact(counts), counts=counts)


def _marked(verbs: Verbs) -> tuple[int, int]:
    return verbs.distancing + verbs.endorsing, verbs.neutral


def fisher_exact(counts: tuple[tuple[int, int], tuple[int, int]]) -> float:
    """Two-sided p-value of Fisher's exact test on a table of two rows and two columns.

    The probability of all tables with the same margins that are no more probable than the one observed
    (Fisher 1922, Agresti 1992), summed in whole numbers.

    Examples
    --------
    >>> round(fisher_exact(((3, 1), (1, 3))), 4)
    0.4857
    """
    (a, b), (c, d) = counts
    first, second, column = a + b, c + d, a + c
    low = max(0, column - second)
    ways = comb(first, low) * comb(second, column - low)
    table = {}
    for k in range(low, min(first, column) + 1):
        table[k] = ways
        ways = ways * (first - k) * (column - k) // ((k + 1) * (second - column + k + 1))
    return sum(w for w in table.values() if w <= table[a]) / comb(first + second, column)
