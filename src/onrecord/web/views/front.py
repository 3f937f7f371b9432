"""The front page: search, what changed lately, where holders stand now, who is quoted most this month, what is new."""

from __future__ import annotations

from calendar import monthrange
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from onrecord.archive import Filters
from onrecord.web.ledger import CHANGES, stands
from onrecord.web.page import Site, keep_json, keep_page, site
from onrecord.web.surroundings import surround_moves

LATELY = 5
HOLDERS = 6


def page(request: Request) -> Response:
    """The page."""
    return keep_page(request, "front.html", data)


def api(request: Request) -> Response:
    """The same as JSON."""
    return keep_json(request, data)


def data(request: Request) -> dict[str, Any]:
    """What the front page says."""
    return gather(site(request))


def gather(here: Site) -> dict[str, Any]:
    """What the front page says of the archive as it is now."""
    found: dict[str, Any] = here.kept.get("front", lambda: _gather(here))
    return found


def _gather(here: Site) -> dict[str, Any]:
    library, ledger = here.library, here.ledger
    counts = library.counts()
    month = (counts["last"] or "")[:7] or None
    spoken: list[dict[str, Any]] = []
    if month:
        year, number = int(month[:4]), int(month[5:7])
        wanted = Filters(since=f"{month}-01", until=f"{month}-{monthrange(year, number)[1]:02}")
        spoken = [s for s in library.archive.speakers(wanted, limit=40) if s["speaker_id"]][:10]
    questions = []
    for q in library.questions()[:6]:
        questions.append({**q, "stances": surround_moves(library, stands(ledger.of_question(q["question"]))[:HOLDERS])})
    lately = [m for m in ledger.moves if m["kind"] in CHANGES][-LATELY:][::-1]
    return {
        "counts": counts,
        "month": month,
        "new": library.reports(limit=8, order="added"),
        "questions": questions,
        "lately": surround_moves(library, lately),
        "spoken": spoken,
        "outlets": library.outlets()[:12],
    }
