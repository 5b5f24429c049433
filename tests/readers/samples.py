"""One article of our own in every format that is read, made anew each time."""

from __future__ import annotations

import csv
import html
import io
import json
import textwrap

TITLE = "Hai xã tranh chấp bãi bồi"

PARAGRAPHS = [
    "Xã Bình Hạ và xã Bình Thượng cùng nhận bãi bồi mới nổi giữa sông Lăng là đất của mình.",
    "Chủ tịch xã Bình Hạ, ông Trần Văn Lúa, cho biết bà con đã trồng ngô ở đây từ ba năm trước. “Chúng tôi "
    "có sổ ghi chép đầy đủ”, ông nói. Ông khẳng định xã không lấn của ai một tấc đất.",
    "Phía Bình Thượng bác bỏ điều này và cáo buộc Bình Hạ lấn chiếm. Theo ông Đỗ Đình Khoai, trưởng thôn "
    "Thượng, bản đồ năm 1998 vẽ bãi bồi thuộc xã ông. Ông tố xã bên nhổ cọc mốc giữa đêm.",
    "Ủy ban huyện kêu gọi hai bên giữ nguyên hiện trạng cho đến khi đo đạc xong. Một cán bộ địa chính nhận "
    "định việc đo đạc có thể kéo dài hai tháng, bởi dòng chảy còn đổi hướng.",
]

TEXT = "\n".join(PARAGRAPHS)


def page(paragraphs: list[str] = PARAGRAPHS, charset: str = "utf-8") -> str:
    """A web page as newspapers have them, with all that is no part of the article."""
    body = "\n".join(f'<p class="Normal">{html.escape(p, quote=False)}</p>' for p in paragraphs)
    return f"""<!DOCTYPE html>
<html lang="vi"><head><meta charset="{charset}"><title>{TITLE} - Báo Sông Nước</title>
<meta property="og:title" content="{TITLE}"><meta property="og:site_name" content="Báo Sông Nước">
<meta name="author" content="Lê Thị Mận">
<meta property="article:published_time" content="2025-03-02T08:00:00+07:00"></head>
<body><header><nav><ul><li><a href="/">Trang chủ</a></li><li><a href="/b">Thơ</a></li></ul></nav></header>
<main><article><h1>{TITLE}</h1><span class="date">Chủ nhật, 2/3/2025, 08:00 (GMT+7)</span>
{body}
<figure><img src="a.jpg"><figcaption><p class="Image">Bãi bồi sáng 1/3. Ảnh: Mận Lê</p></figcaption></figure>
<div class="related"><a href="/x">Nước sông Lăng dâng cao kỷ lục</a></div>
<p class="Normal" style="text-align:right;"><strong>Lê Thị Mận</strong></p></article>
<div class="box_comment"><h3>Ý kiến</h3><p>Hai xã nên chia đôi, ai cũng có phần thì vui cả làng.</p></div>
</main><aside><h2>Xem nhiều</h2><ul><li><a href="/a">Giá cà phê lập đỉnh mới</a></li></ul></aside>
<footer>© 2025 Báo Sông Nước. Giấy phép số 1. Liên hệ quảng cáo.</footer></body></html>"""


def docx_file(paragraphs: list[str] = PARAGRAPHS) -> bytes:
    import docx

    document = docx.Document()
    document.core_properties.title = TITLE
    document.core_properties.author = "Lê Thị Mận"
    document.sections[0].header.paragraphs[0].text = "Báo Sông Nước, số 12"
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf_file(paragraphs: list[str] = PARAGRAPHS, lines_a_page: int = 6) -> bytes:
    """Pages with a header and a number, a gap after each paragraph."""
    import matplotlib as mpl
    from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages
    from matplotlib.figure import Figure

    lines: list[str] = []
    for paragraph in paragraphs:
        lines += [*textwrap.wrap(paragraph, 80), ""]
    pages = [lines[k : k + lines_a_page] for k in range(0, len(lines), lines_a_page)]
    out = io.BytesIO()
    about = {"Title": TITLE, "Author": "Lê Thị Mận"}
    with mpl.rc_context({"pdf.fonttype": 42}), PdfPages(out, metadata=about) as pdf:
        for number, shown in enumerate(pages, 1):
            figure = Figure(figsize=(8.27, 11.69))
            FigureCanvasPdf(figure)
            figure.text(0.1, 0.96, "Báo Sông Nước, số 12", fontsize=9)
            for k, line in enumerate(shown):
                figure.text(0.1, 0.92 - k * 0.019, line, fontsize=11)
            figure.text(0.5, 0.03, f"Trang {number}/{len(pages)}", fontsize=9)
            pdf.savefig(figure)
    return out.getvalue()


def record(**changes: object) -> dict[str, object]:
    about: dict[str, object] = {
        "text": TEXT,
        "title": TITLE,
        "outlet": "Báo Sông Nước",
        "published": "2025-03-02",
    }
    return about | changes


def csv_file(*records: dict[str, object], delimiter: str = ",") -> str:
    out = io.StringIO()
    table = csv.DictWriter(out, list(records[0]), delimiter=delimiter)
    table.writeheader()
    table.writerows(records)
    return out.getvalue()


def all_formats() -> dict[str, bytes]:
    """The article in every format, by suffix."""
    return {
        "txt": TEXT.encode(),
        "html": page().encode(),
        "docx": docx_file(),
        "pdf": pdf_file(),
        "json": json.dumps(record(), ensure_ascii=False).encode(),
        "jsonl": json.dumps(record()).encode() + b"\n",
        "csv": csv_file(record()).encode(),
    }
