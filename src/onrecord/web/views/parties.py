"""Everybody who speaks, most quoted first."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from onrecord.web.asked import asked_filters, asked_page, filters_shown
from onrecord.web.page import as_json, render, site


def page(request: Request) -> Response:
    """The page."""
    return render(request, "parties.html", **data(request))


def api(request: Request) -> Response:
    """The same as JSON."""
    return as_json(data(request))


def data(request: Request) -> dict[str, Any]:
    """A page of speakers."""
    wanted, filters = asked_page(request, 50), asked_filters(request)
    here = site(request)
    rows: list[dict[str, Any]] = here.keep(
        ("speakers", filters, wanted), lambda: list(here.library.archive.speakers(filters, limit=wanted.size + 1, offset=wanted.offset))
    )
    shown = rows[: wanted.size]
    return {"filters": filters_shown(filters), "number": wanted.number, "more": len(rows) > wanted.size, "speakers": shown}
