"""The contract's JSON as a Record. Fields beyond the contract that this version does not know are passed over."""

from __future__ import annotations

from typing import Any

import orjson

from onrecord.errors import UserError
from onrecord.model import (
    Article,
    Block,
    Candidate,
    Entry,
    Event,
    Link,
    Made,
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


def loads(line: bytes | str) -> Record:
    """The record that one line of JSON holds. Raises UserError where it is not JSON or not a record."""
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError as e:
        raise UserError(f"not JSON: {e}") from e
    return from_json(found)


def from_json(found: Any) -> Record:
    """The record that an object of the contract describes.

    Raises UserError where a field is missing or of the wrong shape. The contract's rules (spans repeat their words, parents exist) are
    not looked at here: `check` does that.
    """
    if not isinstance(found, dict) or found.get("schema") != SCHEMA_NAME:
        raise UserError(f'not a record: "schema" is not "{SCHEMA_NAME}"')
    try:
        return Record(
            article=_article(found["article"]),
            statements=tuple(_statement(s) for s in found["statements"]),
            positions=tuple(_position(p) for p in found["positions"]),
            dates=tuple(_time_span(d) for d in found["dates"]),
            events=tuple(_event(e) for e in found["events"]),
            made=tuple(Made(step=m["step"], version=m["version"]) for m in found.get("made", ())),
        )
    except KeyError as e:
        raise UserError(f"not a record: the field {e} is missing") from e
    except (TypeError, AttributeError, ValueError) as e:
        raise UserError(f"not a record: a field has the wrong shape ({e})") from e


def _article(found: Json) -> Article:
    return Article(
        id=found["id"],
        source=found["source"],
        text=found["text"],
        text_sha256=found["text_sha256"],
        url=found["url"],
        outlet=found["outlet"],
        title=found["title"],
        byline=tuple(found["byline"]),
        language=found["language"],
        published=_maybe_when(found["published"]),
        modified=_maybe_when(found["modified"]),
        published_inferred=_maybe_when(found["published_inferred"]),
        warnings=tuple(found["warnings"]),
        blocks=tuple(Block(start=b["start"], end=b["end"], kind=b["kind"]) for b in found["blocks"]),
        links=tuple(Link(text=link["text"], href=link["href"]) for link in found["links"]),
        entries=tuple(_entry(e) for e in found.get("entries", ())),
    )


def _entry(found: Json) -> Entry:
    return Entry(start=found["start"], end=found["end"], head=_span(found["head"]), when=_when(found["when"]))


def _statement(found: Json) -> Statement:
    return Statement(
        id=found["id"],
        kind=found["kind"],
        part=found["part"],
        content=_spans(found["content"]),
        cue=_spans(found["cue"]),
        source=_spans(found["source"]),
        speaker=_party(found["speaker"]),
        addressee=_party_spans(found["addressee"]),
        when=None if found["when"] is None else _time_span(found["when"]),
        parent=found["parent"],
        responds_to=found["responds_to"],
        repeated=found["repeated"],
        negated=found["negated"],
        mentions=_party_spans(found["mentions"]),
        score=float(found["score"]),
        how=found.get("how", ""),
    )


def _position(found: Json) -> Position:
    return Position(
        statement=found["statement"],
        question=found["question"],
        holder=found["holder"],
        holder_id=found["holder_id"],
        stance=found["stance"],
        condition=None if found["condition"] is None else _span(found["condition"]),
        evidence=_spans(found["evidence"]),
        score=float(found["score"]),
        how=found.get("how", ""),
    )


def _event(found: Json) -> Event:
    return Event(
        start=found["start"],
        end=found["end"],
        text=found["text"],
        when=_when(found["when"]),
        participants=_party_spans(found["participants"]),
        account=found.get("account"),
    )


def _party(found: Json) -> Party:
    return Party(
        name=found["name"],
        id=found["id"],
        type=found["type"],
        status=found["status"],
        role=found["role"],
        acts_for=found["acts_for"],
        candidates=tuple(Candidate(name=c["name"], id=c["id"], score=float(c["score"])) for c in found["candidates"]),
        members=tuple(_party(m) for m in found.get("members", ())),
        description=found.get("description"),
        how=tuple(found.get("how", ())),
    )


def _time_span(found: Json) -> TimeSpan:
    return TimeSpan(
        start=found["start"],
        end=found["end"],
        text=found["text"],
        when=_when(found),
        timex_type=found["timex"]["type"],
        timex_value=found["timex"]["value"],
        rule=found.get("rule", ""),
    )


def _when(found: Json) -> When:
    return When(
        edtf=found["edtf"],
        earliest=found["earliest"],
        latest=found["latest"],
        basis=found["basis"],
        evidence=_spans(found.get("evidence", ())),
        time=found.get("time"),
    )


def _maybe_when(found: Json | None) -> When | None:
    return None if found is None else _when(found)


def _span(found: Json) -> Span:
    return Span(start=found["start"], end=found["end"], text=found["text"])


def _spans(found: Any) -> tuple[Span, ...]:
    return tuple(_span(s) for s in found)


def _party_spans(found: Any) -> tuple[PartySpan, ...]:
    return tuple(PartySpan(start=s["start"], end=s["end"], text=s["text"], name=s["name"], id=s["id"]) for s in found)
