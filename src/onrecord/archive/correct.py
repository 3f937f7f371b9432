"""Corrections by people: rows beside what the machine said, anchored by quotation and place; they win, and can be withdrawn."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, Literal, get_args

from onrecord.archive.attach import attach_correction
from onrecord.archive.connect import now, transaction
from onrecord.archive.filters import check_text
from onrecord.archive.fold import fold_words
from onrecord.archive.pack import dump
from onrecord.archive.refresh import refresh
from onrecord.archive.target import anchored, find_quote, find_report, need, place, place_position
from onrecord.errors import UserError

Json = dict[str, Any]
CorrectionKind = Literal[
    "wrong-speaker", "split", "merge", "wrong-position", "not-a-statement", "missed-statement", "confirmed", "withdrawn-report"
]
KINDS: tuple[CorrectionKind, ...] = get_args(CorrectionKind)

CORRECTION_COLUMNS = (
    "id", "kind", "state", "author", "made_at", "reason", "statement_id", "article_id", "quote", "start", "end", "party_id",
    "to_id", "to_name", "acts_for", "question", "stance", "holder", "holder_id", "machine", "why",
    "withdrawn_by", "withdrawn_at", "withdrawn_reason",
)  # fmt: skip


def add_correction(db: sqlite3.Connection, kind: CorrectionKind, *, author: str, reason: str, **values: str | None) -> str:
    """Store a correction and let it win at once; its id. values: what the kind needs, see `Archive.correct`. Raises UserError."""
    if not author.strip() or not reason.strip():
        raise UserError("a correction needs an author and a reason")
    for name, value in (("author", author), ("reason", reason), *values.items()):
        check_text(name, value)
    with transaction(db):
        made: Json = {"kind": kind, "author": author.strip(), "made_at": now(), "reason": reason.strip(), **_MAKERS[kind](db, values)}
        number = db.execute("SELECT COALESCE(max(number), 0) + 1 FROM corrections").fetchone()[0]
        made["id"] = "c" + hashlib.sha256(dump([number, *made.values()]).encode()).hexdigest()[:11]
        columns = ", ".join(f'"{c}"' for c in made)
        db.execute(f"INSERT INTO corrections (number, {columns}) VALUES ({', '.join('?' * (len(made) + 1))})", [number, *made.values()])  # noqa: S608
        if made.get("quote") is not None:
            attach_correction(db, made["id"])
        refresh(db, _touched(db, made["id"]))
    return str(made["id"])


def withdraw_correction(db: sqlite3.Connection, correction: str, *, author: str, reason: str) -> None:
    """Take a correction back: it stays on record and no longer counts. Raises UserError."""
    if not author.strip() or not reason.strip():
        raise UserError("a withdrawal needs an author and a reason")
    for name, value in (("author", author), ("reason", reason), ("correction", correction)):
        check_text(name, value)
    with transaction(db):
        if db.execute("SELECT 1 FROM corrections WHERE id = ?", (correction,)).fetchone() is None:
            raise UserError(f"{correction}: there is no such correction")
        if db.execute("SELECT 1 FROM withdrawals WHERE correction_id = ?", (correction,)).fetchone() is not None:
            raise UserError(f"{correction}: has already been withdrawn")
        db.execute("INSERT INTO withdrawals VALUES (?, ?, ?, ?)", (correction, author.strip(), now(), reason.strip()))
        refresh(db, _touched(db, correction))


def list_corrections(db: sqlite3.Connection, state: str | None = None) -> Iterator[Json]:
    """Corrections, newest first. state: standing, orphaned or withdrawn. An orphaned one fits nothing in the current run of its report."""
    sql = """SELECT c.*, w.author AS withdrawn_by, w.made_at AS withdrawn_at, w.reason AS withdrawn_reason,
        (SELECT a.why FROM attachments AS a JOIN current_runs AS r ON r.id = a.run_id WHERE a.correction_id = c.id
            ORDER BY a.row DESC LIMIT 1) AS why,
        CASE WHEN w.author IS NOT NULL THEN 'withdrawn' WHEN c.id IN (SELECT id FROM orphaned_corrections) THEN 'orphaned'
            ELSE 'standing' END AS state
        FROM corrections AS c LEFT JOIN withdrawals AS w ON w.correction_id = c.id ORDER BY c.number DESC"""
    for row in db.execute(sql):
        if state is None or row["state"] == state:
            yield {name: row[name] for name in CORRECTION_COLUMNS}


def _speaker(db: sqlite3.Connection, values: Json, *, fresh: bool = False) -> Json:
    """Who it is: with an id where one is given or the archive knows exactly one of this name. fresh: an identity of its own."""
    name, party_id = values.get("name"), values.get("id")
    if party_id is not None and name is None:
        known = db.execute(
            "SELECT name FROM names WHERE party_id = ? AND canonical ORDER BY length(name) DESC LIMIT 1", (party_id,)
        ).fetchone()
        if known is None:
            raise UserError(f"{party_id}: the archive does not know this id; give a name too")
        name = known[0]
    if name is None:
        raise UserError("say who it is: a name or an id")
    if party_id is None:
        ids = [
            r[0]
            for r in db.execute(
                "SELECT DISTINCT party_id FROM names WHERE canonical AND folded = ? AND party_id IS NOT NULL", (fold_words(name),)
            )
        ]
        if len(ids) > 1 and not fresh:
            raise UserError(f"{name}: the archive knows several of this name ({', '.join(ids)}); give the id")
        party_id = ids[0] if ids and not fresh else None
    known_type = db.execute("SELECT type FROM parties WHERE party_id = ? LIMIT 1", (party_id,)).fetchone() if party_id else None
    kind = values.get("type") or (known_type[0] if known_type else "person")
    return {"to_id": party_id or _local_id(db, kind, name), "to_name": name, "to_type": kind, "acts_for": values.get("acts_for")}


def _local_id(db: sqlite3.Connection, kind: str, name: str) -> str:
    """A stable id in the shape of those that `resolve` gives ("person:berin-taal"), with a number where the reports know that one."""
    base = f"{kind}:{'-'.join(fold_words(name).split())}"
    taken = {r[0] for r in db.execute("SELECT DISTINCT party_id FROM names WHERE party_id GLOB ?", (f"{base}*",))}
    return next(i for n in count(1) if (i := base if n == 1 else f"{base}-{n}") not in taken)


def _wrong_speaker(db: sqlite3.Connection, values: Json) -> Json:
    return {**anchored(db, values)[1], **_speaker(db, values)}


def _split(db: sqlite3.Connection, values: Json) -> Json:
    row, made = anchored(db, values)
    who = _speaker(db, values, fresh=True)
    if who["to_id"] == row["speaker_id"]:
        raise UserError(f"{who['to_id']}: is the identity that this is to be split from; give another id")
    return {**made, **who, "party_id": row["speaker_id"]}


def _merge(db: sqlite3.Connection, values: Json) -> Json:
    party, into = need(values, "party"), need(values, "into")
    name = db.execute("SELECT name FROM names WHERE party_id = ? AND canonical ORDER BY length(name) DESC LIMIT 1", (into,)).fetchone()
    if db.execute("SELECT 1 FROM names WHERE party_id = ?", (party,)).fetchone() is None:
        raise UserError(f"{party}: the archive does not know this id")
    if name is None and values.get("name") is None:
        raise UserError(f"{into}: the archive does not know this id; give its name too")
    if (
        done := db.execute("SELECT id, to_id FROM standing_corrections WHERE kind = 'merge' AND party_id = ?", (party,)).fetchone()
    ) is not None:
        raise UserError(f"{party}: is already merged into {done[1]} (withdraw {done[0]} first)")
    end = db.execute("SELECT to_id FROM identities WHERE party_id = ?", (into,)).fetchone()
    if party in (into, end and end[0]):
        raise UserError(f"{party}: cannot be merged into itself")
    return {"party_id": party, "to_id": into, "to_name": values.get("name") or name[0]}


def _wrong_position(db: sqlite3.Connection, values: Json) -> Json:
    stance = need(values, "stance")
    if stance not in ("for", "conditional", "against", "none"):
        raise UserError(f"stance {stance!r} is not one of for, conditional, against, none")
    held: Sequence[Any] | None
    if values.get("position") or values.get("quote"):
        made, question, held = place_position(db, values)
    else:
        row, made = anchored(db, values)
        question = need(values, "question")
        sql = "SELECT holder, holder_id FROM current_positions WHERE statement_row = ? AND question = ?"
        held = db.execute(sql, (row["statement_row"], question)).fetchone()
    holder, holder_id = values.get("holder"), values.get("holder_id")
    if holder is None and holder_id is None and held is not None:
        holder, holder_id = held
    if holder is None and stance != "none":
        raise UserError("say whose position it is: --holder")
    return {**made, "question": question, "stance": stance, "holder": holder, "holder_id": holder_id}


def _not_a_statement(db: sqlite3.Connection, values: Json) -> Json:
    return anchored(db, values)[1]


def _confirmed(db: sqlite3.Connection, values: Json) -> Json:
    row, made = anchored(db, values)
    return {**made, "to_id": row["speaker_id"], "to_name": row["speaker"]}


def _missed(db: sqlite3.Connection, values: Json) -> Json:
    run, start, end = find_quote(db, values)
    who = _speaker(db, values) if values.get("name") or values.get("id") else {}
    return {**place(db, run["id"], start, end, ""), **who}


def _withdrawn_report(db: sqlite3.Connection, values: Json) -> Json:
    run = find_report(db, values)
    return {"article_id": run["article_id"], "address": run["address"]}


def _touched(db: sqlite3.Connection, correction: str) -> list[str]:
    """The articles whose current rows a correction changes."""
    c = db.execute("SELECT * FROM corrections WHERE id = ?", (correction,)).fetchone()
    if c["kind"] != "merge":
        return [
            r[0] for r in db.execute("SELECT article_id FROM runs WHERE article_id = ? OR address = ?", (c["article_id"], c["address"]))
        ]
    sql = """SELECT i.article_id FROM current_parties AS p JOIN current_index AS i ON i.statement_row = p.statement_row
        WHERE p.role IN ('speaker', 'side', 'mention', 'addressee') AND p."key" IN (?1, ?2)
        UNION SELECT article_id FROM current_stances WHERE holder_id IN (?1, ?2)"""
    return [r[0] for r in db.execute(sql, (c["party_id"], c["to_id"]))]


_MAKERS = {
    "wrong-speaker": _wrong_speaker,
    "split": _split,
    "merge": _merge,
    "wrong-position": _wrong_position,
    "not-a-statement": _not_a_statement,
    "missed-statement": _missed,
    "confirmed": _confirmed,
    "withdrawn-report": _withdrawn_report,
}
