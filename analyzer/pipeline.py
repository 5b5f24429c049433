"""The line from an article to its record: each part adds one layer and never looks back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from analyzer import __version__
from analyzer.analysis import Analysis, Checksums, Side
from analyzer.article import Article
from analyzer.document import parse
from analyzer.engines import MODELS, Engine, Learned, Rules
from analyzer.intervals import shipped_model
from analyzer.scoring import score
from analyzer.sides import find_sides, given_sides, mentions, read, resolve
from analyzer.sides import merge as merge_sides
from lexicons import load


class Analyzer:
    """A function ``Article -> Analysis`` that loads its lexicons and weights once and keeps no other state.

    Parameters
    ----------
    lexicons : Path, optional
        A folder whose entries overlay the shipped lexicons.
    fast : bool
        Whether to go by lexicon and rules alone.

    Raises
    ------
    LexiconError
        The folder of lexicons cannot be used.
    """

    def __init__(self, lexicons: Path | None = None, fast: bool = False) -> None:
        self.lexicons = load(lexicons)
        self.engine: Engine = Rules(self.lexicons) if fast else Learned(self.lexicons)
        self.models = _digest(p for p in sorted(MODELS.iterdir()) if p.suffix != ".md")

    def __call__(
        self, article: Article, sides: Sequence[Side] | None = None, *, merge: Sequence[str] = ()
    ) -> Analysis:
        """Analyse an article.

        Parameters
        ----------
        article : Article
        sides : sequence of Side, optional
            The sides as the user sets them; found in the article where not given.
        merge : sequence of str
            Which of the sides to join, each as "Mỹ+NATO".

        Raises
        ------
        UserError
            ``merge`` names nobody that is a side.
        """
        document = parse(article, words=False)
        cast = read(document, self.lexicons)
        heard = self.engine.hear(document, cast)
        if sides is None:
            parties = find_sides(document, heard.found, self.lexicons, cast=cast, hints=heard.hints)
        else:
            parties = given_sides(document, sides, self.lexicons, cast=cast)
        if merge:
            parties = given_sides(document, merge_sides(parties, merge), self.lexicons, cast=cast)
        voiced = resolve(document, parties, heard.found, self.lexicons, cast=cast, hints=heard.hints)
        named = mentions(document, parties, self.lexicons, cast=cast)
        attributions, sentences, loaded, uncertainty = self.engine.judge(
            document, heard, voiced, named, parties
        )
        if sides is not None:
            uncertainty = uncertainty.given(len(parties))
        return Analysis(
            version=__version__,
            id=article.id,
            title=article.title,
            outlet=article.outlet,
            author=article.author,
            published=article.published,
            url=article.url,
            notes=article.notes,
            engine=self.engine.name,
            checksums=Checksums(
                text=hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest(),
                lexicons=self.lexicons.checksum,
                models=self.models,
            ),
            text=article.text,
            sides=parties,
            sentences=sentences,
            attributions=attributions,
            loaded=loaded,
            scores=score(
                article.text,
                parties,
                sentences,
                attributions,
                uncertainty,
                model=shipped_model(self.engine.name),
            ),
        )


def _digest(files: Iterable[Path]) -> str:
    """The SHA-256, in hexadecimal, of the files with their names."""
    total = hashlib.sha256()
    for path in files:
        total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


@cache
def shared() -> Analyzer:
    """The analyzer with the shipped lexicons and models, loaded once in a process."""
    return Analyzer()
