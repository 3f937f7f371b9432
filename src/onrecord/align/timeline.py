"""The timeline of one or many reports: what they date and when things were said, the same event of several reports side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from onrecord.model import Article, Event, Record, Statement, When

EntryKind = Literal["event", "statement"]

_WORD = re.compile(r"[^\W\d_]{3,}")
_LITTLE = frozenset(
    [
        "the",
        "and",
        "for",
        "with",
        "from",
        "that",
        "this",
        "its",
        "his",
        "her",
        "their",
        "was",
        "were",
        "are",
        "has",
        "have",
        "had",
        "been",
        "will",
        "would",
        "who",
        "which",
        "when",
        "into",
        "over",
        "after",
        "before",
        "said",
        "told",
    ]
)
_STEM = 5  # letters: "annexed" and "annexation", "joined" and "joining" count as one word


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One report's telling of an entry. outlet, source: the report's; speaker: whose account or words it is, None for the outlet's own;
    statement: the statement's id where there is one; start, end: where in that report's text.
    """

    article: str
    source: str
    outlet: str | None
    start: int
    end: int
    text: str
    when: When
    speaker: str | None = None
    statement: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A point of the timeline. when: the tightest of its tellings' times; earliest or latest is None where that end is open."""

    kind: EntryKind
    when: When
    text: str
    tellings: tuple[Telling, ...]


def build_timeline(records: Iterable[Record], *, statements: bool = True) -> tuple[Entry, ...]:
    """Events and dated statements of the records in order of time; what is not placed at all comes last, in the order of the reports.

    Two events are the same when their times can be, and most of their words are. Statements are never merged.
    """
    events: list[list[Telling]] = []
    said: list[Entry] = []
    for record in records:
        by_id = {s.id: s for s in record.statements}
        for e in record.events:
            t = _event_telling(record.article, e, by_id)
            home = next(
                (g for g in events if all(x.article != t.article or x.text == t.text for x in g) and any(_same(x, t) for x in g)), None
            )
            if home is None:
                events.append([t])
            else:
                home.append(t)
        if statements:
            said += [_said(record.article, s) for s in record.statements if s.when is not None and s.part != "link"]
    entries = [_merge(g) for g in events] + said
    order = {id(e): n for n, e in enumerate(entries)}
    return tuple(sorted(entries, key=lambda e: (*_place(e.when), order[id(e)])))


def _event_telling(article: Article, e: Event, by_id: dict[str, Statement]) -> Telling:
    s = by_id.get(e.account) if e.account else None
    return Telling(
        article=article.id,
        source=article.source,
        outlet=article.outlet,
        start=e.start,
        end=e.end,
        text=e.text,
        when=e.when,
        speaker=(s.speaker.name or s.speaker.description) if s else None,
        statement=e.account,
    )


def _said(article: Article, s: Statement) -> Entry:
    assert s.when is not None
    first, last = s.content[0], s.content[-1]
    text = " … ".join(c.text for c in s.content)
    who = s.speaker.name or s.speaker.description or " ".join(x.text for x in s.source) or None
    t = Telling(
        article=article.id,
        source=article.source,
        outlet=article.outlet,
        start=first.start,
        end=last.end,
        text=text,
        when=s.when.when,
        speaker=who,
        statement=s.id,
    )
    return Entry(kind="statement", when=s.when.when, text=text, tellings=(t,))


def _merge(group: Sequence[Telling]) -> Entry:
    tight = min(group, key=lambda t: (t.when.edtf is None, _width(t.when), -len(t.text)))
    return Entry(kind="event", when=tight.when, text=tight.text, tellings=tuple(group))


def _width(w: When) -> int:
    if w.earliest is None or w.latest is None:
        return 10**9
    return (date.fromisoformat(w.latest) - date.fromisoformat(w.earliest)).days


def _place(w: When) -> tuple[str, str]:
    """The order: by first day, an open beginning by its last day, the unplaced last."""
    return (w.earliest or w.latest or "9999", w.latest or "9999")


def _same(a: Telling, b: Telling) -> bool:
    if a.when.edtf is None or b.when.edtf is None:
        return False
    if (a.when.earliest or "0") > (b.when.latest or "9") or (b.when.earliest or "0") > (a.when.latest or "9"):
        return False
    x, y = _words(a.text), _words(b.text)
    both = len(x & y)
    return both >= 2 and both >= 0.6 * min(len(x), len(y))


def _words(text: str) -> set[str]:
    return {w.lower()[:_STEM] for w in _WORD.findall(text) if w.lower() not in _LITTLE}
