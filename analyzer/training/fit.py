"""Trains the encoder and its heads on an annotated corpus."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from analyzer.encoder import LIMIT, ROLES, SPAN_WIDTH, VECTOR_WIDTH
from analyzer.training.examples import AttributionLabel, Example, Window
from analyzer.training.network import Network, rotate

WEIGHTS = {
    "cue": 6.0, "voice": 1.5, "mention": 2.0, "runs": 2.0, "content": 1.0, "source": 1.0, "inside": 1.0,
    "form": 0.3, "act": 0.6, "kind": 1.0, "speaker": 0.4, "same": 0.3, "tone": 1.0, "hedge": 0.5,
    "toward": 1.0,
    "opposed": 0.2,
}  # fmt: skip
"""How much each head's mean loss counts."""


UNKNOWN = 3
"""The piece that stands for one dropped."""
MULTIPLE = 8
"""Windows are padded to a multiple of so many pieces, where products of matrices are fast."""


class Recipe(NamedTuple):
    """Everything that a training run depends on but the data."""

    epochs: int = 9
    batch: int = 1024
    encoder_rate: float = 1.2e-4
    head_rate: float = 1e-3
    layers: int = 12
    warmup: float = 0.08
    dropout: float = 0.1
    drop_pieces: float = 0.05
    seed: int = 7


