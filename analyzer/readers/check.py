"""Whether an article can be analysed with any sense: a question apart from whether it can be read."""

from __future__ import annotations

import re

from analyzer.article import Article
from analyzer.errors import UserError
from analyzer.readers.vietnamese import profile

SENTENCES = 3
"""Sentences that an analysis needs: shares and balance of fewer say nothing."""

WORDS = 8
"""Words that it takes to tell Vietnamese without accents from another language."""

HEADLINES = 6
"""Lines from which a text can be a list of headlines."""

LONG_LINE = 25
"""Words from which a line is no headline."""

_FINISHED = re.compile(r"[.!?…:;][\"”’»)\]]*\s*\Z")


def check(article: Article) -> None:
    """Refuse what is no Vietnamese article.

    Raises
    ------
    UserError
        ``empty``; ``unaccented``: Vietnamese typed without accents; ``not_vietnamese``; ``too_short``: fewer
        than `SENTENCES` sentences; ``headline_list``. The user may want to go on all the same but for
        ``empty``.

    Examples
    --------
    >>> check(Article(text="The two sides deny it. They say so. It is late."))
    Traceback (most recent call last):
    ...
    analyzer.errors.UserError: not_vietnamese
    """
    if not article.text.strip():
        raise UserError("empty")
    looks = profile(article.text)
    if looks.unaccented and looks.words >= WORDS:
        raise UserError("unaccented")
    if not looks.vietnamese:
        raise UserError("not_vietnamese")
    if is_headline_list(article.text):
        raise UserError("headline_list")
    from analyzer.document import split_sentences

    found = len(split_sentences(article.text))
    if found < SENTENCES:
        raise UserError("too_short", found=found, needed=SENTENCES)


def is_headline_list(text: str) -> bool:
    """Whether most of a text stands in short lines that end without a mark, as headlines do."""
    lines = [line for line in text.splitlines() if line.strip()]
    headlines = [line for line in lines if len(line.split()) < LONG_LINE and not _FINISHED.search(line)]
    return len(headlines) >= HEADLINES and len(" ".join(headlines)) > 0.8 * len(" ".join(lines))
