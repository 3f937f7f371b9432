"""Lines that state the time of what follows: "14:05 GMT", "3 June 2031, 2.05pm", "Posted at 14:05"; and on which days they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from onrecord.article.when import MONTHS, clock_time
from onrecord.model import When

_CLOCK = (
    r"(?:(?P<h>[01]?\d|2[0-3])[:.h](?P<min>[0-5]\d)(?::[0-5]\d)?(?:\s*(?P<half>[ap]\.?\s?m\.?)(?![a-z]))?"
    r"|(?P<h12>1[0-2]|0?[1-9])\s*(?P<half12>[ap]\.?\s?m\.?)(?![a-z])"
    r"|(?P<h4>[01]\d|2[0-3])(?P<min4>[0-5]\d)(?=\s*(?:GMT|UTC|hrs|hours|Z\b)))"
)
_ZONE = (
    r"(?:\s*\(?(?P<zone>GMT|UTC|Z|BST|IST|CES?T|EES?T|WES?T|MSK|TRT|[ECMP][SD]?T|AKST|HST|JST|KST|SGT|HKT|PKT|WAT|CAT|EAT|SAST|AE[SD]T"
    r"|NZ[SD]T|(?:GMT|UTC)?\s?[+-]\d{1,2}(?::?\d{2})?|hrs|hours|local time)\b\)?)?"
)
_DAY = (
    r"(?:(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
    r"(?:(?P<d>\d{1,2})(?:st|nd|rd|th)?\s+(?P<b>[A-Z][a-z]{2,8})\.?(?:,?\s+(?P<y>\d{4}))?"
    r"|(?P<b2>[A-Z][a-z]{2,8})\.?\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(?P<y2>\d{4}))?"
    r"|(?P<iso>\d{4}-\d{2}-\d{2})))"
)
_LABEL = r"(?:(?:last\s+)?(?:posted|updated|published|update|key event|summary|timestamp)(?:\s+(?:at|on))?\s*:?\s+)?"
_JOIN = r"(?:\s*(?:,|at|\||[-–—·•/])\s*|\s+|T)"


def _twice(pattern: str, mark: str) -> str:
    return re.sub(r"\(\?P<(\w+)>", rf"(?P<\1{mark}>", pattern)


_TIME_FIRST = rf"{_CLOCK}{_ZONE}(?:{_JOIN}{_DAY})?"
_DAY_FIRST = _twice(rf"{_DAY}(?:{_JOIN}{_CLOCK}{_ZONE})?", "_")
_STAMP = rf"(?P<stamp>{_TIME_FIRST}|{_DAY_FIRST})"
_LINE = re.compile(rf"[\[(]?{_LABEL}{_STAMP}[\])]?\s*[:–—-]?", re.IGNORECASE)
_INLINE = re.compile(rf"{_LABEL}[\[(]?{_STAMP}(?:[\])]\s*[:–—-]?|\s*(?::|\s[–—-]|[–—|]))\s+(?=[A-ZÀ-Þ“\"‘'\[(])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """The words that state a time, as they were read. clock: "14:05"; half: "pm"; when: where a page states the moment itself."""

    start: int
    end: int
    day: tuple[int | None, int, int] | None = None
    clock: str | None = None
    half: str | None = None
    zone: str | None = None
    when: When | None = None

    @property
    def minute(self) -> int | None:
        """Of its day."""
        if self.clock is None:
            return None
        hour, minute = (int(x) for x in self.clock.split(":"))
        if self.half:
            hour = hour % 12 + (12 if self.half.lower().startswith("p") else 0)
        return hour * 60 + minute


def read_head(line: str) -> Head | None:
    """The time that a line states and nothing else; its offsets are those in the line."""
    return _read(_LINE.fullmatch(line)) if len(line) <= 70 else None


def read_opening(line: str) -> tuple[Head, int] | None:
    """The clock time that opens a paragraph ("14:05 GMT: The minister …"), and where the paragraph goes on after it."""
    m = _INLINE.match(line)
    head = _read(m)
    return (head, m.end()) if m and head and head.clock else None


def _read(m: re.Match[str] | None) -> Head | None:
    if m is None:
        return None
    g = {k: v for k, v in m.groupdict().items() if v}
    g |= {k.rstrip("_"): v for k, v in g.items() if k.endswith("_")}
    day: tuple[int | None, int, int] | None = None
    if "iso" in g:
        year, month, number = (int(x) for x in g["iso"].split("-"))
        day = (year, month, number)
    elif name := g.get("b") or g.get("b2"):
        found = MONTHS.get(name.lower())
        if found is None:
            return None
        stated = g.get("y") or g.get("y2")
        day = (int(stated) if stated else None, found, int(g.get("d") or g["d2"]))
    if day is not None and _date(day[0] or 2000, day[1], day[2]) is None:
        return None
    hour, minute = g.get("h") or g.get("h12") or g.get("h4"), g.get("min") or g.get("min4") or "00"
    return Head(
        *m.span("stamp"), day, f"{int(hour):02}:{minute}" if hour else None, g.get("half") or g.get("half12"), g.get("zone")
    )  # fmt: skip


def place_heads(heads: Sequence[Head], published: When | None, modified: When | None) -> list[When | None]:
    """When each head is. A clock time alone is on the day of the date above it; without one, the earliest is on the day of publication.

    Entries stand in order of time or against it; where the clock runs back, midnight lies between. None where the day cannot be told.
    """
    if not heads:
        return []
    first, last = _day_of(published), _day_of(modified)
    days: list[date | None] = [_own_day(h, first or last) for h in heads]
    falling = _is_falling(heads)
    if any(d is not None for d in days):
        _from_dates(heads, days, falling=falling)
    elif first is not None:
        _from_publication(heads, days, published, last, falling=falling)
    return [h.when or _place(h, d) for h, d in zip(heads, days, strict=True)]


def _from_dates(heads: Sequence[Head], days: list[date | None], *, falling: bool) -> None:
    """Days of the heads without one, from that above them, or from that below where none stands above."""
    for order in (range(len(heads)), range(len(heads) - 1, -1, -1)):
        back = order.step < 0
        before: int | None = None
        for i in order:
            if days[i] is None and before is not None:
                days[i] = _after(heads[before], days[before], heads[i], forward=falling == back)
            if days[i] is not None:
                before = i


def _after(known: Head, day: date | None, head: Head, *, forward: bool) -> date | None:
    """The day of a head that stands next to one whose day is known. forward: it is the later of the two."""
    if day is None or known.minute is None or head.minute is None:
        return day
    if forward:
        return day + timedelta(days=1) if head.minute < known.minute else day
    return day - timedelta(days=1) if head.minute > known.minute else day


def _from_publication(heads: Sequence[Head], days: list[date | None], published: When | None, last: date | None, *, falling: bool) -> None:
    order = list(range(len(heads)))[::-1] if falling else list(range(len(heads)))
    day = _day_of(published)
    found: dict[int, date | None] = {}
    nights = 0
    for n, i in enumerate(order):
        if n:
            later = _after(heads[order[n - 1]], day, heads[i], forward=True)
            nights += later != day
            day = later
        found[i] = day
    # Past midnight the day of publication may be the first day or the last: the last change tells, or the hour of publication.
    opened = re.search(r"T(\d\d):(\d\d)", (published.time if published else None) or "")
    begins = opened is not None and int(opened[1]) * 60 + int(opened[2]) <= (heads[order[0]].minute or 0)
    if nights and not begins and (last is None or day is None or day > last):
        return
    for i, d in found.items():
        days[i] = d


def _is_falling(heads: Sequence[Head]) -> bool:
    """Does the newest stand first? Between two clock times lies the shorter way round, which may lead over midnight."""
    moments = [(h.when.time or h.when.edtf or "") if h.when else "" for h in heads]
    steps = [(a < b) - (a > b) for a, b in pairwise(moments) if a and b]
    ways = [(b.minute - a.minute) % 1440 for a, b in pairwise(heads) if a.minute is not None and b.minute is not None]
    steps += [1 if way <= 720 else -1 for way in ways if way]
    return sum(steps) < 0


def _own_day(head: Head, near: date | None) -> date | None:
    if head.when is not None:
        return _day_of(head.when)
    if head.day is None:
        return None
    year, month, day = head.day
    if year is not None:
        return _date(year, month, day)
    if near is None:
        return None
    years = (_date(y, month, day) for y in (near.year - 1, near.year, near.year + 1))
    return min((d for d in years if d), key=lambda d: abs(d - near), default=None)


def _place(head: Head, day: date | None) -> When | None:
    if day is None:
        return None
    stated = head.day is not None and head.day[0] is not None
    zone = head.zone if head.zone and head.zone.lower() not in ("hrs", "hours", "local time") else None
    if zone and (m := re.fullmatch(r"(?:GMT|UTC)?\s?([+-])(\d{1,2})(?::?(\d{2}))?", zone, re.IGNORECASE)):
        zone = f"{m[1]}{int(m[2]):02}:{m[3] or '00'}"
    return When(
        edtf=day.isoformat(),
        earliest=day.isoformat(),
        latest=day.isoformat(),
        basis="stated" if stated else "relative",
        time=clock_time(day.isoformat(), head.clock, head.half, zone),
    )


def _day_of(when: When | None) -> date | None:
    try:
        return date.fromisoformat(when.edtf) if when is not None and when.edtf else None
    except ValueError:
        return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
