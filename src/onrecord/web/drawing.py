"""What is drawn: marks of stances, strips over time, axes. SVG made here, coloured by the style sheet through classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from onrecord.export.wording import name_day
from onrecord.web.wording import show

_SHAPES = {
    "for": '<circle class="for" cx="{x}" cy="{y}" r="{r}"/>',
    "conditional": '<path class="conditional" d="M{x} {top}L{right} {y}L{x} {bottom}L{left} {y}Z"/>',
    "against": '<rect class="against" x="{left}" y="{top}" width="{size}" height="{size}"/>',
}
"""A shape for each stance beside its colour, for those who do not tell the colours apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stance at a day: href leads to it, label says it."""

    day: str
    stance: str
    label: str
    href: str


def shape(stance: str, x: float, y: float, r: float) -> Markup:
    """The shape of a stance around a point."""
    k = r * 1.25 if stance == "conditional" else r * 0.92
    values = {"x": x, "y": y, "r": r, "left": x - k, "right": x + k, "top": y - k, "bottom": y + k, "size": 2 * k}
    return Markup(_SHAPES[stance].format(**{n: f"{v:.1f}" for n, v in values.items()}))  # noqa: S704 - numbers in a shape of ours


def draw_mark(stance: str) -> Markup:
    """A stance as a small mark in a line of text."""
    if stance not in _SHAPES:
        return Markup("")
    return Markup('<svg class="mark" viewBox="0 0 12 12" aria-hidden="true">{}</svg>').format(shape(stance, 6, 6, 4.4))


def draw_strip(marks: Sequence[Mark], first: str, last: str, name: str) -> Markup:
    """Stances along time on a line, from day to day; each one a link."""
    lo, hi = date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal()
    hi = max(hi, lo + 30)
    width, left, right = 640.0, 12.0, 12.0

    def place(day: str) -> float:
        at = min(max(date.fromisoformat(day).toordinal(), lo), hi)
        return left + (width - left - right) * (at - lo) / (hi - lo)

    stacked: dict[int, int] = {}
    drawn = []
    for mark in marks:
        x = place(mark.day)
        column = round(x / 9)
        level = stacked.get(column, 0)
        stacked[column] = level + 1
        if level < 4:  # what stands on one spot more than four times is told by the list below
            drawn.append(
                Markup('<a href="{}"><title>{}</title>{}</a>').format(
                    mark.href, show(mark.label), shape(mark.stance, x, 40 - level * 11, 4.6)
                )
            )
    ticks = Markup("").join(
        Markup('<g class="tick"><line x1="{0}" x2="{0}" y1="49" y2="54"/><text x="{2:.1f}" y="66">{1}</text></g>').format(
            f"{place(day):.1f}", label, min(max(place(day), 26.0), width - 26.0)
        )
        for day, label in _ticks(lo, hi)
    )
    return Markup(
        '<svg class="strip" viewBox="0 0 640 70" role="group" aria-label="{}">'
        '<line class="axis" x1="6" x2="634" y1="49" y2="49"/>{}{}</svg>'
    ).format(name, ticks, Markup("").join(drawn))


def _ticks(lo: int, hi: int) -> list[tuple[str, str]]:
    """Round days with their labels: years, months or days, seven or fewer."""
    first, last = date.fromordinal(lo), date.fromordinal(hi)
    if hi - lo > 900:
        step = max(1, -(-(last.year - first.year) // 6))
        days = [(date(y, 1, 1), str(y)) for y in range(first.year, last.year + 2, 1) if y % step == 0]
    elif hi - lo > 70:
        step = max(1, -(-((last.year - first.year) * 12 + last.month - first.month) // 6))
        months = [divmod(m, 12) for m in range(first.year * 12 + first.month - 1, last.year * 12 + last.month + 1) if m % step == 0]
        days = [(date(y, m + 1, 1), f"{name_day(date(y, m + 1, 1).isoformat()).split()[1][:3]} {y}") for y, m in months]
    else:
        step = max(1, -(-(hi - lo) // 6))
        days = [(d := date.fromordinal(o), " ".join(name_day(d.isoformat()).split()[:2])) for o in range(lo, hi + 1, step)]
    return [(d.isoformat(), label) for d, label in days if lo <= d.toordinal() <= hi]
