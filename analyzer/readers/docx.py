"""Articles out of Word documents, by python-docx."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

import docx
from docx.table import Table

from analyzer.article import Article
from analyzer.errors import UserError
from analyzer.readers import limits
from analyzer.readers.text import from_text, tidy


def read_docx(stream: BinaryIO) -> Article:
    """The article of a DOCX: its paragraphs and those of its tables in order, without headers and footers.

    Raises
    ------
    UserError
        ``bomb``: it would unpack to more than `limits.UNPACKED`, or its text to more than `limits.XML`.
        ``damaged``: it cannot be read.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            for part in archive.infolist():
                if part.filename == "word/document.xml" and part.file_size > limits.XML:
                    raise UserError("bomb", limit=limits.XML // limits.MEGA)
            if sum(part.file_size for part in archive.infolist()) > limits.UNPACKED:
                raise UserError("bomb", limit=limits.UNPACKED // limits.MEGA)
        stream.seek(0)
        document = docx.Document(stream)
        paragraphs = list(_paragraphs(document))
        about = document.core_properties
        title, author = about.title, about.author
    except (UserError, MemoryError):
        raise
    except Exception as error:  # whatever python-docx and lxml stumble over in a broken file
        raise UserError("damaged", format="DOCX") from error
    return from_text(tidy(paragraphs), title=title, author=author)


def _paragraphs(container: Any) -> Iterator[str]:
    for item in container.iter_inner_content():
        if isinstance(item, Table):
            seen = set()
            for row in item.rows:
                for cell in row.cells:
                    if cell._tc not in seen:
                        seen.add(cell._tc)
                        yield from _paragraphs(cell)
        else:
            yield from item.text.split("\n")
