"""The front page: search, what is new, where holders stand now, who is quoted most this month of the archive."""

from __future__ import annotations

from calendar import monthrange
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from onrecord.archive import Filters
from onrecord.web.library import Library
from onrecord.web.page import as_json, render, site


def data(request: Request) -> dict[str, Any]:
    """What the front page says."""
    here = site(request)
    found: dict[str, Any] = here.keep("front", lambda: _gather(here.library))
    return found


def page(request: Request) -> Response:
    """The page."""
    return render(request, "front.html", **data(request))


def api(request: Request) -> Response:
    """The same as JSON."""
    return as_json(data(request))


def _gather(library: Library) -> dict[str, Any]:
    counts = library.counts()
    month = (counts["last"] or "")[:7] or None
    spoken: list[dict[str, Any]] = []
    if month:
        year, number = int(month[:4]), int(month[5:7])
        wanted = Filters(since=f"{month}-01", until=f"{month}-{monthrange(year, number)[1]:02}")
        spoken = [s for s in library.archive.speakers(wanted, limit=40) if s["speaker_id"]][:10]
    return {
        "counts": counts,
        "month": month,
        "new": library.reports(limit=8, order="added"),
        "questions": [{**q, "stances": latest_stances(library, q["question"], limit=8)} for q in library.questions()[:6]],
        "spoken": spoken,
        "outlets": library.outlets()[:12],
    }


def latest_stances(library: Library, question: str, *, limit: int) -> list[dict[str, Any]]:
    """The latest position of each holder on a question, those that the archive has most positions of first."""
    sql = """SELECT * FROM (
            SELECT p.holder, p.holder_id, p.stance, p.condition, p.evidence, p.earliest, p.latest, p.outlet, p.statement_id AS statement,
            p.article_id AS article, count(*) OVER (PARTITION BY p.holder) AS positions,
            row_number() OVER (PARTITION BY p.holder ORDER BY p.earliest IS NULL, p.latest DESC, p.score DESC) AS n
            FROM current_positions AS p WHERE p.question = ?1 AND p.withdrawn IS NULL)
        WHERE n = 1 ORDER BY positions DESC, holder LIMIT ?2"""
    return library.rows(sql, question, limit)
