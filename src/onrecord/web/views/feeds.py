"""Atom and JSON feeds: of a speaker's statements, of a search, and of what changes on a question."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import orjson
from starlette.requests import Request
from starlette.responses import Response

from onrecord.errors import UserError
from onrecord.web.asked import NotFound, asked_filters, asked_text
from onrecord.web.ledger import CHANGES, WORDINGS, holder_test
from onrecord.web.page import keep_bytes, site
from onrecord.web.views.search import everything
from onrecord.web.wording import path_part, plural, question_name, show, show_date, show_span

Gather = Callable[[Request], tuple[str, list[dict[str, Any]]]]

MOST = 50
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def search_atom(request: Request) -> Response:
    """The newest statements that a search finds."""
    return _atom(request, _search)


def search_json(request: Request) -> Response:
    """The same as a JSON feed."""
    return _json(request, _search)


def party_atom(request: Request) -> Response:
    """The newest statements of a speaker."""
    return _atom(request, _party)


def party_json(request: Request) -> Response:
    """The same as a JSON feed."""
    return _json(request, _party)


def question_atom(request: Request) -> Response:
    """What changes on a question, of all holders or of one (`holder`)."""
    return _atom(request, _question)


def question_json(request: Request) -> Response:
    """The same as a JSON feed."""
    return _json(request, _question)


def changes_atom(request: Request) -> Response:
    """What changes on every question, of all holders or of one (`holder`)."""
    return _atom(request, _changes)


def changes_json(request: Request) -> Response:
    """The same as a JSON feed."""
    return _json(request, _changes)


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
    here, question = site(request), request.path_params["id"]
    return f"{question_name(question)}: {_of(request)}", _moves(request, here.ledger.of_question(question))


def _changes(request: Request) -> tuple[str, list[dict[str, Any]]]:
    return f"All questions: {_of(request)}", _moves(request, site(request).ledger.moves)


def _of(request: Request) -> str:
    holder = asked_text(request, "holder")
    return "changes" + (f" of {holder}" if holder else "")


def _moves(request: Request, moves: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What changed, or the kinds of move that are asked for; what the archive learned last comes first, and of one day the latest."""
    kinds = frozenset(k.strip() for k in (asked_text(request, "move") or ",".join((*CHANGES, "first seen"))).split(","))
    if not kinds <= set(WORDINGS):
        raise UserError(f"move: {', '.join(sorted(kinds - set(WORDINGS)))} is not among {', '.join(WORDINGS)}")
    whose = holder_test(site(request).library, asked_text(request, "holder"))
    found = [m for m in moves if m["kind"] in kinds and whose(m["now"])]
    found.sort(key=lambda m: (m["now"]["added_at"][:10], m["date"]), reverse=True)
    return [_change(m) for m in found[:MOST]]


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
    was = ""
    if before:
        seen = f", last seen {show_date(move['last_seen'])}" if move["last_seen"] else ""
        between = f"{plural(move['between'], 'report')} searched in between"
        was = f" Before: {before['stance']}, “{before['evidence']}”{_at(before)}{seen}; {between}."
    condition = f" (if: “{now['condition']}”)" if now["condition"] else ""
    place = now["statement"] or now["spans"][0][0]
    path = f"/statement/{now['statement']}" if now["statement"] else f"/report/{path_part(now['article'])}"
    return {
        "id": f"urn:onrecord:change:{move['question']}:{path_part(move['holder'])}:{now['article']}:{place}",
        "path": path,
        "title": show(f"{move['holder']} on {move['question'].replace('-', ' ')}: {WORDINGS[move['kind']]}: {_stances(now, before)}"),
        "text": show(f"Now: {now['stance']}{condition}, “{now['evidence']}”{_at(now)}.{was}"),
        "day": move["date"],
        "changed": now["added_at"],
        "author": show(move["holder"]),
    }


def _stances(now: dict[str, Any], before: dict[str, Any] | None) -> str:
    return f"{before['stance']} → {now['stance']}" if before and before["stance"] != now["stance"] else str(now["stance"])


def _at(row: dict[str, Any]) -> str:
    """By whom, in which outlet and when, as far as that is known."""
    by = f", by {row['teller']}" if row["teller"] and row["teller"] != row["holder"] else ""
    return f"{by} ({', '.join(x for x in (row['outlet'], show_span(row)) if x)})"


def _base(request: Request) -> str:
    return f"{request.url.scheme}://{request.headers['host']}"


def _atom(request: Request, gather: Gather) -> Response:
    return Response(keep_bytes(request, lambda: _make_atom(request, *gather(request))), media_type="application/atom+xml")


def _make_atom(request: Request, title: str, entries: list[dict[str, Any]]) -> bytes:
    base, address = _base(request), str(request.url)
    updated = max((_updated(e) for e in entries), default="1970-01-01T00:00:00Z")
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n',
        f"<title>{_xml(title)}</title><id>{_xml(address)}</id><updated>{updated}</updated>",
        f'<link rel="self" href={quoteattr(address)}/><generator>onrecord</generator><author><name>onrecord</name></author>\n',
    ]
    for e in entries:
        parts.append(
            f"<entry><title>{_xml(e['title'])}</title><id>{_xml(e['id'])}</id><updated>{_updated(e)}</updated>"
            + (f"<published>{_stamp(e['day'])}</published>" if e["day"] else "")
            + f"            <author><name>{_xml(e['author'])}</name></author><link href={quoteattr(base + e['path'])}/>"
            f'<content type="text">{_xml(e["text"])}</content></entry>\n'
        )
    return "".join([*parts, "</feed>\n"]).encode("utf-8", "replace")


def _json(request: Request, gather: Gather) -> Response:
    return Response(keep_bytes(request, lambda: _make_json(request, *gather(request))), media_type="application/feed+json")


def _make_json(request: Request, title: str, entries: list[dict[str, Any]]) -> bytes:
    base = _base(request)
    items = [
        {"id": e["id"], "url": base + e["path"], "title": e["title"], "content_text": e["text"], "authors": [{"name": e["author"]}],
         "date_modified": _updated(e), **({"date_published": _stamp(e["day"])} if e["day"] else {})}
        for e in entries
    ]  # fmt: skip
    found = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "feed_url": str(request.url),
        "home_page_url": base,
        "items": items,
    }
    return orjson.dumps(found)


def _updated(entry: dict[str, Any]) -> str:
    """When the archive came to know it, else its day: what a reader of feeds has to go by."""
    return str(entry.get("changed") or _stamp(entry["day"] or "1970-01-01"))


def _stamp(day: str) -> str:
    return f"{day}T00:00:00Z"


def _xml(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))
