"""The PDF as a reader gets it: its boxes are measured in the finished file."""

from __future__ import annotations

import io
from typing import NamedTuple

import pytest
from pdfminer.converter import PDFPageAggregator
from pdfminer.high_level import extract_text
from pdfminer.layout import LTChar, LTContainer
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pypdf import PdfReader

from analyzer.analysis import Analysis
from reports import save_pdf
from reports.pdf import compose, render
from tests.reports.builders import NAMES, analysis

LONG_TITLE = ("Tranh chấp nguồn nước giữa hai xã ven sông kéo sang mùa khô thứ ba, " * 3)[:200]
LONG_NAMES = tuple(
    (name + " và Liên hiệp hợp tác xã dịch vụ nông nghiệp miền hạ lưu sông")[:60] for name in NAMES
)

CASES = {
    "two sides": {},
    "one side": {"sides": 1},
    "four sides": {"sides": 4},
    "six sides, long names, long title": {"sides": 6, "names": LONG_NAMES, "title": LONG_TITLE},
    "no sides": {"sides": 0},
    "no attribution": {"cited": False},
    "one sentence": {"sentences": 1},
    "400 sentences": {"sides": 4, "sentences": 400},
    "all capitals": {"caps": True, "title": LONG_TITLE.upper()},
    "a word without end": {"sentences": 3, "extra": "https://" + "dia-chi-rat-dai/" * 40},
    "letters that no font has": {"sentences": 3, "extra": "𓀀 🙂 中文 \x07 \u200b tiếng"},
}


class Drawn(NamedTuple):
    """A string on a page: what it says and the box of its letters."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


def pages_of(pdf: bytes) -> list[tuple[list[Drawn], float, float]]:
    """For each page its strings, as they were drawn one after the other, and its size."""
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    found = []
    for page in PDFPage.get_pages(io.BytesIO(pdf)):
        interpreter.process_page(page)
        drawn = device.get_result()
        found.append((strings_of(drawn), drawn.width, drawn.height))
    return found


def strings_of(page: LTContainer) -> list[Drawn]:
    """Letters that were drawn one after the other on one baseline, as one string."""
    strings: list[Drawn] = []
    for char in (item for item in page if isinstance(item, LTChar)):
        base = char.matrix[5]
        box = Drawn(char.get_text(), char.x0, base - 0.15 * char.size, char.x1, base + 0.6 * char.size)
        last = strings[-1] if strings else None
        if last and abs(last.y0 - box.y0) < 1 and -0.2 < (box.x0 - last.x1) / char.size < 0.4:
            strings[-1] = Drawn(last.text + box.text, last.x0, last.y0, box.x1, max(last.y1, box.y1))
        else:
            strings.append(box)
    return [one for one in strings if one.text.strip()]


def overlaps(strings: list[Drawn]) -> list[tuple[str, str]]:
    """Pairs of strings whose boxes share more than a hair."""
    ordered = sorted(strings, key=lambda one: one.y0)
    found = []
    for k, one in enumerate(ordered):
        for other in ordered[k + 1 :]:
            if other.y0 > one.y1 - 0.3:
                break
            if one.x0 < other.x1 - 0.3 and other.x0 < one.x1 - 0.3:
                found.append((one.text, other.text))
    return found


@pytest.fixture(scope="module")
def report() -> bytes:
    made = analysis()
    return render(compose(made), made)


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("case", CASES)
def test_no_text_overlaps_or_leaves_the_page(case: str, paper: str) -> None:
    if paper == "letter" and case not in {"two sides", "six sides, long names, long title"}:
        pytest.skip("the other cases do not hang on the paper")
    made = analysis(**CASES[case])
    for strings, width, height in pages_of(render(compose(made, paper=paper), made)):
        assert overlaps(strings) == []
        for one in strings:
            assert 40 <= one.x0 <= one.x1 <= width - 40, one
            assert 20 <= one.y0 <= one.y1 <= height - 20, one


def test_page_one_answers_with_headline_and_three_findings() -> None:
    for case in CASES.values():
        made = analysis(**case)
        first = "".join(text.string for text in compose(made).pages[0].texts)
        assert "Ba điều đáng chú ý" in first
        if len(made.sentences) > 1:
            assert "Lời" in first or "Bài không dẫn lời ai" in first or "lời" in first


def test_text_can_be_searched_with_all_vietnamese_letters(report: bytes) -> None:
    text = " ".join(extract_text(io.BytesIO(report)).split())
    assert "Hai xã tranh nhau nguồn nước" in text
    assert "mực nước hạ lưu vẫn nằm trong mức đã thỏa thuận" in text


def test_every_sentence_stands_in_the_annotated_article() -> None:
    made = analysis(sides=4, sentences=120)
    said = " ".join(" ".join(text.string.strip() for text in page.texts) for page in compose(made).pages)
    squeezed = said.replace(" ", "")
    for sentence in made.sentences:
        start = made.text[sentence.start : sentence.start + 20].replace(" ", "")
        assert start in squeezed


def test_same_analysis_same_bytes_also_from_json(report: bytes) -> None:
    again = Analysis.from_json(analysis().to_json())
    assert render(compose(again), again) == report


def test_date_comes_from_the_environment_only(report: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert PdfReader(io.BytesIO(report)).metadata.creation_date is None
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    made = analysis(sentences=2)
    dated = PdfReader(io.BytesIO(render(compose(made), made))).metadata.creation_date
    assert dated.year == 1970


def test_title_language_author_bookmarks_and_page_numbers(report: bytes) -> None:
    pdf = PdfReader(io.BytesIO(report))
    assert "Hai xã tranh nhau nguồn nước" in pdf.metadata.title
    assert pdf.metadata.author == "haiphia"
    assert pdf.root_object["/Lang"] == "vi"
    assert [mark.title for mark in pdf.outline] == [
        "Tóm tắt",
        "Chi tiết",
        "Bài báo có chú giải",
        "Phương pháp và giới hạn",
    ]
    for number, page in enumerate(pdf.pages, 1):
        assert f"Trang {number} / {len(pdf.pages)}" in page.extract_text()


def test_fonts_are_embedded_as_truetype(report: bytes) -> None:
    for page in PdfReader(io.BytesIO(report)).pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            assert inner["/Subtype"] == "/CIDFontType2"
            assert "/FontFile2" in inner["/FontDescriptor"]


def test_thirty_sentences_take_less_than_400_kb(report: bytes) -> None:
    assert len(report) <= 400_000


def test_english_report_has_no_vietnamese_of_its_own() -> None:
    made = analysis(sides=0, cited=False, title="x", sentences=1)
    said = " ".join(text.string for page in compose(made, "en").pages for text in page.texts)
    assert "The article cites nobody" in said
    assert "Phương pháp" not in said


def test_nothing_is_left_where_the_file_cannot_be_written(tmp_path) -> None:
    with pytest.raises(FileNotFoundError):
        save_pdf(analysis(sentences=1), tmp_path / "missing" / "report.pdf")
    assert list(tmp_path.iterdir()) == []
