"""Values of calendar dates: days, months, seasons, quarters and years, with or without a year of their own."""

from __future__ import annotations

import datetime as dt
import re

from onrecord.resolve.when import edtf as cal
from onrecord.resolve.when.anchor import Context
from onrecord.resolve.when.edtf import Stretch
from onrecord.resolve.when.hit import Found, Hit, point
from onrecord.resolve.when.number import read_year
from onrecord.resolve.when.tense import FUTURE, PAST

MODS = {
    "early": "early",
    "beginning": "early",
    "start": "early",
    "opening": "early",
    "mid": "mid",
    "middle": "mid",
    "midway": "mid",
    "late": "late",
    "end": "late",
    "close": "late",
    "later": "",
    "earlier": "",
}


def mod_of(hit: Hit, name: str = "mod") -> str:
    """early, mid, late or ""."""
    for w in hit.slot(name).replace("-", " ").split():
        if w in MODS:
            return MODS[w]
    return ""


def rel_of(hit: Hit, name: str = "rel") -> str:
    """last, this, next or "" for the words that shift ("the previous", "the coming")."""
    words = set(hit.slot(name).replace("-", " ").split())
    if words & {"last", "past", "previous", "preceding", "prior", "recent", "latest"}:
        return "last"
    if words & {"next", "coming", "following", "upcoming"}:
        return "next"
    return "this" if words & {"this", "current", "that", "same", "present"} else ""


def year_in(hit: Hit, ctx: Context) -> tuple[int | None, bool]:
    """The year that an expression names ("2014", "last year"), and whether in its own words."""
    y = read_year(hit.slot("y")) if hit.slot("y") else None
    if y is not None:
        return y, True
    rel = hit.slot("ry")
    if rel and ctx.anchor is not None:
        step = -1 if ("last" in rel or "previous" in rel) else 1 if "next" in rel or "following" in rel else 0
        if "that" in rel or "same" in rel:
            f = ctx.focus(hit.start)
            return (f.first.year if f else None), False
        return ctx.anchor.year + step, False
    return None, False


def told(ctx: Context, hit: Hit, m: int) -> int | None:
    """The year of month m in a story about a year or season that the text has just named, unless the clause speaks of its own day."""
    p = ctx.told_year(hit.start)
    if p is None or ctx.anchor is None:
        return None
    lead = ctx.text[max(0, hit.start - 60) : hit.start]
    if deictic(lead):
        return None
    s = p.stretch
    if s.unit in ("SE", "Q", "HY"):
        y = s.first.year if m >= s.first.month else s.first.year + 1
        inside = s.first <= dt.date(y, m, 28) and dt.date(y, m, 1) <= s.last
        return y if inside and s.last < ctx.anchor else None
    # a plain year rules only a sentence that tells on ("In 2012 … In April …"), not one that happens to name it ("the 1987 treaty")
    between = ctx.text[p.end : hit.start]
    opens = ctx.text[max(0, p.start - 4) : p.start].lower().endswith("in ") and s.unit in ("Y", "Mo", "D")
    tells = lead.rstrip().endswith(("In", "On", "in", "on", "late", "early", "Late", "Early", "that", "By", "by")) and "\n" not in between
    if not opens or not tells or s.last.year >= ctx.anchor.year or ctx.direction(hit.start, hit.end) != PAST:
        return None
    return s.first.year if len(between) <= 160 and between.count(". ") <= 1 else None


_OWN_DAY = re.compile(
    r"(?:\b(?:said|says|saying|told|announced|added|wrote|tweeted|admitted|revealed|warned|stated)(?:\s+[\w’']+){0,3}?\s+(?:in|on|last)"
    r"|\b(?:since|so far|by|until|this))(?:\s+(?:late|early))?\s*\Z",
    re.I,
)


def deictic(lead: str) -> bool:
    """Do the words before a date tie it to the report's own day ("he said in late …")?"""
    return _OWN_DAY.search(lead.split("\n")[-1].split(". ")[-1]) is not None


def nearest(options: list[Stretch], ctx: Context, hit: Hit) -> Stretch:
    """The option that tense and nearness choose."""
    assert ctx.anchor is not None
    day = ctx.anchor
    way = ctx.direction(hit.start, hit.end)
    past = [o for o in options if o.first <= day]
    ahead = [o for o in options if o.last >= day]
    if way == PAST and past and not _far(past[-1], ahead, day):
        return past[-1]
    if way == FUTURE and ahead:
        return ahead[0]
    return min(
        options,
        key=lambda o: (min(abs((o.first - day).days), abs((o.last - day).days)) if not o.first <= day <= o.last else 0, o.first > day),
    )


