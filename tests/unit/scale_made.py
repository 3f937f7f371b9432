"""Inputs and datasets for the tests of large runs: invented reports, stub stages."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from onrecord.errors import SourceError
from onrecord.model import Record
from onrecord.scale.dataset import Dataset, Setup
from onrecord.scale.inputs import Input
from onrecord.scale.run import run
from onrecord.scale.schema import TABLES
from onrecord.scale.tables import Tables

STUB = Setup(stages="stub_stages:load")


def report(n: int, extra: str = "") -> dict[str, Any]:
    return {
        "id": f"r{n}",
        "text": f"Report {n}\nBerin said that number {n} is ready.\nTaal said it was late. {extra}",
        "published": "2031-06-03",
    }


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
        table: [{"input": partition, **row} for partition in dataset.partitions() for row in dataset.rows(table, partition)]
        for table in TABLES
    }


def files(folder: Path) -> set[str]:
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}


def dataset_of_quotations(folder: Path) -> None:
    """A dataset `out` of made-up words in which one statement in four is carried by another report too, whole or cut; some articles stand in
    two inputs."""
    chance = random.Random(5)
    vocabulary = ["".join(chance.choices(("ba", "de", "ki", "lo", "mu", "na", "ro", "su", "ti", "ve"), k=3)) for _ in range(400)]
    said: list[list[str]] = []
    reports: list[dict[str, Any]] = []
    for n in range(80):
        lines = []
        for _ in range(3):
            words = chance.sample(vocabulary, 14)
            if said and chance.random() < 0.25:
                words = list(chance.choice(said))
                words = words[: chance.choice((9, 14))]
            said.append(words)
            lines.append(f"Berin said {' '.join(words)}.")
        reports.append({"id": f"q{n}", "text": f"Report {n}\n" + "\n".join(lines)})
    write_lines(folder / "a.jsonl", reports[:50])
    write_lines(folder / "b.jsonl", reports[45:])
    run([str(folder / "a.jsonl"), str(folder / "b.jsonl")], str(folder / "out"), setup=STUB, workers=1)


def groups_of(output: str) -> list[dict[str, Any]]:
    """The rows of the table `groups`, in an order of their own."""
    import pyarrow.parquet as pq

    rows = [row for path in sorted(Path(output, "groups").glob("*.parquet")) for row in pq.read_table(path).to_pylist()]
    return sorted(rows, key=lambda row: (row["group"], row["place"]))


def dataset_of_records(folder: Path) -> None:
    """A dataset of hand-made records: two outlets, two speakers, one statement in both."""
    from reports_made import report as made

    words = "the northern crossing would open before the first snow of winter"
    records: list[Record | SourceError] = [
        made(("Lenk", "Orsa Lenk", f"{words} falls"), ("Taal", "Berin Taal", "Oldia must answer"), opening="One", stance="for", about="Oldia"),
        SourceError("x.txt", "is empty"),
        made(("Lenk", "Orsa Lenk", f"{words} falls"), ("Lenk", "Orsa Lenk", "Oldia waits"), opening="Two", stance="for", about="Oldia", outlet="Hill Times"),
    ]  # fmt: skip
    dataset = Dataset(str(folder))
    dataset.begin(Setup())
    with Tables(dataset.folder, "made", 0) as tables:
        for number, record in enumerate(records):
            tables.add(number, record)
    dataset.finish(Input(name="made", address="made", size=None, partition="made"), 1, tables.made, whole=True)
