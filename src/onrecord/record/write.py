"""A Record as the contract's JSON.

Every field of the contract is always there, null or empty where nothing is known; fields beyond the contract (`how`, `rule`, `time`,
`account`, `made` …) are there only where they say something. Scores have two decimals.
"""

from __future__ import annotations

from typing import Any

import orjson

from onrecord.model import (
    Article,
    Event,
    Party,
    PartySpan,
    Position,
    Record,
    Span,
    Statement,
    TimeSpan,
    When,
)
from onrecord.record.schema import SCHEMA_NAME

Json = dict[str, Any]


def dumps(record: Record) -> bytes:
    """The record as one line of JSON without its newline. Raises TypeError where a text holds a lone surrogate, which is not Unicode."""
    return orjson.dumps(to_json(record))


def to_json(record: Record) -> Json:
    """The record as an object of the contract, ready for any JSON library."""
    found: Json = {
        "schema": SCHEMA_NAME,
        "article": _article(record.article),
        "statements": [_statement(s) for s in record.statements],
        "positions": [_position(p) for p in record.positions],
        "dates": [_time_span(d) for d in record.dates],
        "events": [_event(e) for e in record.events],
    }
    if record.made:
        found["made"] = [{"step": m.step, "version": m.version} for m in record.made]
    return found


def _article(article: Article) -> Json:
    found: Json = {
        "id": article.id,
        "source": article.source,
        "url": article.url,
        "outlet": article.outlet,
        "title": article.title,
        "byline": list(article.byline),
        "language": article.language,
        "published": _maybe_when(article.published),
        "modified": _maybe_when(article.modified),
        "published_inferred": _inferred(article.published_inferred),
        "warnings": list(article.warnings),
        "text": article.text,
        "text_sha256": article.text_sha256,
        "blocks": [{"start": b.start, "end": b.end, "kind": b.kind} for b in article.blocks],
        "links": [{"text": link.text, "href": link.href} for link in article.links],
    }
    if article.entries:
        found["entries"] = [{"start": e.start, "end": e.end, "head": _span(e.head), "when": _when(e.when)} for e in article.entries]
    return found


def _statement(statement: Statement) -> Json:
    found: Json = {
        "id": statement.id,
        "kind": statement.kind,
        "part": statement.part,
        "content": _spans(statement.content),
        "cue": _spans(statement.cue),
        "source": _spans(statement.source),
        "speaker": _party(statement.speaker),
        "addressee": _party_spans(statement.addressee),
        "when": None if statement.when is None else _time_span(statement.when),
        "parent": statement.parent,
        "responds_to": statement.responds_to,
        "repeated": statement.repeated,
        "negated": statement.negated,
        "mentions": _party_spans(statement.mentions),
        "score": _score(statement.score),
    }
    if statement.how:
        found["how"] = statement.how
    return found


def _position(position: Position) -> Json:
    found: Json = {
        "statement": position.statement,
        "question": position.question,
        "holder": position.holder,
        "holder_id": position.holder_id,
        "stance": position.stance,
        "condition": None if position.condition is None else _span(position.condition),
        "evidence": _spans(position.evidence),
        "score": _score(position.score),
    }
    if position.how:
        found["how"] = position.how
    return found


def _event(event: Event) -> Json:
    found: Json = {
        "start": event.start,
        "end": event.end,
        "text": event.text,
        "when": _when(event.when),
        "participants": _party_spans(event.participants),
    }
    if event.account is not None:
        found["account"] = event.account
    return found


def _party(party: Party) -> Json:
    found: Json = {
        "name": party.name,
        "id": party.id,
        "type": party.type,
        "role": party.role,
        "acts_for": party.acts_for,
        "status": party.status,
        "candidates": [{"name": c.name, "id": c.id, "score": _score(c.score)} for c in party.candidates],
    }
    if party.members:
        found["members"] = [_party(m) for m in party.members]
    if party.description is not None:
        found["description"] = party.description
    if party.how:
        found["how"] = list(party.how)
    return found


def _time_span(found: TimeSpan) -> Json:
    made: Json = {
        "start": found.start,
        "end": found.end,
        "text": found.text,
        **_when(found.when),
        "timex": {"type": found.timex_type, "value": found.timex_value},
    }
    if found.rule:
        made["rule"] = found.rule
    return made


def _when(when: When) -> Json:
    found: Json = {"edtf": when.edtf, "earliest": when.earliest, "latest": when.latest, "basis": when.basis}
    if when.time is not None:
        found["time"] = when.time
    if when.evidence:
        found["evidence"] = _spans(when.evidence)
    return found


def _maybe_when(when: When | None) -> Json | None:
    return None if when is None else _when(when)


def _inferred(when: When | None) -> Json | None:
    return None if when is None else {**_when(when), "evidence": _spans(when.evidence)}


def _span(span: Span) -> Json:
    return {"start": span.start, "end": span.end, "text": span.text}


def _spans(spans: tuple[Span, ...]) -> list[Json]:
    return [_span(s) for s in spans]


def _party_spans(spans: tuple[PartySpan, ...]) -> list[Json]:
    return [{"start": s.start, "end": s.end, "text": s.text, "name": s.name, "id": s.id} for s in spans]


def _score(score: float) -> float:
    return round(float(score), 2)
