"""Renders pages, and answers of the API: one place where values become bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from typing import Any, cast
from urllib.parse import urlencode

import orjson
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from onrecord.web import wording
from onrecord.web.csrf import Tokens
from onrecord.web.drawing import draw_mark
from onrecord.web.library import Library

EDITOR = "onrecord_editor"


@dataclass
class Site:
    """What every page needs: the archive, the tokens of forms, the templates. shown_as: the archive's name in the head."""

    library: Library
    shown_as: str
    token: str | None = None
    tokens: Tokens = field(default_factory=Tokens)
    kept: dict[Any, Any] = field(default_factory=dict)

    @cached_property
    def style(self) -> tuple[str, str]:
        """The style sheet and the beginning of its hash, by which browsers keep it."""
        text = files("onrecord.web").joinpath("static", "page.css").read_text(encoding="utf-8")
        return text, hashlib.sha256(text.encode()).hexdigest()[:12]

    @cached_property
    def templates(self) -> Environment:
        """The templates: everything is escaped unless it is Markup, and a missing value is an error."""
        env = Environment(
            loader=PackageLoader("onrecord.web", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        env.filters |= {
            "date": wording.show_date, "safe_link": wording.safe_link, "part": wording.path_part, "show": wording.show,
            "words": wording.marked_words, "source": wording.source_name, "question": wording.question_name, "plural": wording.plural,
        }  # fmt: skip
        env.globals |= {"speaker_link": wording.speaker_link, "party_link": wording.party_link, "mark": draw_mark}
        return env

    def keep(self, key: Any, make: Any) -> Any:
        """The value of `make()` until the archive changes; a few hundred are kept."""
        state = self.library.changed()
        found = self.kept.get(key)
        if found is None or found[0] != state:
            if len(self.kept) > 400:
                self.kept.clear()
            found = self.kept[key] = (state, make())
        return found[1]


def site(request: Request) -> Site:
    """The site that a request is asked of."""
    return cast(Site, request.app.state.site)


def render(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page."""
    here = site(request)
    query = [(k, v) for k, v in request.query_params.multi_items() if v]

    def link(path: str | None = None, **changed: Any) -> str:
        """This address with other parameters; None takes one out."""
        kept = [(k, v) for k, v in query if k not in changed]
        kept += [(k, str(v)) for k, v in changed.items() if v is not None]
        return (request.url.path if path is None else path) + (f"?{urlencode(kept)}" if kept else "")

    found = here.templates.get_template(template).render(
        request=request, path=request.url.path, query=request.query_params, link=link, site=here, style=here.style[1],
        csrf=lambda: here.tokens.make(request), editor=request.cookies.get(EDITOR, ""), **values,
    )  # fmt: skip
    response = HTMLResponse(found, status)
    if getattr(request.state, "session", None) is not None:
        here.tokens.remember(request, response)
    return response


def as_json(value: Any, status: int = 200, media_type: str = "application/json") -> Response:
    """An answer of the API."""
    return Response(orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS), status, media_type=media_type)
