"""A speaker or party: what it said over time, where it stands, whom it answers, under which names the reports know it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from onrecord.web.asked import NotFound, asked_filters, asked_page
from onrecord.web.drawing import Mark, Turn, draw_strip
from onrecord.web.ledger import CHANGES, stands
from onrecord.web.library import Library
from onrecord.web.page import keep_json, keep_page, site
from onrecord.web.surroundings import surround, surround_moves
from onrecord.web.wording import question_name

Row = dict[str, Any]


def page(request: Request) -> Response:
    """The page."""
    return keep_page(request, "party.html", lambda r: _with_strips(data(r)))


def api(request: Request) -> Response:
    """The same as JSON."""
    return keep_json(request, data)


def data(request: Request) -> dict[str, Any]:
    """What the archive knows of a party."""
    here = site(request)
    key, wanted, narrowed = request.path_params["id"], asked_page(request), asked_filters(request)
    library = here.library
    party = library.party(key)
    if party is None:
        raise NotFound(f"{key}: the archive knows no such speaker or party")
    mine = replace(narrowed, speaker=key)
    rows = list(library.archive.statements(mine, limit=wanted.size + 1, offset=wanted.offset))
    shown = rows[: wanted.size]
    surround(library, shown)
    positions: dict[str, list[Row]] = {}
    for row in here.ledger.rows:
        if key in (row["holder_id"], row["holder"]):
            positions.setdefault(row["question"], []).append(row)
    moves = {q: [m for m in here.ledger.of_question(q) if key in (m["now"]["holder_id"], m["now"]["holder"])] for q in positions}
    return {
        "party": party,
        "total": library.archive.count(mine),
        "number": wanted.number,
        "more": len(rows) > wanted.size,
        "statements": shown,
        "carried": here.ledger.of_statements(r["id"] for r in shown),
        "positions": positions,
        "changes": {q: surround_moves(library, [m for m in found if m["kind"] in CHANGES][::-1]) for q, found in moves.items()},
        "stands": {q: surround_moves(library, stands(found)[:1])[0] for q, found in moves.items() if found},
        "answers": answered(library, key),
        "speakers_for": _speakers_for(library, party["name"], key),
        "merged": [
            c for c in library.archive.corrections("standing") if c["kind"] in ("merge", "split") and key in (c["party_id"], c["to_id"])
        ],
        "months": _months(library, key),
    }


def _with_strips(found: dict[str, Any]) -> dict[str, Any]:
    """The page's values: what is drawn for each question beside the data."""
    strips = []
    for question, rows in found["positions"].items():
        marks = [
            Mark(day=r["earliest"], stance=r["stance"], words=r["evidence"],
                 href=f"/statement/{r['statement']}" if r["statement"] else f"/report/{r['article']}")
            for r in rows if r["earliest"]
        ]  # fmt: skip
        changes = found["changes"][question]
        turns = [Turn(day=m["now"]["earliest"], before=m["before"]["stance"], now=m["now"]["stance"]) for m in changes]
        name = f"{question_name(question)}: stances over time"
        drawn = draw_strip(marks, turns, name=name, question=question, holder=found["party"]["id"]) if marks else ("", 0)
        strips.append(
            {"question": question, "drawn": drawn[0], "earlier": drawn[1], "count": len(rows), "changes": changes,
             "stands": found["stands"].get(question)}
        )  # fmt: skip
    return {**found, "strips": strips}


def answered(library: Library, key: str) -> list[dict[str, Any]]:
    """Whom a speaker's statements answer, most often first."""
    sql = """SELECT t.speaker, t.speaker_id, count(*) AS times FROM current_index AS i
        JOIN statements AS s ON s.row = i.statement_row AND s.responds_to IS NOT NULL
        JOIN current_index AS t ON t.statement_id = s.responds_to AND t.article_id = i.article_id
        WHERE i.speaker_key = ?1 AND t.speaker IS NOT NULL
        AND t.speaker_id IS NOT i.speaker_id
        GROUP BY t.speaker, t.speaker_id ORDER BY times DESC, t.speaker LIMIT 8"""
    return library.rows(sql, key)


def _speakers_for(library: Library, name: str, key: str) -> list[dict[str, Any]]:
    sql = """SELECT c.speaker, c.speaker_id, count(*) AS times FROM current_parties AS p
        JOIN current_index AS c ON c.statement_row = p.statement_row
        WHERE p.role = 'side' AND p."key" IN (?2, '=' || fold(?1)) AND c.speaker IS NOT NULL AND c.speaker <> ?1
        AND c.speaker_status = 'resolved' AND c.speaker_id IS NOT ?2 GROUP BY c.speaker, c.speaker_id ORDER BY times DESC LIMIT 12"""
    return library.rows(sql, name, key)


def _months(library: Library, key: str) -> list[dict[str, Any]]:
    sql = """SELECT substr(earliest, 1, 7) AS month, count(*) AS statements FROM current_index
        WHERE speaker_key = ?1 AND earliest IS NOT NULL 
        GROUP BY month ORDER BY month DESC LIMIT 12"""
    return library.rows(sql, key)
