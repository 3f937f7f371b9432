"""How a row of the archive's answers is put for a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.text import Text

from onrecord.export.rows import marked
from onrecord.export.visible import visible_line

STATEMENT_HEADS = ("Statement", "Date", "Outlet", "Speaker", "Words")
SPEAKER_HEADS = ("Speaker", "Id", "Statements", "Reports", "Outlets", "First", "Last")
POSITION_HEADS = ("Question", "Date", "Holder", "Stance", "Outlet", "Statement", "Evidence")


def show_statement(row: Mapping[str, Any]) -> list[str | Text]:
    """Id, date, outlet, speaker and words."""
    words = marked(row["words"], row.get("highlights", ()))
    if row["corrected"]:
        words.append(f"  [{row['corrected']}, by {visible_line(row['corrected_by'] or 'a person')}]", style="dim")
    return [visible_line(row["id"]), show_date(row), visible_line(row["outlet"] or "not stated"), show_speaker(row), words]


def show_speaker(row: Mapping[str, Any]) -> str:
    """The name, or the report's words with a question mark where it is open who that is."""
    if row["speaker"] is not None:
        return visible_line(row["speaker"])
    return visible_line(row["source"]) + "?" if row["source"] else "nobody named"


def show_date(row: Mapping[str, Any]) -> str:
    """When it was said, else when it was published; an inferred date says so."""
    if row.get("said_date"):
        return str(row["said_date"])
    if row["date"]:
        return str(row["date"])
    return f"inferred {row['date_inferred']}" if row["date_inferred"] else "undated"


def show_party(row: Mapping[str, Any]) -> list[str | Text]:
    """A speaker with its counts."""
    counts: list[str | Text] = [str(row["statements"]), str(row["reports"]), str(row["outlets"])]
    return [visible_line(row["speaker"]), row["speaker_id"] or "", *counts, row["first"] or "", row["last"] or ""]


def show_position(row: Mapping[str, Any]) -> list[str | Text]:
    """A position with its evidence."""
    evidence = visible_line(row["evidence"])
    if row["condition"]:
        evidence += f"  (condition: {visible_line(row['condition'])})"
    date = row["earliest"] if row["earliest"] == row["latest"] else f"{row['earliest']}/{row['latest']}"
    return [visible_line(row["question"]), date or "undated", visible_line(row["holder"]), row["stance"],
            visible_line(row["outlet"] or "not stated"), row["statement"] or "(an act)", evidence]  # fmt: skip
