"""Store a record: one transaction a report, inserts only."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any, Literal

from onrecord.archive.attach import attach_to_run
from onrecord.archive.connect import now, transaction
from onrecord.archive.fold import fold
from onrecord.archive.kept import keep_capture
from onrecord.archive.pack import date_row, event_row, pack_record, party_row, position_row, run_row, statement_row
from onrecord.archive.refresh import note_names, refresh
from onrecord.archive.sketches import keep_sketch
from onrecord.errors import ReportError
from onrecord.model import Capture, Record
from onrecord.record.sketch import sketch_article

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What storing a record did. state: new (an article not seen before), version (its address was known with other text), run (a new
    making of a known article) or known (nothing changed; also where a page came in other bytes with the text that its address had last:
    pages carry the hour, a counter, another advertisement each time). run: the record's run."""

    state: Literal["new", "version", "run", "known"]
    article: str
    run: int


def store(db: sqlite3.Connection, record: Record, *, read_as: tuple[str, str] | None = None, capture: Capture | None = None) -> Added:
    """Store a record with everything that hangs on it, or nothing. read_as: the key of its capture and the state of the program.
    capture: what it was made of, to be kept too.

    Raises ReportError where the record breaks a rule on which the archive stands.
    """
    found, digest = pack_record(record)
    article = record.article
    with transaction(db):
        known = db.execute("SELECT id FROM runs WHERE article_id = ? AND digest = ?", (article.id, digest)).fetchone()
        if known is not None:
            _note_read(db, article.id, article.source, known[0], read_as)
            if capture is not None and read_as is not None:
                keep_capture(db, capture, read_as[0])
            return Added(state="known", article=article.id, run=known[0])
        try:
            run = _insert(db, record, found, digest)
        except sqlite3.IntegrityError as e:
            raise ReportError(article.source, f"its record does not hold together ({e})") from e
        _note_read(db, article.id, article.source, run["id"], read_as)
        if capture is not None and read_as is not None:
            keep_capture(db, capture, read_as[0])
        attach_to_run(db, run["id"])
        others = _others(db, run)
        refresh(db, [article.id, *others])
        if run["first_run"] != run["id"]:
            state: Literal["new", "version", "run", "known"] = "run"
        elif not others:
            state = "new"
        else:
            last = db.execute("SELECT text_sha256 FROM runs WHERE address = ? AND article_id <> ? ORDER BY id DESC LIMIT 1", (run["address"], article.id))  # noqa: E501  # fmt: skip
            state = "known" if last.fetchone()[0] == article.text_sha256 else "version"
        return Added(state=state, article=article.id, run=run["id"])


def _note_read(db: sqlite3.Connection, article: str, source: str, run: int, read_as: tuple[str, str] | None) -> None:
    # A file's name may hold bytes that are no text.
    name = source.encode("utf-8", "backslashreplace").decode()
    db.execute("INSERT OR IGNORE INTO captures (article_id, source, captured_at) VALUES (?, ?, ?)", (article, name, now()))
    if read_as is not None:
        db.execute("INSERT OR IGNORE INTO reads VALUES (?, ?, ?)", (*read_as, run))


def _others(db: sqlite3.Connection, run: Json) -> list[str]:
    if run["address"] is None:
        return []
    found = db.execute("SELECT DISTINCT article_id FROM runs WHERE address = ? AND article_id <> ?", (run["address"], run["article_id"]))
    return [r[0] for r in found]


def _insert(db: sqlite3.Connection, record: Record, found: Json, digest: str) -> Json:
    article = record.article
    at = now()
    db.execute("INSERT OR IGNORE INTO texts VALUES (?, ?)", (article.text_sha256, article.text))
    db.execute("INSERT OR IGNORE INTO articles VALUES (?, ?)", (article.id, at))
    number = db.execute("SELECT COALESCE(max(id), 0) + 1 FROM runs").fetchone()[0]
    first = db.execute("SELECT min(id) FROM runs WHERE article_id = ?", (article.id,)).fetchone()[0]
    run: Json = {"id": number, "first_run": first or number, "added_at": at, **run_row(article, found, digest)}
    columns = ", ".join(run)
    db.execute(f"INSERT INTO runs ({columns}) VALUES ({', '.join('?' * len(run))})", list(run.values()))  # noqa: S608
    _insert_statements(db, number, found["statements"])
    _insert_rest(db, number, found)
    if article.outlet is not None:
        db.execute("INSERT OR IGNORE INTO outlets VALUES (?, fold(?))", (article.outlet, article.outlet))
    note_names(db, found)
    keep_sketch(db, number, sketch_article(article))
    return run


def _insert_statements(db: sqlite3.Connection, run: int, statements: list[Json]) -> None:
    _check_links(statements)
    row = db.execute("SELECT COALESCE(max(row), 0) FROM statements").fetchone()[0]
    party = db.execute("SELECT COALESCE(max(row), 0) FROM parties").fetchone()[0]
    known: dict[tuple[Any, ...], int] = {}
    rows, mentions, words = [], [], []
    for number, statement in enumerate(statements):
        row += 1
        speaker = party_row(statement["speaker"])
        if speaker not in known:
            party += 1
            known[speaker] = party
        columns = statement_row(number, statement)
        rows.append((row, run, *columns[:12], known[speaker], *columns[12:]))
        words.append((row, fold(columns[6])))
        for role, spans in (("mention", statement["mentions"]), ("addressee", statement["addressee"])):
            mentions += [(row, role, s["start"], s["end"], s["text"], s["name"], s["id"]) for s in spans]
    db.executemany("INSERT INTO parties VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [(n, run, *p) for p, n in known.items()])
    db.executemany(f"INSERT INTO statements VALUES ({', '.join('?' * 26)})", rows)  # noqa: S608
    db.executemany('INSERT INTO mentions (statement_row, role, start, "end", text, name, party_id) VALUES (?, ?, ?, ?, ?, ?, ?)', mentions)
    db.executemany("INSERT INTO statement_words (rowid, words) VALUES (?, ?)", words)


def _check_links(statements: list[Json]) -> None:
    """A key that names nothing would only fail at COMMIT, where the report could not be named any more."""
    ids = {s["id"] for s in statements}
    for statement in statements:
        for key in ("parent", "responds_to"):
            if statement[key] is not None and statement[key] not in ids:
                raise sqlite3.IntegrityError(f"the {key} of statement {statement['id']} does not exist")


def _insert_rest(db: sqlite3.Connection, run: int, found: Json) -> None:
    ids = {s["id"] for s in found["statements"]}
    for position in found["positions"]:
        if position["statement"] is not None and position["statement"] not in ids:
            raise sqlite3.IntegrityError(f"the statement {position['statement']} of a position does not exist")
    for table, rows in (
        ("positions", [position_row(n, p) for n, p in enumerate(found["positions"])]),
        ("dates", [date_row(n, d) for n, d in enumerate(found["dates"])]),
        ("events", [event_row(n, e) for n, e in enumerate(found["events"])]),
    ):
        if rows:
            marks = ", ".join("?" * (len(rows[0]) + 2))
            db.executemany(f"INSERT INTO {table} VALUES ({marks})", [(None, run, *r) for r in rows])  # noqa: S608
