"""A timeline as rows of text, as JSON, and as a drawn time axis (SVG made here, no script)."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.align.timeline import Entry, Telling
    from onrecord.model import When

TELLING_COLUMNS = (
    "entry", "kind", "edtf", "earliest", "latest", "basis", "words", "speaker", "statement", "outlet", "date", "date_inferred", "url",
    "title", "source", "start", "end", "text_sha256", "article", "model",
)  # fmt: skip

_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_ROW, _TOP, _LEFT, _OPEN = 26, 46, 16, 60  # pixels
_LABEL = 62  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table: when for people, what kind, who, what, and which reports tell it."""

    when: str
    edtf: str | None
    kind: str
    who: str
    text: str
    reports: tuple[str, ...]


def show_when(w: When) -> str:
    """A time in words: "13 October 2022", "late November" as "21–30 November 2023", "before 13 October 2022", "not placed"."""
    if w.edtf is not None and "/" not in w.edtf:
        parts = w.edtf.split("T")[0].split("-")
        if len(parts) == 1:
            return parts[0]
        if parts[1] in _SEASONS:
            year = int(parts[0])
            return f"winter {year}/{(year + 1) % 100:02}" if parts[1] == "24" else f"{_SEASONS[parts[1]]} {year}"
        name = f"{calendar.month_name[int(parts[1])]} {parts[0]}"
        return f"{int(parts[2])} {name}" if len(parts) == 3 else name
    if w.earliest and w.latest:
        a, b = dt.date.fromisoformat(w.earliest), dt.date.fromisoformat(w.latest)
        if a.day == 1 and a.month == 1 and b.day == 31 and b.month == 12:
            return str(a.year) if a.year == b.year else f"{a.year}–{b.year}"
        if (a.year, a.month) == (b.year, b.month):
            return f"{a.day}–{b.day} {calendar.month_name[a.month]} {a.year}"
        return f"{_day(a)} – {_day(b)}"
    if w.latest:
        return f"before {_day(dt.date.fromisoformat(w.latest))}"
    if w.earliest:
        return f"after {_day(dt.date.fromisoformat(w.earliest))}"
    return "not placed"


def _day(d: dt.date) -> str:
    return f"{d.day} {calendar.month_name[d.month]} {d.year}"


def timeline_rows(entries: Sequence[Entry]) -> tuple[Row, ...]:
    """The table of a timeline, one row an entry."""
    return tuple(
        Row(
            when=show_when(e.when),
            edtf=e.when.edtf,
            kind=e.kind,
            who=_who(e.tellings),
            text=" ".join(e.text.split()),
            reports=tuple(dict.fromkeys(t.outlet or t.source for t in e.tellings)),
        )
        for e in entries
    )


def _who(tellings: Sequence[Telling]) -> str:
    return ", ".join(dict.fromkeys(t.speaker for t in tellings if t.speaker))


def timeline_json(entries: Sequence[Entry]) -> list[dict[str, object]]:
    """The timeline as plain data."""
    return [asdict(e) for e in entries]


def telling_rows(entries: Sequence[Entry]) -> Iterator[dict[str, object]]:
    """One row a telling, under the names of `TELLING_COLUMNS`; tellings of the same event share the number of their entry."""
    for n, entry in enumerate(entries, 1):
        for t in entry.tellings:
            row = asdict(t) | {"entry": n, "words": t.text, "date": None if t.inferred else t.reported}
            row |= {name: getattr(t.when, name) for name in ("edtf", "earliest", "latest", "basis")}
            row["date_inferred"] = t.reported if t.inferred else None
            yield {name: row[name] for name in TELLING_COLUMNS}


