"""The core types of the record: plain, frozen values.

Field names and meanings are those of the public data contract (`onrecord schema`). Offsets are half-open `[start, end)` in Unicode code
points of `Article.text`, which nobody edits. Everything that a machine made can say how: `how` fields hold the step and the rule, table
entry or chain that decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["direct", "indirect", "mixed"]
Part = Literal["headline", "body", "caption", "link"]
BlockKind = Literal["title", "standfirst", "byline", "dateline", "paragraph", "subhead", "caption", "links", "furniture"]
PartyType = Literal["person", "organisation", "state", "group", "unnamed"]
Status = Literal["resolved", "ambiguous", "unresolved", "unnamed"]
Basis = Literal["stated", "relative", "dateline", "page", "given", "inferred"]
Stance = Literal["for", "conditional", "against"]
TimexType = Literal["DATE", "TIME", "DURATION", "SET"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of the report: `article.text[start:end] == text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A time with its uncertainty. edtf: ISO 8601-2 level 1, None where it cannot be placed; earliest, latest: ISO dates, inclusive."""

    edtf: str | None
    earliest: str | None = None
    latest: str | None = None
    basis: Basis = "stated"
    evidence: tuple[Span, ...] = ()  # only for an inferred publication date
    time: str | None = None  # a stated clock time with its zone, ISO 8601 ("2022-10-13T14:05:00+04:00")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSpan:
    """A time expression of the report (the contract's WHEN_SPAN). rule: the data-file rule that found it."""

    start: int
    end: int
    text: str
    when: When
    timex_type: TimexType
    timex_value: str
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A guess at who a mention is."""

    name: str
    id: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody who speaks, is spoken to or holds a position.

    name and id are None when ambiguous or unresolved; an unnamed party may keep the report's description as its name. how: the chain of
    mentions or table entries that led here, for people to read.
    """

    name: str | None
    id: str | None
    type: PartyType
    status: Status
    role: str | None = None
    acts_for: str | None = None
    candidates: tuple[Candidate, ...] = ()
    members: tuple[Party, ...] = ()
    description: str | None = None  # for unnamed sources: official, military, diplomat, source familiar, …
    how: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartySpan:
    """A mention of a party in the text."""

    start: int
    end: int
    text: str
    name: str | None
    id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A labelled stretch of the article's text."""

    start: int
    end: int
    kind: BlockKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A stretch of a report that is written at its own time: an entry of a live blog. head: the words that state the time."""

    start: int
    end: int
    head: Span
    when: When


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A "Read more" headline or the like; href None where the source does not say."""

    text: str
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """How a capture came from the web. address: as asked for; final: after redirects; at: UTC; headers: of the answer, as they came.

    feed: the feed or sitemap that named the address, stamp: the time that its entry states; None for an address that the caller gave.
    """

    address: str
    final: str
    status: int
    at: str
    headers: tuple[tuple[str, str], ...] = ()
    feed: str | None = None
    stamp: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """What was read from outside, before anything is made of it. Exactly one of text and html is set (html: the page's bytes).

    source: the name that the caller gave (file name, file name and line, the report's own id, address). identity: the bytes whose hash
    goes into the article's id. The other fields are what the carrier (a JSON report, an option) states, None where it does not; given_
    ones (an option, a feed's entry) count only where the report itself states nothing. fetch: how it came, where it was fetched.
    """

    source: str
    identity: bytes
    text: str | None = None
    html: bytes | None = None
    charset: str | None = None  # as an HTTP header declares it
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    byline: tuple[str, ...] = ()
    published: str | None = None  # as stated: ISO date or date and time
    modified: str | None = None
    language: str | None = None
    given_published: str | None = None  # --published: for reports that state none
    given_outlet: str | None = None
    given_title: str | None = None
    fetch: Fetch | None = None
    crawled: bool = False  # a crawler took it, nobody chose it: what is no report is passed over (SkippedError)
    truncated: bool = False  # whoever fetched it says that its end is missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A report's text, untouched, with what is known about it."""

    id: str
    source: str
    text: str
    text_sha256: str
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    byline: tuple[str, ...] = ()
    language: str | None = None
    published: When | None = None
    modified: When | None = None
    published_inferred: When | None = None
    warnings: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    links: tuple[Link, ...] = ()
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """An attributed statement. parent: the id of the statement inside whose content this one is reported."""

    id: str
    kind: Kind
    part: Part
    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    speaker: Party
    addressee: tuple[PartySpan, ...] = ()
    when: TimeSpan | None = None
    parent: str | None = None
    responds_to: str | None = None
    repeated: bool = False
    negated: bool = False
    mentions: tuple[PartySpan, ...] = ()
    score: float = 0.0
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Whose stance on which question, with its evidence. statement: None for an act that the report tells as fact."""

    statement: str | None
    question: str
    holder: str
    holder_id: str | None
    stance: Stance
    condition: Span | None
    evidence: tuple[Span, ...]
    score: float
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A dated happening that the report tells. account: the id of the statement inside which it is told, None for the outlet's own."""

    start: int
    end: int
    text: str
    when: When
    participants: tuple[PartySpan, ...] = ()
    account: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One step that made part of a record, with the version of its weights or data."""

    step: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything that onrecord says of one report."""

    article: Article
    statements: tuple[Statement, ...] = ()
    positions: tuple[Position, ...] = ()
    dates: tuple[TimeSpan, ...] = ()
    events: tuple[Event, ...] = ()
    made: tuple[Made, ...] = ()


UNRESOLVED = Party(name=None, id=None, type="unnamed", status="unresolved")
UNNAMED = Party(name=None, id=None, type="unnamed", status="unnamed")
