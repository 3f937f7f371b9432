"""Governments, ministries, armies, outlets and countries that a report describes instead of naming."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from onrecord.resolve.who.cast import Cast, Figure
from onrecord.resolve.who.phrase import Phrase
from onrecord.resolve.who.reading import Maker, Reading
from onrecord.resolve.who.roles import VAGUE
from onrecord.resolve.who.words import Words, listed
from onrecord.resolve.who.world import World

STATE_BODIES = listed("military army opposition parliament ministry delegation navy")


@dataclass(slots=True)
class Bodies:
    """Resolves phrases for bodies in one report. before: readings of the statements before a place, nearest first."""

    cast: Cast
    words: Words
    world: World
    maker: Maker
    before: Callable[[int], list[Reading]]
    unnamed: Callable[[Phrase, str, str], Reading]

    def nation(self, phrase: Phrase, shown: str) -> Reading:
        """ "The American people": Americans."""
        state = phrase.parties[0]
        word = next((w for w, party in self.world.people.items() if party == state), "")
        name = " ".join(w.capitalize() for w in word.split(" ")) or shown
        return self.maker.of_figure(self.cast.local(name, "group", phrase.start), 0.9, f"“{shown}”: {name}")

    def compass(self, phrase: Phrase) -> Reading | None:
        """ "The North", "the South" in a report on Korea."""
        here = {f.name for f in self.cast.figures if f.count}
        for side in ("North", "South"):
            if side.lower() in {phrase.head, *phrase.words}:
                for country in (f"{side} Korea", f"{side} Sudan"):
                    if country in here and country in self.world.by_name:
                        return self.maker.of_figure(self.cast.known(self.world.by_name[country]), 0.96, f"the {side}: {country}")
        return None

    def government(self, phrase: Phrase, shown: str) -> Reading:
        """A government is the party of its state."""
        state = -1
        why = ""
        if phrase.owner is not None and phrase.owner.figure.type == "person" and phrase.owner.figure.known >= 0:
            state = self.world.state_of(self.world.parties[phrase.owner.figure.known].of)
            why = f"{phrase.owner.figure.name}'s"
        elif phrase.owner is not None and phrase.owner.figure.type == "person":
            for role in phrase.owner.figure.roles:
                state = next((self.world.state_of(p) for p in role.parties), state)
        if state < 0 and phrase.parties:
            state = self.world.state_of(phrase.parties[-1])
            why = self.world.parties[phrase.parties[-1]].name
        if state >= 0:
            return self.maker.of_figure(
                self.cast.known(state), 0.95, f"“{shown}”", f"the government of {self.world.parties[state].name} ({why})"
            )
        if phrase.head == "administration" and set(phrase.words) <= {
            "administration",
            "current",
            "new",
            "previous",
            "outgoing",
            "incoming",
            "us",
        }:
            return self.maker.of_figure(self.cast.known(self.world.by_name["United States"]), 0.9, f"“{shown}”: of the United States")
        if phrase.titled and len(phrase.words) > 1:
            return self.maker.of_figure(self.cast.local(shown, "organisation", phrase.start), 0.9, f"“{shown}”: a name in no table")
        if phrase.head in {"authorities", "side", "administration"} or set(phrase.words) & {"opposition", "rebel", "local"}:
            return self.unnamed(phrase, "official", shown)
        state, sure = self.last_state(phrase.start) if phrase.head == "regime" else self.topic(phrase.start)
        if state >= 0:
            return self.maker.of_figure(
                self.cast.known(state), sure, f"“{shown}”", f"the state in question: {self.world.parties[state].name}"
            )
        return self.maker.open(f"“{shown}”: no state in sight")

    def last_state(self, start: int) -> tuple[int, float]:
        """The state that a report speaks of most, the United States aside: "the regime"."""
        states = sorted(
            (f for f in self.cast.figures if f.type == "state" and f.name != "United States" and f.first < start), key=lambda f: -f.count
        )
        if not states:
            return -1, 0.0
        return states[0].known, 0.85 if len(states) == 1 or states[0].count >= 2 * states[1].count else 0.65

    def topic(self, start: int) -> tuple[int, float]:
        """The state that a bare "the government" or "the ministry" belongs to, and how sure: the last speaker's, else the last named."""
        for reading in self.before(start)[:2]:
            party = reading.party
            name = party.name if party.type == "state" else party.acts_for
            if name in self.world.by_name and self.world.parties[self.world.by_name[name]].type == "state":
                return self.world.by_name[name], 0.88
        for mention in reversed(self.cast.between(0, start)):
            if mention.figure.type == "state":
                most = max((f.count for f in self.cast.figures if f.type == "state"), default=0)
                return mention.figure.known, 0.82 if mention.figure.count == most else 0.7
        return -1, 0.0

    def country(self, phrase: Phrase, shown: str) -> Reading:
        """ "The country", "the two Koreas", "the rogue state"."""
        if phrase.head in {"country", "nation", "state", "republic", "kingdom"} and phrase.det in {"the", "this"}:
            state, sure = self.topic(phrase.start)
            if state >= 0:
                return self.maker.of_figure(
                    self.cast.known(state), sure, f"“{shown}”", f"the state in question: {self.world.parties[state].name}"
                )
        return self.unnamed(phrase, "group", shown)

    def medium(self, phrase: Phrase, shown: str) -> Reading:
        """A newspaper, channel or network: the last one named; else one that only its state describes ("Iranian TV")."""
        for mention in reversed(self.cast.between(0, phrase.start)):
            known = mention.figure.known
            if known >= 0 and self.world.parties[known].detail == "outlet" and not phrase.parties:
                return self.maker.of_figure(mention.figure, 0.93, f"“{shown}”", f"last named: {mention.figure.name}")
        if phrase.parties or phrase.owner:
            name = re.sub(r"^(?:the|a|an)\s+", "", shown, flags=re.I)
            return self.maker.of_figure(self.cast.local(name, "organisation", phrase.start), 0.85, f"“{shown}”")
        return self.unnamed(phrase, "media", shown)

    def body(self, phrase: Phrase, shown: str) -> Reading:
        """A ministry, army, parliament, party, group."""
        if phrase.det in {"a", "an", "one", "another"} or (phrase.pronoun and not phrase.parties):
            return self.unnamed(phrase, "group", shown)
        kindred = [
            m
            for m in self.cast.between(0, phrase.start)
            if m.figure.type == "organisation" and self.alike(m.figure, phrase) and m.form == "name"
        ]
        if phrase.head == "agency" and not phrase.parties:
            outlets = [
                m
                for m in self.cast.between(0, phrase.start)
                if m.figure.known >= 0 and self.world.parties[m.figure.known].detail == "outlet"
            ]
            kindred = kindred or outlets
        core = tuple(w for w in phrase.words if w not in VAGUE)
        if kindred and not phrase.parties and not phrase.owner:
            return self.maker.of_figure(kindred[-1].figure, 0.93, f"“{shown}”", f"last named: {kindred[-1].figure.name}")
        for reading in self.before(phrase.start):
            old = reading.figure
            if old is not None and old.type == "organisation" and not phrase.parties and set(core) <= set(old.folded):
                return self.maker.of_figure(old, 0.93, f"“{shown}”", f"spoke before: {old.name}")
        state = self.world.state_of(phrase.parties[0]) if phrase.parties else -1
        sure = 0.93
        local = any(w not in self.world.modifier and w not in self.world.noun and w not in self.world.kind for w in core)
        if state < 0 and not local and (core != (phrase.head,) or phrase.head in STATE_BODIES):
            state, sure = self.topic(phrase.start)
            if phrase.head == "delegation":
                sure -= 0.3
        if state >= 0 and (core or not phrase.owner):
            name = f"{self.adjective(phrase, state)} {title(core, phrase.head)}"
        elif phrase.titled or any(c.isupper() for c in (shown.partition(" ")[2] if phrase.det else shown)):
            name = re.sub(r"^(?:the|a|an)\s+", "", shown, flags=re.I)
        else:
            return self.maker.open(f"“{shown}”: none named before")
        figure = self.cast.local(name, "organisation", phrase.start)
        reading = self.maker.of_figure(figure, sure, f"“{shown}”: {name}")
        if state >= 0 and not set(core) & {"opposition", "party"}:
            reading = replace(reading, party=replace(reading.party, acts_for=self.world.parties[state].name))
        return reading

    def adjective(self, phrase: Phrase, state: int) -> str:
        """The adjective of a state, "U.S." where the report writes it so."""
        word = self.world.adjective_of.get(state, self.world.parties[state].name)
        return "U.S." if word == "US" and "U.S." in self.words.text[phrase.start : phrase.end] else word

    def alike(self, figure: Figure, phrase: Phrase) -> bool:
        """Whether an organisation's name has the phrase's nouns: "the ministry" the Foreign Ministry."""
        core = [w for w in phrase.words if w not in VAGUE]
        return bool(core) and set(core) <= set(figure.folded)


def title(core: tuple[str, ...], head: str) -> str:
    """The name of a body from its nouns: ministries and parliaments have capitals, armies and delegations none."""
    words = [w for w in core if w not in {"the"}]
    if head in {"ministry", "embassy", "parliament", "department"}:
        return " ".join(w.capitalize() if head == "ministry" or head == "department" else w for w in words)
    return " ".join(words)
