"""Search: words and filters over the statements, with facets to go on from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from onrecord.archive import Filters
from onrecord.web.asked import asked_filters, asked_page, asked_text, filters_shown
from onrecord.web.library import Library
from onrecord.web.page import keep_json, keep_page, site
from onrecord.web.surroundings import surround

ORDERS = {"newest": "newest first", "oldest": "oldest first", "rank": "best first"}
"""The orders, and how they are put. With one word the best is merely the shortest: newest first unless asked for."""


def page(request: Request) -> Response:
    """The page."""
    return keep_page(request, "search.html", data)


def api(request: Request) -> Response:
    """The same as JSON."""
    return keep_json(request, data)


def data(request: Request) -> dict[str, Any]:
    """The statements that are asked for."""
    here, wanted, filters = site(request), asked_page(request), asked_filters(request)
    library, archive = here.library, here.library.archive
    order: Any = asked_text(request, "order")
    order = order if order in ORDERS else "newest"
    rows = list(archive.statements(filters, order=order, limit=wanted.size + 1, offset=wanted.offset))
    shown = rows[: wanted.size]
    surround(library, shown)
    divided = (lambda: facets(library, filters)) if filters != Filters() else (lambda: facets_of_all(library))
    return {
        "filters": filters_shown(filters),
        "order": order,
        "total": archive.count(filters),
        "number": wanted.number,
        "more": len(rows) > wanted.size,
        "statements": shown,
        "carried": here.ledger.of_statements(r["id"] for r in shown),
        "facets": here.kept.get(("facets", filters), divided),
    }


def facets(library: Library, filters: Filters) -> dict[str, list[dict[str, Any]]]:
    """How the statements that are asked for divide: speakers, outlets, years, questions with stances, kinds."""
    with_db = library.conditions(filters)
    where = " AND ".join(["1", *(c[0] for c in with_db)])
    values = [v for c in with_db for v in c[1]]
    columns = "c.statement_row, c.speaker, c.speaker_id, c.speaker_status, c.outlet, c.earliest, c.kind"
    inner = f"SELECT {columns} FROM current_index AS c WHERE {where}"  # noqa: S608 - conditions of the archive's own making
    sql = f"""WITH found AS MATERIALIZED ({inner})
        SELECT * FROM (SELECT 'speaker' AS facet, speaker AS value, speaker_id AS id, count(*) AS n FROM found WHERE speaker IS NOT NULL
            AND speaker_status = 'resolved' GROUP BY speaker, speaker_id ORDER BY n DESC, value LIMIT 10)
        UNION ALL SELECT * FROM (SELECT 'outlet', outlet, NULL, count(*) AS n FROM found WHERE outlet IS NOT NULL GROUP BY outlet ORDER BY n DESC, outlet LIMIT 10)
        UNION ALL SELECT * FROM (SELECT 'year', substr(earliest, 1, 4) AS y, NULL, count(*) AS n FROM found WHERE earliest IS NOT NULL GROUP BY y ORDER BY y DESC LIMIT 10)
        UNION ALL SELECT 'kind', kind, NULL, count(*) FROM found GROUP BY kind
        UNION ALL SELECT 'stance', s.question || ' ' || s.stance, NULL, count(DISTINCT s.statement_row) FROM current_stances AS s
            WHERE s.statement_row IN (SELECT statement_row FROM found) GROUP BY s.question, s.stance"""  # noqa: S608, E501
    return _facets(library.rows(sql, *values))


def facets_of_all(library: Library) -> dict[str, list[dict[str, Any]]]:
    """The same of all statements, each part from the index that answers it without looking at a row."""
    sql = """SELECT * FROM (SELECT 'speaker' AS facet, min(speaker) AS value, speaker_id AS id, count(*) AS n FROM current_index
            WHERE speaker_key IN (SELECT speaker_key FROM current_index WHERE speaker_key IS NOT NULL GROUP BY speaker_key
                ORDER BY count(*) DESC LIMIT 30) AND speaker_id IS NOT NULL
            GROUP BY speaker_key ORDER BY n DESC, value LIMIT 10)
        UNION ALL SELECT * FROM (SELECT 'outlet', outlet, NULL, count(*) AS n FROM current_index WHERE outlet IS NOT NULL GROUP BY outlet ORDER BY n DESC, outlet LIMIT 10)
        UNION ALL SELECT * FROM (SELECT 'year', substr(earliest, 1, 4) AS y, NULL, count(*) AS n FROM current_index WHERE earliest IS NOT NULL GROUP BY y ORDER BY y DESC LIMIT 10)
        UNION ALL SELECT 'kind', kind, NULL, count(*) FROM current_index GROUP BY kind
        UNION ALL SELECT 'stance', question || ' ' || stance, NULL, count(DISTINCT statement_row) FROM current_stances
            WHERE statement_row IS NOT NULL GROUP BY question, stance"""  # noqa: E501
    return _facets(library.rows(sql))


def _facets(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {"speaker": [], "outlet": [], "year": [], "kind": [], "stance": []}
    for row in rows:
        found[row["facet"]].append({"value": row["value"], "id": row["id"], "n": row["n"]})
    return found


def everything(library: Library, filters: Filters, limit: int) -> list[dict[str, Any]]:
    """The newest statements that are asked for, for a feed or a table."""
    return list(library.archive.statements(replace(filters), order="newest", limit=limit))
