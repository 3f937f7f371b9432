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


REVIEW_HEADS = ("Statement", "Doubt", "Uses", "Speaker", "Outlet", "Words")
CHANGE_HEADS = ("Change", "Fields", "Before", "Now")
RUN_HEADS = ("Run", "Report", "Current", "Statements", "Date", "Stored", "Made by")
CORRECTION_HEADS = ("Correction", "State", "Kind", "Author", "Made", "Says", "Reason")


def show_doubt(row: Mapping[str, Any]) -> list[str | Text]:
    """A statement to review."""
    counts: list[str | Text] = [f"{row['doubt']:.2f}", str(row["uses"])]
    return [visible_line(row["id"]), *counts, show_speaker(row), visible_line(row["outlet"] or "not stated"), visible_line(row["words"])]


def show_change(row: Mapping[str, Any]) -> list[str | Text]:
    """A statement before and now."""

    def side(name: str) -> str:
        words = row[f"{name}_words"]
        if words is None:
            return ""
        held = f" [{row[f'{name}_positions'] or 'no position'}]" if "positions" in row["fields"] else ""
        return visible_line(f"{row[f'{name}_speaker'] or '?'}: {words}{held}")

    return [row["change"], row["fields"], side("old"), side("new")]


def show_run(row: Mapping[str, Any]) -> list[str | Text]:
    """A run."""
    counts: list[str | Text] = ["current" if row["current"] else "", str(row["statements"])]
    return [str(row["run"]), row["article"], *counts, row["date"] or "undated", row["added_at"], visible_line(row["model"])]


def show_correction(row: Mapping[str, Any]) -> list[str | Text]:
    """A correction."""
    says = row["to_name"] or " ".join(filter(None, (row["holder"], row["stance"], row["question"])))
    if row["party_id"] and row["to_id"]:
        says = f"{row['party_id']} → {row['to_id']} ({row['to_name']})"
    if row["quote"]:
        says = f"{says}: {row['quote']}" if says else row["quote"]
    return [
        row["id"],
        row["state"],
        row["kind"],
        visible_line(row["author"]),
        row["made_at"],
        visible_line(says),
        visible_line(row["reason"]),
    ]
