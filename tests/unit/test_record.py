"""The record as JSON, its schema and its rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import jsonschema
import orjson
import pytest
from sample import LATE_MAY, TAAL, sample, span, statement

from onrecord.errors import UserError
from onrecord.model import Block, Record, Span, When
from onrecord.record import SCHEMA_NAME, check, dumps, from_json, loads, schema, to_json


def test_the_sample_keeps_the_contract() -> None:
    assert check(sample()) == []
    jsonschema.validate(to_json(sample()), schema())


def test_the_schema_is_itself_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def test_there_and_back() -> None:
    assert loads(dumps(sample())) == sample()
    assert from_json(to_json(sample())) == sample()


def test_names_of_the_contract() -> None:
    found = to_json(sample())
    assert found["schema"] == SCHEMA_NAME
    assert found["dates"][0] == {
        "start": found["dates"][0]["start"],
        "end": found["dates"][0]["end"],
        "text": "Tuesday",
        "edtf": "2031-06-03",
        "earliest": "2031-06-03",
        "latest": "2031-06-03",
        "basis": "relative",
        "timex": {"type": "DATE", "value": "2031-06-03"},
        "rule": "test",
    }
    speaker = found["statements"][1]["speaker"]
    assert {k: speaker[k] for k in ("name", "type", "role", "acts_for", "status", "candidates")} == {
        "name": "Berin Taal",
        "type": "person",
        "role": "Palace spokesman",
        "acts_for": "Veskar",
        "status": "resolved",
        "candidates": [],
    }


def test_scores_have_two_decimals() -> None:
    record = replace(sample(), statements=(replace(sample().statements[0], score=0.123456),), positions=(), events=())
    assert b'"score":0.12' in dumps(record)


def test_unknown_fields_are_passed_over() -> None:
    found = to_json(sample())
    found["later"] = 1
    found["article"]["later"] = found["statements"][0]["later"] = {"x": 1}
    assert from_json(found) == sample()
    jsonschema.validate(found, schema())


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (b"{", "not JSON"),
        (b"[]", 'not a record: "schema"'),
        (b'{"schema": "onrecord.record/2"}', 'not a record: "schema"'),
        (b'{"schema": "onrecord.record/1"}', "the field 'article' is missing"),
        (orjson.dumps({**to_json(sample()), "statements": [1]}), "wrong shape"),
    ],
)
def test_what_is_not_a_record(given: bytes, reason: str) -> None:
    with pytest.raises(UserError, match=reason):
        loads(given)


def article(**fields: Any) -> Record:
    return replace(sample(), article=replace(sample().article, **fields))


def first(**fields: Any) -> Record:
    return replace(sample(), statements=(replace(sample().statements[0], **fields), *sample().statements[1:]))


def dated(**fields: Any) -> Record:
    return replace(sample(), dates=(replace(LATE_MAY, when=replace(LATE_MAY.when, **fields)),))


WORDS = span("Veskar open")

BROKEN = [
    (article(text_sha256="0" * 64), "text_sha256 is not the text's"),
    (article(blocks=(Block(start=5, end=9999, kind="title"),)), "outside the text"),
    (article(blocks=(Block(start=0, end=9, kind="title"), Block(start=4, end=12, kind="paragraph"))), "overlap"),
    (article(published_inferred=When(edtf="2031", earliest="2031-01-01", latest="2031-12-31", basis="inferred")), "beside a stated date"),
    (article(modified=When(edtf="2031", earliest="2031-01-01", latest="2031-12-31", basis="inferred")), "only stated ones"),
    (first(cue=(Span(start=0, end=6, text="Oldia!"),)), "is not what stands at"),
    (first(content=()), "no content"),
    (first(content=(WORDS, WORDS)), "overlap"),
    (first(source=()), "the speaker must be unnamed"),
    (first(responds_to="s0"), "responds_to names no other"),
    (first(parent="nobody"), "parent does not exist"),
    (first(parent="s2"), "outside its parent's"),
    (first(score=1.5), "score outside"),
    (first(speaker=replace(TAAL, name=None)), "needs a name and an id"),
    (first(speaker=replace(TAAL, status="unresolved")), "unresolved has no name"),
    (first(speaker=replace(TAAL, status="ambiguous", name=None, id=None)), "needs its candidates"),
    (first(speaker=replace(TAAL, members=(TAAL,))), "only a group has members"),
    (replace(sample(), statements=(*sample().statements, sample().statements[0])), "an id stands twice"),
    (replace(sample(), statements=sample().statements[:1]), "its statement does not exist"),
    (replace(sample(), positions=(replace(sample().positions[1], stance="for"),)), "not plainly for"),
    (replace(sample(), dates=sample().dates[::-1]), "out of order"),
    (dated(edtf=None), "has no earliest or latest"),
    (dated(edtf="late May"), "is not EDTF"),
    (dated(earliest="2031-06-31"), "is not a day"),
    (dated(earliest="2031-06-30"), "earliest is after latest"),
    (dated(earliest=None, latest=None), "needs its earliest or latest"),
]


@pytest.mark.parametrize(("record", "reason"), BROKEN, ids=[reason for _, reason in BROKEN])
def test_each_rule_is_checked(record: Record, reason: str) -> None:
    assert any(reason in line for line in check(record)), check(record)


def test_nobody_is_their_own_ancestor() -> None:
    a = statement("a", content=(WORDS,), parent="b")
    b = statement("b", content=(WORDS,), parent="a")
    assert any("its own ancestor" in line for line in check(Record(article=sample().article, statements=(a, b))))


@pytest.mark.parametrize("edtf", ["2022", "2022-10", "2022-10-13", "2022-10-13?", "2022-21", "202X", "20XX", "2022-10-10/2022-10-16", "../2022", "2022/..", "2022-10~", "2022-10-13T09:00:00Z", "XXXX-10", "Y-17000"])  # fmt: skip
def test_edtf_that_is_accepted(edtf: str) -> None:
    assert check(dated(edtf=edtf)) == []
