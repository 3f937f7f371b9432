"""A speaker or party: what it said over time, where it stands, whom it answers, under which names the reports know it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from onrecord.archive import Filters
from onrecord.web.asked import NotFound, Page, asked_filters, asked_page
from onrecord.web.drawing import Mark, draw_strip
from onrecord.web.library import Library
from onrecord.web.moves import IN_ONE_REPORT, moves
from onrecord.web.page import as_json, render, site
from onrecord.web.wording import question_name, show_date


def page(request: Request) -> Response:
    """The page."""
    found = data(request)
    strips = [
        {"question": question, "drawn": strip(rows, question),
         "moves": [m for m in moves(rows) if m["kind"] not in ("first seen", "reaffirmed", IN_ONE_REPORT)],
         "latest": next((r for r in reversed(rows) if r["earliest"]), None), "count": len(rows)}
        for question, rows in found["positions"].items()
    ]  # fmt: skip
    return render(request, "party.html", strips=strips, **found)


def api(request: Request) -> Response:
    """The same as JSON."""
    return as_json(data(request))


def data(request: Request) -> dict[str, Any]:
    """What the archive knows of a party."""
    here = site(request)
    key, wanted = request.path_params["id"], asked_page(request)
    narrowed = asked_filters(request)
    found: dict[str, Any] = here.keep(("party", key, wanted, narrowed), lambda: _gather(here.library, key, wanted, narrowed))
    return found


def _gather(library: Library, key: str, wanted: Page, narrowed: Filters) -> dict[str, Any]:
    party = library.party(key)
    if party is None:
        raise NotFound(f"{key}: the archive knows no such speaker or party")
    mine = replace(narrowed, speaker=key)
    rows = list(library.archive.statements(mine, limit=wanted.size + 1, offset=wanted.offset))
    positions: dict[str, list[dict[str, Any]]] = {}
    for row in library.archive.positions(holder=key):
        if key in (row["holder_id"], row["holder"]):
            positions.setdefault(row["question"], []).append(row)
    shown = rows[: wanted.size]
    return {
        "party": party,
        "total": library.archive.count(mine),
        "number": wanted.number,
        "more": len(rows) > wanted.size,
        "statements": shown,
        "carried": library.positions_of([r["id"] for r in shown]),
        "positions": positions,
        "answers": answered(library, key),
        "speakers_for": _speakers_for(library, party["name"], key),
        "merged": [
            c for c in library.archive.corrections("standing") if c["kind"] in ("merge", "split") and key in (c["party_id"], c["to_id"])
        ],
        "months": _months(library, key),
    }


def strip(rows: list[dict[str, Any]], question: str) -> Markup:
    """A party's stances on a question along time."""
    dated = [r for r in rows if r["earliest"]]
    if not dated:
        return Markup("")
    marks = [
        Mark(day=r["earliest"], stance=r["stance"], label=f"{show_date(r['earliest'])}, {r['stance']}: {r['evidence']}",
             href=f"/statement/{r['statement']}" if r["statement"] else f"/report/{r['article']}")
        for r in dated
    ]  # fmt: skip
    return draw_strip(marks, dated[0]["earliest"], dated[-1]["earliest"], f"{question_name(question)}: stances over time")


def answered(library: Library, key: str) -> list[dict[str, Any]]:
    """Whom a speaker's statements answer, most often first."""
    sql = """SELECT t.speaker, t.speaker_id, count(*) AS times FROM current_index AS i
        JOIN statements AS s ON s.row = i.statement_row AND s.responds_to IS NOT NULL
        JOIN current_index AS t ON t.statement_id = s.responds_to AND t.article_id = i.article_id
        WHERE (i.speaker_id = ?1 OR (i.speaker_id IS NULL AND i.speaker = ?1)) AND t.speaker IS NOT NULL
        AND t.speaker_id IS NOT i.speaker_id
        GROUP BY t.speaker, t.speaker_id ORDER BY times DESC, t.speaker LIMIT 8"""
    return library.rows(sql, key)


def _speakers_for(library: Library, name: str, key: str) -> list[dict[str, Any]]:
    sql = """SELECT c.speaker, c.speaker_id, count(*) AS times FROM current_parties AS p
        JOIN current_index AS c ON c.statement_row = p.statement_row
        WHERE p.role = 'side' AND p.folded = fold(?1) AND c.speaker IS NOT NULL AND c.speaker <> ?1 AND c.speaker_status = 'resolved'
        AND c.speaker_id IS NOT ?2 GROUP BY c.speaker, c.speaker_id ORDER BY times DESC LIMIT 12"""
    return library.rows(sql, name, key)


def _months(library: Library, key: str) -> list[dict[str, Any]]:
    sql = """SELECT substr(earliest, 1, 7) AS month, count(*) AS statements FROM current_index
        WHERE (speaker_id = ?1 OR (speaker_id IS NULL AND speaker = ?1)) AND earliest IS NOT NULL 
        GROUP BY month ORDER BY month DESC LIMIT 12"""
    return library.rows(sql, key)
