"""Everything that a person reads, in Vietnamese and English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("vi", "en")


class Strings:
    """The texts of one language, looked up by dotted key.

    Examples
    --------
    >>> vi = strings("vi")
    >>> vi("voice.reporter")
    'Người viết'
    >>> vi.percent(0.0962), vi.count("sentences", 2)
    ('9,6%', '2 câu')
    >>> strings("en").count("sentences", 1)
    '1 sentence'
    """

    def __init__(self, lang: str, table: Mapping[str, str]) -> None:
        self.lang = lang
        self.table = table

    def __call__(self, key: str, /, **params: object) -> str:
        """The text of ``key`` with its ``{parameters}`` filled in.

        Raises
        ------
        KeyError
            There is no such text, or a parameter is missing.
        """
        text = self.table[key]
        return text.format(**params) if params else text

    def count(self, key: str, n: int) -> str:
        """``n`` things, in the number that the language asks for."""
        return self(f"count.{key}.{'zero' if n == 0 else 'one' if n == 1 else 'other'}", n=n)

    def number(self, value: float, digits: int = 1) -> str:
        """A number with the decimal mark of the language."""
        return f"{value:.{digits}f}".replace(".", self("number.decimal"))

    def signed(self, value: float) -> str:
        """A number with its sign, a true minus where it is negative."""
        return ("−" if value < 0 else "+") + self.number(abs(value))

    def percent(self, part: float, digits: int = 1) -> str:
        """A part (0..1) in per cent."""
        return self.number(100 * part, digits) + "%"

    def listing(self, items: list[str]) -> str:
        """The items in a row, "and" before the last."""
        if len(items) < 2:
            return "".join(items)
        return self("list.last", head=", ".join(items[:-1]), tail=items[-1])

    def places(self, indices: list[int], most: int = 6) -> str:
        """Where to look: the numbers (from 1) of sentences given by index, at most ``most`` of them."""
        numbers = sorted({k + 1 for k in indices})
        shown = ", ".join(map(str, numbers[:most])) + (",\u00a0…" if len(numbers) > most else "")
        return self(f"places.{'one' if len(numbers) == 1 else 'other'}", numbers=shown)


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{prefix}{key}.")
        else:
            found[prefix + key] = str(value)
    return found


@cache
def strings(lang: str) -> Strings:
    """The texts of a language.

    Raises
    ------
    ValueError
        The language is none of `LANGUAGES`.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"no texts in {lang!r}: one of {', '.join(LANGUAGES)}")
    text = files(__name__).joinpath(f"{lang}.toml").read_text("utf-8")
    return Strings(lang, _flat(tomllib.loads(text)))
