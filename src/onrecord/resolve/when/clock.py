"""Clock times with their zones, alone or with a day."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from onrecord.resolve.when import edtf as cal
from onrecord.resolve.when.anchor import Context
from onrecord.resolve.when.dates import month_day
from onrecord.resolve.when.edtf import Stretch
from onrecord.resolve.when.hit import Found, Hit
from onrecord.resolve.when.relative import weekday

_TIME = re.compile(r"(\d{1,2})(?:[:.](\d\d))?(?::(\d\d))?")


def zone_offset(zone: str, day: dt.date) -> str | None:
    """The offset of a zone on a day: "ET" is -05:00 in winter and -04:00 in summer; None where it cannot be told."""
    if not zone:
        return None
    if zone[0] in "+-":
        return zone
    try:
        delta = ZoneInfo(zone).utcoffset(dt.datetime(day.year, day.month, day.day, 12))  # noqa: DTZ001  a wall clock's noon is meant
    except (ZoneInfoNotFoundError, OSError):
        return None
    if delta is None:
        return None
    minutes = round(delta.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def clock(hit: Hit, ctx: Context) -> Found | None:
    """A clock time: on the day it names, else on the day last spoken of, else on the anchor day."""
    raw = hit.slot("t")
    m = _TIME.search(raw) if raw else None
    half = str(hit.value("ampm", "ampm") or "")
    minute_shown = False
    if m is not None:
        h, minute = int(m[1]), int(m[2] or 0)
        minute_shown = m[2] is not None
        if len(m[1]) == 2 and m[2] is None and re.fullmatch(r"\d{4}", raw):
            h, minute, minute_shown = int(raw[:2]), int(raw[2:]), True
    else:
        word = hit.slot("w")
        if word not in ("noon", "midnight", "midday"):
            return None
        h, minute, minute_shown = (24 if word == "midnight" else 12), 0, word != "midnight"
    if re.fullmatch(r"\d{4}", raw):
        h, minute, minute_shown = int(raw[:2]), int(raw[2:]), True
    part = hit.slot("part")
    if (half == "PM" and h < 12) or (part in ("afternoon", "evening", "night") and h < 12):
        h += 12
    elif half == "AM" and h == 12:
        h = 0
    if h > 24 or minute > 59:
        return None
    day = _day(hit, ctx)
    d = day.first if day is not None else None
    stamp = f"T{h:02}:{minute:02}" if minute_shown or half or part else f"T{h:02}"
    if d is None:
        return Found("TIME", "XXXX-XX-XX" + stamp)
    offset = zone_offset(str(hit.value("z", "zone") or ""), d)
    iso = f"{d.isoformat()}T{h % 24:02}:{minute:02}:00{offset or ''}"
    basis = "stated" if hit.slot("y") else ctx.basis
    return Found("TIME", d.isoformat() + stamp, d.isoformat(), basis, iso, cal.stretch("D", d))


def _day(hit: Hit, ctx: Context) -> Stretch | None:
    if hit.slot("wd") and not hit.slot("m"):
        f = weekday(hit, ctx)
        return f.stretch if f is not None else None
    if hit.slot("m"):
        f = month_day(hit, ctx)
        return f.stretch if f is not None else None
    if ctx.anchor is not None and hit.slot("rd"):
        return cal.stretch("D", ctx.anchor + dt.timedelta({"yesterday": -1, "tomorrow": 1}.get(hit.slot("rd"), 0)))
    focus = ctx.focus(hit.start, 120)
    if focus is not None and focus.unit == "D":
        return focus
    return cal.stretch("D", ctx.anchor) if ctx.anchor is not None else None
