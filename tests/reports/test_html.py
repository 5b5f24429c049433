"""The page: what it says without a browser, and what it does in one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from msgspec.structs import replace

from reports import save_html
from reports.html import render
from tests.reports.builders import analysis

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
EVIL = '<script>document.title = "bị chiếm"</script><img src=x onerror=alert(1)> & "nháy"'


def test_article_is_shown_as_text_only() -> None:
    page = render(analysis(extra=EVIL, title=EVIL, names=(EVIL, "Xã Tây")))
    assert "&lt;script&gt;" in page
    assert page.count("<script") == 1
    assert "<img" not in page


def test_page_refers_to_nothing_outside() -> None:
    page = render(analysis())
    assert "default-src 'none'" in unescape(page)
    assert not re.search(r"""(src|href)=["'](?!#)""", page)
    assert "http" not in re.sub(r"\bhttp-equiv\b", "", page)
    assert not re.search(r"""\sstyle=|\son\w+=""", page)


def test_same_analysis_same_page() -> None:
    assert render(analysis()) == render(analysis())


def test_language_of_page_and_labels() -> None:
    assert '<html lang="vi">' in render(analysis())
    english = render(analysis(), "en")
    assert '<html lang="en">' in english
    assert "Three things to note" in english


def test_colour_of_a_side_cannot_leave_the_style() -> None:
    made = analysis()
    evil = replace(made, sides=(replace(made.sides[0], color="red}</style><b>"), *made.sides[1:]))
    assert "red}" not in render(evil)


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    if not CHROMIUM.exists() and os.environ.get("CI") != "true":
        pytest.skip("no chromium")
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as play:
        found = play.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield found
        found.close()


@pytest.fixture
def page(browser, tmp_path) -> Iterator[object]:
    """The page of an article that holds a script, with everything the console says."""
    save_html(analysis(extra=EVIL), tmp_path / "report.html")
    found = browser.new_page(viewport={"width": 1440, "height": 900})
    said: list[str] = []
    found.on("console", lambda message: said.append(message.text))
    found.on("pageerror", lambda error: said.append(str(error)))
    found.on(
        "request", lambda request: said.append(request.url) if "report.html" not in request.url else None
    )
    found.goto((tmp_path / "report.html").as_uri())
    yield found
    found.close()
    assert [line for line in said if not line.startswith("data:font")] == []


def shown(page) -> int:
    return page.locator(".sentences > li:visible").count()


def test_script_of_the_article_does_not_run(page) -> None:
    assert "bị chiếm" not in page.title()
    assert '<script>document.title = "bị chiếm"</script>' in page.locator("#s1 p").inner_text()


def test_click_on_a_bar_filters_and_again_shows_all(page) -> None:
    bar = page.locator(".row").first
    bar.click()
    assert bar.get_attribute("aria-pressed") == "true"
    assert 0 < shown(page) < 30
    assert page.locator("#status").inner_text() == f"Đang hiện {shown(page)} trên tổng số 30 câu"
    bar.click()
    assert shown(page) == 30
    page.locator(".row").last.click()
    page.locator("#all").click()
    assert shown(page) == 30


def test_keyboard_reaches_bars_and_every_attribution(page) -> None:
    page.locator(".row").first.focus()
    page.keyboard.press("Enter")
    assert shown(page) < 30
    page.keyboard.press("Enter")
    stops = page.locator("[data-a][tabindex='0']")
    assert stops.count() == len(analysis(extra=EVIL).attributions)
    stops.first.focus()
    card = page.locator("#tip")
    assert card.is_visible()
    for said in ("Người nói", "Từ dẫn", "Hành động", "Độ tin cậy"):
        assert said in card.inner_text()
    page.keyboard.press("Escape")
    assert not card.is_visible()


def test_hover_shows_the_attribution(page) -> None:
    page.locator(".sentences .cue").first.hover()
    assert page.locator("#tip").is_visible()


@pytest.mark.parametrize("width", [390, 768, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fits_from_phone_to_wide_screen_and_can_be_read(page, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    poor = page.evaluate(CONTRAST)
    assert poor == []


CONTRAST = r"""() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
  const rgb = (color, under) => {
    canvas.fillStyle = `rgb(${under.join(",")})`; canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (c) => {
    const [r, g, b] = c.map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    if (!element) return [255, 255, 255];
    return rgb(getComputedStyle(element).backgroundColor, ground(element.parentElement));
  };
  const poor = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility()) continue;
    const below = ground(element), ink = rgb(getComputedStyle(element).color, below);
    const [a, b] = [light(below), light(ink)].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) poor.push(element.className + ": " + element.textContent.slice(0, 30));
  }
  return poor;
}"""
