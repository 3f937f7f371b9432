"""The comparison of two outlets for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from onrecord.align.carrier import Carrier
from onrecord.align.outlets import OutletComparison, Shared
from onrecord.align.outlets_rows import name_rows, period_rows
from onrecord.export.visible import visible_line
from onrecord.export.wording import name_difference, name_words

_VOICES = {"outlet": "in its own words", "outlet-in-quotes": "its own in quotation marks", "reported": "reporting", "speaker": "quoting"}


def outlets_lines(found: OutletComparison, *, most: int | None = 20) -> Iterator[str]:
    """The comparison, line by line. most: utterances and passages of each sort."""
    for letter, side in (("A", found.a), ("B", found.b)):
        days = sorted(d for d in side.days.values() if d)
        when = f", {days[0]} to {days[-1]}" if days else ""
        yield visible_line(f"{letter}  {', '.join(side.outlets) or 'outlet not stated'}: {_count(len(side.days), 'report')}{when}")
    yield ""
    yield from _periods(found)
    differ = found.worded_differently
    copied = sum(s.copied for s in found.shared)
    yield ""
    yield f"Both carry {len(found.shared)}: {len(differ)} worded differently where it matters, {copied} in copied text"
    yield f"  A first {sum(s.first == 'a' for s in found.shared)} times, B first {sum(s.first == 'b' for s in found.shared)} times"
    chosen = sorted(found.shared, key=lambda s: not s.worded_differently)[:most]
    for shared in sorted(chosen, key=found.shared.index):
        yield from _shared(shared)
    yield from _more(len(found.shared) - len(chosen))
    yield from _names(found)
    for letter, alone in (("A", found.only_a), ("B", found.only_b)):
        yield ""
        yield f"Only {letter} carries {_count(len(alone), 'passage')}" + (", the newest:" if most is not None and len(alone) > most else "")
        for c in alone[-most:] if most is not None else alone:
            yield "  " + visible_line(f"{c.report.published or 'undated'}  {_who(c)}: {name_words(c.content)}")
        yield from _more(len(alone) - (most or len(alone)))


def _periods(found: OutletComparison) -> Iterator[str]:
    heads = ("", "reports A", "B", "passages A", "B", "both", "worded differently")
    rows = [heads, *(tuple(str(v) for v in p.values()) for p in period_rows(found))]
    widths = [max(len(r[i]) for r in rows) for i in range(len(heads))]
    for row in rows:
        yield "  ".join(cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))).rstrip()


def _shared(s: Shared) -> Iterator[str]:
    lead = "on one day" if s.days == 0 else "undated" if s.days is None else f"{(s.first or '').upper()} {_count(s.days, 'day')} earlier"
    facts = [s.a.report.published or "undated", lead, _who(s.a)] + (["copied text"] if s.copied else [])
    yield "  " + visible_line(" · ".join(facts))
    for letter, c in (("A", s.a), ("B", s.b)):
        yield f"    {letter} {visible_line(name_words(c.content))}"
    for difference in s.differences:
        if difference.matters:
            yield "      " + visible_line(name_difference(difference))


def _names(found: OutletComparison) -> Iterator[str]:
    rows = list(name_rows(found))
    for title, differs in (("Contested names: more than one for one thing", True), ("Contested names: one only", False)):
        chosen = [r for r in rows if r["differs"] is differs]
        if chosen:
            yield ""
            yield title
        referent = None
        for row in chosen:
            if row["referent"] != referent:
                referent = row["referent"]
                yield f"  {referent}"
            yield f"    {row['name']}"
            for letter in ("a", "b"):
                if row[letter]["uses"]:
                    yield f"      {letter.upper()}  " + visible_line(_uses(row[letter]))


def _uses(uses: Mapping[str, Any]) -> str:
    """ "14 times in 6 reports: 9 in its own words, 5 quoting · Berin Taal 3, Orsa Lenk 2 · 2031 10, 2032 4"; pronouns are no names."""
    voices = ", ".join(f"{uses['voices'][voice]} {words}" for voice, words in _VOICES.items() if voice in uses["voices"])
    parts = [f"{_count(uses['uses'], 'time')} in {_count(uses['reports'], 'report')}: {voices}"]
    named = [(name, n) for name, n in uses["speakers"].items() if name != "nobody named" and (name[0].isupper() or " " in name)]
    if named:
        parts.append(", ".join(f"{name} {n}" if n > 1 else name for name, n in named[:3]) + (" …" if len(named) > 3 else ""))
    if len(uses["periods"]) > 1:
        parts.append(", ".join(f"{period} {n}" for period, n in uses["periods"].items()))
    return " · ".join(parts)


def _who(c: Carrier) -> str:
    return c.speaker or c.source or "nobody named"


def _more(n: int) -> Iterator[str]:
    if n > 0:
        yield f"  … and {n} more (--limit N shows more, --format jsonl all)"


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"
