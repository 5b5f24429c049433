"""Annotated articles as training windows: pieces, and the labels of every head as arrays of piece indices."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from analyzer.analysis import ACTS, TONES, TYPES
from analyzer.encoder import EOS, LIMIT, Pieces, encode_sentences, windows_of
from analyzer.errors import UserError

BEGIN, INSIDE = 1, 2
KINDS = ("side", "third", "unnamed")


def read_corpus(folder: Path) -> list[dict[str, Any]]:
    """The annotated articles of a folder in the bench format, by id.

    Raises
    ------
    UserError
        The folder holds no ``*.json``.
    """
    files = sorted(folder.glob("*.json"))
    if not files:
        raise UserError("no_annotated", path=folder)
    return [json.loads(f.read_text("utf-8")) for f in files]


def read_corpora(folders: Sequence[Path]) -> list[list[dict[str, Any]]]:
    """The annotated articles of each folder.

    Raises
    ------
    UserError
        A folder holds none, or two articles have one id.
    """
    read = [read_corpus(folder) for folder in folders]
    for name, n in Counter(article["id"] for articles in read for article in articles).items():
        if n > 1:
            raise UserError("twice_annotated", id=name)
    return read


def cluster_of(article_id: str) -> str:
    """The story cluster of an article: articles on one event never stand on both sides of a split.

    The first two parts of an id in the bench's naming, but that each real or fake article of VFND is a story
    of its own and its articles on the war in Ukraine are one.
    """
    source, _, rest = article_id.partition("-")
    part = rest.split("-")[0]
    if source != "vfnd":
        return f"{source}-{part}"
    return article_id if part in ("real", "fake") else "vfnd-ukraine"


def folds(ids: Sequence[str], k: int, seed: int = 0) -> list[set[str]]:
    """Split article ids into k folds of about equal size by story cluster."""
    clusters: dict[str, list[str]] = {}
    for i in ids:
        clusters.setdefault(cluster_of(i), []).append(i)
    order = sorted(clusters)
    np.random.default_rng(seed).shuffle(order)
    out: list[set[str]] = [set() for _ in range(k)]
    for c in sorted(order, key=lambda c: -len(clusters[c])):
        min(out, key=len).update(clusters[c])
    return out


class AttributionLabel(NamedTuple):
    """One attribution in pieces of the window; spans are inclusive, ``source`` is None where there is
    none.
    """

    anchor: int
    content: tuple[int, int]
    source: tuple[int, int] | None
    form: int
    act: int
    kind: int
    sides: tuple[int, ...]


class Window(NamedTuple):
    """A window and its labels.

    ``ids``, ``sentence``, ``cue``, ``mention``, ``voice`` have shape (T,); ``sentence[j]`` is the index
    within the window of piece j's sentence, -1 for the first piece. ``ends`` are the pieces that close each
    sentence. ``mentions`` are (start, end, side), the end inclusive; ``toward`` (sentence, side, label 0..2).
    """

    ids: NDArray[np.int64]
    sentence: NDArray[np.int64]
    ends: NDArray[np.int64]
    cue: NDArray[np.int64]
    voice: NDArray[np.int64]
    mention: NDArray[np.int64]
    runs: NDArray[np.float32]
    tone: NDArray[np.int64]
    hedge: NDArray[np.float32]
    attributions: list[AttributionLabel]
    mentions: list[tuple[int, int, int]]
    toward: list[tuple[int, int, int]]
    opposed: float


def alias_spans(text: str, sides: Sequence[dict[str, Any]]) -> list[tuple[int, int, int]]:
    """Where the sides are named: (start, end, index of the side), longest name first, none overlapping."""
    names = {n.lower(): k for k, s in enumerate(sides) for n in (s["name"], *s["aliases"]) if n.strip()}
    if not names:
        return []
    pattern = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))
    low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return [(m.start(), m.end(), names[m.group()]) for m in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", low)]


class Example:
    """An annotated article, its pieces by sentence, and its labels; whether it is like what will be read."""

    def __init__(self, data: dict[str, Any], tokenizer: Tokenizer, *, typical: bool = True) -> None:
        self.data = data
        self.typical = typical
        spans = [(s["start"], s["end"]) for s in data["sentences"]]
        self.sentences = encode_sentences(tokenizer, data["text"], spans)
        self.mentions = alias_spans(data["text"], data["sides"])

    def windows(self, limit: int = LIMIT, first: int | None = None) -> Iterator[Window]:
        """Windows that hold each sentence once; ``first`` shortens the first one, so that borders move."""
        for begin, end in windows_of([len(s.ids) for s in self.sentences], limit, first):
            yield self._window(begin, end, limit)

    def _window(self, begin: int, end: int, limit: int) -> Window:
        data = self.data
        index = {s["id"]: k for k, s in enumerate(data["sides"])}
        part = data["sentences"][begin:end]
        w = _Blank([s.cut(limit - 2) for s in self.sentences[begin:end]])
        here = [a for a in data["attributions"] if begin <= a["sentence"] < end]
        for a in sorted(here, key=lambda a: a["content"][0][0] - a["content"][-1][1]):
            w.attribute(a, a["sentence"] - begin, index)
        for k, s in enumerate(part):
            for x, y, side in self.mentions:
                if s["start"] <= x and y <= s["end"]:
                    w.mention(k, (x, y), side)
        return Window(
            np.array(w.ids),
            np.array(w.sentence),
            np.array(w.ends),
            w.cues,
            w.voices,
            w.named,
            w.runs,
            np.array([TONES.index(s["tone"]) for s in part]),
            np.array([float(bool(s["hedge"])) for s in part], np.float32),
            w.labels,
            w.mentions,
            [(k, index[i], v + 1) for k, s in enumerate(part) for i, v in s["toward"].items() if i in index],
            float(bool(data["sides"])),
        )


class _Blank:
    """A window that labels are written into."""

    def __init__(self, sentences: Sequence[Pieces]) -> None:
        self.ids = [0]
        self.sentence = [-1]
        self.ends: list[int] = []
        self.place: list[tuple[int, Pieces]] = []
        for k, pieces in enumerate(sentences):
            self.place.append((len(self.ids), pieces))
            self.ids += [*pieces.ids, EOS]
            self.sentence += [k] * (len(pieces.ids) + 1)
            self.ends.append(len(self.ids) - 1)
        self.cues, self.voices, self.named = (np.zeros(len(self.ids), np.int64) for _ in range(3))
        self.runs = np.zeros(len(sentences), np.float32)
        self.labels: list[AttributionLabel] = []
        self.mentions: list[tuple[int, int, int]] = []

    def find(self, k: int, span: Sequence[int]) -> tuple[int, int] | None:
        """The first and last piece in the window of a span of sentence k."""
        offset, pieces = self.place[k]
        hit = pieces.covering(span[0], span[1])
        return hit and (offset + hit[0], offset + hit[1])

    def mention(self, k: int, span: Sequence[int], side: int) -> None:
        hit = self.find(k, span)
        if hit:
            _tag(self.named, hit)
            self.mentions.append((*hit, side))

    def attribute(self, a: dict[str, Any], k: int, index: dict[str, int]) -> None:
        """Label an attribution of sentence k; the longest come first, so that words keep the outer voice."""
        content = self.find(k, a["content"][0])
        cue = self.find(k, a["cue"]) if a["cue"] else None
        if content is None or (a["cue"] and cue is None):
            return
        kind = KINDS.index(a["side"][0]) if a["side"][0] in KINDS else 0
        words = self.voices[content[0] : content[1] + 1]
        words[words == 0] = kind + 1
        if cue:
            _tag(self.cues, cue)
        else:
            self.runs[k] = 1
        anchor = cue[0] if cue else self.ends[k]
        if all(anchor != other.anchor for other in self.labels):
            source = self.find(k, a["source"]) if a["source"] else None
            sides = tuple(index[s] for s in a["side"] if s in index)
            form, act = TYPES.index(a["type"]), ACTS.index(a["act"])
            self.labels.append(AttributionLabel(anchor, content, source, form, act, kind, sides))


def _tag(tags: NDArray[np.int64], span: tuple[int, int]) -> None:
    tags[span[0]] = BEGIN
    tags[span[0] + 1 : span[1] + 1] = INSIDE
