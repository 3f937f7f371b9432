"""The door, where the server is bound to more than this machine: the access token, once, kept in a cookie."""

from __future__ import annotations

import hmac
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.web.guard import COOKIE
from onrecord.web.page import render, site


def page(request: Request) -> Response:
    """The form."""
    return render(request, "enter.html", wrong=False)


async def enter(request: Request) -> Response:
    """Check the token."""
    token = site(request).token
    form = dict(parse_qsl((await request.body()).decode("utf-8", "replace"), max_num_fields=8))
    if token is None or not hmac.compare_digest(form.get("token", "").strip().encode(), token.encode()):
        return render(request, "enter.html", status=403, wrong=True)
    response = RedirectResponse("/", 303)
    response.set_cookie(COOKIE, token, httponly=True, samesite="strict", path="/", secure=request.url.scheme == "https")
    return response
