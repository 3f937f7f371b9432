"""All reports, the newest first."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from onrecord.web.asked import asked_page, asked_text
from onrecord.web.page import keep_json, keep_page, site

COLUMNS = ("article", "title", "outlet", "date", "date_inferred", "url", "source", "statements", "positions", "added_at")


def page(request: Request) -> Response:
    """The page."""
    return keep_page(request, "reports.html", data)


def api(request: Request) -> Response:
    """The same as JSON."""
    return keep_json(request, data)


def data(request: Request) -> dict[str, Any]:
    """A page of reports."""
    library, wanted, outlet = site(request).library, asked_page(request, 50), asked_text(request, "outlet")
    rows = library.reports(limit=wanted.size + 1, offset=wanted.offset, outlet=outlet)
    return {
        "outlet": outlet,
        "number": wanted.number,
        "more": len(rows) > wanted.size,
        "reports": rows[: wanted.size],
        "outlets": site(request).kept.get("outlets", library.outlets),
    }
