"""Compare: two reports side by side, or what two outlets carry of the same utterances."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from onrecord.align.compare import compare
from onrecord.align.write import comparison_json
from onrecord.errors import UserError
from onrecord.web.asked import asked_text
from onrecord.web.library import Library
from onrecord.web.page import as_json, render, site
from onrecord.web.views.report import find


def page(request: Request) -> Response:
    """The page."""
    return render(request, "compare.html", **data(request))


def api(request: Request) -> Response:
    """The same as JSON."""
    return as_json(data(request))


def data(request: Request) -> dict[str, Any]:
    """What two reports (`a` and `b`, ids) have in common and not; without `b`, the reports that share most with `a` to choose from."""
    here = site(request)
    a, b = asked_text(request, "a"), asked_text(request, "b")
    found: dict[str, Any] = here.keep(("compare", a, b), lambda: _gather(here.library, a, b))
    return found


def _gather(library: Library, a: str | None, b: str | None) -> dict[str, Any]:
    if a is None and b is not None:
        raise UserError("b: choose the first report (a) too")
    if a is None:
        return {"a": None, "b": None, "near": [], "reports": library.reports(limit=40), "found": None}
    first = find(library, a)
    if b is None:
        head = {"id": first.article.id, "title": first.article.title or first.article.source, "outlet": first.article.outlet}
        return {"a": head, "b": None, "near": near(library, first.article.id), "reports": library.reports(limit=40), "found": None}
    second = find(library, b)
    made = comparison_json(first, second, compare(first, second))
    heads = [
        {"id": r.article.id, "title": r.article.title or r.article.source, "outlet": r.article.outlet,
         "date": r.article.published.edtf if r.article.published else None}
        for r in (first, second)
    ]  # fmt: skip
    return {"a": heads[0], "b": heads[1], "near": [], "reports": [], "found": made}


def near(library: Library, article: str) -> list[dict[str, Any]]:
    """Reports whose speakers and days are this one's: what there is most to compare with."""
    sql = """SELECT r.article_id AS article, r.title, r.outlet, r.published AS date, count(DISTINCT i.speaker) AS speakers
        FROM current_index AS i JOIN current_runs AS r ON r.article_id = i.article_id
        WHERE i.article_id <> ?1 AND i.speaker_id IN (SELECT speaker_id FROM current_index WHERE article_id = ?1 AND speaker_id IS NOT NULL)
        GROUP BY r.article_id
        ORDER BY speakers DESC,
        abs(julianday(r.published_latest) - (SELECT julianday(published_latest) FROM current_runs WHERE article_id = ?1))
        LIMIT 12"""
    return library.rows(sql, article)
