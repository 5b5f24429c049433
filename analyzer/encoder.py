"""Pieces to vectors, and the heads on them. The only file that imports onnxruntime and tokenizers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzer.document import Document

if TYPE_CHECKING:
    from tokenizers import Tokenizer

EOS = 2
LIMIT = 512
"""Pieces in a window, the first and the sentence marks among them."""

Floats = NDArray[np.float32]


class Pieces(NamedTuple):
    """The pieces of a sentence: vocabulary ids, and the offsets of each in the text, without blanks around
    it.
    """

    ids: list[int]
    offsets: list[tuple[int, int]]

    def cut(self, size: int) -> Pieces:
        return Pieces(self.ids[:size], self.offsets[:size])

    def covering(self, start: int, end: int) -> tuple[int, int] | None:
        """First and last piece that overlap the span, None where there is none."""
        hit = [j for j, (a, b) in enumerate(self.offsets) if a < end and b > start]
        return (hit[0], hit[-1]) if hit else None


def encode_sentences(tokenizer: Tokenizer, text: str, spans: Sequence[tuple[int, int]]) -> list[Pieces]:
    """Pieces of each sentence with offsets into the text; a piece that is a mere blank is left out."""
    parts = [text[a:b] for a, b in spans]
    out = []
    for (start, _), part, e in zip(
        spans, parts, tokenizer.encode_batch(parts, add_special_tokens=False), strict=True
    ):
        ids, offsets = [], []
        for i, (a, b) in zip(e.ids, e.offsets, strict=True):
            piece = part[a:b].strip()
            if piece:
                at = start + a + part[a:b].index(piece)
                ids.append(i)
                offsets.append((at, at + len(piece)))
        out.append(Pieces(ids, offsets))
    return out


def windows_of(lengths: Sequence[int], limit: int = LIMIT, first: int | None = None) -> list[tuple[int, int]]:
    """Cut sentences into runs [begin, end) that fit a window, of about equal length.

    Each sentence takes its pieces and a mark. ``first`` is the limit of the first run alone.
    """
    total = sum(min(n, limit - 2) + 1 for n in lengths)
    runs = max(1, -(-total // (limit - 1)))
    aim = total / runs
    out: list[tuple[int, int]] = []
    begin = size = done = 0
    for k, length in enumerate(lengths):
        n = min(length, limit - 2) + 1
        room = min(first, limit - 1) if first and not out else limit - 1
        full = size + n > room or (not first and done + size + n / 2 > aim * (len(out) + 1))
        if size and full:
            out.append((begin, k))
            done += size
            begin, size = k, 0
        size += n
    if begin < len(lengths):
        out.append((begin, len(lengths)))
    return out


ROLES = ("content_start", "content_end", "content_in", "source_start", "source_end", "source_in")
SPAN_WIDTH = 64
VECTOR_WIDTH = 64


def softmax(x: Floats) -> Floats:
    e = np.exp(x - x.max(-1, keepdims=True))
    out: Floats = e / e.sum(-1, keepdims=True)
    return out


def log_softmax(x: Floats) -> Floats:
    y = x - x.max(-1, keepdims=True)
    out: Floats = y - np.log(np.exp(y).sum(-1, keepdims=True))
    return out


def sigmoid(x: Floats) -> Floats:
    out: Floats = 1 / (1 + np.exp(-x.clip(-40, 40)))
    return out


def logit(p: float, least: float = 0.001) -> float:
    """Log odds, held within what a probability of ``least`` has."""
    p = min(max(p, least), 1 - least)
    return math.log(p / (1 - p))


def gelu(x: Floats) -> Floats:
    """GELU by its tanh form, which differs from the exact one by less than 0.001."""
    out: Floats = 0.5 * x * (1 + np.tanh(x * (0.7978845608 + 0.035677408 * x * x)))
    return out


def rotate(x: Floats, positions: NDArray[np.int64]) -> Floats:
    """Rotary position embedding (Su et al. 2021) over the last axis; x is (N, roles, D), positions (N,)."""
    half = x.shape[-1] // 2
    frequencies = 10000 ** (-np.arange(half) / half)
    angle: Floats = np.outer(positions, frequencies)[:, None, :].astype(np.float32)
    a, b = x[..., :half], x[..., half:]
    out: Floats = np.concatenate(
        [a * np.cos(angle) - b * np.sin(angle), a * np.sin(angle) + b * np.cos(angle)], -1
    )
    return out


class Heads:
    """The heads on the encoder's vectors, in numpy.

    Parameters
    ----------
    weights
        Arrays by the names of the network's parameters (`analyzer.training.network.Network`).

    Notes
    -----
    On each piece: ``cue``, ``mention`` (outside, begin, inside) and ``voice`` (reporter, side, third,
    unnamed).
    On the mean of a sentence's pieces: ``runs`` (an attribution without a cue), ``opposed``; with its first
    piece: ``tone``,
    ``hedge``. On an attribution (its anchor, the means of its content and its source): ``form`` (its type),
    ``act``, ``kind``
    (side, third, unnamed) and, against mentions of sides, ``speaker``. On mentions: ``same`` side, and with
    the sentence ``toward``.
    """

    def __init__(self, weights: dict[str, Floats]) -> None:
        self.weights = weights

    @classmethod
    def load(cls, path: Path) -> Heads:
        """Read weights whose matrices are stored as 8-bit rows with a scale each (``name.scale``)."""
        with np.load(path, allow_pickle=False) as arrays:
            scales = {n: arrays[n] for n in arrays.files if n.endswith(".scale")}
            names = [n for n in arrays.files if n not in scales]
            return cls({n: arrays[n] * scales.get(f"{n}.scale", np.float32(1)) for n in names})

    def __call__(self, head: str, x: Floats) -> Floats:
        """The logits of a head; x is (..., inputs)."""
        w = self.weights
        hidden = gelu(x @ w[f"{head}.1.weight"].T + w[f"{head}.1.bias"])
        out: Floats = hidden @ w[f"{head}.3.weight"].T + w[f"{head}.3.bias"]
        return out

    def mark(self, vectors: Floats) -> Floats:
        """The vector of a sentence from those of its pieces (n, width)."""
        out: Floats = (vectors.mean(0) - self.weights["mark_mean"]) * self.weights["mark_scale"]
        return out

    def spans(self, vectors: Floats, anchors: Sequence[int]) -> Floats:
        """Scores of each piece in each role for each anchor, (anchors, roles, pieces)."""
        w = self.weights
        shape = (-1, len(ROLES), SPAN_WIDTH)
        k = (vectors @ w["span_piece.weight"].T + w["span_piece.bias"]).reshape(shape)
        q = (vectors[list(anchors)] @ w["span_anchor.weight"].T + w["span_anchor.bias"]).reshape(shape)
        k = rotate(k, np.arange(len(vectors)))
        q = rotate(q, np.array(anchors))
        scores = np.einsum("ard,trd->art", q, k) / np.sqrt(SPAN_WIDTH)
        out: Floats = scores + w["span_bias"][None, :, None]
        return out


class Reading(NamedTuple):
    """An article as the encoder read it.

    ``pieces[k]`` are the pieces of sentence k, ``vectors[k]`` (n + 1, width) their vectors and, last, in the
    place of the sentence's mark, the mean of them.
    """

    pieces: list[Pieces]
    vectors: list[Floats]
    heads: Heads

    def mean(self, sentence: int, first: int, last: int) -> Floats:
        """The mean vector of the pieces first..last of a sentence."""
        out: Floats = self.vectors[sentence][first : last + 1].mean(0)
        return out

    def of_pieces(self, head: str) -> list[Floats]:
        """A head on every piece: for each sentence the probabilities (n, classes), the mark left out."""
        if not self.vectors:
            return []
        p = softmax(self.heads(head, np.concatenate(self.vectors)))
        ends = np.cumsum([len(v) for v in self.vectors])[:-1]
        return [part[:-1] for part in np.split(p, ends)]

    def sentence_vectors(self) -> Floats:
        """The mean and the first of the pieces of each sentence, (sentences, 2 * width)."""
        return np.stack([np.concatenate([v[-1], v[0]]) for v in self.vectors])


class Encoder:
    """Reads documents: safe to use from many threads, the same answer every time.

    Parameters
    ----------
    tokenizer
        Pieces and their offsets.
    forward
        Ids of shape (T,) to vectors (T, width).
    heads
        The heads on these vectors.
    """

    def __init__(
        self, tokenizer: Tokenizer, forward: Callable[[NDArray[np.int64]], Floats], heads: Heads
    ) -> None:
        self.tokenizer = tokenizer
        self.forward = forward
        self.heads = heads

    @classmethod
    def load(cls, folder: Path, threads: int = 1) -> Encoder:
        """Load the shipped model: ``tokenizer.json``, ``encoder.onnx``, ``heads.npz``."""
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )

        def forward(ids: NDArray[np.int64]) -> Floats:
            out: Floats = session.run(None, {"ids": ids[None]})[0][0]
            return out

        heads = Heads.load(folder / "heads.npz")
        return cls(Tokenizer.from_file(str(folder / "tokenizer.json")), forward, heads)

    def read(self, document: Document) -> Reading:
        """Read each sentence once, in windows of about equal length."""
        pieces = encode_sentences(self.tokenizer, document.text, [s.span for s in document.sentences])
        pieces = [p.cut(LIMIT - 2) for p in pieces]
        lengths = [len(p.ids) + 1 for p in pieces]
        vectors: list[Floats] = []
        for begin, end in windows_of([n - 1 for n in lengths]):
            ids = [0]
            for p in pieces[begin:end]:
                ids += [*p.ids, EOS]
            out = self.forward(np.array(ids))
            at = 1
            for n in lengths[begin:end]:
                sentence = out[at : at + n]
                sentence[-1] = self.heads.mark(sentence[: max(1, n - 1)])
                vectors.append(sentence)
                at += n
        return Reading(pieces, vectors, self.heads)
