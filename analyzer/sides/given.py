"""Sides that the user sets: on the command line, in a TOML file, or joined from those found."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from analyzer.analysis import REPORTER, THIRD, UNNAMED, Side
from analyzer.errors import UserError
from lexicons import fold

_FIELDS = {"id", "name", "aliases", "color"}
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


def side_id(name: str, taken: Iterable[str] = ()) -> str:
    """An id of plain letters made from a name, unlike those taken and the voices that are no side.

    Examples
    --------
    >>> side_id("Bộ Quốc phòng"), side_id("Mỹ", taken=["my"])
    ('bo-quoc-phong', 'my-2')
    """
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "side"
    used = {*taken, THIRD, UNNAMED, REPORTER}
    out, n = base, 1
    while out in used:
        n += 1
        out = f"{base}-{n}"
    return out


def from_options(options: Sequence[str]) -> tuple[Side, ...]:
    """Sides from command line options "NAME=ALIAS,ALIAS"; the aliases may be left out.

    Raises
    ------
    UserError
        ``bad_side``: an option names nobody. ``side_twice``: two options have one name.

    Examples
    --------
    >>> [(s.name, s.aliases) for s in from_options(["Armenia=Yerevan, Bộ Quốc phòng Armenia", "Azerbaijan"])]
    [('Armenia', ('Yerevan', 'Bộ Quốc phòng Armenia')), ('Azerbaijan', ())]
    """
    out: list[Side] = []
    for option in options:
        name, _, rest = option.partition("=")
        aliases = tuple(dict.fromkeys(a.strip() for a in rest.split(",") if a.strip()))
        side = Side(id=name.strip(), name=name.strip(), aliases=aliases)
        out.append(_checked(side, option, out))
    return tuple(out)


def from_toml(path: Path) -> tuple[Side, ...]:
    """Sides from a file that `to_toml` wrote or a user did: a list of tables ``[[side]]``.

    Raises
    ------
    UserError
        ``bad_sides_file`` (the file cannot be used; ``reason`` says why), ``bad_side``, ``side_twice``.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError("bad_sides_file", path=str(path), reason=str(error)) from None
    tables = data.get("side")
    if not isinstance(tables, list) or not tables or not all(isinstance(t, dict) for t in tables):
        raise UserError("bad_sides_file", path=str(path), reason="[[side]]")
    out: list[Side] = []
    for t in tables:
        aliases = t.get("aliases", [])
        color = t.get("color")
        unknown = sorted(t.keys() - _FIELDS)
        texts = [t.get("name"), t.get("id", ""), *(aliases if isinstance(aliases, list) else [None])]
        if unknown or not all(isinstance(x, str) for x in texts):
            raise UserError("bad_sides_file", path=str(path), reason=", ".join(unknown) or "name, aliases")
        if color is not None and not (isinstance(color, str) and _COLOR.fullmatch(color)):
            raise UserError("bad_sides_file", path=str(path), reason=f"color = {color!r}")
        names = tuple(dict.fromkeys(a.strip() for a in aliases if a.strip()))
        name = t["name"].strip()
        side = Side(id=t.get("id") or name, name=name, aliases=names, color=color)
        out.append(_checked(side, str(path), out))
    return tuple(out)


def _checked(side: Side, where: str, before: list[Side]) -> Side:
    """The side with an id of its own; ``side.id`` is what its id is made from."""
    if not side.name:
        raise UserError("bad_side", option=where)
    if any(fold(s.name) == fold(side.name) for s in before):
        raise UserError("side_twice", name=side.name)
    return msgspec.structs.replace(side, id=side_id(side.id, (s.id for s in before)))


def to_toml(sides: Sequence[Side]) -> str:
    """The sides as TOML that `from_toml` reads, to be edited and used again.

    Examples
    --------
    >>> print(to_toml([Side(id="nga", name="Nga", aliases=("Moscow",))]), end="")
    [[side]]
    id = "nga"
    name = "Nga"
    aliases = ["Moscow"]
    """
    return "\n".join(
        "[[side]]\n"
        f"id = {_quoted(s.id)}\n"
        f"name = {_quoted(s.name)}\n"
        f"aliases = [{', '.join(map(_quoted, s.aliases))}]\n"
        + (f"color = {_quoted(s.color)}\n" if s.color else "")
        for s in sides
    )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda m: f"\\u{ord(m.group()):04x}", escaped) + '"'


def merge(sides: Sequence[Side], joins: Sequence[str]) -> tuple[Side, ...]:
    """Join sides: each of ``joins`` is "A+B", of names or aliases; the first keeps its id and its place.

    A name that no side has becomes an alias, so that "Mỹ+NATO" also joins what was not found to be a side.

    Raises
    ------
    UserError
        ``bad_merge``: fewer than two names. ``merge_unknown``: none of the names is a side.
    """
    out = list(sides)
    for join in joins:
        names = [n.strip() for n in join.split("+") if n.strip()]
        if len(names) < 2:
            raise UserError("bad_merge", option=join)
        found = [s for s in out if any(_named(s, n) for n in names)]
        if not found:
            raise UserError("merge_unknown", option=join, known=", ".join(s.name for s in sides))
        first = found[0]
        own = [a for s in found for a in (s.name, *s.aliases)] + names
        aliases = tuple(a for a in dict.fromkeys(own) if a != first.name)
        joined = Side(
            id=first.id,
            name=first.name,
            aliases=aliases,
            color=first.color,
            mentions=tuple(sorted({m for s in found for m in s.mentions})),
        )
        out = [joined if s is first else s for s in out if s is first or s not in found]
    return tuple(out)


def _named(side: Side, name: str) -> bool:
    return fold(name) in {fold(a) for a in (side.name, *side.aliases)}
