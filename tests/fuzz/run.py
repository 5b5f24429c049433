"""What holds for any input at all: an article or an error in words, soon, and nothing left behind."""

from __future__ import annotations

import faulthandler
import os
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from analyzer.errors import UserError
from analyzer.readers import check, read
from reports.strings import LANGUAGES, strings

from .inputs import inputs

SECONDS = 10.0
"""What no input may take of the processor; sixty times that by the clock ends the run with a traceback."""


def run(count: int, seed: int = 0) -> tuple[Counter[str], list[str]]:
    """Read broken inputs.

    Returns
    -------
    outcomes : Counter
        How often each error, or "read".
    failures : list of str
        What should not have been; empty where all is well.
    """
    outcomes: Counter[str] = Counter()
    failures: list[str] = []
    before = set(os.listdir(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix="haiphia-fuzz-") as folder:
        for name, data in inputs(count, seed):
            path = Path(folder, name)
            path.write_bytes(data)
            start = time.process_time()
            faulthandler.dump_traceback_later(60 * SECONDS, exit=True)
            try:
                for article in read(path):
                    article.text.encode("utf-8")
                    check(article)
                outcomes["read"] += 1
            except UserError as error:
                outcomes[error.code] += 1
                failures += [f"{name}: {e}" for e in _unworded(error)]
            except Exception:
                failures.append(f"{name}: {traceback.format_exc()}")
            faulthandler.cancel_dump_traceback_later()
            taken = time.process_time() - start
            if taken > SECONDS:
                failures.append(f"{name}: took {taken:.0f} s")
            if os.listdir(folder) != [name]:
                failures.append(f"{name}: left {os.listdir(folder)}")
            path.unlink()
        left = set(os.listdir(tempfile.gettempdir())) - before - {Path(folder).name}
        failures += [f"left behind: {name}" for name in left if name.startswith(("tmp", "haiphia"))]
    return outcomes, failures


def _unworded(error: UserError) -> list[str]:
    """Languages that have no words for an error."""
    missing = []
    for lang in LANGUAGES:
        try:
            strings(lang)(f"errors.{error.code}", **error.params)
        except KeyError as key:
            missing.append(f"no words in {lang} for {error}: {key}")
    return missing
