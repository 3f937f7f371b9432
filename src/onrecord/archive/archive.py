"""The archive: one SQLite file that keeps every record, answers questions, and takes corrections."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from onrecord.archive.ask import Order, Row, ask_positions, ask_speakers, ask_statements, count_statements
from onrecord.archive.check import check_archive
from onrecord.archive.connect import explained, open_file, transaction
from onrecord.archive.filters import Filters
from onrecord.archive.refresh import refresh
from onrecord.archive.store import Added, store
from onrecord.archive.unpack import unpack_run
from onrecord.errors import UserError
from onrecord.model import Record


class Archive:
    """An open archive. Close it, or use it in a `with`; one thread at a time.

    path: its file. write: open it for adding and correcting too; the file is made where there is none. wait: seconds for which a write
    waits while another process writes. Every method raises UserError, one clear line, where the file is missing, of another kind,
    locked, read-only or the disk is full.
    """

    def __init__(self, path: str | os.PathLike[str], *, write: bool = False, wait: float = 5.0) -> None:
        self.path = Path(path)
        self._db = open_file(path, write=write, create=write, wait=wait)

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def add(self, record: Record, *, read_as: tuple[str, str] | None = None) -> Added:
        """Store a record: all of it or nothing; a record that is already there changes nothing.

        read_as: a key of what was read and the state of the program that read it, for `has_read`. Raises ReportError where the record's
        spans do not repeat their words or its parts do not hold together.
        """
        with explained(self.path):
            return store(self._db, record, read_as=read_as)

    def has_read(self, key: str, engine: str) -> bool:
        """Was what has this key already read and stored by this state of the program?"""
        with explained(self.path):
            return self._db.execute("SELECT 1 FROM reads WHERE capture_key = ? AND engine = ?", (key, engine)).fetchone() is not None

    def record(self, article: str, *, run: int | None = None) -> Record:
        """The record of an article (its id or the beginning of it), as its latest run made it or as `run` did. Raises UserError."""
        with explained(self.path):
            found = self._db.execute("SELECT id, article_id FROM latest_runs WHERE article_id GLOB ? LIMIT 2", (f"{_plain(article)}*",)).fetchall()
            if len(found) != 1:
                raise UserError(f"{article}: {'is the beginning of several reports ids' if found else 'there is no such report in the archive'}")
            if run is not None:
                row = self._db.execute("SELECT 1 FROM runs WHERE id = ? AND article_id = ?", (run, found[0]["article_id"])).fetchone()
                if row is None:
                    raise UserError(f"{article}: has no run {run}")
            return unpack_run(self._db, found[0]["id"] if run is None else run)

    def statements(self, wanted: Filters | None = None, *, order: Order = "newest", limit: int | None = None, offset: int = 0) -> Iterator[Row]:
        """The current statements that `wanted` describes, as rows (see `STATEMENT_COLUMNS`)."""
        with explained(self.path):
            yield from ask_statements(self._db, wanted or Filters(), order=order, limit=limit, offset=offset)

    def count(self, wanted: Filters | None = None) -> int:
        """How many current statements `wanted` describes."""
        with explained(self.path):
            return count_statements(self._db, wanted or Filters())

    def search(self, words: str, wanted: Filters | None = None, *, limit: int | None = 50, offset: int = 0) -> Iterator[Row]:
        """Statements whose words match, best first; see `parse_words` for what may be typed."""
        from dataclasses import replace

        return self.statements(replace(wanted or Filters(), words=words), order="rank", limit=limit, offset=offset)

    def speakers(self, wanted: Filters | None = None, *, limit: int | None = None, offset: int = 0) -> Iterator[Row]:
        """Who speaks in the statements that `wanted` describes, most quoted first (see `SPEAKER_COLUMNS`)."""
        with explained(self.path):
            yield from ask_speakers(self._db, wanted or Filters(), limit=limit, offset=offset)

    def positions(self, **wanted: Any) -> Iterator[Row]:
        """The current positions, oldest first (see `POSITION_COLUMNS`); question, stance, holder, outlet, since, until, limit, offset."""
        with explained(self.path):
            yield from ask_positions(self._db, **wanted)

    def check(self) -> list[str]:
        """What is wrong with the archive, one line each; empty when every hash, span, key and index holds."""
        with explained(self.path):
            return list(check_archive(self._db))

    def reindex(self) -> None:
        """Build the indexes of what holds now again, from the tables that only grow."""
        with explained(self.path), transaction(self._db):
            refresh(self._db, [r[0] for r in self._db.execute("SELECT id FROM articles").fetchall()])

    def backup(self, target: str | os.PathLike[str]) -> None:
        """A whole copy of the archive as it is now, while others read and write. Raises UserError where the target exists."""
        file = Path(target)
        if file.exists():
            raise UserError(f"{file}: exists already; a backup replaces nothing")
        part = file.with_name(file.name + ".part")
        part.unlink(missing_ok=True)
        try:
            with explained(file):
                into = sqlite3.connect(part)
                try:
                    self._db.backup(into)
                    into.execute("PRAGMA journal_mode = DELETE")  # one file, no companions
                finally:
                    into.close()
                part.rename(file)
        finally:
            part.unlink(missing_ok=True)


def _plain(text: str) -> str:
    """Nothing in it acts as a pattern."""
    if not text or not all(c.isalnum() or c in "-_" for c in text):
        raise UserError(f"{text!r} is not an id")
    return text
