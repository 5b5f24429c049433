"""Articles out of Word documents, by python-docx."""

from __future__ import annotations

import zipfile
from typing import Any, BinaryIO

import docx
from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]

from analyzer.article import Article
from analyzer.errors import UserError
from analyzer.readers import limits
from analyzer.readers.text import from_text, tidy

_PARAGRAPH, _TEXT = qn("w:p"), qn("w:t")
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_GONE = (
    qn("w:del"),
    qn("w:moveFrom"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
)
"""What was deleted or moved away, and the second copies of text boxes for old readers."""


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
        paragraphs = _paragraphs(document.element.body)
        about = document.core_properties
        title, author = about.title, about.author
    except (UserError, MemoryError):
        raise
    except Exception as error:  # whatever python-docx and lxml stumble over in a broken file
        raise UserError("damaged", format="DOCX") from error
    return from_text(tidy(paragraphs), title=title, author=author)


def _paragraphs(body: Any) -> list[str]:
    """The paragraphs below an element in order, with changes that are tracked in it accepted."""
    etree.strip_elements(body, *_GONE, with_tail=False)
    found: list[list[str]] = [[]]
    for element in body.iter(_PARAGRAPH, _TEXT, *_SIGNS):
        if element.tag == _PARAGRAPH:
            found.append([])
        else:
            found[-1].append(_SIGNS.get(element.tag) or element.text or "")
    return [line for paragraph in found for line in "".join(paragraph).split("\n")]
