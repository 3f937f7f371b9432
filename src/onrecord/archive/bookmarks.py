"""How far files have been stored, and which pages hold no report: what lets `add` go on where it stopped."""

from __future__ import annotations

import sqlite3
from dataclasses import astuple, dataclass

from onrecord.archive.connect import transaction


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Everything before `place` in a file is done. finished: so is the file. reports, skipped, failed: what was before the place."""

    place: int = 0
    finished: bool = False
    reports: int = 0
    skipped: int = 0
    failed: int = 0


def find_bookmark(db: sqlite3.Connection, file: str, engine: str) -> Bookmark | None:
    """The bookmark in a file, as this state of the program set it."""
    sql = "SELECT place, finished, reports, skipped, failed FROM bookmarks WHERE file = ? AND engine = ?"
    row = db.execute(sql, (file, engine)).fetchone()
    return None if row is None else Bookmark(row[0], bool(row[1]), *row[2:])


def set_bookmark(db: sqlite3.Connection, file: str, engine: str, mark: Bookmark) -> None:
    """Put the bookmark there."""
    with transaction(db):
        db.execute("INSERT OR REPLACE INTO bookmarks VALUES (?, ?, ?, ?, ?, ?, ?)", (file, engine, *astuple(mark)))


def pass_over(db: sqlite3.Connection, key: str, engine: str, reason: str) -> None:
    """Note that what has this key is no report."""
    with transaction(db):
        db.execute("INSERT OR IGNORE INTO passed_over VALUES (?, ?, ?)", (key, engine, reason))


def why_passed_over(db: sqlite3.Connection, key: str, engine: str) -> str | None:
    """Why this state of the program takes it for no report; None where it has not looked or it is one."""
    row = db.execute("SELECT reason FROM passed_over WHERE capture_key = ? AND engine = ?", (key, engine)).fetchone()
    return None if row is None else str(row[0])
