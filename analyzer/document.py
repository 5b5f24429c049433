"""Sentences, words and tags of an article, as exact spans of its text.

The only file that imports underthesea.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from analyzer.analysis import Record, Span
from analyzer.article import Article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from underthesea.models.fast_crf_sequence_tagger import FastCRFSequenceTagger

LONGEST_RUN = 256
"""Characters without a space above which a stretch is one word: underthesea's patterns are quadratic in
it."""

LONGEST_CHUNK = 512
"""Tokens that go to a tagger at once."""

SOFT_WRAP = 60
"""Length of a line from which a line break before a small letter is a wrap and no end of a sentence."""

ABBREVIATIONS = frozenset(
    (
        *("TP", "Tp", "tp", "TX", "Tx", "TT", "Tt", "Q", "P", "ĐT", "Tel", "ĐH", "NXB"),
        *("GS", "PGS", "TS", "Ts", "ThS", "Ths", "Th.S", "BS", "Bs", "BSCK", "KS", "KTS", "LS", "Ls", "NCS"),
        *("NSND", "NSƯT", "Mr", "Mrs", "Ms", "Dr", "Prof", "St", "Jr", "Sr", "vs", "No", "Vol", "Col", "Gen"),
        *("Sgt", "Lt", "Inc", "Ltd", "Co"),
    )
)
"""What a full stop after it abbreviates; single capital letters do so as well."""

OPENING = "“\"‘'«(["

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_END = re.compile(
    r"(?:[.?!…]+(?:/\.)?)(?:[ \xa0]?[”»]|[\"’)\]])*(?:[.…]+(?:/\.)?)?(?:[ \xa0]?[”»]|[\"’)\]])*"
)
_BEFORE = re.compile(r"[^\s(“\"‘«,;:]*\Z")
_NO_VOWEL = re.compile(r"[A-ZĐ][bcdđghklmnpqrstvx]{0,3}\Z")
_WORDLIKE = re.compile(r"\w")
_LIST_NUMBER = re.compile(r"\W{0,3}(?:\d{1,3}|[a-zA-Z]|[IVX]{1,5})\Z")
_LONG_RUN = re.compile(rf"\S{{{LONGEST_RUN},}}")


class Word(Record, frozen=True, kw_only=True):
    """A word of one or more syllables; ``tag`` is its part of speech, "" where tags were not asked for."""

    start: int
    end: int
    tag: str = ""


class SentenceSpan(Record, frozen=True, kw_only=True):
    """Where a sentence stands, and its words."""

    start: int
    end: int
    words: tuple[Word, ...] = ()

    @property
    def span(self) -> Span:
        return (self.start, self.end)


class Document(Record, frozen=True, kw_only=True):
    """An article with its sentences, in order."""

    article: Article
    sentences: tuple[SentenceSpan, ...]

    @property
    def text(self) -> str:
        return self.article.text


def parse(article: Article, *, words: bool = True, tags: bool = False) -> Document:
    """Find the sentences of an article, their words and, if asked for, the words' parts of speech.

    Parameters
    ----------
    article : Article
        Any text at all, in NFC.
    words : bool
        Whether to segment words (a CRF tagger of underthesea; the costly part).
    tags : bool
        Whether to tag the words with their part of speech (underthesea's tag set: N, Np, V, A, E, ...).

    Returns
    -------
    Document
        Its sentences in order, without overlap, each with at least one letter or digit, and their words.

    Examples
    --------
    >>> document = parse(Article(text="TS. Lan ở TP. Huế. Bà nói: “Đủ rồi.”"))
    >>> [document.text[s.start : s.end] for s in document.sentences]
    ['TS. Lan ở TP. Huế.', 'Bà nói: “Đủ rồi.”']
    """
    spans = split_sentences(article.text)
    if not (words or tags):
        return Document(article=article, sentences=tuple(SentenceSpan(start=a, end=b) for a, b in spans))
    # Taggers take no lone surrogates; ð and Ð are common stand-ins for đ. Neither change moves an offset.
    plain = article.text.encode("utf-8", "replace").decode("utf-8").replace("ð", "đ").replace("Ð", "Đ")
    return Document(
        article=article,
        sentences=tuple(
            SentenceSpan(start=a, end=b, words=tuple(_words(plain, a, b, tags))) for a, b in spans
        ),
    )


def split_sentences(text: str) -> list[Span]:
    """Spans of the sentences of a text, linear in its length.

    A line break ends a sentence, but for one that only wraps a long line. A full stop does not after an
    abbreviation, an initial or a list number and inside a number, time or address. Closing quotation marks
    and brackets stay with the sentence they close; where small letters or a comma follow, the sentence
    goes on.
    """
    spans: list[Span] = []
    for start, end in _paragraphs(text):
        first = len(spans)
        for a, b in _sentences(text, start, end):
            piece = text[a:b]
            stripped = (b - len(piece.lstrip()), a + len(piece.rstrip()))
            if _WORDLIKE.search(text, a, b):
                spans.append(stripped)
            elif piece.strip() and len(spans) > first:
                spans[-1] = (spans[-1][0], stripped[1])
    return spans


def _paragraphs(text: str) -> Iterator[Span]:
    """Lines, joined where one is only wrapped."""
    open_: Span | None = None
    for match in _LINE.finditer(text):
        start, end = match.span()
        if open_ is None:
            open_ = (start, end)
            continue
        last = text[open_[1] - 1]
        wrapped = (
            start == open_[1] + 1
            and text[start].islower()
            and (last.isalnum() or last in ", ")
            and open_[1] - text.rfind("\n", 0, open_[1]) > SOFT_WRAP
        )
        if wrapped:
            open_ = (open_[0], end)
        else:
            yield open_
            open_ = (start, end)
    if open_ is not None:
        yield open_


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Stretches of one paragraph between ends of sentences."""
    begin = start
    for match in _END.finditer(text, start, end):
        if match.end() < end and _ends(text, begin, match, end):
            yield (begin, match.end())
            begin = match.end()
    yield (begin, end)


def _ends(text: str, begin: int, mark: re.Match[str], end: int) -> bool:
    """Whether the punctuation at `mark` ends the sentence that began at `begin`."""
    stop = mark.end()
    after = stop
    while after < end and text[after].isspace():
        after += 1
    if after == end:
        return True
    spaced, follows = after > stop, text[after]
    while after < end - 1 and text[after] in OPENING:
        after += 1
    opens = text[after]
    if mark.group() == ".":
        last = text[mark.start() - 1]
        joined = not spaced and not (
            follows.isupper() and (last.islower() or last.isdigit() or last in '”"»)')
        )
        return not joined and not _abbreviates(text, begin, mark.start(), opens.islower())
    inside = not spaced and opens.isalnum() and not opens.isupper()
    if follows in ",;:)" or inside or mark.group().strip("…") == "":
        return False
    plain = mark.group().strip(".?!…/") == "" and not mark.group().startswith("..")
    return plain or not (opens.islower() or follows in "–-")


def _abbreviates(text: str, begin: int, stop: int, lower: bool) -> bool:
    """Whether a full stop belongs to the word or list number before it; `lower`: a small letter follows."""
    match = _BEFORE.search(text, max(begin, stop - 24), stop)
    token = match.group() if match else ""
    return (
        token in ABBREVIATIONS
        or (len(token) == 1 and (token == "Đ" or (token.isascii() and token.isupper())))
        or (lower and _NO_VOWEL.match(token) is not None)
        or _LIST_NUMBER.match(text, begin, stop) is not None
    )


def _words(text: str, start: int, end: int, tags: bool) -> Iterator[Word]:
    tokens = list(_tokens(text, start, end))
    for i in range(0, len(tokens), LONGEST_CHUNK):
        yield from _tagged(text, tokens[i : i + LONGEST_CHUNK], tags)


def _tokens(text: str, start: int, end: int) -> Iterator[Span]:
    """Syllables, numbers and marks, as underthesea's own first step finds them."""
    from underthesea.pipeline.word_tokenize.regex_tokenize import patterns

    at = start
    for run in _LONG_RUN.finditer(text, start, end):
        yield from (m.span() for m in patterns.finditer(text, at, run.start()))
        yield run.span()
        at = run.end()
    yield from (m.span() for m in patterns.finditer(text, at, end))


def _tagged(text: str, tokens: list[Span], tags: bool) -> list[Word]:
    from underthesea.pipeline.text_normalize import token_normalize

    parts = [token_normalize(text[a:b], use_character_normalize=False) for a, b in tokens]
    spans: list[Span] = []
    names: list[str] = []
    for label, part, (a, b) in zip(_tagger("word").predict([[p] for p in parts]), parts, tokens, strict=True):
        if label == "I-W" and spans:
            spans[-1] = (spans[-1][0], b)
            names[-1] += " " + part
        else:
            spans.append((a, b))
            names.append(part)
    labels = _tagger("tag").predict([[n] for n in names]) if tags else [""] * len(spans)
    return [
        Word(start=a, end=b, tag=label.removeprefix("B-"))
        for (a, b), label in zip(spans, labels, strict=True)
    ]


@cache
def _tagger(layer: str) -> FastCRFSequenceTagger:
    """A CRF tagger of underthesea: "word" for word segmentation, "tag" for parts of speech."""
    from importlib.resources import files

    from underthesea.models.fast_crf_sequence_tagger import FastCRFSequenceTagger

    path = {
        "word": "word_tokenize/models/ws_crf_vlsp2013_20230727",
        "tag": "pos_tag/models/pos_crf_vlsp2013_20230303",
    }
    tagger = FastCRFSequenceTagger()
    tagger.load(str(files("underthesea.pipeline") / path[layer]))
    return tagger
