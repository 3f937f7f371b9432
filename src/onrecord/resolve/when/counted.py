"""Counts from a known beginning: "the eighth month of the war" is placed only where the war and its first day are in the data."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache

from onrecord.errors import DataFileError
from onrecord.resolve.when import edtf as cal
from onrecord.resolve.when.load import FOLDER
from onrecord.rules import read_yaml


@dataclass(frozen=True, slots=True)
class Start:
    """A happening and its first day (data/dates/starts.yaml)."""

    name: str
    day: dt.date
    about: re.Pattern[str]
    also: re.Pattern[str] | None
    not_also: re.Pattern[str] | None


@cache
def load_starts() -> tuple[Start, ...]:
    """Read the table. Raises DataFileError where an example does not hold."""
    out = []
    for e in read_yaml((FOLDER / "starts.yaml").read_text("utf-8"))["starts"]:
        s = Start(
            e["name"],
            dt.date.fromisoformat(e["start"]),
            re.compile(e["about"]),
            re.compile(e["also"]) if e.get("also") else None,
            re.compile(e["not-also"]) if e.get("not-also") else None,
        )
        if not all(s.about.search(x) for x in e["match"]) or any(s.about.search(x) for x in e.get("not", ())):
            raise DataFileError(f"starts.yaml: {s.name}: an example does not hold")
        out.append(s)
    return tuple(out)


def start_near(text: str, start: int, end: int) -> Start | None:
    """The one known happening that the words around text[start:end] speak of; None when none or more than one."""
    around = text[max(0, start - 110) : end + 70]
    found = [
        s
        for s in load_starts()
        if s.about.search(around) and (s.also is None or s.also.search(text)) and (s.not_also is None or not s.not_also.search(text))
    ]
    return found[0] if len(found) == 1 else None


def counted(day: dt.date, n: int, unit: str) -> tuple[dt.date, dt.date]:
    """First and last day of the n-th unit since a day ("the eighth month" since 24 February ends on 23 October)."""
    return cal.add(day, n - 1, unit), cal.add(day, n, unit) - dt.timedelta(1)
