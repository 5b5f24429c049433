"""Reports: pure functions of an `Analysis`, drawn the same from a fresh analysis and from a saved one.

Nothing heavy is imported before a report is asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reports.figures import FIGURES as FIGURES
    from reports.figures import figure as figure
    from reports.html import save_html as save_html
    from reports.pdf import save_pdf as save_pdf
    from reports.tables import save_csv as save_csv
    from reports.terminal import summary as summary

_HOMES = {
    "FIGURES": "reports.figures",
    "figure": "reports.figures",
    "save_csv": "reports.tables",
    "save_html": "reports.html",
    "save_pdf": "reports.pdf",
    "summary": "reports.terminal",
}
__all__ = ["FIGURES", "figure", "save_csv", "save_html", "save_pdf", "summary"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
