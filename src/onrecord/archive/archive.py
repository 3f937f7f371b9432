"""The archive: one SQLite file that keeps every record, answers questions, and takes corrections."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from onrecord.archive.ask import Order, Row, ask_events, ask_positions, ask_speakers, ask_statements, count_statements, statement_values
from onrecord.archive.bookmarks import Bookmark, find_bookmark, pass_over, set_bookmark, why_passed_over
from onrecord.archive.carriers import speakers_of
from onrecord.archive.check import check_archive
from onrecord.archive.cite import Verdict, make_citation, read_citation, verify_citation
from onrecord.archive.connect import explained, open_file, transaction
from onrecord.archive.correct import CorrectionKind, add_correction, list_corrections, withdraw_correction
from onrecord.archive.diff import diff_runs, list_runs
from onrecord.archive.filters import Filters, first_day, last_day, unknown
from onrecord.archive.kept import Keeping
from onrecord.archive.near import near_statements
from onrecord.archive.pack import dump
from onrecord.archive.rebuild import rebuild
from onrecord.archive.reports import ask_reports, outlets_like
from onrecord.archive.review import agreement, review
from onrecord.archive.sketches import sketches_of
from onrecord.archive.store import Added, store
from onrecord.archive.target import find_statement, text_of
from onrecord.archive.timeline import ask_dated, current_records, report_days
from onrecord.archive.unpack import unpack_run
from onrecord.errors import UserError
from onrecord.model import Capture, Record


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

    def add(self, record: Record, *, read_as: tuple[str, str] | None = None, capture: Capture | None = None) -> Added:
        """Store a record: all of it or nothing; a record that is already there changes nothing.

        read_as: a key of what was read and the state of the program that read it, for `has_read`. capture: what was read, which is kept
        under that key. Raises ReportError where the record's spans do not repeat their words or its parts do not hold together.
        """
        with explained(self.path):
            return store(self._db, record, read_as=read_as, capture=capture)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Store all that is added inside at once, or nothing where something breaks off: for records that are there already.

        Several times as fast as one by one; but what `add` returned counts only after the end. A record that `add` refuses leaves the
        others alone. Other writers wait, so not more than some hundred at a time.
        """
        with explained(self.path), transaction(self._db):
            yield

    @property
    def keeping(self) -> Keeping:
        """What was read, as it came, and what watching feeds remembers."""
        return Keeping(self._db, self.path)

    def has_read(self, key: str, engine: str) -> bool:
        """Was what has this key already read and stored by this state of the program?"""
        with explained(self.path):
            return self._db.execute("SELECT 1 FROM reads WHERE capture_key = ? AND engine = ?", (key, engine)).fetchone() is not None

    def why_passed_over(self, key: str, engine: str) -> str | None:
        """Why what has this key is no report, where this state of the program has read it and found so."""
        with explained(self.path):
            return why_passed_over(self._db, key, engine)

    def pass_over(self, key: str, engine: str, reason: str) -> None:
        """Note that what has this key was read and is no report, so that it is not read again."""
        with explained(self.path):
            pass_over(self._db, key, engine, reason)

    def bookmark(self, file: str, engine: str) -> Bookmark | None:
        """How far this state of the program has stored a file (a hash that names it)."""
        with explained(self.path):
            return find_bookmark(self._db, file, engine)

    def set_bookmark(self, file: str, engine: str, mark: Bookmark) -> None:
        """Note how far a file has been stored."""
        with explained(self.path):
            set_bookmark(self._db, file, engine, mark)

    def record(self, article: str, *, run: int | None = None) -> Record:
        """The record of an article (its id or the beginning of it), as its latest run made it or as `run` did. Raises UserError."""
        with explained(self.path):
            whole = self.article_id(article)
            sql = "SELECT id FROM runs WHERE article_id = ?1 AND (id = ?2 OR ?2 IS NULL) ORDER BY id DESC LIMIT 1"
            found = self._db.execute(sql, (whole, run)).fetchone()
            if found is None:
                raise UserError(f"{article}: has no run {run}")
            return unpack_run(self._db, found[0])

    def article_id(self, beginning: str) -> str:
        """The id of the one article whose id begins like this. Raises UserError where there is none or several."""
        with explained(self.path):
            found = self._db.execute(
                "SELECT id FROM articles WHERE id = ? OR id GLOB ? LIMIT 3", (beginning, f"{_plain(beginning)}*")
            ).fetchall()
            exact = [r[0] for r in found if r[0] == beginning] or [r[0] for r in found]
            if len(exact) != 1:
                raise UserError(
                    f"{beginning}: {'is the beginning of several reports’ ids' if found else 'there is no such report in the archive'}"
                )
            return str(exact[0])

    def statement(self, beginning: str) -> Row:
        """The current statement whose id begins like this. Raises UserError where there is none or several."""
        with explained(self.path):
            return statement_values(find_statement(self._db, beginning))

    def statements(
        self, wanted: Filters | None = None, *, order: Order = "newest", limit: int | None = None, offset: int = 0
    ) -> Iterator[Row]:
        """The current statements that `wanted` describes, as rows (see `STATEMENT_COLUMNS`)."""
        with explained(self.path):
            yield from ask_statements(self._db, wanted or Filters(), order=order, limit=limit, offset=offset)

    def count(self, wanted: Filters | None = None) -> int:
        """How many current statements `wanted` describes."""
        with explained(self.path):
            return count_statements(self._db, wanted or Filters())

    def unknown(self, wanted: Filters) -> list[str]:
        """Which of the filters name what the archive has nothing of, one line each: why nothing was found."""
        with explained(self.path):
            return unknown(self._db, wanted)

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

    def dated(self, wanted: Filters | None = None, *, limit: int | None = None) -> Iterator[Row]:
        """Dated events and statements, oldest first (see `DATED_COLUMNS`): what a timeline is made of."""
        with explained(self.path):
            yield from ask_dated(self._db, wanted or Filters(), limit=limit)

    def report_days(self, outlet: str | None = None) -> list[str]:
        """The days of publication (ISO) of the current reports, in order; undated ones are left out."""
        with explained(self.path):
            return report_days(self._db, outlet)

    def speakers_of(self, statements: Iterable[str]) -> dict[str, list[tuple[str, str | None]]]:
        """For each statement (ids) its resolved speaker with the side spoken for, then those of the statements that it is reported in."""
        with explained(self.path):
            return speakers_of(self._db, statements)

    def records(self, outlet: str | None = None) -> Iterator[Record]:
        """The current records as the machine made them, one at a time."""
        with explained(self.path):
            yield from current_records(self._db, outlet)

    def reports(self, outlet: str | None = None, *, since: str | None = None, until: str | None = None) -> Iterator[Row]:
        """The current reports with their texts, oldest first, by the time of publication (see `REPORT_COLUMNS`)."""
        with explained(self.path):
            yield from ask_reports(self._db, outlet=outlet, since=first_day(since), until=last_day(until))

    def outlets(self, like: str | None = None) -> list[str]:
        """The names of the outlets; like: those that this name, or whole words of it, may mean."""
        with explained(self.path):
            return outlets_like(self._db, like)

    def correct(self, kind: CorrectionKind, *, author: str, reason: str, **values: str | None) -> str:
        """Store a correction; it wins from now on, through later runs too. Its id. Raises UserError where it cannot be placed.

        wrong-speaker: statement, and name or id (also type, acts_for). split: the same, for an identity of its own. merge: party (an id),
        into (an id). wrong-position: stance (or "none"), holder, holder_id, and of what: statement and question; or position (the id that
        `positions` gives); or article, quote and question, for the position that an act shows. not-a-statement, confirmed: statement.
        missed-statement: article, quote, and name or id where it is known who said it. withdrawn-report: article.
        """
        with explained(self.path):
            return add_correction(self._db, kind, author=author, reason=reason, **values)

    def withdraw(self, correction: str, *, author: str, reason: str) -> None:
        """Take a correction back: it stays on record and no longer counts."""
        with explained(self.path):
            withdraw_correction(self._db, correction, author=author, reason=reason)

    def corrections(self, state: str | None = None) -> Iterator[Row]:
        """Corrections, newest first; state: standing, orphaned (fit nothing in the current run) or withdrawn."""
        with explained(self.path):
            yield from list_corrections(self._db, state)

    def review(self, *, limit: int | None = 50) -> Iterator[Row]:
        """What most needs a person's eye: least certain and most used first (see `REVIEW_COLUMNS`)."""
        with explained(self.path):
            yield from review(self._db, limit=limit)

    def agreement(self) -> Iterator[Row]:
        """The machine, as it stands, against what people said (see `AGREEMENT_COLUMNS`)."""
        with explained(self.path):
            yield from agreement(self._db)

    def near(self, words: Sequence[str], *, most: int = 80) -> Iterator[Row]:
        """The statements that share most of these words, the most telling given first: what may carry the same utterance."""
        with explained(self.path):
            yield from near_statements(self._db, words, most=most)

    def sources(self, articles: Iterable[str] | None = None) -> dict[str, str]:
        """For each article, or these (ids), the name under which it was first read (a file, a file and line, the report's own id)."""
        with explained(self.path):
            sql = """SELECT article_id, source FROM captures
                WHERE ?1 IS NULL OR article_id IN (SELECT value FROM json_each(?1)) ORDER BY id DESC"""
            some = None if articles is None else dump(sorted(set(articles)))
            return {str(row[0]): str(row[1]) for row in self._db.execute(sql, (some,))}

    def sketches(self, articles: Iterable[str] | None = None) -> dict[str, tuple[int, ...]]:
        """The sketch of each current report's wording, or of these reports' (ids): what tells copies (`align.carrier.resemblance`)."""
        with explained(self.path):
            return sketches_of(self._db, articles)

    def runs(self, article: str) -> Iterator[Row]:
        """Every run of an article and of the other versions at its address, oldest first."""
        with explained(self.path):
            yield from list_runs(self._db, self.article_id(article))

    def diff(self, old: int, new: int) -> Iterator[Row]:
        """Statements that vanished, changed or are new from one run to another (see `CHANGE_COLUMNS`)."""
        with explained(self.path):
            for run in (old, new):
                if self._db.execute("SELECT 1 FROM runs WHERE id = ?", (run,)).fetchone() is None:
                    raise UserError(f"{run}: there is no such run")
            yield from diff_runs(self._db, old, new)

    def cite(self, statement: str) -> dict[str, Any]:
        """The citation of a current statement: a W3C Web Annotation (JSON-LD) that `verify` checks."""
        with explained(self.path):
            row = statement_values(find_statement(self._db, statement))
            return make_citation(row, text_of(self._db, row["text_sha256"]))

    def verify(self, citation: dict[str, Any]) -> list[Verdict]:
        """Compare a citation with the text that it cites, or, where the archive has not got it, with the newest version of the report.

        Raises UserError where the archive has neither.
        """
        with explained(self.path):
            sha, _ = read_citation(citation)
            sql = """SELECT t.text FROM texts AS t WHERE t.sha256 = ?1
                UNION ALL SELECT * FROM (SELECT t.text FROM latest_runs AS r JOIN texts AS t ON t.sha256 = r.text_sha256
                    WHERE r.article_id = ?2 OR r.address IN (SELECT address FROM runs WHERE article_id = ?2) OR r.url = ?3
                    ORDER BY r.stamp DESC, r.first_run DESC)
                LIMIT 1"""
            target = citation["target"][0] if isinstance(citation["target"], list) else citation["target"]
            found = self._db.execute(sql, (sha, str(citation.get("onrecord:report")), str(target.get("source")))).fetchone()
            if found is None:
                raise UserError("the archive has neither the cited text nor another version of the report")
            return verify_citation(citation, found[0])

    def events(self, *, since: str | None = None, until: str | None = None, limit: int | None = None) -> Iterator[Row]:
        """The dated happenings that current reports tell, oldest first (see `EVENT_COLUMNS`)."""
        with explained(self.path):
            yield from ask_events(self._db, since=since, until=until, limit=limit)

    def check(self) -> list[str]:
        """What is wrong with the archive, one line each; empty when every hash, span, key and index holds."""
        with explained(self.path):
            return list(check_archive(self._db))

    def reindex(self) -> None:
        """Build the indexes of what holds now again, from the tables that only grow."""
        with explained(self.path), transaction(self._db):
            rebuild(self._db)

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
