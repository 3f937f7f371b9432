"""Compare: two reports, or two outlets over all that the archive has of them, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from onrecord.align.compare import compare
from onrecord.align.outlets import OutletComparison, Side, compare_outlets, outlet_side
from onrecord.align.outlets_rows import outlets_json
from onrecord.align.write import comparison_json
from onrecord.archive import Filters
from onrecord.archive.filters import first_day, last_day
from onrecord.errors import UserError
from onrecord.web.asked import NotFound, asked_text
from onrecord.web.library import Library
from onrecord.web.page import Site, keep_json, keep_page, site
from onrecord.web.views.report import find

SHOWN = 60
"""Shared utterances, and passages that one side alone carries, on the page; the CSV has all."""

VOICES = {
    "outlet": "its own words", "outlet-in-quotes": "its own words, in quotation marks", "speaker": "quoted",
    "reported": "for what somebody said",
}  # fmt: skip

CSV_COLUMNS = (
    "row", "period", "first", "days", "copied", "worded_differently", "differences", "speaker_a", "words_a", "outlet_a", "published_a",
    "statement_a", "article_a", "speaker_b", "words_b", "outlet_b", "published_b", "statement_b", "article_b",
)  # fmt: skip
NAME_COLUMNS = ("referent", "name", "differs", "side", "outlet", "voice", "speaker", "article", "statement", "start", "end", "text")


def page(request: Request) -> Response:
    """The page."""
    return keep_page(request, "compare.html", lambda r: {**data(r), "voices": VOICES, "most": SHOWN})


def api(request: Request) -> Response:
    """The same as JSON."""
    return keep_json(request, data)


def data(request: Request) -> dict[str, Any]:
    """Two reports (`a` and `b`, ids) or two outlets (`outlet_a`, `outlet_b`; with `since`, `until` and `by`): what both carry, what one
    alone does, the contested names of each. Without the second report, those that share most with the first, to choose from."""
    here = site(request)
    library = here.library
    a, b = asked_text(request, "a"), asked_text(request, "b")
    asked = {n: asked_text(request, n) for n in ("outlet_a", "outlet_b", "since", "until", "by")}
    found: dict[str, Any] = {
        "asked": asked, "a": None, "b": None, "near": [], "reports": [], "found": None, "outlets": None,
        "known": here.kept.get("outlets", library.outlets),
    }  # fmt: skip
    if asked["outlet_a"] or asked["outlet_b"]:
        if asked["outlet_a"] and asked["outlet_b"]:
            found["outlets"] = outlets_json(two_outlets(request), most=SHOWN)
        return found
    if a is None and b is not None:
        raise UserError("b: choose the first report (a) too")
    if a is None:
        return {**found, "reports": library.reports(limit=30)}
    first = find(library, a)
    head = _head(first)
    if b is None:
        return {**found, "a": head, "near": near(library, first.article.id), "reports": library.reports(limit=30)}
    second = find(library, b)
    return {**found, "a": head, "b": _head(second), "found": comparison_json(first, second, compare(first, second))}


def two_outlets(request: Request) -> OutletComparison:
    """The comparison of the two outlets that an address names. Raises UserError where it names none, or one twice."""
    here = site(request)
    since, until, by = asked_text(request, "since"), asked_text(request, "until"), asked_text(request, "by")
    if by not in (None, "year", "month"):
        raise UserError("by: year or month")
    names = [outlet_named(here.library, request, n) for n in ("outlet_a", "outlet_b")]
    if names[0] == names[1]:
        raise UserError(f"{names[0]}: choose two different outlets")
    first, last = first_day(since), last_day(until)
    sides = [here.kept.get(("outlet", n, first, last), _side(here, n, first, last)) for n in names]
    made: OutletComparison = here.kept.get(("outlets", *names, first, last, by), lambda: compare_outlets(*sides, by=by))  # type: ignore[arg-type]
    return made


def outlet_named(library: Library, request: Request, parameter: str) -> str:
    """The one outlet that a parameter names: exactly, or by whole words of its name."""
    name = asked_text(request, parameter)
    if name is None:
        raise UserError(f"{parameter}: name an outlet")
    known = library.outlets_named(name) or frozenset()
    if name in known:
        return name
    if not known:
        raise NotFound(f"{name}: the archive has no report of such an outlet")
    if len(known) > 1:
        raise UserError(f"{name}: may be any of {', '.join(sorted(known))}; give the whole name")
    return next(iter(known))


def _side(here: Site, outlet: str, since: str | None, until: str | None) -> Callable[[], Side]:
    def make() -> Side:
        archive = here.library.archive
        reports = (r for r in archive.reports(outlet, since=since, until=until) if r["outlet"] == outlet)
        return outlet_side(reports, archive.statements(Filters(outlet=outlet), order="oldest"))

    return make


def near(library: Library, article: str) -> list[dict[str, Any]]:
    """Reports whose speakers and days are this one's: what there is most to compare with."""
    sql = """SELECT r.article_id AS article, r.title, r.outlet, r.published AS date, count(DISTINCT i.speaker) AS speakers
        FROM current_index AS i JOIN current_runs AS r ON r.article_id = i.article_id
        WHERE i.article_id <> ?1 AND i.speaker_id IN (SELECT speaker_id FROM current_index WHERE article_id = ?1 AND speaker_id IS NOT NULL)
        GROUP BY r.article_id
        ORDER BY speakers DESC,
        abs(julianday(r.published_latest) - (SELECT julianday(published_latest) FROM current_runs WHERE article_id = ?1))
        LIMIT 12"""
    return library.rows(sql, article)


