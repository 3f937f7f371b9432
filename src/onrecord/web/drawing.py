"""What is drawn: marks of stances, cells, strips over time. SVG made here, coloured by the style sheet through classes."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from markupsafe import Markup

from onrecord.export.wording import name_day
from onrecord.web.periods import begin, numbers
from onrecord.web.wording import path_part, show

STANCES = ("for", "conditional", "against")

_SHAPES = {
    "for": '<circle class="for" cx="{x}" cy="{y}" r="{r}"/>',
    "conditional": '<path class="conditional" d="M{x} {top}L{right} {y}L{x} {bottom}L{left} {y}Z"/>',
    "against": '<rect class="against" x="{left}" y="{top}" width="{size}" height="{size}"/>',
}
"""A shape for each stance beside its colour, for those who do not tell the colours apart."""

WIDE, LEFT, RIGHT = 720.0, 92.0, 10.0
LANES = {"for": 16.0, "conditional": 38.0, "against": 60.0}
AXIS = 76.0
STEP = 14.0
"""Of a strip: its width and what is left free beside it, where each stance's lane and the axis lie, and how wide a mark's place is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A position at a day: href leads to it."""

    day: str
    stance: str
    href: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """An entry of a timeline at a day, in the lane of its kind."""

    day: str
    lane: str
    href: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A change of stance at a day."""

    day: str
    before: str
    now: str


def shape(stance: str, x: float, y: float, r: float) -> Markup:
    """The shape of a stance around a point."""
    k = r * 1.25 if stance == "conditional" else r * 0.9
    values = {"x": x, "y": y, "r": r, "left": x - k, "right": x + k, "top": y - k, "bottom": y + k, "size": 2 * k}
    return Markup(_SHAPES[stance].format(**{n: f"{v:.1f}" for n, v in values.items()}))  # noqa: S704 - numbers in a shape of ours


def draw_mark(stance: str) -> Markup:
    """A stance as a small mark in a line of text."""
    if stance not in _SHAPES:
        return Markup("")
    return Markup('<svg class="mark" viewBox="0 0 12 12" aria-hidden="true">{}</svg>').format(shape(stance, 6, 6, 4.4))


def draw_cell(counts: Mapping[str, int]) -> Markup:
    """How many positions of each stance: for at the left, conditional in the middle, against at the right; the more, the larger."""
    return _cell(tuple(sorted(counts.items())))


@lru_cache(maxsize=2048)
def _cell(numbered: tuple[tuple[str, int], ...]) -> Markup:
    counts = dict(numbered)
    drawn = []
    for at, stance in enumerate(STANCES):
        n = counts.get(stance, 0)
        if n:
            x = 10.5 + 21 * at
            drawn.append(shape(stance, x, 11, min(9.5, 3.4 + 0.85 * math.log2(n))))
            if n > 1:
                drawn.append(Markup('<text x="{}" y="31">{}</text>').format(x, n))
    return Markup('<svg class="cell" viewBox="0 0 63 34" aria-hidden="true">{}</svg>').format(Markup("").join(drawn))


def draw_strip(marks: Sequence[Mark], turns: Sequence[Turn], *, name: str, question: str, holder: str) -> tuple[Markup, int]:
    """A holder's stances along time, a lane for each stance, joined where it changed; and how many lie before what is drawn.

    Several of one stance that stand on one spot are one mark, larger, that leads to all of them.
    """
    start = begin([m.day for m in marks])
    shown = [m for m in marks if m.day >= start]
    lo, hi = numbers(start), max(numbers(max(m.day for m in shown)), numbers(start) + 30)

    def place(day: str) -> float:
        return LEFT + STEP / 2 + (WIDE - LEFT - RIGHT - STEP) * (min(max(numbers(day), lo), hi) - lo) / (hi - lo)

    spots: dict[tuple[int, str], list[Mark]] = defaultdict(list)
    for m in shown:
        spots[int((place(m.day) - LEFT) / STEP), m.stance].append(m)
    drawn = [
        Markup('<line class="turn" x1="{0:.1f}" x2="{0:.1f}" y1="{1}" y2="{2}"/>').format(LEFT + STEP * (at + 0.5), LANES[a], LANES[b])
        for at, a, b in sorted(
            {(int((place(t.day) - LEFT) / STEP), t.before, t.now) for t in turns if t.day >= start and t.before != t.now}
        )
    ]
    for (at, stance), here in sorted(spots.items()):
        days = [m.day for m in here]
        when = name_day(min(days)) if min(days) == max(days) else f"{name_day(min(days))} – {name_day(max(days))}"
        every = urlencode({"holder": holder, "stance": stance, "since": min(days), "until": max(days)})
        href = here[0].href if len(here) == 1 else f"/question/{path_part(question)}?{every}#found"
        told = f"{when}: {stance}: {here[0].words}" if len(here) == 1 else f"{when}: {len(here)} times {stance}"
        drawn.append(
            Markup('<a href="{}"><title>{}</title>{}</a>').format(
                href, show(told), shape(stance, LEFT + STEP * (at + 0.5), LANES[stance], min(6.6, 3.4 + 0.8 * math.log2(len(here))))
            )
        )
    return Markup(
        '<svg class="strip" viewBox="0 0 720 96" role="group" aria-label="{}">{}'
        '<line class="axis" x1="{}" x2="{}" y1="{}" y2="{}"/>{}{}</svg>'
    ).format(name, _lanes(LANES), LEFT, WIDE - RIGHT, AXIS, AXIS, _axis_ticks(lo, hi, place, AXIS), Markup("").join(drawn)), len(
        marks
    ) - len(shown)


