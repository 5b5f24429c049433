"""From an article to the record of who says what in it, and how it makes each side look."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzer.analysis import Analysis

__version__ = "0.1.0"

__all__ = ["analyze"]


def analyze(
    text: str,
    *,
    id: str = "article",
    title: str = "",
    outlet: str = "",
    author: str = "",
    published: str = "",
    url: str = "",
) -> Analysis:
    """Analyse one article with the shipped lexicons and models.

    Parameters
    ----------
    text : str
        The article, as `analyzer.readers.from_text` takes it.
    id, title, outlet, author, published, url : str
        What is known of it.

    Examples
    --------
    >>> a = analyze("Bộ Quốc phòng Nga cáo buộc Ukraine tấn công. Kiev phủ nhận cáo buộc này.")
    >>> a.text[slice(*a.attributions[0].cue)]
    'cáo buộc'
    """
    from analyzer.pipeline import shared
    from analyzer.readers import from_text

    article = from_text(text, id=id, title=title, outlet=outlet, author=author, published=published, url=url)
    return shared()(article)
