"""What most needs a person's eye, and how the machine does against what people said."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator
from typing import Any, get_args

from onrecord.archive.ask import by_rows
from onrecord.archive.pack import dump
from onrecord.model import Status

Row = dict[str, Any]

REVIEW_COLUMNS = (
    "id",
    "doubt",
    "uses",
    "speaker",
    "speaker_status",
    "source",
    "words",
    "outlet",
    "date",
    "url",
    "start",
    "end",
    "text_sha256",
    "article",
    "model",
)
AGREEMENT_COLUMNS = ("kind", "model", "corrections", "agree", "disagree", "orphaned", "share")

CONSIDERED = 1000
"""Of each sort of doubt so many of the most doubtful are weighed: the rest cannot come first."""

_STATUSES: tuple[str, ...] = get_args(Status)

_OPEN = 0.5
"""How doubtful a statement is at least whose speaker is open."""


def review(db: sqlite3.Connection, *, limit: int | None = 50) -> Iterator[Row]:
    """Statements by doubt and use: how unsure the machine is (1 is most), times how much rests on them; those people saw are left out."""
    least = "SELECT * FROM (SELECT statement_row, score, speaker_status FROM current_index WHERE speaker_status = ? ORDER BY score LIMIT ?)"
    sql = f"SELECT * FROM ({' UNION ALL '.join([least] * len(_STATUSES))}) WHERE statement_row > 0"  # noqa: S608
    given = [value for status in _STATUSES for value in (status, CONSIDERED)]
    seen = {
        r[0] for r in db.execute("SELECT a.statement_row FROM attachments AS a JOIN standing_corrections AS k ON k.id = a.correction_id")
    }
    rows = db.execute(sql, given)
    doubts = {r[0]: max(1 - r[1], _OPEN if r[2] in ("ambiguous", "unresolved") else 0.0) for r in rows if r[0] not in seen}
    uses = _uses(db, list(doubts))
    ranked = sorted(doubts, key=lambda row: (-doubts[row] * (1 + math.log2(1 + uses.get(row, 0))), row))[:limit]
    found = {r["statement_row"]: dict(r) for r in db.execute(by_rows("current_statements", "statement_row", ranked))}
    for row in (r for r in ranked if r in found):
        made = found[row]
        made |= {"id": made["statement_id"], "article": made["article_id"], "doubt": round(doubts[row], 2), "uses": uses.get(row, 0)}
        yield {name: made[name] for name in REVIEW_COLUMNS}


def _uses(db: sqlite3.Connection, rows: list[int]) -> dict[int, int]:
    """How much rests on each statement: positions, statements reported inside it, answers to it."""
    sql = """SELECT s.row,
            (SELECT count(*) FROM positions AS p WHERE p.run_id = s.run_id AND p.statement_id = s.id)
            + (SELECT count(*) FROM statements AS i WHERE i.run_id = s.run_id AND i.parent = s.id)
            + (SELECT count(*) FROM statements AS a WHERE a.run_id = s.run_id AND a.responds_to = s.id)
        FROM statements AS s WHERE s.row IN (SELECT value FROM json_each(?))"""
    return {r[0]: r[1] for r in db.execute(sql, (dump(rows),))}


def agreement(db: sqlite3.Connection) -> Iterator[Row]:
    """For each kind of correction and model: in how many cases the machine, as it stands, says what the person said.

    Corrections alone are a sample of mistakes: only together with `confirmed` ones, made over a list such as `review` gives, does the share
    say how good the machine is.
    """
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for kind, model, verdict in _verdicts(db):
        at = counts.setdefault((kind, model), {"agree": 0, "disagree": 0, "orphaned": 0})
        at[verdict] += 1
    for (kind, model), found in sorted(counts.items()):
        judged = found["agree"] + found["disagree"]
        share = round(found["agree"] / judged, 2) if judged else None
        yield {"kind": kind, "model": model, "corrections": judged + found["orphaned"], **found, "share": share}


def _verdicts(db: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    merged = {r[0]: r[1] for r in db.execute("SELECT party_id, to_id FROM identities")}
    sql = """SELECT c.*, a.statement_row, a.start AS placed_start, a."end" AS placed_end, a.why, r.model, r.id AS in_run, s.run_id,
        p.party_id AS machine_id, p.name AS machine_name
        FROM standing_corrections AS c JOIN attachments AS a ON a.correction_id = c.id JOIN current_runs AS r ON r.id = a.run_id
        LEFT JOIN statements AS s ON s.row = a.statement_row LEFT JOIN parties AS p ON p.row = s.speaker_row"""
    for c in db.execute(sql).fetchall():
        yield c["kind"], c["model"], _verdict(db, c, merged)


def _verdict(db: sqlite3.Connection, c: sqlite3.Row, merged: dict[str, str]) -> str:
    found = c["statement_row"] is not None
    if c["kind"] == "missed-statement":
        return "agree" if found else "orphaned" if c["why"] == "its words are no longer in the text" else "disagree"
    if c["kind"] == "not-a-statement":
        return "disagree" if found else "agree" if c["why"].startswith("its words are there") else "orphaned"
    if c["kind"] == "wrong-position" and c["statement_id"] is None:
        return _act_verdict(db, c)
    if not found:
        return "orphaned"
    if c["kind"] == "wrong-position":
        sql = "SELECT stance FROM positions WHERE run_id = ? AND statement_id = (SELECT id FROM statements WHERE row = ?) AND question = ?"
        stances = {r[0] for r in db.execute(sql, (c["run_id"], c["statement_row"], c["question"]))}
        return "agree" if stances == ({c["stance"]} - {"none"}) else "disagree"
    machine = c["machine_id"] and merged.get(c["machine_id"], c["machine_id"])
    meant = c["to_id"] and merged.get(c["to_id"], c["to_id"])
    same = machine == meant if meant or machine else c["machine_name"] == c["to_name"]
    return "agree" if same else "disagree"


def _act_verdict(db: sqlite3.Connection, c: sqlite3.Row) -> str:
    """Whether the machine has the stance at the place of an act."""
    if c["placed_start"] is None:
        return "orphaned"
    sql = """SELECT stance FROM placed_positions WHERE run_id = ?1 AND question = ?2
        AND (?5 IS NULL OR COALESCE(holder_id, holder) = ?5)
        AND 2 * (min(place_end, ?4) - max(place_start, ?3)) >= max(place_end, ?4) - min(place_start, ?3)"""
    stances = {r[0] for r in db.execute(sql, (c["in_run"], c["question"], c["placed_start"], c["placed_end"], c["party_id"]))}
    return "agree" if stances == ({c["stance"]} - {"none"}) else "disagree"
