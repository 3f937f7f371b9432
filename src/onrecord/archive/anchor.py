"""Find the one place, and the one statement, that an anchor fits. Pure: texts and places in, a place out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.archive.fold import fold_words

CONTEXT = 32
"""Characters kept on either side of a quotation."""

OVERLAP = 0.5
"""Two readings of one statement share at least so much of what both cover."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A quotation and its place: half-open code-point offsets into the text it was taken from. source: the words naming who said it."""

    quote: str
    start: int
    end: int
    prefix: str
    suffix: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A statement that an anchor might fit."""

    row: int
    start: int
    end: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What an anchor fits: a statement (row), or only a place, or nothing; why: how it was found or what is wrong, for people."""

    row: int | None
    start: int | None
    end: int | None
    why: str


def make_anchor(text: str, start: int, end: int, source: str = "") -> Anchor:
    """The anchor of text[start:end]."""
    return Anchor(
        quote=text[start:end],
        start=start,
        end=end,
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
        source=source,
    )


def find_place(anchor: Anchor, text: str) -> tuple[int, str] | None:
    """Where the quotation now starts and how that was found; None where it does not stand there, or several times without telling which."""
    if text[anchor.start : anchor.end] == anchor.quote and _context(anchor, text, anchor.start) == 2:
        return anchor.start, "same words at the same place"
    found = [m.start() for m in re.finditer(f"(?={re.escape(anchor.quote)})", text)] if anchor.quote else []
    if len(found) == 1:
        return found[0], "same words at the same place" if found[0] == anchor.start else "same words at another place"
    for least in (2, 1):
        fitting = [at for at in found if _context(anchor, text, at) >= least]
        if len(fitting) == 1:
            return fitting[0], "same words, told apart by what stands around them"
        if fitting:
            return None
    return None


def find_fit(anchor: Anchor, text: str, candidates: Sequence[Candidate]) -> Fit:
    """The one statement that the anchor fits; else its place; else nothing."""
    place = find_place(anchor, text)
    if place is None:
        why = "its words stand at several places" if anchor.quote in text else "its words are no longer in the text"
        return Fit(row=None, start=None, end=None, why=why)
    start, why = place
    end = start + len(anchor.quote)
    for fits in (
        [c for c in candidates if (c.start, c.end) == (start, end)],
        [c for c in candidates if _overlap(c, start, end) >= OVERLAP],
    ):
        fits = fits if len(fits) < 2 else [c for c in fits if fold_words(c.source) == fold_words(anchor.source)]
        if len(fits) == 1:
            return Fit(row=fits[0].row, start=start, end=end, why=why)
    return Fit(row=None, start=start, end=end, why="its words are there, but no one statement fits them")


def _context(anchor: Anchor, text: str, at: int) -> int:
    end = at + len(anchor.quote)
    before = text[max(0, at - len(anchor.prefix)) : at] == anchor.prefix
    return int(before) + int(text[end : end + len(anchor.suffix)] == anchor.suffix)


def _overlap(c: Candidate, start: int, end: int) -> float:
    shared = min(c.end, end) - max(c.start, start)
    return shared / (max(c.end, end) - min(c.start, start)) if shared > 0 else 0.0
