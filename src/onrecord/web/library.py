"""The archive as the pages use it: one connection for each thread, and the questions that only pages ask."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from onrecord.archive import Archive, Filters
from onrecord.archive.ask import by_rows
from onrecord.archive.connect import explained, open_file
from onrecord.archive.filters import Condition, conditions, party_keys
from onrecord.archive.fold import fold_words
from onrecord.model import Party, Record, Span, Statement
from onrecord.web.wording import source_name

Row = dict[str, Any]


class Library:
    """Reads the archive at `path`, from any thread. Raises UserError where it is missing or not an archive."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._local = threading.local()
        # What is wrong with the file is said now, not to the first visitor.
        self.archive.count()

    @property
    def archive(self) -> Archive:
        """This thread's archive, for reading."""
        found: Archive | None = getattr(self._local, "archive", None)
        if found is None:
            found = self._local.archive = Archive(self.path)
        return found

    @property
    def _db(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._local, "db", None)
        if found is None:
            found = self._local.db = open_file(self.path, write=False)
        return found

    @contextmanager
    def writing(self) -> Iterator[Archive]:
        """The archive, to store a correction. Raises UserError where another process writes."""
        with Archive(self.path, write=True) as archive:
            yield archive

    def rows(self, sql: str, *values: Any) -> list[Row]:
        """The rows of a query over the archive's views."""
        with explained(self.path):
            return [dict(r) for r in self._db.execute(sql, values)]

    def conditions(self, wanted: Filters) -> list[Condition]:
        """What the archive makes of filters, for a query over current_index (as c)."""
        with explained(self.path):
            return conditions(self._db, wanted)

    def parties_named(self, who: str) -> tuple[frozenset[str], frozenset[str]]:
        """The ids, and the folded names, of everybody whom an id, a name or alias, or whole words of a name may mean."""
        with explained(self.path):
            ids, names = party_keys(self._db, who)
        return frozenset(ids), frozenset(names)

    def outlets_named(self, name: str | None) -> frozenset[str] | None:
        """The outlets that a name, or whole words of one, may mean; None for all."""
        if name is None:
            return None
        folded = fold_words(name)
        return frozenset(
            r["outlet"] for r in self.rows("SELECT outlet, folded FROM outlets") if folded and f" {folded} " in f" {r['folded']} "
        )

    def statement_rows(self, rows: list[int]) -> list[Row]:
        """These rows of the current statements, as the views decide them."""
        return self.rows(by_rows("current_statements", "statement_row", rows)) if rows else []

    def changed(self) -> tuple[int, ...]:
        """What differs whenever a page could differ: the number of runs, corrections and withdrawals."""
        sql = """SELECT (SELECT COALESCE(max(id), 0) FROM runs) AS a, (SELECT COALESCE(max(number), 0) FROM corrections) AS b,
            (SELECT count(*) FROM withdrawals) AS c"""
        return tuple(self.rows(sql)[0].values())

    def counts(self) -> Row:
        """How much the archive holds: reports, statements, positions, outlets, speakers, corrections; first and last day."""
        sql = """SELECT (SELECT count(*) FROM current_runs) AS reports, (SELECT count(*) FROM current_index) AS statements,
            (SELECT count(*) FROM current_stances) AS positions, (SELECT count(*) FROM outlets) AS outlets,
            (SELECT count(*) FROM standing_corrections) AS corrections,
            (SELECT min(COALESCE(published_earliest, inferred_earliest)) FROM current_runs) AS first,
            (SELECT max(COALESCE(published_latest, published_earliest)) FROM current_runs) AS last"""
        return self.rows(sql)[0]

    def reports(self, *, limit: int, offset: int = 0, outlet: str | None = None, order: str = "newest") -> list[Row]:
        """Current reports. order: newest (by publication, the undated last) or added (last added first)."""
        by = "r.id DESC" if order == "added" else "r.published IS NULL, COALESCE(r.published_latest, r.published) DESC, r.id DESC"
        sql = f"""SELECT r.article_id AS article, r.title, r.outlet, r.published AS date, r.inferred AS date_inferred, r.url, r.added_at,
            (SELECT count(*) FROM current_index AS s WHERE s.article_id = r.article_id) AS statements,
            (SELECT count(*) FROM current_stances AS s WHERE s.article_id = r.article_id) AS positions,
            (SELECT source FROM captures AS c WHERE c.article_id = r.article_id ORDER BY id LIMIT 1) AS source
            FROM current_runs AS r WHERE ?1 IS NULL OR r.outlet = ?1 ORDER BY {by} LIMIT ?2 OFFSET ?3"""  # noqa: S608 - of two orders
        return [{**row, "source": source_name(row["source"])} for row in self.rows(sql, outlet, limit, offset)]

    def outlets(self) -> list[Row]:
        """The outlets with their reports, most first."""
        sql = "SELECT outlet, count(*) AS reports FROM current_runs WHERE outlet IS NOT NULL GROUP BY outlet ORDER BY reports DESC, outlet"
        return self.rows(sql)

    def questions(self) -> list[Row]:
        """The questions on which the archive holds positions, with their numbers."""
        sql = """SELECT question, count(*) AS positions, count(DISTINCT holder) AS holders, sum(stance = 'for') AS n_for,
            sum(stance = 'conditional') AS n_conditional, sum(stance = 'against') AS n_against,
            min(earliest) AS first, max(earliest) AS last
            FROM current_stances GROUP BY question ORDER BY positions DESC"""
        return self.rows(sql)

    def party(self, key: str) -> Row | None:
        """A party by its id, or by the name under which statements without an identity stand: name, id, aliases, type, side."""
        named = self.rows("SELECT name, canonical FROM names WHERE party_id = ? ORDER BY canonical DESC, length(name) DESC", key)
        if named:
            sql = "SELECT type, role, acts_for FROM parties WHERE party_id = ? ORDER BY (role IS NULL), row DESC LIMIT 1"
            known = self.rows(sql, key)
            current = self.rows("SELECT speaker FROM current_index WHERE speaker_id = ? AND speaker IS NOT NULL LIMIT 1", key)
            name = current[0]["speaker"] if current else named[0]["name"]
            aliases = sorted({r["name"] for r in named if r["name"] != name and len(r["name"]) > 1}, key=str.casefold)
            return {"id": key, "name": name, "aliases": aliases, **(known[0] if known else {"type": None, "role": None, "acts_for": None})}
        found = self.rows("SELECT speaker FROM current_index WHERE speaker = ?1 OR speaker_id = ?1 LIMIT 1", key)
        if not found:
            found = self.rows("SELECT holder AS speaker FROM current_stances WHERE holder = ?1 OR holder_id = ?1 LIMIT 1", key)
        if not found:
            return None
        return {"id": key, "name": found[0]["speaker"], "aliases": [], "type": None, "role": None, "acts_for": None}

    def text(self, sha256: str) -> str:
        """The text with this hash."""
        return str(self.rows("SELECT text FROM texts WHERE sha256 = ?", sha256)[0]["text"])

    def record(self, article: str) -> Record:
        """A report's record as the machine made it; its source without the folders of this machine."""
        record = self.archive.record(article)
        return replace(record, article=replace(record.article, source=source_name(record.article.source)))

    def current(self, article: str) -> Record:
        """A report's record with people's corrections in place: other speakers, statements taken out or added, other positions."""
        record = self.record(article)
        rows = {r["id"]: r for r in self.archive.statements(Filters(article=record.article.id))}
        machine = {s.id for s in record.statements}
        if not rows and machine and not self._is_current(record.article.id):
            return record  # an older version of its address: nothing of it is current, and it is shown as it was
        kept = [_corrected(s, rows[s.id]) for s in record.statements if s.id in rows]
        text = record.article.text
        added = [_added(r, text) for r in rows.values() if r["id"] not in machine]
        ids = {s.id for s in (*kept, *added)}
        positions = tuple(p for p in record.positions if p.statement is None or p.statement in ids)
        return replace(record, statements=(*kept, *added), positions=positions)

    def _is_current(self, article: str) -> bool:
        return bool(self.rows("SELECT 1 FROM current_runs WHERE article_id = ?", article))


def _corrected(statement: Statement, row: Row) -> Statement:
    if not row["corrected"]:
        return statement
    speaker = Party(
        name=row["speaker"],
        id=row["speaker_id"],
        type=statement.speaker.type if statement.speaker.type != "unnamed" else "person",
        status=row["speaker_status"],
        role=row["role"],
        acts_for=row["acts_for"],
        how=(f"corrected by {row['corrected_by']}",) if row["corrected_by"] else ("identities merged",),
    )
    return replace(statement, speaker=speaker)


def _added(row: Row, text: str) -> Statement:
    content = tuple(Span(start=a, end=b, text=text[a:b]) for a, b in row["spans"])
    known = row["speaker_status"] == "resolved"
    speaker = Party(
        name=row["speaker"], id=row["speaker_id"], type="person" if known else "unnamed", status="resolved" if known else "unnamed"
    )
    return Statement(
        id=row["id"], kind=row["kind"], part=row["part"], content=content, cue=(), source=(), speaker=speaker, score=1.0,
        how=f"found by {row['corrected_by']}",
    )  # fmt: skip
