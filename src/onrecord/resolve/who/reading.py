"""What was read out of a source: a figure, several, an unnamed party, or nothing sure; and the PARTY that this makes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from onrecord.model import Candidate, Party, PartyType
from onrecord.resolve.who.cast import Cast, Figure
from onrecord.resolve.who.roles import PAST, Role, read_role
from onrecord.resolve.who.words import Words, listed
from onrecord.resolve.who.world import World

SPEAKS_FOR = listed(
    "president minister premier chancellor secretary spokesman spokeswoman spokesperson ambassador envoy general gen commander king "
    "queen emir prince leader official officials chief director adviser advisor representative negotiator governor undersecretary "
    "colonel col lt captain diplomats diplomat spokesmen ministers aide commissioner admiral chairman head"
)
OFFICIAL = listed("minister ambassador envoy spokesman spokeswoman spokesperson negotiator")
PRIVATE = listed(
    "opposition former ex party analyst professor expert activist protester lawmaker candidate senator editor rebel separatist sen rep "
    "congressman congresswoman committee senate house association institute university center centre foundation company firm bank "
    "federation union club group study society network project program programme initiative"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a source.

    figure: who it is, None for an unnamed or unresolved one. party: the PARTY. score: how sure, 0 to 1. how: the chain, first step first.
    """

    party: Party
    score: float
    figure: Figure | None = None
    members: tuple[Figure, ...] = ()
    how: tuple[str, ...] = ()
    rivals: tuple[Figure, ...] = ()

    def because(self, *steps: str, score: float = 1.0) -> Reading:
        """The same reading, reached by one more step (put first)."""
        return replace(self, how=(*steps, *self.how), score=self.score * score)


@dataclass(slots=True)
class Maker:
    """Makes PARTYs of one report's figures."""

    cast: Cast
    words: Words
    world: World
    day: str | None
    _acts: dict[int, str | None] = field(default_factory=dict)

    def of_figure(self, figure: Figure, score: float, *how: str, role: str | None = None, rivals: tuple[Figure, ...] = ()) -> Reading:
        """A named party."""
        if figure.type == "person":
            given = role or self.role_text(figure)
            party = Party(
                name=figure.name,
                id=figure.id,
                type="person",
                status="resolved",
                role=given,
                acts_for=self.acts_for(figure),
                how=tuple(how),
            )
        else:
            kind: PartyType = "group" if figure.type == "group" else "state" if figure.type == "state" else "organisation"
            acts = None
            if kind == "organisation" and figure.known >= 0:
                state = self.world.parties[figure.known].of
                acts = self.world.parties[state].name if state >= 0 else None
            party = Party(name=figure.name, id=figure.id, type=kind, status="resolved", role=role, acts_for=acts, how=tuple(how))
        return Reading(party=party, score=score, figure=figure, how=tuple(how), rivals=rivals)

    def group(self, readings: list[Reading], name: str, score: float, *how: str) -> Reading:
        """Several who speak as one."""
        members = tuple(r.party for r in readings)
        named = any(m.status == "resolved" for m in members)
        party = Party(name=name, id=None, type="group", status="resolved" if named else "unnamed", members=members, how=tuple(how))
        return Reading(party=party, score=score, members=tuple(r.figure for r in readings if r.figure), how=tuple(how))

    def unnamed(self, name: str | None, description: str | None, score: float, *how: str, acts_for: str | None = None) -> Reading:
        """A party whom the report does not name."""
        party = Party(
            name=name, id=None, type="unnamed", status="unnamed", role=name, acts_for=acts_for, description=description, how=tuple(how)
        )
        return Reading(party=party, score=score, how=tuple(how))

    def open(self, *how: str, rivals: tuple[Figure, ...] = ()) -> Reading:
        """A party that cannot be told."""
        party = Party(name=None, id=None, type="unnamed", status="unresolved", how=tuple(how))
        return Reading(party=party, score=0.0, how=tuple(how), rivals=rivals)

    def role_text(self, figure: Figure) -> str | None:
        """The first role that the report gives a person."""
        if not figure.roles:
            return None
        role = min(figure.roles, key=lambda r: r.start)
        return " ".join(self.words.text[role.start : role.end].split()).strip(" ,.") or None

    def acts_for(self, figure: Figure) -> str | None:
        """The state or body that a person speaks for: by the tables' offices at the report's day, else by the roles of the report."""
        if figure.known in self._acts and figure.known >= 0:
            return self._acts[figure.known]
        answer: str | None = None
        if figure.known >= 0:
            offices = [
                o
                for o in self.world.held.get(figure.known, ())
                if o.holds(self.day, 0) and "senator" not in o.role and "candidate" not in o.role
            ]
            if offices and offices[-1].party >= 0:
                answer = self.world.parties[offices[-1].party].name
            elif not self.world.held.get(figure.known) and self.world.parties[figure.known].of >= 0:
                home = self.world.parties[self.world.parties[figure.known].of]
                answer = home.name if home.type != "state" else None
            self._acts[figure.known] = answer
        if answer is None:
            for given in figure.roles:
                answer = answer or self.role_party(given)
            # "Deputy Foreign Minister", without a state, of a person whose state the tables know
            state = self.world.state_of(self.world.parties[figure.known].of) if figure.known >= 0 else -1
            if answer is None and state >= 0 and any(set(r.words) & OFFICIAL and not set(r.words) & (PRIVATE | PAST) for r in figure.roles):
                answer = self.world.parties[state].name
        return answer

    def role_party(self, role: Role) -> str | None:
        """The party that a role speaks for."""
        plain = set(role.words)
        if not plain & SPEAKS_FOR or plain & PRIVATE or plain & PAST or not role.parties:
            return None
        if len(role.parties) > 1 and not plain & {"ambassador", "envoy"}:
            return None
        party = role.parties[0]  # "the French ambassador to the United States"
        row = self.world.parties[party]
        if row.detail in {"outlet"}:
            return None
        return self.world.parties[row.of].name if row.type == "organisation" and row.of >= 0 else row.name

    def role_at(self, start: int, end: int) -> Role | None:
        """The role that the characters [start, end) state."""
        return read_role(self.words, self.words.within(start, end), self.world)


def settle(reading: Reading, threshold: float) -> Party:
    """The PARTY to publish: below the threshold a named party becomes ambiguous, with the guesses as candidates."""
    party = reading.party
    if party.status == "unnamed":
        return replace(party, how=reading.how)
    if party.status == "resolved" and reading.score >= threshold:
        return replace(party, how=reading.how)
    guesses = [f for f in (reading.figure, *reading.rivals) if f is not None]
    rest = reading.score
    candidates: list[Candidate] = []
    for k, figure in enumerate(guesses):
        candidates.append(
            Candidate(name=figure.name, id=figure.id, score=round(rest if k == 0 and rest else (1 - rest) / max(1, len(guesses)), 2))
        )
    return Party(
        name=None,
        id=None,
        type=party.type if guesses else "unnamed",
        status="ambiguous" if guesses else "unresolved",
        role=party.role,
        candidates=tuple(candidates),
        how=reading.how,
    )
