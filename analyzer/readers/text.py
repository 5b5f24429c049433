"""Text into an article: the one place where text is changed, before any offset exists."""

from __future__ import annotations

import re
import unicodedata
from typing import BinaryIO

from analyzer.article import Article
from analyzer.readers import encodings, limits
from analyzer.readers.folding import unobfuscate

HEADLINE = 250
"""Characters up to which a line can be a headline."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def from_text(
    text: str,
    *,
    id: str = "article",
    title: str = "",
    outlet: str = "",
    author: str = "",
    published: str = "",
    url: str = "",
    notes: tuple[str, ...] = (),
) -> Article:
    """An article of a text that is at hand. Plain NFC text is kept as it is, letter by letter.

    Parameters
    ----------
    text : str
        Any text. What is changed, with the note that says so: other normal forms become NFC (``"nfd"``),
        Vietnamese that was read in the wrong encoding is mended (``"encoding:tcvn3"``), disguised letters are
        folded back (``"obfuscated"``), and half characters (lone surrogates) become U+FFFD.
    id, title, outlet, author, published, url : str
        What is known of it.
    notes : tuple of str
        What had to be done to it before.

    Returns
    -------
    Article

    Raises
    ------
    UserError
        ``too_large``: it has more than `limits.TEXT` characters.

    Examples
    --------
    >>> from_text("Hai bên đều phủ nhận.").text
    'Hai bên đều phủ nhận.'
    >>> from_text("Ha\u0300 No\u0323\u0302i", title="Tin  mới").notes
    ('nfd',)
    """
    if len(text) > limits.TEXT:
        raise limits.too_large(limits.TEXT)
    found = list(notes)
    text = _SURROGATE.sub("\ufffd", text)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
        found.append("nfd")
    text, encoding = encodings.recover(text)
    if encoding:
        found = [n for n in found if not n.startswith("encoding:")] + [f"encoding:{encoding}"]
    folded = unobfuscate(text)
    if folded != text:
        text = folded
        found.append("obfuscated")

    def meta(value: str) -> str:
        value = unicodedata.normalize("NFC", " ".join(_SURROGATE.sub("\ufffd", value).split()))
        return encodings.convert(value, encoding) if encoding else unobfuscate(value)

    return Article(
        text=text,
        id=id,
        title=meta(title),
        outlet=meta(outlet),
        author=meta(author),
        published=meta(published),
        url=url,
        notes=tuple(found),
    )


def read_text(stream: BinaryIO) -> Article:
    """An article of a plain text file; line ends become line feeds.

    Raises
    ------
    UserError
        ``binary``, ``too_large``.
    """
    text, encoding = encodings.decode(limits.take(stream, limits.TEXT))
    text = unix_lines(text)
    notes = () if encoding == "utf-8" else (f"encoding:{encoding}",)
    return from_text(text, title=headline(text), notes=notes)


def headline(text: str) -> str:
    """The first line, where it stands apart as headlines do: short, no full stop, an empty line after it.

    Examples
    --------
    >>> headline("Hai bên phủ nhận\\n\\nSáng nay họ đã gặp nhau."), headline("Sáng nay.\\n\\nChiều nay.")
    ('Hai bên phủ nhận', '')
    """
    first, gap, _ = text.strip().partition("\n\n")
    return first if gap and "\n" not in first and len(first) <= HEADLINE and first[-1] not in ".…:;" else ""


def unix_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def tidy(lines: list[str]) -> str:
    """Paragraphs of a document, one a line: spaces single, soft hyphens gone, empty ones left out."""
    return "\n".join(filter(None, (" ".join(line.replace("\u00ad", "").split()) for line in lines)))
