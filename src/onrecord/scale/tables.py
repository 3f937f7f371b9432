"""Writes rows as Parquet files, one for each table, a group of rows at a time."""

from __future__ import annotations

import contextlib
from collections import Counter
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from onrecord.errors import SkippedError, SourceError
from onrecord.model import Record
from onrecord.scale.need import need
from onrecord.scale.places import Folder
from onrecord.scale.rows import rows_of
from onrecord.scale.schema import TABLES, schemas

GROUP = 4_000_000
"""Characters of reports after which the rows are written out: memory stays flat, and a row group is large enough to be read quickly."""

OPTIONS = {"compression": "zstd"}


def file_of(table: str, partition: str) -> str:
    """Where a partition's part of a table lies in the dataset (Hive's way, which every engine understands)."""
    return f"{table}/input={partition}/part.parquet"


def part_of(table: str, partition: str, chunk: int) -> str:
    """Where it lies as long as its input is not finished: no reader looks there."""
    return f"_unfinished/{partition}/{chunk:08d}/{table}.parquet"


@dataclass(slots=True)
class Made:
    """What was made of an input or a part of it: rows for each table, and by its reason how much in it is no report."""

    rows: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(TABLES, 0)))
    skipped: Counter[str] = field(default_factory=Counter)

    def add(self, other: Made) -> None:
        """The counts of another part."""
        self.rows.update(other.rows)
        self.skipped.update(other.skipped)


class Tables:
    """The files of one chunk of an input, in the making; use it in a `with`, they are there when it ends. made: the counts so far."""

    def __init__(self, folder: Folder, partition: str, chunk: int) -> None:
        self.made = Made()
        self._pa, self._pq = need("pyarrow"), need("pyarrow.parquet")
        self._open = contextlib.ExitStack()
        self._place = (folder, partition, chunk)
        self._writers: dict[str, Any] = {}
        self._rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
        self._size = 0

    def __enter__(self) -> Tables:
        folder, partition, chunk = self._place
        for name in TABLES:
            file = self._open.enter_context(folder.writing(part_of(name, partition, chunk)))
            self._writers[name] = self._open.enter_context(self._pq.ParquetWriter(file, schemas()[name], **OPTIONS))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self._flush()
        self._open.__exit__(kind, error, trace)

    def add(self, report: int, found: Record | SourceError) -> None:
        """Write what was made of the report with this number; of what is no report nothing but its reason is counted."""
        if isinstance(found, SkippedError):
            self.made.skipped[found.reason] += 1
            return
        for name, rows in rows_of(report, found).items():
            self._rows[name] += rows
            self.made.rows[name] += len(rows)
        self._size += 100 if isinstance(found, SourceError) else len(found.article.text)
        if self._size >= GROUP:
            self._flush()

    def _flush(self) -> None:
        for name, rows in self._rows.items():
            if rows:
                self._writers[name].write_table(self._pa.Table.from_pylist(rows, schema=schemas()[name]))
                rows.clear()
        self._size = 0


def put_together(folder: Folder, partition: str, chunks: int) -> None:
    """Make the chunks of an input, in order, into its files in the dataset."""
    pa, pq = need("pyarrow"), need("pyarrow.parquet")
    for name in TABLES:
        if chunks > 1:
            with (
                folder.writing(part_of(name, partition, 0) + ".whole") as file,
                pq.ParquetWriter(file, schemas()[name], **OPTIONS) as writer,
            ):
                waiting: list[Any] = []
                for chunk in range(chunks):
                    with folder.fs.open(folder.at(part_of(name, partition, chunk)), "rb") as part:
                        waiting.append(pq.read_table(part, schema=schemas()[name]))
                    if sum(table.nbytes for table in waiting) >= 2 * GROUP:
                        writer.write_table(pa.concat_tables(waiting))
                        waiting = []
                if waiting:
                    writer.write_table(pa.concat_tables(waiting))
            folder.move(part_of(name, partition, 0) + ".whole", file_of(name, partition))
        else:
            folder.move(part_of(name, partition, 0), file_of(name, partition))
    folder.remove(f"_unfinished/{partition}")
