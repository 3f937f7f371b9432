"""Spans of time into which days are put: as few as fit beside one another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

_MONTHS = "January February March April May June July August September October November December".split()

FEW = 0.04
"""So small a share of the days, long before the others, must not press all others together."""


def begin(days: Sequence[str]) -> str:
    """The day from which on they are drawn: the first, but for a few that lie so far back that a third of the span would be theirs."""
    ordered = sorted(days)
    first = numbers(ordered[0])
    last = numbers(ordered[-1])
    for i in range(min(int(len(ordered) * FEW), len(ordered) - 1), 0, -1):
        if (numbers(ordered[i]) - first) * 3 >= (last - first) and last - first > 365:
            return ordered[i]
    return ordered[0]


def columns(days: Sequence[str], most: int) -> list[dict[str, str]]:
    """Months, quarters, halves or years without the empty ones: year, part ("Jan–Mar", empty for a whole year), label, since, until.

    What lies before the most that fit, or long before everything else, is one column.
    """
    start = begin(days)
    months, starts = 12, []
    for months in (1, 3, 6, 12):
        starts = sorted({_start(d, months) for d in days if d >= start})
        if len(starts) + (start > min(days)) <= most:
            break
    earlier = start > min(days) or len(starts) > most
    starts = starts[-(most - earlier) :]
    found = []
    if earlier:
        end = date.fromordinal(starts[0].toordinal() - 1)
        year = f"to {end.year}" if (end.month, end.day) == (12, 31) else f"before {starts[0].year}"
        found.append({"year": year, "part": "", "label": f"until {name(end)}", "since": "0001-01-01", "until": end.isoformat()})
    for s in starts:
        end = end_of(s, months)
        first, last = _MONTHS[s.month - 1], _MONTHS[end.month - 1]
        part = "" if months == 12 else first[:3] if months == 1 else f"{first[:3]}–{last[:3]}"
        label = str(s.year) if months == 12 else f"{first} {s.year}" if months == 1 else f"{first} – {last} {s.year}"
        found.append({"year": str(s.year), "part": part, "label": label, "since": s.isoformat(), "until": end.isoformat()})
    return found


def numbers(day: str) -> int:
    """An ISO day as a number that grows by one a day."""
    return date.fromisoformat(day[:10]).toordinal()


def name(day: date) -> str:
    """ "31 December 2011"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def end_of(start: date, months: int) -> date:
    """The last day of a span of so many months."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date.fromordinal(date(year, month + 1, 1).toordinal() - 1) if year < 9999 else date(9999, 12, 31)


def _start(day: str, months: int) -> date:
    found = date.fromisoformat(day[:10])
    return date(found.year, (found.month - 1) // months * months + 1, 1)
