"""The timeline of one or many reports: what they date and when things were said, the same event of several reports side by side."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from onrecord.model import Article, Event, Record, Statement, When

EntryKind = Literal["event", "statement"]

_WORD = re.compile(r"[^\W\d_]{3,}")
_LITTLE = frozenset(
    "the and for with from that this its his her their was were are"
    " has have had been will would who which when into over after before said told".split()
)
_STEM = 5  # letters: "annexed" and "annexation", "joined" and "joining" count as one word
_BEFORE = re.compile(r"(?<!\b[A-Z])(?<!Mr|Dr)(?<!Mrs|Gen|Sen|Rep|Gov)[.!?][”\"’)]*\s+|\n\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One report's telling of an entry. outlet, source, url, title: the report's; speaker: whose account or words it is, None for the
    outlet's own; statement: the statement's id where there is one; start, end: where in that report's text; before, after: the rest of
    the sentence that it stands in. reported: the report's publication date (EDTF), inferred: whether that is only inferred.
    """

    kind: EntryKind
    article: str
    source: str
    outlet: str | None
    start: int
    end: int
    text: str
    when: When
    speaker: str | None = None
    statement: str | None = None
    before: str = ""
    after: str = ""
    url: str | None = None
    title: str | None = None
    reported: str | None = None
    inferred: bool = False
    text_sha256: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A point of the timeline. when: the tightest of its tellings' times; earliest or latest is None where that end is open."""

    kind: EntryKind
    when: When
    text: str
    tellings: tuple[Telling, ...]

    @property
    def reports(self) -> int:
        """How many reports tell it."""
        return len({t.article for t in self.tellings})


def build_timeline(records: Iterable[Record], *, statements: bool = True) -> tuple[Entry, ...]:
    """Events and dated statements of the records in order of time; what is not placed at all comes last, in the order of the reports.

    Two events are the same when their times can be, and most of their words are. Statements are never merged.
    """
    return merge_tellings(t for record in records for t in tellings(record) if statements or t.kind == "event")


def tellings(record: Record) -> Iterator[Telling]:
    """What one report dates: its events, and the statements of which it says when they were made."""
    by_id = {s.id: s for s in record.statements}
    model = ", ".join(f"{m.step} {m.version}" for m in record.made)
    for event in record.events:
        yield _event(record.article, event, by_id, model)
    for statement in record.statements:
        if statement.when is not None and statement.part != "link":
            yield _said(record.article, statement, model)


def merge_tellings(found: Iterable[Telling]) -> tuple[Entry, ...]:
    """Tellings as entries in order of time, the same event of several reports as one entry."""
    groups: list[list[Telling]] = []
    words: list[list[set[str]]] = []
    having: dict[str, list[int]] = {}  # stem -> groups with a telling that has it
    for t in found:
        stems = _words(t.text) if t.kind == "event" else set()
        counts = Counter(g for stem in stems for g in having.get(stem, ()))
        home = next((g for g, n in sorted(counts.items()) if n >= 2 and _fits(t, stems, groups[g], words[g])), None)
        if home is None:
            home = len(groups)
            groups.append([])
            words.append([])
        groups[home].append(t)
        words[home].append(stems)
        for stem in stems:
            places = having.setdefault(stem, [])
            if home not in places[-1:]:
                places.append(home)
    entries = [_merge(g) for g in groups]
    return tuple(sorted(entries, key=lambda e: (*_place(e.when), e.kind)))


def _fits(t: Telling, stems: set[str], group: Sequence[Telling], words: Sequence[set[str]]) -> bool:
    if any(x.article == t.article and x.text != t.text for x in group):
        return False
    return any(_same_time(x.when, t.when) and _same_words(w, stems) for x, w in zip(group, words, strict=True))


def _event(article: Article, e: Event, by_id: dict[str, Statement], model: str) -> Telling:
    s = by_id.get(e.account) if e.account else None
    before, after = around(article.text, e.start, e.end)
    return _telling(
        article,
        "event",
        e.start,
        e.end,
        text=e.text,
        when=e.when,
        speaker=_named(s) if s else None,
        statement=e.account,
        before=before,
        after=after,
        model=model,
    )


def _said(article: Article, s: Statement, model: str) -> Telling:
    assert s.when is not None
    text = " … ".join(c.text for c in s.content)
    return _telling(
        article,
        "statement",
        s.content[0].start,
        s.content[-1].end,
        text=text,
        when=s.when.when,
        speaker=_named(s),
        statement=s.id,
        before="",
        after="",
        model=model,
    )


def _telling(
    article: Article,
    kind: EntryKind,
    start: int,
    end: int,
    *,
    text: str,
    when: When,
    speaker: str | None,
    statement: str | None,
    before: str,
    after: str,
    model: str,
) -> Telling:
    published = article.published or article.published_inferred
    return Telling(
        kind=kind,
        article=article.id,
        source=article.source,
        outlet=article.outlet,
        start=start,
        end=end,
        text=text,
        when=when,
        speaker=speaker,
        statement=statement,
        before=before,
        after=after,
        url=article.url,
        title=article.title,
        reported=published.edtf if published else None,
        inferred=article.published is None and published is not None,
        text_sha256=article.text_sha256,
        model=model,
    )


def _named(s: Statement) -> str | None:
    return s.speaker.name or " ".join(x.text for x in s.source) or s.speaker.description or None


def around(text: str, start: int, end: int, reach: int = 300) -> tuple[str, str]:
    """The rest of the sentence before and after text[start:end], each at most `reach` characters, on one line."""
    head = text[max(0, start - reach) : start]
    cut = max((m.end() for m in _BEFORE.finditer(head)), default=0)
    tail = text[end : end + reach]
    stop = _BEFORE.search(tail)
    return " ".join(head[cut:].split()), " ".join(tail[: stop.end() if stop else len(tail)].split())


def _merge(group: Sequence[Telling]) -> Entry:
    tight = min(group, key=lambda t: (t.when.edtf is None, _width(t.when), -len(t.text)))
    return Entry(kind=tight.kind, when=tight.when, text=tight.text, tellings=tuple(group))


def _width(w: When) -> int:
    if w.earliest is None or w.latest is None:
        return 10**9
    return (date.fromisoformat(w.latest) - date.fromisoformat(w.earliest)).days


def _place(w: When) -> tuple[str, str]:
    """The order: by first day, an open beginning by its last day, the unplaced last."""
    return (w.earliest or w.latest or "9999", w.latest or "9999")


def _same_time(a: When, b: When) -> bool:
    if a.edtf is None or b.edtf is None:
        return False
    return (a.earliest or "0") <= (b.latest or "9") and (b.earliest or "0") <= (a.latest or "9")


def _same_words(x: set[str], y: set[str]) -> bool:
    both = len(x & y)
    return both >= 2 and both >= 0.6 * min(len(x), len(y))


def _words(text: str) -> set[str]:
    return {w.lower()[:_STEM] for w in _WORD.findall(text) if w.lower() not in _LITTLE}
