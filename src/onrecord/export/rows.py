"""Rows of the archive's answers: as a table to read, JSON lines, CSV or Parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import IO, Any

import orjson
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from onrecord.export.csv import write_csv
from onrecord.export.parquet import write_parquet
from onrecord.export.visible import visible_json, visible_line

FORMS = ("table", "jsonl", "csv", "parquet")
Row = Mapping[str, Any]
Show = Callable[[Row], list[str | Text]]


def write_rows(
    rows: Iterable[Row],
    columns: Sequence[str],
    form: str,
    stream: IO[str],
    *,
    heads: Sequence[str] = (),
    show: Show | None = None,
) -> None:
    """Write rows to a text stream (Parquet to its bytes). heads, show: the columns of the table and a row's cells in it."""
    if form == "csv":
        write_csv(rows, columns, stream)
    elif form == "parquet":
        write_parquet(rows, columns, stream.buffer)  # type: ignore[attr-defined]
    elif form == "jsonl":
        terminal = stream.isatty()
        for row in rows:
            line = orjson.dumps(
                {name: row.get(name) for name in columns} | ({"highlights": row["highlights"]} if "highlights" in row else {})
            ).decode()
            stream.write((visible_json(line) if terminal else line) + "\n")
    else:
        write_grid(rows, heads or columns, stream, show or (lambda row: [_text(row.get(name)) for name in columns]))


def write_grid(rows: Iterable[Row], heads: Sequence[str], stream: IO[str], show: Show) -> None:
    """A table for people."""
    console = Console(file=stream, highlight=False, markup=False, emoji=False, legacy_windows=False)
    if not console.is_terminal:
        console.width = 160
    grid = Grid(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for i, head in enumerate(heads):
        grid.add_column(head, overflow="fold", ratio=None if i < len(heads) - 1 else 1, no_wrap=i == 0)
    found = 0
    for row in rows:
        grid.add_row(*show(row))
        found += 1
    if found:
        with console.capture() as drawn:
            console.print(grid)
        stream.write("\n".join(line.rstrip() for line in drawn.get().splitlines()) + "\n")
    else:
        stream.write("Nothing found.\n")


def marked(words: str, places: Sequence[Sequence[int]]) -> Text:
    """Words with the found ones marked, on one line."""
    text, at = Text(), 0
    for start, end in places:
        text.append(_between(words[at:start]))
        text.append(visible_line(words[start:end]), style="bold reverse")
        at = end
    return text.append(_between(words[at:]))


def _between(words: str) -> str:
    """Words on one line that keep a space on either side where there was one."""
    line = visible_line(words)
    if not line:
        return " " if words[:1].isspace() else ""
    return (" " if words[0].isspace() else "") + line + (" " if words[-1].isspace() else "")


def _text(value: Any) -> str:
    return "" if value is None else visible_line(str(value))
