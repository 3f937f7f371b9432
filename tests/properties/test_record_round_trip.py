"""Any record survives being written and read; nothing is lost on the way."""

from __future__ import annotations

import hashlib
from typing import TypeVar

import jsonschema
import orjson
from hypothesis import given
from hypothesis import strategies as st

from onrecord.model import (
    Article,
    Block,
    Candidate,
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
from onrecord.record import dumps, from_json, loads, schema, to_json

T = TypeVar("T")

words = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
maybe = st.none() | words
score = st.integers(0, 100).map(lambda n: n / 100)
flag = st.booleans()
day = st.none() | st.dates().map(lambda d: d.isoformat())
place = st.integers(0, 500)


def some(of: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(of, max_size=3).map(tuple)


spans = st.builds(Span, start=place, end=place, text=words)
whens = st.builds(
    When, edtf=maybe, earliest=day, latest=day, basis=st.sampled_from(["stated", "relative", "given"]), evidence=some(spans), time=maybe
)
time_spans = st.builds(
    TimeSpan,
    start=place,
    end=place,
    text=words,
    when=whens,
    timex_type=st.sampled_from(["DATE", "TIME", "DURATION", "SET"]),
    timex_value=words,
    rule=words,
)
party_spans = st.builds(PartySpan, start=place, end=place, text=words, name=maybe, id=maybe)
candidates = st.builds(Candidate, name=words, id=words, score=score)


def parties(members: st.SearchStrategy[tuple[Party, ...]]) -> st.SearchStrategy[Party]:
    return st.builds(
        Party,
        name=maybe,
        id=maybe,
        type=st.sampled_from(["person", "organisation", "state", "group", "unnamed"]),
        status=st.sampled_from(["resolved", "ambiguous", "unresolved", "unnamed"]),
        role=maybe,
        acts_for=maybe,
        candidates=some(candidates),
        members=members,
        description=maybe,
        how=some(words),
    )


party = parties(some(parties(st.just(()))))
statements = st.builds(
    Statement,
    id=words,
    kind=st.sampled_from(["direct", "indirect", "mixed"]),
    part=st.sampled_from(["headline", "body", "caption", "link"]),
    content=st.lists(spans, min_size=1, max_size=3).map(tuple),
    cue=some(spans),
    source=some(spans),
    speaker=party,
    addressee=some(party_spans),
    when=st.none() | time_spans,
    parent=maybe,
    responds_to=maybe,
    repeated=flag,
    negated=flag,
    mentions=some(party_spans),
    score=score,
    how=words,
)
positions = st.builds(
    Position,
    statement=maybe,
    question=words,
    holder=words,
    holder_id=maybe,
    stance=st.sampled_from(["for", "conditional", "against"]),
    condition=st.none() | spans,
    evidence=some(spans),
    score=score,
    how=words,
)
events = st.builds(Event, start=place, end=place, text=words, when=whens, participants=some(party_spans), account=maybe)
articles = st.builds(
    Article,
    id=words,
    source=words,
    text=words,
    text_sha256=words.map(lambda t: hashlib.sha256(t.encode()).hexdigest()),
    url=maybe,
    outlet=maybe,
    title=maybe,
    byline=some(words),
    language=maybe,
    published=st.none() | whens,
    modified=st.none() | whens,
    published_inferred=st.none() | whens,
    warnings=some(words),
    blocks=some(st.builds(Block, start=place, end=place, kind=st.sampled_from(["title", "paragraph", "furniture", "links"]))),
    links=some(st.builds(Link, text=words, href=maybe)),
)
records = st.builds(
    Record,
    article=articles,
    statements=some(statements),
    positions=some(positions),
    dates=some(time_spans),
    events=some(events),
    made=some(st.builds(Made, step=words, version=words)),
)

VALIDATOR = jsonschema.Draft202012Validator(schema())


@given(records)
def test_there_and_back(record: Record) -> None:
    line = dumps(record)
    assert b"\n" not in line
    assert loads(line) == record
    assert from_json(orjson.loads(line)) == record


@given(records)
def test_every_record_fits_the_schema(record: Record) -> None:
    VALIDATOR.validate(to_json(record))
