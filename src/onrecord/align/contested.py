"""The contested names that a report uses, each with whose word it is: the outlet's own or a speaker's (data/contested)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from onrecord.model import Kind, Record, Span
from onrecord.rules import Field, load_rules

Voice = Literal["outlet", "outlet-in-quotes", "speaker", "reported"]

NEAR = 250
"""Code points to either side in which the words that tell the referent must stand."""

_CAPITAL = re.compile(r"(?<!\\)[A-Z]")  # not that of an escape
_BEFORE, _AFTER = r"(?<!\w)(?:", r")(?!\w)"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a statement must be known by to tell whose word a name is. speaker: the name, else the report's words for who said it."""

    id: str
    kind: Kind
    content: Sequence[tuple[int, int]]
    speaker: str | None


def contested_names(record: Record) -> list[Use]:
    """The contested names of a report, in the order of its text; page furniture and link lists are left out."""
    article = record.article
    published = article.published or article.published_inferred
    said = [
        Said(
            id=s.id,
            kind=s.kind,
            content=[(c.start, c.end) for c in s.content],
            speaker=s.speaker.name or " … ".join(" ".join(w.text.split()) for w in s.source) or None,
        )
        for s in record.statements
    ]
    blocks = [(b.start, b.end, b.kind) for b in article.blocks]
    return names_in(article.text, said, blocks=blocks, published=published.earliest if published is not None else None)


def names_in(text: str, said: Sequence[Said], *, blocks: Iterable[tuple[int, int, str]] = (), published: str | None = None) -> list[Use]:
    """The contested names of a text with these statements in it. published: the ISO day, for names that once meant something else."""
    skipped = [(start, end) for start, end, kind in blocks if kind in ("furniture", "links", "byline")]
    starts = _starts(text)
    if not starts:
        return []
    quoted = [m.span() for m in _QUOTED.finditer(text)]
    found: list[Use] = []
    for name in names():
        if name.after is not None and published is not None and published < name.after:
            continue
        for start, end in places(name, text, starts):
            if any(a <= start < b for a, b in skipped):
                continue
            in_quotes = any(a <= start and end <= b for a, b in quoted)
            found.append(_use(name, Span(start=start, end=end, text=text[start:end]), _teller(said, start, end, in_quotes), in_quotes))
    return sorted(found, key=lambda u: (u.place.start, u.place.end))


def places(name: Name, text: str, starts: Iterable[int] | None = None) -> list[tuple[int, int]]:
    """Where a text uses a name. starts: where alone any name of the lexicon begins, when that is known."""
    found, at = [], 0
    for m in name.pattern.finditer(text) if starts is None else (name.pattern.match(text, start) for start in starts):
        if m is None or m.start() < at:
            continue
        at = m.end()
        around = text[max(0, m.start() - NEAR) : m.end() + NEAR]
        if name.near is not None and not name.near.search(around):
            continue
        if name.unless is not None:
            low = max(0, m.start() - 40)
            if any(u.start() < m.end() - low and m.start() - low < u.end() for u in name.unless.finditer(text[low : m.end() + 40])):
                continue
        found.append(m.span())
    return found


def _starts(text: str) -> list[int]:
    """Where any name of the lexicon may begin. One pass for all of them: one for each of the 86 took 18 ms a report, six times as long."""
    small, whole = _anywhere()
    low = text.lower()
    if len(low) != len(text):  # "İ" becomes two
        low = "".join(c.lower()[0] for c in text)
    return sorted({m.start() for m in small.finditer(low)} | {m.start() for m in whole.finditer(text)})


@cache
def _anywhere() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What finds the names in small letters (to compare letters regardless of case is several times slower), and those with capitals."""
    small = [_CAPITAL.sub(lambda m: m[0].lower(), _bare(n)) for n in names() if n.pattern.flags & re.IGNORECASE]
    whole = [_bare(n) for n in names() if not n.pattern.flags & re.IGNORECASE]
    starts = (rf"(?<!\w)(?={'|'.join(each) or '(?!)'})" for each in (small, whole))
    return re.compile(next(starts)), re.compile(next(starts))


def _bare(name: Name) -> str:
    """A name's pattern without what holds it: branches that begin with a letter are passed over quickest."""
    return name.pattern.pattern.removeprefix(_BEFORE).removesuffix(_AFTER)


def _teller(said: Sequence[Said], start: int, end: int, in_quotes: bool) -> Said | None:
    """The statement whose words stand at a place: the innermost, but inside quotation marks the innermost that is quoted at all."""
    inside = [s for s in said if any(a <= start and end <= b for a, b in s.content)]
    quoted = [s for s in inside if s.kind != "indirect"] if in_quotes else []
    return min(quoted or inside, key=lambda s: sum(b - a for a, b in s.content), default=None)


def _use(name: Name, place: Span, teller: Said | None, in_quotes: bool) -> Use:
    if teller is None:
        voice: Voice = "outlet-in-quotes" if in_quotes else "outlet"
        return Use(referent=name.referent, name=name.name, rule=name.id, place=place, voice=voice)
    voice = "speaker" if teller.kind == "direct" or (teller.kind == "mixed" and in_quotes) else "reported"
    return Use(referent=name.referent, name=name.name, rule=name.id, place=place, voice=voice, statement=teller.id, speaker=teller.speaker)


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
        pattern=re.compile(f"{_BEFORE}{entry['pattern']}{_AFTER}", flags),
        near=re.compile(rf"\b(?:{near})", re.IGNORECASE) if near else None,
        unless=re.compile(unless, flags) if unless else None,
        after=entry.get("after"),
    )
