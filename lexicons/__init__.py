"""Words and parties as TOML that a linguist can edit, and the typed loader.

Each file of this folder holds one kind of entry. A user's own folder holds files of the same names; its
entries overlay the shipped ones one by one: an entry with the same key replaces the shipped one,
``remove = true`` takes it away, any other is added.

=============== ============================================================== ===============
file            entries                                                        key
=============== ============================================================== ===============
cues.toml       ``cue``: words that mark reported speech                       text and kind
parties.toml    ``party``: states, bodies, armed groups, companies             id
tone.toml       a table a theme; in it, weight -> list of words                word
shifters.toml   ``shifter``: negators, intensifiers, contrast words            text
hedges.toml     ``hedge``: words of doubt                                      text
loaded.toml     ``loaded``: words that take sides                              text
=============== ============================================================== ===============

In an overlay's ``tone.toml`` the words to take away stand in a top-level list, ``remove = ["…"]``.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from lexicons.matching import Matcher, fold

__all__ = [
    "Cue",
    "Hedge",
    "LexiconError",
    "Lexicons",
    "Loaded",
    "Matcher",
    "Party",
    "Shifter",
    "fold",
    "load",
]

SHIPPED = Path(__file__).parent


class LexiconError(ValueError):
    """A lexicon file that cannot be used: which file, which entry of it ("" for the whole file), and why."""

    def __init__(self, file: Path, entry: str, reason: str) -> None:
        super().__init__(f"{file}: {entry + ': ' if entry else ''}{reason}")
        self.file = file
        self.entry = entry
        self.reason = reason


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all entries: frozen, compared by value; a misspelt field is an error."""


class Cue(Entry, frozen=True):
    """Words that mark reported speech.

    ``text`` of a frame holds "…" where the source stands ("dẫn lời … nói rằng"). ``strong`` cues nearly
    always report speech ("cho biết"), the others often do not ("nói", "lo").
    """

    text: str
    kind: Literal["verb", "preposition", "noun", "passive", "frame"]
    act: Literal["state", "claim", "accuse", "deny", "admit", "urge", "feel", "hearsay"]
    commitment: Literal["neutral", "distancing", "endorsing"] = "neutral"
    strong: bool = False


class Party(Entry, frozen=True):
    """A state, body, group or company that articles set against others, and the strings that name it."""

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()


class Shifter(Entry, frozen=True):
    """A word that changes the weight of the tone words beside it by a factor.

    A negator turns what follows it (factor below 0), an intensifier strengthens (above 1) or weakens (below
    1) its neighbour, a contrast word weakens all that stands before it in the sentence (factor below 1).
    """

    text: str
    kind: Literal["negator", "intensifier", "contrast"]
    factor: float


class Hedge(Entry, frozen=True):
    """Words by which a reporter marks doubt."""

    text: str


class Loaded(Entry, frozen=True):
    """Wording that takes sides: against (-1) or for (1) the one it bears on, and a plain alternative."""

    text: str
    direction: Literal[-1, 1]
    neutral: str = ""


class Lexicons(msgspec.Struct, frozen=True, kw_only=True):
    """All lexicons, merged.

    ``tone`` maps words, folded (see `fold`), to their weights. ``checksum`` is the SHA-256, in hexadecimal, of
    the merged contents.
    """

    cues: tuple[Cue, ...]
    parties: tuple[Party, ...]
    tone: dict[str, float]
    shifters: tuple[Shifter, ...]
    hedges: tuple[Hedge, ...]
    loaded: tuple[Loaded, ...]
    checksum: str


E = TypeVar("E", bound=Entry)


def load(overlay: Path | None = None) -> Lexicons:
    """The shipped lexicons, with the entries of a folder laid over them.

    Parameters
    ----------
    overlay : Path, optional
        A folder with TOML files named as the shipped ones; those it lacks stay as shipped.

    Raises
    ------
    LexiconError
        The folder, a file of it or an entry of a file cannot be used.
    """
    if overlay is None:
        return _shipped()
    if not overlay.is_dir():
        raise LexiconError(overlay, "", "no such folder")
    names = {path.name for path in SHIPPED.glob("*.toml")}
    own = sorted(path.name for path in overlay.glob("*.toml"))
    for name in own:
        if name not in names:
            raise LexiconError(overlay / name, "", f"no lexicon has this name ({', '.join(sorted(names))})")
    return _merge((SHIPPED, overlay))


