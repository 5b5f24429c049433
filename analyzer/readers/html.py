"""Articles out of web pages: the text without what stands around it, by trafilatura."""

from __future__ import annotations

import email
import email.policy
import re

import trafilatura
from lxml import etree, html  # type: ignore[import-untyped]
from trafilatura.settings import Document

from analyzer.article import Article
from analyzer.errors import UserError
from analyzer.readers import encodings
from analyzer.readers.text import from_text, tidy

ELEMENTS = 40_000
"""Elements of a page; real ones have some thousand."""

DEPTH = 200
"""How deeply elements of a page may be nested."""

AROUND = (
    "//figure//figcaption | //nav | //aside | //footer | //form | //noscript | //iframe"
    " | //*[contains(@class, 'Image') and (self::p or self::div)]"
    " | //*[contains(@class, 'caption')]"
    " | //*[contains(@class, 'related') or contains(@class, 'breadcrumb')]"
    " | //*[contains(@id, 'comment') or contains(@class, 'comment')]"
)
"""What is never part of the article: captions, menus, related links, comments."""

_DATE = re.compile(r"(?i)\D{0,20}\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}[\d\s:,|h-]*(?:\(?gmt.{0,8})?\Z")
_ELEMENT = re.compile("<[a-zA-Z]")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*>")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE
)


def read_html(data: bytes | str, *, declared: str = "", url: str = "") -> Article:
    """The article of a web page.

    Parameters
    ----------
    data : bytes or str
        The page.
    declared : str
        The encoding that its sender named.
    url : str
        Where it was found.

    Returns
    -------
    Article
        Its paragraphs, one a line, and the title, outlet, author and date that the page names.

    Raises
    ------
    UserError
        ``no_article``: there is no text in it. ``too_complex``: it has more than `ELEMENTS` elements or nests
        them deeper than `DEPTH`.
    """
    encoding = "utf-8"
    if isinstance(data, bytes):
        named = _CHARSET.search(data[:4096])
        data, encoding = encodings.decode_unicode(
            data, named[1].decode("ascii", "replace") if named else declared
        )
    try:
        found = trafilatura.bare_extraction(
            _tree(data), url=url or None, include_comments=False, with_metadata=True, favor_recall=True
        )
    except (RecursionError, ValueError, etree.LxmlError):  # control characters, among others
        raise UserError("no_article") from None
    if not isinstance(found, Document) or not (found.text or "").strip():
        raise UserError("no_article")
    around = {found.title, found.author}
    lines = [
        line for line in str(found.text).split("\n") if line.strip() not in around and not _DATE.match(line)
    ]
    return from_text(
        tidy(lines),
        title=found.title or "",
        outlet=found.sitename or "",
        author=found.author or "",
        published=found.date or "",
        url=found.url or url,
        notes=() if encoding in ("utf-8", "windows-1252") else (f"encoding:{encoding}",),
    )


def read_mhtml(data: bytes) -> Article:
    """The article of a page that a browser saved with all its parts in one file."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            if isinstance(page, bytes):
                return read_html(page, declared=part.get_content_charset("") or "")
    raise UserError("no_article")


def _tree(page: str) -> html.HtmlElement:
    """The parsed page, without what stands around the article."""
    if len(_ELEMENT.findall(page)) > ELEMENTS:
        raise UserError("too_complex", limit=ELEMENTS)
    try:
        tree = html.document_fromstring(
            _CONTROL.sub("", _DECLARATION.sub("", page)), parser=html.HTMLParser(remove_comments=True)
        )
    except (etree.LxmlError, ValueError, AssertionError):
        raise UserError("no_article") from None
    depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEPTH:
            raise UserError("too_complex", limit=DEPTH)
    for element in tree.xpath(AROUND):
        element.tag = "around"
    etree.strip_elements(tree, "around", with_tail=False)
    return tree
