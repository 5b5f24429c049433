"""The record of one analysed article: plain, frozen data, and its JSON.

The JSON is a superset of the bench's result format. Every span is a pair of code point offsets into
``Analysis.text``, start inclusive, end exclusive; ``text[start:end]`` gives back the words.

A *voice* is who a word of the article belongs to: the id of a side, or one of `THIRD`, `UNNAMED`, `REPORTER`.
"""

from __future__ import annotations

from typing import Literal

import msgspec

SCHEMA = 1

THIRD = "third"
UNNAMED = "unnamed"
REPORTER = "reporter"

Span = tuple[int, int]
Tone = Literal["neg", "neu", "pos"]
Type = Literal["direct", "mixed", "indirect", "continued"]
Act = Literal["state", "claim", "accuse", "deny", "admit", "urge", "feel", "hearsay"]
Commitment = Literal["neutral", "distancing", "endorsing"]

TONES: tuple[Tone, ...] = ("neg", "neu", "pos")
TYPES: tuple[Type, ...] = ("direct", "mixed", "indirect", "continued")
ACTS: tuple[Act, ...] = ("state", "claim", "accuse", "deny", "admit", "urge", "feel", "hearsay")


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all parts of the record: frozen, keyword-only, compared by value."""


class Side(Record, frozen=True, kw_only=True):
    """A party whose position, actions or interests the article sets against another's.

    ``mentions`` are the spans in the text that name the side, in order; ``color`` is set by the user only.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    color: str | None = None
    mentions: tuple[Span, ...] = ()


class Evidence(Record, frozen=True, kw_only=True):
    """Why a score is what it is: a piece of the text or a named feature, and its signed weight."""

    what: str
    weight: float
    span: Span | None = None


class Stance(Record, frozen=True, kw_only=True):
    """How a sentence makes one side look: -1, 0 or 1, with calibrated probabilities of the three."""

    value: int
    p: tuple[float, float, float]
    evidence: tuple[Evidence, ...] = ()


class Sentence(Record, frozen=True, kw_only=True):
    """A sentence, its tone, its stance towards each side it mentions, and whether the reporter hedges.

    ``toward`` holds the plain values (the bench reads them), ``stances`` the same with probabilities.
    ``tone_p`` are the calibrated probabilities of neg, neu, pos; ``hedge_p`` that of a hedge.
    """

    start: int
    end: int
    tone: Tone = "neu"
    tone_p: tuple[float, float, float] = (0.0, 1.0, 0.0)
    tone_evidence: tuple[Evidence, ...] = ()
    toward: dict[str, int] = {}
    stances: dict[str, Stance] = {}
    hedge: bool = False
    hedge_p: float = 0.0
    hedge_spans: tuple[Span, ...] = ()


class Attribution(Record, frozen=True, kw_only=True):
    """A stretch of text whose truth the reporter leaves to somebody else.

    ``sentence`` is the index of the sentence it stands in; ``cue`` and ``source`` are None where the
    sentence has none. ``side`` holds the voices that speak (side ids, or THIRD, or UNNAMED). ``speaker`` is
    the fullest name in the article of who speaks, "" where nobody is named. ``via`` is the index of the
    attribution whose content this one is nested in or which it runs on from. ``commitment`` is how strongly
    the cue commits the reporter to the content; ``lexeme`` the lexicon entry of the cue, "" where it has
    none. ``document`` says that the source is a document or a medium, not a person or a body. ``confidence``
    is the calibrated probability that it is an attribution to this voice.
    """

    sentence: int
    cue: Span | None
    source: Span | None
    content: tuple[Span, ...]
    type: Type
    act: Act
    side: tuple[str, ...] = ()
    speaker: str = ""
    commitment: Commitment = "neutral"
    lexeme: str = ""
    via: int | None = None
    document: bool = False
    confidence: float = 1.0


class LoadedWord(Record, frozen=True, kw_only=True):
    """Wording in the reporter's own voice that takes sides.

    ``direction`` is -1 or 1; ``side`` the side it bears on, None where none; ``neutral`` a plain
    alternative, "" where the lexicon has none; ``kind`` is "word" or "scare-quotes".
    """

    span: Span
    sentence: int
    direction: int
    side: str | None = None
    neutral: str = ""
    kind: Literal["word", "scare-quotes"] = "word"


class Share(Record, frozen=True, kw_only=True):
    """A voice's part of the article: by words and by sentences (0..1), with the 90 % interval of the word
    share.
    """

    words: float
    sentences: float
    low: float
    high: float


