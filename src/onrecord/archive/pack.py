"""A record as the archive's rows."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import urldefrag

import orjson

from onrecord.errors import ReportError
from onrecord.model import Article, Record, When
from onrecord.record import to_json

Json = dict[str, Any]


def dump(value: Any) -> str:
    """JSON for a column."""
    return orjson.dumps(value).decode()


def pack_record(record: Record) -> tuple[Json, str]:
    """The record as an object of the contract, and its digest: what it says, whatever file it was read from.

    Raises ReportError where the record breaks a rule on which the archive stands: spans that do not repeat their words, a wrong hash.
    """
    found = to_json(record)
    source = found["article"].pop("source")
    try:
        line = orjson.dumps(found, option=orjson.OPT_SORT_KEYS)
    except TypeError as e:
        raise ReportError(source, f"its record cannot be written as JSON ({e})") from e
    article = record.article
    if hashlib.sha256(article.text.encode()).hexdigest() != article.text_sha256:
        raise ReportError(source, "its text does not have the hash that its record names")
    _check_spans(found, article.text, source)
    return found, hashlib.sha256(line).hexdigest()


def _check_spans(value: Any, text: str, source: str) -> None:
    if isinstance(value, dict):
        if "start" in value and "text" in value:
            start, end = value["start"], value["end"]
            if not 0 <= start <= end <= len(text) or text[start:end] != value["text"]:
                raise ReportError(source, f"{value['text']!r} is not what stands at [{start}, {end})")
        for inner in value.values():
            _check_spans(inner, text, source)
    elif isinstance(value, list):
        for inner in value:
            _check_spans(inner, text, source)
    elif isinstance(value, str) and "\0" in value:
        raise ReportError(source, "its record holds a NUL character, which the archive cannot keep")


def run_row(article: Article, found: Json, digest: str) -> Json:
    """The columns of a run that come from its record."""
    head = {k: v for k, v in found["article"].items() if k not in ("text", "text_sha256")}
    made = found.get("made", [])
    published, modified, inferred = article.published, article.modified, article.published_inferred
    return {
        "article_id": article.id,
        "text_sha256": article.text_sha256,
        "digest": digest,
        "made": dump(made),
        "model": ", ".join(f"{m['step']} {m['version']}" for m in made),
        "address": urldefrag(article.url)[0] or None if article.url else None,
        "stamp": _stamp(modified) or _stamp(published),
        "url": article.url,
        "outlet": article.outlet,
        "title": article.title,
        "byline": ", ".join(article.byline) or None,
        "language": article.language,
        "published": published.edtf if published else None,
        "published_earliest": published.earliest if published else None,
        "published_latest": published.latest if published else None,
        "published_basis": published.basis if published else None,
        "modified": modified.edtf if modified else None,
        "inferred": inferred.edtf if inferred else None,
        "inferred_earliest": inferred.earliest if inferred else None,
        "inferred_latest": inferred.latest if inferred else None,
        "warnings": dump(article.warnings),
        "head": dump(head),
    }


def _stamp(when: When | None) -> str:
    if when is None:
        return ""
    return when.time or when.earliest or ""


def party_row(party: Json) -> tuple[Any, ...]:
    """name, party_id, type, status, role, acts_for, description, candidates, members, how."""
    return (
        party["name"], party["id"], party["type"], party["status"], party["role"], party["acts_for"], party.get("description"),
        _some(party["candidates"]), _some(party.get("members")), _some(party.get("how")),
    )  # fmt: skip


def statement_row(number: int, statement: Json) -> tuple[Any, ...]:
    """The columns number … how of a statement, without its speaker."""
    content, said = statement["content"], statement["when"]
    return (
        number, statement["id"], statement["kind"], statement["part"],
        content[0]["start"], max(s["end"] for s in content), words_of(content),
        words_of(statement["cue"]), words_of(statement["source"]),
        places(content), places(statement["cue"]), places(statement["source"]),
        said and said["text"], said and said["edtf"], said and said["earliest"], said and said["latest"], said and dump(said),
        statement["parent"], statement["responds_to"], int(statement["repeated"]), int(statement["negated"]), statement["score"],
        statement.get("how", ""),
    )  # fmt: skip


def position_row(number: int, position: Json) -> tuple[Any, ...]:
    """The columns number … how of a position."""
    condition = position["condition"]
    return (
        number, position["statement"], position["question"], position["holder"], position["holder_id"], position["stance"],
        condition and condition["text"], condition and condition["start"], condition and condition["end"],
        words_of(position["evidence"]), places(position["evidence"]), position["score"], position.get("how", ""),
    )  # fmt: skip


def date_row(number: int, found: Json) -> tuple[Any, ...]:
    """The columns number … evidence of a time expression."""
    return (
        number, found["start"], found["end"], found["text"], found["edtf"], found["earliest"], found["latest"], found["basis"],
        found.get("time"), found["timex"]["type"], found["timex"]["value"], found.get("rule", ""), _some(found.get("evidence")),
    )  # fmt: skip


def event_row(number: int, event: Json) -> tuple[Any, ...]:
    """The columns number … evidence of an event."""
    when = event["when"]
    return (
        number, event["start"], event["end"], event["text"], when["edtf"], when["earliest"], when["latest"], when["basis"],
        when.get("time"), event.get("account"), dump(event["participants"]), _some(when.get("evidence")),
    )  # fmt: skip


def words_of(spans: list[Json]) -> str:
    """The words of spans, gaps marked."""
    return " … ".join(s["text"] for s in spans)


def places(spans: list[Json]) -> str:
    """The places of spans: "[[12,40],[52,60]]"."""
    return json.dumps([[s["start"], s["end"]] for s in spans], separators=(",", ":"))


def _some(value: list[Any] | None) -> str | None:
    return dump(value) if value else None
