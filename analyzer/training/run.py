"""From base weights to the shipped model in one go.

Cross-fitting: one small network a part of the stories, trained on the others, reads what it has not seen; on
these readings rest the rankers of the sides and every calibration. The network that is exported is trained on
all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from analyzer.encoder import Encoder as Reader
from analyzer.encoder import Floats, Heads, Reading
from analyzer.errors import UserError
from analyzer.intervals import ErrorModel, shipped_model
from analyzer.training.base import BaseModel, read_base, trim
from analyzer.training.calibrate import calibrate
from analyzer.training.examples import Example, folds, read_corpora
from analyzer.training.export import export, head_weights
from analyzer.training.fit import Recipe, train
from analyzer.training.lexical import fit_all as fit_lexical
from analyzer.training.network import Encoder, Network
from analyzer.training.sides import annotated
from lexicons import load

PARTS = 3
"""So many parts of the stories are each read by a network trained on the others."""
PART = Recipe(epochs=4, layers=6)
"""Half of the layers read nearly as well, in half of the time."""
ALL = Recipe(epochs=9)

Report = Callable[[str, int, int, dict[str, float]], None]


class Prepared(NamedTuple):
    """What every network of a run begins with.

    ``parts`` are the ids of the articles in `PARTS` parts, whole stories and a like share of each folder.
    The articles of the first folder are the typical ones.
    """

    base: BaseModel
    tokenizer: Tokenizer
    rows: NDArray[np.int64]
    examples: list[Example]
    parts: list[set[str]]

    def network(self, recipe: Recipe) -> Network:
        """A network before training, its vectors standardised on some of the articles."""
        torch.manual_seed(recipe.seed)
        net = Network(Encoder(self.base, self.rows, recipe.layers), self.base.width)
        net.eval()
        net.encoder.standardise([(w.ids, w.sentence) for e in self.examples[:40] for w in e.windows()])
        return net


def prepare(*corpora: Path) -> Prepared:
    """Read the base weights and the annotated articles of folders.

    Raises
    ------
    UserError
        A folder holds no annotated articles, or two articles have one id.
    """
    read = read_corpora(corpora)
    data = [article for articles in read for article in articles]
    base = read_base()
    tokenizer, rows = trim(base, [d["text"] for d in data])
    dealt = [folds([article["id"] for article in articles], PARTS) for articles in read]
    parts = [set[str]().union(*held) for held in zip(*dealt, strict=True)]
    typical = {article["id"] for article in read[0]}
    examples = [Example(d, tokenizer, typical=d["id"] in typical) for d in data]
    return Prepared(base, tokenizer, rows, examples, parts)


def trained(
    net: Network,
    examples: Sequence[Example],
    recipe: Recipe,
    report: Callable[[int, int, dict[str, float]], None],
    weights: Path,
) -> Network:
    """The network trained on the examples, or as an interrupted run on the same left it in ``weights``."""
    if weights.exists():
        net.load_state_dict(torch.load(weights, weights_only=True))
    else:
        train(net, examples, recipe, report)
        unfinished = weights.with_suffix(".part")
        torch.save(net.state_dict(), unfinished)
        unfinished.replace(weights)
    net.eval()
    return net


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


def run(corpora: Sequence[Path], out: Path, report: Report) -> dict[str, Any]:
    """Train on the articles of folders and export to a folder; the figures that the model card tells.

    The articles of the first folder are the typical ones, to which probabilities and thresholds are fitted
    and which every epoch reads; of those of the others it reads every other one.
    Networks already trained by a run on the same articles that was interrupted are taken from the folder.

    ``report`` receives the stage, the step, the number of steps and the running losses.

    Raises
    ------
    UserError
        A folder holds no annotated articles, two have one id, or they are too few, or too much alike, to be
        trained on.
    """
    prepared = prepare(*corpora)
    out.mkdir(parents=True, exist_ok=True)
    examples, parts = prepared.examples, prepared.parts
    _check(examples, parts)
    dealt = [sorted(part) for part in parts], [(e.typical, e.data) for e in examples]
    mark = hashlib.sha256(repr((PART, ALL, dealt)).encode()).hexdigest()[:8]
    readings: dict[str, Reading] = {}
    for k, held in enumerate(parts):
        others = [e for e in examples if e.data["id"] not in held]
        stage = partial(report, f"{k + 1}/{PARTS}")
        net = trained(prepared.network(PART), others, PART, stage, out / f"part{k}-{mark}.pt")
        reader = reader_of(net, prepared.tokenizer)
        unseen = [annotated(e.data).document for e in examples if e.data["id"] in held]
        readings |= {document.article.id: reader.read(document) for document in unseen}
    articles = [e.data for e in examples]
    typical = {e.data["id"] for e in examples if e.typical}
    fitted = calibrate(articles, readings, parts, typical, load())
    _write(out / "sides.json", fitted.sides)
    _write(out / "calibration.json", fitted.joins)
    _write(out / "intervals.json", {"encoder": fitted.intervals, "rules": shipped_model("rules")})
    _write(out / "lexical.json", fit_lexical(articles))
    net = trained(prepared.network(ALL), examples, ALL, partial(report, "all"), out / f"all-{mark}.pt")
    export(net, prepared.tokenizer, [w.ids for e in examples[:40] for w in e.windows()], out)
    figures = {
        "articles": len(examples),
        "agreement": round(agreement(net, prepared.tokenizer, out, examples[:20]), 4),
    }
    (out / "training.json").write_text(json.dumps(figures, indent=1), "utf-8")
    return figures


def _check(examples: Sequence[Example], parts: Sequence[set[str]]) -> None:
    """Whether every network would see articles with sides and without, and every fit each of its classes."""
    for held in parts:
        with_sides = {bool(e.data["sides"]) for e in examples if e.data["id"] not in held}
        if not held or len(with_sides) < 2:
            raise UserError("too_few_annotated", articles=len(examples))
    typical = [e.data for e in examples if e.typical]
    sentences = [s for article in typical for s in article["sentences"]]
    classes = (
        {s["tone"] for s in sentences},
        {value for s in sentences for value in s["toward"].values()},
        {bool(s["hedge"]) for s in sentences},
        {bool(a["cue"]) for article in typical for a in article["attributions"]},
    )
    if tuple(map(len, classes)) != (3, 3, 2, 2):
        raise UserError("too_few_annotated", articles=len(typical))


def _write(path: Path, weights: msgspec.Struct | dict[str, ErrorModel]) -> None:
    path.write_bytes(msgspec.json.encode(weights, order="deterministic") + b"\n")
