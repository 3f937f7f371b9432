"""Search: words and filters over the statements, with facets to go on from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from onrecord.archive import Filters
from onrecord.web.asked import Page, asked_filters, asked_page, asked_text, filters_shown
from onrecord.web.library import Library
from onrecord.web.page import as_json, render, site

FACETED = 5000
"""Statements among which facets are counted."""


def page(request: Request) -> Response:
    """The page."""
    return render(request, "search.html", orders=("newest", "oldest", "rank"), **data(request))


def api(request: Request) -> Response:
    """The same as JSON."""
    return as_json(data(request))


def data(request: Request) -> dict[str, Any]:
    """The statements that are asked for."""
    here, wanted, filters = site(request), asked_page(request), asked_filters(request)
    order = asked_text(request, "order") or ("rank" if filters.words else "newest")
    order = order if order in ("newest", "oldest", "rank") else "newest"
    found: dict[str, Any] = here.keep(("search", filters, wanted, order), lambda: _gather(here.library, filters, wanted, order))
    return found


def _gather(library: Library, filters: Filters, wanted: Page, order: Any) -> dict[str, Any]:
    archive = library.archive
    rows = list(archive.statements(filters, order=order, limit=wanted.size + 1, offset=wanted.offset))
    shown = rows[: wanted.size]
    return {
        "filters": filters_shown(filters),
        "order": order,
        "total": archive.count(filters),
        "number": wanted.number,
        "more": len(rows) > wanted.size,
        "statements": shown,
        "carried": library.positions_of([r["id"] for r in shown]),
        "facets": facets(library, filters),
    }


def facets(library: Library, filters: Filters) -> dict[str, list[dict[str, Any]]]:
    """How the statements that are asked for divide: speakers, outlets, years, questions with stances, kinds."""
    with_db = library.conditions(filters)
    where = " AND ".join(["1", *(c[0] for c in with_db)])
    values = [v for c in with_db for v in c[1]]
    inner = f"SELECT c.* FROM current_index AS c WHERE {where}"  # noqa: S608 - conditions of the archive's own making
    sql = f"""WITH found AS MATERIALIZED ({inner})
        SELECT * FROM (SELECT 'speaker' AS facet, speaker AS value, speaker_id AS id, count(*) AS n FROM found WHERE speaker IS NOT NULL
            AND speaker_status = 'resolved' GROUP BY speaker, speaker_id ORDER BY n DESC, value LIMIT 10)
        UNION ALL SELECT * FROM (SELECT 'outlet', outlet, NULL, count(*) AS n FROM found WHERE outlet IS NOT NULL GROUP BY outlet ORDER BY n DESC, outlet LIMIT 10)
        UNION ALL SELECT * FROM (SELECT 'year', substr(earliest, 1, 4) AS y, NULL, count(*) AS n FROM found WHERE earliest IS NOT NULL GROUP BY y ORDER BY y DESC LIMIT 10)
        UNION ALL SELECT 'kind', kind, NULL, count(*) FROM found GROUP BY kind
        UNION ALL SELECT 'stance', s.question || ' ' || s.stance, NULL, count(DISTINCT s.statement_row) FROM current_stances AS s
            WHERE s.statement_row IN (SELECT statement_row FROM found) GROUP BY s.question, s.stance"""  # noqa: S608, E501
    found: dict[str, list[dict[str, Any]]] = {"speaker": [], "outlet": [], "year": [], "kind": [], "stance": []}
    for row in library.rows(sql, *values):
        found[row["facet"]].append({"value": row["value"], "id": row["id"], "n": row["n"]})
    return found


def everything(library: Library, filters: Filters, limit: int) -> list[dict[str, Any]]:
    """The newest statements that are asked for, for a feed or a table."""
    return list(library.archive.statements(replace(filters), order="newest", limit=limit))
