"""The resolver's tables and its reading of one report, as plain functions that a later stage can be given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from onrecord.encode.encoded import Encoded
from onrecord.model import Article, Party, PartySpan, Statement
from onrecord.resolve.who.about import mentions_between
from onrecord.resolve.who.decide import THRESHOLD, Report
from onrecord.resolve.who.reading import settle
from onrecord.resolve.who.words import Words
from onrecord.resolve.who.world import world

OWN = ("senator", "speaker", "candidate", "representative", "opposition", "majority leader", "minority leader", "congress")
Lookup = Callable[[str], tuple[str, str | None] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """One report with its parties known.

    statements: with speaker, addressee, mentions and responds_to. mentions: every party that the text names, in order. read: the party
    that the words [start, end) mean, as read inside the statement with that id (None for the report's own text), or None.
    """

    statements: tuple[Statement, ...]
    mentions: tuple[PartySpan, ...]
    read: Callable[[int, int, str | None], Party | None]


def resolve_report(article: Article, encoded: Encoded, statements: Sequence[Statement], threshold: float = THRESHOLD) -> Resolved:
    """Resolve the parties of one report. Below `threshold` (0 to 1) a speaker becomes ambiguous, its guesses candidates."""
    report = Report(article, encoded, tuple(statements), world())
    answers = report.answers(threshold)

    def read(start: int, end: int, statement: str | None) -> Party | None:
        number = report.number.get(statement, -1) if statement else -1
        try:
            party = settle(report.reader.read(start, end, number), threshold)
        except (IndexError, KeyError, ValueError):  # a phrase that is no noun phrase
            return None
        return party if party.status == "resolved" or party.acts_for else None

    done = tuple(
        replace(s, speaker=a.speaker, addressee=a.addressee, mentions=a.mentions, responds_to=a.responds_to)
        for s, a in zip(statements, answers, strict=True)
    )
    return Resolved(statements=done, mentions=mentions_between(0, len(article.text), report.cast), read=read)


@lru_cache(maxsize=1)
def name_lookup() -> Lookup:
    """A function from a name or adjective to the name and id of the state or organisation behind it, or None."""
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
