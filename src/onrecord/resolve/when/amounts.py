"""Values that are no points: durations, sets, and words such as "now" and "recently"."""

from __future__ import annotations

from onrecord.resolve.when import edtf as cal
from onrecord.resolve.when.anchor import Context
from onrecord.resolve.when.hit import Found, Hit
from onrecord.resolve.when.tense import PAST

_LETTER = {
    "D": "D",
    "W": "W",
    "Mo": "M",
    "Q": "Q",
    "Y": "Y",
    "E": "E",
    "C": "C",
    "H": "H",
    "M": "M",
    "S": "S",
    "N": "D",
    "F": "W",
    "WE": "D",
    "SU": "Y",
}
_YEARS = {"E": 10, "C": 100}


def period(n: float | str | None, u: str) -> str:
    """The TIMEX3 value of n units: P3D, PT2H, PXY."""
    clock = u in ("H", "M", "S")
    letter = _LETTER.get(u, "X")
    if isinstance(n, str) or n is None:
        return f"P{'T' if clock else ''}X{letter}"
    if u == "F":
        n *= 2
    if u in _YEARS:
        n, letter = n * _YEARS[u], "Y"
    if u == "WE":
        n *= 2
    if n != int(n):
        whole, rest = int(n), n - int(n)
        small = {"Y": ("M", 12), "H": ("M", 60), "M": ("S", 60), "D": ("H", 24)}.get(letter)
        if small is not None and not (letter == "M" and not clock):
            tail = f"{round(rest * small[1])}{small[0]}"
            head = f"{whole}{letter}" if whole else ""
            return f"P{'T' if clock else ''}{head}{'T' if letter == 'D' else ''}{tail}"
        return f"P{'T' if clock else ''}{n:g}{letter}"
    if letter == "Q":
        n, letter = n * 3, "M"
    return f"P{'T' if clock else ''}{int(n)}{letter}"


def duration(hit: Hit, ctx: Context) -> Found | None:
    """A length of time; "the past two months", "within ten days" are also placed, from or to the anchor day."""
    u = hit.unit()
    n = hit.number() if hit.slot("n") else ("X" if not hit.arg("one") else 1.0)
    if n is None:
        n = "X"
    if u == "S" and hit.slot("n") in ("a", "one"):  # "a second chance"
        return None
    value = period(n, u)
    side = hit.arg("side")
    if not side and ctx.text[max(0, hit.start - 7) : hit.start].lower() == "within " and ctx.direction(hit.start - 7, hit.end) != PAST:
        side = "ahead"
    if side and ctx.anchor is not None and isinstance(n, float):
        count = max(1, round(n / 24)) if u == "H" else round(n)
        unit = {"H": "D", "N": "D", "F": "F", "WE": "W", "SU": "Y"}.get(u, u)
        if u in ("M", "S"):
            return Found("DURATION", value)
        day = cal.add(ctx.anchor, count if side == "ahead" else -count, unit)
        a, b = min(day, ctx.anchor), max(day, ctx.anchor)
        return Found("DURATION", value, f"{a.isoformat()}/{b.isoformat()}", ctx.basis)
    return Found("DURATION", value)


def repeated(hit: Hit, _ctx: Context) -> Found | None:
    """A set: "every year", "each month", "daily", "twice a week"."""
    fixed = hit.arg("timex")
    if fixed:
        return Found("SET", fixed)
    n = hit.number() if hit.slot("n") else 1.0
    u = hit.unit()
    if hit.slot("s"):
        return Found("SET", f"XXXX-{hit.value('s', 'season')}")
    if hit.slot("m"):
        return Found("SET", f"XXXX-{int(str(hit.value('m', 'month'))):02}")
    if hit.slot("part"):
        return Found("SET", f"XXXX-XX-XXT{hit.value('part', 'part')}")
    return Found("SET", period(n, u))


def fixed(hit: Hit, _ctx: Context) -> Found | None:
    """A constant of the rule (`with: timex`): PRESENT_REF, PAST_REF, FUTURE_REF; never placed."""
    kind = hit.arg("type") or "DATE"
    return Found("DURATION" if kind == "DURATION" else "DATE", hit.arg("timex"))
