"""The timeline: what reports date and when things were said, the same event of several reports side by side."""

from __future__ import annotations

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from onrecord.align.timeline import Entry, build_timeline
from onrecord.archive.filters import first_day, last_day
from onrecord.errors import UserError
from onrecord.export.timeline import show_when
from onrecord.web.asked import NotFound, asked_text
from onrecord.web.drawing import Spot, draw_axis
from onrecord.web.page import keep_json, keep_page, site

MOST_REPORTS = 12
MOST_ENTRIES = 300


def page(request: Request) -> Response:
    """The page."""
    return keep_page(request, "timeline.html", lambda r: _with_axis(data(r)))


def api(request: Request) -> Response:
    """The same as JSON."""
    return keep_json(request, data)


def data(request: Request) -> dict[str, Any]:
    """The timeline of one report (`article`), or of those of a span of time (`since`, `until`) or an outlet, the newest twelve."""
    library = site(request).library
    article, outlet, since, until, show = (asked_text(request, n) for n in ("article", "outlet", "since", "until", "show"))
    if article is not None:
        try:
            ids = [library.archive.article_id(article)]
        except UserError as e:
            raise NotFound(str(e)) from e
    else:
        sql = """SELECT r.article_id FROM current_runs AS r WHERE (?1 IS NULL OR r.outlet = ?1)
            AND (?2 IS NULL OR COALESCE(r.published_latest, r.inferred_latest) >= ?2)
            AND (?3 IS NULL OR COALESCE(r.published_earliest, r.inferred_earliest) <= ?3)
            ORDER BY r.published IS NULL, r.published_latest DESC, r.id DESC LIMIT ?4"""
        ids = [r["article_id"] for r in library.rows(sql, outlet, first_day(since), last_day(until), MOST_REPORTS)]
    records = [library.current(i) for i in ids]
    titles = {r.article.id: r.article.title or r.article.source for r in records}
    kinds = {"events": ("event",), "statements": ("statement",)}.get(show or "", ("event", "statement"))
    entries = [e for e in build_timeline(records) if e.kind in kinds]
    placed = [e for e in entries if e.when.earliest or e.when.latest]
    shown = [_entry(e, titles) for e in placed[-MOST_ENTRIES:]]
    published = [p.earliest for r in records if (p := r.article.published or r.article.published_inferred) and p.earliest]
    recent = f"{int(min(published)[:4]) - 1}-01-01" if article is None and published else ""
    return {
        "asked": {"article": article, "outlet": outlet, "since": since, "until": until, "show": show},
        "reports": [{"id": i, "title": titles[i]} for i in ids],
        "outlets": library.outlets() if article is None else [],
        "entries": shown,
        "recent": recent,
        "left_out": max(0, len(placed) - MOST_ENTRIES),
        "open": len(entries) - len(placed),
    }


def _with_axis(found: dict[str, Any]) -> dict[str, Any]:
    """The page's values: what lies long before the reports to fold away, the rest by years, and where it lies along time."""
    numbered = [{**e, "number": n} for n, e in enumerate(found["entries"], 1)]
    late = [e for e in numbered if (e["earliest"] or e["latest"]) >= found["recent"]]
    early = [e for e in numbered if (e["earliest"] or e["latest"]) < found["recent"]]
    spots = [
        Spot(day=e["earliest"] or e["latest"], lane=f"{e['kind']}s", href=f"#e{e['number']}", words=f"{e['when']}: {e['text']}")
        for e in late
    ]
    return {**found, "early": early, "late": late, "axis": draw_axis(spots) if len(spots) > 1 else ""}


def _apart(before: str, after: str) -> str:
    """The rest of a sentence on one line, with the space between it and the words where there was one."""
    text = re.sub(r"\s+", " ", before or after).strip()
    if not text:
        return ""
    if before:
        return text if text[-1] in "“‘(\"'" else f"{text} "
    return text if text[0] in ".,;:!?)”’'\"" else f" {text}"


def _entry(e: Entry, titles: dict[str, str]) -> dict[str, Any]:
    return {
        "kind": e.kind,
        "when": show_when(e.when),
        "edtf": e.when.edtf,
        "earliest": e.when.earliest,
        "latest": e.when.latest,
        "basis": e.when.basis,
        "year": (e.when.earliest or e.when.latest or "")[:4],
        "text": " ".join(e.text.split()),
        "tellings": [
            {"article": t.article, "title": titles[t.article], "outlet": t.outlet, "speaker": t.speaker, "statement": t.statement,
             "text": " ".join(t.text.split()), "before": _apart(t.before, ""), "after": _apart("", t.after), "when": show_when(t.when)}
            for t in e.tellings
        ],
    }  # fmt: skip
