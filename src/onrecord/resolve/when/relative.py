"""Values that lean on the anchor day or on the time last spoken of: weekdays, "last week", "a year earlier", "that night"."""

from __future__ import annotations

import datetime as dt
import re

from onrecord.resolve.when import edtf as cal
from onrecord.resolve.when.amounts import period
from onrecord.resolve.when.anchor import Context
from onrecord.resolve.when.counted import counted, start_near
from onrecord.resolve.when.dates import mod_of, rel_of
from onrecord.resolve.when.edtf import FINENESS, Stretch
from onrecord.resolve.when.hit import Found, Hit, point
from onrecord.resolve.when.number import read_number
from onrecord.resolve.when.tense import FUTURE

_UNKNOWN = {
    "D": "XXXX-XX-XX",
    "W": "XXXX-WXX",
    "WE": "XXXX-WXX-WE",
    "Mo": "XXXX-XX",
    "Q": "XXXX-QX",
    "Y": "XXXX",
    "E": "XXX",
    "C": "XX",
    "SE": "XXXX",
    "F": "XXXX-WXX",
}


def weekday(hit: Hit, ctx: Context) -> Found | None:
    """A weekday: the last one, the anchor day included, unless its words or its clause look ahead."""
    n = int(str(hit.value("wd", "weekday", "shortday") or 0))
    part = str(hit.value("part", "part") or "")
    if not n:
        return None
    if ctx.anchor is None:
        return Found("TIME" if part else "DATE", f"XXXX-WXX-{n}" + (f"T{part}" if part else ""))
    day, rel = ctx.anchor, rel_of(hit)
    back = (day.isoweekday() - n) % 7
    ahead = (n - day.isoweekday()) % 7
    slot = hit.slot("rel")
    if "previous" in slot or "following" in slot:
        f = ctx.focus(hit.start)
        base = f.first if f is not None and f.unit in ("D", "W") else day
        step = -((base.isoweekday() - n) % 7 or 7) if "previous" in slot else ((n - base.isoweekday()) % 7 or 7)
        return point(cal.stretch("D", base + dt.timedelta(step)), ctx.basis, part=part)
    if rel == "last":
        step = -(back or 7)
    elif rel == "next" or (rel == "this" and ctx.direction(hit.start, hit.end) >= 0):
        step = ahead or (7 if rel == "next" else 0)
    elif hit.slot("of"):  # "Tuesday of last week"
        w = hit.slot("of")
        shift = -1 if "last" in w or "previous" in w else 1 if "next" in w else 0
        step = n - day.isoweekday() + 7 * shift
    elif ctx.direction(hit.start, hit.end) == FUTURE and back:
        step = ahead
    else:
        step = -back if back < 6 else 1
    return point(cal.stretch("D", day + dt.timedelta(step)), ctx.basis, part=part)


def weekday_set(hit: Hit, _ctx: Context) -> Found | None:
    """ "Tuesdays", "each Thursday"."""
    n = hit.value("wd", "weekday")
    part = str(hit.value("part", "part") or "")
    return Found("SET", f"XXXX-WXX-{n}" + (f"T{part}" if part else ""), None)


def day_shift(hit: Hit, ctx: Context) -> Found | None:
    """today, yesterday, tomorrow, tonight, last night: a fixed number of days from the anchor (`with: days`), perhaps a part of the day."""
    part = hit.arg("part") or str(hit.value("part", "part") or "")
    if part == "MI":
        part = "MI" if hit.slot("part") != "noon" else "12:00"
    if ctx.anchor is None:
        ref = {"0": "XXXX-XX-XX"}.get(hit.arg("days"), "XXXX-XX-XX")
        return Found("TIME" if part else "DATE", ref + (f"T{part}" if part else ""))
    s = cal.stretch("D", ctx.anchor + dt.timedelta(int(hit.arg("days") or 0)))
    return point(s, ctx.basis, part=part)


def overnight(_hit: Hit, ctx: Context) -> Found | None:
    """The night into the anchor day: an interval of two days, the TIMEX3 value that of the first."""
    if ctx.anchor is None:
        return Found("TIME", "XXXX-XX-XXTNI")
    a = ctx.anchor - dt.timedelta(1)
    return Found(
        "TIME", f"{ctx.anchor.isoformat()}TNI", f"{a.isoformat()}/{ctx.anchor.isoformat()}", ctx.basis, None, cal.stretch("D", ctx.anchor)
    )


def that_part(hit: Hit, ctx: Context) -> Found | None:
    """ "the morning", "early afternoon", "that night": of the day last spoken of, else of the anchor day."""
    part = str(hit.value("part", "part") or "")
    days = int(hit.arg("days") or 0)
    f = ctx.focus(hit.start)
    base = f.first if f is not None and f.unit == "D" else ctx.anchor
    if base is None:
        return Found("TIME", f"XXXX-XX-XXT{part}")
    if part == "MI" and hit.slot("part") == "noon":
        part = "12:00"
    return point(cal.stretch("D", base + dt.timedelta(days)), ctx.basis, part=part)


