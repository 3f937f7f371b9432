"""What a time expression may lean on: the day of publication, the time last spoken of, the tense of its clause."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from onrecord.model import Article, Basis
from onrecord.resolve.when.edtf import Stretch
from onrecord.resolve.when.number import read_year
from onrecord.resolve.when.tense import direction

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
)
_LINE = re.compile(
    rf"(?:(?P<m>{_MONTHS})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})|(?P<d2>\d{{1,2}})\s+(?P<m2>{_MONTHS})\.?,?\s+(?P<y2>\d{{4}})|(?P<iso>\d{{4}}-\d\d-\d\d))"
)
_DATELINE = re.compile(
    r"(?:^|\n)[ \t]*(?:[A-Z][A-Za-z.'’ -]{1,40},[^\n]{0,40}|(?:Published|Updated|Posted|Last updated"
    r"|First published)\b[^\n]{0,40}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?\Z"
)
_NUMBER = {m: i for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)}


@dataclass(slots=True)
class Context:
    """The state of reading: text, the anchor day (None when unknown) and its basis, and what has been placed so far."""

    text: str
    anchor: dt.date | None
    basis: Basis = "relative"
    placed: list[Placed] = field(default_factory=list)

    def direction(self, start: int, end: int) -> int:
        """Where the clause around text[start:end] points: tense.PAST, OPEN or FUTURE."""
        return direction(self.text, start, end)

    def focus(self, start: int, reach: int = 600) -> Stretch | None:
        """The point last spoken of, no more than `reach` characters back."""
        for p in reversed(self.placed):
            if p.end <= start:
                return p.stretch if start - p.end <= reach else None
        return None

    def account_quarter(self, start: int, reach: int = 1500) -> Stretch | None:
        """The quarter that a business report speaks of: the last one named, those of "a year ago" apart."""
        for p in reversed(self.placed):
            if start - p.end > reach:
                return None
            if p.stretch.unit == "Q" and not p.ago:
                return p.stretch
        return None

    def told_year(self, start: int, reach: int = 420) -> Placed | None:
        """The last point near by that the text itself gave a year."""
        for p in reversed(self.placed):
            if start - p.end > reach:
                return None
            if p.own_year:
                return p
        return None


@dataclass(frozen=True, slots=True)
class Placed:
    """A point that was placed. own_year: the text names its year (not "last year"). ago: "a year earlier" and the like."""

    start: int
    end: int
    stretch: Stretch
    own_year: bool
    ago: bool = False


def anchor_of(article: Article) -> tuple[dt.date | None, Basis]:
    """The day that relative expressions lean on: the stated or given publication day, else a full date in the dateline; else None."""
    when = article.published
    if when is not None and when.edtf:
        try:
            return dt.date.fromisoformat(when.edtf[:10]), "relative"
        except ValueError:
            return None, "relative"
    return dateline_day(article), "dateline"


def dateline_day(article: Article) -> dt.date | None:
    """A full date in a dateline block, or at the head of the text in a dateline's or publication line's place."""
    heads = [(b.start, b.end) for b in article.blocks if b.kind in ("dateline", "byline")] or [(0, 400)]
    for lo, hi in heads:
        for m in _LINE.finditer(article.text, lo, min(hi, len(article.text))):
            if not _DATELINE.search(article.text[max(0, m.start() - 90) : m.start()]):
                continue
            try:
                if m["iso"]:
                    return dt.date.fromisoformat(m["iso"])
                name = (m["m"] or m["m2"]).lower()[:3]
                return dt.date(read_year(m["y"] or m["y2"]) or 0, _NUMBER[name], int(m["d"] or m["d2"]))
            except ValueError:
                continue
    return None
