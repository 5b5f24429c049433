"""An article as it is read: one text in NFC, and what is known of where it comes from."""

from __future__ import annotations

from analyzer.analysis import Record


class Article(Record, frozen=True, kw_only=True):
    """The input of an analysis.

    ``text`` is NFC and never changed after reading: all offsets count its code points. ``notes`` are codes
    of what the reader had to do (``"encoding:windows-1258"``, ``"obfuscated"``), shown in the report.
    """

    text: str
    id: str = "article"
    title: str = ""
    outlet: str = ""
    author: str = ""
    published: str = ""
    url: str = ""
    notes: tuple[str, ...] = ()