def shifted(hit: Hit, ctx: Context) -> Found | None:
    """ "last week", "this year", "next month", "the previous quarter", "the current year", "early next week"."""
    u, rel, mod = hit.unit(), hit.slot("rel"), mod_of(hit)
    if u == "F" or not u or ctx.text[hit.start : hit.end] == "This Week":  # the broadcast
        return None
    if ctx.anchor is None:
        return Found("DATE", _UNKNOWN.get(u, "XXXX"))
    day = ctx.anchor
    words = set(rel.split())
    if words & {"previous", "following", "preceding", "same", "that"} or (words == {"prior"}):
        f = ctx.focus(hit.start)
        if words & {"same", "that"}:
            if f is None:
                return Found("DATE", _UNKNOWN.get(u, "XXXX"))
            return point(cal.stretch(u, f.first), ctx.basis, mod=mod)
        base = f.first if f is not None else day
        n = 1 if "following" in words else -1
        s = cal.stretch(u, cal.add(cal.stretch(u, base).first, n, u))
        return point(s, ctx.basis, mod=mod)
    r = rel_of(hit, "rel")
    n = {"last": -1, "next": 1}.get(r, 0)
    if u == "Q" and "latest" in words:
        n = -1
    if u == "WE":
        return point(weekend(day, r, ctx.direction(hit.start, hit.end) == FUTURE), ctx.basis)
    s = cal.stretch(u, cal.add(cal.stretch(u, day).first, n, u))
    edge = hit.slot("mod")
    if n == 0 and "later" in edge and s.last > day:
        return point(s, ctx.basis, edtf=f"{day.isoformat()}/{s.last.isoformat()}")
    if n == 0 and "earlier" in edge and s.first < day:
        return point(s, ctx.basis, edtf=f"{s.first.isoformat()}/{day.isoformat()}")
    return point(s, ctx.basis, mod=mod)


def weekend(day: dt.date, rel: str, ahead: bool) -> Stretch:
    """ "the weekend", "this weekend", "last weekend"."""
    own = cal.stretch("WE", day)
    if rel == "last":
        return cal.stretch("WE", day - dt.timedelta(7)) if own.last >= day else own
    if rel == "next":
        return cal.stretch("WE", day + dt.timedelta(7))
    if rel == "this" or ahead or day.weekday() >= 5:
        return own
    return cal.stretch("WE", day - dt.timedelta(7))


def the_unit(hit: Hit, ctx: Context) -> Found | None:
    """ "the quarter", "the end of the month", "earlier in the year": the one last spoken of, else the anchor's."""
    u = hit.unit() or "Q"  # "the latest period" of accounts is a quarter
    if u == "WE":
        return shifted(hit, ctx)
    if ctx.anchor is None:
        return Found("DATE", _UNKNOWN.get(u, "XXXX"))
    f = ctx.focus(hit.start, 400)
    if u == "Q":
        q = cal.stretch("Q", cal.add(cal.stretch("Q", ctx.anchor).first, -1, "Q"))
        return point(ctx.account_quarter(hit.start) or q, ctx.basis)
    base = f.first if f is not None and FINENESS.get(f.unit, 9) <= FINENESS[u] and u in ("D",) else ctx.anchor
    return point(cal.stretch(u, base), ctx.basis, mod=mod_of(hit))


def ago(hit: Hit, ctx: Context) -> Found | None:
    """ "two years ago" leans on the anchor, "a year earlier", "three days later" on the time last spoken of."""
    u = hit.unit() or hit.arg("u")
    n = hit.number() if not hit.arg("n") else float(hit.arg("n"))
    word = hit.slot("way")
    forward = word in ("later", "after", "afterward", "afterwards", "from now", "hence", "on", "from today", "thereafter")
    u = {"F": "W", "N": "D"}.get(u, u)
    if isinstance(n, str) or n is None:
        if n == "X" and word in ("later", "earlier"):  # "a few days later": how long, not when
            return Found("DURATION", period(n, u))
        if n == "X":
            return Found("DATE", "FUTURE_REF" if forward else "PAST_REF")
        return None
    if hit.unit() == "F":
        n *= 2
    deictic = word in ("ago", "from now", "hence", "from today", "back")
    if u in ("E", "C"):  # "a decade ago" is a year, about
        n, u = n * (10 if u == "E" else 100), "Y"
    f = ctx.focus(hit.start)
    account = ctx.account_quarter(hit.start) if u == "Y" and n == 1 and not forward and ctx.anchor is not None else None
    if account is not None and ctx.anchor is not None and account.first.year >= ctx.anchor.year - 1:
        return point(cal.shift(account, -1, "Y"), ctx.basis)
    base: Stretch | None = cal.stretch("D", ctx.anchor) if ctx.anchor is not None else None
    if not deictic and f is not None and not (u in ("H", "M", "S") and f.unit != "D"):
        base = f
    if base is None:
        return Found("DATE", "FUTURE_REF" if forward else "PAST_REF")
    sign = 1 if forward else -1
    if u in ("H", "M", "S"):
        hours = n * {"H": 1, "M": 1 / 60, "S": 1 / 3600}[u]
        if base.unit != "D":
            return None
        d = base.first + dt.timedelta(sign * round(hours / 24)) if hours >= 20 or sign > 0 else base.first
        if hours < 20:
            return Found("DURATION", period(n, u), d.isoformat(), ctx.basis)
        return point(cal.stretch("D", d), ctx.basis)
    whole = round(n) if n == int(n) or u != "Y" else round(n * 12)
    unit = "Mo" if n != int(n) and u == "Y" else u
    day = cal.add(base.first, sign * whole, unit)
    fine = unit if deictic or FINENESS.get(base.unit, 0) <= FINENESS.get(unit, 0) else base.unit
    if not deictic and unit == "Y" and n == 1 and base.unit in ("Q", "Mo", "SE", "W"):
        return point(cal.shift(base, sign, "Y"), ctx.basis)
    if not deictic and base.unit == "D" and unit in ("D", "W"):
        fine = "D"
    return point(cal.stretch(fine, day), ctx.basis)


