"""A record with something of everything, made by hand from an invented report."""

from __future__ import annotations

import hashlib
from typing import Any

from onrecord.model import (
    UNNAMED,
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

TEXT = """Veskar open to talks with Oldia – Palace
100% Font Size
Veskar is ready to meet Oldia “at any hour”, Palace spokesman Berin Taal told the Harbour Post on Tuesday. “Minister Orsa Lenk admitted that her side left the table on orders from Quell,” he added, “and we would come back only if the guns fall silent.”
He said the delegation had not met since late May. A senior official denied it.
Read more:
Oldia’s premier: No talks while Veskar holds the bridges"""


def at(words: str, after: str = "") -> tuple[int, int]:
    start = TEXT.index(words, TEXT.index(after) if after else 0)
    return start, start + len(words)


def span(words: str, after: str = "") -> Span:
    start, end = at(words, after)
    return Span(start=start, end=end, text=words)


def party_span(words: str, name: str | None, id: str | None = None, after: str = "") -> PartySpan:
    start, end = at(words, after)
    return PartySpan(start=start, end=end, text=words, name=name, id=id)


def time_span(words: str, when: When, value: str) -> TimeSpan:
    start, end = at(words)
    return TimeSpan(start=start, end=end, text=words, when=when, timex_type="DATE", timex_value=value, rule="test")


def day(text: str) -> When:
    return When(edtf=text, earliest=text, latest=text, basis="relative")


VESKAR = Party(name="Veskar", id="x-veskar", type="state", status="resolved")
OLDIA = Party(name="Oldia", id="x-oldia", type="state", status="resolved")
TAAL = Party(
    name="Berin Taal", id="x-taal", type="person", status="resolved", role="Palace spokesman", acts_for="Veskar", how=("he → Berin Taal",)
)
TUESDAY = time_span("Tuesday", day("2031-06-03"), "2031-06-03")
LATE_MAY = time_span(
    "late May", When(edtf="2031-05-21/2031-05-31", earliest="2031-05-21", latest="2031-05-31", basis="relative"), "2031-05"
)


def statement(id: str, **fields: Any) -> Statement:
    return Statement(**{"id": id, "kind": "indirect", "part": "body", "cue": (), "source": (), "speaker": UNNAMED, "score": 0.91, **fields})


def sample() -> Record:
    lines, start = [], 0
    kinds = ("title", "furniture", "paragraph", "paragraph", "furniture", "links")
    for line, kind in zip(TEXT.split("\n"), kinds, strict=True):
        lines.append(Block(start=start, end=start + len(line), kind=kind))  # type: ignore[arg-type]
        start += len(line) + 1
    article = Article(
        id="a1",
        source="veskar.txt",
        text=TEXT,
        text_sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
        outlet="Harbour Post",
        title="Veskar open to talks with Oldia – Palace",
        byline=("Ione Marsh",),
        language="en",
        published=When(edtf="2031-06-03", earliest="2031-06-03", latest="2031-06-03", basis="given"),
        warnings=("truncated",),
        blocks=tuple(lines),
        links=(Link(text="Oldia’s premier: No talks while Veskar holds the bridges", href=None),),
    )
    direct = (
        span("“Minister Orsa Lenk admitted that her side left the table on orders from Quell,”"),
        span("“and we would come back only if the guns fall silent.”"),
    )
    statements = (
        statement(
            "s0",
            part="headline",
            content=(span("Veskar open to talks with Oldia"),),
            cue=(span("–"),),
            source=(span("Palace"),),
            speaker=VESKAR,
        ),
        statement(
            "s1",
            kind="mixed",
            content=(span("Veskar is ready to meet Oldia “at any hour”"),),
            cue=(span("told"),),
            source=(span("Palace spokesman Berin Taal"),),
            speaker=TAAL,
            addressee=(party_span("the Harbour Post", "Harbour Post", "x-harbour-post"),),
            when=TUESDAY,
            mentions=(party_span("Oldia", "Oldia", "x-oldia", after="to meet"),),
        ),
        statement(
            "s2", kind="direct", content=direct, cue=(span("added"),), source=(span("he", after="Quell"),), speaker=TAAL, repeated=True
        ),
        statement(
            "s2n",
            content=(span("that her side left the table on orders from Quell"),),
            cue=(span("admitted"),),
            source=(span("Minister Orsa Lenk"),),
            speaker=Party(name="Orsa Lenk", id="x-lenk", type="person", status="resolved", acts_for="Oldia"),
            parent="s2",
        ),
        statement(
            "s3",
            content=(span("the delegation had not met since late May"),),
            cue=(span("said"),),
            source=(span("He", after="silent"),),
            speaker=Party(
                name=None,
                id=None,
                type="person",
                status="ambiguous",
                candidates=(Candidate(name="Berin Taal", id="x-taal", score=0.61), Candidate(name="Orsa Lenk", id="x-lenk", score=0.3)),
            ),
        ),
        statement(
            "s4",
            content=(span("it", after="denied"),),
            cue=(span("denied"),),
            source=(span("A senior official"),),
            speaker=Party(name="a senior official", id=None, type="unnamed", status="unnamed", description="official"),
            responds_to="s3",
            negated=True,
        ),
        statement(
            "s5",
            part="link",
            content=(span("No talks while Veskar holds the bridges"),),
            cue=(span(":", after="premier"),),
            source=(span("Oldia’s premier"),),
            speaker=Party(name="Oldia", id="x-oldia", type="group", status="resolved", members=(OLDIA, VESKAR)),
        ),
    )
    talks: dict[str, Any] = {"question": "talks", "score": 0.8}
    positions = (
        Position(
            statement="s1", holder="Veskar", holder_id="x-veskar", stance="for", condition=None, evidence=(span("ready to meet"),), **talks
        ),
        Position(
            statement="s2",
            holder="Veskar",
            holder_id="x-veskar",
            stance="conditional",
            condition=span("only if the guns fall silent"),
            evidence=(span("we would come back"),),
            how="a rule",
            **talks,
        ),
        Position(
            statement="s5",
            holder="Oldia",
            holder_id="x-oldia",
            stance="against",
            condition=None,
            evidence=(span("No talks"),),
            **talks,
        ),
        Position(
            statement=None, holder="Oldia", holder_id=None, stance="against", condition=None, evidence=(span("left the table"),), **talks
        ),
    )
    met = span("the delegation had not met")
    events = (
        Event(
            start=met.start,
            end=met.end,
            text=met.text,
            when=LATE_MAY.when,
            participants=(party_span("the delegation", None),),
            account="s3",
        ),
    )
    return Record(
        article=article,
        statements=statements,
        positions=positions,
        dates=(TUESDAY, LATE_MAY),
        events=events,
        made=(Made(step="statements", version="test"),),
    )
