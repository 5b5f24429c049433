"""Sentences, words and tags of an article, as exact spans of its text. The only file that imports underthesea."""

from __future__ import annotations

from analyzer.analysis import Record, Span
from analyzer.article import Article


class Word(Record):
    """A word of one or more syllables; ``tag`` is its part of speech, "" where tags were not asked for."""

    start: int
    end: int
    tag: str = ""


class SentenceSpan(Record):
    """Where a sentence stands, and its words."""

    start: int
    end: int
    words: tuple[Word, ...] = ()

    @property
    def span(self) -> Span:
        return (self.start, self.end)


class Document(Record):
    """An article with its sentences, in order."""

    article: Article
    sentences: tuple[SentenceSpan, ...]

    @property
    def text(self) -> str:
        return self.article.text
