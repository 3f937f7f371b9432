"""The tables of a dataset: the contract's names as Arrow types.

A span is a struct, several are a list of structs, as in the contract's JSON; a field that the contract leaves out where it says nothing
(`how`, `time`, `members` …) is null. Three columns are added: `article` (the article's id), `report` (the report's number within its input
file, from 0) and `place` (the row's number within its report), so that a record can be put together again exactly as it was.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from onrecord.scale.need import need

DATASET = "onrecord.dataset/1"

TABLES = ("articles", "statements", "positions", "dates", "events", "failures")
"""Every table of a dataset; a partition has a file for each, be it empty."""

PARTS = ("statements", "positions", "dates", "events")
"""The tables that hold the parts of a record, by the contract's names for its lists."""

LEFT_OUT = frozenset({"how", "time", "members", "description", "rule", "account", "made", "evidence", "entries", "fetched"})
"""What the contract's JSON has only where it says something."""


@cache
def schemas() -> dict[str, Any]:
    """The Arrow schema of each table."""
    pa = need("pyarrow")
    text, whole, real, true = pa.string(), pa.int64(), pa.float64(), pa.bool_()
    texts = pa.list_(text)
    bounds = {"start": whole, "end": whole, "text": text}
    span = pa.struct(bounds)
    spans = pa.list_(span)
    party_spans = pa.list_(pa.struct({**bounds, "name": text, "id": text}))
    dated = {"edtf": text, "earliest": text, "latest": text, "basis": text, "time": text, "evidence": spans}
    when = pa.struct(dated)
    timed = {**bounds, **dated, "timex": pa.struct({"type": text, "value": text}), "rule": text}
    party = {
        "name": text,
        "id": text,
        "type": text,
        "role": text,
        "acts_for": text,
        "status": text,
        "candidates": pa.list_(pa.struct({"name": text, "id": text, "score": real})),
    }
    told = {"description": text, "how": texts}
    # Several who speak as one may count such among them; Arrow has no type that holds itself, and nobody speaks in three storeys.
    inner = pa.struct({**party, "members": pa.list_(pa.struct({**party, **told})), **told})
    speaker = pa.struct({**party, "members": pa.list_(inner), **told})
    where = {"article": text, "report": whole, "place": whole}
    tables: dict[str, dict[str, Any]] = {
        "articles": {
            "report": whole,
            "id": text,
            "source": text,
            "url": text,
            "outlet": text,
            "title": text,
            "byline": texts,
            "language": text,
            "published": when,
            "modified": when,
            "published_inferred": when,
            "warnings": texts,
            "text": text,
            "text_sha256": text,
            "blocks": pa.list_(pa.struct({"start": whole, "end": whole, "kind": text})),
            "links": pa.list_(pa.struct({"text": text, "href": text})),
            "entries": pa.list_(pa.struct({"start": whole, "end": whole, "head": span, "when": when})),
            "fetched": text,
            "made": pa.list_(pa.struct({"step": text, "version": text})),
        },
        "statements": {
            **where,
            "id": text,
            "kind": text,
            "part": text,
            "content": spans,
            "cue": spans,
            "source": spans,
            "speaker": speaker,
            "addressee": party_spans,
            "when": pa.struct(timed),
            "parent": text,
            "responds_to": text,
            "repeated": true,
            "negated": true,
            "mentions": party_spans,
            "score": real,
            "how": text,
        },
        "positions": {
            **where,
            "statement": text,
            "question": text,
            "holder": text,
            "holder_id": text,
            "stance": text,
            "condition": span,
            "evidence": spans,
            "score": real,
            "how": text,
        },
        "dates": {**where, **timed},
        "events": {**where, **bounds, "when": when, "participants": party_spans, "account": text},
        "failures": {"report": whole, "source": text, "error": text, "reason": text},
    }
    return {name: pa.schema(list(columns.items()), metadata={"onrecord": DATASET}) for name, columns in tables.items()}
