"""The reports that the archive holds, with their texts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import orjson

from onrecord.archive.filters import Condition, outlet_condition

Row = dict[str, Any]

REPORT_COLUMNS = (
    "article", "source", "outlet", "date", "date_basis", "date_inferred", "earliest", "latest", "url", "title", "language", "statements",
    "text_sha256", "run", "model", "withdrawn", "blocks", "text",
)  # fmt: skip


def ask_reports(db: sqlite3.Connection, *, outlet: str | None = None, since: str | None = None, until: str | None = None) -> Iterator[Row]:
    """The current reports, oldest first, by the time of their publication. since, until: first and last day, ISO."""
    found: list[Condition] = [outlet_condition(db, outlet)] if outlet is not None else []
    if since is not None:
        found.append(("latest >= ?", [since]))
    if until is not None:
        found.append(("earliest <= ?", [until]))
    where = " AND ".join(["1", *(f[0] for f in found)])
    sql = f"""SELECT c.article_id AS article, (SELECT source FROM captures AS x WHERE x.article_id = c.article_id ORDER BY x.id LIMIT 1) AS source,
        c.outlet, c.published AS date, COALESCE(c.published_basis, CASE WHEN c.inferred IS NOT NULL THEN 'inferred' END) AS date_basis,
        c.inferred AS date_inferred, COALESCE(c.published_earliest, c.published_latest, c.inferred_earliest) AS earliest,
        COALESCE(c.published_latest, c.published_earliest, c.inferred_latest) AS latest, c.url, c.title, c.language,
        (SELECT count(*) FROM current_index AS i WHERE i.article_id = c.article_id) AS statements, c.text_sha256, c.id AS run, c.model,
        (SELECT k.reason FROM standing_corrections AS k WHERE k.kind = 'withdrawn-report' AND k.article_id = c.article_id) AS withdrawn,
        json_extract(c.head, '$.blocks') AS blocks, t.text
        FROM current_runs AS c JOIN texts AS t ON t.sha256 = c.text_sha256
        WHERE {where} ORDER BY earliest IS NULL, earliest, c.first_run"""  # noqa: S608, E501
    for row in db.execute(sql, [v for f in found for v in f[1]]):
        made = dict(row)
        made["blocks"] = [(b["start"], b["end"], b["kind"]) for b in orjson.loads(made["blocks"] or "[]")]
        yield {name: made[name] for name in REPORT_COLUMNS}


def outlets_like(db: sqlite3.Connection, outlet: str | None) -> list[str]:
    """The outlets that a name, or whole words of one, may mean; None: all."""
    if outlet is None:
        return [r[0] for r in db.execute("SELECT outlet FROM outlets ORDER BY outlet")]
    found: list[str] = orjson.loads(outlet_condition(db, outlet)[1][0])
    return sorted(found)
