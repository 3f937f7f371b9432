"""Attach corrections to what they fit in a run: in a new run all that concern its article, for a new correction all runs of its article."""

from __future__ import annotations

import sqlite3

from onrecord.archive.anchor import Anchor, Candidate, Fit, find_fit, find_place
from onrecord.archive.fold import fold


def attach_to_run(db: sqlite3.Connection, run_id: int) -> None:
    """Attach every correction of the run's article, or of other versions of it, to the run."""
    run = db.execute("SELECT article_id, address FROM runs WHERE id = ?", (run_id,)).fetchone()
    query = "SELECT * FROM corrections WHERE quote IS NOT NULL AND (article_id = ? OR address = ?)"
    found = db.execute(query, tuple(run)).fetchall()
    if found:
        text, candidates = _run(db, run_id)
        for correction in found:
            _note(db, correction, run_id, _fit(correction, text, candidates))


def attach_correction(db: sqlite3.Connection, correction_id: str) -> list[Fit]:
    """Attach a new correction to every run of its article and of the article's other versions; the fits in current runs."""
    correction = db.execute("SELECT * FROM corrections WHERE id = ?", (correction_id,)).fetchone()
    query = (
        "SELECT r.id, c.id IS NOT NULL FROM runs AS r LEFT JOIN current_runs AS c ON c.id = r.id WHERE r.article_id = ? OR r.address = ?"
    )
    fits = []
    for run_id, is_current in db.execute(query, (correction["article_id"], correction["address"])).fetchall():
        fit = _fit(correction, *_run(db, run_id))
        _note(db, correction, run_id, fit)
        if is_current:
            fits.append(fit)
    return fits


def _run(db: sqlite3.Connection, run_id: int) -> tuple[str, list[Candidate]]:
    text = db.execute("SELECT t.text FROM runs AS r JOIN texts AS t ON t.sha256 = r.text_sha256 WHERE r.id = ?", (run_id,)).fetchone()[0]
    rows = db.execute('SELECT row, start, "end", source FROM statements WHERE run_id = ?', (run_id,))
    return text, [Candidate(row=r[0], start=r[1], end=r[2], source=r[3]) for r in rows]


def _fit(correction: sqlite3.Row, text: str, candidates: list[Candidate]) -> Fit:
    anchor = Anchor(
        quote=correction["quote"],
        start=correction["start"],
        end=correction["end"],
        prefix=correction["prefix"],
        suffix=correction["suffix"],
        source=correction["source"],
    )
    if correction["kind"] == "wrong-position" and correction["statement_id"] is None:  # of an act: a place is all it has
        place = find_place(anchor, text)
        if place is None:
            return find_fit(anchor, text, ())
        return Fit(row=None, start=place[0], end=place[0] + len(anchor.quote), why=place[1])
    fit = find_fit(anchor, text, candidates)
    if fit.row is None and correction["kind"] != "missed-statement":
        return Fit(row=None, start=None, end=None, why=fit.why)
    return fit


def _note(db: sqlite3.Connection, correction: sqlite3.Row, run_id: int, fit: Fit) -> None:
    row = db.execute(
        'INSERT INTO attachments (correction_id, run_id, statement_row, start, "end", why) VALUES (?, ?, ?, ?, ?, ?)',
        (correction["id"], run_id, fit.row, fit.start, fit.end, fit.why),
    ).lastrowid
    if correction["kind"] == "missed-statement" and fit.row is None and fit.start is not None and row is not None:
        # Negative, as in the view: what people found has no row among the machine's statements.
        db.execute("INSERT INTO statement_words (rowid, words) VALUES (?, ?)", (-row, fold(correction["quote"])))