def rows(request: Request) -> Iterator[dict[str, Any]]:
    """What two reports or outlets carry, one row an utterance, for a table (see `CSV_COLUMNS`)."""
    if asked_text(request, "outlet_a") or asked_text(request, "outlet_b"):
        found = outlets_json(two_outlets(request))
        alone = [("a", s) for s in found["a"]["only_here"]] + [("b", s) for s in found["b"]["only_here"]]
    else:
        first, second = _reports(request)
        found = comparison_json(first, second, compare(first, second))
        alone = [("a", s) for s in found["only_a"]] + [("b", s) for s in found["only_b"]]
    for p in found["shared"]:
        told = "; ".join(_told(d) for d in p["differences"] if d["matters"])
        kept = {n: p.get(n) for n in ("period", "first", "days", "copied", "worded_differently")}
        yield {"row": "shared", **kept, "differences": told, **_carrier("a", p["a"]), **_carrier("b", p["b"])}
    for side, s in alone:
        yield {**dict.fromkeys(CSV_COLUMNS), "row": f"only {side}", "period": s.get("period"), **_carrier(side, s)}


def names(request: Request) -> Iterator[dict[str, Any]]:
    """The contested names of two outlets or reports, one row a use (see `NAME_COLUMNS`)."""
    if asked_text(request, "outlet_a") or asked_text(request, "outlet_b"):
        made = two_outlets(request)
        owner = {c.report.id: c.report.outlet for side in (made.a, made.b) for c in side.carriers}
        for n in outlets_json(made)["names"]:
            for side in ("a", "b"):
                for p in n[side]["places"]:
                    told = {"referent": n["referent"], "name": n["name"], "differs": n["differs"], "side": side}
                    yield {**told, "outlet": owner.get(p["article"]), **{k: p[k] for k in NAME_COLUMNS if k in p}}
        return
    first, second = _reports(request)
    for n in comparison_json(first, second, compare(first, second))["names"]:
        for side, record in (("a", first), ("b", second)):
            for use in n[side]:
                yield {
                    "referent": n["referent"], "name": use["name"], "differs": n["differs"], "side": side, "outlet": record.article.outlet,
                    "voice": use["voice"], "speaker": use["speaker"], "article": record.article.id,
                    "statement": use["statement"], **use["place"],
                }  # fmt: skip


def _reports(request: Request) -> list[Any]:
    ids = [asked_text(request, n) for n in ("a", "b")]
    if None in ids:
        raise UserError("name two reports (a, b) or two outlets (outlet_a, outlet_b)")
    return [find(site(request).library, i) for i in ids if i is not None]


def _head(record: Any) -> dict[str, Any]:
    article = record.article
    return {"id": article.id, "title": article.title or article.source, "outlet": article.outlet,
            "date": article.published.edtf if article.published else None}  # fmt: skip


def _carrier(side: str, s: dict[str, Any]) -> dict[str, Any]:
    return {
        f"speaker_{side}": s["speaker"] or s["said_by"], f"words_{side}": " … ".join(c["text"] for c in s["content"]),
        f"outlet_{side}": s["outlet"], f"published_{side}": s["published"], f"statement_{side}": s["statement"],
        f"article_{side}": s["article"],
    }  # fmt: skip


def _told(d: dict[str, Any]) -> str:
    sides = [f"“{x['text']}”" for x in (d["of"], d["here"]) if x]
    return f"{d['kind'].replace('-', ' ')}: {' → '.join(sides)}"
