"""What the archive dates: events and the statements whose time of saying is known, as rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson

from onrecord.archive.filters import Condition, Filters, conditions, date_conditions, outlet_condition, party_keys
from onrecord.archive.fold import fold_words
from onrecord.archive.pack import dump
from onrecord.model import Record

Row = dict[str, Any]

DATED_COLUMNS = (
    "kind", "edtf", "earliest", "latest", "basis", "words", "speaker", "participants", "statement", "outlet", "date", "date_inferred",
    "url", "title", "source", "start", "end", "context", "context_start", "text_sha256", "article", "run", "model",
)  # fmt: skip

AROUND = 300
"""Characters of the report that a row carries on either side of its words, so that they can be shown in their sentence."""


def ask_dated(db: sqlite3.Connection, wanted: Filters, *, limit: int | None = None) -> Iterator[Row]:
    """The dated events and statements that the filters want, oldest first; those of withdrawn reports are left out.

    An event counts by whom the report names in it (`about`), by its words, outlet and time; filters that only a statement can meet
    (speaker, side, addressee, question, stance, kind) find the events told inside such a statement. limit: of each of the two kinds.
    """
    rows = [*_statements(db, wanted, limit), *_events(db, wanted, limit)]
    rows.sort(key=lambda r: (r["earliest"] or r["latest"] or "9999", r["latest"] or "9999", r["article"], r["start"]))
    yield from rows if limit is None else rows[:limit]


def _statements(db: sqlite3.Connection, wanted: Filters, limit: int | None) -> Iterator[Row]:
    found = conditions(db, wanted)
    where = " AND ".join(["c.part <> 'link'", *(c[0] for c in found)])
    values = [v for c in found for v in c[1]]
    sql = f"""SELECT s.row FROM current_index AS c JOIN statements AS s ON s.row = c.statement_row
        WHERE s.said IS NOT NULL AND {where} ORDER BY c.earliest IS NULL, c.earliest, c.article_id, c.start LIMIT ?"""  # noqa: S608
    rows = [r[0] for r in db.execute(sql, [*values, -1 if limit is None else limit])]
    sql = f"""SELECT 'statement' AS kind, n.said_date AS edtf, s.said_earliest AS earliest, s.said_latest AS latest,
        json_extract(s.said_span, '$.basis') AS basis, n.words, COALESCE(n.speaker, NULLIF(n.source, '')) AS speaker,
        NULL AS participants, n.statement_id AS statement, {_REPORT}, n.start, n."end", '' AS context, n.start AS context_start,
        n.text_sha256, n.article_id AS article, n.run_id AS run, n.model
        FROM current_statements AS n JOIN statements AS s ON s.row = n.statement_row JOIN runs AS r ON r.id = n.run_id
        WHERE n.withdrawn IS NULL AND n.statement_row IN (SELECT value FROM json_each(?))"""  # noqa: S608
    yield from (dict(r) for r in db.execute(sql, (dump(rows),)))


def _events(db: sqlite3.Connection, wanted: Filters, limit: int | None) -> Iterator[Row]:
    found: list[Condition] = date_conditions(wanted.since, wanted.until)
    found = [(sql.replace("c.", "e."), values) for sql, values in found]
    if wanted.outlet is not None:
        sql, values = outlet_condition(db, wanted.outlet)
        found.append((sql.replace("c.", "r."), values))
    if wanted.article is not None:
        found.append(("r.article_id = ?", [wanted.article]))
    for word in fold_words(wanted.words or "").split():
        found.append(("(' ' || fold(e.text)) LIKE ?", [f"% {word}%"]))
    if wanted.about is not None:
        ids, names = party_keys(db, wanted.about)
        found.append(
            (
                """EXISTS (SELECT 1 FROM json_each(e.participants) AS p
                WHERE json_extract(p.value, '$.id') IN (SELECT value FROM json_each(?))
                OR fold(COALESCE(json_extract(p.value, '$.name'), '')) IN (SELECT value FROM json_each(?)))""",
                [dump(ids), dump(names)],
            )
        )
    telling = replace(wanted, about=None, outlet=None, since=None, until=None, words=None, article=None)
    if telling != Filters():
        inside = conditions(db, telling)
        where = " AND ".join(c[0] for c in inside)
        account = f"(e.run_id, e.account) IN (SELECT c.run_id, c.statement_id FROM current_index AS c WHERE {where})"  # noqa: S608
        found.append((account, [v for c in inside for v in c[1]]))
    where = " AND ".join(["1", *(c[0] for c in found)])
    values = [v for c in found for v in c[1]]
    sql = f"""SELECT 'event' AS kind, e.edtf, e.earliest, e.latest, e.basis, e.text AS words, n.speaker, e.participants,
        e.account AS statement, {_REPORT}, e.start, e."end",
        substr(t.text, max(1, e.start + 1 - {AROUND}), e."end" - e.start + 2 * {AROUND}) AS context,
        max(0, e.start - {AROUND}) AS context_start, r.text_sha256, r.article_id AS article, r.id AS run, r.model
        FROM events AS e JOIN current_runs AS r ON r.id = e.run_id JOIN texts AS t ON t.sha256 = r.text_sha256
        LEFT JOIN current_index AS n ON n.run_id = e.run_id AND n.statement_id = e.account
        WHERE {where} AND NOT EXISTS
        (SELECT 1 FROM standing_corrections AS k WHERE k.kind = 'withdrawn-report' AND k.article_id = r.article_id)
        ORDER BY COALESCE(e.earliest, e.latest, '9999'), r.id, e.number LIMIT ?"""  # noqa: S608
    for row in db.execute(sql, [*values, -1 if limit is None else limit]):
        made = dict(row)
        made["participants"] = orjson.loads(made["participants"])
        yield made


_REPORT = """r.outlet, r.published AS date, r.inferred AS date_inferred, r.url, r.title,
    (SELECT source FROM captures AS x WHERE x.article_id = r.article_id ORDER BY x.id LIMIT 1) AS source"""


def report_days(db: sqlite3.Connection, outlet: str | None = None) -> list[str]:
    """The days of publication of the current reports, stated or inferred (then the earliest), in order; undated ones are left out."""
    found = [outlet_condition(db, outlet)] if outlet is not None else []
    where = " AND ".join(["day IS NOT NULL", *(c[0] for c in found)])
    sql = f"""SELECT COALESCE(c.published_earliest, c.inferred_earliest) AS day FROM current_runs AS c
        WHERE {where} ORDER BY day"""  # noqa: S608
    return [r[0] for r in db.execute(sql, [v for c in found for v in c[1]])]


def current_records(db: sqlite3.Connection, outlet: str | None = None) -> Iterator[Record]:
    """The records of the current runs as the machine made them, in order of arrival."""
    from onrecord.archive.unpack import unpack_run

    found = [outlet_condition(db, outlet)] if outlet is not None else []
    where = " AND ".join(["1", *(c[0] for c in found)])
    sql = f"SELECT c.id FROM current_runs AS c WHERE {where} ORDER BY c.first_run"  # noqa: S608
    for row in db.execute(sql, [v for c in found for v in c[1]]).fetchall():
        yield unpack_run(db, row[0])
