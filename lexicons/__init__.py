"""Words and parties as TOML that a linguist can edit, and the typed loader.

Each file of this folder holds entries of one kind; in an entry, ``text`` may be a list of words that share
the other fields. A user's own folder holds files of the same names; its entries overlay the shipped ones one
by one: an entry with the same key replaces the shipped one, ``remove = true`` takes it away, any other is
added.

=============== ===================================================== ==============
file            entries                                               key
=============== ===================================================== ==============
cues.toml       ``[[cue]]``: words that mark reported speech          text and kind
parties.toml    ``[[party]]``: states, bodies, groups, companies      id
roles.toml      ``[[role]]``: words that head speakers and parties    text and kind
tone.toml       ``[[tone]]``: words that sound bad or good            text
shifters.toml   ``[[shifter]]``: negators, intensifiers, contrast     text
hedges.toml     ``[[hedge]]``: words of doubt                         text
loaded.toml     ``[[loaded]]``: words that take sides                 text
=============== ===================================================== ==============
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, TypeVar

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
    "Role",
    "Shifter",
    "Tone",
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
    """Base of all entries: frozen, compared by value; a misspelt field is an error.

    ``key`` names the fields by which an overlay's entry replaces a shipped one.
    """

    key: ClassVar[tuple[str, ...]] = ("text",)


class Cue(Entry, frozen=True):
    """Words that mark reported speech.

    ``text`` of a frame holds "…" where the source stands ("dẫn lời … nói rằng"). ``strong`` cues nearly
    always report speech ("cho biết"), the others often do not ("nói", "lo").
    """

    key: ClassVar[tuple[str, ...]] = ("text", "kind")

    text: str
    kind: Literal["verb", "preposition", "noun", "passive", "frame"]
    act: Literal["state", "claim", "accuse", "deny", "admit", "urge", "feel", "hearsay"]
    commitment: Literal["neutral", "distancing", "endorsing"] = "neutral"
    strong: bool = False


class Party(Entry, frozen=True):
    """A state, body, group or company that articles set against others, and the strings that name it.

    ``of`` are the ids of the parties that it is a part of or speaks for.
    """

    key: ClassVar[tuple[str, ...]] = ("id",)

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    of: tuple[str, ...] = ()


class Role(Entry, frozen=True):
    """Words that head the name of a speaker or a party, and what they say of the bearer."""

    key: ClassVar[tuple[str, ...]] = ("text", "kind")

    text: str
    kind: str


class Tone(Entry, frozen=True):
    """Words that sound bad (weight below 0, down to -5) or good (above 0, up to 5)."""

    text: str
    weight: Annotated[float, msgspec.Meta(ge=-5, le=5)]


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

    ``tone`` maps words, folded (see `fold`), to their weights. ``checksum`` is the SHA-256, in hexadecimal,
    of the merged contents.
    """

    cues: tuple[Cue, ...]
    parties: tuple[Party, ...]
    roles: tuple[Role, ...]
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
    tone = _entries(folders, "tone.toml", Tone)
    parts: dict[str, Any] = {
        "cues": tuple(_entries(folders, "cues.toml", Cue).values()),
        "parties": tuple(_entries(folders, "parties.toml", Party).values()),
        "roles": tuple(_entries(folders, "roles.toml", Role).values()),
        "tone": {text: entry.weight for (text,), entry in tone.items()},
        "shifters": tuple(_entries(folders, "shifters.toml", Shifter).values()),
        "hedges": tuple(_entries(folders, "hedges.toml", Hedge).values()),
        "loaded": tuple(_entries(folders, "loaded.toml", Loaded).values()),
    }
    data = msgspec.json.encode(parts, order="deterministic")
    return Lexicons(checksum=hashlib.sha256(data).hexdigest(), **parts)


def _entries(folders: tuple[Path, ...], file: str, kind: type[E]) -> dict[tuple[str, ...], E]:
    """The entries of one kind, by their keys, folded; a later folder's replace an earlier one's."""
    merged: dict[tuple[str, ...], E] = {}
    for folder in folders:
        raws = list(_singles(folder / file, kind.__name__.lower()))
        for raw in raws:
            if raw.get("remove"):
                _remove(merged, folder / file, kind, {k: v for k, v in raw.items() if k != "remove"})
        kept = [raw for raw in raws if not raw.get("remove")]
        try:
            entries = msgspec.convert(kept, list[kind])  # type: ignore[valid-type]
        except msgspec.ValidationError:
            raise _mistake(folder / file, kept, kind) from None
        key = attrgetter(*kind.key)
        for entry in entries:
            found = key(entry)
            merged[(fold(found),) if isinstance(found, str) else tuple(map(fold, found))] = entry
    return merged


def _mistake(file: Path, raws: Iterable[dict[str, Any]], kind: type[E]) -> LexiconError:
    """The error of the first entry that cannot be used."""
    for raw in raws:
        try:
            msgspec.convert(raw, kind)
        except msgspec.ValidationError as error:
            return LexiconError(file, _name(raw, kind), str(error))
    raise AssertionError("no entry is wrong")


def _name(raw: dict[str, Any], kind: type[E]) -> str:
    return next((str(raw[field]) for field in kind.key if field in raw), kind.__name__.lower())


def _remove(merged: dict[tuple[str, ...], E], file: Path, kind: type[E], wanted: dict[str, Any]) -> None:
    """Take away the entries with the given key, or part of the key: a cue's text takes all its kinds."""
    name = _name(wanted, kind)
    if not wanted or not wanted.keys() <= set(kind.key):
        raise LexiconError(file, name, f"an entry is removed by its {' and '.join(kind.key)}, nothing else")
    given = {kind.key.index(field): fold(str(value)) for field, value in wanted.items()}
    gone = [key for key in merged if all(key[place] == value for place, value in given.items())]
    if not gone:
        raise LexiconError(file, name, "nothing to remove: no such entry")
    for key in gone:
        del merged[key]


def _singles(path: Path, table: str) -> Iterator[dict[str, Any]]:
    """The entries of a file, one for each word; none where there is no such file."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LexiconError(path, "", str(error)) from None
    entries = content.pop(table, [])
    if content or not isinstance(entries, list) or not all(isinstance(raw, dict) for raw in entries):
        raise LexiconError(path, next(iter(content), table), f"entries stand under [[{table}]]")
    for raw in entries:
        if isinstance(raw.get("text"), list):
            for word in raw["text"]:
                yield {**raw, "text": word}
        else:
            yield raw
