"""A question: where each holder stands, holders by time as a drawn matrix, what changed, and what was only reported differently."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from onrecord.archive.filters import first_day, last_day
from onrecord.errors import UserError
from onrecord.web.asked import NotFound, asked_text
from onrecord.web.drawing import STANCES, draw_cell
from onrecord.web.ledger import CHANGES, WORDINGS, holder_test, stands
from onrecord.web.page import Site, keep_json, keep_page, site
from onrecord.web.periods import columns
from onrecord.web.surroundings import surround, surround_moves

MOST_COLUMNS = 14
MOST_HOLDERS = 30
MOST_CHANGES = 60

Row = dict[str, Any]


def page(request: Request) -> Response:
    """The page."""
    return keep_page(request, "question.html", lambda r: _with_matrix(site(r), data(r)))


def api(request: Request) -> Response:
    """The same as JSON."""
    return keep_json(request, data)


def index_page(request: Request) -> Response:
    """All questions."""
    return keep_page(request, "questions.html", index_data)


def index_api(request: Request) -> Response:
    """The same as JSON."""
    return keep_json(request, index_data)


def index_data(request: Request) -> dict[str, Any]:
    """The questions, each with its numbers."""
    return {"questions": site(request).library.questions()}


def data(request: Request) -> dict[str, Any]:
    """Where the holders stand on a question; narrowed by holder, stance, outlet, since, until or kind of move."""
    here, question = site(request), request.path_params["id"]
    everything = here.ledger.rows_by_question.get(question)
    if not everything:
        raise NotFound(f"{question}: the archive holds no positions on such a question")
    asked = {n: asked_text(request, n) for n in ("holder", "since", "until", "stance", "outlet", "move")}
    if asked["move"] is not None and asked["move"] not in WORDINGS:
        raise UserError(f"move {asked['kind']!r} is not one of {', '.join(WORDINGS)}")
    narrowed = any(asked.values())
    chosen = narrow(request, everything) if narrowed else everything
    moves = here.ledger.of_question(question)
    kept = {r["position_row"] for r in chosen}
    if asked["move"] is not None:
        kept &= {m["now"]["position_row"] for m in moves if m["kind"] == asked["move"]}
        chosen = [r for r in chosen if r["position_row"] in kept]
    mine = [m for m in moves if m["now"]["position_row"] in kept]
    changes = [m for m in mine if m["kind"] in CHANGES][::-1]
    differently = [m for m in mine if m["kind"] == "reported differently"][::-1]
    shown = (chosen[-200:] if narrowed else chosen[-25:])[::-1]
    became = {m["now"]["position_row"]: m["kind"] for m in moves}
    shown = [{**r, "became": became.get(r["position_row"])} for r in shown]
    surround(here.library, shown)
    return {
        "question": question,
        "total": len(everything),
        "asked": asked,
        "holder": next((r["holder"] for r in chosen), asked["holder"]) if asked["holder"] else None,
        "narrowed": narrowed,
        "stands": surround_moves(here.library, stands(mine)[:12]),
        "matrix": here.kept.get(("matrix", question), lambda: matrix(everything)),
        "positions": shown,
        "found": len(chosen),
        "kinds": dict(Counter(m["kind"] for m in moves)),
        "changes": surround_moves(here.library, changes[:MOST_CHANGES]),
        "changes_found": len(changes),
        "differently": surround_moves(here.library, differently[:40]),
    }


def _with_matrix(here: Site, found: dict[str, Any]) -> dict[str, Any]:
    """The page's values: the matrix is drawn once for all pages of its question."""

    def draw() -> Markup:
        drawn = here.templates.get_template("matrix.html").render(question=found["question"], matrix=found["matrix"], draw_cell=draw_cell)
        return Markup(drawn)  # noqa: S704 - made by a template that escapes

    return {**found, "drawn": here.kept.get(("matrix drawn", found["question"]), draw), "wordings": WORDINGS}


def narrow(request: Request, rows: list[Row]) -> list[Row]:
    """The positions that an address asks for: by holder, stance, outlet, since and until."""
    library = site(request).library
    holder, stance, outlet = (asked_text(request, n) for n in ("holder", "stance", "outlet"))
    since, until = first_day(asked_text(request, "since")), last_day(asked_text(request, "until"))
    if stance is not None and stance not in STANCES:
        raise UserError(f"stance {stance!r} is not one of {', '.join(STANCES)}")
    whose, outlets = holder_test(library, holder), library.outlets_named(outlet)
    return [
        r for r in rows
        if stance in (None, r["stance"]) and (outlets is None or r["outlet"] in outlets) and (since is None or (r["latest"] or "") >= since)
        and (until is None or (r["earliest"] or "9999") <= until) and whose(r)
    ]  # fmt: skip


def matrix(rows: list[Row]) -> dict[str, Any]:
    """Holders by spans of time. columns: see `periods`; rows: holder, id, number, and for each column the stances with their numbers."""
    dated = [r for r in rows if r["earliest"]]
    if not dated:
        return {"columns": [], "rows": [], "left_out": 0}
    spans = columns([r["earliest"] for r in dated], MOST_COLUMNS)
    starts = [c["since"] for c in spans]
    cells: dict[tuple[str, str | None], dict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for r in dated:
        at = max(0, bisect_right(starts, r["earliest"]) - 1)
        cells[(r["holder"], r["holder_id"])][at][r["stance"]] += 1
    ranked = sorted(cells, key=lambda k: (-sum(sum(c.values()) for c in cells[k].values()), k[0]))[:MOST_HOLDERS]
    return {
        "columns": spans,
        "rows": [
            {
                "holder": name,
                "holder_id": party_id,
                "positions": sum(sum(c.values()) for c in cells[(name, party_id)].values()),
                "cells": [{s: cells[(name, party_id)][i][s] for s in STANCES if cells[(name, party_id)][i][s]} for i in range(len(spans))],
            }
            for name, party_id in ranked
        ],
        "left_out": len(cells) - len(ranked),
    }
