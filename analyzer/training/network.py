"""The network: a BERT encoder and one small head for each decision, trained together.

The heads' mathematics stands once more, in numpy, in `analyzer.encoder`, where no torch is needed.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor, nn

from analyzer.encoder import ROLES, SPAN_WIDTH, VECTOR_WIDTH
from analyzer.training.base import BaseModel


def drop(x: Tensor, p: float) -> Tensor:
    """Dropout of whole features of a sequence (Gal & Ghahramani 2016): one mask for all its pieces, cheap
    to draw.
    """
    return x * F.dropout(x.new_ones(x.shape[0], 1, x.shape[2]), p) if p else x


def attend(q: Tensor, k: Tensor, v: Tensor, unseen: Tensor) -> Tensor:
    """Scaled dot-product attention, (B, heads, T, D); ``unseen`` (B, T) is true at padding.

    In training on CPU in bfloat16 more than twice as fast as torch's own, whose backward pass is slow there.
    """
    b, h, t, d = q.shape
    bias = torch.zeros(b, 1, 1, t, dtype=q.dtype).masked_fill(unseen[:, None, None, :], float("-inf"))
    rows = bias.expand(b, h, 1, t).reshape(b * h, 1, t)
    q, k, v = (x.reshape(b * h, t, d) for x in (q, k, v))
    with torch.autocast("cpu", enabled=False):
        return (torch.baddbmm(rows, q, k.mT, alpha=d**-0.5).softmax(-1) @ v).view(b, h, t, d)


class Layer(nn.Module):
    """A BERT layer: post-layer-norm, exact GELU."""

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.dropout = dropout
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=1e-12)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-12)

    def forward(self, x: Tensor, unseen: Tensor) -> Tensor:
        b, t, w = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, w // self.heads).permute(2, 0, 3, 1, 4)
        p = self.dropout if self.training else 0.0
        a = attend(q, k, v, unseen)
        x = self.norm1(x + drop(self.out(a.transpose(1, 2).reshape(b, t, w)), p))
        return self.norm2(x + drop(self.down(F.gelu(self.up(x))), p))


class Encoder(nn.Module):
    """Pieces to vectors: ids of shape (B, T) to (B, T, width)."""

    piece_mean: Tensor
    piece_scale: Tensor
    mark_mean: Tensor
    mark_scale: Tensor

    def __init__(self, base: BaseModel, rows: NDArray[np.int64], layers: int, dropout: float = 0.1) -> None:
        super().__init__()
        t = base.tensors
        self.dropout = dropout
        self.word = nn.Embedding.from_pretrained(torch.from_numpy(t["emb.word"][rows]), freeze=False)
        self.position = nn.Embedding.from_pretrained(
            torch.from_numpy(t["emb.pos"] + t["emb.type"][0]), freeze=False
        )
        self.norm = nn.LayerNorm(base.width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(base.width, base.heads, dropout) for _ in range(layers))
        for name in ("piece_mean", "mark_mean"):
            self.register_buffer(name, torch.zeros(base.width))
        for name in ("piece_scale", "mark_scale"):
            self.register_buffer(name, torch.ones(base.width))
        state: dict[str, Tensor] = {}

        def put(name: str, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> None:
            state[f"{name}.weight"], state[f"{name}.bias"] = torch.from_numpy(weight), torch.from_numpy(bias)

        put("norm", t["emb.ln.w"], t["emb.ln.b"])
        for n in range(layers):
            source = f"l{n}"
            for theirs, ours in (
                ("ao", "out"),
                ("aln", "norm1"),
                ("fi", "up"),
                ("fo", "down"),
                ("oln", "norm2"),
            ):
                put(f"layers.{n}.{ours}", t[f"{source}.{theirs}.w"], t[f"{source}.{theirs}.b"])
            w, b = (np.concatenate([t[f"{source}.{x}.{y}"] for x in "qkv"]) for y in "wb")
            put(f"layers.{n}.qkv", w, b)
        self.load_state_dict(state, strict=False)

    def forward(self, ids: Tensor, unseen: Tensor | None = None) -> Tensor:
        x = self.word(ids) + self.position(torch.arange(ids.shape[1]))
        x = drop(self.norm(x), self.dropout if self.training else 0.0)
        unseen = torch.zeros_like(ids, dtype=torch.bool) if unseen is None else unseen
        for layer in self.layers:
            x = layer(x, unseen)
        return (x.float() - self.piece_mean) * self.piece_scale

    def standardise(self, inputs: Iterable[tuple[NDArray[np.int64], NDArray[np.int64]]]) -> None:
        """Set the mean and scale that vectors leave with, from windows and the sentence of each of their
        pieces.

        The base model's vectors differ little from one another beside what they have in common, which heads
        learn to
        look past only slowly.
        """
        with torch.no_grad():
            pieces, groups = [], []
            for ids, sentence in inputs:
                pieces.append(self(torch.from_numpy(ids)[None])[0])
                groups.append(torch.from_numpy(sentence))
            x = torch.cat(pieces)
            self.piece_mean += x.mean(0)
            self.piece_scale /= x.std(0)
            marks = torch.stack(
                [
                    ((v - self.piece_mean) * self.piece_scale)[g == k].mean(0)
                    for v, g in zip(pieces, groups, strict=True)
                    for k in range(int(g.max()) + 1)
                ]
            )
            self.mark_mean += marks.mean(0)
            self.mark_scale /= marks.std(0)

    def mark(self, vectors: Tensor) -> Tensor:
        """The vector of a sentence from those of its pieces (n, width)."""
        return (vectors.mean(0) - self.mark_mean) * self.mark_scale


def mlp(inputs: int, outputs: int, hidden: int = 192) -> nn.Sequential:
    """A head of one hidden layer."""
    return nn.Sequential(nn.Dropout(0.1), nn.Linear(inputs, hidden), nn.GELU(), nn.Linear(hidden, outputs))


class Network(nn.Module):
    """Encoder and heads; `analyzer.encoder.Heads` says what each head is."""

    def __init__(self, encoder: Encoder, width: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.cue = mlp(width, 3)
        self.voice = mlp(width, 4)
        self.mention = mlp(width, 3)
        self.runs = mlp(width, 1)
        self.tone = mlp(2 * width, 3)
        self.hedge = mlp(2 * width, 1)
        self.opposed = mlp(width, 1)
        self.span_anchor = nn.Linear(width, len(ROLES) * SPAN_WIDTH)
        self.span_piece = nn.Linear(width, len(ROLES) * SPAN_WIDTH)
        self.span_bias = nn.Parameter(torch.zeros(len(ROLES)))
        self.form = mlp(3 * width, 4)
        self.act = mlp(3 * width, 8)
        self.kind = mlp(3 * width, 3)
        self.speaker = mlp(3 * width, VECTOR_WIDTH)
        self.spoken = mlp(width, VECTOR_WIDTH)
        self.same = mlp(width, VECTOR_WIDTH)
        self.same_scale = nn.Parameter(torch.tensor([5.0, 0.0]))
        self.toward = mlp(3 * width, 3)


def rotate(x: Tensor, positions: Tensor) -> Tensor:
    """Rotary position embedding (Su et al. 2021) over the last axis; x is (..., N, D), positions (N,)."""
    half = x.shape[-1] // 2
    angle = positions.float()[:, None] / 10000 ** (torch.arange(half) / half)
    a, b = x[..., :half], x[..., half:]
    cos, sin = angle.cos(), angle.sin()
    return torch.cat([a * cos - b * sin, a * sin + b * cos], -1)
