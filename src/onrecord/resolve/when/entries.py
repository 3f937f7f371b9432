"""Entries of a live blog: the day on which each leans, its head as a time expression, and what their dates say of statements."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from onrecord.model import Article, Entry, Statement, TimeSpan, When

RULE = "entry"


def entry_day(entry: Entry) -> dt.date | None:
    """The day on which an entry was written, None where that is not known."""
    try:
        return dt.date.fromisoformat(entry.when.edtf or "")
    except ValueError:
        return None


def head_time(entry: Entry) -> TimeSpan:
    """The words that state an entry's time, as a time expression."""
    return _span(entry, entry.when)


def bound_by_entries(article: Article, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Statements whose time the report does not say, inside an entry with a date: said by then, in the words of the entry's head."""
    if not article.entries:
        return tuple(statements)
    starts = [e.start for e in article.entries]
    out = []
    for s in statements:
        at = min(c.start for c in s.content)
        i = bisect_right(starts, at) - 1
        entry = article.entries[i] if i >= 0 and at < article.entries[i].end else None
        if s.when is None and entry is not None and (day := entry_day(entry)):
            by = When(edtf=f"../{day.isoformat()}", latest=day.isoformat(), basis=entry.when.basis, time=None)
            out.append(replace(s, when=_span(entry, by)))
        else:
            out.append(s)
    return tuple(out)


def _span(entry: Entry, when: When) -> TimeSpan:
    clock = re.search(r"T(\d\d:\d\d)", entry.when.time or "")
    day = entry.when.edtf or "XXXX-XX-XX"
    return TimeSpan(
        start=entry.head.start,
        end=entry.head.end,
        text=entry.head.text,
        when=when,
        timex_type="TIME" if clock else "DATE",
        timex_value=f"{day}T{clock[1]}" if clock else day,
        rule=RULE,
    )
