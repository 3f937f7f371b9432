"""What is known of the world before any report is read: parties, their names, offices with dates, nouns for roles.

Loaded once, on first use, from the built table (5 ms or so); plain look-ups after that.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from onrecord.resolve.who.words import Words, listed

TABLE = Path(__file__).parents[2] / "data" / "parties" / "table.json"
JOINS = {" ", "-", " & ", "&", ". ", "/", "+", "'s ", "’s ", "' ", "’ ", "‘", "–", ' "', '" ', " “", "” ", "\n", "  ", "\u00a0"}
COMMON_LAST = listed("agency newspaper daily radio magazine party movement rebels watchdog parliament news")


class Known(NamedTuple):
    """A party of the tables. of: the index of the party it speaks for, -1 for none. detail: ISO code of a state, kind of a body."""

    name: str
    id: str
    type: str
    of: int
    detail: str
    sex: str


class Found(NamedTuple):
    """A name of the tables at a place: words [first, last]. kind: name, short, adjective, people or seat."""

    first: int
    last: int
    kind: str
    parties: tuple[int, ...]


class Office(NamedTuple):
    """Who held what, when (ISO dates, years or months; empty where open)."""

    person: int
    party: int
    role: str
    start: str
    end: str

    def holds(self, day: str | None, slack: int = 0) -> bool:
        """Whether it was held on a day (ISO), give or take some years; true where no day is known."""
        if day is None:
            return True
        year = int(day[:4])
        first, last = shift(day, year - slack), shift(day, year + slack)
        return (not self.start or self.start <= last[: len(self.start)]) and (not self.end or first[: len(self.end)] <= self.end)


def shift(day: str, year: int) -> str:
    """A day in another year."""
    return f"{year:04d}{day[4:]}"


class World:
    """Look-ups over the built table."""

    def __init__(self, table: dict[str, Any]) -> None:
        self.parties = [Known(*row) for row in table["parties"]]
        self.short: dict[str, list[int]] = table["short"]
        self.adjective: dict[str, int] = table["adjective"]
        self.people: dict[str, int] = table["people"]
        self.seat: dict[str, int] = table["seat"]
        self.names: dict[str, list[int]] = table["names"]
        self.kind: dict[str, str] = table["kind"]
        self.noun: dict[str, str] = table["noun"]
        self.modifier = frozenset(table["modifier"])
        self.means: dict[str, list[str]] = table["means"]
        self._upper = frozenset(table["upper"])
        self._lower = frozenset(table["lower"])
        self._men = frozenset(table["men"].split(" "))
        self._women = frozenset(table["women"].split(" "))
        self.offices = [Office(*row) for row in table["offices"]]
        self.held: dict[int, list[Office]] = {}
        for office in self.offices:
            self.held.setdefault(office.person, []).append(office)
        self.by_name = {known.name: i for i, known in reversed(list(enumerate(self.parties)))}
        self._lengths: dict[str, list[int]] = {}
        for key in self._keys():
            first, _, rest = key.partition(" ")
            lengths = self._lengths.setdefault(first, [])
            n = 1 + (rest.count(" ") + 1 if rest else 0)
            if n not in lengths:
                lengths.append(n)
        for lengths in self._lengths.values():
            lengths.sort(reverse=True)
        # the adjective of a state, for the names of its bodies: "Russian Foreign Ministry"
        self.adjective_of: dict[int, str] = {}
        for word, party in self.adjective.items():
            self.adjective_of.setdefault(party, "US" if word == "us" else " ".join(w.capitalize() for w in word.split(" ")))

    def _keys(self) -> Iterator[str]:
        for keys in (self.names, self.short, self.adjective, self.people, self.seat):
            yield from keys

    def begins(self, folded: str) -> bool:
        """Whether some name of the tables begins with this word."""
        return folded in self._lengths

    def at(self, words: Words, i: int) -> Found | None:
        """The longest name of the tables that starts at word i, in the case that the name needs."""
        folded = words.folded
        lengths = self._lengths.get(folded[i])
        if lengths is None:
            return None
        raw = words.raw[i]
        lowered = not (raw[0].isupper() or raw[0].isdigit())
        if lowered and folded[i] not in {"the", "al", "el", "von", "de", "del", "bin", "dpa", "euronews"}:
            return None
        for n in lengths:
            last = i + n - 1
            if last >= len(folded) or not JOINS.issuperset(words.gaps[i:last]):
                continue
            key = folded[i] if n == 1 else " ".join(folded[i : last + 1])
            if lowered and key not in self._lower and not (folded[i] == "the" and n > 1 and words.raw[i + 1][0].isupper()):
                continue
            plain = (
                n > 1 and words.gap(last) != "-" and not lowered and not words.raw[last][0].isupper() and not words.raw[last][0].isdigit()
            )
            if plain and key not in self._lower and (key not in self.names or folded[last] not in COMMON_LAST):
                continue
            if key in self._upper and not words.raw[i].isupper():
                continue
            for kind, keys in (("name", self.names), ("short", self.short)):
                if key in keys:
                    return Found(i, last, kind, tuple(keys[key]))
            for kind, one in (("adjective", self.adjective), ("people", self.people), ("seat", self.seat)):
                if key in one:
                    return Found(i, last, kind, (one[key],))
        return None

    def sex(self, given: str) -> str:
        """m, f or "" for a folded given name."""
        return "m" if given in self._men else "f" if given in self._women else ""

    def state_of(self, party: int) -> int:
        """The state that a party belongs to: itself for a state; -1 for none."""
        while party >= 0 and self.parties[party].type != "state":
            party = self.parties[party].of
        return party


@cache
def world() -> World:
    """The tables that ship with the package. Raises OSError where the installation is broken."""
    return World(orjson.loads(TABLE.read_bytes()))
