"""Bring an archive's file to this version: numbered migrations, all or none, never changed once released."""

from __future__ import annotations

import re
import sqlite3
from functools import cache
from importlib import resources
from pathlib import Path

from onrecord.archive.rebuild import PARTS, rebuild
from onrecord.errors import UserError

_NAME = re.compile(r"(\d{4})_\w+\.sql")

_CHANGED: dict[int, tuple[str, ...]] = {3: ("voices", "stances", "sketches"), 4: (), 5: (), 6: ()}
"""Which indexes a migration makes anew; all, where it is not named."""


@cache
def migrations() -> tuple[tuple[int, str], ...]:
    """(number, SQL) of each migration, in order."""
    folder = resources.files("onrecord.archive") / "migrations"
    found = [(int(m[1]), f.read_text(encoding="utf-8")) for f in folder.iterdir() if (m := _NAME.fullmatch(f.name))]
    return tuple(sorted(found))


def newest() -> int:
    """The number of the last migration: the version of the file format."""
    return migrations()[-1][0]


def migrate(db: sqlite3.Connection, file: Path, *, write: bool) -> None:
    """Run the migrations that the file has not seen. Raises UserError where it is newer than this program or may not be written."""
    at = _version(db)
    if at > newest():
        raise UserError(f"{file}: was made by a newer onrecord (format {at}, this one knows {newest()})")
    if at == newest():
        return
    if not write:
        raise UserError(f"{file}: is of an older format; open it once for writing, as with `onrecord add`, to bring it up to date")
    db.execute("BEGIN IMMEDIATE")
    try:
        at = _version(db)  # another process may have been quicker
        for number, sql in migrations():
            if number > at:
                for statement in split_sql(sql):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {number}")
        if 0 < at < newest():  # indexes that have changed their shape or are new
            rebuild(db, None if at < 2 else {part for number in range(at + 1, newest() + 1) for part in _CHANGED.get(number, PARTS)})
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def split_sql(sql: str) -> list[str]:
    """The statements of a script (`executescript` would commit the open transaction)."""
    out: list[str] = []
    pending = ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            out.append(pending)
            pending = ""
    return out
