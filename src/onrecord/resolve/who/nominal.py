"""Sources that describe instead of naming: "the Kremlin spokesman", "the ministry", "Kim's regime", "two diplomats", "her statement"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from onrecord.resolve.who.cast import Cast, Figure, Mention
from onrecord.resolve.who.reading import SPEAKS_FOR, Maker, Reading
from onrecord.resolve.who.roles import GENERIC, PAST, VAGUE, plays, read_role
from onrecord.resolve.who.words import Words, slug
from onrecord.resolve.who.world import World

DEFINITE = frozenset({"the", "this", "that", "these", "those", "his", "her", "its", "their", "our", "my", "both"})
INDEFINITE = frozenset("a an one two three four five six several some many most other others few all no another any dozens hundreds thousands multiple".split())
PREPOSITION = frozenset("of for from in at on with to by near against under within inside outside across among who which that whose where close familiar briefed".split())
PLURAL = frozenset({"people", "many", "some", "most", "others", "police", "troops", "spokesmen", "spokeswomen", "spokespeople", "men", "women", "authorities"})
SINGULAR_S = frozenset({"press", "congress", "boss", "witness", "actress"})
SIDE = frozenset({"side", "camp"})
RULER = frozenset({"president", "prime", "chancellor", "king", "emir", "supreme", "sultan"})
UNNAMED_KIND = {"source": "source familiar"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A described source. det: its determiner. words: the words up to the head. head: the head noun. parties: states and bodies named in
    it. owner: whose ("Kim's regime", "her statement"), a mention or a pronoun. after: what follows the head ("of the committee").
    """

    start: int
    end: int
    det: str
    words: tuple[str, ...]
    head: str
    parties: tuple[int, ...]
    owner: Mention | None
    pronoun: str
    plural: bool
    titled: bool


