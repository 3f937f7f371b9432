"""Finds every time expression of a report."""

from __future__ import annotations

import datetime as dt
import re
from collections import deque
from collections.abc import Callable, Sequence

from onrecord.errors import DataFileError
from onrecord.model import Article, TimeSpan, When
from onrecord.resolve.when import amounts, clock, dates, relative
from onrecord.resolve.when.anchor import Context, Placed, anchor_of
from onrecord.resolve.when.edtf import days
from onrecord.resolve.when.entries import entry_day, head_time
from onrecord.resolve.when.hit import Found, Hit
from onrecord.resolve.when.load import Book, Rule, load_rules
from onrecord.resolve.when.words import Words, cut

VALUES: dict[str, Callable[[Hit, Context], Found | None]] = {
    "month_day": dates.month_day,
    "month": dates.month,
    "months": dates.months,
    "year": dates.year,
    "iso": dates.iso,
    "season": dates.season,
    "quarter": dates.quarter,
    "decade": dates.decade,
    "century": dates.century,
    "holiday": dates.holiday,
    "weekday": relative.weekday,
    "weekday_set": relative.weekday_set,
    "day_shift": relative.day_shift,
    "overnight": relative.overnight,
    "that_part": relative.that_part,
    "shifted": relative.shifted,
    "the_unit": relative.the_unit,
    "ago": relative.ago,
    "year_ago": relative.year_ago,
    "week_of": relative.week_of,
    "nth_unit": relative.nth_unit,
    "neighbour": relative.neighbour,
    "year_end": relative.year_end,
    "the_year": relative.the_year,
    "duration": amounts.duration,
    "repeated": amounts.repeated,
    "fixed": amounts.fixed,
    "clock": clock.clock,
}


def find_times(article: Article) -> tuple[TimeSpan, ...]:
    """Every time expression of the report, in order, none overlapping.

    Relative ones lean on `article.published`, else on a full date in the dateline; where neither is known they stay unplaced (edtf None)
    and keep in their TIMEX3 value what is known ("XXXX-WXX-2", some Tuesday). Inside an entry that has a date of its own they lean on that.
    """
    anchor, basis = anchor_of(article)
    if not article.entries:
        return find_in(article.text, anchor, basis_of_anchor=basis)
    turns = [turn for e in article.entries for turn in ((e.start, entry_day(e) or anchor), (e.end, anchor))]
    found = find_in(article.text, anchor, basis_of_anchor=basis, turns=turns)
    heads = [head_time(e) for e in article.entries]
    apart = [t for t in found if not any(t.start < h.end and h.start < t.end for h in heads)]
    return tuple(sorted((*apart, *heads), key=lambda t: t.start))


def find_in(
    text: str,
    anchor: dt.date | None,
    *,
    basis_of_anchor: str = "relative",
    book: Book | None = None,
    turns: Sequence[tuple[int, dt.date | None]] = (),
) -> tuple[TimeSpan, ...]:
    """The same for a bare text with its anchor day. turns: offsets, in order, from which on another day is the anchor."""
    book = book or load_rules()
    words = cut(text, book.lexicon.vocabulary)
    ctx = Context(text, anchor, "dateline" if basis_of_anchor == "dateline" and anchor else "relative")
    found: list[TimeSpan] = []
    at = 0
    kinds = words.kinds
    waiting = deque(turns)
    for m in book.starts.finditer(kinds):
        if m.start() < at:
            continue
        while waiting and words.starts[m.start()] >= waiting[0][0]:
            ctx.anchor = waiting.popleft()[1]
            ctx.placed.clear()  # what an entry speaks of says nothing of the next
        got = _best(book, words, ctx, m.start())
        if got is None:
            continue
        hit, value = got
        span = _span(text, hit, value)
        found.append(span)
        at = hit.match.end()
        if value.stretch is not None:
            ctx.placed.append(Placed(span.start, span.end, value.stretch, value.own_year, ago=hit.rule.value in ("ago", "year_ago")))
    return tuple(found)


def _best(book: Book, words: Words, ctx: Context, at: int) -> tuple[Hit, Found] | None:
    """The longest match that begins at word `at` and stands its ground; of equals the first rule."""
    hits: list[tuple[int, int, Rule, re.Match[str]]] = []
    for rule in book.by_first[words.kinds[at]]:
        m = rule.pattern.match(words.kinds, at)
        if m is not None:
            hits.append((-m.end(), rule.order, rule, m))
    hits.sort(key=lambda h: h[:2])
    for _, _, rule, m in hits:
        hit = Hit(book, rule, words, m)
        if not _stands(rule, words.text, hit.start, hit.end):
            continue
        make = VALUES.get(rule.value)
        if make is None:
            raise DataFileError(f"date rule {rule.name}: unknown value function {rule.value!r}")
        try:
            value = make(hit, ctx)
        except (ValueError, OverflowError):  # a day that no calendar has ("the year 0", "30,000 years later"): no date, not a fault
            continue
        if value is not None:
            return hit, value
    return None


def _stands(rule: Rule, text: str, start: int, end: int) -> bool:
    """Do the conditions on the text around hold?"""
    if rule.before is not None and not rule.before.search(text[max(0, start - 40) : start]):
        return False
    if rule.not_before is not None and rule.not_before.search(text[max(0, start - 40) : start]):
        return False
    if rule.after is not None and not rule.after.match(text[end : end + 60]):
        return False
    return rule.not_after is None or not rule.not_after.match(text[end : end + 60])


def _span(text: str, hit: Hit, value: Found) -> TimeSpan:
    first, last = days(value.edtf) or (None, None)
    when = When(
        edtf=value.edtf,
        earliest=first.isoformat() if first else None,
        latest=last.isoformat() if last else None,
        basis=value.basis,
        time=value.time,
    )
    return TimeSpan(
        start=hit.start,
        end=hit.end,
        text=text[hit.start : hit.end],
        when=when,
        timex_type=value.type,
        timex_value=value.timex,
        rule=hit.rule.name,
    )


__all__ = ["find_in", "find_times"]
