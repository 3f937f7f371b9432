"""Publication times as carriers state them, to a When. A date without a time stays a date; what cannot be read stays unread."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta, timezone

from onrecord.model import Basis, When

MONTHS = {m.lower(): i for i, m in enumerate(calendar.month_name) if m} | {m.lower(): i for i, m in enumerate(calendar.month_abbr) if m}
MONTHS["sept"] = 9
# Zones by name: only those that mean one offset everywhere ("EST" and "BST" do not).
_ZONES = {"z": 0, "utc": 0, "gmt": 0, "cet": 60, "cest": 120}

_ISO = re.compile(
    r"(?P<y>\d{4})(?P<s>[-/.]?)(?P<m>\d{2})(?:(?P=s)(?P<d>\d{2}))?"
    r"(?:[T\s,]+(?P<t>\d{1,2}:?\d{2}(?::?\d{2})?(?:[.,]\d+)?)\s*(?P<z>Z|UTC|GMT|[A-Z]{3,4}|[+-]\d{2}(?::?\d{2})?)?)?",
    re.IGNORECASE,
)
_DAY_FIRST = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[\s-]+(?P<b>[A-Za-z]{3,9})\.?,?[\s-]+(?P<y>\d{4})"
_MONTH_FIRST = r"(?P<b>[A-Za-z]{3,9})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})"
_CLOCK = (
    r"(?:[\s,|]*(?:at\s+|-\s+)?(?P<t>\d{1,2}:\d{2}(?::\d{2})?)\s*(?P<p>[ap]\.?m\.?)?"
    r"\s*\(?(?P<z>Z|UTC|GMT|[A-Z]{3,4}|[+-]\d{2}:?\d{2})?\)?(?:\s*\(\w+\))?)?"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_WORDS = [re.compile(_WEEKDAY + form + _CLOCK, re.IGNORECASE) for form in (_DAY_FIRST, _MONTH_FIRST)]
_MONTH_ONLY = re.compile(r"(?P<b>[A-Za-z]{3,9})\.?\s+(?P<y>\d{4})")
_YEAR = re.compile(r"(?P<y>[12]\d{3})")


def parse_when(raw: str | None, basis: Basis) -> When | None:
    """ISO 8601, RFC 2822 and English dates; None where `raw` is none of them or could be read two ways ("03/04/2019").

    edtf, earliest, latest: the day in the zone that is stated. time: the full stamp where a clock time is stated. Midnight without a
    zone is a date that some program padded, and stays a date.
    """
    if not raw:
        return None
    text = " ".join(raw.split())
    if m := _ISO.fullmatch(text):
        if not m["s"] and not m["d"]:  # "201910" could be many things
            return None
        return _place(m["y"], int(m["m"]), m["d"], m["t"], None, m["z"], basis)
    for form in _WORDS:
        if (m := form.fullmatch(text)) and (month := MONTHS.get(m["b"].lower())):
            return _place(m["y"], month, m["d"], m["t"], m["p"], m["z"], basis)
    if (m := _MONTH_ONLY.fullmatch(text)) and (month := MONTHS.get(m["b"].lower())):
        return _place(m["y"], month, None, None, None, None, basis)
    if m := _YEAR.fullmatch(text):
        return When(edtf=m["y"], earliest=f"{m['y']}-01-01", latest=f"{m['y']}-12-31", basis=basis)
    return None


def _place(y: str, month: int, d: str | None, clock: str | None, half: str | None, zone: str | None, basis: Basis) -> When | None:
    try:
        if d is None:
            last = calendar.monthrange(int(y), month)[1]
            return When(edtf=f"{y}-{month:02}", earliest=f"{y}-{month:02}-01", latest=f"{y}-{month:02}-{last:02}", basis=basis)
        day = date(int(y), month, int(d)).isoformat()
        return When(edtf=day, earliest=day, latest=day, basis=basis, time=clock_time(day, clock, half, zone))
    except (ValueError, calendar.IllegalMonthError):
        return None


def clock_time(day: str, clock: str | None, half: str | None, zone: str | None) -> str | None:
    """The full stamp, or None where there is no clock time that can be trusted."""
    if clock is None:
        return None
    digits = re.sub(r"[.,]\d+$", "", clock).replace(":", "").zfill(4)
    if len(digits) == 5:
        digits = "0" + digits
    hour, minute, second = int(digits[:2]), int(digits[2:4]), int(digits[4:6] or 0)
    if half:
        hour = hour % 12 + (12 if half.lower().startswith("p") else 0)
    offset = _offset(zone)
    if offset is None and hour == minute == second == 0:
        return None
    tz = None if offset is None else timezone(timedelta(minutes=offset))
    try:
        stamp = datetime.fromisoformat(day).replace(hour=hour, minute=minute, second=second, tzinfo=tz)
    except ValueError:
        return None
    written = stamp.isoformat()
    return written.replace("+00:00", "Z") if zone and zone.upper() in ("Z", "UTC", "GMT") else written


def _offset(zone: str | None) -> int | None:
    """Minutes east of UTC; None for no zone, or for a name that means several."""
    if not zone:
        return None
    if zone[0] in "+-":
        digits = zone[1:].replace(":", "").ljust(4, "0")
        minutes = int(digits[:2]) * 60 + int(digits[2:4])
        return -minutes if zone[0] == "-" else minutes
    return _ZONES.get(zone.lower())
