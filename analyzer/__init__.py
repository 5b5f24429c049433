"""From an article to the record of who says what in it, and how it makes each side look."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzer.analysis import Analysis

__version__ = "0.1.0"

__all__ = ["analyze"]


def analyze(text: str, **meta: str) -> Analysis:
    """Analyse one article with the shipped lexicons and models.

    Parameters
    ----------
    text : str
        The article, as `analyzer.readers.from_text` takes it.
    **meta : str
        What is known of it: ``id``, ``title``, ``outlet``, ``author``, ``published``, ``url``.

    Examples
    --------
    >>> a = analyze("Bộ Quốc phòng Nga cáo buộc Ukraine tấn công. Kiev phủ nhận cáo buộc này.")
    >>> a.text[slice(*a.attributions[0].cue)]
    'cáo buộc'
    """
    from analyzer.pipeline import shared
    from analyzer.readers import from_text

    return shared()(from_text(text, **meta))
