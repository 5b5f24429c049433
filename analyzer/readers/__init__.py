"""From whatever holds an article to an `Article`: files, folders, patterns, standard input and addresses."""

from __future__ import annotations

import glob
import io
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from msgspec.structs import replace

from analyzer.article import Article
from analyzer.errors import UserError
from analyzer.readers import limits
from analyzer.readers.check import check
from analyzer.readers.text import from_text

__all__ = ["check", "expand", "from_bytes", "from_text", "read"]

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_PATTERN = re.compile(r"[*?\[]")


def expand(source: str | os.PathLike[str]) -> list[str]:
    """What a source stands for: the files of a folder, those that match a pattern, else itself.

    Files come in the order of their names, a folder's with those of the folders in it; hidden ones are left
    out.

    Raises
    ------
    UserError
        ``missing_file``; ``empty_folder``: nothing is in it.
    """
    name = os.fspath(source)
    if name == "-" or _ADDRESS.match(name):
        return [name]
    if os.path.isdir(name):
        folder = Path(name)
        files = sorted(
            str(path)
            for path in folder.rglob("*")
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        )
        if not files:
            raise UserError("empty_folder", path=name)
        return files
    if not os.path.lexists(name) and _PATTERN.search(name):
        found = sorted(glob.glob(name, recursive=True))
        if not found:
            raise UserError("missing_file", path=name)
        return [path for match in found for path in (expand(match) if os.path.isdir(match) else [match])]
    return [name]


def read(
    source: str | os.PathLike[str],
    *,
    fields: Mapping[str, str] | None = None,
    allow_private: bool = False,
    force: bool = False,
    on_error: Callable[[UserError], None] | None = None,
) -> Iterator[Article]:
    """Read the articles of a source, one at a time.

    Parameters
    ----------
    source : str or path
        A file, a folder, a pattern (``"tin/*.html"``), ``"-"`` for standard input, or an http(s) address.
        What a file is shows in its content: plain text in any encoding, HTML, DOCX, PDF, JSON, JSON Lines or
        CSV.
    fields : mapping of str to str, optional
        Names of the fields of a record where they are others than ours: ``{"text": "maintext"}``.
    allow_private : bool
        Whether addresses in private networks may be read.
    force : bool
        Whether to take what a page shows that is marked as behind a paywall.
    on_error : callable, optional
        Takes the error of a file or record that cannot be read, and reading goes on with the next; without it
        the first error is raised.

    Yields
    ------
    Article
        Its ``id`` is the file's stem; of a record, its own ``id`` or ``<stem>-<n>``.

    Raises
    ------
    UserError
        The source cannot be read; its ``path`` parameter says which file, or ``file:number`` of a record.
    """
    report = on_error or _raise
    try:
        files = expand(source)
    except UserError as error:
        report(error)
        return
    for name in files:
        try:
            for item in _read_one(name, fields or {}, allow_private, force):
                if isinstance(item, UserError):
                    item.params.setdefault("path", name)
                    report(item)
                else:
                    yield item
        except UserError as error:
            error.params.setdefault("path", name)
            report(error)
        except OSError as error:
            report(UserError("unreadable", path=name, reason=error.strerror or type(error).__name__))


def from_bytes(data: bytes, name: str, *, fields: Mapping[str, str] | None = None) -> Article:
    """The article, or the first, of a file that was taken into memory.

    Parameters
    ----------
    name : str
        The file's name: its stem is the article's ``id``.
    fields : mapping of str to str, optional
        As `read` takes it.

    Raises
    ------
    UserError
        There is none.
    """
    for item in _read_stream(io.BytesIO(data), name, fields or {}):
        if isinstance(item, UserError):
            raise item
        return item
    raise UserError("empty")


def _raise(error: UserError) -> None:
    raise error


def _read_one(
    name: str, fields: Mapping[str, str], allow_private: bool, force: bool
) -> Iterator[Article | UserError]:
    if _ADDRESS.match(name):
        from analyzer.readers.web import read_address

        yield read_address(name, allow_private=allow_private, force=force)
        return
    with _open(name) as stream:
        yield from _read_stream(stream, name, fields)


def _open(name: str) -> BinaryIO:
    """A file at its start, seekable; what comes through a pipe is taken whole."""
    if name == "-":
        return io.BytesIO(limits.take(sys.stdin.buffer, limits.FILE))
    try:
        mode = os.stat(name).st_mode
    except FileNotFoundError:
        raise UserError("missing_file", path=name) from None
    except (OSError, ValueError) as error:
        raise UserError("unreadable", path=name, reason=str(error)) from None
    if stat.S_ISREG(mode):
        return open(name, "rb")
    with open(name, "rb") as pipe:
        return io.BytesIO(limits.take(pipe, limits.FILE))


def _read_stream(stream: BinaryIO, name: str, fields: Mapping[str, str]) -> Iterator[Article | UserError]:
    from analyzer.readers import detect

    stem = "stdin" if name == "-" else Path(name).stem
    kind = detect.kind(stream, name, fields.get("text", "text"))
    if kind in ("json", "jsonl", "csv"):
        from analyzer.readers import tables

        for record in tables.records(stream, kind, fields.get("text", "text")):
            try:
                if isinstance(record.values, UserError):
                    raise record.values
                yield tables.article(
                    record.values, fields, f"{stem}-{record.number}" if record.number else stem
                )
            except UserError as error:
                if record.number:
                    error.params["path"] = f"{name}:{record.number}"
                yield error
        return
    article = _read_document(stream, kind)
    if not article.text.strip():
        raise UserError("empty")
    yield replace(article, id=stem)


def _read_document(stream: BinaryIO, kind: str) -> Article:
    if kind == "docx":
        from analyzer.readers.docx import read_docx

        return read_docx(stream)
    if kind == "pdf":
        from analyzer.readers.pdf import read_pdf

        return read_pdf(io.BytesIO(limits.take(stream, limits.FILE)))
    if kind == "html":
        from analyzer.readers.html import read_html

        return read_html(limits.take(stream, limits.TEXT))
    if kind == "mhtml":
        from analyzer.readers.html import read_mhtml

        return read_mhtml(limits.take(stream, limits.FILE))
    from analyzer.readers.text import read_text

    return read_text(stream)
