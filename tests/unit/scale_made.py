"""Inputs and datasets for the tests of large runs: invented reports, stub stages."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from onrecord.scale.dataset import Dataset, Setup
from onrecord.scale.schema import TABLES

STUB = Setup(stages="stub_stages:load")


def report(n: int, extra: str = "") -> dict[str, Any]:
    return {"id": f"r{n}", "text": f"Report {n}\nBerin said that number {n} is ready.\nTaal said it was late. {extra}", "published": "2031-06-03"}


def write_lines(path: Path, reports: Iterable[dict[str, Any] | str]) -> Path:
    text = "".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in reports)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")
    return path


def rows(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Every row of a dataset, in order, with the name of its partition."""
    dataset = Dataset(str(folder))
    return {
        table: [{"input": partition, **row} for partition in dataset.partitions() for row in dataset.rows(table, partition)] for table in TABLES
    }


def files(folder: Path) -> set[str]:
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
