"""What changed from one run to another: of the same article, or of two versions of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from onrecord.archive.anchor import Candidate, find_fit, make_anchor

Row = dict[str, Any]

CHANGE_COLUMNS = (
    "change", "old_id", "new_id", "fields", "old_speaker", "new_speaker", "old_words", "new_words", "old_positions", "new_positions",
    "old_run", "new_run",
)  # fmt: skip
RUN_COLUMNS = ("run", "article", "current", "text_sha256", "outlet", "date", "url", "title", "statements", "model", "added_at")

_SQL = """SELECT s.*, p.name AS speaker, p.party_id, p.status, p.acts_for,
    (SELECT group_concat(question || ' ' || stance || ' (' || holder || ')', ', ') FROM (SELECT * FROM positions WHERE run_id = s.run_id
        AND statement_id = s.id ORDER BY question, stance, holder)) AS positions
    FROM statements AS s JOIN parties AS p ON p.row = s.speaker_row WHERE s.run_id = ? ORDER BY s.number"""


_COMPARED = (
    "words", "kind", "part", "cue", "source", "party_id", "speaker", "status", "acts_for", "said_edtf", "negated", "repeated", "positions",
)  # fmt: skip
_NAMES = {"party_id": "speaker", "status": "speaker", "acts_for": "side", "said_edtf": "date"}


def list_runs(db: sqlite3.Connection, article: str) -> Iterator[Row]:
    """Every run of an article and of the other versions at its address, oldest first."""
    sql = """SELECT r.id AS run, r.article_id AS article, c.id IS NOT NULL AS current, r.text_sha256, r.outlet, r.published AS date,
        r.url, r.title,
        (SELECT count(*) FROM statements AS s WHERE s.run_id = r.id) AS statements, r.model, r.added_at
        FROM runs AS r LEFT JOIN current_runs AS c ON c.id = r.id
        WHERE r.article_id = ?1 OR r.address = (SELECT address FROM latest_runs WHERE article_id = ?1) ORDER BY r.id"""
    for row in db.execute(sql, (article,)):
        yield {**dict(row), "current": bool(row["current"])}


def diff_runs(db: sqlite3.Connection, old: int, new: int) -> Iterator[Row]:
    """Statements of the old run that vanished or changed in the new one, and those that are new. fields: what changed."""
    before, after = db.execute(_SQL, (old,)).fetchall(), db.execute(_SQL, (new,)).fetchall()
    texts = {
        run: db.execute("SELECT t.text FROM runs AS r JOIN texts AS t ON t.sha256 = r.text_sha256 WHERE r.id = ?", (run,)).fetchone()
        for run in (old, new)
    }
    by_id, by_row = {r["id"]: r for r in after}, {r["row"]: r for r in after}
    pairs: dict[int, sqlite3.Row] = {r["row"]: by_id[r["id"]] for r in before if r["id"] in by_id}
    taken = {r["row"] for r in pairs.values()}
    for r in before:
        if r["row"] not in pairs:
            free = [Candidate(row=c["row"], start=c["start"], end=c["end"], source=c["source"]) for c in after if c["row"] not in taken]
            fit = find_fit(make_anchor(texts[old][0], r["start"], r["end"], r["source"]), texts[new][0], free)
            if fit.row is not None:
                pairs[r["row"]] = by_row[fit.row]
                taken.add(fit.row)
    for r in before:
        if (twin := pairs.get(r["row"])) is None:
            yield _change("vanished", r, None, "", old, new)
        elif changed := _changed(r, twin):
            yield _change("changed", r, twin, ", ".join(changed), old, new)
    for r in after:
        if r["row"] not in taken:
            yield _change("new", None, r, "", old, new)


def _changed(old: sqlite3.Row, new: sqlite3.Row) -> list[str]:
    return list(dict.fromkeys(_NAMES.get(c, c) for c in _COMPARED if old[c] != new[c]))


def _change(what: str, old: sqlite3.Row | None, new: sqlite3.Row | None, fields: str, old_run: int, new_run: int) -> Row:
    found: Row = {"change": what, "fields": fields, "old_run": old_run, "new_run": new_run}
    for side, row in (("old", old), ("new", new)):
        found |= {f"{side}_{name}": None if row is None else row[name] for name in ("id", "speaker", "words", "positions")}
    return {name: found[name] for name in CHANGE_COLUMNS}