@cache
def _shipped() -> Lexicons:
    return _merge((SHIPPED,))


def _merge(folders: tuple[Path, ...]) -> Lexicons:
    parts: dict[str, Any] = {
        "cues": _entries(folders, "cue", "cues.toml", Cue, lambda cue: (fold(cue.text), cue.kind)),
        "parties": _entries(folders, "party", "parties.toml", Party, lambda party: party.id),
        "tone": _tone(folders),
        "shifters": _entries(folders, "shifter", "shifters.toml", Shifter, lambda entry: fold(entry.text)),
        "hedges": _entries(folders, "hedge", "hedges.toml", Hedge, lambda entry: fold(entry.text)),
        "loaded": _entries(folders, "loaded", "loaded.toml", Loaded, lambda entry: fold(entry.text)),
    }
    data = msgspec.json.encode(parts, order="deterministic")
    return Lexicons(checksum=hashlib.sha256(data).hexdigest(), **parts)


def _entries(
    folders: Iterable[Path], table: str, file: str, kind: type[E], key: Callable[[E], object]
) -> tuple[E, ...]:
    merged: dict[object, E] = {}
    for folder in folders:
        path = folder / file
        content = _read(path)
        for unknown in content.keys() - {table}:
            raise LexiconError(path, unknown, f"unknown table; entries stand in [[{table}]]")
        listed = content.get(table, [])
        if not isinstance(listed, list):
            raise LexiconError(path, table, f"not a list; write [[{table}]] above each entry")
        for number, raw in enumerate(listed, 1):
            name = _name(raw, f"{table} {number}")
            if isinstance(raw, dict) and raw.get("remove") is True:
                _remove(merged, path, name, raw)
                continue
            try:
                entry = msgspec.convert(raw, kind)
            except msgspec.ValidationError as error:
                raise LexiconError(path, name, str(error)) from None
            merged[key(entry)] = entry
    return tuple(merged.values())


def _name(raw: object, default: str) -> str:
    if isinstance(raw, dict):
        for field in ("text", "id"):
            if isinstance(raw.get(field), str):
                return str(raw[field])
    return default


def _remove(merged: dict[object, E], path: Path, name: str, raw: dict[str, object]) -> None:
    wanted = {field: value for field, value in raw.items() if field != "remove"}
    gone = [
        key
        for key, entry in merged.items()
        if all(_same(getattr(entry, field, None), value) for field, value in wanted.items())
    ]
    if not wanted or not gone:
        raise LexiconError(path, name, "nothing to remove: no such entry")
    for key in gone:
        del merged[key]


def _same(a: object, b: object) -> bool:
    return fold(a) == fold(b) if isinstance(a, str) and isinstance(b, str) else a == b


def _tone(folders: Iterable[Path]) -> dict[str, float]:
    merged: dict[str, float] = {}
    for folder in folders:
        path = folder / "tone.toml"
        content = _read(path)
        for word in _words(path, "remove", content.pop("remove", [])):
            if merged.pop(fold(word), None) is None:
                raise LexiconError(path, word, "nothing to remove: no such entry")
        for theme, weights in content.items():
            if not isinstance(weights, dict):
                raise LexiconError(path, theme, "not a table of weights")
            for weight, words in weights.items():
                try:
                    value = float(weight)
                except ValueError:
                    raise LexiconError(path, theme, f"{weight!r} is no weight") from None
                if not -5 <= value <= 5:
                    raise LexiconError(path, theme, f"{weight} is not between -5 and 5")
                merged.update((fold(word), value) for word in _words(path, f"{theme}.{weight}", words))
    return merged


def _words(path: Path, where: str, words: object) -> list[str]:
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise LexiconError(path, where, "not a list of words")
    return words


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LexiconError(path, "", str(error)) from None
