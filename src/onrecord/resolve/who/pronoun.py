"""Who "he", "she", "they" or "it" is: the nearest party that agrees, subjects and speakers first."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate

from onrecord.resolve.who.cast import Cast, Figure, Mention
from onrecord.resolve.who.words import Words, listed

MALE = frozenset({"he", "him", "his", "himself"})
FEMALE = frozenset({"she", "her", "hers", "herself"})
MANY = frozenset({"they", "them", "their", "theirs", "themselves"})
THING = frozenset({"it", "its", "itself"})
FIRST_ONE = frozenset({"i", "me", "my", "myself"})
FIRST_MANY = frozenset({"we", "us", "our", "ourselves"})
ALL = MALE | FEMALE | MANY | THING | FIRST_ONE | FIRST_MANY
OBJECT_AFTER = listed(
    "of for to with by from against on in about at over between than near under after before into toward towards like including"
)


@dataclass(frozen=True, slots=True)
class Event:
    """A party comes up at a place: named, or as the speaker of a statement (spoken)."""

    start: int
    figure: Figure
    spoken: bool
    subject: float
    quoted: bool


@dataclass(slots=True)
class Antecedents:
    """The parties that come up in a report, in order, for pronouns to look back on."""

    cast: Cast
    words: Words
    sentence: list[int]  # first characters of sentences
    quotes: list[tuple[int, int]]  # characters of direct speech
    events: dict[int, Event] = field(default_factory=dict)
    reach: list[int] = field(init=False)  # how far the quotations up to each one reach

    def __post_init__(self) -> None:
        self.quotes = sorted(self.quotes)
        self.reach = list(accumulate((b for _, b in self.quotes), max))

    def at(self, place: int) -> int:
        """The number of the sentence at a place."""
        return bisect_right(self.sentence, place)

    def quoted(self, place: int) -> bool:
        """Whether a place is inside direct speech."""
        k = bisect_right(self.quotes, place, key=_first) - 1
        return k >= 0 and place < self.reach[k]

    def event(self, mention: Mention) -> Event:
        """A name as an event."""
        made = self.events.get(mention.start)
        if made is None:
            made = self.events[mention.start] = Event(
                mention.start, mention.figure, False, self.subject(mention), self.quoted(mention.start)
            )
        return made

    def subject(self, mention: Mention) -> float:
        """How much a name looks like a subject: 1.2 at the start of its sentence, 0.3 elsewhere, -0.5 after a preposition or owning."""
        if self.words.possessive[mention.last]:
            return -0.5
        i = mention.first - 1
        while i >= 0 and (
            self.words.folded[i] in {"the", "a", "an"}
            or self.words.folded[i] in self.cast.world.kind
            or self.words.folded[i] in self.cast.world.modifier
            or any(m.first <= i <= m.last for m in self.cast.between(self.words.starts[i], self.words.starts[i] + 1))
        ):
            if "," in self.words.gap(i + 1):
                break
            i -= 1
        if i >= 0 and "," not in self.words.gap(i + 1) and (self.words.folded[i] in OBJECT_AFTER or self.words.folded[i].endswith("ing")):
            return -0.5
        first = self.words.starts[i + 1]
        return 1.2 if first - self.sentence[max(0, self.at(first) - 1)] < 25 else 0.3

    def find(
        self,
        pronoun: str,
        place: int,
        spoken: list[tuple[int, Figure]],
        skip: list[tuple[int, int]],
        barred: Figure | None = None,
    ) -> list[tuple[float, Figure]]:
        """Candidates for a pronoun at a place, best first, with points.

        spoken: speakers of earlier statements with the places of their sources. skip: spans that cannot hold the antecedent (the
        statement's own content). barred: who it cannot be.
        """
        here = self.at(place)
        sex = "m" if pronoun in MALE else "f" if pronoun in FEMALE else ""
        events = [self.event(m) for m in self.cast.between(max(0, place - 2500), place) if m.form != "adjective"]
        events += [
            Event(start, figure, True, 1.2 if start - self.sentence[max(0, self.at(start) - 1)] < 3 else 0.3, self.quoted(start))
            for start, figure in spoken
            if start < place
        ]
        latest = max((start for start, _ in spoken if start < place), default=-1)
        points: dict[int, tuple[float, Figure]] = {}
        for event in events:
            figure = event.figure
            if figure is barred or not agrees(figure, pronoun, sex):
                continue
            if any(a <= event.start < b for a, b in skip):
                continue
            back = here - self.at(event.start)
            if back > 6:
                continue
            value = 4.0 - back * (1.0 if back < 3 else 0.8)
            value += (1.2 if event.start == latest and back <= 3 else 0.7) if event.spoken else 0.0
            value += event.subject
            value -= 2.0 if event.quoted and not event.spoken else 0.0
            value -= (place - event.start) / 4000
            if sex:
                value += 0.5 if figure.sex == sex else -0.5
                value -= 1.5 if not figure.sex and len(figure.folded) == 1 else 0.0
            old = points.get(id(figure))
            if old is None or old[0] < value:
                points[id(figure)] = (value, figure)
        return sorted(points.values(), key=lambda p: -p[0])


def _first(quote: tuple[int, int]) -> int:
    return quote[0]


def agrees(figure: Figure, pronoun: str, sex: str) -> bool:
    """Whether a party may be called by a pronoun."""
    if sex:
        return figure.type == "person" and figure.sex in {sex, ""}
    if pronoun in THING:
        return figure.type in {"state", "organisation"}
    if pronoun in MANY:
        return figure.type in {"group", "organisation"}
    return False
