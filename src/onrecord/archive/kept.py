"""Keep what was read as it came, and give it back: captures, answers of addresses, and what came of a feed's entries."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import orjson

from onrecord.archive.connect import explained, now, transaction
from onrecord.archive.pack import dump
from onrecord.model import Capture, Fetch

_APART = frozenset({"source", "identity", "text", "html", "fetch"})
"""Fields of a capture that have a place of their own; the others are kept as JSON."""

PATIENCE = 5
"""So often a feed's entry that could not be fetched is tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastFetch:
    """The last answer of an address. capture: what was made of it, None for a feed."""

    fetch: Fetch
    capture: Capture | None


class Keeping:
    """The part of an archive that holds what was read rather than what was made of it. One thread at a time."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db, self._path = db, path

    def keep(self, capture: Capture, key: str) -> None:
        """Keep a capture of which no record could be made; with `Archive.add` the others are kept."""
        with explained(self._path), transaction(self._db):
            keep_capture(self._db, capture, key)

    def captures(self, article: str | None = None) -> Iterator[tuple[str, Capture]]:
        """The kept captures with their keys: of one article, or of all, and those of which nothing could be made; the last of each."""
        with explained(self._path):
            for key in _keys(self._db, article):
                found = load_capture(self._db, key)
                if found is not None:
                    yield key, found

    def without(self) -> int:
        """How many articles were stored before captures were kept, and cannot be made again from the archive alone."""
        sql = """SELECT count(*) FROM articles AS a WHERE NOT EXISTS (SELECT 1 FROM runs AS r JOIN reads AS d ON d.run_id = r.id
            JOIN kept AS k ON k.capture_key = d.capture_key WHERE r.article_id = a.id)"""
        with explained(self._path):
            return int(self._db.execute(sql).fetchone()[0])

    def last_fetch(self, address: str) -> LastFetch | None:
        """The last answer of an address."""
        with explained(self._path):
            row = self._db.execute("SELECT * FROM fetches WHERE address = ? ORDER BY id DESC LIMIT 1", (address,)).fetchone()
            if row is None:
                return None
            capture = load_capture(self._db, row["capture_key"]) if row["capture_key"] else None
            return LastFetch(fetch=_fetch(row), capture=capture)

    def note_feed(self, fetch: Fetch) -> None:
        """Note the answer of a feed all of whose entries are worked off, where it can be asked for changes since."""
        with explained(self._path):
            last = self.last_fetch(fetch.address)
            marks = validators(fetch)
            if any(marks) and (last is None or validators(last.fetch) != marks):
                with transaction(self._db):
                    _insert_fetch(self._db, fetch, None)

    def is_read(self, address: str, stamp: str | None) -> bool:
        """Was the page of an entry read since the time that the entry states, or given up?"""
        with explained(self._path):
            rows = self._db.execute("SELECT stamp, final, noted_at FROM entries WHERE address = ?", (address,)).fetchall()
            if any(r["final"] and (stamp is None or r["stamp"] == stamp or r["noted_at"] >= stamp) for r in rows):
                return True
            if sum(not r["final"] and r["stamp"] == stamp for r in rows) >= PATIENCE:
                return True
            sql = "SELECT max(fetched_at) FROM fetches WHERE address = ? AND capture_key IS NOT NULL"
            fetched = self._db.execute(sql, (address,)).fetchone()[0]
            return fetched is not None and (stamp is None or fetched >= stamp)

    def note_entry(self, feed: str, address: str, stamp: str | None, outcome: str, *, final: bool) -> None:
        """Note what came of a feed's entry. final: it is not tried again unless it changes."""
        with explained(self._path), transaction(self._db):
            self._db.execute(
                "INSERT INTO entries (address, stamp, feed, outcome, final, noted_at) VALUES (?, ?, ?, ?, ?, ?)",
                (address, stamp, feed, outcome, int(final), now()),
            )

    def told(self, query: str) -> set[str]:
        """The keys of what was told of for a saved query."""
        with explained(self._path):
            return {r[0] for r in self._db.execute("SELECT key FROM told WHERE query = ?", (query,))}

    def note_told(self, query: str, keys: list[str]) -> None:
        """Note what was told of."""
        with explained(self._path), transaction(self._db):
            at = now()
            self._db.executemany("INSERT OR IGNORE INTO told VALUES (?, ?, ?)", [(query, key, at) for key in keys])

    def newest_run(self) -> int:
        """The number of the run stored last, 0 where there is none."""
        with explained(self._path):
            return int(self._db.execute("SELECT COALESCE(max(id), 0) FROM runs").fetchone()[0])

    def runs_since(self, run: int) -> list[tuple[int, str]]:
        """(number, article) of the runs stored after that one, oldest first."""
        with explained(self._path):
            return [(r[0], r[1]) for r in self._db.execute("SELECT id, article_id FROM runs WHERE id > ? ORDER BY id", (run,))]


def validators(fetch: Fetch) -> tuple[str | None, str | None]:
    """ETag and Last-Modified of an answer."""
    found = {k.lower(): v for k, v in fetch.headers}
    return found.get("etag"), found.get("last-modified")


