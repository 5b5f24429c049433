"""Hostile input is refused with the limit it breaks, before it costs memory."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from analyzer.errors import UserError
from analyzer.readers import limits, read

from . import samples


def refused(path: Path) -> UserError:
    with pytest.raises(UserError) as caught:
        list(read(path))
    return caught.value


def docx_with(part: str, size: int) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(samples.docx_file())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        new.writestr(part, b" " * size)
    return out.getvalue()


def pdf_with(contents: bytes, filters: str = "/FlateDecode") -> bytes:
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << >> >>",
        b"<< /Length %d /Filter %s >>\nstream\n%s\nendstream" % (len(contents), filters.encode(), contents),
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % p for p in places)
    out += b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % start
    return bytes(out)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n", "empty"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "binary"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 50, "unsupported"),
        ("a.rtf", rb"{\rtf1 Xin}", "unsupported"),
        ("a.zip", b"PK\x03\x04" + b"\x00" * 50, "unsupported"),
        ("a.txt", "chữ ".encode() * 2_500_000, "too_large"),
        ("a.docx", docx_with("word/document.xml", limits.XML + 1), "bomb"),
        ("a.docx", docx_with("word/media/a.bin", limits.UNPACKED), "bomb"),
        ("a.docx", docx_with("word/document.xml", 100), "damaged"),
        ("a.pdf", pdf_with(zlib.compress(b" " * 80_000_000)), "bomb"),
        (
            "a.pdf",
            pdf_with(zlib.compress(zlib.compress(b" " * 80_000_000)), "[/FlateDecode /FlateDecode]"),
            "bomb",
        ),
        ("a.pdf", pdf_with(zlib.compress(b"0 0 m 9 9 l S " * 800_000)), "bomb"),
        ("a.pdf", pdf_with(zlib.compress(b"0 0 m 9 9 l S")), "no_text_layer"),
        ("a.html", "<html>" + "<div>" * 5_000 + "chữ", "too_complex"),
        ("a.html", "<html>" + "<b>" * 150_000, "too_complex"),
        ("a.html", "<html><body></body></html>", "no_article"),
    ],
)
def test_refused_with_its_reason(name: str, data: bytes | str, code: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    assert refused(path).code == code


def test_what_is_not_there(tmp_path: Path) -> None:
    assert refused(tmp_path / "khong.txt").code == "missing_file"
    assert refused(tmp_path / "*.txt").code == "missing_file"
    assert refused(tmp_path / ("x" * 300)).code == "unreadable"
    assert refused(tmp_path).code == "empty_folder"


def test_password(tmp_path: Path) -> None:
    import pypdf

    writer = pypdf.PdfWriter(io.BytesIO(samples.pdf_file()))
    writer.encrypt("bí mật", algorithm="RC4-128")
    writer.write(tmp_path / "kin.pdf")
    assert refused(tmp_path / "kin.pdf").code == "encrypted_pdf"


def test_entities_do_not_grow(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE w [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + k)} "{f"&{chr(97 + k)};" * 20}">' for k in range(12)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(samples.docx_file())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode("utf-8", "surrogateescape")
            if name == "word/document.xml":
                head, _, rest = part.partition("?>")
                part = f"{head}?>{bomb}]>{rest}".replace("Bình Hạ", "&m;", 1)
            new.writestr(name, part.encode("utf-8", "surrogateescape"))
    (tmp_path / "no.docx").write_bytes(out.getvalue())
    assert refused(tmp_path / "no.docx").code == "damaged"


LINE = """
import resource, sys
from analyzer.errors import UserError
from analyzer.readers import read
try:
    list(read(sys.argv[1]))
    print("read")
except UserError as error:
    print(error.code)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000)
"""


@pytest.mark.slow
@pytest.mark.parametrize("head", ['{"text": "', "text,title\n", "chữ ", "<html><p>", "%PDF-1.4 "])
def test_a_line_of_a_gigabyte(head: str, tmp_path: Path) -> None:
    path = tmp_path / "dai"
    with open(path, "wb") as out:
        out.write(head.encode())
        for _ in range(1000):
            out.write(b"a" * 1_000_000)
    code, memory = subprocess.check_output([sys.executable, "-c", LINE, path], text=True).split()
    path.unlink()
    assert code == "too_large"
    assert int(memory) < 1000
