"""Corrections by a named editor, in place; each can be taken back, and nothing is lost."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.errors import UserError
from onrecord.web.page import EDITOR, Site, keep_json, keep_page, site
from onrecord.web.warm import warm

FIELDS = {
    "wrong-speaker": ("statement", "name", "id", "acts_for"),
    "split": ("statement", "name", "id"),
    "merge": ("party", "into", "name"),
    "wrong-position": ("statement", "position", "article", "quote", "question", "stance", "holder"),
    "not-a-statement": ("statement",),
    "confirmed": ("statement",),
    "missed-statement": ("article", "quote", "name"),
    "withdrawn-report": ("article",),
}
"""The kinds of correction, and what a form gives for each."""

MOST_FIELDS = 20
LONGEST = 4000


def page(request: Request) -> Response:
    """All corrections, and what most needs a person's eye."""
    return keep_page(request, "corrections.html", data)


def api(request: Request) -> Response:
    """The same as JSON."""
    return keep_json(request, data)


def data(request: Request) -> dict[str, Any]:
    """The corrections, the newest first."""
    archive = site(request).library.archive
    return {
        "corrections": list(archive.corrections())[:300],
        "review": list(archive.review(limit=20)),
        "agreement": list(archive.agreement()),
    }


async def add(request: Request) -> Response:
    """Take a correction from a form, and go back to where it was made."""
    form = await _form(request)
    kind = form.get("kind", "")
    if kind not in FIELDS:
        raise UserError("kind: there is no such correction")
    values = {k: form[k] for k in FIELDS[kind] if form.get(k)}
    here = site(request)
    made = await run_in_threadpool(store, here, kind, form.get("author", ""), form.get("reason", ""), values)
    back = form.get("back", "")
    if kind == "not-a-statement" and back.startswith("/statement/"):
        back = "/corrections"  # the statement has no page any more
    return _back(back, form.get("author", ""), f"#{made}" if back == "/corrections" else "")


async def withdraw(request: Request) -> Response:
    """Take a correction back."""
    form = await _form(request)
    here = site(request)
    await run_in_threadpool(take_back, here, request.path_params["id"], form.get("author", ""), form.get("reason", ""))
    return _back(form.get("back", ""), form.get("author", ""))


def store(here: Site, kind: Any, author: str, reason: str, values: dict[str, str]) -> str:
    """Store a correction; what every page needs is made anew at once, before somebody asks. Raises UserError."""
    with here.library.writing() as archive:
        made = archive.correct(kind, author=author, reason=reason, **values)
    warm(here)
    return made


def take_back(here: Site, correction: str, author: str, reason: str) -> None:
    """Take a correction back, likewise."""
    with here.library.writing() as archive:
        archive.withdraw(correction, author=author, reason=reason)
    warm(here)


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form of ours. Raises UserError where it is none, or carries no token of this browser's."""
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/x-www-form-urlencoded":
        raise UserError("a form is wanted")
    body = await request.body()
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS, strict_parsing=bool(body))
    except ValueError as e:
        raise UserError("the form cannot be read") from e
    found = {k: v.replace("\r\n", "\n").strip() for k, v in pairs}
    if any(len(v) > LONGEST or "\x00" in v for v in found.values()):
        raise UserError("a field is too long, or not text")
    if not site(request).tokens.holds(request, found.get("csrf", "")):
        raise Forged("this form is out of date or not from this page: open the page again and send it from there")
    return found


class Forged(UserError):  # noqa: N818 - it is an answer
    """A form without the token of the browser that sent it."""


def _back(back: str, author: str, fragment: str = "") -> Response:
    """Back to a page of this server, nowhere else; the editor's name is remembered."""
    local = back if back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable() else "/corrections"
    response = RedirectResponse(local + fragment, 303)
    if author.isprintable() and author.isascii() and ";" not in author and '"' not in author:
        response.set_cookie(EDITOR, author[:80], httponly=True, samesite="strict", path="/", max_age=90 * 86400)
    return response
