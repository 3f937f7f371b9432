"""The contested names that a report uses, each with whose word it is: the outlet's own or a speaker's (data/contested)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from onrecord.model import Record, Span, Statement
from onrecord.rules import Field, load_rules

Voice = Literal["outlet", "outlet-in-quotes", "speaker", "reported"]

NEAR = 250
"""Code points to either side in which the words that tell the referent must stand."""

_QUOTED = re.compile(r"“[^”\n]{1,1500}”|(?<!\w)\"[^\"\n]{1,1500}\"|(?<!\w)[‘'][^‘’'\n]{1,120}[’'](?!\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One of several names for one thing. near: what must stand around it; unless: what it must not be part of; after: ISO date before
    which it means something else."""

    id: str
    referent: str
    name: str
    pattern: re.Pattern[str]
    near: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A contested name in a report.

    voice: outlet (its own words), outlet-in-quotes (its own sentence, the name in quotation marks), speaker (quoted), reported (in the
    outlet's words for what somebody said). statement, speaker: whose, where it is not the outlet's.
    """

    referent: str
    name: str
    rule: str
    place: Span
    voice: Voice
    statement: str | None = None
    speaker: str | None = None


def contested_names(record: Record) -> list[Use]:
    """The contested names of a report, in the order of its text; page furniture and link lists are left out."""
    article = record.article
    published = article.published or article.published_inferred
    day = published.earliest if published is not None else None
    skipped = [(b.start, b.end) for b in article.blocks if b.kind in ("furniture", "links", "byline")]
    quoted = [m.span() for m in _QUOTED.finditer(article.text)]
    found: list[Use] = []
    for name in names():
        if name.after is not None and day is not None and day < name.after:
            continue
        for start, end in places(name, article.text):
            if any(a <= start < b for a, b in skipped):
                continue
            place = Span(start=start, end=end, text=article.text[start:end])
            in_quotes = any(a <= start and end <= b for a, b in quoted)
            found.append(_use(name, place, _said(record, start, end, in_quotes), in_quotes))
    return sorted(found, key=lambda u: (u.place.start, u.place.end))


def places(name: Name, text: str) -> list[tuple[int, int]]:
    """Where a text uses a name."""
    found = []
    for m in name.pattern.finditer(text):
        around = text[max(0, m.start() - NEAR) : m.end() + NEAR]
        if name.near is not None and not name.near.search(around):
            continue
        if name.unless is not None:
            low = max(0, m.start() - 40)
            if any(u.start() < m.end() - low and m.start() - low < u.end() for u in name.unless.finditer(text[low : m.end() + 40])):
                continue
        found.append(m.span())
    return found


def _said(record: Record, start: int, end: int, in_quotes: bool) -> Statement | None:
    """The statement whose words stand at a place: the innermost, but inside quotation marks the innermost that is quoted at all."""
    inside = [s for s in record.statements if any(c.start <= start and end <= c.end for c in s.content)]
    quoted = [s for s in inside if s.kind != "indirect"] if in_quotes else []
    return min(quoted or inside, key=lambda s: sum(c.end - c.start for c in s.content), default=None)


def _use(name: Name, place: Span, statement: Statement | None, in_quotes: bool) -> Use:
    if statement is None:
        voice: Voice = "outlet-in-quotes" if in_quotes else "outlet"
        return Use(referent=name.referent, name=name.name, rule=name.id, place=place, voice=voice)
    voice = "speaker" if statement.kind == "direct" or (statement.kind == "mixed" and in_quotes) else "reported"
    speaker = statement.speaker.name or " … ".join(" ".join(s.text.split()) for s in statement.source) or None
    return Use(referent=name.referent, name=name.name, rule=name.id, place=place, voice=voice, statement=statement.id, speaker=speaker)


@cache
def names() -> tuple[Name, ...]:
    """The lexicon of data/contested, each entry tried on its examples."""
    fields = {
        "referent": Field(str),
        "name": Field(str),
        "pattern": Field(str),
        "case": Field(bool, required=False),
        "near": Field(str, required=False),
        "unless": Field(str, required=False),
        "after": Field(str, required=False),
    }
    return load_rules("contested", fields, _make, lambda name, text: bool(places(name, text)))


def _make(entry: Mapping[str, Any]) -> Name:
    flags = 0 if entry.get("case") else re.IGNORECASE
    near, unless = entry.get("near"), entry.get("unless")
    return Name(
        id=entry["id"],
        referent=entry["referent"],
        name=entry["name"],
        pattern=re.compile(rf"(?<!\w)(?:{entry['pattern']})(?!\w)", flags),
        near=re.compile(rf"\b(?:{near})", re.IGNORECASE) if near else None,
        unless=re.compile(unless, flags) if unless else None,
        after=entry.get("after"),
    )
