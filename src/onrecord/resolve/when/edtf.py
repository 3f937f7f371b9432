"""Stretches of the calendar: a day, a week, a month … with their EDTF and TIMEX3 names, and how to move them.

A week runs Monday to Sunday (ISO). Seasons are meteorological and northern; winter belongs to the year of its December.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

SEASONS = {"SP": 21, "SU": 22, "FA": 23, "WI": 24}
PLURAL_MONTHS = {"Mo": 1, "Q": 3, "Y": 12, "E": 120, "C": 1200}
FINENESS = {"D": 0, "WE": 1, "W": 2, "Mo": 3, "SE": 4, "Q": 4, "HY": 5, "Y": 6, "E": 7, "C": 8}
_PLAIN = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T.*)?")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole days [first, last] named by a calendar unit (D, WE, W, Mo, SE, Q, HY, Y, E, C); code: the season's TIMEX3 letters."""

    unit: str
    first: dt.date
    last: dt.date
    code: str = ""

    @property
    def edtf(self) -> str:
        """The EDTF value; a unit that EDTF level 1 cannot name is an interval."""
        a, b = self.first, self.last
        if self.unit == "D":
            return a.isoformat()
        if self.unit == "Mo":
            return f"{a.year:04}-{a.month:02}"
        if self.unit == "Y":
            return f"{a.year:04}"
        if self.unit == "SE":
            return f"{a.year:04}-{SEASONS[self.code]}"
        if self.unit in ("Q", "HY"):
            return f"{a.year:04}-{a.month:02}/{b.year:04}-{b.month:02}"
        if self.unit in ("E", "C"):
            return f"{a.year:04}/{b.year:04}"
        return f"{a.isoformat()}/{b.isoformat()}"

    @property
    def timex(self) -> str:
        """The TIMEX3 value."""
        a = self.first
        if self.unit == "W" or self.unit == "WE":
            y, w, _ = a.isocalendar()
            return f"{y:04}-W{w:02}" + ("-WE" if self.unit == "WE" else "")
        if self.unit == "SE":
            return f"{a.year:04}-{self.code}"
        if self.unit == "Q":
            return f"{a.year:04}-Q{(a.month + 2) // 3}"
        if self.unit == "HY":
            return f"{a.year:04}-H{1 if a.month < 7 else 2}"
        if self.unit == "E":
            return f"{a.year // 10:03}"
        if self.unit == "C":
            return f"{a.year // 100:02}"
        return self.edtf


def stretch(unit: str, day: dt.date) -> Stretch:
    """The stretch of that unit that holds the day."""
    if unit == "W":
        a = day - dt.timedelta(day.weekday())
        return Stretch("W", a, a + dt.timedelta(6))
    if unit == "WE":  # the weekend of the day's week
        a = day - dt.timedelta(day.weekday()) + dt.timedelta(5)
        return Stretch("WE", a, a + dt.timedelta(1))
    if unit == "Mo":
        return month(day.year, day.month)
    if unit == "Q":
        return quarter(day.year, (day.month + 2) // 3)
    if unit == "HY":
        return half(day.year, 1 if day.month < 7 else 2)
    if unit == "Y":
        return year(day.year)
    if unit == "E":
        y = day.year // 10 * 10
        return Stretch("E", dt.date(y, 1, 1), dt.date(y + 9, 12, 31))
    if unit == "C":
        y = day.year // 100 * 100
        return Stretch("C", dt.date(y or 1, 1, 1), dt.date(y + 99, 12, 31))
    return Stretch("D", day, day)


def month(y: int, m: int) -> Stretch:
    """A calendar month."""
    return Stretch("Mo", dt.date(y, m, 1), dt.date(y, m, calendar.monthrange(y, m)[1]))


def quarter(y: int, q: int) -> Stretch:
    """A calendar quarter, 1 to 4."""
    return Stretch("Q", dt.date(y, 3 * q - 2, 1), month(y, 3 * q).last)


def half(y: int, h: int) -> Stretch:
    """A half-year, 1 or 2."""
    return Stretch("HY", dt.date(y, 6 * h - 5, 1), month(y, 6 * h).last)


def year(y: int) -> Stretch:
    """A calendar year."""
    return Stretch("Y", dt.date(y, 1, 1), dt.date(y, 12, 31))


def season(y: int, code: str) -> Stretch:
    """A meteorological season; the winter of y begins in its December."""
    if code == "WI":
        return Stretch("SE", dt.date(y, 12, 1), month(y + 1, 2).last, code)
    m = {"SP": 3, "SU": 6, "FA": 9}[code]
    return Stretch("SE", dt.date(y, m, 1), month(y, m + 2).last, code)


def season_of(day: dt.date) -> Stretch:
    """The season that holds the day."""
    if day.month in (12, 1, 2):
        return season(day.year - (day.month < 3), "WI")
    return season(day.year, ("SP", "SU", "FA")[day.month // 3 - 1])


def add_months(day: dt.date, n: int) -> dt.date:
    """The same day n months on, or the last of that month where it is shorter."""
    m = day.year * 12 + day.month - 1 + n
    y, m = divmod(m, 12)
    y = min(max(y, 1), 9998)
    return dt.date(y, m + 1, min(day.day, calendar.monthrange(y, m + 1)[1]))


def add(day: dt.date, n: int, unit: str) -> dt.date:
    """The day n units on (D, W, F, WE, Mo, Q, Y, E, C)."""
    if unit in PLURAL_MONTHS:
        return add_months(day, n * PLURAL_MONTHS[unit])
    days = n * {"W": 7, "WE": 7, "F": 14}.get(unit, 1)
    try:
        return day + dt.timedelta(days)
    except OverflowError:
        return day


def shift(s: Stretch, n: int, unit: str) -> Stretch:
    """The stretch n units on, of its own unit where that is not coarser than what the shift can tell."""
    if s.unit == "SE":
        if unit == "Y":
            return season(s.first.year + n, s.code)
        return stretch("Mo", add(s.first, n, unit))
    return stretch(s.unit, add(s.first, n, unit))


def part_of(s: Stretch, mod: str) -> str | None:
    """EDTF of the early, mid or late part of a month (ten days each); None for other units, of which nobody can say."""
    if s.unit != "Mo" or mod not in ("early", "mid", "late"):
        return None
    a, b = {"early": (1, 10), "mid": (11, 20), "late": (21, s.last.day)}[mod]
    return f"{s.first.replace(day=a).isoformat()}/{s.first.replace(day=b).isoformat()}"


def days(edtf: str | None) -> tuple[dt.date | None, dt.date | None] | None:
    """First and last day of an EDTF value of the kinds written here; an open end is None; None when it cannot be read."""
    if not edtf:
        return None
    if "/" in edtf:
        a, _, b = edtf.partition("/")
        first, last = days(a), days(b)
        return (first[0] if first else None, last[1] if last else None)
    m = _PLAIN.fullmatch(edtf.strip("?~%"))
    if m is None:
        return None
    y, mo, d = int(m[1]), m[2] and int(m[2]), m[3] and int(m[3])
    try:
        if d and mo:
            return (dt.date(y, mo, d), dt.date(y, mo, d))
        if mo is None:
            s = year(y)
        elif mo in SEASONS.values():
            s = season(y, next(k for k, v in SEASONS.items() if v == mo))
        else:
            s = month(y, int(mo))
    except ValueError:
        return None
    return (s.first, s.last)
