"""Vietnamese that was disguised to slip past filters, folded back: look-alikes, marks, invisible letters."""

from __future__ import annotations

import re
import unicodedata

from analyzer.readers.vietnamese import is_syllable

EVIDENT = 2
"""Disguised words in a text, or letters in one word, from which the text is taken for obfuscated."""

_LOOKALIKES = {
    "a": "ɑαаᴀ", "b": "ƅьвʙɓƀᵇ", "c": "ϲсᴄƈ", "d": "ԁɗɖԀժᴅ", "đ": "ᵭ", "e": "еєəҽɛᴇ", "f": "ƒꜰ", "g": "ɡցɢɠǥ",
    "h": "һнɦհʜℎ", "i": "ιіɩɪӏ", "j": "јϳ", "k": "κкĸƙᴋқ", "l": "ʟɭ", "m": "мᴍɱ", "n": "ռпηɴɳƞոи",
    "o": "οоօσᴏө", "p": "ρрƥᴘ", "q": "ԛզɋ", "r": "ɾгʀɼ", "s": "ѕꜱʂ", "t": "тτᴛƭʈ", "u": "υᴜսʊц",
    "v": "νʋѵᴠ", "w": "ԝωѡᴡ", "x": "хχ", "y": "уγүყʏƴ", "z": "ᴢʐƶ",
    "A": "ΑАᎪ", "B": "ΒВᏴƁ", "C": "СϹᏟƇ", "D": "ᎠƊ", "E": "ΕЕᎬ", "F": "Ϝ", "G": "ԌᏀƓ", "H": "ΗНᎻ",
    "I": "ΙІӀᏆ",
    "J": "ЈᎫ", "K": "ΚКᏦƘ", "L": "Ꮮ", "M": "ΜМᎷⱮ", "N": "ΝⲚ", "O": "ΟОՕ", "P": "ΡРᏢ", "Q": "Ԛ", "R": "ᎡƦ",
    "S": "ЅՏᏚ", "T": "ΤТᎢƬ", "U": "Ս", "V": "ѴᏙƲ", "W": "ԜᎳ", "X": "ΧХ", "Y": "ΥҮƳ", "Z": "ΖᏃƵ",
}  # fmt: skip
_LATIN_OF = {c: latin for latin, others in _LOOKALIKES.items() for c in others}
_MARKS_KEPT = frozenset("\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323")
_STROKED = {"ł": "l", "Ł": "L", "ı": "i", "ø": "o"}
_INVISIBLE = "\u00ad\u034f\u180e\u200b\u200c\u200d\u2060-\u2064\ufeff"
_MARK = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_FORMS = "\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff"
_ALPHABETS = "\u0370-\u0482\u048a-\u058f\u13a0-\u13ff\u2c80-\u2cff"
_SUSPECT = re.compile(
    f"[{_INVISIBLE}{_MARK}{_FORMS}{_ALPHABETS}\u0138\u0180-\u019f\u01a2-\u01ae\u01b1-\u01e5\u0250-\u02af"
    "\u1d00-\u1dbf\u210e\u2c6e\ua730\ua731]"
)
_WORD = re.compile(f"[^\\W\\d_](?:[^\\W\\d_]|[{_INVISIBLE}{_MARK}])*")
_BLATANT = re.compile(f"[{_INVISIBLE}{_MARK}{_FORMS}{_ALPHABETS}]")
_LATIN = re.compile("[A-Za-zÀ-ÖØ-öø-ſƠơƯưẠ-ỹ]")


def unobfuscate(text: str) -> str:
    """Give a disguised text its Vietnamese letters back; any other text is returned unchanged.

    Look-alikes are told from honest foreign words by the company they keep: they stand in one word with Latin
    letters, and what they hide is mostly a Vietnamese syllable. A single slip in an article (a Cyrillic "о"
    that somebody's keyboard left) is no disguise and stays.

    Parameters
    ----------
    text : str
        In NFC.

    Returns
    -------
    str
        In NFC.

    Examples
    --------
    >>> unobfuscate("N̲gh̲i v̲ấn về U̲k̲r̲a̲i̲n̲e và Uƙrаι̇пе")
    'Nghi vấn về Ukraine và Ukraine'
    >>> unobfuscate("Báo Правда viết về sóng có bước λ = 3 μm.")
    'Báo Правда viết về sóng có bước λ = 3 μm.'
    """
    if not _SUSPECT.search(text):
        return text
    found = [m.group() for m in _WORD.finditer(text) if _SUSPECT.search(m.group())]
    plain = {word: _fold(word) for word in set(found)}
    evidence = [_evidence(word, plain[word]) for word in found]
    if sum(e > 0 for e in evidence) < EVIDENT and max(evidence, default=0) < EVIDENT:
        return text
    return unicodedata.normalize("NFC", _WORD.sub(lambda m: plain.get(m.group(), m.group()), text))


def _fold(word: str) -> str:
    """The word in Latin letters; as it is where it is an honest word of another alphabet."""
    soft = unicodedata.normalize("NFC", "".join(map(_latin, word)))
    if is_syllable(soft.lower()):
        return soft
    bare = unicodedata.normalize("NFC", "".join(map(_bare, soft)))
    if is_syllable(bare.lower()):
        return bare
    return soft if _LATIN.search(word) or not re.search(f"[{_ALPHABETS}]", word) else word


def _latin(letter: str) -> str:
    """What a letter looks like; nothing for a mark that Vietnamese does not know."""
    if _SUSPECT.match(letter) is None:
        return letter
    base, *marks = list(unicodedata.normalize("NFKD", letter))
    marks = [m for m in marks if m in _MARKS_KEPT]
    if letter in _LATIN_OF:
        return _LATIN_OF[letter]
    if base in _LATIN_OF or base.isascii():
        return _LATIN_OF.get(base, base) + "".join(marks)
    if re.match(f"[{_INVISIBLE}{_MARK}]", letter):
        return letter if letter in _MARKS_KEPT else ""
    return letter


def _bare(letter: str) -> str:
    """A letter without the marks that Vietnamese does not know (ṅ, ş)."""
    base, *marks = list(unicodedata.normalize("NFD", _STROKED.get(letter, letter)))
    return base + "".join(m for m in marks if m in _MARKS_KEPT)


def _evidence(word: str, folded: str) -> int:
    """How many letters of a word are disguised beyond doubt."""
    changed = sum(c not in folded for c in word if _SUSPECT.match(c))
    if len(folded) < 3 or not _LATIN.search(folded):
        return 0
    if is_syllable(folded.lower()) and (_LATIN.search(word) or re.match(f"[{_FORMS}]", word)):
        return changed
    return changed if changed > 1 and _BLATANT.search(word) and folded != word else 0
