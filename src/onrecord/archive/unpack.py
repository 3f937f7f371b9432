"""A run's rows as the record that was stored: nothing is lost on the way in."""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from onrecord.model import Record
from onrecord.record import SCHEMA_NAME, from_json

Json = dict[str, Any]


def unpack_run(db: sqlite3.Connection, run_id: int) -> Record:
    """The record of a run, exactly as it was given; its source is the first from which the article was read."""
    run = db.execute("SELECT * FROM runs WHERE id = ?", (run_id,)).fetchone()
    text = db.execute("SELECT text FROM texts WHERE sha256 = ?", (run["text_sha256"],)).fetchone()[0]
    source = db.execute("SELECT source FROM captures WHERE article_id = ? ORDER BY id LIMIT 1", (run["article_id"],)).fetchone()[0]
    head = orjson.loads(run["head"])
    found: Json = {
        "schema": SCHEMA_NAME,
        "article": {**head, "source": source, "text": text, "text_sha256": run["text_sha256"]},
        "statements": _statements(db, run_id, text),
        "positions": [_position(r, text) for r in _rows(db, "positions", run_id)],
        "dates": [
            {**_when(r), **_span(r), "timex": {"type": r["timex_type"], "value": r["timex_value"]}, "rule": r["rule"]}
            for r in _rows(db, "dates", run_id)
        ],
        "events": [
            {**_span(r), "when": _when(r), "participants": orjson.loads(r["participants"]), "account": r["account"]}
            for r in _rows(db, "events", run_id)
        ],
        "made": orjson.loads(run["made"]),
    }
    return from_json(found)


def _rows(db: sqlite3.Connection, table: str, run_id: int) -> list[sqlite3.Row]:
    return db.execute(f"SELECT * FROM {table} WHERE run_id = ? ORDER BY number", (run_id,)).fetchall()  # noqa: S608 - our own table names


def _statements(db: sqlite3.Connection, run_id: int, text: str) -> list[Json]:
    parties = {r["row"]: _party(r) for r in db.execute("SELECT * FROM parties WHERE run_id = ?", (run_id,))}
    named: dict[tuple[int, str], list[Json]] = {}
    query = "SELECT m.* FROM statements AS s JOIN mentions AS m ON m.statement_row = s.row WHERE s.run_id = ? ORDER BY m.row"
    for r in db.execute(query, (run_id,)):
        named.setdefault((r["statement_row"], r["role"]), []).append({**_span(r), "name": r["name"], "id": r["party_id"]})
    return [
        {
            "id": r["id"],
            "kind": r["kind"],
            "part": r["part"],
            "content": _spans(r["content_spans"], text),
            "cue": _spans(r["cue_spans"], text),
            "source": _spans(r["source_spans"], text),
            "speaker": parties[r["speaker_row"]],
            "addressee": named.get((r["row"], "addressee"), []),
            "when": r["said_span"] and orjson.loads(r["said_span"]),
            "parent": r["parent"],
            "responds_to": r["responds_to"],
            "repeated": bool(r["repeated"]),
            "negated": bool(r["negated"]),
            "mentions": named.get((r["row"], "mention"), []),
            "score": r["score"],
            "how": r["how"],
        }
        for r in _rows(db, "statements", run_id)
    ]


def _party(row: sqlite3.Row) -> Json:
    return {
        "name": row["name"],
        "id": row["party_id"],
        "type": row["type"],
        "status": row["status"],
        "role": row["role"],
        "acts_for": row["acts_for"],
        "description": row["description"],
        "candidates": orjson.loads(row["candidates"] or "[]"),
        "members": orjson.loads(row["members"] or "[]"),
        "how": orjson.loads(row["how"] or "[]"),
    }


def _position(row: sqlite3.Row, text: str) -> Json:
    start, end = row["condition_start"], row["condition_end"]
    return {
        "statement": row["statement_id"],
        "question": row["question"],
        "holder": row["holder"],
        "holder_id": row["holder_id"],
        "stance": row["stance"],
        "condition": None if start is None else {"start": start, "end": end, "text": text[start:end]},
        "evidence": _spans(row["evidence_spans"], text),
        "score": row["score"],
        "how": row["how"],
    }


def _when(row: sqlite3.Row) -> Json:
    evidence = orjson.loads(row["evidence"] or "[]")
    return {
        "edtf": row["edtf"],
        "earliest": row["earliest"],
        "latest": row["latest"],
        "basis": row["basis"],
        "time": row["time"],
        "evidence": evidence,
    }


def _span(row: sqlite3.Row) -> Json:
    return {"start": row["start"], "end": row["end"], "text": row["text"]}


def _spans(places: str, text: str) -> list[Json]:
    return [{"start": a, "end": b, "text": text[a:b]} for a, b in orjson.loads(places)]
