"""Build every index again from the tables that only grow: after a migration, or when `check` finds one wrong."""

from __future__ import annotations

import sqlite3

from onrecord.archive.fold import fold
from onrecord.archive.refresh import note_names, refresh
from onrecord.archive.unpack import unpack_run
from onrecord.record import to_json


def rebuild(db: sqlite3.Connection) -> None:
    """Build the indexes anew, inside the caller's transaction."""
    for table in ("names", "outlets", "current_index", "current_parties", "current_stances"):
        db.execute(f"DELETE FROM {table}")  # noqa: S608
    for table in ("statement_words", "report_words"):
        db.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")  # noqa: S608
    add = "INSERT INTO statement_words (rowid, words) VALUES (?, ?)"
    db.executemany(add, ((r[0], fold(r[1])) for r in db.execute("SELECT row, words FROM statements ORDER BY row")))
    missed = """SELECT -a.row, c.quote FROM attachments AS a JOIN corrections AS c ON c.id = a.correction_id
        WHERE c.kind = 'missed-statement' AND a.statement_row IS NULL AND a.start IS NOT NULL"""
    db.executemany(add, [(r[0], fold(r[1])) for r in db.execute(missed)])
    sql = "SELECT r.id, r.title, t.text FROM runs AS r JOIN texts AS t ON t.sha256 = r.text_sha256 ORDER BY r.id"
    add = "INSERT INTO report_words (rowid, title, words) VALUES (?, ?, ?)"
    db.executemany(add, ((r[0], fold(r[1] or ""), fold(r[2])) for r in db.execute(sql)))
    db.execute("INSERT INTO outlets SELECT DISTINCT outlet, fold(outlet) FROM runs WHERE outlet IS NOT NULL")
    for (run,) in db.execute("SELECT id FROM runs ORDER BY id").fetchall():
        note_names(db, to_json(unpack_run(db, run)))
    refresh(db, [r[0] for r in db.execute("SELECT id FROM articles").fetchall()])
