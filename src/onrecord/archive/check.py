"""Does the archive hold? Hashes, spans, keys, and the indexes against the views they index."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterator

import orjson

from onrecord.archive.refresh import INDEXED, STANCES, VOICES


def check_archive(db: sqlite3.Connection) -> Iterator[str]:
    """One line for each thing that is wrong. Reads one state of the archive throughout, while others may write."""
    db.execute("BEGIN")
    try:
        yield from _file(db)
        yield from _texts(db)
        yield from _kept(db)
        yield from _spans(db)
        yield from _indexes(db)
    finally:
        db.execute("COMMIT")


def _file(db: sqlite3.Connection) -> Iterator[str]:
    for row in db.execute("PRAGMA integrity_check(20)"):
        if row[0] != "ok":
            yield f"file: {row[0]}"
    for row in db.execute("PRAGMA foreign_key_check"):
        yield f"{row[0]} row {row[1]}: names something in {row[2]} that is not there"


def _texts(db: sqlite3.Connection) -> Iterator[str]:
    for sha, text in db.execute("SELECT sha256, text FROM texts"):
        if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != sha:
            yield f"text {sha}: is not the text that has this hash"


def _kept(db: sqlite3.Connection) -> Iterator[str]:
    for sha, size, packed in db.execute("SELECT sha256, size, packed FROM kept_bytes"):
        try:
            data = zlib.decompress(packed)
        except zlib.error:
            data = b""
        if len(data) != size or hashlib.sha256(data).hexdigest() != sha:
            yield f"kept bytes {sha}: are not the bytes that have this hash"
    sql = """SELECT k.capture_key, x.sha FROM kept AS k JOIN (SELECT capture_key, sha256 AS sha FROM kept
            UNION ALL SELECT capture_key, text_sha256 FROM kept WHERE text_sha256 IS NOT NULL) AS x ON x.capture_key = k.capture_key
        WHERE x.sha NOT IN (SELECT sha256 FROM kept_bytes) AND x.sha NOT IN (SELECT sha256 FROM texts)"""
    for key, sha in db.execute(sql):
        yield f"kept capture {key}: its bytes {sha} are not there"


def _spans(db: sqlite3.Connection) -> Iterator[str]:
    for run_id, article, sha in db.execute("SELECT id, article_id, text_sha256 FROM runs").fetchall():
        row = db.execute("SELECT text FROM texts WHERE sha256 = ?", (sha,)).fetchone()
        if row is None:
            continue  # told by the keys
        text = row[0]
        place = f"report {article} run {run_id}"
        for r in db.execute("SELECT * FROM statements WHERE run_id = ?", (run_id,)):
            for spans, words in (("content_spans", "words"), ("cue_spans", "cue"), ("source_spans", "source")):
                yield from _same(f"{place} statement {r['id']} {words}", r[spans], r[words], text)
        for r in db.execute("SELECT * FROM positions WHERE run_id = ?", (run_id,)):
            yield from _same(f"{place} position {r['number']} evidence", r["evidence_spans"], r["evidence"], text)
            if r["condition"] is not None and text[r["condition_start"] : r["condition_end"]] != r["condition"]:
                yield f"{place} position {r['number']} condition: its words do not stand at its place"
        for table in ("dates", "events"):
            for r in db.execute(f"SELECT * FROM {table} WHERE run_id = ?", (run_id,)):  # noqa: S608
                if text[r["start"] : r["end"]] != r["text"]:
                    yield f"{place} {table} {r['number']}: its words do not stand at its place"
        named = "SELECT m.* FROM mentions AS m JOIN statements AS s ON s.row = m.statement_row WHERE s.run_id = ?"
        for r in db.execute(named, (run_id,)):
            if text[r["start"] : r["end"]] != r["text"]:
                yield f"{place} {r['role']} {r['row']}: its words do not stand at its place"


def _same(place: str, spans: str, words: str, text: str) -> Iterator[str]:
    if " … ".join(text[a:b] for a, b in orjson.loads(spans)) != words:
        yield f"{place}: its words do not stand at its place"


def _indexes(db: sqlite3.Connection) -> Iterator[str]:
    for table, view, columns in (("current_index", "current_statements", INDEXED), ("current_stances", "current_positions", STANCES)):
        kept, meant = f"SELECT * FROM {table}", f"SELECT {columns} FROM {view}"  # noqa: S608
        for a, b in ((kept, meant), (meant, kept)):
            if db.execute(f"SELECT 1 FROM ({a} EXCEPT {b}) LIMIT 1").fetchone():  # noqa: S608
                yield f"index {table}: does not hold what {view} says (`onrecord check --repair` builds it again)"
                break
    kept, meant = "SELECT * FROM current_voices", f"SELECT {VOICES}"
    for a, b in ((kept, meant), (meant, kept)):
        if db.execute(f"SELECT 1 FROM ({a} EXCEPT {b}) LIMIT 1").fetchone():  # noqa: S608
            yield "index current_voices: does not hold what current_index says (`onrecord check --repair` builds it again)"
            break
    if missing := db.execute("SELECT count(*) FROM runs WHERE id NOT IN (SELECT run_id FROM sketches)").fetchone()[0]:
        yield f"index sketches: {missing} of runs are not in it"
    missing = db.execute("SELECT count(*) FROM statements WHERE row NOT IN (SELECT rowid FROM statement_words)").fetchone()[0]
    if missing:
        yield f"index statement_words: {missing} of statements are not in it"
    wrong = """SELECT 1 FROM current_parties AS p LEFT JOIN current_index AS c ON c.statement_row = p.statement_row
        WHERE c.statement_row IS NULL OR p.earliest <> COALESCE(c.earliest, '') LIMIT 1"""
    if db.execute(wrong).fetchone():
        yield "index current_parties: does not hold what current_index says (`onrecord check --repair` builds it again)"
