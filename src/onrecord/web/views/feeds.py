"""Atom and JSON feeds: of a speaker's statements, of a search, and of what changes on a question."""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from starlette.requests import Request
from starlette.responses import Response

from onrecord.web.asked import NotFound, asked_filters, asked_text
from onrecord.web.moves import IN_ONE_REPORT, moves
from onrecord.web.page import as_json, site
from onrecord.web.views.search import everything
from onrecord.web.wording import path_part, question_name, show

MOST = 50
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def search_atom(request: Request) -> Response:
    """The newest statements that a search finds."""
    return _atom(request, *_search(request))


def search_json(request: Request) -> Response:
    """The same as a JSON feed."""
    return _json(request, *_search(request))


def party_atom(request: Request) -> Response:
    """The newest statements of a speaker."""
    return _atom(request, *_party(request))


def party_json(request: Request) -> Response:
    """The same as a JSON feed."""
    return _json(request, *_party(request))


def question_atom(request: Request) -> Response:
    """What changes on a question, of all holders or of one (`holder`)."""
    return _atom(request, *_question(request))


def question_json(request: Request) -> Response:
    """The same as a JSON feed."""
    return _json(request, *_question(request))


def _search(request: Request) -> tuple[str, list[dict[str, Any]]]:
    filters = asked_filters(request)
    rows = everything(site(request).library, filters, MOST)
    return "Search: " + (str(request.query_params) or "everything"), [_statement(r) for r in rows]


def _party(request: Request) -> tuple[str, list[dict[str, Any]]]:
    library, key = site(request).library, request.path_params["id"]
    party = library.party(key)
    if party is None:
        raise NotFound(f"{key}: the archive knows no such speaker or party")
    rows = everything(library, asked_filters(request, speaker=key), MOST)
    return f"{party['name']}: statements", [_statement(r) for r in rows]


def _question(request: Request) -> tuple[str, list[dict[str, Any]]]:
    library, question, holder = site(request).library, request.path_params["id"], asked_text(request, "holder")
    rows = list(library.archive.positions(question=question, holder=holder))
    found = [m for m in moves(rows, library.days()) if m["kind"] not in ("reaffirmed", "reported differently", IN_ONE_REPORT)][::-1][:MOST]
    title = f"{question_name(question)}: changes" + (f" of {holder}" if holder else "")
    return title, [_change(m) for m in found]


def _statement(row: dict[str, Any]) -> dict[str, Any]:
    who = row["speaker"] or row["source"] or "nobody named"
    return {
        "id": f"urn:onrecord:statement:{row['id']}",
        "path": f"/statement/{row['id']}",
        "title": show(f"{who}: {' '.join(row['words'].split())[:120]}"),
        "text": show(row["words"]),
        "day": row["date"] if row["date"] and len(row["date"]) == 10 else None,
        "author": show(who),
    }


def _change(move: dict[str, Any]) -> dict[str, Any]:
    now, before = move["now"], move["before"]
    was = f" (before: {before['stance']}, “{before['evidence']}”, {before['earliest']})" if before else ""
    place = now["statement"] or now["spans"][0][0]
    path = f"/statement/{now['statement']}" if now["statement"] else f"/report/{path_part(now['article'])}"
    return {
        "id": f"urn:onrecord:change:{move['question']}:{path_part(move['holder'])}:{now['article']}:{place}",
        "path": path,
        "title": show(f"{move['holder']}: {move['kind']}: {now['stance']}"),
        "text": show(f"{now['stance']}: “{now['evidence']}”{was}"),
        "day": now["earliest"],
        "author": show(move["holder"]),
    }


def _base(request: Request) -> str:
    return f"{request.url.scheme}://{request.headers['host']}"


def _atom(request: Request, title: str, entries: list[dict[str, Any]]) -> Response:
    base, address = _base(request), str(request.url)
    updated = max((e["day"] for e in entries if e["day"]), default="1970-01-01")
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n',
        f"<title>{_xml(title)}</title><id>{_xml(address)}</id><updated>{_stamp(updated)}</updated>",
        f'<link rel="self" href={quoteattr(address)}/><generator>onrecord</generator><author><name>onrecord</name></author>\n',
    ]
    for e in entries:
        parts.append(
            f"<entry><title>{_xml(e['title'])}</title><id>{_xml(e['id'])}</id><updated>{_stamp(e['day'] or updated)}</updated>"
            f"<author><name>{_xml(e['author'])}</name></author><link href={quoteattr(base + e['path'])}/>"
            f'<content type="text">{_xml(e["text"])}</content></entry>\n'
        )
    return Response("".join([*parts, "</feed>\n"]), media_type="application/atom+xml")


def _json(request: Request, title: str, entries: list[dict[str, Any]]) -> Response:
    base = _base(request)
    items = [
        {"id": e["id"], "url": base + e["path"], "title": e["title"], "content_text": e["text"], "authors": [{"name": e["author"]}],
         **({"date_published": _stamp(e["day"])} if e["day"] else {})}
        for e in entries
    ]  # fmt: skip
    found = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "feed_url": str(request.url),
        "home_page_url": base,
        "items": items,
    }
    return as_json(found, media_type="application/feed+json")


def _stamp(day: str) -> str:
    return f"{day}T00:00:00Z"


def _xml(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))
