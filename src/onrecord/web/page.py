"""Renders pages, and answers of the API: one place where values become bytes."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from typing import Any, cast
from urllib.parse import urlencode

import orjson
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from onrecord.web import wording
from onrecord.web.csrf import Tokens
from onrecord.web.drawing import draw_mark
from onrecord.web.kept import Kept
from onrecord.web.ledger import Ledger, read_ledger
from onrecord.web.library import Library

EDITOR = "onrecord_editor"

STATIC = {
    "page.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml",
    "page.js": "text/javascript; charset=utf-8", "htmx.min.js": "text/javascript; charset=utf-8",
}  # fmt: skip
"""The files that pages load, and their types."""


@dataclass
class Site:
    """What every page needs: the archive, the tokens of forms, the templates. shown_as: the archive's name in the head."""

    library: Library
    shown_as: str
    token: str | None = None
    tokens: Tokens = field(default_factory=Tokens)
    _blank: tuple[str, str] = field(default_factory=lambda: (secrets.token_hex(16), secrets.token_hex(16)))

    @cached_property
    def kept(self) -> Kept:
        """What is kept until the archive changes."""
        return Kept(self.library.changed)

    @property
    def ledger(self) -> Ledger:
        """All current positions, and what became of them."""
        found: Ledger = self.kept.get("ledger", lambda: read_ledger(self.library))
        return found

    @cached_property
    def static(self) -> dict[str, tuple[bytes, str, str]]:
        """The files that pages load, by name: their bytes, type, and the beginning of their hash, by which browsers keep them."""
        found = {}
        for name, kind in STATIC.items():
            body = files("onrecord.web").joinpath("static", name).read_bytes()
            found[name] = (body, kind, hashlib.sha256(body).hexdigest()[:12])
        return found

    @cached_property
    def templates(self) -> Environment:
        """The templates: everything is escaped unless it is Markup, and a missing value is an error."""
        env = Environment(
            loader=PackageLoader("onrecord.web", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        env.filters |= {
            "date": wording.show_date, "safe_link": wording.safe_link, "part": wording.path_part, "show": wording.show,
            "words": wording.marked_words, "source": wording.source_name, "question": wording.question_name, "plural": wording.plural,
            "span": wording.show_span,
        }  # fmt: skip
        env.globals |= {
            "speaker_link": wording.speaker_link, "party_link": wording.party_link, "mark": draw_mark,
            "static": lambda name: f"/static/{name}?v={self.static[name][2]}",
        }  # fmt: skip
        return env

    def fill(self, body: bytes, request: Request) -> tuple[bytes, bool]:
        """A kept page with this browser's token and editor in their places; whether it has forms."""
        csrf, editor = (blank.encode() for blank in self._blank)
        if csrf not in body:
            return body, False
        name = str(escape(request.cookies.get(EDITOR, "")))
        return body.replace(csrf, self.tokens.make(request).encode()).replace(editor, name.encode("utf-8", "replace")), True

    def make_page(self, request: Request, template: str, values: dict[str, Any]) -> bytes:
        """The page with blanks where each browser has its own values; `fill` fills them."""
        query = [(k, v) for k, v in request.query_params.multi_items() if v]

        def link(path: str | None = None, **changed: Any) -> str:
            """This address with other parameters; None takes one out."""
            kept = [(k, v) for k, v in query if k not in changed]
            kept += [(k, str(v)) for k, v in changed.items() if v is not None]
            return (request.url.path if path is None else path) + (f"?{urlencode(kept)}" if kept else "")

        csrf, editor = self._blank
        text = self.templates.get_template(template).render(
            path=request.url.path, query=request.query_params, link=link, site=self, csrf=lambda: csrf, editor=editor, **values
        )
        return text.encode("utf-8", "replace")


def site(request: Request) -> Site:
    """The site that a request is asked of."""
    return cast(Site, request.app.state.site)


def render(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page that is made anew each time: an answer to what was wrong, or to a form."""
    return _page(request, site(request).make_page(request, template, values), status)


def keep_page(request: Request, template: str, data: Callable[[Request], dict[str, Any]]) -> Response:
    """A page that stays the same until the archive changes."""
    here = site(request)
    key = (template, request.url.path, tuple(sorted(request.query_params.multi_items())))
    return _page(request, here.kept.get(key, lambda: here.make_page(request, template, data(request))), 200)


def _page(request: Request, made: bytes, status: int) -> HTMLResponse:
    here = site(request)
    body, forms = here.fill(made, request)
    response = HTMLResponse(body, status)
    if forms:
        here.tokens.remember(request, response)
    return response


def keep_json(request: Request, data: Callable[[Request], Any]) -> Response:
    """An answer of the API that stays the same until the archive changes."""
    return Response(keep_bytes(request, lambda: orjson.dumps(data(request), option=orjson.OPT_NON_STR_KEYS)), media_type="application/json")


def keep_bytes(request: Request, make: Callable[[], bytes]) -> bytes:
    """What an address answers, in whichever form, until the archive changes. It may name the server as it was asked (Host)."""
    key = ("bytes", request.url.path, tuple(sorted(request.query_params.multi_items())), request.headers.get("host"))
    found: bytes = site(request).kept.get(key, make)
    return found


def as_json(value: Any, status: int = 200, media_type: str = "application/json") -> Response:
    """An answer of the API."""
    return Response(orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS), status, media_type=media_type)