def timeline_svg(entries: Sequence[Entry], *, width: int = 960, link: str | None = None) -> str:
    """The timeline drawn: a dot for a day, a bar for a range, an open bar where an end is not known. Entries without any time are left out.

    width in pixels. link: the fragment that each entry leads to, {} standing for its number. The markup stands alone: its colours follow
    `currentColor`, and a page may set others by the classes event, statement and mark.
    """
    placed = [e for e in entries if e.when.earliest or e.when.latest]
    if not placed:
        label = 'role="img" aria-label="Timeline: nothing dated"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" class="timeline" width="{width}" height="{_TOP}" {label}/>'
    days = [dt.date.fromisoformat(d).toordinal() for e in placed for d in (e.when.earliest, e.when.latest) if d]
    lo, hi = min(days), max(days) + 1
    pad = max(3, (hi - lo) // 40)
    lo, hi = lo - pad, hi + pad
    height = _TOP + _ROW * len(placed) + 12

    def x(ordinal: int) -> float:
        return round(_LEFT + (ordinal - lo) / (hi - lo) * (width - 2 * _LEFT), 1)

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="timeline" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" '
        f'aria-label="Timeline of {len(placed)} entries" font-family="system-ui, sans-serif" font-size="12">'
    ]
    for ordinal, label in _ticks(lo, hi):
        out.append(
            f'<line x1="{x(ordinal)}" y1="{_TOP - 12}" x2="{x(ordinal)}" y2="{height}" stroke="currentColor" stroke-opacity=".15"/>'
            f'<text x="{x(ordinal) + 3}" y="{_TOP - 18}" fill="currentColor" fill-opacity=".7">{label}</text>'
        )
    out.append(f'<line x1="{_LEFT}" y1="{_TOP - 12}" x2="{width - _LEFT}" y2="{_TOP - 12}" stroke="currentColor"/>')
    numbers = {id(e): n for n, e in enumerate(entries, 1)}
    for n, e in enumerate(placed):
        drawn = _draw(e, n, lo, hi, x, width)
        out.append(f'<a href="#{link.format(numbers[id(e)])}">{drawn}</a>' if link else drawn)
    out.append("</svg>")
    return "\n".join(out)


def _draw(e: Entry, n: int, lo: int, hi: int, x: Callable[[int], float], width: int) -> str:
    y = _TOP + _ROW * n + 8
    a = dt.date.fromisoformat(e.when.earliest).toordinal() if e.when.earliest else lo
    b = dt.date.fromisoformat(e.when.latest).toordinal() + 1 if e.when.latest else hi
    left, right = x(a), x(b)
    if e.when.earliest is None:  # an open end is drawn for a little way only: how far it goes is not known
        left = max(left, right - _OPEN)
    if e.when.latest is None:
        right = min(right, left + _OPEN)
    open_ended = not (e.when.earliest and e.when.latest)
    colour = "#1f6feb" if e.kind == "event" else "#b35900"
    if b - a == 1 and not open_ended:
        mark = f'<circle cx="{(left + right) / 2:.1f}" cy="{y}" r="5" class="mark" fill="{colour}"/>'
    else:
        dash = ' stroke-dasharray="4 3" fill-opacity=".08"' if open_ended else ' fill-opacity=".35"'
        size = f'width="{max(6.0, right - left):.1f}" height="10" rx="4"'
        mark = f'<rect x="{left}" y="{y - 5}" {size} class="mark" fill="{colour}" stroke="{colour}"{dash}/>'
    who = _who(e.tellings)
    text = " ".join(((f"{who}: " if who else "") + e.text).split())
    label = text if len(text) <= _LABEL else text[: _LABEL - 1].rstrip() + "…"
    told = f" ({len({t.article for t in e.tellings})} reports)" if len({t.article for t in e.tellings}) > 1 else ""
    place = f'x="{right + 8:.1f}"' if right < width * 0.55 else f'x="{left - 8:.1f}" text-anchor="end"'
    return (
        f'<g class="{e.kind}"><title>{escape(show_when(e.when))}: {escape(text)}</title>{mark}'
        f'<text {place} y="{y + 4}" fill="currentColor">{escape(label + told)}</text></g>'
    )


def _ticks(lo: int, hi: int) -> list[tuple[int, str]]:
    """Round days of the axis with their labels: decades, years, months or days, about ten of them."""
    span = hi - lo
    first, last = dt.date.fromordinal(lo), dt.date.fromordinal(hi)
    if span > 730:
        step = max(1, -(-span // 365 // 10))
        years = [y for y in range(first.year, last.year + 2) if y % step == 0]
        return [(o, str(y)) for y in years if lo <= (o := dt.date(y, 1, 1).toordinal()) <= hi]
    if span > 50:
        step = max(1, -(-span // 30 // 10))
        months = [divmod(m, 12) for m in range(first.year * 12 + first.month, last.year * 12 + last.month) if m % step == 0]
        return [(o, f"{calendar.month_abbr[m + 1]} {y}") for y, m in months if lo <= (o := dt.date(y, m + 1, 1).toordinal()) <= hi]
    step = max(1, -(-span // 10))
    return [(o, f"{dt.date.fromordinal(o).day} {calendar.month_abbr[dt.date.fromordinal(o).month]}") for o in range(lo, hi + 1, step)]
