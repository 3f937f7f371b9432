"""Build indexes again from the tables that only grow: after a migration, or when `check` finds one wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable

import orjson

from onrecord.archive.fold import fold
from onrecord.archive.refresh import INDEXED, STANCES, VOICES, note_names, parties
from onrecord.archive.sketches import keep_sketch
from onrecord.archive.unpack import unpack_run
from onrecord.record import to_json
from onrecord.record.sketch import sketch_blocks


def rebuild(db: sqlite3.Connection, parts: Iterable[str] | None = None) -> None:
    """Build the indexes anew, or these of `PARTS`, inside the caller's transaction."""
    for name, build in PARTS.items():
        if parts is None or name in parts:
            build(db)


def _words(db: sqlite3.Connection) -> None:
    db.execute("INSERT INTO statement_words (statement_words) VALUES ('delete-all')")
    add = "INSERT INTO statement_words (rowid, words) VALUES (?, ?)"
    db.executemany(add, ((r[0], fold(r[1])) for r in db.execute("SELECT row, words FROM statements ORDER BY row")))
    missed = """SELECT -a.row, c.quote FROM attachments AS a JOIN corrections AS c ON c.id = a.correction_id
        WHERE c.kind = 'missed-statement' AND a.statement_row IS NULL AND a.start IS NOT NULL"""
    db.executemany(add, [(r[0], fold(r[1])) for r in db.execute(missed)])


def _names(db: sqlite3.Connection) -> None:
    _empty(db, "names", "outlets")
    db.execute("INSERT INTO outlets SELECT DISTINCT outlet, fold(outlet) FROM runs WHERE outlet IS NOT NULL")
    for (run,) in db.execute("SELECT id FROM runs ORDER BY id").fetchall():
        note_names(db, to_json(unpack_run(db, run)))


def _statements(db: sqlite3.Connection) -> None:
    _empty(db, "current_index", "current_parties")
    db.execute(f"INSERT INTO current_index SELECT {INDEXED} FROM current_statements")  # noqa: S608
    for (run,) in db.execute("SELECT id FROM current_runs").fetchall():
        db.executemany("INSERT INTO current_parties VALUES (?, ?, ?, ?)", parties(db, run))


def _voices(db: sqlite3.Connection) -> None:
    _empty(db, "voices", "current_voices")
    db.execute("INSERT INTO voices (speaker_key) SELECT DISTINCT speaker_key FROM current_index WHERE speaker_key IS NOT NULL")
    db.execute(f"INSERT INTO current_voices SELECT {VOICES}")


def _stances(db: sqlite3.Connection) -> None:
    _empty(db, "current_stances")
    db.execute(f"INSERT INTO current_stances SELECT {STANCES} FROM current_positions")  # noqa: S608


def _sketches(db: sqlite3.Connection) -> None:
    _empty(db, "sketches")
    sql = "SELECT r.id, r.head, t.text FROM runs AS r JOIN texts AS t ON t.sha256 = r.text_sha256 ORDER BY r.id"
    for run, head, text in db.execute(sql):
        blocks = [(b["start"], b["end"], b["kind"]) for b in orjson.loads(head)["blocks"]]
        keep_sketch(db, run, sketch_blocks(text, blocks))


def _empty(db: sqlite3.Connection, *tables: str) -> None:
    for table in tables:
        db.execute(f"DELETE FROM {table}")  # noqa: S608


PARTS: dict[str, Callable[[sqlite3.Connection], None]] = {
    "words": _words,
    "names": _names,
    "statements": _statements,
    "voices": _voices,
    "stances": _stances,
    "sketches": _sketches,
}
"""The indexes by name, in an order in which each finds what it is built from."""
