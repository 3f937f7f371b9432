"""Positions for a terminal: for each holder what it was seen to hold, in order of time, and what changed."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from onrecord.export.timeline_text import short_when
from onrecord.export.visible import visible_line
from onrecord.model import When

if TYPE_CHECKING:
    from onrecord.align.changes import Change, Dated

_STYLES = {"for": "green", "conditional": "yellow", "against": "red"}
_WIDEST = 120
_STANCE = 12


def positions_text(rows: Sequence[Dated], changes: Sequence[Change], *, width: int = 100, styled: bool = False, most: int = 20) -> str:
    """The text, at most `width` columns wide. most: how many holders of each question, those with most positions first."""
    out: list[Text] = []
    shown = left_out = 0
    inferred = False
    for question in dict.fromkeys(r.position.question for r in rows):
        here = [r for r in rows if r.position.question == question]
        counts: dict[str, int] = {}
        for row in here:
            counts[row.position.holder] = counts.get(row.position.holder, 0) + 1
        ranked = sorted(counts, key=lambda h: -counts[h])
        left_out += max(0, len(ranked) - most)
        for holder in ranked[:most]:
            own = [r for r in here if r.position.holder == holder]
            steps = [c for c in changes if (c.holder, c.question) == (holder, question)]
            out += [Text.assemble((visible_line(holder), "bold"), f" on {question}: {_count(len(own), 'position')} in {_count(len({r.article for r in own}), 'report')}")]  # noqa: E501  # fmt: skip
            out += [*_holder(own, steps, min(width, _WIDEST)), Text()]
            inferred = inferred or any(r.inferred for r in own)
            shown += 1
    if not shown:
        return "No positions.\n"
    if inferred:
        out.append(Text("* The report states no date; its own words place it so.", style="dim"))
    if left_out:
        out.append(Text(f"{_count(left_out, 'holder')} with fewer positions not shown; --limit N shows more, --holder one.", style="dim"))
    while out and not out[-1].plain:
        out.pop()
    return _drawn(out, styled=styled)


def _holder(rows: Sequence[Dated], changes: Sequence[Change], width: int) -> Iterator[Text]:
    undated = [r for r in rows if r.date is None]
    labels = [when_of(c.now) for c in changes] + (["undated"] if undated else [])
    left = min(max((len(x) for x in labels), default=0), 26)
    for run in _runs(changes):
        yield from _step(run, left, width)
    for row in undated:
        yield from _line("undated", row, "not compared", left, width)
        yield from _quoted(row, left, width)


def _runs(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """The changes one by one, but reaffirmations of one stance that follow each other together."""
    run: list[Change] = []
    for change in changes:
        if run and not (change.kind == run[0].kind == "reaffirmed" and change.now.position.stance == run[0].now.position.stance):
            yield run
            run = []
        run.append(change)
    if run:
        yield run


def _step(run: Sequence[Change], left: int, width: int) -> Iterator[Text]:
    change, now = run[0], run[-1].now
    before = change.before
    if change.kind == "reaffirmed" and len(run) > 1:
        outlets = ", ".join(dict.fromkeys(c.now.outlet or c.now.source.rpartition("/")[2] for c in run))
        told = f"reaffirmed {len(run)} times up to {when_of(now)}, in {outlets}"
        yield from _line(when_of(change.now), now, told, left, width)
        return
    if change.kind == "claimed":
        told = f"according to {change.now.speaker}"
    elif before is None:
        told = "first seen"
    else:
        told = f"{change.kind}: last seen {_day(change.last_seen)}, {_count(change.between, 'report')} searched in between"
        if change.kind == "reported differently":
            told = f"reported differently from {before.outlet or before.source.rpartition('/')[2]}"
    yield from _line(when_of(change.now), change.now, told, left, width)
    if before is not None and change.kind != "reaffirmed":
        yield from _quoted(before, left, width, "before")
        yield from _quoted(change.now, left, width, "now")
    else:
        yield from _quoted(change.now, left, width)


def _line(label: str, row: Dated, told: str, left: int, width: int) -> Iterator[Text]:
    stance = row.position.stance
    for i, piece in enumerate(textwrap.wrap(visible_line(told), max(30, width - left - _STANCE - 6)) or [""]):
        if i:
            yield Text(" " * (left + _STANCE + 6) + piece)
        else:
            yield Text.assemble(f"  {label:<{left}}  ", (f"{stance:<{_STANCE}}", _STYLES[stance]), "  " + piece)


def _quoted(row: Dated, left: int, width: int, name: str = "") -> Iterator[Text]:
    words = f"“{visible_line(row.quote)}”"
    condition = row.position.condition
    if condition is not None and visible_line(condition.text) not in words:
        words += f", condition “{visible_line(condition.text)}”"
    source = row.outlet or row.source.rpartition("/")[2]
    who = f"{row.speaker}, {source}" if row.speaker else source
    day = f", {when_of(row)}" if name == "before" else ""
    whole = f"{name + ': ' if name else ''}{words} ({visible_line(who)}{day})"
    indent = " " * (left + 4)
    for piece in textwrap.wrap(whole, max(40, width - len(indent)), break_on_hyphens=False):
        yield Text(indent + piece, style="dim")


def when_of(row: Dated) -> str:
    """When a position was expressed, with a star where only the report's own words place it."""
    if row.earliest is None and row.latest is None:
        return _day(row.date)
    edtf = row.earliest if row.earliest == row.latest else None
    return short_when(When(edtf=edtf, earliest=row.earliest, latest=row.latest)) + ("*" if row.inferred else "")


def _day(day: str | None) -> str:
    return short_when(When(edtf=day, earliest=day, latest=day)) if day else "undated"


def _drawn(lines: Sequence[Text], *, styled: bool) -> str:
    if not styled:
        return "\n".join(line.plain.rstrip() for line in lines) + "\n"
    console = Console(force_terminal=True, color_system="standard", width=10_000, highlight=False, markup=False, emoji=False)
    with console.capture() as drawn:
        for line in lines:
            console.print(line)
    return drawn.get()


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"