def _batches(
    examples: Sequence[Example], recipe: Recipe, rng: random.Random, epoch: int = 0
) -> list[list[Window]]:
    """The batches of an epoch: every typical article, and every other one of the rest in turn."""
    rest = [e for e in examples if not e.typical]
    read = [e for e in examples if e.typical] + rest[epoch % 2 :: 2]
    windows = [w for e in read for w in e.windows(LIMIT, rng.randint(LIMIT // 3, LIMIT))]
    windows.sort(key=lambda w: len(w.ids) + rng.random() * 40)
    out: list[list[Window]] = [[]]
    for w in windows:
        if out[-1] and (len(out[-1]) + 1) * len(w.ids) > recipe.batch:
            out.append([])
        out[-1].append(w)
    rng.shuffle(out)
    return out


def _mean(x: Tensor, first: int, last: int) -> Tensor:
    return x[first : last + 1].mean(0)


class _Read(NamedTuple):
    """A window as the network reads it: vectors of its pieces and marks, its sentences, its mentions."""

    window: Window
    vectors: Tensor
    sentences: Tensor
    mentions: Tensor | None


def _read(net: Network, batch: Sequence[Window], drop_pieces: float) -> list[_Read]:
    size = -(-max(len(w.ids) for w in batch) // MULTIPLE) * MULTIPLE
    ids = torch.ones(len(batch), size, dtype=torch.long)
    unseen = torch.ones(len(batch), size, dtype=torch.bool)
    for b, w in enumerate(batch):
        ids[b, : len(w.ids)] = torch.from_numpy(w.ids)
        unseen[b, : len(w.ids)] = False
    if drop_pieces:
        dropped = (torch.rand(ids.shape) < drop_pieces) & ~unseen & (ids > UNKNOWN)
        ids = ids.masked_fill(dropped, UNKNOWN)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        x = net.encoder(ids, unseen).float()
    out = []
    for v, w in zip(x, batch, strict=True):
        starts = [1, *(int(e) + 1 for e in w.ends[:-1])]
        marks = torch.stack(
            [net.encoder.mark(v[s : max(s + 1, int(e))]) for s, e in zip(starts, w.ends, strict=True)]
        )
        vectors = v.index_copy(0, torch.from_numpy(w.ends), marks)
        mentions = torch.stack([_mean(vectors, s, e) for s, e, _ in w.mentions]) if w.mentions else None
        out.append(_Read(w, vectors, torch.cat([marks, v[starts]], 1), mentions))
    return out


def _of_pieces(net: Network, read: Sequence[_Read]) -> dict[str, Tensor]:
    """Cues, voices and mentions; the marks are in, but hold no label."""
    x = torch.cat([r.vectors[1 : len(r.window.ids)] for r in read])
    return {
        head: F.cross_entropy(
            getattr(net, head)(x),
            torch.from_numpy(np.concatenate([getattr(r.window, head)[1:] for r in read])),
        )
        for head in ("cue", "voice", "mention")
    }


def _of_sentences(net: Network, read: Sequence[_Read]) -> dict[str, Tensor]:
    x = torch.cat([r.sentences for r in read])
    marks = x[:, : x.shape[1] // 2]

    def each(name: str) -> Tensor:
        return torch.from_numpy(np.concatenate([getattr(r.window, name) for r in read]))

    opposed = torch.tensor([r.window.opposed for r in read for _ in r.window.ends])
    yes_no = F.binary_cross_entropy_with_logits
    return {
        "runs": yes_no(net.runs(marks)[:, 0], each("runs")),
        "tone": F.cross_entropy(net.tone(x), each("tone")),
        "hedge": yes_no(net.hedge(x)[:, 0], each("hedge")),
        "opposed": yes_no(net.opposed(marks)[:, 0], opposed),
    }


def _of_mentions(net: Network, read: Sequence[_Read]) -> dict[str, Tensor]:
    """Which mentions are of the same side, and how each sentence makes each side look."""
    same, inputs, labels = [], [], []
    for w, vectors, sentences, mentions in read:
        seen: dict[tuple[int, int], list[Tensor]] = {}
        for (s, _, side), m in zip(w.mentions, mentions if mentions is not None else (), strict=True):
            seen.setdefault((int(w.sentence[s]), side), []).append(m)
        for k, side, label in w.toward:
            here = seen.get((k, side))
            mean = torch.stack(here).mean(0) if here else torch.zeros_like(vectors[0])
            inputs.append(torch.cat([mean, sentences[k]]))
            labels.append(label)
        owners = torch.tensor([side for _, _, side in w.mentions])
        if mentions is not None and len(set(owners.tolist())) > 1:
            z = F.normalize(net.same(mentions), dim=-1)
            logits = net.same_scale[0] * (z @ z.T) + net.same_scale[1]
            target = (owners[:, None] == owners[None, :]).float()
            pairs = torch.triu(torch.ones_like(logits, dtype=torch.bool), 1)
            same.append(F.binary_cross_entropy_with_logits(logits[pairs], target[pairs]))
    out = {"same": torch.stack(same).mean()} if same else {}
    if inputs:
        out["toward"] = F.cross_entropy(net.toward(torch.stack(inputs)), torch.tensor(labels))
    return out


def _of_attributions(net: Network, read: Sequence[_Read]) -> dict[str, Tensor]:
    """Each attribution: its spans from its anchor, its type, act and kind of voice, its speaker."""
    terms: dict[str, list[Tensor]] = {"content": [], "source": [], "inside": [], "speaker": []}
    labels: list[AttributionLabel] = []
    contexts: list[Tensor] = []
    for w, vectors, _, mentions in read:
        if not w.attributions:
            continue
        for a, scores in zip(w.attributions, _span_scores(net, w, vectors), strict=True):
            first = int(np.argmax(w.sentence == w.sentence[a.anchor]))
            mark = int(w.ends[w.sentence[a.anchor]])
            here = scores[:, first : mark + 1]
            source = a.source or (mark, mark)
            target = torch.tensor([*a.content, *source]) - first
            ce = F.cross_entropy(here[[0, 1, 3, 4]], target, reduction="none")
            terms["content"].append(ce[:2].sum())
            terms["source"].append(ce[2:].sum())
            within = torch.zeros(2, mark + 1 - first)
            within[0, a.content[0] - first : a.content[1] - first + 1] = 1
            if a.source:
                within[1, source[0] - first : source[1] - first + 1] = 1
            terms["inside"].append(F.binary_cross_entropy_with_logits(here[[2, 5]], within))
        own = []
        for a in w.attributions:
            named = _mean(vectors, *a.source) if a.source else torch.zeros_like(vectors[0])
            own.append(torch.cat([vectors[a.anchor], _mean(vectors, *a.content), named]))
        contexts += own
        labels += w.attributions
        if mentions is not None:
            logits = net.speaker(torch.stack(own)) @ net.spoken(mentions).T / math.sqrt(VECTOR_WIDTH)
            for row, a in zip(logits, w.attributions, strict=True):
                right = torch.tensor([side in a.sides for _, _, side in w.mentions])
                if bool(right.any()):
                    terms["speaker"].append(row.logsumexp(0) - row[right].logsumexp(0))
    out = {name: torch.stack(t).mean() for name, t in terms.items() if t}
    if labels:
        x = torch.stack(contexts)
        for head in ("form", "act", "kind"):
            out[head] = F.cross_entropy(
                getattr(net, head)(x), torch.tensor([getattr(a, head) for a in labels])
            )
    return out


def _span_scores(net: Network, w: Window, vectors: Tensor) -> Tensor:
    """Scores of each piece of the window in each role for each attribution, (attributions, roles, T)."""
    shape = (-1, len(ROLES), SPAN_WIDTH)
    at = torch.tensor([a.anchor for a in w.attributions])
    k = rotate(net.span_piece(vectors).view(shape).transpose(0, 1), torch.arange(len(vectors)))
    q = rotate(net.span_anchor(vectors[at]).view(shape).transpose(0, 1), at)
    return torch.einsum("rad,rtd->art", q, k) / math.sqrt(SPAN_WIDTH) + net.span_bias[None, :, None]


def losses(net: Network, batch: Sequence[Window], drop_pieces: float) -> dict[str, Tensor]:
    """The mean loss of each head over a batch."""
    read = _read(net, batch, drop_pieces)
    return {
        **_of_pieces(net, read),
        **_of_sentences(net, read),
        **_of_mentions(net, read),
        **_of_attributions(net, read),
    }


def train(
    net: Network,
    examples: Sequence[Example],
    recipe: Recipe,
    report: Callable[[int, int, dict[str, float]], None],
) -> None:
    """Train in place: AdamW, linear warm-up and decay, seeded.

    ``report`` is called after each step with the step, the number of steps and the running mean of the
    losses.
    """
    torch.manual_seed(recipe.seed)
    rng = random.Random(recipe.seed)
    encoder = list(net.encoder.parameters())
    own = {id(p) for p in encoder}
    heads = [p for p in net.parameters() if id(p) not in own]
    optimiser = torch.optim.AdamW(
        [{"params": encoder, "lr": recipe.encoder_rate}, {"params": heads, "lr": recipe.head_rate}],
        betas=(0.9, 0.98),
        weight_decay=0.01,
        fused=True,
    )
    two = sum(len(_batches(examples, recipe, random.Random(recipe.seed), epoch)) for epoch in (0, 1))
    total = recipe.epochs * two // 2
    warm = max(1, int(recipe.warmup * total))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / warm, max(0.0, (total - s) / max(1, total - warm)))
    )
    running: dict[str, float] = {}
    step = 0
    for epoch in range(recipe.epochs):
        net.train()
        for batch in _batches(examples, recipe, rng, epoch):
            parts = losses(net, batch, recipe.drop_pieces)
            loss = torch.stack([WEIGHTS[k] * v for k, v in parts.items()]).sum()
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            for k, t in parts.items():
                running[k] = 0.97 * running.get(k, t.item()) + 0.03 * t.item()
            report(min(step, total), total, running)
    net.eval()
