"""Helpers: short articles of our own, a sentence a line."""

from __future__ import annotations

import re
from typing import Any

from analyzer.analysis import Attribution, Side
from analyzer.article import Article
from analyzer.document import Document, SentenceSpan


def document_of(text: str, title: str = "") -> Document:
    """A document with a sentence a line."""
    spans = [SentenceSpan(start=m.start(), end=m.end()) for m in re.finditer(r"[^\n]+", text)]
    return Document(article=Article(text=text, title=title), sentences=tuple(spans))


def said(document: Document, source: str, content: str, **fields: Any) -> Attribution:
    """An attribution of ``content`` to the first ``source`` of its sentence; "" for none."""
    start = document.text.index(content)
    k = next(i for i, s in enumerate(document.sentences) if s.start <= start < s.end)
    at = document.text.index(source, document.sentences[k].start) if source else 0
    return Attribution(
        **{
            "sentence": k,
            "cue": None,
            "source": (at, at + len(source)) if source else None,
            "content": ((start, start + len(content)),),
            "type": "indirect",
            "act": "state",
            **fields,
        }
    )


def side(name: str, *aliases: str) -> Side:
    """A side as a user gives it."""
    return Side(id=name.lower(), name=name, aliases=aliases)
