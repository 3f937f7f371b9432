"""Rows as CSV that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

import orjson

from onrecord.export.visible import visible

_ACTING = tuple("=+-@\t\r\n＝＋－＠")
"""What a cell may not begin with: a spreadsheet would take it for a formula."""


def write_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], stream: IO[str]) -> None:
    """Write rows under a header; text that a spreadsheet would run gets an apostrophe in front, lists are JSON."""
    writer = csv.writer(stream, lineterminator="\r\n")  # RFC 4180
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(row.get(name)) for name in columns])


def cell(value: Any) -> str | int | float:
    """One value as a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    text = visible(value) if isinstance(value, str) else orjson.dumps(value).decode()
    return "'" + text if text.startswith(_ACTING) else text