def _far(back: Stretch, ahead: list[Stretch], day: dt.date) -> bool:
    """Is the past one nearly a year back and the next one near? A writer would then say "last September"."""
    return bool(ahead) and (day - back.last).days > 300 and (ahead[0].first - day).days < 45


def month_day(hit: Hit, ctx: Context) -> Found | None:
    """A day of a month, perhaps a range of days ("Feb. 27 to 28"), perhaps with year and part of the day."""
    m = int(str(hit.value("m", "month") or 0))
    d, d2 = hit.ordinal("d"), hit.ordinal("d2")
    m2 = int(str(hit.value("m2", "month") or 0)) or m
    if not m or not d or d > 31:
        return None
    y, own = year_in(hit, ctx)
    part = str(hit.value("part", "part") or "")
    bare = f"XXXX-{m:02}-{d:02}"
    if y is None:
        if ctx.anchor is None:
            return Found("DATE", bare)
        options = []
        for k in (ctx.anchor.year - 1, ctx.anchor.year, ctx.anchor.year + 1):
            try:
                options.append(cal.stretch("D", dt.date(k, m, d)))
            except ValueError:
                continue
        if not options:
            return None
        t = told(ctx, hit, m)
        s = next((o for o in options if o.first.year == t), None) if t else None
        if t and s is None:
            try:
                s = cal.stretch("D", dt.date(t, m, d))
            except ValueError:
                s = None
        if s is None:
            wd = int(str(hit.value("wd", "weekday", "shortday") or 0))
            fits = [o for o in options if wd and o.first.isoweekday() == wd]
            rel = rel_of(hit)
            if rel in ("last", "next"):
                fits = [o for o in options if (o.first < ctx.anchor) == (rel == "last")]
            s = min(fits, key=lambda o: abs((o.first - (ctx.anchor or o.first)).days)) if fits else nearest_day(options, ctx, hit)
        basis = ctx.basis
    else:
        try:
            s = cal.stretch("D", dt.date(y, m, d))
        except ValueError:
            return None
        basis = "stated" if own else ctx.basis
    if d2:
        try:
            last = dt.date(s.first.year + (m2 < m), m2, d2)
        except ValueError:
            return None
        return Found("DATE", s.timex, f"{s.first.isoformat()}/{last.isoformat()}", basis, None, s, own) if last > s.first else None
    return point(s, basis, part=part, own_year=own)


def nearest_day(options: list[Stretch], ctx: Context, hit: Hit) -> Stretch:
    """A bare "Nov. 21" is the nearest one, but one within the half-year that tense points to comes first."""
    assert ctx.anchor is not None
    day = ctx.anchor
    way = ctx.direction(hit.start, hit.end)
    if way == FUTURE:
        near = [o for o in options if 0 <= (o.first - day).days < 270]
    elif way == PAST:
        near = [o for o in options if 0 <= (day - o.first).days < 330]
    else:
        near = []
    return near[0] if near else min(options, key=lambda o: abs((o.first - day).days))


def month(hit: Hit, ctx: Context) -> Found | None:
    """A month, perhaps with its part ("late November"), its year or a shift ("last June")."""
    m = int(str(hit.value("m", "month") or 0))
    if not m:
        return None
    y, own = year_in(hit, ctx)
    mod, rel = mod_of(hit), rel_of(hit)
    if y is not None:
        return point(cal.month(y, m), "stated" if own else ctx.basis, mod=mod, own_year=own)
    if ctx.anchor is None:
        p = ctx.told_year(hit.start)
        if p is not None and p.stretch.unit == "SE" and p.stretch.first.month <= m <= p.stretch.first.month + 2:
            return point(cal.month(p.stretch.first.year, m), "relative", mod=mod)
        return Found("DATE", f"XXXX-{m:02}")
    day = ctx.anchor
    options = [cal.month(k, m) for k in (day.year - 1, day.year, day.year + 1)]
    if rel == "last":
        s = [o for o in options if o.last < day][-1]
    elif rel == "next":
        s = next(o for o in options if o.first > day)
    elif rel == "this":
        s = options[1]
    else:
        t = told(ctx, hit, m)
        # "Many say December is too late" is the December just spoken of, where the words set no time of their own ("in December")
        free = re.search(r"\b(?:in|since|by|until|from|for|during)\s+\Z", ctx.text[max(0, hit.start - 10) : hit.start]) is None
        before = next((p.stretch for p in reversed(ctx.placed) if p.stretch.unit == "Mo" and p.stretch.first.month == m), None)
        if t:
            s = cal.month(t, m)
        elif before is not None and free:
            s = before
        else:
            s = nearest(options, ctx, hit)
    return point(s, ctx.basis, mod=mod)


