"""What layers, epochs, context and articles are worth: ``python -m benchmarks.ablations`` writes
benchmarks/ablations.json, which `benchmarks.accuracy` puts into docs/accuracy.md.

Each variant, and a linear-chain CRF to compare with, is trained on two thirds of the stories of the bench's
``train`` and finds the attributions of the third. What is trained already is taken from the folder
``--cache``, so a run that was stopped goes on. Name variants to run these alone.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import torch

from analyzer.document import Document
from analyzer.encoder import Encoder, Reading
from analyzer.training.calibrate import fit_tagger
from analyzer.training.coverage import bench_scorer
from analyzer.training.examples import Example, read_corpus
from analyzer.training.fit import Recipe
from analyzer.training.run import Prepared, prepare, reader_of, trained
from analyzer.training.sides import annotated
from benchmarks import crf
from benchmarks.accuracy import ABLATIONS
from lexicons import load
from tests.bench.run import BENCH

FIGURES = ("attributed_f1", "cue_f1", "source_f1", "content_f1", "content_exact_f1", "act_acc", "type_acc")


class Variant(NamedTuple):
    """A recipe, on how many articles (all where None), with the sentences around as context or without them,
    and our own annotated articles beside or not.
    """

    recipe: Recipe
    articles: int | None = None
    context: bool = True
    own: bool = False


VARIANTS = {
    "12 layers, 12 epochs": Variant(Recipe(epochs=12)),
    "12 layers": Variant(Recipe(epochs=6)),
    "6 layers": Variant(Recipe(epochs=6, layers=6)),
    "6 layers, our own articles too": Variant(Recipe(epochs=6, layers=6), own=True),
    "3 layers": Variant(Recipe(epochs=6, layers=3)),
    "6 layers, each sentence alone": Variant(Recipe(epochs=6, layers=6), context=False),
    "6 layers, 200 articles": Variant(Recipe(epochs=6, layers=6), 200),
    "6 layers, 100 articles": Variant(Recipe(epochs=6, layers=6), 100),
    "6 layers, 50 articles": Variant(Recipe(epochs=12, layers=6), 50),
    "6 layers, 25 articles": Variant(Recipe(epochs=24, layers=6), 25),
}
"""Six epochs, but more of the same articles where they are few, so that there are steps enough."""
OWN = Path(__file__).parents[1] / "examples" / "annotated"
CRF = "linear-chain CRF"
ROWS = (CRF, *VARIANTS)


def alone(article: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each sentence of an article as an article of its own."""
    return [
        {
            **article,
            "sentences": [sentence],
            "attributions": [{**a, "sentence": 0} for a in article["attributions"] if a["sentence"] == k],
        }
        for k, sentence in enumerate(article["sentences"])
    ]


def read_alone(encoder: Encoder, document: Document) -> Reading:
    """A document as it is read where no sentence sees another."""
    parts = [encoder.read(Document(article=document.article, sentences=(s,))) for s in document.sentences]
    pieces = [p for part in parts for p in part.pieces]
    return Reading(pieces, [v for part in parts for v in part.vectors], encoder.heads)


def find(
    variant: Variant, prepared: Prepared, held: set[str], weights: Path
) -> dict[str, list[dict[str, Any]]]:
    """Train a variant on the articles that are not held out; the attributions in those that are, by id."""
    examples = [e for e in prepared.examples if e.data["id"] not in held]
    if variant.articles:
        examples = random.Random(1).sample(examples, variant.articles)
    if variant.own:
        examples += [Example(article, prepared.tokenizer, typical=False) for article in read_corpus(OWN)]
    if not variant.context:
        examples = [Example(part, prepared.tokenizer) for e in examples for part in alone(e.data)]

    def report(step: int, total: int, _: Mapping[str, float]) -> None:
        if step % 50 == 0:
            print(f"{weights.stem}: {step} of {total} steps", flush=True)

    net = trained(prepared.network(variant.recipe), examples, variant.recipe, report, weights)
    encoder = reader_of(net, prepared.tokenizer)
    read = encoder.read if variant.context else partial(read_alone, encoder)
    gold = [annotated(e.data) for e in prepared.examples if e.data["id"] in held]
    readings = {a.id: read(a.document) for a in gold}
    tagger = fit_tagger(gold, readings, load())
    return {
        a.id: [msgspec.to_builtins(found) for found in tagger.tag(a.document, readings[a.id]).attributions]
        for a in gold
    }


def measure(name: str, prepared: Prepared, cache: Path) -> dict[str, float]:
    """Score what attributions a variant or the CRF finds in the articles of stories that it has not seen."""
    articles = [e.data for e in prepared.examples]
    held = prepared.parts[0]
    if name == CRF:
        found = crf.find(articles, held)
    else:
        found = find(VARIANTS[name], prepared, held, cache / f"{name}.pt")
    gold = {article["id"]: article for article in articles if article["id"] in held}
    results = {i: {"sides": [], "sentences": [], "attributions": found[i]} for i in gold}
    figures, _ = bench_scorer(BENCH / "train").score(gold, results)
    return {figure: round(figures[figure], 3) for figure in FIGURES}


def main() -> None:
    """Run the variants that are named, or all, and keep what was measured before."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("variants", nargs="*", help=f"of: {'; '.join(ROWS)}")
    parser.add_argument(
        "--cache", type=Path, default=Path("out/ablations"), help="folder of trained networks"
    )
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.cache.mkdir(parents=True, exist_ok=True)
    prepared = prepare(BENCH / "train")
    for name in options.variants or ROWS:
        figures = measure(name, prepared, options.cache)
        known = json.loads(ABLATIONS.read_text("utf-8")) if ABLATIONS.exists() else {}
        known |= {name: figures}
        ABLATIONS.write_text(json.dumps({n: known[n] for n in ROWS if n in known}, indent=1) + "\n", "utf-8")
        print(name, figures, flush=True)


if __name__ == "__main__":
    main()
