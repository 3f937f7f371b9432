"""Statements that may carry the same words as others: those that share most of their telling words, by the index of words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import log
from typing import Any

import orjson

from onrecord.archive.ask import by_rows, statement_values
from onrecord.archive.fold import fold_words

Row = dict[str, Any]

COMMON = 1000
"""A word that more statements have tells too little alone; in pairs with the next it may."""

MOST = 40
"""Statements that are handed on: those that share most."""


def near_statements(db: sqlite3.Connection, words: Sequence[str], *, most: int = MOST) -> Iterator[Row]:
    """The current statements that share most of these words, those first that share the rarest; words: the most telling first.

    Where there are two words or more, two must be shared.
    """
    found = _scores(db, list(dict.fromkeys(f for w in words if (f := fold_words(w)))))
    rows = sorted(found, key=lambda row: (-found[row], row))[:most]
    known = {r["statement_row"]: r for r in db.execute(by_rows("current_statements", "statement_row", rows))}
    for row in rows:
        if row in known:
            yield statement_values(known[row])


def _scores(db: sqlite3.Connection, words: Sequence[str]) -> dict[int, float]:
    """For each statement that shares two of the words how much they tell together."""
    total = max(2, db.execute("SELECT COALESCE(max(row), 1) FROM statements").fetchone()[0])
    scores: dict[int, float] = {}
    shared: dict[int, int] = {}
    common: list[str] = []

    def note(rows: Sequence[int], words_in: int) -> None:
        worth = log(1 + total / (1 + len(rows)))
        for row in rows:
            scores[row] = scores.get(row, 0.0) + worth
            shared[row] = shared.get(row, 0) + words_in

    for word in words:
        rows = _having(db, f'"{word}"', COMMON + 1)
        if len(rows) > COMMON:
            common.append(word)
        else:
            note(rows, 1)
    for a, b in combinations(common[:4], 2):
        rows = _having(db, f'"{a}" AND "{b}"', COMMON + 1)
        if len(rows) <= COMMON:
            note(rows, 2)
    least = min(2, len(words))
    return {row: score for row, score in scores.items() if shared[row] >= least}


def _having(db: sqlite3.Connection, query: str, most: int) -> list[int]:
    sql = "SELECT json_group_array(rowid) FROM (SELECT rowid FROM statement_words WHERE statement_words MATCH ? LIMIT ?)"
    found: list[int] = orjson.loads(db.execute(sql, (query, most)).fetchone()[0])
    return found