def months(hit: Hit, ctx: Context) -> Found | None:
    """A range of months ("March to May", "June-July 2019"): the EDTF interval."""
    a, b = int(str(hit.value("m", "month") or 0)), int(str(hit.value("m2", "month") or 0))
    y, own = year_in(hit, ctx)
    if y is None:
        if ctx.anchor is None:
            return Found("DATE", f"XXXX-{a:02}")
        y = nearest([cal.month(k, a) for k in (ctx.anchor.year - 1, ctx.anchor.year, ctx.anchor.year + 1)], ctx, hit).first.year
    s, e = cal.month(y, a), cal.month(y + (b < a), b)
    return Found("DATE", s.timex, f"{s.edtf}/{e.edtf}", "stated" if own else ctx.basis, None, s, own)


def year(hit: Hit, ctx: Context) -> Found | None:
    """A year, or a range of years."""
    text = hit.slot("y") or ctx.text[hit.start : hit.end]
    mod = mod_of(hit)
    if hit.slot("yr"):
        a, _, b = hit.slot("yr").replace("–", "-").replace("/", "-").partition("-")
        first = int(a)
        last = int(b) if len(b.strip()) == 4 else first // 100 * 100 + int(b)
        if last <= first:
            return None
        s = cal.year(first)
        return Found("DATE", s.timex, f"{first:04}/{last:04}", "stated", None, s, True)
    y, y2 = read_year(text), read_year(hit.slot("y2")) if hit.slot("y2") else None
    if y is None:
        return None
    s = cal.year(y)
    if y2 is not None:
        return Found("DATE", s.timex, f"{y:04}/{y2:04}", "stated", None, s, True) if y2 > y else None
    return point(s, "stated", mod=mod, own_year=True)


def iso(hit: Hit, ctx: Context) -> Found | None:
    """2014-02-21, 11/02/89 (month first, as American papers write; the other way only where it must be)."""
    raw = ctx.text[hit.start : hit.end]
    try:
        if "/" in raw:
            a, b, y = raw.split("/")
            n = read_year(y) or 0
            m, d = (int(a), int(b)) if int(a) <= 12 else (int(b), int(a))
            return point(cal.stretch("D", dt.date(n, m, d)), "stated", own_year=True)
        day = dt.date.fromisoformat(raw[:10])
    except ValueError:
        return None
    f = point(cal.stretch("D", day), "stated", own_year=True)
    return Found("TIME", raw, f.edtf, "stated", raw, f.stretch, True) if "T" in raw else f


def season(hit: Hit, ctx: Context) -> Found | None:
    """A season with a year, a shift ("last autumn": the one in the last year) or on its own."""
    code = hit.arg("code") or str(hit.value("s", "season") or "")
    y, own = year_in(hit, ctx)
    if y is not None:
        return point(cal.season(y, code), "stated" if own else ctx.basis, own_year=own)
    if ctx.anchor is None:
        return Found("DATE", f"XXXX-{code}")
    day, rel = ctx.anchor, hit.slot("rel")
    here = cal.season_of(day)
    base = here.first.year if code == "WI" and here.code == "WI" else day.year
    if code == "WI" and here.code != "WI" and day.month < 9:
        base = day.year - 1 if ("last" in rel or "past" in rel) else day.year
        if "last" in rel or "past" in rel:
            return point(cal.season(base, code), ctx.basis)
    if "past" in rel:
        s = [cal.season(k, code) for k in (day.year - 1, day.year) if cal.season(k, code).last < day][-1]
    elif "last" in rel or "previous" in rel:
        s = cal.season(base - 1, code)
    elif "next" in rel or "following" in rel:
        s = cal.season(day.year + 1, code)
    elif "coming" in rel:
        s = next(cal.season(k, code) for k in (day.year, day.year + 1) if cal.season(k, code).first > day)
    elif "this" in rel:
        s = cal.season(base, code)
    else:
        f = ctx.told_year(hit.start)
        if f is not None and f.stretch.unit == "Y" and f.stretch.last < day and hit.start - f.end < 200:
            s = cal.season(f.stretch.first.year, code)
        else:
            s = nearest([cal.season(k, code) for k in (day.year - 1, day.year, day.year + 1)], ctx, hit)
    return point(s, ctx.basis)


