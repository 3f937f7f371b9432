"""The style sheet, and the page about the API."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from onrecord.web.page import render, site


def style(request: Request) -> Response:
    """The one style sheet; browsers keep it under its hash."""
    kept = {"cache-control": "public, max-age=31536000, immutable"} if request.query_params.get("v") == site(request).style[1] else {}
    return Response(site(request).style[0], media_type="text/css; charset=utf-8", headers=kept)


def api_page(request: Request) -> Response:
    """What the API offers, for people."""
    from onrecord.web.routes import API

    return render(request, "api.html", api=[(a.path.replace(":path", "").replace(":int", ""), a.summary, a.query) for a in API])
