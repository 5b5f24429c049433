"""The summary in the terminal."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from reports import summary
from tests.reports.builders import analysis
from tests.reports.test_pdf import CASES


def printed(made, *, width: int = 60, color: bool = False, **options: object) -> str:
    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=color, color_system="truecolor" if color else None
    )
    summary(made, console, **options)
    return out.getvalue()


@pytest.mark.parametrize("case", CASES)
def test_sixty_columns_are_enough(case: str) -> None:
    for line in printed(analysis(**CASES[case]), full=True).splitlines():
        assert cell_len(line) <= 60, line


def test_headline_bars_speakers_and_parties() -> None:
    said = printed(analysis())
    assert said.count("█") > 5
    for part in ("Lời của", "Người viết", "Ai lên tiếng", "Chủ tịch Xã Đông"):
        assert part in said


def test_no_colour_when_piped_and_marks_stay_readable() -> None:
    said = printed(analysis(sentences=6), full=True)
    assert "\x1b" not in said
    assert "[" in said
    assert "\x1b[" in printed(analysis(sentences=6), color=True, full=True)


def test_no_color_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[38" not in printed(analysis(sentences=3), color=True, full=True)


def test_markup_and_escapes_in_the_article_are_text() -> None:
    said = printed(
        analysis(sentences=2, extra="[red]đỏ[/red] \x1b[31m", names=("[b]Xã[/b]", "Xã Tây")), full=True
    )
    assert "[red]đỏ[/red]" in said
    assert "\x1b" not in said


def test_english() -> None:
    assert "Who is heard" in printed(analysis(), lang="en")