class Prominence(Record, frozen=True, kw_only=True):
    """A voice's place in the article.

    ``weighted`` is its share with words weighted by position; ``first`` and ``last`` the sentence in which
    it first and last speaks, None where it never does; ``silence`` the longest run of sentences without it.
    """

    weighted: float
    first: int | None
    last: int | None
    silence: int


class Answer(Record, frozen=True, kw_only=True):
    """An accusation of one side against another, and what the other answers.

    ``accusation`` and ``reply`` are indices into ``Analysis.attributions``; ``how`` says what the reply does.
    """

    accusation: int
    accuser: str
    accused: str
    reply: int | None = None
    how: Literal["deny", "admit", "reply", "none"] = "none"


class Balance(Record, frozen=True, kw_only=True):
    """Normalised entropy of the sides' shares, 0 (one side only) to 1 (equal), with its 90 % interval."""

    value: float
    low: float
    high: float


class Sourcing(Record, frozen=True, kw_only=True):
    """Of what quality the sources are: each a share (0..1) of the attributed words but ``chains``.

    ``named``, ``described``, ``anonymous`` and ``none`` sum to 1 where anything is attributed. ``direct`` is
    quoted directly; ``documents`` comes from documents and media. ``chains`` are pairs (outer, inner) of
    attribution indices.
    """

    named: float = 0.0
    described: float = 0.0
    anonymous: float = 0.0
    none: float = 0.0
    direct: float = 0.0
    documents: float = 0.0
    chains: tuple[tuple[int, int], ...] = ()


class Portrayal(Record, frozen=True, kw_only=True):
    """What one voice says of one side: the number of sentences that make it look bad, neither, good."""

    voice: str
    side: str
    neg: int
    neu: int
    pos: int


class Verbs(Record, frozen=True, kw_only=True):
    """How a voice's speech is introduced: counts by commitment, and by cue."""

    neutral: int = 0
    distancing: int = 0
    endorsing: int = 0
    cues: dict[str, int] = {}


class VerbTest(Record, frozen=True, kw_only=True):
    """Whether two sides' speech is introduced alike: exact test on non-neutral against neutral cues.

    ``p`` is the two-sided p-value of Fisher's exact test; ``counts`` are ((marked, neutral) of a, the same
    of b).
    """

    a: str
    b: str
    p: float
    counts: tuple[tuple[int, int], tuple[int, int]]


class Scores(Record, frozen=True, kw_only=True):
    """Everything that is counted; arithmetic on the rest of the record, documented in docs/method.md."""

    shares: dict[str, Share]
    prominence: dict[str, Prominence] = {}
    answers: tuple[Answer, ...] = ()
    balance: Balance | None = None
    sourcing: Sourcing = Sourcing()
    portrayal: tuple[Portrayal, ...] = ()
    verbs: dict[str, Verbs] = {}
    verb_tests: tuple[VerbTest, ...] = ()


class Checksums(Record, frozen=True, kw_only=True):
    """SHA-256, in hexadecimal, of what the result follows from."""

    text: str
    lexicons: str
    models: str


class Analysis(Record, frozen=True, kw_only=True):
    """The whole record of one article."""

    schema: int = SCHEMA
    version: str
    id: str
    title: str = ""
    outlet: str = ""
    author: str = ""
    published: str = ""
    url: str = ""
    notes: tuple[str, ...] = ()
    engine: Literal["encoder", "rules"]
    checksums: Checksums
    text: str
    sides: tuple[Side, ...]
    sentences: tuple[Sentence, ...]
    attributions: tuple[Attribution, ...]
    loaded: tuple[LoadedWord, ...] = ()
    scores: Scores

    @property
    def shares(self) -> dict[str, Share]:
        """The share of each voice: the sides in their order, third, unnamed, reporter."""
        return self.scores.shares

    def to_json(self, *, indent: int | None = None) -> str:
        """The record as JSON; byte-identical for equal records."""
        data = msgspec.json.encode(self, order="deterministic")
        return (msgspec.json.format(data, indent=indent) if indent else data).decode("utf-8")

    @classmethod
    def from_json(cls, data: str | bytes) -> Analysis:
        """Read a record that `to_json` wrote.

        Raises
        ------
        msgspec.ValidationError
            The data is JSON but not a record of this schema.
        msgspec.DecodeError
            The data is no JSON.
        """
        return msgspec.json.decode(data, type=cls)


def json_schema() -> dict[str, object]:
    """The JSON Schema of the record (kept in docs/schema.json)."""
    return msgspec.json.schema(Analysis)
