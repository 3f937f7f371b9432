"""Every table as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from onrecord.archive import CORRECTION_COLUMNS, POSITION_COLUMNS, SPEAKER_COLUMNS, STATEMENT_COLUMNS
from onrecord.errors import UserError
from onrecord.export.csv import write_csv
from onrecord.web.asked import asked_filters, asked_text
from onrecord.web.ledger import WORDINGS, in_order
from onrecord.web.page import keep_bytes, site
from onrecord.web.views import compare
from onrecord.web.views.question import narrow
from onrecord.web.views.reports import COLUMNS as REPORT_COLUMNS

MOST = 20_000
"""Rows of one file; `onrecord statements --format csv` has no bound."""

CHANGE_COLUMNS = (
    "question", "holder", "kind", "date", "stance", "evidence", "outlet", "statement", "before_date", "before_stance", "before_evidence",
    "before_outlet", "before_statement", "last_seen", "reports_between", "condition", "said_by",
)  # fmt: skip

BEFORE = {"date": "earliest", "stance": "stance", "evidence": "evidence", "outlet": "outlet", "statement": "statement"}
"""What the table tells of the position before, and the columns that hold it."""


def statements(request: Request) -> Response:
    """The statements that a search finds."""
    return _csv(
        request, "statements", lambda: site(request).library.archive.statements(asked_filters(request), limit=MOST), STATEMENT_COLUMNS
    )


def speakers(request: Request) -> Response:
    """The speakers of the statements that a search finds."""
    return _csv(request, "speakers", lambda: site(request).library.archive.speakers(asked_filters(request), limit=MOST), SPEAKER_COLUMNS)


def positions(request: Request) -> Response:
    """Positions: by question, holder, stance, outlet, since, until."""
    return _csv(request, "positions", lambda: _positions(request), POSITION_COLUMNS)


def changes(request: Request) -> Response:
    """What changed, with both sides: by question and holder."""
    return _csv(request, "changes", lambda: [_change(m) for m in _moves(request)], CHANGE_COLUMNS)


def _change(m: dict[str, Any]) -> dict[str, Any]:
    return {
        "question": m["question"],
        "holder": m["holder"],
        "kind": m["kind"],
        "date": m["date"],
        "stance": m["now"]["stance"],
        "evidence": m["now"]["evidence"],
        "outlet": m["now"]["outlet"],
        "statement": m["now"]["statement"],
        "last_seen": m["last_seen"],
        "reports_between": m["between"],
        "condition": m["now"]["condition"],
        "said_by": m["now"]["teller"],
        **{f"before_{k}": m["before"][c] if m["before"] else None for k, c in BEFORE.items()},
    }


def reports(request: Request) -> Response:
    """The reports."""
    return _csv(request, "reports", lambda: site(request).library.reports(limit=MOST, outlet=asked_text(request, "outlet")), REPORT_COLUMNS)


def compared(request: Request) -> Response:
    """What two reports or two outlets both carry, and what one alone does."""
    return _csv(request, "compare", lambda: compare.rows(request), compare.CSV_COLUMNS)


def names(request: Request) -> Response:
    """The contested names of two reports or two outlets, one row a use."""
    return _csv(request, "names", lambda: compare.names(request), compare.NAME_COLUMNS)


def corrections(request: Request) -> Response:
    """The corrections."""
    return _csv(request, "corrections", lambda: site(request).library.archive.corrections(), CORRECTION_COLUMNS)


def _positions(request: Request) -> list[dict[str, Any]]:
    """The positions that are asked for, oldest first, with those of withdrawn reports, which say so."""
    ledger, question = site(request).ledger, asked_text(request, "question")
    rows = narrow(request, [r for r in (*ledger.rows, *ledger.withdrawn) if question in (None, r["question"])])
    return sorted(rows, key=in_order)[:MOST]


def _moves(request: Request) -> list[dict[str, Any]]:
    """The moves at the positions that are asked for; only what became of them, where `kind` says so."""
    question, kind = asked_text(request, "question"), asked_text(request, "move")
    if kind is not None and kind not in WORDINGS:
        raise UserError(f"move {kind!r} is not one of {', '.join(WORDINGS)}")
    ledger = site(request).ledger
    found = ledger.moves if question is None else ledger.of_question(question)
    kept = {r["position_row"] for r in narrow(request, [m["now"] for m in found])}
    return [m for m in found if m["now"]["position_row"] in kept and kind in (None, m["kind"])][:MOST]


def _csv(request: Request, name: str, rows: Callable[[], Iterable[dict[str, Any]]], columns: Sequence[str]) -> Response:
    def make() -> bytes:
        stream = io.StringIO(newline="")
        write_csv(rows(), columns, stream)
        return stream.getvalue().encode("utf-8", "backslashreplace")

    return Response(
        keep_bytes(request, make),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}.csv"'},
    )
