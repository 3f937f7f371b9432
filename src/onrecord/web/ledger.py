"""All current positions with who tells them, and what became of each: read once for each state of the archive.

The rows come from the archive's tables and its indexes of what holds; only those that a person's correction touches are asked of the views,
which decide anew for every row.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson

from onrecord.align.changes import Change, Dated, find_changes, teller
from onrecord.archive.fold import fold_words
from onrecord.model import Position, Span
from onrecord.web.library import Library

Row = dict[str, Any]

CHANGES = ("changed", "condition added", "condition dropped", "condition changed")
"""The kinds of move by which a holder stands differently from before."""

WORDINGS = {
    "first seen": "first seen", "reaffirmed": "reaffirmed", "changed": "changed", "condition added": "condition added",
    "condition dropped": "condition dropped", "condition changed": "condition changed", "reported differently": "reported differently",
    "claimed": "claimed by others",
}  # fmt: skip
"""The kinds of move, and how they are put for people."""

_POSITIONS = """SELECT c.position_row, c.position_id AS position, c.statement_row, c.question, c.holder, c.holder_id, c.stance,
    p.condition, p.condition_start,
    p.condition_end, p.evidence, p.evidence_spans, c.earliest, c.latest, c.outlet, r.published AS date, r.inferred AS date_inferred, r.url,
    r.title, p.statement_id AS statement, r.text_sha256, c.article_id AS article, c.run_id AS run, p.score, p.how, r.model, r.added_at,
    NULL AS corrected_by
    FROM current_stances AS c JOIN positions AS p ON p.row = c.position_row JOIN runs AS r ON r.id = c.run_id"""
_CORRECTED = """SELECT p.position_row, c.position_id AS position, p.statement_row, p.question, p.holder, p.holder_id, p.stance,
    p.condition, p.condition_start,
    p.condition_end, p.evidence, p.evidence_spans, p.earliest, p.latest, p.outlet, p.date, p.date_inferred, p.url,
    p.title, p.statement_id AS statement, p.text_sha256, p.article_id AS article, p.run_id AS run, p.score, p.how, p.model, r.added_at,
    p.corrected_by
    FROM current_positions AS p JOIN current_stances AS c ON c.position_row = p.position_row JOIN runs AS r ON r.id = p.run_id
    WHERE p.corrected_by IS NOT NULL"""
_TELLERS = """WITH RECURSIVE chain (first, depth, row, run, parent) AS (
        SELECT DISTINCT s.row, 0, s.row, s.run_id, s.parent FROM current_stances AS c CROSS JOIN statements AS s ON s.row = c.statement_row
        UNION ALL
        SELECT first, depth + 1, p.row, p.run_id, p.parent FROM chain CROSS JOIN statements AS p
        ON p.run_id = chain.run AND p.id = chain.parent WHERE depth < 5
    )
    SELECT chain.first, chain.row, c.speaker, p.acts_for FROM chain CROSS JOIN current_index AS c ON c.statement_row = chain.row
    CROSS JOIN statements AS s ON s.row = chain.row CROSS JOIN parties AS p ON p.row = s.speaker_row
    WHERE c.speaker_status = 'resolved' AND c.speaker IS NOT NULL ORDER BY chain.first, chain.depth"""


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """rows: the current positions, oldest first, the undated last, those of withdrawn reports left out; each has `teller` and `side`, who
    says what shows it and for whom. withdrawn: those of withdrawn reports. days: those on which the reports were published."""

    rows: list[Row]
    withdrawn: list[Row]
    days: list[str]

    @cached_property
    def moves(self) -> list[Row]:
        """What became of each holder's position, oldest first: kind, holder, question, now and before as rows, last_seen, between."""
        with unswept():
            dated = [_dated(n, r) for n, r in enumerate(self.rows) if r["earliest"]]
            found = [self._move(c) for c in find_changes(dated, self.days)]
            return sorted(found, key=lambda m: (m["date"], m["holder"], m["now"]["position_row"]))

    @cached_property
    def _by_question(self) -> dict[str, list[Row]]:
        return _grouped(self.moves)

    @cached_property
    def rows_by_question(self) -> dict[str, list[Row]]:
        """The positions of each question."""
        return _grouped(self.rows)

    @cached_property
    def _by_statement(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in (*self.rows, *self.withdrawn):
            found[row["statement"]].append(row)
        return dict(found)

    def of_statements(self, ids: Iterable[str]) -> dict[str, list[Row]]:
        """The positions that statements carry, by the statement's id."""
        return {i: self._by_statement[i] for i in ids if i in self._by_statement}

    def acts(self, article: str) -> list[Row]:
        """The positions that a report's acts show, which no statement carries."""
        return [row for row in (*self.rows, *self.withdrawn) if row["statement"] is None and row["article"] == article]

    def of_question(self, question: str) -> list[Row]:
        """The moves on a question, oldest first."""
        return self._by_question.get(question, [])

    def _move(self, c: Change) -> Row:
        return {
            "kind": c.kind,
            "date": c.now.date,
            "holder": c.holder,
            "question": c.question,
            "now": self.rows[int(c.now.source)],
            "before": self.rows[int(c.before.source)] if c.before is not None else None,
            "last_seen": c.last_seen,
            "between": c.between,
        }


def stands(moves: Sequence[Row]) -> list[Row]:
    """Where each holder stood last, by its own side's account, those with most positions first: the moves that put it there, with `count`
    of its positions. A holder of whom only others speak stands where they last claimed."""
    last: dict[str, Row] = {}
    count: dict[str, int] = defaultdict(int)
    for move in moves:
        count[move["holder"]] += 1
        known = last.get(move["holder"])
        if move["kind"] != "claimed" or known is None or known["kind"] == "claimed":
            last[move["holder"]] = move
    return sorted(({**m, "count": count[h]} for h, m in last.items()), key=lambda m: (-m["count"], m["holder"]))


@contextmanager
def unswept() -> Iterator[None]:
    """Without the collector of garbage: where millions of things are made and none thrown away, it looks through them again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def read_ledger(library: Library) -> Ledger:
    """The positions of the archive as it is now."""
    with unswept():
        return _read(library)


def _read(library: Library) -> Ledger:
    rows = library.rows(_POSITIONS) + library.rows(_CORRECTED)
    sql = "SELECT article_id, reason FROM standing_corrections WHERE kind = 'withdrawn-report'"
    withdrawn = {r["article_id"]: r["reason"] for r in library.rows(sql)}
    told = _tellers(library)
    kept: list[Row] = []
    gone: list[Row] = []
    for row in rows:
        row["withdrawn"] = withdrawn.get(row["article"])
        row["spans"] = orjson.loads(row.pop("evidence_spans"))
        row["teller"], row["side"] = teller(_position(row), told.get(row.pop("statement_row"), ()))
        (gone if row["article"] in withdrawn else kept).append(row)
    kept.sort(key=in_order)
    return Ledger(rows=kept, withdrawn=gone, days=library.archive.report_days())


def in_order(row: Row) -> tuple[bool, str, str, int]:
    """Oldest first, the undated last."""
    return row["earliest"] is None, row["earliest"] or "", row["article"], row["position_row"]


def holder_test(library: Library, who: str | None) -> Callable[[Row], bool]:
    """Whether a position is of the holder whom an id, a name or alias, or whole words of a name mean."""
    if who is None:
        return lambda _: True
    ids, names = library.parties_named(who)
    folded = fold_words(who)

    def fits(row: Row) -> bool:
        name = fold_words(row["holder"])
        return row["holder_id"] in ids or name in names or row["holder_id"] == who or (bool(folded) and f" {folded} " in f" {name} ")

    return fits


def _tellers(library: Library) -> dict[int, list[tuple[str, str | None]]]:
    """For each statement that carries a position its speaker with the side spoken for, then those of the statements it is reported in."""
    corrected = {
        r["statement_row"]: (r["speaker"], r["acts_for"])
        for r in library.statement_rows(
            [r["row"] for r in library.rows("SELECT DISTINCT statement_row AS row FROM attachments") if r["row"]]
        )
    }
    found: dict[int, list[tuple[str, str | None]]] = defaultdict(list)
    for r in library.rows(_TELLERS):
        found[r["first"]].append(corrected.get(r["row"]) or (r["speaker"], r["acts_for"]))
    return found


def _grouped(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["question"]].append(row)
    return dict(found)


def _position(row: Row) -> Position:
    condition = None
    if row["condition"] is not None and row["condition_start"] is not None:
        condition = Span(start=row["condition_start"], end=row["condition_end"], text=row["condition"])
    return Position(
        statement=row["statement"], question=row["question"], holder=row["holder"], holder_id=row["holder_id"], stance=row["stance"],
        condition=condition, score=row["score"], how=row["how"],
        evidence=(Span(start=row["spans"][0][0], end=row["spans"][-1][1], text=row["evidence"]),) if row["spans"] else (),
    )  # fmt: skip


def _dated(number: int, row: Row) -> Dated:
    """The row as the comparison wants it; its number travels as the source, so that the row is found again."""
    exact = row["earliest"] == row["latest"]
    return Dated(
        date=row["earliest"] if exact else (row["date"] or "")[:10] or row["earliest"],
        outlet=row["outlet"],
        source=str(number),
        article=row["article"],
        position=_position(row),
        quote=row["evidence"],
        speaker=row["teller"],
        side=row["side"],
        earliest=row["earliest"],
        latest=row["latest"],
        inferred=row["date"] is None and row["date_inferred"] is not None and not exact,
    )
