"""The one line that says what came of reading into the archive: read, new, changed, unchanged, skipped and why, failed and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Literal

from onrecord.errors import SkippedError, SourceError

Done = Literal["new", "version", "run", "known"]

_WORDS: Mapping[Done, str] = {"new": "new", "version": "changed", "run": "read again differently"}
_MOST = 4
"""So many reasons are named; the others are counted together."""


class Closing:
    """Counts what happens to each report; `line` tells it, `status` is the exit status that follows from it."""

    def __init__(self) -> None:
        self.stored: Counter[str] = Counter()
        self.unchanged = 0
        self.planned: int | None = None
        """Of a dry run: how many would be read; and `fetched`: how many addresses would be."""
        self.fetched = 0
        self.skipped: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()

    @property
    def read(self) -> int:
        """How many reports were read, whatever came of them."""
        return sum(self.stored.values())

    @property
    def status(self) -> int:
        """0 all fine (nothing new is fine too), 1 something failed."""
        return int(bool(self.failed))

    def store(self, done: Done) -> None:
        """A report was read and stored. done: what the archive says of it (`Added.state`)."""
        self.stored[done] += 1

    def leave(self, count: int = 1) -> None:
        """Reports were not read again: they are stored already."""
        self.unchanged += count

    def miss(self, error: SourceError) -> None:
        """A report failed, or was skipped: by a SkippedError, or because a feed named an address that is not asked for."""
        reason = getattr(error, "label", None) or error.reason
        if isinstance(error, SkippedError) or (getattr(error, "skipped", False) and getattr(error, "lead", None)):
            self.skipped[reason] += 1
        else:
            self.failed[kind_of(reason)] += 1

    def line(self) -> str:
        """ "12 read: 9 new, 3 changed; 120 unchanged; 31 skipped: 20 not HTML, 11 redirects; 1 failed: is empty"."""
        states = ", ".join(f"{self.stored[state]:,} {word}" for state, word in _WORDS.items() if self.stored[state])
        unchanged = self.unchanged + self.stored["known"]
        parts = [f"{self.read:,} read" + (f": {states}" if states else "")]
        if self.planned is not None:
            parts = [f"{self.planned:,} would be read"]
            if self.fetched:
                parts.append(f"{self.fetched:,} address{'' if self.fetched == 1 else 'es'} would be fetched")
        if unchanged:
            parts.append(f"{unchanged:,} unchanged")
        if self.skipped:
            parts.append(self.skips())
        if self.failed:
            parts.append(f"{self.failed.total():,} failed: {_reasons(self.failed)}")
        return "; ".join(parts)

    def skips(self) -> str:
        """ "31 skipped: 20 not HTML, 11 redirects"."""
        return f"{self.skipped.total():,} skipped: {_reasons(self.skipped)}"

    def counts(self) -> dict[str, object]:
        """The same for programs."""
        return {
            "read": self.read,
            **{state: self.stored[state] for state in _WORDS},
            "unchanged": self.unchanged + self.stored["known"],
            "skipped": dict(self.skipped.most_common()),
            "failed": dict(self.failed.most_common()),
        }


def kind_of(reason: str) -> str:
    """What reasons of one kind share: without the place, the figure and the detail ("is not UTF-8: byte 0x92 in line 7")."""
    short = re.split(r"[:;(]|,? at offset", reason, maxsplit=1)[0]
    return " ".join(re.sub(r"(?<![-\w])\d[\d,.]*\b", "…", short).split()) or reason


def _reasons(counts: Counter[str]) -> str:
    if len(counts) == 1:
        return next(iter(counts))
    first = counts.most_common(_MOST if len(counts) > _MOST + 1 else None)
    rest = sum(counts.values()) - sum(n for _, n in first)
    return ", ".join(f"{n:,} {reason}" for reason, n in first) + (f", {rest:,} for other reasons" if rest else "")
