"""A record as rows of the dataset's tables, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from onrecord.errors import OnRecordError, ReportError, SourceError
from onrecord.model import Record
from onrecord.record import from_json, to_json
from onrecord.record.schema import SCHEMA_NAME
from onrecord.scale.schema import LEFT_OUT, PARTS

Row = dict[str, Any]
Rows = dict[str, list[Row]]


def rows_of(report: int, found: Record | SourceError) -> Rows:
    """The rows of the report with this number in its input: its record's, or the reason why it has none."""
    if isinstance(found, SourceError):
        return {"failures": [failure(report, found)]}
    if any(inner.members for s in found.statements for member in s.speaker.members for inner in member.members):
        return {"failures": [failure(report, ReportError(found.article.source, "it names speakers within speakers within speakers"))]}
    record = to_json(found)
    try:
        orjson.dumps(record)
    except TypeError as e:
        return {"failures": [failure(report, ReportError(found.article.source, f"its record cannot be written as JSON ({e})"))]}
    article: Row = {"report": report, **record["article"], "made": record.get("made")}
    rows: Rows = {"articles": [article]}
    for part in PARTS:
        rows[part] = [{"article": found.article.id, "report": report, "place": n, **row} for n, row in enumerate(record[part])]
    return rows


def failure(report: int, error: SourceError) -> Row:
    """The row of a report that has no record."""
    return {"report": report, "source": _utf8(error.source), "error": type(error).__name__, "reason": _utf8(error.reason)}


def record_of(article: Row, parts: Mapping[str, Iterable[Row]]) -> Record:
    """The record that an article's row and those of its parts hold. Raises OnRecordError where they hold none."""
    made = _tidy({k: v for k, v in article.items() if k not in ("report", "input")})
    found: Row = {"schema": SCHEMA_NAME, "made": made.pop("made", ()), "article": made}
    for part in PARTS:
        rows = sorted(parts.get(part, ()), key=lambda row: int(row["place"]))
        found[part] = [_tidy({k: v for k, v in row.items() if k not in ("article", "report", "place", "input")}) for row in rows]
    try:
        return from_json(found)
    except OnRecordError as e:
        raise OnRecordError(f"{article.get('source')}: {e}") from e


def _tidy(value: Any) -> Any:
    """A row's value as the contract's JSON has it: without the fields that stand there only where they say something."""
    if isinstance(value, dict):
        return {k: _tidy(v) for k, v in value.items() if v is not None or k not in LEFT_OUT}
    return [_tidy(v) for v in value] if isinstance(value, list) else value


def _utf8(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()
