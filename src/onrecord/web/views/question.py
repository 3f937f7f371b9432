"""A question: holders by time as a drawn matrix, what changed, and what was only reported differently."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from onrecord.web.asked import NotFound, asked_text
from onrecord.web.library import Library
from onrecord.web.moves import moves
from onrecord.web.page import as_json, render, site
from onrecord.web.wording import show_date

MOST_COLUMNS = 14
MOST_HOLDERS = 40


def page(request: Request) -> Response:
    """The page."""
    return render(request, "question.html", **data(request))


def api(request: Request) -> Response:
    """The same as JSON."""
    return as_json(data(request))


def index_page(request: Request) -> Response:
    """All questions."""
    return render(request, "questions.html", **index_data(request))


def index_api(request: Request) -> Response:
    """The same as JSON."""
    return as_json(index_data(request))


def index_data(request: Request) -> dict[str, Any]:
    """The questions of the archive."""
    return {"questions": site(request).library.questions()}


def data(request: Request) -> dict[str, Any]:
    """Who stands where on a question."""
    here = site(request)
    question = request.path_params["id"]
    asked = tuple(asked_text(request, n) for n in ("holder", "since", "until", "stance", "outlet"))
    found: dict[str, Any] = here.keep(("question", question, asked), lambda: _gather(here.library, question, *asked))
    return found


def _gather(
    library: Library, question: str, holder: str | None, since: str | None, until: str | None, stance: str | None, outlet: str | None
) -> dict[str, Any]:
    everything = list(library.archive.positions(question=question))
    if not everything:
        raise NotFound(f"{question}: the archive holds no positions on such a question")
    narrowed = any((holder, since, until, stance, outlet))
    chosen = list(
        library.archive.positions(question=question, stance=stance, holder=holder, outlet=outlet, since=since, until=until)
    ) if narrowed else everything  # fmt: skip
    found = moves(everything, library.days())
    return {
        "question": question,
        "total": len(everything),
        "asked": {"holder": holder, "since": since, "until": until, "stance": stance, "outlet": outlet},
        "narrowed": narrowed,
        "matrix": matrix(everything),
        "positions": chosen[-200:][::-1] if narrowed else chosen[-25:][::-1],
        "found": len(chosen),
        "changes": [m for m in found if m["kind"] in ("changed", "condition added", "condition dropped", "condition changed")][::-1][:60],
        "differently": [m for m in found if m["kind"] == "reported differently"][::-1][:40],
    }


def matrix(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Holders by spans of time. columns: label, since, until; rows: holder, id, number, and for each column the stances with their numbers.

    Years before the last fourteen columns are drawn together as one: a few positions of long ago must not push today off the page.
    """
    dated = [r for r in rows if r["earliest"]]
    if not dated:
        return {"columns": [], "rows": []}
    columns = _columns([r["earliest"] for r in dated])
    cells: dict[tuple[str, str | None], dict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for r in dated:
        at = max(i for i, c in enumerate(columns) if c["since"] <= r["earliest"] or i == 0)
        cells[(r["holder"], r["holder_id"])][at][r["stance"]] += 1
    ranked = sorted(cells, key=lambda k: (-sum(sum(c.values()) for c in cells[k].values()), k[0]))[:MOST_HOLDERS]
    return {
        "columns": columns,
        "rows": [
            {
                "holder": name,
                "holder_id": party_id,
                "positions": sum(sum(c.values()) for c in cells[(name, party_id)].values()),
                "cells": [{s: cells[(name, party_id)][i][s] for s in ("for", "conditional", "against") if cells[(name, party_id)][i][s]}
                          for i in range(len(columns))],
            }
            for name, party_id in ranked
        ],
        "left_out": len(cells) - len(ranked),
    }  # fmt: skip


def _columns(days: list[str]) -> list[dict[str, str]]:
    """Months, quarters or years, as few as fit, without the empty ones."""
    for months in (1, 3, 12):
        starts = sorted({_start(d, months) for d in days})
        if len(starts) <= MOST_COLUMNS:
            break
    first = len(starts) > MOST_COLUMNS
    starts = starts[-MOST_COLUMNS:]
    found = []
    for i, start in enumerate(starts):
        end = _end(start, months)
        if i == 0 and first:
            found.append({"label": f"to {end.year}", "since": "0001-01-01", "until": end.isoformat()})
        else:
            label = str(start.year) if months == 12 else show_date(start.isoformat()[:7])[:3] + f" {start.year}"
            if months == 3:
                label = f"{'I II III IV'.split()[(start.month - 1) // 3]} {start.year}"
            found.append({"label": label, "since": start.isoformat(), "until": end.isoformat()})
    return found


def _start(day: str, months: int) -> date:
    found = date.fromisoformat(day)
    return date(found.year, (found.month - 1) // months * months + 1, 1)


def _end(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date.fromordinal(date(year, month + 1, 1).toordinal() - 1) if year < 9999 else date(9999, 12, 31)
