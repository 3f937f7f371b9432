"""Who said it: resolves every statement of a report. The stage's one entry."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from onrecord.encode.encoded import Encoded
from onrecord.model import Article, Party, PartySpan, Span, Statement
from onrecord.resolve.who import pronoun as pronouns
from onrecord.resolve.who.about import mentions_in
from onrecord.resolve.who.addressee import addressees
from onrecord.resolve.who.cast import Cast, Figure
from onrecord.resolve.who.nominal import Describer
from onrecord.resolve.who.reading import Maker, Reading, settle
from onrecord.resolve.who.responds import responds_to
from onrecord.resolve.who.source import SourceReader
from onrecord.resolve.who.words import Words
from onrecord.resolve.who.world import World, world

REPORTS = re.compile(r"\b(?:report|not(?:e|ing)|publish|wr[io]te|written|told|tell|cover|learn)")
THRESHOLD = 0.75  # chosen on the labelled reports: tools/who_curve.py


@dataclass(frozen=True, slots=True)
class Answer:
    """Who a statement is by, to and about. score: how sure the speaker is, before the threshold made it ambiguous."""

    speaker: Party
    addressee: tuple[PartySpan, ...]
    mentions: tuple[PartySpan, ...]
    responds_to: str | None
    score: float


def resolve_who(article: Article, encoded: Encoded, statements: Sequence[Statement], threshold: float = THRESHOLD) -> tuple[Statement, ...]:
    """The statements with speaker, addressee, mentions and responds_to filled in; all else unchanged.

    Below `threshold` (0 to 1) a speaker becomes ambiguous, its guesses candidates.
    """
    answers = answer_who(article, encoded, statements, threshold)
    return tuple(
        replace(s, speaker=a.speaker, addressee=a.addressee, mentions=a.mentions, responds_to=a.responds_to)
        for s, a in zip(statements, answers, strict=True)
    )


def answer_who(article: Article, encoded: Encoded, statements: Sequence[Statement], threshold: float = THRESHOLD) -> tuple[Answer, ...]:
    """The answer for each statement, in their order."""
    return Report(article, encoded, tuple(statements), world()).answers(threshold)


def report_day(article: Article) -> str | None:
    """The day of a report as an ISO date: stated, given or inferred; None where unknown."""
    for when in (article.published, article.published_inferred):
        if when is not None and when.earliest:
            return when.earliest[:10]
    return None


def sentence_starts(encoded: Encoded) -> list[int]:
    """The first characters of the sentences."""
    starts: list[int] = []
    last = -1
    for number, start in zip(encoded.sentence.tolist(), encoded.start.tolist(), strict=True):
        if number != last:
            starts.append(start)
            last = number
    return starts


@dataclass(slots=True)
class Report:
    """One report while it is being resolved."""

    article: Article
    encoded: Encoded
    statements: tuple[Statement, ...]
    world: World
    words: Words = field(init=False)
    cast: Cast = field(init=False)
    maker: Maker = field(init=False)
    reader: SourceReader = field(init=False)
    past: pronouns.Antecedents = field(init=False)
    number: dict[str, int] = field(init=False)
    order: list[int] = field(init=False)
    done: dict[int, Reading] = field(init=False)
    busy: set[int] = field(init=False)
    current: int = field(init=False, default=-1)

    def __post_init__(self) -> None:
        text, encoded = self.article.text, self.encoded
        self.words = Words(text)
        entities = [
            (encoded.starts[e.first], encoded.ends[e.last], e.type)
            for e in encoded.entities
            if e.type in {"person", "organisation", "place"}
        ]
        sources = [(s.start, s.end) for statement in self.statements for s in statement.source]
        day = report_day(self.article)
        self.cast = Cast(self.words, self.world, day, entities, sources)
        self.maker = Maker(self.cast, self.words, self.world, day)
        quotes = [(s.start, s.end) for x in self.statements if x.kind == "direct" for s in x.content]
        self.past = pronouns.Antecedents(self.cast, self.words, sentence_starts(encoded), quotes)
        describer = Describer(self.cast, self.words, self.world, self.maker, day, self.before, self.within, self.owner)
        self.reader = SourceReader(text, self.words, self.cast, self.world, self.maker, describer, self.pronoun)
        self.number = {s.id: k for k, s in enumerate(self.statements)}
        self.order = sorted(range(len(self.statements)), key=self.sort_key)
        self.done = {}
        self.busy = set()

    def sort_key(self, k: int) -> tuple[bool, int]:
        """Headlines and links last: the body says who is meant."""
        return self.statements[k].part in {"headline", "link"}, self.place(k)

    def place(self, k: int) -> int:
        """Where a statement's source stands, or else its cue, or content."""
        s = self.statements[k]
        return (s.source or s.cue or s.content)[0].start

    def answers(self, threshold: float) -> tuple[Answer, ...]:
        """All answers, in the order of the statements."""
        for k in self.order:
            self.reading(k)
        out: list[Answer] = []
        for k, statement in enumerate(self.statements):
            reading = self.done[k]
            told = tuple(addressees(statement, self.words, self.reader, k))
            about = mentions_in(statement, self.cast)
            answered = responds_to(k, self.article.text, self.statements, [self.done[j] for j in range(len(self.statements))], self.place)
            out.append(Answer(settle(reading, threshold), told, about, answered, reading.score))
        return tuple(out)

    def reading(self, k: int) -> Reading:
        """The reading of one statement's source; that of its parent first."""
        if k in self.done:
            return self.done[k]
        statement = self.statements[k]
        if k in self.busy:
            return self.maker.open("a statement within itself")
        self.busy.add(k)
        parent = self.parent(k)
        if parent is not None:
            self.reading(parent)
        self.current = k
        headline = statement.part in {"headline", "link"}
        if not statement.source:
            reading = self.nobody(k)
        else:
            source = min(statement.source, key=lambda s: s.start) if len(statement.source) > 1 else statement.source[0]
            reading = self.reader.read(source.start, source.end, k, headline)
            if headline and reading.party.status != "resolved":
                reading = self.headline(k, reading)
        self.done[k] = reading
        return reading

    def parent(self, k: int) -> int | None:
        """The number of the statement that a statement is reported in."""
        parent = self.statements[k].parent
        return self.number.get(parent) if parent is not None else None

    def before(self, place: int) -> list[Reading]:
        """The readings of statements whose source stands before a place, nearest first."""
        near = sorted(
            (-self.place(k), k)
            for k in self.done
            if self.place(k) < place and k != self.current and self.statements[k].part not in {"headline", "link"}
        )
        return [self.done[k] for _, k in near]

    def within(self, start: int, end: int) -> Reading:
        """The reading of a source inside another."""
        return self.reader.read(start, end, self.current)

    def owner(self, pronoun: str, place: int) -> Reading | None:
        """Who a possessive pronoun is."""
        reading = self.pronoun(pronoun, place, self.current)
        return reading if reading.party.status == "resolved" else None

    def nobody(self, k: int) -> Reading:
        """A statement without a source: a quotation that goes on, else nobody named."""
        statement = self.statements[k]
        if statement.kind in {"direct", "mixed"} and not statement.cue and statement.parent is None and statement.content:
            start = statement.content[0].start
            text = self.article.text
            best = None
            for j, other in enumerate(self.statements):
                if j == k or other.parent is not None or other.kind not in {"direct", "mixed"} or other.part != statement.part:
                    continue
                end = max(s.end for s in (*other.content, *other.cue, *other.source))
                if end <= start and (best is None or end > best[0]):
                    best = (end, j)
            if best is not None and start - best[0] < 150 and self.statements[best[1]].source:
                between = text[best[0] : start].rstrip()
                if "\n" not in between:
                    return self.reading(best[1]).because("the quotation goes on", score=0.95 if "\n" not in text[best[0] : start] else 0.85)
        return self.maker.unnamed(None, None, 0.9, "the report names nobody")

    def headline(self, k: int, reading: Reading) -> Reading:
        """A headline's "Syrian official": the first of the first three speakers of the body who fits."""
        statement = self.statements[k]
        if not statement.source or statement.part == "link":
            return reading
        body = [j for j in self.order if self.statements[j].part == "body" and self.statements[j].parent is None]
        source = statement.source[0]
        parties = {self.world.state_of(m.figure.known) for m in self.cast.between(source.start, source.end) if m.figure.known >= 0} - {-1}
        if self.words.folded[self.words.within(source.start, source.end)[-1]].endswith("s") or not parties:
            return reading
        for j in body[:3]:
            first = self.done.get(j)
            if first is None or first.figure is None or first.figure.type != "person":
                continue
            acts = first.party.acts_for
            if acts in self.world.by_name and self.world.by_name[acts] in parties:
                return first.because(f"“{source.text}”: the first to speak in the body", score=0.9)
        return reading

    def pronoun(self, word: str, place: int, k: int) -> Reading:
        """Who a pronoun is, as the source of statement k or beside it."""
        statement = self.statements[k] if 0 <= k < len(self.statements) else None
        parent = self.parent(k) if statement is not None else None
        inside = self.done.get(parent) if parent is not None else None
        if word in pronouns.FIRST_ONE:
            if inside is not None:
                return inside.because(f"“{word}” in the words of the one quoted")
            return self.maker.unnamed(None, None, 0.6, f"“{word}” outside a quotation")
        if word in pronouns.FIRST_MANY:
            return self.we(word, inside, statement)
        spoken = self.spoken(place, k)
        skip: list[tuple[int, int]] = []
        barred: Figure | None = None
        if statement is not None:
            skip = [(s.start, s.end) for s in statement.content if not s.start <= place < s.end]
        direct = False
        if parent is not None and statement is not None and inside is not None:
            direct = self.statements[parent].kind == "direct"
            if direct:
                barred = inside.figure
        if word in pronouns.MANY:
            return self.they(word, place, k)
        options = self.past.find(word, place, spoken, skip, barred)
        if inside is not None and not direct and parent is not None:
            sex = "m" if word in pronouns.MALE else "f" if word in pronouns.FEMALE else ""
            nearer = [o for o in options if o[1] is not inside.figure and self.named_inside(o[1], parent, place)]
            if nearer:
                rivals = (inside.figure,) if inside.figure is not None else ()
                return self.maker.of_figure(nearer[0][1], 0.8, f"“{word}”: {nearer[0][1].name}, named in the same clause", rivals=rivals)
            if inside.figure is not None and pronouns.agrees(inside.figure, word, sex):
                return self.maker.of_figure(
                    inside.figure, 0.92, f"“{word}” in what this one is reported to have said: {inside.figure.name}"
                )
        if not options:
            return self.maker.open(f"“{word}”: nobody before agrees")
        (points, best), *others = options
        lead = points - others[0][0] if others else 2.0
        score = min(0.96, 0.62 + 0.3 * min(lead, 1.2)) - (0.05 if not best.sex and best.type == "person" else 0.0)
        if points < 1.5:
            score -= 0.15
        return self.maker.of_figure(best, score, f"“{word}”: {best.name}, the nearest who agrees", rivals=tuple(f for _, f in others[:2]))

    def named_inside(self, figure: Figure, parent: int, place: int) -> bool:
        """Whether a figure is named in the parent's content before a place."""
        return any(
            m.figure is figure and m.form != "adjective"
            for s in self.statements[parent].content
            for m in self.cast.between(s.start, min(s.end, place))
        )

    def spoken(self, place: int, k: int) -> list[tuple[int, Figure]]:
        """Speakers of the statements before a place."""
        out = []
        for j, reading in self.done.items():
            if j == k or self.statements[j].part in {"headline", "link"}:
                continue
            if reading.figure is not None and self.statements[j].source and self.place(j) < place and reading.score >= 0.5:
                out.append((self.place(j), reading.figure))
        return out

    def we(self, word: str, inside: Reading | None, statement: Statement | None) -> Reading:
        """ "We" in a quotation: the speaker's side; outside one: the outlet."""
        if inside is None:
            outlet = self.article.outlet
            if outlet and statement is not None and REPORTS.search(" ".join(s.text for s in statement.cue)):
                known = self.world.by_name.get(outlet)
                figure = self.cast.known(known) if known is not None else self.cast.local(outlet, "organisation")
                return self.maker.of_figure(figure, 0.85, f"“{word}” outside a quotation: the outlet")
            return self.maker.open(f"“{word}” outside a quotation: not plainly the outlet")
        side = inside.party.acts_for
        if side is None:
            return inside.because(f"“{word}” in the words of the one quoted", score=0.9)
        known = self.world.by_name.get(side)
        figure = self.cast.known(known) if known is not None else self.cast.local(side, "organisation")
        return self.maker.of_figure(figure, 0.85, f"“{word}”: the side of {inside.party.name}", f"speaks for {side}")

    def they(self, word: str, place: int, k: int) -> Reading:
        """ "They": the last several who spoke, or the nearest plural noun for people."""
        sentence = self.past.at(place)
        for j in sorted(self.done, key=lambda j: -self.place(j)):
            if j == k or self.place(j) >= place or not self.statements[j].source:
                continue
            if sentence - self.past.at(self.place(j)) > 2:
                break
            party = self.done[j].party
            source = self.statements[j].source[0]
            last = self.words.within(source.start, source.end)
            plural = bool(party.members) or (party.status == "unnamed" and bool(last) and self.plural(source))
            if plural and self.statements[j].parent == (self.statements[k].parent if 0 <= k < len(self.statements) else None):
                return self.done[j].because(f"“{word}”: who spoke before", score=0.92)
        i = bisect_left(self.words.starts, place) - 1
        while i >= 0 and sentence - self.past.at(self.words.starts[i]) <= 1:
            folded = self.words.folded[i]
            if folded in self.world.kind and folded.endswith("s") and not self.words.possessive[i]:
                first = i
                while (
                    first > 0
                    and self.words.gap(first) in {" ", "-"}
                    and (
                        self.words.folded[first - 1] in self.world.modifier
                        or self.words.folded[first - 1] in self.world.adjective
                        or self.words.folded[first - 1] in {"the", "some", "many", "two", "three", "us", "senior", "south", "north"}
                    )
                ):
                    first -= 1
                name = " ".join(self.article.text[self.words.starts[first] : self.words.ends[i]].split())
                return self.maker.unnamed(name, self.world.kind[folded], 0.75, f"“{word}”: {name}")
            i -= 1
        return self.maker.open(f"“{word}”: no group before agrees")

    def plural(self, source: Span) -> bool:
        """Whether a source's words name several."""
        return any(
            self.words.folded[i].endswith("s") or self.words.folded[i] == "people" for i in self.words.within(source.start, source.end)
        )
