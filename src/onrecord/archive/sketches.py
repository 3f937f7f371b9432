"""The sketches of the reports' wording, by which copies are told."""

from __future__ import annotations

import sqlite3
import sys
from array import array
from collections.abc import Iterable

from onrecord.archive.pack import dump


def keep_sketch(db: sqlite3.Connection, run: int, sketch: tuple[int, ...]) -> None:
    """Keep the sketch of a run's text."""
    numbers = array("I", sketch)
    if sys.byteorder == "big":
        numbers.byteswap()
    db.execute("INSERT INTO sketches VALUES (?, ?)", (run, numbers.tobytes()))


def sketches_of(db: sqlite3.Connection, articles: Iterable[str] | None = None) -> dict[str, tuple[int, ...]]:
    """The sketch of each current report, or of these, by the article's id."""
    if articles is None:
        found = db.execute("SELECT c.article_id, k.sketch FROM current_runs AS c JOIN sketches AS k ON k.run_id = c.id").fetchall()
    else:
        sql = """SELECT i.article_id, k.sketch FROM (SELECT DISTINCT article_id, run_id FROM current_index
            WHERE article_id IN (SELECT value FROM json_each(?))) AS i JOIN sketches AS k ON k.run_id = i.run_id"""
        found = db.execute(sql, (dump(sorted(set(articles))),)).fetchall()
    return {article: _numbers(kept) for article, kept in found}


def _numbers(kept: bytes) -> tuple[int, ...]:
    numbers = array("I", kept)
    if sys.byteorder == "big":
        numbers.byteswap()
    return tuple(numbers)
