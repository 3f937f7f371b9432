"""The contract's rules as checks: what a JSON Schema cannot say."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from onrecord.model import Article, Party, PartySpan, Position, Record, Span, Statement, TimeSpan, When

_DATE = r"-?[0-9X]{4}(?:-(?:2[1-4]|[0-9X]{2}(?:-[0-9X]{2})?))?"
_TIME = r"T\d\d:\d\d:\d\d(?:Z|[+-]\d\d(?::\d\d)?)?"
_ONE = rf"(?:Y-?\d{{5,}}|{_DATE}[?~%]?|\d{{4}}-\d\d-\d\d{_TIME})"
_EDTF = re.compile(rf"{_ONE}|(?:{_ONE}|\.\.)?/(?:{_ONE}|\.\.)?")


def check(record: Record) -> list[str]:
    """What in the record breaks the contract, one line each; empty when nothing does.

    Beyond this, `schema` says which fields there are and of which shape.
    """
    return [
        *_article(record.article),
        *_words(record),
        *_statements(record),
        *_positions(record),
        *_times(record),
    ]


def _article(article: Article) -> Iterator[str]:
    if hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest() != article.text_sha256:
        yield "article: text_sha256 is not the text's"
    for block in article.blocks:
        if not 0 <= block.start < block.end <= len(article.text):
            yield f"article: the {block.kind} block [{block.start}, {block.end}) is empty or outside the text"
    for a, b in pairwise(article.blocks):
        if b.start < a.end:
            yield f"article: the blocks at {a.start} and {b.start} overlap or are out of order"
    for entry in article.entries:
        if not 0 <= entry.start <= entry.head.start < entry.head.end <= entry.end <= len(article.text):
            yield f"article: the entry [{entry.start}, {entry.end}) does not hold its head, or is outside the text"
    for one, other in pairwise(article.entries):
        if other.start < one.end:
            yield f"article: the entries at {one.start} and {other.start} overlap or are out of order"
    inferred = article.published_inferred
    if inferred is not None:
        if article.published is not None:
            yield "article: published_inferred stands beside a stated date"
        if inferred.basis != "inferred" or not inferred.evidence:
            yield "article: published_inferred must have basis inferred and evidence"
    if any(w is not None and w.basis == "inferred" for w in (article.published, article.modified)):
        yield "article: an inferred date stands where only stated ones may"


def _words(record: Record) -> Iterator[str]:
    """Rule 1: every span repeats its words."""
    text = record.article.text
    for place, span in _all_spans(record):
        if not 0 <= span.start < span.end <= len(text):
            yield f"{place}: [{span.start}, {span.end}) is empty or outside the text"
        elif text[span.start : span.end] != span.text:
            yield f"{place}: {span.text!r} is not what stands at [{span.start}, {span.end})"


def _all_spans(record: Record) -> Iterator[tuple[str, Span | PartySpan | TimeSpan]]:
    if record.article.published_inferred is not None:
        yield from (("published_inferred", s) for s in record.article.published_inferred.evidence)
    yield from (("entry", e.head) for e in record.article.entries)
    for statement in record.statements:
        for field in ("content", "cue", "source", "addressee", "mentions"):
            yield from ((f"statement {statement.id} {field}", s) for s in getattr(statement, field))
        if statement.when is not None:
            yield f"statement {statement.id} when", statement.when
    for i, position in enumerate(record.positions):
        yield from ((f"position {i} evidence", s) for s in position.evidence)
        if position.condition is not None:
            yield f"position {i} condition", position.condition
    yield from (("dates", d) for d in record.dates)
    for i, event in enumerate(record.events):
        yield f"event {i}", Span(start=event.start, end=event.end, text=event.text)
        yield from ((f"event {i} participants", s) for s in event.participants)


def _statements(record: Record) -> Iterator[str]:
    by_id = {s.id: s for s in record.statements}
    if len(by_id) != len(record.statements):
        yield "statements: an id stands twice"
    for statement in record.statements:
        place = f"statement {statement.id}"
        if not statement.content:
            yield f"{place}: no content"
        for field in ("content", "cue", "source"):
            if any(b.start < a.end for a, b in pairwise(getattr(statement, field))):
                yield f"{place}: {field} spans overlap or are out of order"
        if not statement.source and statement.speaker.status != "unnamed":
            yield f"{place}: nobody is named, so the speaker must be unnamed"
        if statement.responds_to is not None and (statement.responds_to not in by_id or statement.responds_to == statement.id):
            yield f"{place}: responds_to names no other statement"
        if not 0 <= statement.score <= 1:
            yield f"{place}: score outside 0 to 1"
        yield from _parent(statement, by_id)
        yield from _party(place, statement.speaker)


def _parent(statement: Statement, by_id: dict[str, Statement]) -> Iterator[str]:
    if statement.parent is None:
        return
    if statement.parent not in by_id:
        yield f"statement {statement.id}: its parent does not exist"
        return
    seen, at = {statement.id}, by_id[statement.parent]
    while at.id not in seen and at.parent in by_id:
        seen.add(at.id)
        at = by_id[at.parent]
    if at.id in seen:
        yield f"statement {statement.id}: it is its own ancestor"
    parent = by_id[statement.parent]
    if not all(any(p.start <= c.start and c.end <= p.end for p in parent.content) for c in statement.content):
        yield f"statement {statement.id}: its content lies outside its parent's"


def _party(place: str, party: Party) -> Iterator[str]:
    if party.status == "resolved":
        if party.name is None or party.id is None:
            yield f"{place}: a resolved party needs a name and an id"
    elif party.id is not None:
        yield f"{place}: a party that is {party.status} has no id"
    if party.status in ("ambiguous", "unresolved") and party.name is not None:
        yield f"{place}: a party that is {party.status} has no name"
    if party.status == "ambiguous" and not party.candidates:
        yield f"{place}: an ambiguous party needs its candidates"
    if party.members and party.type != "group":
        yield f"{place}: only a group has members"
    for member in party.members:
        yield from _party(place, member)


def _positions(record: Record) -> Iterator[str]:
    ids = {s.id for s in record.statements}
    for i, position in enumerate(record.positions):
        yield from _position(f"position {i}", position, ids)


def _position(place: str, position: Position, ids: set[str]) -> Iterator[str]:
    if position.statement is not None and position.statement not in ids:
        yield f"{place}: its statement does not exist"
    if not position.evidence:
        yield f"{place}: no evidence"
    if position.condition is not None and position.stance == "for":
        yield f"{place}: a stance with a condition is not plainly for"
    if not 0 <= position.score <= 1:
        yield f"{place}: score outside 0 to 1"


def _times(record: Record) -> Iterator[str]:
    article = record.article
    for name in ("published", "modified", "published_inferred"):
        if (when := getattr(article, name)) is not None:
            yield from _when(f"article {name}", when)
    for found in record.dates:
        yield from _when(f"date {found.text!r} at {found.start}", found.when)
    for statement in record.statements:
        if statement.when is not None:
            yield from _when(f"statement {statement.id} when", statement.when.when)
    for i, event in enumerate(record.events):
        yield from _when(f"event {i}", event.when)
    if any(b.start < a.start for a, b in pairwise(record.dates)):
        yield "dates: out of order"


def _when(place: str, when: When) -> Iterator[str]:
    if when.edtf is None:
        if when.earliest is not None or when.latest is not None:
            yield f"{place}: a time that cannot be placed has no earliest or latest day"
        return
    if not _EDTF.fullmatch(when.edtf):
        yield f"{place}: {when.edtf!r} is not EDTF level 1"
    if when.earliest is None and when.latest is None:
        yield f"{place}: a placed time needs its earliest or latest day"
    for day in (when.earliest, when.latest):
        if day is not None and not _is_day(day):
            yield f"{place}: {day!r} is not a day"
    if when.earliest is not None and when.latest is not None and when.earliest > when.latest:
        yield f"{place}: earliest is after latest"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
