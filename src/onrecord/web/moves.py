"""What happened to positions over time, over rows of the archive: both sides of every change, as `align.changes` finds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from onrecord.align.changes import Dated, find_changes
from onrecord.model import Position, Span

IN_ONE_REPORT = "in one report"
"""What one report says of a holder in several places is no change."""


def moves(rows: Sequence[dict[str, Any]], days: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The changes among positions (rows of `Archive.positions`), oldest first: kind, holder, question, now and before as rows.

    days: those of all reports that were searched, ISO, sorted.
    """
    dated = [_dated(n, r) for n, r in enumerate(rows) if r["earliest"] and not r["withdrawn"]]
    found = [
        {
            "kind": IN_ONE_REPORT if c.before is not None and c.before.article == c.now.article and c.kind != "reaffirmed" else c.kind,
            "holder": c.holder,
            "question": c.question,
            "now": rows[int(c.now.source)],
            "before": rows[int(c.before.source)] if c.before is not None else None,
            "last_seen": c.last_seen,
            "between": c.between,
        }
        for c in find_changes(dated, days)
    ]
    return sorted(found, key=lambda m: (m["now"]["earliest"], m["holder"]))


def _dated(number: int, row: dict[str, Any]) -> Dated:
    """The row as the comparison wants it; its number travels as the source, so that the row is found again."""
    condition = None
    if row["condition"] is not None and row["condition_start"] is not None:
        condition = Span(start=row["condition_start"], end=row["condition_end"], text=row["condition"])
    position = Position(
        statement=row["statement"],
        question=row["question"],
        holder=row["holder"],
        holder_id=row["holder_id"],
        stance=row["stance"],
        condition=condition,
        evidence=(Span(start=row["spans"][0][0], end=row["spans"][-1][1], text=row["evidence"]),) if row["spans"] else (),
        score=row["score"],
    )
    return Dated(
        date=row["earliest"], outlet=row["outlet"], source=str(number), article=row["article"], position=position, quote=row["evidence"]
    )
