"""Where the reporter's own voice marks doubt."""

from __future__ import annotations

from collections.abc import Iterable

from analyzer.analysis import Attribution, Span
from lexicons import Lexicons, Matcher


class HedgeFinder:
    """Finds the words of doubt of the lexicon; doubt in what somebody else says is not the reporter's."""

    def __init__(self, lexicons: Lexicons) -> None:
        self._matcher = Matcher((hedge.text, None) for hedge in lexicons.hedges)

    def find(
        self, text: str, start: int, end: int, attributions: Iterable[Attribution] = ()
    ) -> tuple[Span, ...]:
        """The hedges of ``text[start:end]``, in order.

        Parameters
        ----------
        attributions : iterable of Attribution
            What is attributed there. Content that nobody in particular says (hearsay) is the reporter's.
        """
        others = [content for a in attributions if a.act != "hearsay" for content in a.content]
        return tuple(
            (a, b)
            for a, b, _ in self._matcher.find(text, start, end)
            if not any(first <= a and b <= last for first, last in others)
        )