def quarter(hit: Hit, ctx: Context) -> Found | None:
    """A quarter or half of a year: of the named year, else the last one begun (the next where the clause looks ahead)."""
    n = {"last": 4, "final": 4, "latter": 2}.get(hit.slot("o")) or hit.ordinal("o") or (int(hit.arg("n")) if hit.arg("n") else None)
    halves = "half" in ctx.text[hit.start : hit.end].lower()
    if halves and hit.slot("o") in ("last", "latter", "final"):
        n = 2
    if n is None or n > (2 if halves else 4):
        return None
    make = cal.half if halves else cal.quarter
    y, own = year_in(hit, ctx)
    if y is not None:
        return point(make(y, n), "stated" if own else ctx.basis, own_year=own)
    if ctx.anchor is None:
        return Found("DATE", f"XXXX-{'H' if halves else 'Q'}{n}")
    day = ctx.anchor
    back = hit.slot("ago")
    options = [make(k, n) for k in (day.year - 1, day.year, day.year + 1)]
    begun = [o for o in options if o.first <= day][-1]
    if back:
        focus = ctx.focus(hit.start)
        near = focus.first.year if focus is not None and focus.first.year >= day.year - 1 and focus.unit == "Q" else begun.first.year
        s = make(min(near, begun.first.year) - 1, n)
    elif ctx.direction(hit.start, hit.end) == FUTURE:
        s = next(o for o in options if o.last >= day)
        if (s.first - day).days > 200:  # "expects to report a third-quarter loss" in October
            s = begun
    else:
        s = begun
    return point(s, ctx.basis)


def decade(hit: Hit, _ctx: Context) -> Found | None:
    """ "the 1990s", "the '80s", "the nineties"."""
    raw = hit.slot("dec")
    word = hit.value("dec", "decadeword")
    digits = "".join(c for c in raw if c.isdigit())
    y = 1900 + int(str(word)) if word else int(digits) if len(digits) == 4 else 1900 + int(digits)
    return point(cal.stretch("E", dt.date(y, 1, 1)), "stated", own_year=True)


def century(hit: Hit, _ctx: Context) -> Found | None:
    """ "the 19th century"."""
    n = hit.ordinal("o")
    if not n or n > 22 or n < 2:
        return None
    return Found("DATE", f"{n - 1:02}", f"{n * 100 - 99:04}/{n * 100:04}")


def holiday(hit: Hit, ctx: Context) -> Found | None:
    """A holiday on a fixed day, or one that a rule of the calendar places ("fourth Thursday of November")."""
    name = " ".join(hit.slot("h").replace("’", "'").replace("'s", "s").replace(" s ", "s ").split())
    how = hit.book.holidays.get(name)
    if how is None:
        return None
    y, own = year_in(hit, ctx)
    if y is None and ctx.anchor is None:
        return Found("DATE", f"XXXX-{how}" if how[0].isdigit() else "XXXX-XX-XX")
    if y is not None:
        d = holiday_day(how, y)
        return point(cal.stretch("D", d), "stated" if own else ctx.basis, own_year=own)
    assert ctx.anchor is not None
    options = [cal.stretch("D", holiday_day(how, k)) for k in (ctx.anchor.year - 1, ctx.anchor.year, ctx.anchor.year + 1)]
    rel = rel_of(hit)
    if rel == "last":
        s = [o for o in options if o.first < ctx.anchor][-1]
    elif rel == "next":
        s = next(o for o in options if o.first > ctx.anchor)
    else:
        s = nearest_day(options, ctx, hit)
    return point(s, ctx.basis)


def holiday_day(how: str, y: int) -> dt.date:
    """The day of a holiday in year y. how: "12-25", "nth 4 4 11" (fourth Thursday of November; -1 the last) or "easter ±days"."""
    if how.startswith("easter"):
        a, b, c = y % 19, y // 100, y % 100
        h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
        e = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
        m = (a + 11 * h + 22 * e) // 451
        month_, day = divmod(h + e - 7 * m + 114, 31)
        return dt.date(y, month_, day + 1) + dt.timedelta(int(how[6:] or 0))
    if how.startswith("nth"):
        n, wd, m2 = (int(x) for x in how.split()[1:])
        s = cal.month(y, m2)
        if n < 0:
            return s.last - dt.timedelta((s.last.isoweekday() - wd) % 7)
        return s.first + dt.timedelta((wd - s.first.isoweekday()) % 7 + 7 * (n - 1))
    m3, d = (int(x) for x in how.split("-"))
    return dt.date(y, m3, d)
