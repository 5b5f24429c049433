"""Sides: the opposed parties of an article, and whose word each attribution is.

One reading of who appears (`cast`) serves three questions: who are the sides (`find_sides`), who speaks
(`resolve`), and who is spoken of (`mentions`).
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from analyzer.analysis import Attribution, Side
from analyzer.document import Document
from analyzer.sides.cast import Cast, read
from analyzer.sides.find import outermost, sides_of
from analyzer.sides.given import from_options, from_toml, merge, to_toml
from analyzer.sides.hints import Hints
from analyzer.sides.model import Model, shipped
from analyzer.sides.resolve import Resolver, mentioned, tie
from lexicons import Lexicons

__all__ = [
    "Hints",
    "find_sides",
    "from_options",
    "from_toml",
    "given_sides",
    "mentions",
    "merge",
    "read",
    "resolve",
    "to_toml",
]


def find_sides(
    document: Document,
    attributions: Sequence[Attribution],
    lexicons: Lexicons,
    *,
    cast: Cast | None = None,
    hints: Hints | None = None,
    model: Model | None = None,
) -> tuple[Side, ...]:
    """The opposed parties of an article: none, or two to four, in the order of their first mention.

    Parameters
    ----------
    attributions
        Who speaks where; their ``side`` is not read.
    cast
        Who appears (`read`), where it was read already.
    hints
        What an encoder says of them.
    model
        The weights; those that are shipped where not given.
    """
    cast = read(document, lexicons) if cast is None else cast
    return sides_of(document, cast, attributions, lexicons, model=model or shipped(), hints=hints)


def given_sides(
    document: Document, sides: Sequence[Side], lexicons: Lexicons, *, cast: Cast | None = None
) -> tuple[Side, ...]:
    """Sides that the user set, with the places where this article names them.

    Their aliases are found in the text, and so is whoever is known, or introduced by the article, as theirs.
    """
    cast = read(document, lexicons) if cast is None else cast
    spans = tie(document, cast, sides, lexicons).spans
    return tuple(
        msgspec.structs.replace(s, mentions=outermost((a, b) for a, b, side in spans if side == s.id))
        for s in sides
    )


def resolve(
    document: Document,
    sides: Sequence[Side],
    attributions: Sequence[Attribution],
    lexicons: Lexicons,
    *,
    cast: Cast | None = None,
    hints: Hints | None = None,
    model: Model | None = None,
) -> list[Attribution]:
    """The attributions with ``side`` (whose word it is) and ``speaker`` (its fullest name) filled in."""
    resolver = Resolver(document, sides, attributions, lexicons, cast=cast, hints=hints)
    return resolver.run((model or shipped()).rankers(hints))


def mentions(
    document: Document, sides: Sequence[Side], lexicons: Lexicons, *, cast: Cast | None = None
) -> list[dict[str, tuple[tuple[int, int], ...]]]:
    """For each sentence the sides that it speaks of, by name or by pronoun, and the spans that name them."""
    cast = read(document, lexicons) if cast is None else cast
    return mentioned(document, cast, tie(document, cast, sides, lexicons), sides)
