"""Of a party, an outlet or a question with very many statements, look at the newest (or oldest) first: the page asked for is there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

import orjson

from onrecord.archive.filters import OUTLET, PARTY, QUESTION, STANCES, Condition, stance_of

FIRST = 4
"""Of so many times the rows that are wanted the days are looked at first: other conditions leave some out."""

MORE = 8
"""Where they did not do, so many times as many are looked at next: all together little more than looking at everything at once."""


def narrowed(db: sqlite3.Connection, found: Sequence[Condition], order: str, rows: int) -> Iterator[list[Condition]]:
    """The conditions, held to ever more days from the newest (order "newest") or oldest on; at last as they are.

    Whoever finds as many rows as wanted under one of them has found the right ones: what it leaves out comes later in that order.
    """
    if any(_keyed(c) for c in found):
        many = FIRST * max(1, rows)
        while (day := _day(db, found, order, many)) is not None:
            yield [_held(c, order, day) for c in found]
            many *= MORE
    yield list(found)


def _keyed(condition: Condition) -> bool:
    return condition[0] in (PARTY, OUTLET, QUESTION) or (stance_of(condition) or "").startswith("question = ?")


def _day(db: sqlite3.Connection, found: Sequence[Condition], order: str, many: int) -> str | None:
    """The day by which every condition has so many rows; None where one of them has fewer, which are soon looked at."""
    days: list[str] = []
    for condition in found:
        if _keyed(condition):
            day = _day_of(db, condition, order, many)
            if day is None:
                return None
            days.append(day)
    return min(days) if order == "newest" else max(days)


def _day_of(db: sqlite3.Connection, condition: Condition, order: str, many: int) -> str | None:
    sql, values = condition
    if sql == PARTY:
        asked = [('current_parties WHERE role = ? AND "key" = ?', [values[0], key]) for key in orjson.loads(values[1])]
    elif sql == OUTLET:
        asked = [("current_index WHERE outlet = ?", [outlet]) for outlet in orjson.loads(values[0])]
    else:
        table = "current_stances WHERE question = ? AND stance = ? AND statement_row IS NOT NULL"
        asked = [(table, [values[0], stance]) for stance in values[1:] or STANCES]
    by = "DESC" if order == "newest" else "ASC"
    days: list[str] = []
    for table, given in asked:
        row = db.execute(
            f"SELECT earliest FROM {table} AND earliest > '' ORDER BY earliest {by} LIMIT 1 OFFSET ?",  # noqa: S608
            [*given, many - 1],
        ).fetchone()
        if row is not None:
            days.append(row[0])
    if not days:
        return None
    return max(days) if order == "newest" else min(days)


def _held(condition: Condition, order: str, day: str) -> Condition:
    sql, values = condition
    if not _keyed(condition):
        return condition
    bound = ">= ?" if order == "newest" else "<= ?"
    if sql in (OUTLET, QUESTION):
        return f"{sql} AND c.earliest > '' AND c.earliest {bound}", [*values, day]
    return f"{sql[:-1]} AND earliest > '' AND earliest {bound})", [*values, day]
