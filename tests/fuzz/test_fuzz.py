"""A small sample of ``make fuzz``."""

from __future__ import annotations

from .run import run


def test_broken_inputs_are_read_or_refused() -> None:
    outcomes, failures = run(200)
    assert failures == []
    assert outcomes["read"] > 20
    assert outcomes["damaged"] > 5
