"""A report: a calm reader, its statements marked in the text, what is known of each in the margin."""

from __future__ import annotations

from typing import Any, NamedTuple

from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import Response

from onrecord.errors import UserError
from onrecord.export.marked import NoteOf, mark_block, pieces
from onrecord.export.visible import visible_on_a_page
from onrecord.export.wording import name_circumstances, name_doubt, name_head, name_side, name_speaker, name_words, order
from onrecord.model import Article, Record, Statement
from onrecord.record import dumps
from onrecord.web.asked import NotFound
from onrecord.web.library import Library
from onrecord.web.page import Site, keep_json, keep_page, site

SIZES = (90, 100, 115, 130, 150)


class Note(NamedTuple):
    """A statement in the margin."""

    number: int
    depth: int
    statement: Statement
    doubt: str | None
    side: str | None
    said: list[str]
    positions: list[dict[str, Any]]


class Row(NamedTuple):
    """A block of the text with the notes that begin in it."""

    kind: str
    text: Markup
    notes: list[Note]


def page(request: Request) -> Response:
    """The page. `size` is the size of the text in per cent, `mode=read` leaves the text alone."""
    return keep_page(request, "report.html", _page)


def _page(request: Request) -> dict[str, Any]:
    library, size = site(request).library, request.query_params.get("size", "100")
    record = find(library, request.path_params["id"])
    wanted = int(size[:4]) if size.isascii() and size.isdigit() else 100
    return {
        "article": record.article, "size": min(SIZES, key=lambda s: abs(s - wanted)), "sizes": SIZES,
        "reading": request.query_params.get("mode") == "read",
        **site(request).kept.get(("report", record.article.id), lambda: _shown(site(request), record)),
    }  # fmt: skip


def api(request: Request) -> Response:
    """The record, as the contract has it, with people's corrections in place; `as=machine` gives it as the machine made it."""
    library = site(request).library
    if request.query_params.get("as") == "machine":
        return Response(dumps(_archived(library, request.path_params["id"])), media_type="application/json")
    return Response(dumps(find(library, request.path_params["id"])), media_type="application/json")


def changes_page(request: Request) -> Response:
    """What changed from one run or version of a report to another."""
    return keep_page(request, "changes.html", changes_data)


def changes_api(request: Request) -> Response:
    """The same as JSON."""
    return keep_json(request, changes_data)


def changes_data(request: Request) -> dict[str, Any]:
    """The differences between two runs of a report."""
    library = site(request).library
    record = find(library, request.path_params["id"])
    runs = list(library.archive.runs(record.article.id))
    old, new = request.path_params["old"], request.path_params["new"]
    if not {old, new} <= {r["run"] for r in runs}:
        raise NotFound("these are no runs of this report")
    by_run = {r["run"]: r for r in runs}
    return {
        "article": record.article.id,
        "title": record.article.title,
        "old": by_run[old],
        "new": by_run[new],
        "changes": list(library.archive.diff(old, new)),
    }


def find(library: Library, article: str) -> Record:
    """The report as it stands. Raises NotFound."""
    try:
        return library.current(article)
    except UserError as e:
        raise NotFound(str(e)) from e


def _archived(library: Library, article: str) -> Record:
    try:
        return library.record(article)
    except UserError as e:
        raise NotFound(str(e)) from e


def _shown(here: Site, record: Record) -> dict[str, Any]:
    library = here.library
    ordered = order(record)
    positions = here.ledger.of_statements(s.id for _, s in ordered)
    notes = [
        Note(n, depth, s, name_doubt(s.speaker), name_side(s.speaker), name_circumstances(s), positions.get(s.id, []))
        for n, (depth, s) in enumerate(ordered, 1)
    ]
    acts = here.ledger.acts(record.article.id)
    heading, groups = _groups(record.article, notes)
    return {
        "heading": heading,
        "groups": groups,
        "notes": notes,
        "acts": acts,
        "head": name_head(record.article),
        "runs": list(library.archive.runs(record.article.id)),
        "withdrawn": next(
            (r["reason"] for r in library.archive.corrections("standing")
             if r["kind"] == "withdrawn-report" and r["article_id"] == record.article.id), None,
        ),
        "positions": sum(map(len, positions.values())) + len(acts),
    }  # fmt: skip


def _groups(article: Article, notes: list[Note]) -> tuple[Row | None, list[tuple[bool, list[Row]]]]:
    """The title's block, which is the page's heading, and the other blocks in groups to fold away or to show."""
    marked = [NoteOf(n.number, n.depth, n.statement, _hover(n)) for n in notes]
    waiting = [n for n in notes if n.statement.content]
    heading: Row | None = None
    found = []
    for folded, group in pieces(article):
        rows = []
        for block in group:
            here = [n for n in waiting if n.statement.content[0].start < block.end]
            waiting = [n for n in waiting if n not in here]
            # mark_block escapes the text itself; nothing else of the report is in its markup.
            row = Row(block.kind, Markup(mark_block(article.text, block, marked, "r").strip()), here)  # noqa: S704
            if heading is None and block.kind == "title":
                heading = row
            else:
                rows.append(row)
        if rows:
            found.append((folded, rows))
    return heading, found


def _hover(note: Note) -> str:
    words = name_words(note.statement.source)
    said = [name_speaker(note.statement), *([f"“{words}”"] if words else []), *note.said]
    return str(escape(visible_on_a_page(" · ".join(said))))
