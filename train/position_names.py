"""Names and phrases for coding positions: the resolver's tables and its reading of one report, as the two functions that coding takes."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.coding.holders import Lookup, Who
from onrecord.encode.encoded import Encoded
from onrecord.model import Article, Party, Statement
from onrecord.resolve.who.decide import THRESHOLD, Report
from onrecord.resolve.who.reading import settle
from onrecord.resolve.who.words import Words
from onrecord.resolve.who.world import world

OWN = ("senator", "speaker", "candidate", "representative", "opposition", "majority leader", "minority leader", "congress")


def name_lookup() -> Lookup:
    """A function from a name or adjective to the state or organisation behind it."""
    known = world()

    def lookup(name: str) -> tuple[str, str | None] | None:
        words = Words(name)
        found = known.at(words, 0) if len(words.raw) else None
        if found is None or found.last != len(words.raw) - 1:
            return None
        party = known.parties[found.parties[0]]
        state = known.state_of(found.parties[0])
        if party.type == "person":
            offices = [o.role for o in known.held.get(found.parties[0], ())]
            if party.of < 0 or not offices or all(any(w in role for w in OWN) for role in offices):
                return (party.name, party.id)
            of = known.parties[party.of]
            return (of.name, of.id)
        if state >= 0 and party.type != "state" and party.detail not in ("party", "ngo", "company", "armed"):
            return (known.parties[state].name, known.parties[state].id)
        return (party.name, party.id)

    return lookup


def phrase_reader(article: Article, encoded: Encoded, statements: Sequence[Statement]) -> tuple[tuple[Statement, ...], Who]:
    """The statements with their speakers, and a function that reads any phrase of the report as a party."""
    from dataclasses import replace

    report = Report(article, encoded, tuple(statements), world())
    answers = report.answers(THRESHOLD)

    def who(start: int, end: int, statement: str | None) -> Party | None:
        number = report.number.get(statement, -1) if statement else -1
        try:
            party = settle(report.reader.read(start, end, number), THRESHOLD)
        except (IndexError, KeyError, ValueError):
            return None
        return party if party.status == "resolved" or party.acts_for else None

    done = tuple(replace(s, speaker=a.speaker, mentions=a.mentions) for s, a in zip(statements, answers, strict=True))
    return done, who
