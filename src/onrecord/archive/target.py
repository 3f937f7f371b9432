"""What a correction is of: the statement, position or place that is meant, and the columns that anchor the correction to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

import orjson

from onrecord.archive.anchor import find_place, make_anchor
from onrecord.archive.pack import dump
from onrecord.errors import UserError

Json = dict[str, Any]


def find_statement(db: sqlite3.Connection, text: str) -> sqlite3.Row:
    """The row of current_statements whose id is, or begins with, this. Raises UserError where there is none or several."""
    if not text or not all(c.isalnum() or c in "-_" for c in text):
        raise UserError(f"{text!r} is not an id")
    found = db.execute(
        "SELECT statement_row, statement_id FROM current_index WHERE statement_id = ? OR statement_id GLOB ? LIMIT 3", (text, f"{text}*")
    ).fetchall()
    exact = [r for r in found if r["statement_id"] == text]
    if len(exact or found) != 1:
        if found:
            raise UserError(f"{text}: is the beginning of several statements' ids")
        known = db.execute("SELECT 1 FROM statements WHERE id = ?", (text,)).fetchone()
        raise UserError(f"{text}: {'is not a current statement any more' if known else 'there is no such statement in the archive'}")
    row: sqlite3.Row = db.execute("SELECT * FROM current_statements WHERE statement_row = ?", ((exact or found)[0][0],)).fetchone()
    return row


def text_of(db: sqlite3.Connection, sha: str) -> str:
    """The text with this hash."""
    return str(db.execute("SELECT text FROM texts WHERE sha256 = ?", (sha,)).fetchone()[0])


def anchored(db: sqlite3.Connection, values: Json) -> tuple[sqlite3.Row, Json]:
    """The current statement that is meant, and the columns that anchor a correction to it."""
    row = find_statement(db, need(values, "statement"))
    made = place(db, row["run_id"], row["start"], row["end"], row["source"])
    positions = db.execute("SELECT question, stance, holder FROM current_positions WHERE statement_row = ?", (row["statement_row"],))
    machine = {"speaker": row["speaker"], "speaker_id": row["speaker_id"], "positions": [dict(p) for p in positions]}
    return row, {**made, "statement_id": row["statement_id"], "machine": dump(machine)}


def place(db: sqlite3.Connection, run_id: int, start: int, end: int, source: str) -> Json:
    """The columns that anchor a correction to a place of a run's text."""
    run = db.execute("SELECT article_id, address, text_sha256 FROM runs WHERE id = ?", (run_id,)).fetchone()
    anchor = make_anchor(text_of(db, run["text_sha256"]), start, end, source)
    return {
        "article_id": run["article_id"], "address": run["address"], "quote": anchor.quote, "start": start, "end": end,
        "prefix": anchor.prefix, "suffix": anchor.suffix, "source": source,
    }  # fmt: skip


def find_report(db: sqlite3.Connection, values: Json) -> sqlite3.Row:
    """The current run of the report that is meant."""
    article = need(values, "article")
    run: sqlite3.Row | None = db.execute("SELECT * FROM current_runs WHERE article_id = ?", (article,)).fetchone()
    if run is None:
        raise UserError(f"{article}: there is no such report in the archive, or a newer version of it has taken its place")
    return run


def need(values: Json, name: str) -> str:
    """A value that a correction of this kind cannot do without."""
    value = values.get(name)
    if not isinstance(value, str) or not value.strip():
        raise UserError(f"a correction of this kind needs {name}")
    return value


def find_quote(db: sqlite3.Connection, values: Json) -> tuple[sqlite3.Row, int, int]:
    """The run of a report and the one place where it has these words. Raises UserError where they stand nowhere or several times."""
    run, quote = find_report(db, values), need(values, "quote")
    text = text_of(db, run["text_sha256"])
    found = find_place(make_anchor(quote, 0, len(quote)), text)
    if found is None:
        raise UserError(
            f"these words stand {'several times' if quote in text else 'nowhere'} in the report; quote them exactly, and enough of them"
        )
    return run, found[0], found[0] + len(quote)


def place_position(db: sqlite3.Connection, values: Json) -> tuple[Json, str, Sequence[Any] | None]:
    """The anchor of a position that is named by its id, or by words of its report and its question; the question; who holds it now.

    One that a statement carries is anchored as that statement is.
    """
    if (named := values.get("position")) is not None:
        found = db.execute(
            """SELECT s.position_row, p.statement_id, p.run_id, p.question, p.stance, p.holder, p.holder_id, p.evidence_spans
            FROM current_stances AS s JOIN current_positions AS p ON p.position_row = s.position_row WHERE s.position_id = ?""", (named,)
        ).fetchall()  # fmt: skip
        if not found:
            raise UserError(f"{named}: there is no such position now; `onrecord positions --format jsonl` names them")
        row = found[0]
        if row["statement_id"] is not None:
            made = anchored(db, {"statement": row["statement_id"]})[1]
            return made, row["question"], (row["holder"], row["holder_id"])
        spans = orjson.loads(row["evidence_spans"])
        run, question, start, end, whose = row["run_id"], row["question"], spans[0][0], spans[-1][1], row
    else:
        at, start, end = find_quote(db, values)
        run, question, whose = at["id"], need(values, "question"), None
    beside = _standing(db, run, question, start, end)
    if whose is None and len(beside) == 1:
        whose = beside[0]
    made = place(db, run, start, end, "")
    # Of several parties that took a position there the one that is meant is named; of one it may be named otherwise in a later run.
    made["party_id"] = (whose["holder_id"] or whose["holder"]) if whose is not None and len(beside) > 1 else None
    made["machine"] = dump({"positions": [{name: p[name] for name in ("question", "stance", "holder")} for p in beside]})
    return made, question, None if whose is None else (whose["holder"], whose["holder_id"])


def _standing(db: sqlite3.Connection, run: int, question: str, start: int, end: int) -> list[sqlite3.Row]:
    """The positions on a question whose evidence stands at a place, as the machine has them."""
    sql = """SELECT * FROM placed_positions WHERE run_id = ?1 AND question = ?2
        AND 2 * (min(place_end, ?4) - max(place_start, ?3)) >= max(place_end, ?4) - min(place_start, ?3)"""
    return db.execute(sql, (run, question, start, end)).fetchall()
