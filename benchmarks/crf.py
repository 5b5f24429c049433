"""A linear-chain CRF on words, the way to find attributions before there were encoders.

It tags the source, cue and content of the outermost attributions of each sentence by itself; rules of thumb
join what is tagged and give it type and act.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pycrfsuite

from analyzer.analysis import Span
from analyzer.article import Article
from analyzer.attribution.spans import Quotations, speech_type
from analyzer.document import Word, parse
from lexicons import Matcher, load

SETTINGS = {"c1": 0.1, "c2": 0.1, "max_iterations": 400}
"""Strength of the L1 and L2 regularisation, and steps of L-BFGS; not tuned."""


class Line(NamedTuple):
    """A sentence: its index, its words, and the features of each."""

    number: int
    words: Sequence[Word]
    features: Sequence[Sequence[str]]


def find(articles: Sequence[Mapping[str, Any]], held: set[str]) -> dict[str, list[dict[str, Any]]]:
    """Train on the annotated articles that are not held out; the attributions in those that are, by id."""
    cues = Matcher((cue.text, str(cue.act)) for cue in load().cues)
    trainer = pycrfsuite.Trainer("lbfgs", SETTINGS, verbose=False)
    for article in articles:
        if article["id"] not in held:
            for line in lines(article, cues):
                here = [a for a in article["attributions"] if a["sentence"] == line.number]
                trainer.append(line.features, labels(line.words, here))
    found = {}
    with TemporaryDirectory() as folder:
        model = str(Path(folder) / "crf")
        trainer.train(model)
        tagger = pycrfsuite.Tagger()
        tagger.open(model)
        for article in articles:
            if article["id"] in held:
                quotations = Quotations(article["text"])
                tagged = [spans(line.words, tagger.tag(line.features)) for line in lines(article, cues)]
                found[article["id"]] = [a for parts in tagged for a in joined(parts, quotations, cues)]
        tagger.close()
    return found


def lines(article: Mapping[str, Any], cues: Matcher[str]) -> Iterator[Line]:
    """The annotated sentences of an article that hold words."""
    text = article["text"]
    quotations = Quotations(text)
    words = [word for s in parse(Article(text=text), tags=True).sentences for word in s.words]
    for number, sentence in enumerate(article["sentences"]):
        start, end = sentence["start"], sentence["end"]
        here = [word for word in words if start <= word.start < end]
        if here:
            yield Line(number, here, features(here, quotations, cues.find(text, start, end)))


def features(
    words: Sequence[Word], quotations: Quotations, cues: Sequence[tuple[int, int, str]]
) -> list[list[str]]:
    """What the CRF reads of each word of a sentence, in which the lexicon's cues stand as given."""
    forms = [quotations.text[word.start : word.end] for word in words]
    low = ["", "", *(form.lower() for form in forms), "", ""]
    tags = ["", *(word.tag for word in words), ""]
    rows = []
    for k, (word, form) in enumerate(zip(words, forms, strict=True)):
        row = [f"word{d}={low[k + 2 + d]}" for d in range(-2, 3)]
        row += [f"tag{d}={tags[k + 1 + d]}" for d in range(-1, 2)]
        row += [f"cue={act}" for start, end, act in cues if word.start < end and start < word.end]
        row += ["first"] * (k == 0) + ["capital"] * form[0].isupper()
        rows.append(row + ["quoted"] * (quotations.at(word.start) is not None))
    return rows


def labels(words: Sequence[Word], attributions: Sequence[Mapping[str, Any]]) -> list[str]:
    """The BIO tags of a sentence's words; the longest contents come first, and nothing is tagged in them."""
    tags = ["O"] * len(words)
    for a in sorted(attributions, key=lambda a: a["content"][0][0] - a["content"][-1][1]):
        for kind, span in (("content", a["content"][0]), ("cue", a["cue"]), ("source", a["source"])):
            mark = "B"
            for k, word in enumerate(words):
                if span and tags[k] == "O" and word.start < span[1] and span[0] < word.end:
                    tags[k] = f"{mark}-{kind}"
                    mark = "I"
    return tags


def spans(words: Sequence[Word], tags: Sequence[str]) -> dict[str, list[Span]]:
    """The spans of each kind that are tagged in a sentence."""
    found: dict[str, list[Span]] = defaultdict(list)
    for word, tag, before in zip(words, tags, ("O", *tags), strict=False):
        kind = tag[2:]
        if tag[0] == "I" and before[2:] == kind:
            found[kind][-1] = (found[kind][-1][0], word.end)
        elif kind:
            found[kind].append((word.start, word.end))
    return found


def joined(
    found: Mapping[str, list[Span]], quotations: Quotations, cues: Matcher[str]
) -> Iterator[dict[str, Any]]:
    """The attributions of a sentence: each cue with what stands nearest, each other content without any."""
    contents = found.get("content", [])
    pairs = [(cue, nearest(cue, contents)) for cue in found.get("cue", [])]
    taken = {content for _, content in pairs}
    for cue, content in [*pairs, *((None, content) for content in contents if content not in taken)]:
        if content is not None:
            form = speech_type(quotations, content)
            acts = [act for *_, act in cues.find(quotations.text, *cue)] if cue else []
            yield {
                "cue": cue,
                "source": nearest(cue, found.get("source", [])) if cue else None,
                "content": [content],
                "type": "continued" if cue is None and form == "indirect" else form,
                "act": (acts or ["state"])[0],
            }


def nearest(cue: Span, others: Sequence[Span]) -> Span | None:
    """The span with the fewest characters between it and a cue; None of none."""
    return min(others, key=lambda span: max(span[0] - cue[1], cue[0] - span[1]), default=None)
