"""What Vietnamese was written in before Unicode, and Unicode in its forms."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest

from analyzer.errors import UserError
from analyzer.readers import from_text, read
from analyzer.readers.encodings import LEGACY, convert, decode, recover

from . import samples

LETTERS = "áàảãạăắằẳẵặâấầẩẫậéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵđ"
TONES = "\u0301\u0300\u0309\u0303\u0323"
SHAPES = "\u0306\u0302\u031b"


def parts(letter: str) -> tuple[str, str, str]:
    """Base, shape and tone of a letter."""
    base, *marks = list(unicodedata.normalize("NFD", letter))
    return base, next((m for m in marks if m in SHAPES), ""), next((m for m in marks if m in TONES), "")


def viqr(text: str) -> str:
    def letter(c: str) -> str:
        if c in "đĐ":
            return "dd" if c == "đ" else "DD"
        if c in "'.?~`\\" or not c.isalpha():
            return f"\\{c}" if c in ".?" else c
        base, shape, tone = parts(c)
        return (
            base
            + dict(zip(SHAPES, "(^+", strict=True)).get(shape, "")
            + dict(zip(TONES, "'`?~.", strict=True)).get(tone, "")
        )

    return "".join(map(letter, text))


def vni(text: str) -> str:
    whole = {"í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "đ": "ñ", "ỵ": "î", "“": '"', "”": '"'}
    plain = dict(zip(TONES, "ùøûõï", strict=True))
    hat, breve = dict(zip(TONES, "áàåãä", strict=True)), dict(zip(TONES, "éèúüë", strict=True))

    def letter(c: str) -> str:
        if c.lower() in whole:
            return whole[c.lower()].upper() if c.isupper() else whole[c.lower()]
        if not c.isalpha():
            return c
        base, shape, tone = parts(c.lower())
        match shape:
            case "\u0302":
                code = base + hat.get(tone, "â")
            case "\u0306":
                code = base + breve.get(tone, "ê")
            case "\u031b":
                code = {"o": "ô", "u": "ö"}[base] + plain.get(tone, "")
            case _:
                code = base + plain.get(tone, "")
        return code.upper() if c.isupper() else code

    return "".join(map(letter, text))


def windows_1258(text: str) -> bytes:
    def letter(c: str) -> str:
        base, shape, tone = parts(c) if c.isalpha() else (c, "", "")
        return unicodedata.normalize("NFC", base + shape) + tone

    return "".join(map(letter, text)).encode("windows-1258")


def tcvn3(text: str) -> bytes:
    """The letters of the ABC fonts in the order of `LETTERS`; capitals are those without a tone."""
    codes = bytes.fromhex(
        "b8b5b6b7b9a8bebbbcbdc6a9cac7c8c9cbd0cccecfd1aad5d2d3d4d6ddd7d8dcdee3dfe1e2e4abe8e5e6e7e9acedeaebeceef3eff1f2f4"
        "adf8f5f6f7f9fdfafbfcfeae"
    )
    table = dict(zip(LETTERS, codes, strict=True)) | dict(
        zip("ĂÂĐÊÔƠƯ", b"\xa1\xa2\xa7\xa3\xa4\xa5\xa6", strict=True)
    )
    return bytes(table.get(c) or ord(c) for c in text)


PLAIN = samples.TEXT.replace("“", '"').replace("”", '"').replace("Ủy", "Uỷ")


@pytest.mark.parametrize(
    ("legacy", "text", "encoding"),
    [
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam, ®éc lËp, tù do, h¹nh phóc", None, "tcvn3"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, ñoäc laäp, töï do, haïnh phuùc", None, "vni"),
        ("Co^.ng ho`a xa~ ho^.i chu? nghi~a Vie^.t Nam, ddo^.c la^.p, tu+. do, ha.nh phu'c", None, "viqr"),
        ("Cộng hòa xã hội", "Cộng hòa xã hội", ""),
        ("Le président a nié, là où il était né.", "Le président a nié, là où il était né.", ""),
    ],
)
def test_text_in_old_fonts_is_recovered(legacy: str, text: str | None, encoding: str) -> None:
    expected = text or "Cộng hòa xã hội chủ nghĩa Việt Nam, độc lập, tự do, hạnh phúc"
    assert recover(legacy) == (expected, encoding)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (PLAIN.encode("utf-8-sig"), "utf-8"),
        (PLAIN.encode("utf-16"), "utf-16"),
        (PLAIN.encode("utf-16-le"), "utf-16"),
        (PLAIN.encode("utf-16-be"), "utf-16"),
        (b"\xfe\xff" + PLAIN.encode("utf-16-be"), "utf-16"),
        (windows_1258(PLAIN), "windows-1258"),
        (tcvn3(PLAIN.replace("Ủ", "U")), "tcvn3"),
        (vni(PLAIN).encode("latin-1"), "vni"),
        (viqr(PLAIN).encode(), "viqr"),
        (PLAIN.encode().decode("windows-1252", "replace").encode(), "utf-8-twice"),
    ],
)
def test_bytes_in_every_encoding(data: bytes, encoding: str) -> None:
    text, found = decode(data)
    assert found == encoding
    if encoding != "utf-8-twice":  # bytes that Windows-1252 lacks are lost
        assert unicodedata.normalize("NFC", text) == (
            PLAIN if encoding != "tcvn3" else PLAIN.replace("Ủ", "U")
        )


@pytest.mark.skipif(shutil.which("iconv") is None, reason="compares with iconv")
@pytest.mark.parametrize(
    ("encoding", "name"), [("viscii", "VISCII"), ("tcvn3", "TCVN5712-1"), ("windows-1258", "CP1258")]
)
def test_tables_agree_with_iconv(encoding: str, name: str) -> None:
    letters = LETTERS + (LETTERS.upper() if encoding == "viscii" else "")
    data = subprocess.run(
        ["iconv", "-f", "utf-8", "-t", name], input=letters.encode(), capture_output=True, check=True
    ).stdout
    assert convert(data.decode("latin-1"), encoding) == letters


def test_viscii_file() -> None:
    data = bytes(
        {
            "ộ": 0xB5,
            "ò": 0xF2,
            "ã": 0xE3,
            "ủ": 0xFC,
            "ĩ": 0xEE,
            "ệ": 0xAE,
            "đ": 0xF0,
            "ậ": 0xA7,
            "ự": 0xF1,
            "ạ": 0xD5,
            "ú": 0xFA,
        }.get(c)
        or ord(c)
        for c in "Cộng hòa xã hội chủ nghĩa Việt Nam, độc lập, tự do, hạnh phúc"
    )
    assert decode(data) == ("Cộng hòa xã hội chủ nghĩa Việt Nam, độc lập, tự do, hạnh phúc", "viscii")


def test_capitals_of_abc_fonts() -> None:
    assert (
        convert("UBND TØNH: LÖNH CÊM LÊN CHIÕM\nBµ Mü nãi", "tcvn3")
        == "UBND TỈNH: LỆNH CẤM LẤN CHIẾM\nBà Mỹ nói"
    )


def test_viqr_marks_that_are_punctuation() -> None:
    assert (
        convert("Ho. ho?i: Sao la.i the^'? Ta co'. Ddi dda^u", "viqr") == "Họ hỏi: Sao lại thế? Ta có. Đi đâu"
    )


def test_every_decoder_takes_anything() -> None:
    anything = "".join(map(chr, range(0x20, 0x180))) + "\ufffd日本\U0001f600"
    assert all(isinstance(convert(anything, name), str) for name in LEGACY)


def test_encoding_is_said_in_the_notes(tmp_path: Path) -> None:
    path = tmp_path / "cu.txt"
    path.write_bytes(windows_1258(PLAIN))
    (article,) = read(path)
    assert (article.text, article.notes) == (PLAIN, ("encoding:windows-1258",))


def test_old_fonts_inside_a_document(tmp_path: Path) -> None:
    path = tmp_path / "cu.docx"
    path.write_bytes(samples.docx_file([vni(p) for p in samples.PARAGRAPHS]))
    (article,) = read(path)
    assert (article.text, article.notes) == (
        samples.TEXT.replace("“", '"').replace("”", '"'),
        ("encoding:vni",),
    )


def test_old_page_that_names_the_wrong_encoding(tmp_path: Path) -> None:
    path = tmp_path / "cu.html"
    path.write_bytes(vni(samples.page(charset="iso-8859-1")).replace("Ñ", "Ñ").encode("latin-1", "ignore"))
    (article,) = read(path)
    assert article.text == samples.TEXT.replace("“", '"').replace("”", '"')


def test_a_broken_byte_does_not_spoil_utf8(tmp_path: Path) -> None:
    text, encoding = decode(PLAIN.encode()[:-1] + b"\xe1")
    assert (text[:100], encoding) == (PLAIN[:100], "utf-8")


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", bytes(range(256)) * 4, b"\x00" * 100]
)
def test_what_is_no_text(data: bytes) -> None:
    with pytest.raises(UserError, match="binary"):
        decode(data)


def test_plain_text_stays_as_it_is() -> None:
    odd = "Bà nói:\r\n\t“Không…”\u200b \u00a0 – €5\n\nMüller, ﬁ, Ⅳ, 🇻🇳\n"
    assert from_text(odd).text == odd
    assert from_text(samples.TEXT).text is samples.TEXT


def test_other_normal_forms_become_nfc() -> None:
    article = from_text(unicodedata.normalize("NFD", samples.TEXT))
    assert (article.text, article.notes) == (samples.TEXT, ("nfd",))


def test_lone_surrogates_keep_their_place() -> None:
    assert from_text("a\ud800b").text == "a\ufffdb"
