"""The cast of one report: who is named in it, where, with which roles; short names joined to full ones."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from onrecord.resolve.who.roles import Role, apposition_after, read_role, title_before
from onrecord.resolve.who.scan import Hit, scan
from onrecord.resolve.who.words import Words, fold_all, listed, slug
from onrecord.resolve.who.world import World


@dataclass(slots=True, eq=False)
class Figure:
    """A party of this report. known: its index in the tables, -1 if none. first: where it is first named in full (characters)."""

    name: str
    id: str
    type: str
    known: int
    sex: str
    folded: tuple[str, ...]
    first: int
    roles: list[Role] = field(default_factory=list)
    count: int = 0
    last: int = -1


@dataclass(frozen=True, slots=True)
class Mention:
    """A figure named at a place. form: name, short, adjective, people, seat. rivals: others whom a short name may mean."""

    first: int
    last: int
    start: int
    end: int
    figure: Figure
    form: str
    rivals: tuple[Figure, ...] = ()


class Cast:
    """All figures and mentions of a text. day: the ISO date of the report, None if unknown."""

    def __init__(
        self, words: Words, world: World, day: str | None, entities: Iterable[tuple[int, int, str]], sources: list[tuple[int, int]]
    ) -> None:
        self.words = words
        self.world = world
        self.day = day
        self.figures: list[Figure] = []
        self._known: dict[int, Figure] = {}
        self._local: dict[tuple[str, tuple[str, ...]], Figure] = {}
        hits = scan(words, world, entities, sources)
        for hit in hits:
            if hit.form != "short":
                self._introduce(hit)
        self.mentions = [m for hit in hits if (m := self._mention(hit)) is not None]
        self._starts = [m.start for m in self.mentions]
        self._roles()

    def known(self, party: int) -> Figure:
        """The figure of a party of the tables."""
        figure = self._known.get(party)
        if figure is None:
            row = self.world.parties[party]
            figure = Figure(row.name, row.id, row.type, party, row.sex, fold_all(row.name), 1 << 60)
            self._known[party] = figure
            self.figures.append(figure)
        return figure

    def local(self, name: str, kind: str, start: int = 1 << 60) -> Figure:
        """The figure of a name that no table has."""
        folded = fold_all(name)
        if kind == "person" and len(folded) > 2:  # "Edward J. Markey" is Edward Markey
            plain = tuple(word for word in folded if len(word) > 1)
            parties = self.world.names.get(" ".join(plain), ())
            if len(plain) > 1 and len(parties) == 1 and self.world.parties[parties[0]].type == "person":
                return self.known(parties[0])
            folded = plain if len(plain) > 1 else folded
        figure = self._local.get((kind, folded))
        if figure is None:
            prefix = {"person": "person", "group": "group"}.get(kind, "org")
            sex = self.world.sex(folded[0]) or (self.world.sex("-".join(folded[:2])) if len(folded) > 1 else "") if kind == "person" else ""
            figure = Figure(name, f"{prefix}:{slug(name)}", kind, -1, sex, folded, start)
            self._local[kind, folded] = figure
            self.figures.append(figure)
        return figure

    def between(self, start: int, end: int) -> list[Mention]:
        """The mentions that begin in the characters [start, end)."""
        return self.mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def _introduce(self, hit: Hit) -> None:
        start = self.words.starts[hit.first]
        if hit.parties:
            figure = self.known(hit.parties[0])
        else:
            figure = self.local(self.words.text[start : self.words.ends[hit.last]], hit.type, start)
        if figure.first > start:
            figure.first = start

    def _mention(self, hit: Hit) -> Mention | None:
        start, end = self.words.starts[hit.first], self.words.ends[hit.last]
        rivals: tuple[Figure, ...] = ()
        if hit.form != "short" and hit.parties:
            figure = self.known(hit.parties[0])
        elif hit.form != "short":
            figure = self.local(self.words.text[start:end], hit.type, start)
        else:
            options = self._named(tuple(self.words.folded[hit.first : hit.last + 1]), start, hit.parties, hit.first)
            if not options:
                if hit.type != "person":
                    return None
                options = [self.local(self.words.text[start:end], "person", start)]
            figure, rivals = options[0], tuple(options[1:])
        figure.count += 1
        figure.last = start
        return Mention(hit.first, hit.last, start, end, figure, hit.form, rivals)

    def _named(self, short: tuple[str, ...], start: int, parties: tuple[int, ...], first: int) -> list[Figure]:
        """Who a short name means, best first; more than one only where it cannot be told."""
        n = len(short)
        called = MALE_TITLE if first and self.words.folded[first - 1] in MALE_TITLE else FEMALE_TITLE
        sex = "" if not first or self.words.folded[first - 1] not in called else "m" if called is MALE_TITLE else "f"
        here = [
            f
            for f in self.figures
            if f.type == "person"
            and len(f.folded) > n
            and f.first < 1 << 60
            and has_name(f, short, self.world)
            and f.sex in {sex or f.sex, ""}
        ]
        if here:
            last = [f for f in here if f.folded[-n:] == short]
            usual = [f for f in here if f.known in parties]
            if len(usual) > 1:
                usual = [f for f in usual if any(o.holds(self.day) for o in self.world.held.get(f.known, ()))] or usual
            if usual and not last:  # family names that come first: Kim Jong Un, Kim Yo Jong
                last = [f for f in here if f.folded[:n] == short]
            pool = last or usual or here
            if len(pool) == 1 and not (usual and pool[0] not in usual and usual[0].first < start):
                return pool
            pool = list(dict.fromkeys([*pool, *usual]))
            title = read_role(self.words, title_before(self.words, first, self.world), self.world)
            if title is not None:
                fitting = [f for f in pool if any(set(title.words) & set(o.role.split(" ")) for o in self.world.held.get(f.known, ()))]
                if len(fitting) == 1:
                    return fitting
            before = sorted((f for f in pool if f.first <= start), key=lambda f: (-f.count, -f.first))
            if len(usual) == 1 and self.world.parties[usual[0].known].type == "person":
                others = [
                    f for f in before if f is not usual[0] and f.last > start - 600 and (f.last > usual[0].last or f.first > start - 1500)
                ]
                return [usual[0], *others]
            if len(before) == 1:
                return before
            if len(before) > 1 and before[0].count >= 4 and before[0].count >= 4 * before[1].count and before[1].last < start - 400:
                return before[:1]
            return before + [f for f in pool if f not in before]
        if not parties:
            return []
        if len(parties) == 1:
            return [self.known(parties[0])] if self._alive(parties[0]) else []
        title = read_role(self.words, title_before(self.words, first, self.world), self.world)
        for slack in (0, 8):
            held = [p for p in parties if any(o.holds(self.day, slack) for o in self.world.held.get(p, ()))]
            if title is not None:
                suited = [p for p in held if any(set(title.words) & set(o.role.split(" ")) for o in self.world.held.get(p, ()))]
                held = suited or held
            if held:
                return [self.known(p) for p in held]
        return [self.known(p) for p in parties]

    def _alive(self, party: int) -> bool:
        """Whether a person of the tables may be meant by the bare surname: an office within eight years of the report, or none known."""
        offices = self.world.held.get(party)
        return not offices or any(o.holds(self.day, 8) for o in offices)

    def _roles(self) -> None:
        words, world = self.words, self.world
        for mention in self.mentions:
            if mention.figure.type != "person" or mention.form == "adjective" or mention.rivals:
                continue
            for span in (title_before(words, mention.first, world), apposition_after(words, mention.last, world)):
                role = read_role(words, span, world)
                if role is not None:
                    mention.figure.roles.append(role)
                    if not mention.figure.sex:
                        mention.figure.sex = sex_of(role.words)
            if not mention.figure.sex and mention.first > 0:
                mention.figure.sex = sex_of((words.folded[mention.first - 1],))


MALE_TITLE = frozenset({"mr", "sir"})
FEMALE_TITLE = frozenset({"mrs", "ms", "miss"})
MALE = MALE_TITLE | listed(
    "spokesman congressman businessman king prince father husband son brother chairman lord sheikh sheik policeman mullah sultan emir pope"
)
FEMALE = FEMALE_TITLE | listed(
    "spokeswoman congresswoman businesswoman queen princess mother wife daughter sister chairwoman baroness lady actress"
)


def sex_of(words: tuple[str, ...]) -> str:
    """m or f where a title or role tells."""
    for word in words:
        if word in MALE:
            return "m"
        if word in FEMALE:
            return "f"
    return ""


def has_name(figure: Figure, short: tuple[str, ...], world: World) -> bool:
    """Whether a short name is part of a figure's name: the last words, the first, or (one word) any."""
    if figure.folded[-len(short) :] == short or figure.folded[: len(short)] == short or (len(short) == 1 and short[0] in figure.folded):
        return True
    return figure.known >= 0 and figure.known in world.short.get(" ".join(short), ())
