"""The files that pages load, and the page about the API."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from onrecord.web.asked import NotFound
from onrecord.web.page import as_json, keep_json, keep_page, site


def static(request: Request) -> Response:
    """A style sheet or script of this server's own; browsers keep it under its hash."""
    found = site(request).static.get(request.path_params["name"])
    if found is None:
        raise NotFound("There is no such page.")
    body, kind, known = found
    kept = {"cache-control": "public, max-age=31536000, immutable"} if request.query_params.get("v") == known else {}
    return Response(body, media_type=kind, headers=kept)


def api_page(request: Request) -> Response:
    """What the API offers, for people."""
    return keep_page(request, "api.html", _addresses)


def openapi(request: Request) -> Response:
    """The OpenAPI document."""
    from onrecord.web.openapi import describe

    return keep_json(request, lambda r: describe(site(r).library))


def schema(_: Request) -> Response:
    """The JSON Schema of a record."""
    from onrecord.record import schema as record_schema

    return as_json(record_schema(), media_type="application/schema+json")


def _addresses(_: Request) -> dict[str, Any]:
    from onrecord.web.openapi import addresses

    return {"groups": addresses()}
