"""Small made-up corpora, and an engine without processes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import duckdb

from analyzer.corpus import Progress, Settings, build
from analyzer.corpus.engines import Batch
from analyzer.corpus.tables import SCHEMAS
from analyzer.corpus.work import Result, analyse, setup

PLACES = ("Karvia", "Ostrana", "xã Bến Đá", "công ty Sóng Biếc", "phường Gò Mây")
OUTLETS = ("Báo Bến Đò", "Tin Gò Cao", "Nhật báo Ven Sông")


class Inline:
    """Works in the caller's process, one batch after the other."""

    workers = 1

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings(fast=True)
        self.batches: list[int] = []

    def setup(self) -> str:
        return setup(self.settings)

    def run(self, batches: Iterator[Batch]) -> Iterator[Result]:
        for batch in batches:
            self.batches.append(len(batch))
            yield analyse(batch, self.settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...


def article(k: int, **more: str) -> dict[str, str]:
    """The record of the k-th article."""
    here, there = PLACES[k % 5], PLACES[(k + 1 + k // 5 % 4) % 5]
    text = (
        f"Sáng ngày {k % 28 + 1}, người phát ngôn của {here} cáo buộc {there} xả nước bẩn xuống kênh. "
        f"{there} phủ nhận cáo buộc này và gọi đó là lời vu khống. "
        f"Theo ông Lê Văn Bưởi, trưởng trạm thủy lợi số {k}, mực nước vẫn trong mức cho phép. "
        "Hai bên sẽ gặp lại nhau vào tuần sau."
    )
    known = {"id": f"bai-{k}", "title": f"Tranh cãi thứ {k} về con kênh", "outlet": OUTLETS[k % 3]}
    return {**known, "published": f"2024-{k % 12 + 1:02d}-05", "text": text, **more}


def write(path: Path, records: list[dict[str, str]]) -> str:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), "utf-8")
    return str(path)


def run(inputs: list[str] | str, folder: Path, settings: Settings | None = None) -> Progress:
    """What a run without processes did."""
    with Inline(settings) as engine:
        return build([inputs] if isinstance(inputs, str) else inputs, folder, engine)


def rows(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """What holds of each table, in an order of its own."""
    found = {}
    with duckdb.connect() as db:
        parts = folder / "parts"
        stale = {
            tuple(row)
            for row in db.sql(
                f"from read_parquet('{parts}/*/superseded.parquet') select part, key"
            ).fetchall()
        }
        for name in SCHEMAS.keys() - {"superseded"}:
            table = db.sql(f"from read_parquet('{parts}/*/{name}.parquet', filename = true)").to_arrow_table()
            held = [
                row
                for row in table.to_pylist()
                if (Path(row["filename"]).parent.name, row["key"]) not in stale
            ]
            for row in held:
                del row["filename"]
            found[name] = sorted(held, key=lambda row: json.dumps(row, default=str, sort_keys=True))
    return found
