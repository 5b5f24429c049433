"""How well an analyzer does on an annotated corpus, each figure by the definition of the bench."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from analyzer.analysis import REPORTER, TONES, Analysis, Attribution, Side, Span
from analyzer.article import Article
from analyzer.training.lexical import attributions_of
from analyzer.training.sides import annotated

WORD = re.compile(r"\w+")


def words(text: str, spans: Iterable[Span]) -> set[int]:
    """Where the words inside the spans start."""
    return {m.start() for a, b in spans for m in WORD.finditer(text, a, b)}


def voices(text: str, attributions: Sequence[Attribution]) -> dict[int, tuple[str, ...]]:
    """The voice of each attributed word: of nested contents, that of the longest."""
    out: dict[int, tuple[str, ...]] = {}
    for a in sorted(attributions, key=lambda a: sum(e - s for s, e in a.content)):
        out |= dict.fromkeys(words(text, a.content), tuple(sorted(a.side)))
    return out


def _f1(hits: int, found: int, gold: int) -> float:
    return 2 * hits / (found + gold) if found + gold else 1.0


def evaluate(
    articles: Sequence[Mapping[str, Any]],
    analyse: Callable[[Article, Sequence[Side]], Analysis],
    done: Callable[[int], object] = lambda _: None,
) -> dict[str, float]:
    """Analyse annotated articles with the annotated sides given, and compare.

    Parameters
    ----------
    articles : sequence of mapping
        In the bench format.
    done : callable
        Called with the number of articles done after each.

    Returns
    -------
    dict of str to float
        Each 0..1: F1 of cues (that overlap), of the words of sources and contents, the part of words given
        to the right
        voice, and the macro F1 of the tones.
    """
    spans = {name: [0, 0, 0] for name in ("cue", "source", "content")}
    right = total = 0
    tones: Counter[tuple[str, str]] = Counter()
    for n, article in enumerate(articles, 1):
        text = article["text"]
        gold = attributions_of(article)
        found = analyse(Article(text=text, id=article["id"]), annotated(article).sides)
        _count_cues(gold, found.attributions, spans["cue"])
        for name, pick in (("source", _source), ("content", _content)):
            g, f = words(text, pick(gold)), words(text, pick(found.attributions))
            for k, value in enumerate((len(g & f), len(f), len(g))):
                spans[name][k] += value
        g_voice, f_voice = voices(text, gold), voices(text, found.attributions)
        for w in words(text, [(s["start"], s["end"]) for s in article["sentences"]]):
            total += 1
            right += g_voice.get(w, (REPORTER,)) == f_voice.get(w, (REPORTER,))
        by_start = {s.start: s.tone for s in found.sentences}
        tones.update((s["tone"], by_start.get(s["start"], "neu")) for s in article["sentences"])
        done(n)
    return {
        **{f"{name}_f1": _f1(*counts) for name, counts in spans.items()},
        "voice_acc": right / max(1, total),
        "tone_f1": sum(_class_f1(tones, tone) for tone in TONES) / len(TONES),
    }


def _source(attributions: Iterable[Attribution]) -> list[Span]:
    return [a.source for a in attributions if a.source]


def _content(attributions: Iterable[Attribution]) -> list[Span]:
    return [span for a in attributions for span in a.content]


def _count_cues(gold: Sequence[Attribution], found: Sequence[Attribution], counts: list[int]) -> None:
    free = [a.cue for a in found if a.cue]
    wanted = [a.cue for a in gold if a.cue]
    counts[1] += len(free)
    counts[2] += len(wanted)
    for start, end in wanted:
        hit = next((c for c in free if c[0] < end and start < c[1]), None)
        if hit:
            free.remove(hit)
            counts[0] += 1


def _class_f1(confusion: Counter[tuple[str, str]], label: str) -> float:
    found = sum(n for (_, f), n in confusion.items() if f == label)
    gold = sum(n for (g, _), n in confusion.items() if g == label)
    return _f1(confusion[label, label], found, gold)
