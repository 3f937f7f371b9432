"""When an undated report was published, as far as its own words tell: an interval with its evidence, never a date in disguise."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from onrecord.model import Article, Span, TimeSpan, When
from onrecord.resolve.when.clause import IRREGULAR
from onrecord.resolve.when.counted import counted, start_near
from onrecord.resolve.when.number import read_ordinal
from onrecord.resolve.when.sentence import sentence_bounds
from onrecord.resolve.when.tense import FUTURE, PAST, direction

_NOW = re.compile(
    r"\b(?:enter(?:s|ed|ing)|near(?:s|ing|ed)(?: the end of)?|into|in|mark(?:s|ing|ed))\s+(?:the (?:end|start|beginning) of )?\Z", re.I
)
_PLANS = re.compile(
    r"\b(?:will|would|could|may|might|should|shall|if|potential|likely|plan\w*|pledge\w*|expect\w*"
    r"|threat\w*|beyond|deadline|until|through|by|to [a-z]+|copyright|"
    r"target\w*|forecast\w*|project\w*|due|schedul\w*|after|before|agreed|proposed|called|wants?|promis\w*)\b",
    re.I,
)
_DONE = re.compile(rf"\b(?:{IRREGULAR}|[a-z]{{2,}}ed)\b")
_SAYING = frozenset({"said", "told", "added", "warned", "united", "called"})
_UNITS = {"day": "D", "week": "W", "month": "Mo", "year": "Y"}
_SINCE = dt.date(1980, 1, 1)  # older dates are history, which says nothing of a report's own day


def infer_published(article: Article, times: Sequence[TimeSpan]) -> When | None:
    """An interval for the publication day of a report that states none: not before the last dated thing it looks back on, not after the
    first it looks forward to, within a count that it makes of a known war ("nears the end of its eighth month"), on years where a
    weekday and a date agree. None where the report gives no such sign, and where it states its date. basis: inferred.
    """
    if article.published is not None:
        return None
    lows: list[tuple[dt.date, TimeSpan]] = []
    highs: list[tuple[dt.date, TimeSpan]] = []
    years: list[tuple[set[int], TimeSpan]] = []
    text = article.text
    aside = [(b.start, b.end) for b in article.blocks if b.kind in ("caption", "links", "furniture")]  # often added later than the report
    for t in times:
        if any(a <= t.start < b for a, b in aside):
            continue
        count = _count(text, t)
        if count is not None:
            lows.append((count[0], t))
            highs.append((count[1], t))
            continue
        agree = _agreeing_years(t)
        if agree:
            years.append((agree, t))
        if t.when.basis != "stated" or t.when.earliest is None or t.when.latest is None or t.timex_type not in ("DATE", "TIME"):
            continue
        first, last = dt.date.fromisoformat(t.when.earliest), dt.date.fromisoformat(t.when.latest)
        way = direction(text, t.start, t.end)
        if way == PAST and first >= _SINCE and (last - first).days <= 366 and _looks_back(text, t):
            lows.append((first, t))
        elif way == FUTURE and first >= _SINCE and _sure(text, t):
            highs.append((last, t))
    if not lows and not highs:
        return None
    low = max(lows, key=lambda x: x[0]) if lows else None
    fit = [h for h in highs if low is None or h[0] >= low[0]]
    high = min(fit, key=lambda x: x[0]) if fit else None
    evidence = [x[1] for x in (low, high) if x is not None]
    a, b = (low[0] if low else None), (high[0] if high else None)
    for options, t in years:  # "Tuesday, March 3" with a lower bound: the first years in which that day was a Tuesday
        if a is None or low is None or len(low[1].when.edtf or "") < 7:  # a bare year is too loose a bound to tell years apart
            continue
        good = sorted(y for y in options if a.year <= y <= (b.year if b else a.year + 4))
        if len(good) == 1:
            evidence.append(t)
            a = max(a, dt.date(good[0], 1, 1))
            b = min(b, dt.date(good[0] + 1, 2, 1)) if b else dt.date(good[0] + 1, 2, 1)
    if a is not None and b is not None and a > b:
        return None
    spans = tuple(Span(start=t.start, end=t.end, text=t.text) for t in {(t.start, t.end): t for t in evidence}.values())
    return When(
        edtf=f"{a.isoformat() if a else '..'}/{b.isoformat() if b else '..'}",
        earliest=a.isoformat() if a else None,
        latest=b.isoformat() if b else None,
        basis="inferred",
        evidence=spans,
    )


def _looks_back(text: str, t: TimeSpan) -> bool:
    """Does the clause tell of something that happened then ("joined the union in 2014"), with no word of plans, threats or forecasts?"""
    lo, hi = sentence_bounds(text, t.start, t.end)
    before, after = text[max(lo, t.start - 140) : t.start], text[t.end : min(hi, t.end + 120)]
    if not re.search(r"\b(?:in|since|on|of)\s+(?:early |late |the )?\Z", before, re.I):
        return False
    clause = re.split(r"[;:“”\"()\n]|\b(?:but|while|that|which|who)\b", before)[-1]
    if _PLANS.search(clause) or _PLANS.search(after[:60]):
        return False
    done = [m[0].lower() for m in _DONE.finditer(clause if len(clause.strip()) > 4 else after)]
    return any(w not in _SAYING for w in done)


def _sure(text: str, t: TimeSpan) -> bool:
    """Does the clause look ahead from the report's own day ("will be held in March 2015"), not from a past one ("was to …")?"""
    before = text[max(0, t.start - 120) : t.start]
    m = re.search(
        r"\b(?:will|is to|are to|is (?:due|scheduled|expected)|are (?:due|scheduled|expected))\b[^.]*?\b(?:in"
        r"|on|by|until|than|of)\s+(?:[a-z-]+ )*\Z",
        before,
    )
    return m is not None and _DONE.search(re.sub(r"\bbe [a-z]+", "", m[0])) is None


def _count(text: str, t: TimeSpan) -> tuple[dt.date, dt.date] | None:
    """The days of "its eighth month", said of a happening whose beginning is known, where the report stands in it."""
    if not t.rule.startswith("nth-unit") or (not _NOW.search(text[max(0, t.start - 40) : t.start]) and "end of" not in t.text):
        return None
    words = t.text.lower().split()
    n = read_ordinal(" ".join(words[:-1]))
    unit = _UNITS.get(words[-1])
    known = start_near(text, t.start, t.end)
    return counted(known.day, n, unit) if n and unit and known is not None else None


def _agreeing_years(t: TimeSpan) -> set[int]:
    """The years in which an unplaced "Tuesday, March 3" falls on its weekday."""
    m = re.fullmatch(r"XXXX-(\d\d)-(\d\d)", t.timex_value)
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    day = next((i for i, name in enumerate(names) if t.text.lower().startswith(name)), None)
    if m is None or day is None:
        return set()
    out = set()
    for y in range(1980, 2060):
        try:
            if dt.date(y, int(m[1]), int(m[2])).weekday() == day:
                out.add(y)
        except ValueError:
            continue
    return out
