"""A timeline for a terminal: the time on the left, said once; who and what on the right, several reports' tellings under each other."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from onrecord.export.timeline import show_when
from onrecord.export.visible import visible_line
from onrecord.model import When

if TYPE_CHECKING:
    from onrecord.align.timeline import Entry, Telling

_WIDEST = 120
_CONTEXT = 110
"""Characters of a sentence that stand before or after an event's words at most."""


def short_when(w: When) -> str:
    """A time in words with its months cut to three letters: "13 Oct 2022", "24 Sep – 23 Oct 2022"."""
    words = show_when(w).split()
    cut = [word[:3] if word in _MONTHS else word for word in words]
    first, dash, last = " ".join(cut).partition(" – ")
    if dash and first.rpartition(" ")[2] == last.rpartition(" ")[2]:
        first = first.rpartition(" ")[0]
    return first + dash + last


_MONTHS = frozenset("January February March April May June July August September October November December".split())


def timeline_text(entries: Sequence[Entry], *, width: int = 100, styled: bool = False) -> str:
    """The timeline as text, at most `width` columns wide. styled: with a terminal's bold and dim."""
    if not entries:
        return "No dated events or statements.\n"
    width = min(width, _WIDEST)
    left = min(max(len(short_when(e.when)) for e in entries), 24)
    reports = number_reports(entries)
    out: list[str] = []
    last = ""
    for entry in entries:
        label = short_when(entry.when)
        shown = "" if label == last else label
        last = label
        for telling in _tellings(entry, reports if len(reports) > 1 else {}):
            for line in _wrapped(telling, width - left - 2):
                out.append(_put(f"{shown:<{left}}  ", line, styled=styled))
                shown = ""
    out.append("")
    for n, telling_of in reports.values():
        mark = f"[{n}] " if len(reports) > 1 else "From "
        out += textwrap.wrap(mark + name_report(telling_of), width, subsequent_indent=" " * len(mark), break_on_hyphens=False)
    return "\n".join(line.rstrip() for line in out) + "\n"


def number_reports(entries: Sequence[Entry]) -> dict[str, tuple[int, Telling]]:
    """The reports that the entries come from, by article, numbered as they come up, with a telling of each."""
    first: dict[str, Telling] = {}
    for entry in entries:
        for t in entry.tellings:
            first.setdefault(t.article, t)
    return {article: (n, t) for n, (article, t) in enumerate(first.items(), 1)}


def _tellings(entry: Entry, reports: Mapping[str, tuple[int, Telling]]) -> Iterator[Text]:
    for t in _distinct(entry.tellings):
        text = Text()
        if t.kind == "statement":
            text.append(visible_line(t.speaker or "nobody named"), style="bold").append(": " + visible_line(t.text))
        else:
            _event(text, t)
        if reports:
            text.append(f" [{reports[t.article][0]}]", style="dim")
        yield text


def _event(text: Text, t: Telling) -> None:
    before, after = clip(t)
    if t.speaker:
        text.append(f"according to {visible_line(t.speaker)}: ", style="dim")
    text.append(visible_line(before) + " " if before else "", style="dim").append(visible_line(t.text))
    if after:
        text.append(("" if after[0] in ",.;:!?)”’\"" else " ") + visible_line(after), style="dim")


def clip(t: Telling, most: int = _CONTEXT) -> tuple[str, str]:
    """What stands before and after a telling's words in its sentence, cut at a word where it is long."""
    before = t.before if len(t.before) <= most else "… " + t.before[-most:].partition(" ")[2]
    after = t.after if len(t.after) <= most else t.after[:most].rpartition(" ")[0] + " …"
    return before, after


def _distinct(tellings: Sequence[Telling]) -> list[Telling]:
    """Each report's telling once."""
    return list({(t.article, t.text): t for t in tellings}.values())


def name_report(t: Telling) -> str:
    """A report in one line: date, outlet or what it was read from, title."""
    day = t.reported or "undated"
    parts = [f"undated, by its own words {day}" if t.inferred else day, t.outlet or t.source, *([t.title] if t.title else [])]
    return visible_line(" · ".join(parts))


def _wrapped(text: Text, room: int) -> list[Text]:
    plain = text.plain
    out, at = [], 0
    for line in textwrap.wrap(plain, max(room, 30), break_long_words=True, break_on_hyphens=False, drop_whitespace=True):
        start = plain.index(line, at) if line in plain[at:] else at
        out.append(text[start : start + len(line)])
        at = start + len(line)
    return out or [Text()]


def _put(left: str, line: Text, *, styled: bool) -> str:
    if not styled:
        return left + line.plain
    console = Console(force_terminal=True, color_system="standard", width=10_000, highlight=False, markup=False, emoji=False)
    with console.capture() as drawn:
        console.print(line, end="")
    return left + drawn.get()
