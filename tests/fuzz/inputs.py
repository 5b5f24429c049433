"""Seeded broken inputs: files of every format with bytes changed, cut, doubled and mixed, and pure noise."""

from __future__ import annotations

import random
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from tests.readers import samples

TOKENS = [
    b"<", b">", b"</p>", b"<div>" * 50, b"<!--", b"]]>", b"&#x110000;", b"&lt", b"{", b"}", b"[[[[", b'"',
    b"\\ud800",     b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r\r\n", b"obj", b"endstream",
    b"/Length 999999999", b"/Kids [3 0 R 3 0 R]",
    b"/Filter /LZWDecode", b"xref", b"%PDF-", b"PK\x03\x04", b"PK\x05\x06", b"text,", b";;;;", b"a^",
    b"1e999999", b"-1",
    "\u0300\u0323".encode() * 40, "ѕ".encode(), "\u202e".encode(), "ﬀ".encode(), "🇻🇳".encode(), b"\x1b[31m",
]  # fmt: skip


def inputs(count: int, seed: int = 0) -> Iterator[tuple[str, bytes]]:
    """Names and contents of files, the same for the same seed."""
    seeds = _seeds()
    for number in range(count):
        chance = random.Random(f"{seed}-{number}")
        suffix, data = chance.choice(seeds)
        if chance.random() < 0.05:
            data = _noise(chance)
        for _ in range(chance.choice([0, 1, 1, 2, 3, 8, 30])):
            data = _mutated(data, chance, seeds)
        if chance.random() < 0.1:
            suffix = chance.choice(seeds)[0]
        yield f"{number}.{suffix}", data


def _seeds() -> list[tuple[str, bytes]]:
    found = list(samples.all_formats().items())
    found.append(("html", samples.page(charset="windows-1258").encode("utf-16")))
    found.append(("txt", samples.TEXT.encode("utf-16-le")))
    found.append(("csv", samples.csv_file(samples.record(), samples.record(text="Hai")).encode()))
    head = "From: <x>\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n"
    found.append(("mhtml", f"{head}{samples.page()}\n--b--\n".encode()))
    return found


def _noise(chance: random.Random) -> bytes:
    size = chance.choice([0, 1, 2, 3, 17, 500, 5000])
    kind = chance.randrange(3)
    if kind == 0:
        return chance.randbytes(size)
    if kind == 1:
        return b"".join(chance.choice(TOKENS) for _ in range(size // 10))
    return "".join(
        chr(chance.choice([chance.randrange(32, 0x250), chance.randrange(0x10FFFF)])) for _ in range(size)
    ).encode("utf-8", "replace")


def _mutated(data: bytes, chance: random.Random, seeds: list[tuple[str, bytes]]) -> bytes:
    at = chance.randrange(len(data) + 1)
    to = min(len(data), at + chance.choice([1, 2, 8, 64, 1000]))
    other = chance.choice(seeds)[1]
    change = chance.choice(
        [
            lambda: data[:at] + chance.randbytes(to - at) + data[to:],
            lambda: data[:at] + data[to:],
            lambda: data[:at],
            lambda: data[:at] + chance.choice(TOKENS) + data[at:],
            lambda: data[:at] + data[at:to] * chance.choice([2, 3, 50]) + data[to:],
            lambda: data[:at] + other[chance.randrange(len(other)) :],
            lambda: bytes(b ^ (chance.random() < 0.001) << chance.randrange(8) for b in data),
            lambda: _repacked(data, chance),
            lambda: _recompressed(data, chance),
        ]
    )
    return change()


def _repacked(data: bytes, chance: random.Random) -> bytes:
    """A DOCX with one part broken inside, whole outside."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as old:
            parts = {name: old.read(name) for name in old.namelist()}
    except Exception:
        return data
    if not parts:
        return data
    name = chance.choice(list(parts))
    at = chance.randrange(len(parts[name]) + 1)
    parts[name] = parts[name][:at] + chance.choice(TOKENS) + parts[name][at + chance.choice([0, 1, 100]) :]
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def _recompressed(data: bytes, chance: random.Random) -> bytes:
    """A PDF with one stream broken inside, whole outside."""
    places = [
        k for k in range(len(data)) if data.startswith(b"stream\n", k) and not data.startswith(b"end", k - 3)
    ]
    if not places or not data.startswith(b"%PDF"):
        return data
    start = chance.choice(places) + 7
    end = data.find(b"endstream", start)
    try:
        plain = zlib.decompress(data[start:end].rstrip(b"\n"))
    except zlib.error:
        return data
    at = chance.randrange(len(plain) + 1)
    token = chance.choice(
        [*TOKENS, b" Tj ", b" BT ", b" ET ", b" cm ", b" 1e9 0 0 1e9 0 0 Tm ", b" (", b" << ", b" Do "]
    )
    packed = zlib.compress(plain[:at] + token + plain[at + chance.choice([0, 1, 100]) :])
    return data[:start] + packed + b"\n" + data[end:]
