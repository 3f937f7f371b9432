"""Open the archive's file, and turn what SQLite says into one clear line."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from onrecord.archive.fold import fold_words
from onrecord.archive.migrate import migrate
from onrecord.errors import UserError

APPLICATION = 0x6F6E7265
"""The file's PRAGMA application_id ("onre")."""

LOG = 16_000
"""Pages (of 4 kB) that the log beside the file may grow to before it is moved into the file."""

WAIT = 5.0
"""Seconds for which a writer waits for another to finish."""


def open_file(path: str | os.PathLike[str], *, write: bool, create: bool = False, wait: float = WAIT) -> sqlite3.Connection:
    """A connection to the archive at `path`, migrated to this version. create: make it (and its folder) where there is none.

    Raises UserError where there is none, where the file is not an archive or was made by a newer onrecord, and where it must be written
    and cannot be.
    """
    file = Path(path)
    with explained(file):
        if not file.exists():
            if not create:
                raise UserError(f"{file}: there is no archive; `onrecord add SOURCE... --archive {file}` makes one")
            file.parent.mkdir(parents=True, exist_ok=True)
        elif file.is_dir():
            raise UserError(f"{file}: is a folder, not an archive")
        elif write and not os.access(file, os.W_OK):
            raise UserError(f"{file}: may only be read, not written")
        db = _connect(file, write=write, wait=wait)
        try:
            _prepare(db, file, write=write)
        except BaseException:
            db.close()
            raise
        return db


def _connect(file: Path, *, write: bool, wait: float) -> sqlite3.Connection:
    mode = "rwc" if write else "ro"
    try:
        return _configured(f"file:{quote(os.fsencode(file))}?mode={mode}", wait)
    except sqlite3.OperationalError:
        # A reader of a file in a folder that may not be written cannot share memory with writers; where there are none it need not.
        if write or os.access(file.parent, os.W_OK) or file.with_name(file.name + "-wal").exists():
            raise
        return _configured(f"file:{quote(os.fsencode(file))}?mode=ro&immutable=1", wait)


def _configured(uri: str, wait: float) -> sqlite3.Connection:
    db = sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None)
    try:
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA cache_size = -65536")
        db.execute("PRAGMA temp_store = MEMORY")
        db.execute("PRAGMA trusted_schema = OFF")
        db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        db.create_function("fold", 1, lambda t: None if t is None else fold_words(t), deterministic=True)
        db.create_function("position_id", 1, lambda t: "p" + hashlib.sha256(t.encode()).hexdigest()[:12], deterministic=True)
    except BaseException:
        db.close()
        raise
    return db


def _prepare(db: sqlite3.Connection, file: Path, *, write: bool) -> None:
    # In this order: another process may be making the file just now, and it writes the mark before the tables.
    empty = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    found = db.execute("PRAGMA application_id").fetchone()[0]
    if found != APPLICATION and not (empty and write):
        raise UserError(f"{file}: is not an archive of onrecord")
    if write:
        db.execute("PRAGMA journal_mode = WAL")
        # Every acknowledged report is on the disk, not only in the system's memory: a report costs some 30 ms to read, a sync 1 to 5.
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA cache_size = -131072")  # storing touches a hundred places of the file for each report
        # What is on the disk already is moved to its place in the file seldom: a page that many reports change is moved once for all.
        db.execute(f"PRAGMA wal_autocheckpoint = {LOG}")
        if found != APPLICATION:
            db.execute(f"PRAGMA application_id = {APPLICATION}")
    migrate(db, file, write=write)


def now() -> str:
    """This moment, UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextlib.contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Everything inside or nothing. Waits for another writer, then raises sqlite3.OperationalError ("database is locked").

    Inside another one it is a part of that: what fails in it is undone alone, and nothing is kept before the whole is.
    """
    inside = db.in_transaction
    begin, end, undo = ("SAVEPOINT part", "RELEASE part", "ROLLBACK TO part") if inside else ("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK")
    db.execute(begin)
    try:
        yield
        db.execute(end)
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            if db.in_transaction:
                db.execute(undo)
                if inside:
                    db.execute(end)
        raise


@contextlib.contextmanager
def explained(file: str | os.PathLike[str]) -> Iterator[None]:
    """Raise what SQLite and the system refuse as a UserError that says what to do."""
    try:
        yield
    except sqlite3.DatabaseError as e:
        reason = _reason(str(e))
        if reason is None:
            raise
        raise UserError(f"{os.fspath(file)}: {reason}") from e
    except OSError as e:
        raise UserError(f"{os.fspath(file)}: cannot be opened ({e.strerror or e})") from e


def _reason(said: str) -> str | None:
    for words, reason in _REASONS.items():
        if words in said:
            return reason
    return None


_REASONS = {
    "locked": "another process is writing to it; try again when it has finished (nothing was lost)",
    "disk is full": "the disk is full; what was stored before is safe, make room and run the same command again",
    "readonly": "may only be read, not written",
    "disk I/O error": "the disk could not be read or written; what was stored before is safe",
    "not a database": "is not an archive of onrecord",
    "malformed": "is damaged; `onrecord check` says more, `onrecord backup` made earlier can stand in",
    "unable to open": "cannot be opened",
}
