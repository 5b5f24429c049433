"""From bytes to text: Unicode in its forms, and what Vietnamese was written in before it.

The legacy encodings are tried both on bytes and on text that was read as Latin-1: the latter is what
documents set in the fonts of that time (.VnTime, VNI-Times) hold. Tables: TCVN 5712:1993 as the ABC fonts use
it (VN3), VISCII and VIQR after RFC 1456, VNI after the VNI for Windows character set.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable
from functools import cache

from analyzer.errors import UserError
from analyzer.readers.vietnamese import profile

SURE = 0.5
"""Share of accented syllables from which text is right as it stands, and a decoding is right."""

GAIN = 0.2
"""By how much a decoding has to raise that share."""

_LETTERS = "áàảãạăắằẳẵặâấầẩẫậéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵđ"
_TCVN3 = "¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉËÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\xadøõö÷ùýúûüþ®"
_TCVN3_CAPITALS = dict(zip("¡¢§£¤¥¦", "ĂÂĐÊÔƠƯ", strict=True))
_VISCII = bytes.fromhex(
    "e1e0e4e3d5e5a1a2c6c7a3e2a4a5a6e7a7e9e8eba8a9eaaaabacadaeedecefeeb8f3f2f6f5f7f4afb0b1b2b5bdbeb6b7de"
    "fefaf9fcfbf8dfd1d7d8e6f1fdcfd6dbdcf0"
).decode("latin-1")
_VISCII_CAPITALS = bytes.fromhex(
    "c1c0c4c380c58182020583c28485860687c9c8cb8889ca8a8b8c8d8ecdcc9bce98d3d299a09ad48f90919293b4959697b3"
    "94dad99c9d9ebfbabbbcffb9dd9f14191ed0"
).decode("latin-1")
_VNI = (
    "aù aø aû aõ aï aê aé aè aú aü aë aâ aá aà aå aã aä eù eø eû eõ eï eâ eá eà eå eã eä í ì æ ó ò "
    "où oø oû oõ oï oâ oá oà oå oã oä ô ôù ôø ôû ôõ ôï uù uø uû uõ uï ö öù öø öû öõ öï yù yø yû yõ î ñ"
)
_VNI_MARKED = re.compile("[aeoyuôöAEOYUÔÖ][ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË]|[æóòôöîñÆÓÒÔÖÎÑ]")

_VIQR_VOWEL = re.compile(
    r"(?P<escaped>\\.)|(?P<d>dd|DD|Dd)|(?P<vowel>[aeiouyAEIOUY])(?P<shape>[(^+*])?(?P<tone>['`?~.])?"
)
_VIQR_SHAPES = {"(": "\u0306", "^": "\u0302", "+": "\u031b", "*": "\u031b"}
_VIQR_TONES = {"'": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323"}
_VIQR_END = re.compile(r"\s*(?:$|[\n\"”)]|[A-ZĐ])")
_VIQR_SIGNS = re.compile(r"[aeouAEOU][(^+*]|[aeiouyAEIOUY][`~]|\bdd|\bDD")

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE, _WORD, _SMALL, _CAPITAL = map(re.compile, (r"[^\n]+", r"\w+", "[a-z]", "[A-Z]"))
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_FOREIGN = re.compile(r"iso8859-(?!1$)|cp(?!125[28])\d|koi8|gb|big5|euc|shift|utf-16|utf-32")
_HIGH = re.compile("[\x80-\xff]")


def decode(data: bytes, declared: str = "") -> tuple[str, str]:
    """Text of bytes in any encoding that Vietnamese is found in.

    Parameters
    ----------
    data : bytes
        The whole of a file.
    declared : str
        The encoding that the file or its sender names; it yields to what the bytes show.

    Returns
    -------
    text : str
        The text as decoded, line ends and normal form as they come.
    encoding : str
        What it was in: "utf-8", "utf-16", "tcvn3", "vni", "viscii", "viqr", "windows-1258", ...

    Raises
    ------
    UserError
        ``binary``: this is no text.

    Examples
    --------
    >>> decode("Nước lên".encode("utf-16"))
    ('Nước lên', 'utf-16')
    """
    text, encoding = decode_unicode(data, declared)
    recovered, legacy = recover(text)
    if legacy:
        return recovered, legacy
    return text, encoding


def decode_unicode(data: bytes, declared: str = "") -> tuple[str, str]:
    """Text of bytes in a Unicode encoding or the declared one, else byte for byte as Windows-1252.

    Raises
    ------
    UserError
        ``binary``: this is no text.
    """
    if form := unicode_form(data):
        return data.decode(form, "replace").removeprefix("\ufeff"), form[:6].rstrip("-")
    sample = data[:100_000]
    if b"\x00" in data or len(_CONTROL.findall(sample)) > len(sample) // 50:
        raise UserError("binary")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        damaged = data.decode("utf-8", "replace")
        if profile(damaged).accented >= SURE:
            return damaged, "utf-8"
    if declared and _FOREIGN.match(_known(declared)):
        return data.decode(declared, "replace"), declared.lower()
    return data.decode("latin-1").translate({ord(v): k for k, v in _windows_1252().items()}), "windows-1252"


def recover(text: str) -> tuple[str, str]:
    """Vietnamese that was read in the wrong encoding, made right.

    Returns
    -------
    text : str
        The text, unchanged unless it reads as Vietnamese only after the change.
    encoding : str
        What it turned out to be in, "" where it is right as it stands.

    Examples
    --------
    >>> recover("Hai bªn cho biÕt sÏ rót qu©n.")
    ('Hai bên cho biết sẽ rút quân.', 'tcvn3')
    >>> recover("Hai be^n cho bie^'t se~ ru't qua^n.")
    ('Hai bên cho biết sẽ rút quân.', 'viqr')
    """
    now = profile(text)
    if not now.words or now.accented >= SURE:
        return text, ""
    found = max(
        ((profile(convert(text, name)).accented, name) for name in _candidates(text)),
        default=(0.0, ""),
    )
    if found[0] < max(SURE, now.accented + GAIN):
        return text, ""
    return convert(text, found[1]), found[1]


def convert(text: str, encoding: str) -> str:
    """Text of a legacy encoding that was read as Latin-1, or Windows-1252, made right."""
    return unicodedata.normalize("NFC", LEGACY[encoding](text))


def surface(text: str) -> str:
    """The bytes of a legacy encoding as Latin-1, also where a reader took them for Windows-1252."""
    return text.translate(_windows_1252())


@cache
def _windows_1252() -> dict[int, str]:
    return {
        ord(bytes([b]).decode("windows-1252")): chr(b)
        for b in range(0x80, 0xA0)
        if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
    }


def _candidates(text: str) -> list[str]:
    """The legacy encodings that the letters of a text allow."""
    plain = surface(text)
    letters = max(1, sum(map(str.isalpha, plain)))
    if len(_HIGH.findall(plain)) > letters / 50:
        return [name for name in LEGACY if name != "viqr"]
    if len(_VIQR_SIGNS.findall(text)) > letters / 50:
        return ["viqr"]
    return []


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return ""


def unicode_form(data: bytes) -> str | None:
    """The Unicode encoding that a byte order mark names, or that the zeros of unmarked UTF-16 give away.

    In UTF-16 every other byte of ASCII is zero; no other text holds a zero.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    head = data[:4000]
    pairs = len(head) // 2
    if pairs < 2 or b"\x00" not in head:
        return None
    high, low = head[1 : 2 * pairs : 2].count(0), head[: 2 * pairs : 2].count(0)
    if high > pairs / 4 and low < pairs / 50:
        return "utf-16-le"
    if low > pairs / 4 and high < pairs / 50:
        return "utf-16-be"
    return None