def draw_axis(spots: Sequence[Spot]) -> Markup:
    """Where entries lie along time, a lane for each kind; several on one spot are one mark that leads to the first."""
    days = [s.day for s in spots]
    lo, hi = numbers(min(days)), max(numbers(max(days)), numbers(min(days)) + 30)

    def place(day: str) -> float:
        return LEFT + STEP / 2 + (WIDE - LEFT - RIGHT - STEP) * (numbers(day) - lo) / (hi - lo)

    heights = {"events": 16.0, "statements": 38.0}
    piles: dict[tuple[int, str], list[Spot]] = defaultdict(list)
    for s in spots:
        piles[int((place(s.day) - LEFT) / STEP), s.lane].append(s)
    drawn = [
        Markup('<a href="{}"><title>{}</title><circle class="{}" cx="{:.1f}" cy="{}" r="{:.1f}"/></a>').format(
            here[0].href, show(here[0].words) + (f" (and {len(here) - 1} more)" if len(here) > 1 else ""), lane,
            LEFT + STEP * (at + 0.5), heights[lane], min(6.6, 3.2 + 0.9 * math.log2(len(here))),
        )
        for (at, lane), here in sorted(piles.items())
    ]  # fmt: skip
    lanes = _lanes(heights)
    return Markup(
        '<svg class="strip axis-of-time" viewBox="0 0 720 74" role="group" aria-label="Where the entries lie in time">{}'
        '<line class="axis" x1="{}" x2="{}" y1="54" y2="54"/>{}{}</svg>'
    ).format(lanes, LEFT, WIDE - RIGHT, _axis_ticks(lo, hi, place, 54.0), Markup("").join(drawn))


def _lanes(heights: Mapping[str, float]) -> Markup:
    return Markup("").join(
        Markup('<line class="lane" x1="{}" x2="{}" y1="{}" y2="{}"/><text class="name" x="{}" y="{}">{}</text>').format(
            LEFT, WIDE - RIGHT, y, y, LEFT - 12, y + 4, s
        )
        for s, y in heights.items()
    )


def _axis_ticks(lo: int, hi: int, place: Callable[[str], float], y: float) -> Markup:
    return Markup("").join(
        Markup('<g class="tick"><line x1="{0}" x2="{0}" y1="{1}" y2="{2}"/><text x="{3:.1f}" y="{4}">{5}</text></g>').format(
            f"{place(day):.1f}", y, y + 5, min(max(place(day), LEFT + 14), WIDE - 26), y + 17, label
        )
        for day, label in _ticks(lo, hi)
    )


def _ticks(lo: int, hi: int) -> list[tuple[str, str]]:
    """Round days with their labels: years, months or days, seven or fewer."""
    first, last = date.fromordinal(lo), date.fromordinal(hi)
    if hi - lo > 900:
        step = max(1, -(-(last.year - first.year) // 7))
        days = [(date(y, 1, 1), str(y)) for y in range(first.year, last.year + 2, 1) if y % step == 0 and y <= 9999]
    elif hi - lo > 70:
        step = max(1, -(-((last.year - first.year) * 12 + last.month - first.month) // 6))
        months = [divmod(m, 12) for m in range(first.year * 12 + first.month - 1, last.year * 12 + last.month + 1) if m % step == 0]
        days = [(date(y, m + 1, 1), f"{name_day(date(y, m + 1, 1).isoformat()).split()[1][:3]} {y}") for y, m in months]
    else:
        step = max(1, -(-(hi - lo) // 6))
        days = [(d := date.fromordinal(o), " ".join(name_day(d.isoformat()).split()[:2])) for o in range(lo, hi + 1, step)]
    return [(d.isoformat(), label) for d, label in days if lo <= d.toordinal() <= hi]
