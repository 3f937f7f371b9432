"""Sources that describe instead of naming: "the Kremlin spokesman", "the ministry", "Kim's regime", "two diplomats", "her statement"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from onrecord.resolve.who.bodies import Bodies
from onrecord.resolve.who.cast import Cast, Figure
from onrecord.resolve.who.phrase import INDEFINITE, PREPOSITION, Phrase, parse
from onrecord.resolve.who.reading import Maker, Reading
from onrecord.resolve.who.roles import GENERIC, PAST, plays, read_role
from onrecord.resolve.who.scan import STOP
from onrecord.resolve.who.words import Words, listed
from onrecord.resolve.who.world import World

# words that can end a wrongly cut source, but name nobody
EMPTY = (STOP | PREPOSITION | {"even", "own", "whom", "s", "n"}) - listed("many some most all both other others west north south two three")
ADVISING = frozenset({"official", "aide", "adviser", "advisor"})
SIDE = frozenset({"side", "camp"})
RULER = frozenset({"president", "prime", "chancellor", "king", "emir", "supreme", "sultan"})
UNNAMED_KIND = {"source": "source familiar"}


@dataclass(slots=True)
class Describer:
    """Resolves descriptive phrases of one report."""

    cast: Cast
    words: Words
    world: World
    maker: Maker
    day: str | None
    before: Callable[[int], list[Reading]]  # readings of the statements before a place, nearest first
    source: Callable[[int, int], Reading]  # a source inside another: "a statement by X"
    owner_of: Callable[[str, int], Reading | None]  # who "his" or "her" is at a place

    bodies: Bodies = field(init=False)

    def __post_init__(self) -> None:
        self.bodies = Bodies(self.cast, self.words, self.world, self.maker, self.before, self.unnamed)

    def read(self, span: range, headline: bool) -> Reading:
        """The party that a descriptive phrase means."""
        phrase = parse(self.words, span, self.cast)
        text = self.words.text
        if phrase is None:
            return self.maker.open("no words")
        if phrase.head in EMPTY:
            return self.maker.open(f"“{phrase.head}” names nothing")
        shown = " ".join(text[phrase.start : phrase.end].split())
        noun = self.world.noun.get(phrase.head, "")
        kind = self.world.kind.get(phrase.head, "")
        whole = " ".join(text[phrase.start : self.words.ends[span.stop - 1]].split())
        if phrase.head in {"north", "south"} or (phrase.head == "side" and set(phrase.words) & {"north", "south"}):
            found = self.bodies.compass(phrase)
            if found is not None:
                return found
        if noun == "government" or (phrase.head in SIDE and (phrase.parties or phrase.owner)):
            return self.bodies.government(phrase, shown)
        if noun == "document":
            return self.document(phrase, span, shown)
        if noun == "media" and not phrase.plural and (phrase.head != "media" or phrase.parties):
            return self.bodies.medium(phrase, shown)
        if noun == "body" and not phrase.plural:
            return self.bodies.body(phrase, shown)
        if noun == "country":
            return self.bodies.country(phrase, shown)
        if phrase.head in {"office"} and phrase.owner is not None:
            return self.maker.of_figure(self.cast.local(f"{phrase.owner.figure.name}'s {phrase.head}", "organisation"), 0.9, shown)
        if phrase.head == "people" and len(phrase.parties) == 1 and phrase.det in {"the", ""}:
            return self.bodies.nation(phrase, shown)
        if kind and not phrase.plural and self.definite(phrase, headline):
            return self.role(phrase, span, shown, whole, headline)
        if kind and phrase.plural and phrase.det == "the":
            several = self.holders(phrase, span, whole)
            if several is not None:
                return several
        if kind or phrase.plural or phrase.det in INDEFINITE or noun in {"media", "body"}:
            return self.unnamed(phrase, kind, whole)
        bare = shown.partition(" ")[2] if phrase.det else shown
        if phrase.titled or any(c.isupper() for c in bare):
            name = re.sub(r"^(?:the|a|an)\s+", "", shown, flags=re.I)
            if noun != "agreement":
                return self.maker.of_figure(self.cast.local(name, "organisation", phrase.start), 0.55, f"“{shown}”: a name in no table")
        return self.unnamed(phrase, "group", whole)

    def definite(self, phrase: Phrase, headline: bool) -> bool:
        """Whether a phrase for one person means a particular one."""
        if phrase.det in INDEFINITE or phrase.det.isdigit():
            return False
        return bool(phrase.det) or phrase.owner is not None or headline or bool(phrase.parties)

    def unnamed(self, phrase: Phrase, kind: str, whole: str) -> Reading:
        """An unnamed source, with its description."""
        description = kind or "group"
        acts = None
        if (
            len(set(phrase.parties)) == 1
            and kind in {"official", "diplomat", "military"}
            and not set(phrase.words) & (PAST | {"opposition", "protest", "rebel"})
        ):
            row = self.world.parties[phrase.parties[0]]
            acts = self.world.parties[row.of].name if row.type == "organisation" and row.of >= 0 else row.name
        earlier = None
        if phrase.det == "the" and not phrase.parties:
            for reading in self.before(phrase.start):
                old = reading.party
                if old.status == "unnamed" and old.name and phrase.head in old.name.casefold():
                    earlier = old
                    break
        if earlier is not None:
            return self.maker.unnamed(
                earlier.name, earlier.description, 0.9, f"“{whole}”: the same as “{earlier.name}”", acts_for=earlier.acts_for
            )
        return self.maker.unnamed(whole, UNNAMED_KIND.get(description, description), 0.95, f"“{whole}” names nobody", acts_for=acts)

    def role(self, phrase: Phrase, span: range, shown: str, whole: str, headline: bool) -> Reading:
        """The person of the report, or of the tables, who has a role."""
        vague = phrase.head in GENERIC - {"leader"}
        if vague and not phrase.parties:
            for reading in self.before(phrase.start)[:4]:
                if reading.party.status == "unnamed" and reading.party.name and phrase.head in reading.party.name.casefold():
                    return self.unnamed(phrase, self.world.kind[phrase.head], whole)
        asked = tuple(w for w in phrase.words if w in self.world.kind or w in self.world.modifier or w in {"state", "general"})
        tail = read_role(self.words, range(self.words.within(phrase.end, self.words.ends[span.stop - 1]).start, span.stop), self.world)
        if "secretary" in asked and tail is None and "state" in [self.words.folded[i] for i in span]:
            asked = (*asked, "state")
        states = {self.world.state_of(p) for p in phrase.parties} - {-1}
        bodies = {p for p in phrase.parties if self.world.parties[p].type == "organisation"}
        strong = bool(phrase.parties)
        options: list[tuple[float, Figure, str]] = []
        spoken = {id(r.figure): k for k, r in reversed(list(enumerate(self.before(phrase.start)))) if r.figure is not None}
        for figure in self.cast.figures:
            if figure.type != "person" or not figure.count:
                continue
            reason = self.fits(figure, asked, states, bodies)
            if reason is None:
                continue
            rank = spoken.get(id(figure))
            distant = phrase.head in ADVISING and (rank is None or rank > 2) and not any(phrase.head in r.words for r in figure.roles)
            if vague and (distant or self.rules(figure)):
                continue
            last = max((m.start for m in self.cast.mentions if m.figure is figure and m.start < phrase.start), default=-1)
            near = 0.0 if last < 0 else 1.0 / (1.0 + (phrase.start - last) / 800)
            options.append((near + (1.2 / (1 + rank) if rank is not None else 0.0) + reason[0], figure, reason[1]))
        options.sort(key=lambda o: -o[0])
        if options:
            best = options[0]
            others = tuple(o[1] for o in options[1:3])
            lead = best[0] - options[1][0] if len(options) > 1 else 1.0
            score = 0.95 if len(options) == 1 and strong else 0.9 if lead > 0.5 or len(options) == 1 else 0.86 if lead > 0.25 else 0.6
            if headline and not strong:
                score = min(score, 0.85)
            return self.maker.of_figure(best[1], score, f"“{shown}”", f"{best[2]}: {best[1].name}", rivals=others)
        if states and not set(phrase.words) & PAST:
            holder = self.holder(asked, states)
            if holder is not None:
                return self.maker.of_figure(holder, 0.85, f"“{shown}”", f"held the office on {self.day}: {holder.name}")
        return self.unnamed(phrase, self.world.kind[phrase.head], whole)

    def holder(self, asked: tuple[str, ...], states: set[int]) -> Figure | None:
        """The one person who by the tables held an office of some states on the report's day; None where nobody or several did."""
        if self.day is None or not asked or asked[-1] in {"official", "politician", "aide", "diplomat", "lawmaker"}:
            return None
        holders = {
            o.person
            for o in self.world.offices
            if o.party >= 0
            and self.world.state_of(o.party) in states
            and o.holds(self.day)
            and plays(asked, tuple(o.role.split(" ")), self.world)
        }
        return self.cast.known(holders.pop()) if len(holders) == 1 else None

    def holders(self, phrase: Phrase, span: range, whole: str) -> Reading | None:
        """Those who held one office of several states: "the foreign ministers of France, Germany and Poland"."""
        states = [p for p in dict.fromkeys(phrase.parties) if self.world.parties[p].type == "state"]
        if len(states) < 2 or len(states) < len(set(phrase.parties)) or set(phrase.words) & PAST or not phrase.words:
            return None
        stop = self.words.ends[span.stop - 1]
        named = {i for m in self.cast.between(phrase.end, stop) if m.figure.known in states for i in range(m.first, m.last + 1)}
        if any(i not in named and self.words.folded[i] not in {"of", "and", "the"} for i in self.words.within(phrase.end, stop)):
            return None  # one of the states is in no table, or more is said of them
        asked = (*phrase.words[:-1], phrase.head.removesuffix("s"))
        found = [(self.world.parties[s].name, self.holder(asked, {s})) for s in states]
        if any(figure is None for _, figure in found):
            return None
        readings = [
            self.maker.of_figure(figure, 0.9, f"held the office of {state} on {self.day}: {figure.name}")
            for state, figure in found
            if figure is not None
        ]
        return self.maker.group(readings, re.sub(r"^the\s+", "", whole, flags=re.I), 0.88, f"“{whole}”: one for each state")

    def fits(self, figure: Figure, asked: tuple[str, ...], states: set[int], bodies: set[int]) -> tuple[float, str] | None:
        """Whether a person may be called by a role, and why; the more closely the higher the number."""
        world = self.world
        for role in sorted(figure.roles, key=lambda r: r.start):
            if not plays(asked, role.words, world):
                continue
            theirs = {world.state_of(p) for p in role.parties} - {-1}
            if bodies and set(role.parties) & bodies:
                return 0.6, f"the report calls this person “{self.words.text[role.start : role.end]}”"
            if states and theirs and not states & theirs:
                continue
            if states and not theirs and figure.known < 0:
                continue
            if states and not theirs and world.state_of(world.parties[figure.known].of) not in states:
                continue
            return 0.5 if states else 0.3, f"the report calls this person “{self.words.text[role.start : role.end]}”"
        offices = world.held.get(figure.known, ())
        for slack in (0, 4):
            for office in offices:
                if not office.holds(self.day, slack) or not plays(asked, tuple(office.role.split(" ")), world):
                    continue
                if states and world.state_of(office.party) not in states and not (bodies and office.party in bodies):
                    continue
                return 0.4 - slack / 20, f"{office.role} {office.start}..{office.end} by the tables"
        return None

    def rules(self, figure: Figure) -> bool:
        """Whether a person heads a state: nobody calls a president "the official"."""
        return any(set(o.role.split(" ")) & RULER for o in self.world.held.get(figure.known, ())) or any(
            set(r.words) & RULER and not set(r.words) & {"vice", "deputy", "spokesman", "adviser", "aide"} for r in figure.roles
        )

    def document(self, phrase: Phrase, span: range, shown: str) -> Reading:
        """A statement or report speaks for whoever made it."""
        if phrase.owner is not None:
            return self.maker.of_figure(phrase.owner.figure, 0.93, f"“{shown}”", f"whose: {phrase.owner.figure.name}")
        if phrase.pronoun:
            found = self.owner_of(phrase.pronoun, phrase.start)
            if found is not None:
                return found.because(f"“{shown}”")
        tail = self.words.within(phrase.end, self.words.ends[span.stop - 1])
        for i in tail:
            if self.words.folded[i] in {"from", "by", "of"} and i + 1 < tail.stop:
                inner = self.source(self.words.starts[i + 1], self.words.ends[tail.stop - 1])
                if inner.party.status == "resolved":
                    return inner.because(f"“{shown}”")
        if phrase.det in {"the", "this", "that"} and not phrase.plural:
            for reading in self.before(phrase.start)[:1]:
                return reading.because(f"“{shown}”: of the one who spoke before", score=0.9)
        return self.unnamed(phrase, "document", shown)