def year_ago(hit: Hit, ctx: Context) -> Found | None:
    """ "the year-earlier period", "the 1988 quarter": the stretch last spoken of, in another year."""
    if ctx.anchor is None:
        return Found("DATE", "PAST_REF")
    y = read_number(hit.slot("y")) if hit.slot("y") else None
    account = ctx.account_quarter(hit.start)
    if account is None:
        account = cal.stretch("Y", ctx.anchor) if "quarter" not in hit.slot("what") else cal.stretch("Q", cal.add(ctx.anchor, -1, "Q"))
    if isinstance(y, float):
        return point(cal.shift(account, int(y) - account.first.year, "Y"), "stated", own_year=True)
    return point(cal.shift(account, -1, "Y"), ctx.basis)


def week_of(hit: Hit, ctx: Context) -> Found | None:
    """ "the week of March 6"."""
    from onrecord.resolve.when.dates import month_day

    d = month_day(hit, ctx)
    if d is None or d.stretch is None:
        return d
    return point(cal.stretch("W", d.stretch.first), d.basis)


def neighbour(hit: Hit, ctx: Context) -> Found | None:
    """ "that day", "the next day": the day last spoken of, moved by the rule's `days`; for "early in the day" the anchor day will do."""
    f = ctx.focus(hit.start)
    if f is not None and f.unit == "D":
        return point(cal.stretch("D", cal.add(f.first, int(hit.arg("days") or 0), "D")), ctx.basis)
    if hit.arg("own") and ctx.anchor is not None:
        return point(cal.stretch("D", ctx.anchor), ctx.basis)
    return Found("DATE", "XXXX-XX-XX")


def year_end(hit: Hit, ctx: Context) -> Found | None:
    """ "year-end": the last month of the anchor's year."""
    if ctx.anchor is None:
        return Found("DATE", "XXXX-12-31")
    s = cal.year(ctx.anchor.year)
    return Found("DATE", f"{s.timex}-12-31" if "-" in ctx.text[hit.start : hit.end] else s.timex, f"{s.timex}-12", ctx.basis, None, s)


_COUNTING = re.compile(r"\b(?:enter(?:s|ed|ing)?|mark(?:s|ed|ing)|(?:is|was|now) (?:in|on)|into|it['’]s|is|was)\s+(?:the\s+)?\Z", re.I)


def nth_unit(hit: Hit, ctx: Context) -> Found | None:
    """ "the war enters its 29th day" is the anchor day; other counts begin where is not known here ("the eighth month of the war")."""
    u = hit.unit()
    if u == "Q":  # "its fourth quarter" is one of the year's
        return None
    if u == "D" and ctx.anchor is not None and _COUNTING.search(ctx.text[max(0, hit.start - 30) : hit.start]):
        return point(cal.stretch("D", ctx.anchor), ctx.basis)
    known, n = start_near(ctx.text, hit.start, hit.end), hit.ordinal("o")
    if known is not None and n and u in ("D", "W", "Mo", "Y"):
        first, last = counted(known.day, n, u)
        f = point(cal.stretch(u, first), "relative", edtf=f"{first.isoformat()}/{last.isoformat()}")
        return Found(f.type, f.timex, f.edtf, f.basis)
    return Found("DATE", _UNKNOWN.get(u, "XXXX"))


def the_year(hit: Hit, ctx: Context) -> Found | None:
    """ "for the year" is the anchor's; "the year ended March 31" is a length."""
    if re.match(r"\s+(?:ended|ending|through|to|since)\b", ctx.text[hit.end : hit.end + 12]):
        return Found("DURATION", "P1Y")
    return the_unit(hit, ctx)