def keep_capture(db: sqlite3.Connection, capture: Capture, key: str) -> None:
    """Keep a capture and, where it was fetched, the answer that it came with; inside the caller's transaction."""
    if db.execute("SELECT 1 FROM kept WHERE capture_key = ?", (key,)).fetchone() is None:
        sha = _keep_bytes(db, capture.identity)
        text = None if capture.text is None else _keep_bytes(db, capture.text.encode("utf-8", "surrogatepass"))
        stated = {f.name: getattr(capture, f.name) for f in fields(capture) if f.name not in _APART}
        said = dump({name: value for name, value in stated.items() if value not in (None, (), False)})
        db.execute("INSERT INTO kept VALUES (?, ?, ?, ?, ?, ?)", (key, _plain(capture.source), sha, text, said, now()))
    fetch = capture.fetch
    if fetch is not None:
        last = db.execute(
            "SELECT capture_key, fetched_at FROM fetches WHERE address = ? ORDER BY id DESC LIMIT 1", (fetch.address,)
        ).fetchone()
        if last is None or (last["capture_key"], last["fetched_at"]) != (key, fetch.at):
            _insert_fetch(db, fetch, key)


def load_capture(db: sqlite3.Connection, key: str) -> Capture | None:
    """The capture as it was, with its last answer where it was fetched."""
    row = db.execute("SELECT * FROM kept WHERE capture_key = ?", (key,)).fetchone()
    if row is None:
        return None
    identity = _bytes(db, row["sha256"])
    text = None if row["text_sha256"] is None else _bytes(db, row["text_sha256"]).decode("utf-8", "surrogatepass")
    known = {f.name for f in fields(Capture)}
    stated: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in orjson.loads(row["fields"]).items() if k in known}
    made = Capture(source=row["source"], identity=identity, text=text, html=identity if text is None else None, **stated)
    fetched = db.execute("SELECT * FROM fetches WHERE capture_key = ? ORDER BY id DESC LIMIT 1", (key,)).fetchone()
    return made if fetched is None else replace(made, fetch=_fetch(fetched))


def _keys(db: sqlite3.Connection, article: str | None) -> list[str]:
    if article is not None:
        sql = """SELECT k.capture_key FROM kept AS k JOIN reads AS d ON d.capture_key = k.capture_key JOIN runs AS r ON r.id = d.run_id
            WHERE r.article_id = ? ORDER BY k.kept_at DESC, d.run_id DESC LIMIT 1"""
        return [r[0] for r in db.execute(sql, (article,))]
    # Of several captures of one article the last: the others differ in what an option or a feed said.
    sql = """SELECT capture_key FROM (
            SELECT k.capture_key, r.article_id, r.first_run, row_number() OVER (
                PARTITION BY r.article_id ORDER BY k.kept_at DESC, d.run_id DESC) AS place
            FROM kept AS k JOIN reads AS d ON d.capture_key = k.capture_key JOIN runs AS r ON r.id = d.run_id)
        WHERE place = 1 ORDER BY first_run"""
    made = [r[0] for r in db.execute(sql)]
    never = "SELECT capture_key FROM kept WHERE capture_key NOT IN (SELECT capture_key FROM reads) ORDER BY kept_at, capture_key"
    return [*made, *(r[0] for r in db.execute(never))]


def _keep_bytes(db: sqlite3.Connection, data: bytes) -> str:
    sha = hashlib.sha256(data).hexdigest()
    for table in ("texts", "kept_bytes"):
        if db.execute(f"SELECT 1 FROM {table} WHERE sha256 = ?", (sha,)).fetchone() is not None:  # noqa: S608
            return sha
    db.execute("INSERT INTO kept_bytes VALUES (?, ?, ?)", (sha, len(data), zlib.compress(data)))
    return sha


def _bytes(db: sqlite3.Connection, sha: str) -> bytes:
    row = db.execute("SELECT packed FROM kept_bytes WHERE sha256 = ?", (sha,)).fetchone()
    if row is not None:
        return zlib.decompress(row[0])
    return str(db.execute("SELECT text FROM texts WHERE sha256 = ?", (sha,)).fetchone()[0]).encode()


def _insert_fetch(db: sqlite3.Connection, fetch: Fetch, key: str | None) -> None:
    db.execute(
        "INSERT INTO fetches (address, final, status, fetched_at, headers, feed, capture_key) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (fetch.address, fetch.final, fetch.status, fetch.at, dump([list(h) for h in fetch.headers]), fetch.feed, key),
    )


def _fetch(row: sqlite3.Row) -> Fetch:
    headers = tuple((str(k), str(v)) for k, v in orjson.loads(row["headers"]))
    return Fetch(address=row["address"], final=row["final"], status=row["status"], at=row["fetched_at"], headers=headers, feed=row["feed"])


def _plain(name: str) -> str:
    """A file's name may hold bytes that are no text."""
    return name.encode("utf-8", "backslashreplace").decode()
