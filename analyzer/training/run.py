"""From base weights to the shipped model in one go: train, calibrate on what was held out, go on with all,
export.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from analyzer.encoder import Encoder as Reader
from analyzer.encoder import Floats, Heads
from analyzer.training.base import read_base, trim
from analyzer.training.calibrate import calibrate
from analyzer.training.examples import Example, folds, read_corpus
from analyzer.training.export import export, head_weights
from analyzer.training.fit import Recipe, train
from analyzer.training.lexical import fit_all as fit_lexical
from analyzer.training.network import Encoder, Network
from analyzer.training.sides import corpus as annotated
from analyzer.training.sides import fit as fit_sides
from lexicons import load

HELD_OUT = 5
"""One story in so many is held out of the first stage, to calibrate on."""
FIRST = Recipe(epochs=9)
THEN = Recipe(epochs=3, encoder_rate=5e-5, head_rate=4e-4, warmup=0.1)

Report = Callable[[str, int, int, dict[str, float]], None]


class Prepared(NamedTuple):
    """The network before training, and the articles of the first stage and those held out of it."""

    net: Network
    tokenizer: Tokenizer
    first: list[Example]
    held_out: list[Example]


def prepare(corpus: Path, layers: int = 12) -> Prepared:
    """Read the base weights and a corpus, and split the corpus by story."""
    base = read_base()
    data = read_corpus(corpus)
    tokenizer, rows = trim(base, [d["text"] for d in data])
    held = folds([d["id"] for d in data], HELD_OUT)[0]
    torch.manual_seed(FIRST.seed)
    net = Network(Encoder(base, rows, layers), base.width)
    examples = [Example(d, tokenizer) for d in data]
    first = [e for e in examples if e.data["id"] not in held]
    net.eval()
    net.encoder.standardise([(w.ids, w.sentence) for e in first[:40] for w in e.windows()])
    return Prepared(net, tokenizer, first, [e for e in examples if e.data["id"] in held])


def reader_of(net: Network, tokenizer: Tokenizer) -> Reader:
    """The network in float32 as the reader that the analyzer uses."""

    def forward(ids: NDArray[np.int64]) -> Floats:
        with torch.no_grad():
            out: Floats = net.encoder(torch.from_numpy(ids)[None])[0].numpy()
        return out

    net.eval()
    return Reader(tokenizer, forward, Heads(head_weights(net)))


def agreement(net: Network, tokenizer: Tokenizer, folder: Path, examples: list[Example]) -> float:
    """The part of pieces to which the exported model gives the same tags of all kinds as the network."""
    exact, shipped = reader_of(net, tokenizer), Reader.load(folder)
    same = total = 0
    for example in examples:
        for window in example.windows():
            a, b = exact.forward(window.ids), shipped.forward(window.ids)
            equal = np.ones(len(a), bool)
            for head in ("cue", "mention", "voice"):
                equal &= exact.heads(head, a).argmax(-1) == shipped.heads(head, b).argmax(-1)
            same += int(equal.sum())
            total += len(equal)
    return same / total


def run(corpus: Path, out: Path, report: Report) -> dict[str, Any]:
    """Train and export to a folder; the figures that the model card tells.

    ``report`` receives the stage, the step, the number of steps and the running losses.
    """
    out.mkdir(parents=True, exist_ok=True)
    net, tokenizer, first, held_out = prepare(corpus)
    train(net, first, FIRST, lambda *a: report("first", *a), out / "first.pt")
    known = {e.data["id"] for e in first}
    calibration = calibrate(
        reader_of(net, tokenizer),
        [e.data for e in held_out],
        load(),
        fit_sides([a for a in annotated(corpus) if a.document.article.id in known], load()),
        fit_lexical([e.data for e in first]),
    )
    (out / "calibration.json").write_bytes(msgspec.json.format(msgspec.json.encode(calibration), indent=1))
    train(net, first + held_out, THEN, lambda *a: report("then", *a), out / "then.pt")
    export(net, tokenizer, [w.ids for e in first[:40] for w in e.windows()], out)
    figures = {
        "articles": len(first) + len(held_out),
        "agreement": round(agreement(net, tokenizer, out, held_out[:20]), 4),
    }
    (out / "training.json").write_text(json.dumps(figures, indent=1), "utf-8")
    return figures