def _tcvn3(text: str) -> str:
    """ABC fonts have no accented capitals: what is set in capitals holds the small letters in their place."""
    return _LINE.sub(_capitals, surface(text).translate(_table("tcvn3")))


def _capitals(match: re.Match[str]) -> str:
    piece = match.group()
    if _SMALL.search(piece):
        return piece if match.re is _WORD else _WORD.sub(_capitals, piece)
    return piece.upper() if len(_CAPITAL.findall(piece)) > 1 else piece


def _viscii(text: str) -> str:
    return surface(text).translate(_table("viscii"))


def _vni(text: str) -> str:
    table = _vni_table()
    return _VNI_MARKED.sub(lambda m: table.get(m.group(), m.group()), surface(text))


def _viqr(text: str) -> str:
    """RFC 1456; where punctuation is not escaped as it asks, a mark at the end of a sentence is no tone."""
    escapes = re.search(r"\\[.?]", text) is not None

    def letter(match: re.Match[str]) -> str:
        if match["escaped"]:
            return match["escaped"][1]
        if match["d"]:
            return "đ" if match["d"] == "dd" else "Đ"
        shape, tone, after = match["shape"] or "", match["tone"] or "", ""
        if not escapes and tone in {"?", "."} and _VIQR_END.match(text, match.end()):
            tone, after = "", tone
        return match["vowel"] + _VIQR_SHAPES.get(shape, "") + _VIQR_TONES.get(tone, "") + after

    return unicodedata.normalize("NFC", _VIQR_VOWEL.sub(letter, text))


def _windows_1258(text: str) -> str:
    narrow = surface(text).encode("latin-1", "replace").decode("windows-1258", "replace")
    return unicodedata.normalize("NFC", narrow)


def _utf8_twice(text: str) -> str:
    """UTF-8 that some program took for Windows-1252 and wrote again."""
    return surface(text).encode("latin-1", "replace").decode("utf-8", "replace")


LEGACY: dict[str, Callable[[str], str]] = {
    "tcvn3": _tcvn3,
    "vni": _vni,
    "viscii": _viscii,
    "windows-1258": _windows_1258,
    "utf-8-twice": _utf8_twice,
    "viqr": _viqr,
}
"""The decoders by name, each from the bytes as Latin-1 (or Windows-1252) to text."""


@cache
def _table(encoding: str) -> dict[int, str]:
    if encoding == "tcvn3":
        table = dict(zip(_TCVN3, _LETTERS, strict=True)) | _TCVN3_CAPITALS
    else:
        table = dict(zip(_VISCII + _VISCII_CAPITALS, _LETTERS + _LETTERS.upper(), strict=True))
    return {ord(k): v for k, v in table.items()}


@cache
def _vni_table() -> dict[str, str]:
    small = dict(zip(_VNI.split(), _LETTERS, strict=True))
    first = {k[0].upper() + k[1:]: v.upper() for k, v in small.items()}
    return small | first | {k.upper(): v.upper() for k, v in small.items()}
