"""The same article out of every format."""

from __future__ import annotations

import email.message
import io
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from analyzer.errors import UserError
from analyzer.readers import expand, read
from analyzer.readers.pdf import Line, join, paragraphs

from . import samples

FORMATS = samples.all_formats()


def write(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_gives_the_plain_text(suffix: str, tmp_path: Path) -> None:
    (article,) = read(write(tmp_path / f"bai.{suffix}", FORMATS[suffix]))
    assert article.text == samples.TEXT
    assert article.notes == ()
    assert article.id == "bai"


@pytest.mark.parametrize("suffix", FORMATS)
def test_format_shows_in_the_content_not_in_the_name(suffix: str, tmp_path: Path) -> None:
    (article,) = read(write(tmp_path / "bai.dat", FORMATS[suffix]))
    assert article.text == samples.TEXT


@pytest.mark.parametrize("suffix", ["html", "docx", "pdf", "json", "jsonl", "csv"])
def test_title_comes_along(suffix: str, tmp_path: Path) -> None:
    (article,) = read(write(tmp_path / f"bai.{suffix}", FORMATS[suffix]))
    assert article.title == samples.TITLE


def test_page_names_outlet_author_and_date(tmp_path: Path) -> None:
    (article,) = read(write(tmp_path / "bai.html", samples.page()))
    assert (article.outlet, article.author, article.published) == (
        "Báo Sông Nước",
        "Lê Thị Mận",
        "2025-03-02",
    )


def test_page_saved_in_one_file(tmp_path: Path) -> None:
    message = email.message.EmailMessage()
    message["Subject"] = samples.TITLE
    message.make_related()
    part = email.message.EmailMessage()
    part.set_content(samples.page(), subtype="html", cte="quoted-printable")
    message.attach(part)
    (article,) = read(write(tmp_path / "bai.mhtml", message.as_bytes()))
    assert article.text == samples.TEXT


def test_paragraphs_that_only_line_breaks_part(tmp_path: Path) -> None:
    page = (
        "<html><body><div class=content><div>"
        + "<br><br>".join(samples.PARAGRAPHS)
        + "</div></div></body></html>"
    )
    (article,) = read(write(tmp_path / "bai.html", page))
    assert article.text == samples.TEXT


def test_tables_of_a_document_are_read_in_place(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("Trước bảng.")
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = "Ô thứ nhất.", "Ô thứ hai."
    document.add_paragraph("Sau bảng.")
    document.save(tmp_path / "bang.docx")
    (article,) = read(tmp_path / "bang.docx")
    assert article.text.split("\n") == ["Trước bảng.", "Ô thứ nhất.", "Ô thứ hai.", "Sau bảng."]


def test_lines_of_a_page_become_paragraphs() -> None:
    page = [
        Line("Tỉnh cho biết cầu sẽ thông xe vào tháng sau, sớm hơn", 70, 700, 11),
        Line("dự kiến hai tuần. Tàu của hãng Wash-", 70, 686, 11),
        Line("ington vẫn neo ở cửa sông.", 70, 672, 11),
        Line("Người dân thì nghi ngờ điều đó, bởi ba lần hẹn trước đều", 86, 658, 11),
        Line("trôi qua.", 70, 644, 11),
    ]
    assert paragraphs([page]) == [
        "Tỉnh cho biết cầu sẽ thông xe vào tháng sau, sớm hơn dự kiến hai tuần. Tàu của hãng Washington vẫn "
        "neo ở cửa sông.",
        "Người dân thì nghi ngờ điều đó, bởi ba lần hẹn trước đều trôi qua.",
    ]


@pytest.mark.parametrize(
    ("head", "tail", "joined"),
    [
        ("ở In-đô-", "nê-xi-a", "ở In-đô-nê-xi-a"),
        ("máy bay Tu-", "154", "máy bay Tu-154"),
        ("tên lửa Pat-", "riot", "tên lửa Patriot"),
        ("từ mềm Uk\u00ad", "raine", "từ mềm Ukraine"),
        ("giá tăng -", "theo sở", "giá tăng - theo sở"),
    ],
)
def test_hyphens_at_the_end_of_a_line(head: str, tail: str, joined: str) -> None:
    assert join(head, tail) == joined


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(FORMATS["html"])))
    (article,) = read("-")
    assert (article.id, article.text) == ("stdin", samples.TEXT)


def test_named_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "ong"
    os.mkfifo(pipe)
    writer = threading.Thread(target=write, args=(pipe, FORMATS["docx"]))
    writer.start()
    (article,) = read(pipe)
    writer.join()
    assert article.text == samples.TEXT


def test_folder_and_pattern_in_the_order_of_names(tmp_path: Path) -> None:
    write(tmp_path / "b.txt", samples.TEXT)
    write(tmp_path / "a.html", samples.page())
    write(tmp_path / ".hidden", "ẩn")
    (tmp_path / "trong").mkdir()
    write(tmp_path / "trong" / "c.txt", samples.TEXT)
    assert [article.id for article in read(tmp_path)] == ["a", "b", "c"]
    assert expand(tmp_path / "*.txt") == [str(tmp_path / "b.txt")]


def test_a_file_that_fails_does_not_stop_the_folder(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", samples.TEXT)
    write(tmp_path / "b.pdf", b"%PDF-1.4 broken")
    write(tmp_path / "c.txt", samples.TEXT)
    errors: list[UserError] = []
    assert [article.id for article in read(tmp_path, on_error=errors.append)] == ["a", "c"]
    assert [(e.code, e.params["path"]) for e in errors] == [("damaged", str(tmp_path / "b.pdf"))]


def test_importing_the_readers_loads_no_format_library() -> None:
    heavy = "trafilatura lxml docx pypdf pyarrow underthesea http.client numpy"
    code = f"import sys, analyzer.readers; print([m for m in {heavy.split()} if m in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_tracked_changes_are_accepted(tmp_path: Path) -> None:
    import docx
    from docx.oxml import parse_xml

    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    changed = (
        f"<w:p {names}><w:r><w:t>Hai xã </w:t></w:r><w:del><w:r><w:delText>cãi</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>tranh chấp</w:t></w:r></w:ins><w:r><w:tab/><w:t>bãi bồi.</w:t></w:r></w:p>"
    )
    document = docx.Document()
    document.element.body.insert(0, parse_xml(changed))
    document.save(tmp_path / "sua.docx")
    (article,) = read(tmp_path / "sua.docx")
    assert article.text == "Hai xã tranh chấp bãi bồi."
