"""A rule's match in a text, and what a value function makes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.model import Basis, TimexType
from onrecord.resolve.when.edtf import Stretch, part_of
from onrecord.resolve.when.load import Book, Rule
from onrecord.resolve.when.number import read_number, read_ordinal
from onrecord.resolve.when.words import Words


@dataclass(slots=True)
class Hit:
    """One match: words [first, last) of the text."""

    book: Book
    rule: Rule
    words: Words
    match: re.Match[str]

    @property
    def start(self) -> int:
        """Character offset of the match."""
        return self.words.starts[self.match.start()]

    @property
    def end(self) -> int:
        """Character offset of the end of the match."""
        return self.words.ends[self.match.end() - 1]

    def slot(self, name: str) -> str:
        """The text of a slot in lower case with single blanks, "" when it did not match."""
        for group in self.rule.slots.get(name, ()):
            a, b = self.match.span(group)
            if b > a:
                break
        else:
            return ""
        return " ".join(self.words.text[self.words.starts[a] : self.words.ends[b - 1]].lower().split())

    def value(self, name: str, *classes: str) -> object | None:
        """What the data file says that the word in a slot means."""
        s = self.slot(name).replace(" ", "") if name == "ampm" else self.slot(name)
        if s:
            for c in classes:
                got = self.book.lexicon.values[c].get(s)
                if got is not None:
                    return got
        return None

    def unit(self, name: str = "u") -> str:
        """The unit in a slot ("" when none)."""
        return str(self.value(name, "units", "unit") or "")

    def number(self, name: str = "n") -> float | str | None:
        """The count in a slot."""
        s = self.slot(name)
        return read_number(s) if s else None

    def ordinal(self, name: str) -> int | None:
        """The ordinal or day number in a slot."""
        s = self.slot(name)
        return read_ordinal(s) if s else None

    def arg(self, name: str) -> str:
        """A constant of the rule's `with`."""
        got = self.rule.args.get(name)
        return "" if got is None else str(got)


@dataclass(frozen=True, slots=True)
class Found:
    """A value: TIMEX3 type and value, EDTF or None. stretch: where it is a point that later words may lean on."""

    type: TimexType
    timex: str
    edtf: str | None = None
    basis: Basis = "stated"
    time: str | None = None
    stretch: Stretch | None = None
    own_year: bool = False


def point(s: Stretch, basis: Basis, *, mod: str = "", part: str = "", own_year: bool = False, edtf: str | None = None) -> Found:
    """A point in time: a stretch, perhaps its early or late part, perhaps a part of a day."""
    timex = s.timex + (f"T{part}" if part else "")
    return Found("TIME" if part else "DATE", timex, edtf or part_of(s, mod) or s.edtf, basis, None, s, own_year)
