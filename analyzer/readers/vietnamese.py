"""How Vietnamese a text looks, from the shape of its syllables alone."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

VIETNAMESE = 0.25
"""Share of accented syllables from which a text is Vietnamese; news has 0.65 or more, French 0.05."""

UNACCENTED = 0.75
"""Share of well-formed syllables from which a text without accents is Vietnamese; English has about 0.3."""

SAMPLE = 6000
"""Characters that are looked at in each of three places of a long text."""

_WORD = re.compile(r"[^\W\d_]+")
_PLAIN = str.maketrans(
    "áàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ",
    "aaaaaăăăăăâââââeeeeeêêêêêiiiiioooooôôôôôơơơơơuuuuuưưưưưyyyyy",
)
_ACCENTED = re.compile("[ăâđêôơưáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ]")
_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RIMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc
oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi
uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp
ươt ươu ưt ưu y ych yên yêng yêm yêt yêu yn ynh yt
"""


class Profile(NamedTuple):
    """What a text is made of: its number of words, and of these the shares (0..1) of two kinds of syllables.

    ``syllables`` could be Vietnamese by their letters, accents apart; ``accented`` are among them and carry
    at least one Vietnamese accent.
    """

    words: int
    syllables: float
    accented: float

    @property
    def vietnamese(self) -> bool:
        return self.accented >= VIETNAMESE

    @property
    def unaccented(self) -> bool:
        return not self.vietnamese and self.syllables >= UNACCENTED


def profile(text: str) -> Profile:
    """Count the syllables of a text, of a long one in a sample from its beginning, middle and end.

    Examples
    --------
    >>> profile("Hai bên đều cho biết chưa rút quân.").vietnamese
    True
    >>> profile("Hai ben deu cho biet chua rut quan.").unaccented
    True
    >>> profile("Both sides say that they have not withdrawn.").vietnamese
    False
    """
    if len(text) > 3 * SAMPLE:
        middle = (len(text) - SAMPLE) // 2
        text = f"{text[:SAMPLE]} {text[middle : middle + SAMPLE]} {text[-SAMPLE:]}"
    words = syllables = accented = 0
    for match in _WORD.finditer(text.lower()):
        words += 1
        if is_syllable(match.group()):
            syllables += 1
            accented += _ACCENTED.search(match.group()) is not None
    return Profile(words=words, syllables=syllables / max(words, 1), accented=accented / max(words, 1))


def is_syllable(word: str) -> bool:
    """Whether a word, in small letters and NFC, is built as Vietnamese syllables are.

    Examples
    --------
    >>> is_syllable("nghiêng"), is_syllable("quốc"), is_syllable("mockba")
    (True, True, False)
    """
    return len(word) <= 7 and _syllable().fullmatch(word.translate(_PLAIN)) is not None


@cache
def _syllable() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(_ONSETS.split())})?(?:{'|'.join(_RIMES.split())})")
