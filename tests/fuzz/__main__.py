"""``python -m tests.fuzz [COUNT [SEED]]``: many broken inputs over all readers."""

from __future__ import annotations

import sys

from .run import run

count, seed = (*map(int, sys.argv[1:3]), 10_000, 0)[:2] if len(sys.argv) != 2 else (int(sys.argv[1]), 0)
outcomes, failures = run(count, seed)
for code, n in outcomes.most_common():
    print(f"{n:6} {code}")
print("\n".join(failures) or f"{count} inputs, no failure")
sys.exit(bool(failures))