def parse(words: Words, span: range, cast: Cast, world: World) -> Phrase | None:
    """The parts of a descriptive phrase; None where it has no words."""
    if not span:
        return None
    first, stop = span.start, span.stop
    det = ""
    if words.folded[first] in DEFINITE or words.folded[first] in INDEFINITE or words.raw[first].isdigit():
        det = words.folded[first]
        first += 1
    head_stop = first
    while head_stop < stop and words.folded[head_stop] not in PREPOSITION:
        gap = words.gap(head_stop)
        if head_stop > first and ("," in gap or "(" in gap or "[" in gap):
            break
        head_stop += 1
    if head_stop == first:
        head_stop = stop if first < stop else first
    if head_stop == first:
        return Phrase(words.starts[span.start], words.ends[span.stop - 1], det, (), det, (), None, "", det in INDEFINITE, False)
    main = range(first, head_stop)
    head = words.folded[head_stop - 1]
    mentions = cast.between(words.starts[first], words.ends[stop - 1])
    parties: list[int] = []
    owner: Mention | None = None
    for mention in mentions:
        if mention.figure.known >= 0 and mention.figure.type in {"state", "organisation"}:
            parties.append(mention.figure.known)
        if words.possessive[mention.last] and mention.last < head_stop - 1:
            owner = mention
        elif mention.figure.type == "person" and mention.last == head_stop - 2:
            owner = mention  # "the Assad government", "the Trump administration"
    plain = tuple(words.folded[i] for i in main if not any(m.first <= i <= m.last for m in mentions))
    plural = head in PLURAL or (head.endswith("s") and head not in SINGULAR_S and not head.endswith("ss")) or det in {"two", "three", "several", "many", "both"}
    pronoun = det if det in {"his", "her", "its", "their", "our", "my"} else ""
    titled = not det and words.raw[first][0].isupper()
    return Phrase(words.starts[span.start], words.ends[head_stop - 1], det, plain, head, tuple(parties), owner, pronoun, plural, titled)


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

    def read(self, span: range, headline: bool) -> Reading:
        """The party that a descriptive phrase means."""
        phrase = parse(self.words, span, self.cast, self.world)
        text = self.words.text
        if phrase is None:
            return self.maker.open("no words")
        shown = " ".join(text[phrase.start : phrase.end].split())
        noun = self.world.noun.get(phrase.head, "")
        kind = self.world.kind.get(phrase.head, "")
        whole = " ".join(text[phrase.start : self.words.ends[span.stop - 1]].split())
        if phrase.head in {"north", "south"} or (phrase.head == "side" and set(phrase.words) & {"north", "south"}):
            found = self.compass(phrase)
            if found is not None:
                return found
        if noun == "government" or (phrase.head in SIDE and (phrase.parties or phrase.owner)):
            return self.government(phrase, shown, noun)
        if noun == "document":
            return self.document(phrase, span, shown)
        if noun == "media" and not phrase.plural and (phrase.head != "media" or phrase.parties):
            return self.medium(phrase, span, shown)
        if noun == "body" and not phrase.plural:
            return self.body(phrase, span, shown)
        if noun == "country":
            return self.country(phrase, span, shown)
        if phrase.head in {"office"} and phrase.owner is not None:
            return self.maker.of_figure(self.cast.local(f"{phrase.owner.figure.name}'s {phrase.head}", "organisation"), 0.9, shown)
        if phrase.head == "people" and len(phrase.parties) == 1 and phrase.det in {"the", ""}:
            return self.nation(phrase, shown)
        if kind and not phrase.plural and self.definite(phrase, headline):
            return self.role(phrase, span, shown, whole, headline)
        if kind or phrase.plural or phrase.det in INDEFINITE or noun in {"media", "body"}:
            return self.unnamed(phrase, kind, whole)
        bare = shown.partition(" ")[2] if phrase.det else shown
        if phrase.titled or any(c.isupper() for c in bare):
            name = re.sub(r"^(?:the|a|an)\s+", "", shown, flags=re.I)
            if noun != "agreement":
                return self.maker.of_figure(self.cast.local(name, "organisation", phrase.start), 0.55, f"“{shown}”: a name in no table")
        return self.unnamed(phrase, "group", whole)

    def nation(self, phrase: Phrase, shown: str) -> Reading:
        """ "The American people": Americans."""
        state = phrase.parties[0]
        word = next((w for w, party in self.world.people.items() if party == state), "")
        name = " ".join(w.capitalize() for w in word.split(" ")) or shown
        return self.maker.of_figure(self.cast.local(name, "group", phrase.start), 0.9, f"“{shown}”: {name}")

    def definite(self, phrase: Phrase, headline: bool) -> bool:
        """Whether a phrase for one person means a particular one."""
        if phrase.det in INDEFINITE or phrase.det.isdigit():
            return False
        return bool(phrase.det) or phrase.owner is not None or headline or bool(phrase.parties)

    def unnamed(self, phrase: Phrase, kind: str, whole: str) -> Reading:
        """An unnamed source, with its description."""
        description = kind or "group"
        acts = None
        if len(set(phrase.parties)) == 1 and kind in {"official", "diplomat", "military"} and not set(phrase.words) & (PAST | {"opposition", "protest", "rebel"}):
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
            return self.maker.unnamed(earlier.name, earlier.description, 0.9, f"“{whole}”: the same as “{earlier.name}”", acts_for=earlier.acts_for)
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
            if vague and self.rules(figure):
                continue
            last = max((m.start for m in self.cast.mentions if m.figure is figure and m.start < phrase.start), default=-1)
            near = 0.0 if last < 0 else 1.0 / (1.0 + (phrase.start - last) / 800)
            rank = spoken.get(id(figure))
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
        if states and not set(phrase.words) & PAST and self.day is not None:
            holders = {
                o.person
                for o in self.world.offices
                if o.party >= 0 and self.world.state_of(o.party) in states and o.holds(self.day) and plays(asked, tuple(o.role.split(" ")), self.world)
            }
            if len(holders) == 1 and asked[-1] not in {"official", "politician", "aide", "diplomat", "lawmaker"}:
                figure = self.cast.known(holders.pop())
                return self.maker.of_figure(figure, 0.85, f"“{shown}”", f"held the office on {self.day}: {figure.name}")
        if phrase.det == "the" or not phrase.det:
            return self.unnamed(phrase, self.world.kind[phrase.head], whole)
        return self.unnamed(phrase, self.world.kind[phrase.head], whole)

    def fits(self, figure: Figure, asked: tuple[str, ...], states: set[int], bodies: set[int]) -> tuple[float, str] | None:
        """Whether a person may be called by a role, and why; the more closely the higher the number."""
        world = self.world
        for role in sorted(figure.roles, key=lambda r: r.start):
            if not plays(asked, role.words, world):
                continue
            theirs = {world.state_of(p) for p in role.parties} - {-1}
            if bodies and role.parties & bodies:
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

    def compass(self, phrase: Phrase) -> Reading | None:
        """ "The North", "the South" in a report on Korea."""
        here = {f.name for f in self.cast.figures if f.count}
        for side in ("North", "South"):
            if side.lower() in {phrase.head, *phrase.words}:
                for country in (f"{side} Korea", f"{side} Sudan"):
                    if country in here and country in self.world.by_name:
                        return self.maker.of_figure(self.cast.known(self.world.by_name[country]), 0.96, f"the {side}: {country}")
        return None

    def government(self, phrase: Phrase, shown: str, noun: str) -> Reading:
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
            return self.maker.of_figure(self.cast.known(state), 0.95, f"“{shown}”", f"the government of {self.world.parties[state].name} ({why})")
        if phrase.head == "administration":
            return self.maker.of_figure(self.cast.known(self.world.by_name["United States"]), 0.9, f"“{shown}”: of the United States")
        if phrase.head in {"authorities", "side"} or set(phrase.words) & {"opposition", "rebel", "local"}:
            return self.unnamed(phrase, "official", shown)
        state, sure = self.last_state(phrase.start) if phrase.head == "regime" else self.topic(phrase.start)
        if state >= 0:
            return self.maker.of_figure(self.cast.known(state), sure, f"“{shown}”", f"the state in question: {self.world.parties[state].name}")
        return self.maker.open(f"“{shown}”: no state in sight")

    def last_state(self, start: int) -> tuple[int, float]:
        """The state that a report speaks of most, the United States aside: "the regime"."""
        states = sorted((f for f in self.cast.figures if f.type == "state" and f.name != "United States" and f.first < start), key=lambda f: -f.count)
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

    def country(self, phrase: Phrase, span: range, shown: str) -> Reading:
        """ "The country", "the two Koreas", "the rogue state"."""
        if phrase.head in {"country", "nation", "state", "republic", "kingdom"} and phrase.det in {"the", "this"}:
            state, sure = self.topic(phrase.start)
            if state >= 0:
                return self.maker.of_figure(self.cast.known(state), sure, f"“{shown}”", f"the state in question: {self.world.parties[state].name}")
        return self.unnamed(phrase, "group", shown)

    def medium(self, phrase: Phrase, span: range, shown: str) -> Reading:
        """A newspaper, channel or network: the last one named; else one that only its state describes ("Iranian TV")."""
        for mention in reversed(self.cast.between(0, phrase.start)):
            known = mention.figure.known
            if known >= 0 and self.world.parties[known].detail == "outlet" and not phrase.parties:
                return self.maker.of_figure(mention.figure, 0.93, f"“{shown}”", f"last named: {mention.figure.name}")
        if phrase.parties or phrase.owner:
            name = re.sub(r"^(?:the|a|an)\s+", "", shown, flags=re.I)
            return self.maker.of_figure(self.cast.local(name, "organisation", phrase.start), 0.85, f"“{shown}”")
        return self.unnamed(phrase, "media", shown)

    def body(self, phrase: Phrase, span: range, shown: str) -> Reading:
        """A ministry, army, parliament, party, group."""
        if phrase.det in {"a", "an", "one", "another"}:
            return self.unnamed(phrase, "group", shown)
        kindred = [
            m
            for m in self.cast.between(0, phrase.start)
            if m.figure.type == "organisation" and self.alike(m.figure, phrase) and m.form == "name"
        ]
        if phrase.head == "agency" and not phrase.parties:
            outlets = [m for m in self.cast.between(0, phrase.start) if m.figure.known >= 0 and self.world.parties[m.figure.known].detail == "outlet"]
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
        if state < 0 and (core != (phrase.head,) or phrase.head in {"military", "army", "opposition", "parliament", "ministry", "delegation", "navy"}):
            state, sure = self.topic(phrase.start)
            if phrase.head == "delegation":
                sure -= 0.3
        if state >= 0 and not phrase.owner:
            name = f"{self.adjective(phrase, state)} {title(core, phrase.head)}"
        elif state >= 0 and core:
            name = f"{self.adjective(phrase, state)} {title(core, phrase.head)}"
        elif phrase.titled or any(c.isupper() for c in shown):
            name = re.sub(r"^(?:the|a|an)\s+", "", shown, flags=re.I)
        else:
            return self.maker.open(f"“{shown}”: none named before")
        figure = self.cast.local(name, "organisation", phrase.start)
        reading = self.maker.of_figure(figure, sure, f"“{shown}”: {name}")
        if state >= 0 and not set(core) & {"opposition", "party"}:
            from dataclasses import replace

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


def title(core: tuple[str, ...], head: str) -> str:
    """The name of a body from its nouns: ministries and parliaments have capitals, armies and delegations none."""
    words = [w for w in core if w not in {"the"}]
    if head in {"ministry", "embassy", "parliament", "department"}:
        return " ".join(w.capitalize() if head == "ministry" or head == "department" else w for w in words)
    return " ".join(words)


__all__ = ["Describer", "Phrase", "SPEAKS_FOR", "parse", "slug"]
