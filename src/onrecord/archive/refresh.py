"""Renew the indexes of what holds now, for the articles that a change touches."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

import orjson

from onrecord.archive.fold import fold_words

Json = dict[str, Any]

INDEXED = """statement_row, statement_id, run_id, article_id, start, outlet, earliest, latest, kind, part, score, speaker, speaker_id,
    speaker_status, COALESCE(speaker_id, speaker), COALESCE(earliest, '~')"""
STANCES = """position_row, statement_row, run_id, article_id, question, stance, holder, holder_id, fold(holder), outlet, earliest, latest,
    position_id(json_array(article_id, text_sha256, statement_id, question, evidence_spans, COALESCE(holder_id, holder)))"""
VOICES = """c.statement_row, v.number, c.run_id, c.outlet, c.earliest, c.latest, c.kind
    FROM current_index AS c JOIN voices AS v ON v.speaker_key = c.speaker_key"""

# Pronouns stand for everybody: as aliases they would find everybody.
_NO_NAMES = frozenset("he she they it we i you his her hers their theirs its who him them us me my our this that these those one".split())


def refresh(db: sqlite3.Connection, articles: Iterable[str]) -> None:
    """Bring the indexes of these articles in line with the views."""
    for article in dict.fromkeys(articles):
        for table in ("current_parties", "current_voices"):
            statements = "SELECT statement_row FROM current_index WHERE article_id = ?"
            db.execute(f"DELETE FROM {table} WHERE statement_row IN ({statements})", (article,))  # noqa: S608
        db.execute("DELETE FROM current_index WHERE article_id = ?", (article,))
        db.execute("DELETE FROM current_stances WHERE article_id = ?", (article,))
        run = db.execute("SELECT id FROM current_runs WHERE article_id = ?", (article,)).fetchone()
        if run is not None:
            _index(db, run[0], article)


def _index(db: sqlite3.Connection, run: int, article: str) -> None:
    db.execute(f"INSERT INTO current_index SELECT {INDEXED} FROM current_statements WHERE run_id = ?", (run,))  # noqa: S608
    db.execute(
        """INSERT INTO voices (speaker_key) SELECT DISTINCT speaker_key FROM current_index AS c
        WHERE article_id = ? AND speaker_key IS NOT NULL AND NOT EXISTS (SELECT 1 FROM voices AS v WHERE v.speaker_key = c.speaker_key)""",
        (article,),
    )
    db.execute(f"INSERT INTO current_voices SELECT {VOICES} WHERE c.article_id = ?", (article,))
    db.execute(f"INSERT INTO current_stances SELECT {STANCES} FROM current_positions WHERE run_id = ?", (run,))  # noqa: S608
    db.executemany("INSERT INTO current_parties VALUES (?, ?, ?, ?)", parties(db, run))


def party_key(party_id: str | None, folded: str | None) -> str:
    """Under what a party stands in current_parties: its id, else its folded name, marked so that it is never an id."""
    return party_id if party_id is not None else f"={folded}"


def parties(db: sqlite3.Connection, run: int) -> list[tuple[str, str, str, int]]:
    """(role, key, day or "", statement) of everybody who has to do with a statement of the run, in order."""
    out: set[tuple[str, str, str, int]] = set()
    merged = {r[0]: (r[1], r[2]) for r in db.execute("SELECT party_id, to_id, to_name FROM identities")}
    days: dict[int, str] = {}

    def put(row: int, role: str, party_id: str | None, name: str | None) -> None:
        if party_id is not None and party_id in merged:
            party_id, name = merged[party_id]
        if party_id is not None or name is not None:
            out.add((role, party_key(party_id, fold_words(name or "")), days[row], row))

    query = """SELECT s.row, p.members FROM parties AS p JOIN statements AS s ON s.run_id = p.run_id AND s.speaker_row = p.row
        WHERE p.run_id = ? AND p.members IS NOT NULL"""
    members = {r[0]: orjson.loads(r[1]) for r in db.execute(query, (run,))}
    query = """SELECT statement_row, speaker, speaker_id, speaker_type, acts_for, corrected, earliest FROM current_statements
        WHERE run_id = ?"""
    for row, speaker, speaker_id, kind, acts_for, corrected, earliest in db.execute(query, (run,)).fetchall():
        days[row] = earliest or ""
        put(row, "speaker", speaker_id, speaker)
        if corrected in (None, "merge"):
            for member in members.get(row, ()):
                put(row, "speaker", member["id"], member["name"])
        put(row, "side", None, acts_for)
        if kind == "state":  # a state speaks for itself
            put(row, "side", speaker_id, speaker)
    query = """SELECT m.statement_row, m.role, m.party_id, COALESCE(m.name, m.text) FROM statements AS s
        JOIN mentions AS m ON m.statement_row = s.row WHERE s.run_id = ?"""
    for row, role, party_id, name in db.execute(query, (run,)):
        if row in days:
            put(row, role, party_id, name)
    return sorted(out)


def note_names(db: sqlite3.Connection, found: Json) -> None:
    """Remember by which names the record calls its parties."""
    names: set[tuple[str, str, str | None, int]] = set()

    def put(name: str | None, party_id: str | None, canonical: int) -> None:
        folded = fold_words(name or "")
        if name is not None and folded and (canonical or _is_name(name, folded)):
            names.add((folded, name, party_id, canonical))

    def party(of: Json) -> None:
        put(of["name"], of["id"], 1)
        put(of["acts_for"], None, 1)
        for member in of.get("members", ()):
            party(member)

    for statement in found["statements"]:
        party(statement["speaker"])
        for span in (*statement["mentions"], *statement["addressee"]):
            put(span["name"], span["id"], 1)
            if span["id"] is not None:
                put(span["text"], span["id"], 0)
        if statement["speaker"]["id"] is not None and statement["speaker"]["type"] != "group":
            for span in statement["source"]:
                put(span["text"], statement["speaker"]["id"], 0)
    for position in found["positions"]:
        put(position["holder"], position["holder_id"], 1)
    rows = sorted(names, key=lambda n: (n[0], n[1], n[2] or "", n[3]))
    db.executemany("INSERT OR IGNORE INTO names VALUES (?, ?, ?, ?)", rows)


def _is_name(name: str, folded: str) -> bool:
    return name[:1].isupper() and folded not in _NO_NAMES and len(folded.split()) <= 6
