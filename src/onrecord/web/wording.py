"""How rows of the archive are put for people on a page."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

from onrecord.export.visible import visible_on_a_page
from onrecord.export.wording import name_day

_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_MONTHS = "January February March April May June July August September October November December".split()
LONG = 700
"""Code points of a statement that a list shows; its own page shows all."""


def show_date(edtf: str | None) -> str:
    """An EDTF date in words, as exact as it is: "13 October 2022", "October 2022", "summer 2032", "1 – 7 May 2022"."""
    if not edtf:
        return "undated"
    if "/" in edtf:
        first, _, last = edtf.partition("/")
        if first in ("", ".."):
            return f"until {show_date(last)}"
        return f"from {show_date(first)}" if last in ("", "..") else f"{show_date(first)} – {show_date(last)}"
    day = edtf.split("T")[0].rstrip("?~%")
    parts = day.split("-")
    try:
        if len(parts) == 3:
            return name_day(day)
        if len(parts) == 2:
            return f"{_SEASONS.get(parts[1]) or _MONTHS[int(parts[1]) - 1]} {parts[0]}"
    except (ValueError, IndexError):
        pass
    return edtf


def show_span(row: Mapping[str, Any]) -> str:
    """The time between a row's `earliest` and `latest`, no more exact than it is: a day, a month, a year, "1 March 2022 – 31 May 2022"."""
    first, last = row.get("earliest"), row.get("latest")
    if not first or not last or first == last:
        return show_date(first or last)
    if first[:4] == last[:4]:
        if first[5:] == "01-01" and last[5:] == "12-31":
            return str(first[:4])
        if first[:7] == last[:7] and first[8:] == "01" and int(last[8:]) == monthrange(int(first[:4]), int(first[5:7]))[1]:
            return show_date(first[:7])
    return f"{show_date(first)} – {show_date(last)}"


def safe_link(url: str | None) -> str | None:
    """The address where a browser may be sent to it: http and https only; None for everything else (javascript:, data:, file:)."""
    if not url or any(c in url for c in "\n\r\t\x00"):
        return None
    try:
        return url if urlsplit(url).scheme.lower() in ("http", "https") and urlsplit(url).netloc else None
    except ValueError:
        return None


def source_name(source: str) -> str:
    """The last part of where a report was read: a page says nothing of the folders of the machine that serves it."""
    if safe_link(source):
        return source
    return source.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1] or source


def path_part(text: Any) -> str:
    """A value as one part of a path."""
    return quote(str(text), safe=":")


def show(text: Any) -> str:
    """Text for a page: what would act instead of being read stands as its escape. Escaping for HTML comes after."""
    return visible_on_a_page(str(text))


def speaker_link(row: Mapping[str, Any]) -> Markup:
    """Who said it, linked where there is a page for it; italic where it is open."""
    name = row.get("speaker")
    if name is None:
        words = " ".join(str(row.get("source") or "").split())
        return Markup('<em class="open">{}</em>').format(show(words) if words else "nobody named")
    status = row.get("speaker_status")
    if status == "unnamed" or not (row.get("speaker_id") or status == "resolved"):
        return Markup('<em class="open">{}</em>').format(show(name))
    return party_link(str(name), row.get("speaker_id"))


def party_link(name: str, party_id: str | None) -> Markup:
    """A party's name, linked to its page."""
    return Markup('<a class="who" href="/party/{}">{}</a>').format(path_part(party_id or name), show(name))


def marked_words(row: Mapping[str, Any], whole: bool = False) -> Markup:
    """A statement's words with what was searched for marked; long ones cut unless whole."""
    words = str(row["words"])
    places = row.get("highlights") or []
    cut = len(words) if whole or len(words) <= LONG else LONG
    out, at = [], 0
    for start, end in places:
        if start >= cut:
            break
        out += [escape(show(words[at:start])), Markup("<mark>{}</mark>").format(show(words[start:end]))]
        at = end
    out.append(escape(show(words[at:cut])) if at < cut else Markup(""))
    if cut < len(words):
        out.append(Markup(" …"))
    return Markup("").join(out)


def question_name(question: str) -> str:
    """A codebook's id in words."""
    return question.replace("-", " ").capitalize()


def plural(n: int, noun: str, nouns: str | None = None) -> str:
    """ "1 statement", "1,204 statements"."""
    return f"{n:,} {noun if n == 1 else nouns or noun + 's'}"
