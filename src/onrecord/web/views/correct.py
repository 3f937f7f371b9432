"""Corrections by programs, as JSON.

A browser sends neither a bearer nor a header of ours to another site's server without asking it first, and this server says no. So a change
needs the access token as a bearer, or, where the server has none, the token of `/api/token` with the cookie that came with it.
"""

from __future__ import annotations

import hmac
from typing import Any

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from onrecord.errors import UserError
from onrecord.web.page import as_json, site
from onrecord.web.views.corrections import FIELDS, LONGEST, Forged, store, take_back

HEADER = "x-onrecord-token"


def token(request: Request) -> Response:
    """The token for changes by this client; it holds with the cookie that comes with it."""
    here = site(request)
    response = as_json({"token": here.tokens.make(request), "header": HEADER})
    here.tokens.remember(request, response)
    return response


async def add(request: Request) -> Response:
    """Take a correction: `kind`, `author`, `reason`, and what the kind needs."""
    found = await _body(request)
    kind = found.pop("kind", "")
    if kind not in FIELDS:
        raise UserError(f"kind: one of {', '.join(FIELDS)}")
    author, reason = found.pop("author", ""), found.pop("reason", "")
    if unknown := set(found) - set(FIELDS[kind]):
        raise UserError(f"{', '.join(sorted(unknown))}: not for a correction of this kind, which takes {', '.join(FIELDS[kind])}")
    made = await run_in_threadpool(store, site(request), kind, author, reason, found)
    return as_json({"id": made}, 201)


async def withdraw(request: Request) -> Response:
    """Take a correction back: `author` and `reason`."""
    found = await _body(request)
    if unknown := set(found) - {"author", "reason"}:
        raise UserError(f"{', '.join(sorted(unknown))}: only author and reason are wanted")
    correction = request.path_params["id"]
    await run_in_threadpool(take_back, site(request), correction, found.get("author", ""), found.get("reason", ""))
    return as_json({"id": correction})


async def _body(request: Request) -> dict[str, str]:
    """The object that was sent. Raises UserError where it is none, Forged without a token."""
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
        raise UserError("JSON is wanted (content-type: application/json)")
    body = await request.body()
    here = site(request)
    if not (_bearer(request, here.token) or here.tokens.holds(request, request.headers.get(HEADER, ""))):
        raise Forged(f"a change needs the access token as a bearer, or the token of /api/token in {HEADER} with its cookie")
    try:
        found: Any = orjson.loads(body)
    except orjson.JSONDecodeError as e:
        raise UserError("this is no JSON") from e
    if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
        raise UserError("an object of texts is wanted")
    if any(len(v) > LONGEST or "\x00" in v for v in found.values()):
        raise UserError("a value is too long, or not text")
    return {k: v.strip() for k, v in found.items() if v.strip()}


def _bearer(request: Request, token: str | None) -> bool:
    given = request.headers.get("authorization", "")
    return token is not None and given.startswith("Bearer ") and hmac.compare_digest(given[7:].strip().encode(), token.encode())
