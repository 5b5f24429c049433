"""How much of anything is read, so that hostile input costs neither memory nor time."""

from __future__ import annotations

from typing import BinaryIO

from analyzer.errors import UserError

MEGA = 1_000_000

TEXT = 10 * MEGA
"""Bytes of a text or a web page, and characters of one article."""

FILE = 64 * MEGA
"""Bytes of a DOCX or PDF file, and of anything that comes through a pipe."""

UNPACKED = 128 * MEGA
"""Bytes that a DOCX may unpack to."""

XML = 32 * MEGA
"""Bytes of the one part of a DOCX that holds the text."""

PAGES = 1000
"""Pages of a PDF."""

RECORD = 24 * MEGA
"""Bytes of a JSON file, and characters of one line of JSON Lines or CSV, where a letter may take six."""


def take(stream: BinaryIO, limit: int) -> bytes:
    """Everything that is left of a stream.

    Raises
    ------
    UserError
        ``too_large``: there is more than ``limit`` bytes of it.
    """
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise too_large(limit)
    return data


def too_large(limit: int) -> UserError:
    return UserError("too_large", limit=limit // MEGA)
