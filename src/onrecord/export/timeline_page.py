"""A timeline as one self-contained page: the drawn axis, then every entry with the tellings of its reports side by side.

Nothing is fetched and nothing runs: there is no script, and the page's own policy forbids everything but its one style sheet.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from onrecord.export.timeline import show_when, timeline_svg
from onrecord.export.timeline_text import clip, name_report, number_reports
from onrecord.export.visible import visible_on_a_page

if TYPE_CHECKING:
    from onrecord.align.timeline import Entry, Telling

_BASIS = {
    "stated": "as the report states it",
    "relative": "counted from the report’s date or from a date in its text",
    "dateline": "counted from the dateline",
    "page": "the page’s date",
    "given": "the date given with the report",
    "inferred": "inferred from the report’s own words",
}


def timeline_page(entries: Sequence[Entry]) -> str:
    """The whole page."""
    return "".join(_page(entries))


def _page(entries: Sequence[Entry]) -> Iterator[str]:
    style = files("onrecord.export").joinpath("timeline.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    reports = number_reports(entries)
    kinds = [e.kind for e in entries]
    counts = f"{_count(kinds.count('event'), 'event')} and {_count(kinds.count('statement'), 'statement')}"
    missing = sum(e.when.earliest is None and e.when.latest is None for e in entries)
    unplaced = f" {missing:,} that the reports do not let be placed stand at the end of the list, undrawn." if missing else ""
    yield (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>Timeline</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f"<header><h1>Timeline</h1><p>{counts}, from {_count(len(reports), 'report')}. A dot is a day, a bar a time known only within its "
        f"ends, a dashed bar one with an open end.{unplaced}</p>"
        '<p class="key"><b class="event">●</b> events <b class="statement">●</b> statements</p></header>\n<main>\n'
    )
    yield f'<div class="axis">\n{timeline_svg(entries, link="e{}")}\n</div>\n<ol>\n'
    for n, entry in enumerate(entries, 1):
        yield from _entry(n, entry)
    yield "</ol>\n<h2>Reports</h2>\n<ul>\n"
    yield "".join(f"<li>{_linked(t, name_report(t))}</li>\n" for _, t in reports.values())
    yield "</ul>\n</main>\n<footer>Made by onrecord from the reports named above; nothing in it is generated.</footer>\n</body>\n</html>\n"


def _entry(n: int, entry: Entry) -> Iterator[str]:
    when = entry.when
    basis = _BASIS[when.basis] if when.edtf or when.latest or when.earliest else "the report does not let it be placed"
    edtf = f' <small title="EDTF">{escape(when.edtf)}</small>' if when.edtf else ""
    yield f'<li class="entry {entry.kind}" id="e{n}"><p class="when" title="{escape(basis)}">{escape(show_when(when))}{edtf}</p>'
    yield '<div class="tellings">'
    for t in entry.tellings:
        yield f'<div><p>{_words(t)}</p><p class="from">{_linked(t, t.outlet or t.source.rpartition("/")[2])}'
        told = show_when(t.when)
        yield f"{'' if told == show_when(when) else f' · {escape(told)}'}</p></div>"
    yield "</div></li>\n"


def _words(t: Telling) -> str:
    if t.kind == "statement":
        return f'<span class="who">{_safe(t.speaker or "nobody named")}</span> {_safe(t.text)}'
    before, after = clip(t)
    whose = f'<span class="who">according to {_safe(t.speaker)}:</span> ' if t.speaker else ""
    gap = "" if not after or after[0] in ",.;:!?)”’\"" else " "
    event = f'<span class="around">{_safe(before)} </span><strong>{_safe(t.text)}</strong><span class="around">{gap}{_safe(after)}</span>'
    return whose + event


def _linked(t: Telling, name: str) -> str:
    if t.url and t.url.startswith(("https://", "http://")):
        return f'<a href="{escape(t.url)}" rel="noreferrer">{_safe(name)}</a>'
    return _safe(name)


def _safe(text: str) -> str:
    return escape(visible_on_a_page(" ".join(text.split())))


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"
