"""A readable digest of each report, for a terminal."""

from __future__ import annotations

import re
from typing import IO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table as Grid
from rich.text import Text

from onrecord.export.visible import visible_line
from onrecord.export.wording import (
    name_circumstances,
    name_counts,
    name_doubt,
    name_head,
    name_position,
    name_side,
    name_speaker,
    name_words,
    order,
)
from onrecord.model import Position, Record, Statement

WIDEST = 110
"""Columns at most: longer lines are hard to read."""

_TRAILING = re.compile(r" +$", re.MULTILINE)
_STANCES = {"for": "green", "conditional": "yellow", "against": "red"}


class Table:
    """Writes a digest a record to a text stream; width None: the terminal's, or 100."""

    def __init__(self, stream: IO[str], *, width: int | None = None) -> None:
        self._stream = stream
        self._console = Console(file=stream, width=width, highlight=False, markup=False, emoji=False, legacy_windows=False)
        if width is None:
            self._console.width = min(self._console.width, WIDEST) if self._console.is_terminal else 100

    def add(self, record: Record) -> None:
        """Write a record's digest."""
        with self._console.capture() as drawn:
            self._console.print(digest(record, self._console.width))
        # Rich fills every cell with spaces; in a file or a copied passage they only get in the way.
        self._stream.write(_TRAILING.sub("", drawn.get()))
        self._stream.flush()

    def finish(self) -> None:
        """Nothing comes after the last digest."""


def digest(record: Record, width: int) -> RenderableType:
    """One report: its head, then who said what, second-hand statements indented under the one they are reported in."""
    article = record.article
    head = Text(visible_line(article.title or "") or "Untitled", style="bold")
    facts = Text(visible_line(" · ".join(name_head(article))), style="dim")
    parts: list[RenderableType] = [Rule(style="dim"), head, facts, Text(visible_line(article.source), style="dim")]
    if article.warnings:
        parts.append(Text("Warning: " + visible_line(", ".join(article.warnings)), style="yellow"))
    parts += [Text(name_counts(record), style="dim"), Text("")]
    positions: dict[str | None, list[Position]] = {}
    for position in record.positions:
        positions.setdefault(position.statement, []).append(position)
    for depth, statement in order(record):
        parts.append(_statement(depth, statement, positions.get(statement.id, []), width))
    if acts := positions.get(None, []):
        parts.append(Text("Positions shown by acts", style="bold"))
        for act in acts:
            parts.append(Padding(_position(act), (0, 0, 0, 2)))
            parts.append(Padding(Text(visible_line(name_words(act.evidence)), style="dim"), (0, 0, 0, 4)))
        parts.append(Text(""))
    return Group(*parts)


def _statement(depth: int, statement: Statement, positions: list[Position], width: int) -> RenderableType:
    indent = min(depth, 4) * 3
    side = 24 if width >= 100 else 19
    grid = Grid.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=side, overflow="fold")
    grid.add_column(ratio=1, overflow="fold")
    grid.expand = True
    grid.add_row(_who(statement, depth), _what(statement, positions))
    return Padding(grid, (0, 0, 1, indent))


def _who(statement: Statement, depth: int) -> Text:
    known = statement.speaker.status == "resolved"
    found = Text()
    if depth:
        found.append("↳ ", style="dim")
    found.append(visible_line(name_speaker(statement)), style="bold" if known else "italic")
    for line in (name_side(statement.speaker), name_doubt(statement.speaker)):
        if line is not None:
            found.append("\n" + ("  " if depth else "") + visible_line(line), style="dim")
    return found


def _what(statement: Statement, positions: list[Position]) -> RenderableType:
    lines: list[RenderableType] = [
        Text(visible_line(name_words(statement.content))),
        Text(visible_line(" · ".join(name_circumstances(statement))), style="dim"),
    ]
    return Group(*lines, *(_position(p) for p in positions))


def _position(position: Position) -> Text:
    return Text("● ", style=_STANCES[position.stance]).append(visible_line(name_position(position)), style="default")
