"""The application: routes, errors, and the guard around them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from onrecord.errors import UserError
from onrecord.web.asked import NotFound
from onrecord.web.guard import Guard, TooLarge
from onrecord.web.library import Library
from onrecord.web.page import Site, as_json, render
from onrecord.web.routes import routes
from onrecord.web.views.corrections import Forged
from onrecord.web.warm import warm

THREADS = 3
"""Pages made at a time, each with its own connection to the archive. More would only wait for one another."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def make_app(archive: str | Path, *, hosts: tuple[str, ...] = LOOPBACK, token: str | None = None) -> Guard:
    """The pages over an archive. hosts: the names under which the server is asked; token: what visitors must know, None for none.

    Raises UserError where the archive is missing.
    """
    library = Library(archive)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        warm(app.state.site)
        yield

    app = Starlette(
        routes=routes(),
        lifespan=lifespan,
        exception_handlers={
            UserError: _wrong,
            NotFound: _missing,
            Forged: _forged,
            TooLarge: _large,
            HTTPException: _http,
            Exception: _fault,
        },
    )
    app.state.site = Site(library=library, shown_as=Path(archive).stem, token=token)
    return Guard(app, hosts=frozenset(h.lower() for h in hosts), token=token)


def _answer(request: Request, status: int, message: str) -> Response:
    if request.url.path.startswith(("/api/", "/tables/", "/feeds/")):
        return as_json({"error": message}, status)
    return render(request, "error.html", status=status, code=status, message=message)


def _wrong(request: Request, error: Exception) -> Response:
    busy = "another process" in str(error)
    return _answer(request, 503 if busy else 400, str(error))


def _forged(request: Request, error: Exception) -> Response:
    return _answer(request, 403, str(error))


def _missing(request: Request, error: Exception) -> Response:
    return _answer(request, 404, str(error))


def _large(request: Request, _: Exception) -> Response:
    return _answer(request, 413, "The request is too large.")


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _answer(request, error.status_code, "There is no such page." if error.status_code == 404 else error.detail)


def _fault(request: Request, _: Exception) -> Response:
    return _answer(request, 500, "A fault of onrecord; the server's own output says more.")
