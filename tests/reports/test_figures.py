"""Each figure alone: drawn, inside its axes, and no label upon another."""

from __future__ import annotations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Affine2D

from reports import FIGURES, figure, theme
from tests.reports.builders import analysis
from tests.reports.test_pdf import CASES

DRAWN = [case for case in CASES if case != "400 sentences"]


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("case", DRAWN)
def test_labels_stay_inside_and_apart(name: str, case: str) -> None:
    made = analysis(**CASES[case])
    height = max(FIGURES[name].height(made), 20)
    with theme.rc():
        paper = Figure(figsize=(500 / 72, height / 72), dpi=288)
        canvas = FigureCanvasAgg(paper)
        ax = paper.add_axes((0, 0, 1, 1))
        FIGURES[name](made, ax)
        points = Affine2D().scale(1 / 4)
        boxes = [
            (text.get_text(), text.get_window_extent(canvas.get_renderer()).transformed(points))
            for text in ax.texts
        ]
    for k, (text, box) in enumerate(boxes):
        assert -1 <= box.x0 <= box.x1 <= 501, text
        assert -4 <= box.y0 <= box.y1 <= height + 4, text
        for other, there in boxes[k + 1 :]:
            apart = box.x1 <= there.x0 + 1 or there.x1 <= box.x0 + 1
            assert apart or box.y1 <= there.y0 + 3 or there.y1 <= box.y0 + 3, (text, other)


@pytest.mark.parametrize("ending", ["svg", "pdf", "png"])
def test_figure_is_written_the_same_each_time(tmp_path, ending: str) -> None:
    made = analysis(sentences=6)
    for name in ("one", "two"):
        figure("shares", made, tmp_path / f"{name}.{ending}")
    assert (tmp_path / f"one.{ending}").read_bytes() == (tmp_path / f"two.{ending}").read_bytes()


def test_unknown_figure_and_unknown_ending_are_refused(tmp_path) -> None:
    with pytest.raises(KeyError):
        figure("pie", analysis(sentences=1), tmp_path / "pie.svg")
    with pytest.raises(ValueError, match="xyz"):
        figure("shares", analysis(sentences=1), tmp_path / "shares.xyz")
    assert list(tmp_path.iterdir()) == []
