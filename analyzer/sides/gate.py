"""Whether an article is about an opposition at all, by its words."""

from __future__ import annotations

import itertools
import math
import re

import msgspec

from analyzer.article import Article
from lexicons import fold

_WORD = re.compile(r"[^\W\d_]+")


class Gate(msgspec.Struct, frozen=True):
    """A logistic regression on the syllables and pairs of syllables of an article.

    Those of the title are kept apart by a prefix. Each one there counts once; the vector has length 1.
    """

    bias: float
    weights: dict[str, float]

    def p(self, article: Article) -> float:
        """The probability that the article has opposed sides."""
        known = [w for w in (self.weights.get(f) for f in features(article)) if w is not None]
        x = self.bias + sum(sorted(known)) / math.sqrt(max(1, len(known)))
        return 1 / (1 + math.exp(-x))


def features(article: Article) -> set[str]:
    """The syllables and pairs of syllables of an article, folded; those of its title begin with "t:"."""
    out: set[str] = set()
    for part, prefix in ((article.text, ""), (article.title, "t:")):
        syllables = _WORD.findall(fold(part))
        out.update(prefix + s for s in syllables)
        out.update(f"{prefix}{a} {b}" for a, b in itertools.pairwise(syllables))
    return out
