"""Everybody who speaks, most quoted first."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from onrecord.web.asked import asked_filters, asked_page, filters_shown
from onrecord.web.page import keep_json, keep_page, site


def page(request: Request) -> Response:
    """The page."""
    return keep_page(request, "parties.html", data)


def api(request: Request) -> Response:
    """The same as JSON."""
    return keep_json(request, data)


def data(request: Request) -> dict[str, Any]:
    """A page of speakers."""
    wanted, filters = asked_page(request, 50), asked_filters(request)
    rows = list(site(request).library.archive.speakers(filters, limit=wanted.size + 1, offset=wanted.offset))
    return {"filters": filters_shown(filters), "number": wanted.number, "more": len(rows) > wanted.size, "speakers": rows[: wanted.size]}
