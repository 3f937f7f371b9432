"""Who says what carries a position."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from onrecord.archive.pack import dump

Chain = list[tuple[str, str | None]]


def speakers_of(db: sqlite3.Connection, statements: Iterable[str]) -> dict[str, Chain]:
    """For each current statement its resolved speaker with the side spoken for, then those of the statements that it is reported in."""
    sql = """WITH RECURSIVE chain (first, depth, statement_row) AS (
            SELECT c.statement_id, 0, c.statement_row FROM current_index AS c WHERE c.statement_id IN (SELECT value FROM json_each(?))
            UNION ALL
            SELECT chain.first, depth + 1, p.row FROM chain JOIN statements AS s ON s.row = chain.statement_row
            JOIN statements AS p ON p.run_id = s.run_id AND p.id = s.parent WHERE depth < 5
        )
        SELECT chain.first, n.speaker, n.acts_for FROM chain JOIN current_statements AS n ON n.statement_row = chain.statement_row
        WHERE n.speaker_status = 'resolved' AND n.speaker IS NOT NULL ORDER BY chain.first, depth"""
    found: dict[str, Chain] = {}
    for statement, speaker, side in db.execute(sql, (dump(sorted(set(statements))),)):
        found.setdefault(statement, []).append((speaker, side))
    return found
