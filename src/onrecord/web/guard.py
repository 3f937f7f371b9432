"""What stands before every page: who may ask, from where, how much; and what the browser may do with the answer.

Any site that a person visits can reach a server on their own machine through their browser. So the Host header must name this server (else
another name could be pointed at it), and a change is taken only from a page of this server (Origin) that carries its token (csrf).
"""

from __future__ import annotations

import hmac
import time
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 64 * 1024
MAX_TARGET = 4 * 1024
"""Bytes of a request's body and of its path with the query: forms and questions are shorter."""

SAFE = ("GET", "HEAD", "OPTIONS")
COOKIE = "onrecord_access"
OPEN_PATHS = ("/enter", *(f"/static/{name}" for name in ("page.css", "page.js", "htmx.min.js", "icon.svg")))

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "connect-src 'self'; script-src 'self'; object-src 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "cache-control": "no-cache",
}


class Guard:
    """Wraps the application. hosts: the host names under which this server is asked; token: what a visitor must know, None where nobody
    but this machine can ask."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str], token: str | None = None) -> None:
        self._app = app
        self._hosts = hosts
        self._token = token
        self.asked = time.monotonic()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        self.asked = time.monotonic()
        refused = self._refuse(scope)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if refused is not None:
            await refused(scope, receive, sending)
            return
        await self._app(scope, _Bounded(receive), sending)

    def _refuse(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or _host_name(hosts[0]) not in self._hosts:
            return PlainTextResponse("This server is not known by that name (Host).\n", 421)
        if len(scope["path"].encode()) + len(scope.get("query_string", b"")) > MAX_TARGET:
            return PlainTextResponse("The address is too long.\n", 414)
        if scope["method"] not in (*SAFE, "POST"):
            return PlainTextResponse("Only GET and POST.\n", 405)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MAX_BODY:
            return PlainTextResponse("The request is too large.\n", 413)
        if scope["method"] not in SAFE and not (_same_origin(headers, hosts[0]) or _program(scope["path"], headers)):
            return PlainTextResponse("A change is taken only from this server's own pages (Origin).\n", 403)
        if self._token is not None and scope["path"] not in OPEN_PATHS and not self._knows(headers):
            if scope["path"].startswith("/api/") or scope["method"] not in SAFE:
                return PlainTextResponse("An access token is needed: Authorization: Bearer …\n", 401, {"www-authenticate": "Bearer"})
            return RedirectResponse("/enter", 303)
        return None

    def _knows(self, headers: Headers) -> bool:
        assert self._token is not None
        given = headers.get("authorization", "")
        if given.startswith("Bearer ") and hmac.compare_digest(given[7:].strip().encode(), self._token.encode()):
            return True
        return hmac.compare_digest(read_cookie(headers, COOKIE).encode(), self._token.encode())


class TooLarge(Exception):  # noqa: N818 - it never leaves this server
    """A body grew beyond what a form needs; the application answers with 413."""


class _Bounded:
    """Counts what a body really brings, whatever its headers say."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._seen = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self._seen > MAX_BODY:
            raise TooLarge
        return message


def read_cookie(headers: Headers, name: str) -> str:
    """The value of a cookie, empty where there is none."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found is not None else ""


def _program(path: str, headers: Headers) -> bool:
    """Is it a program that sends JSON to the API? A browser would say from where; whether it may, its token decides (`correct`)."""
    kind = headers.get("content-type", "").split(";")[0].strip()
    return path.startswith("/api/") and kind == "application/json" and "origin" not in headers and "sec-fetch-site" not in headers


def _host_name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _same_origin(headers: Headers, host: str) -> bool:
    """Does a browser say that the request comes from a page of this server? Without either header it is no browser's form."""
    origin = headers.get("origin")
    site = headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    if origin is None:
        return site == "same-origin"
    return urlsplit(origin).scheme in ("http", "https") and urlsplit(origin).netloc.lower() == host.lower()
