"""Time the archive: fill one with made-up reports, then ask it everything. `python bench/archive.py [STATEMENTS] [PATH]`.

Nothing of it is anybody's text: names, outlets and words are made of syllables, words as frequent as in a language (Zipf), dates over six
years. One statement in twenty holds a true copy of an earlier one's words. Each question is asked of a fresh connection (cold: the first
time; warm: the median of five more; of processor: what of that was work, not waiting for a busy machine), the first 50 rows fetched, as the
command does.
"""

from __future__ import annotations

import hashlib
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

from onrecord import Archive, Filters
from onrecord.align.carrier import carriers_of_row
from onrecord.align.group import group
from onrecord.align.nearby import rows_near
from onrecord.model import Article, Made, Party, PartySpan, Position, Record, Span, Statement, When

A_REPORT = 10  # statements
GROUP = 100  # reports stored at once, where a dataset is loaded
SINGLE = 1_000  # reports stored one by one


class World:
    """Made-up words, people, states and outlets, the same for the same seed."""

    def __init__(self, seed: int = 11) -> None:
        self.chance = chance = random.Random(seed)
        self.words = list(dict.fromkeys(self._word() for _ in range(30_000)))
        self.weights = list(accumulate(1 / (n + 3) for n in range(len(self.words))))
        self.states = [self._word().title() for _ in range(60)]
        self.people = [f"{self._word().title()} {self._word().title()}" for _ in range(3_000)]
        self.person_weights = list(accumulate(1 / (n + 2) for n in range(len(self.people))))
        self.outlets = [f"The {self._word().title()} {chance.choice(('Post', 'Herald', 'Times', 'News'))}" for _ in range(60)]
        self.said: list[str] = []

    def _word(self) -> str:
        syllable = [
            "ba",
            "be",
            "bi",
            "bo",
            "da",
            "de",
            "do",
            "ga",
            "gi",
            "ka",
            "ke",
            "ko",
            "la",
            "le",
            "li",
            "lo",
            "ma",
            "me",
            "mi",
            "na",
            "ne",
            "no",
            "ra",
            "re",
            "ri",
            "ro",
            "sa",
            "se",
            "si",
            "so",
            "ta",
            "te",
            "ti",
            "to",
            "va",
            "vi",
        ]
        return "".join(self.chance.choice(syllable) for _ in range(self.chance.choice((1, 2, 2, 3, 3, 4))))

    def sentence(self) -> str:
        return " ".join(self.chance.choices(self.words, cum_weights=self.weights, k=self.chance.randint(8, 30)))

    def content(self) -> str:
        if self.said and self.chance.random() < 0.05:
            return self.chance.choice(self.said)
        made = self.sentence()
        if len(self.said) < 5_000:
            self.said.append(made)
        return made

    def person(self) -> Party:
        n = self.chance.choices(range(len(self.people)), cum_weights=self.person_weights)[0]
        return Party(
            name=self.people[n], id=f"Q{n}", type="person", status="resolved", role="minister", acts_for=self.states[n % len(self.states)]
        )

    def report(self, number: int) -> Record:
        chance = self.chance
        text = self.sentence().title()
        statements, positions = [], []
        day = (date(2025, 1, 1) + timedelta(days=chance.randrange(2_200))).isoformat()
        for n in range(A_REPORT):
            who = self.person()
            about = chance.choice(self.states)
            text += f"\n{self.sentence()}. "
            source = self._put(text, str(who.name))
            text += f"{source.text} "
            cue = self._put(text, "said")
            text += "said "
            content = self._put(text, f"{self.content()} {about} {self.sentence()}")
            text += f"{content.text}."
            at = content.start + content.text.index(about)
            mention = PartySpan(start=at, end=at + len(about), text=about, name=about, id=f"S{self.states.index(about)}")
            unsure = chance.random() < 0.1
            statements.append(
                Statement(
                    id=hashlib.sha256(f"{number}|{n}".encode()).hexdigest()[:16],
                    kind=chance.choice(("direct", "indirect", "mixed")),
                    part="body",
                    content=(content,),
                    cue=(cue,),
                    source=(source,),
                    speaker=Party(name=None, id=None, type="person", status="unresolved") if unsure else who,
                    mentions=(mention,),
                    score=round(chance.random() ** 0.2, 2),
                )
            )
            if chance.random() < 0.25:
                positions.append(
                    Position(
                        statement=statements[-1].id,
                        question=chance.choice(("talks", "ceasefire", "sanctions")),
                        holder=str(who.acts_for),
                        holder_id=None,
                        stance=chance.choice(("for", "conditional", "against")),
                        condition=None,
                        evidence=(content,),
                        score=0.8,
                    )
                )
        article = Article(
            id=hashlib.sha256(str(number).encode()).hexdigest()[:32],
            source=f"{number}.txt",
            text=text,
            text_sha256=hashlib.sha256(text.encode()).hexdigest(),
            url=f"https://news.example/{number}",
            outlet=chance.choice(self.outlets),
            title=text.split("\n")[0],
            language="en",
            published=When(edtf=day, earliest=day, latest=day, basis="stated"),
        )
        return Record(
            article=article, statements=tuple(statements), positions=tuple(positions), made=(Made(step="statements", version="bench"),)
        )

    def _put(self, text: str, words: str) -> Span:
        return Span(start=len(text), end=len(text) + len(words), text=words)


@dataclass(slots=True)
class Filled:
    """How fast an archive was filled: seconds of the clock and of processor for a report, in groups (the way that a dataset is loaded) and
    one by one (the way that reports are added as they are read), the latter measured on the last reports."""

    world: World
    grouped: tuple[float, float] = (0.0, 0.0)
    single: tuple[float, float] = (0.0, 0.0)


def fill(path: Path, statements: int) -> Filled:
    """Fill an archive; only the storing is timed, not the making up."""
    filled = Filled(World())
    reports = statements // A_REPORT
    alone = min(SINGLE, reports // 2)
    with Archive(path, write=True) as archive:
        for start in range(0, reports - alone, GROUP):
            records = [filled.world.report(n) for n in range(start, min(start + GROUP, reports - alone))]
            with timed() as took, archive.together():
                for record in records:
                    archive.add(record)
            filled.grouped = (filled.grouped[0] + took[0], filled.grouped[1] + took[1])
            done = start + len(records)
            if done // GROUP % max(1, reports // GROUP // 4) == 0:
                print(f"  {done * A_REPORT:>9,} statements: {done / filled.grouped[0]:.0f} reports a second", flush=True)
        records = [filled.world.report(n) for n in range(reports - alone, reports)]
        with timed() as took:
            for record in records:
                archive.add(record)
        filled.grouped = (filled.grouped[0] / (reports - alone), filled.grouped[1] / (reports - alone))
        filled.single = (took[0] / alone, took[1] / alone)
    clock, processor = (1000 * n for n in filled.single)
    print(f"  {path.stat().st_size / 1e6:.0f} MB; one by one a report {clock:.1f} ms, of it {processor:.1f} of processor")
    return filled


@contextmanager
def timed() -> Iterator[list[float]]:
    """Seconds of the clock and of processor, when it is over."""
    took = [0.0, 0.0]
    clock, processor = time.perf_counter(), time.process_time()
    yield took
    took[:] = time.perf_counter() - clock, time.process_time() - processor


def questions(world: World) -> dict[str, Callable[[Archive], object]]:
    who, rare = world.people[0], world.people[1500].split()[1]
    common, word = world.words[0], world.words[200]
    state, outlet = world.states[3], world.outlets[5]
    phrase = f'"{" ".join(world.said[9].split()[:6])}"'

    def rows(**wanted: str) -> Callable[[Archive], object]:
        return lambda a: list(a.statements(Filters(**wanted), limit=50))

    return {
        "statements, all": rows(),
        "statements, oldest first": lambda a: list(a.statements(order="oldest", limit=50)),
        "statements --speaker (the most quoted)": rows(speaker=who),
        "statements --speaker (a whole word)": rows(speaker=rare),
        "statements --about": rows(about=state),
        "statements --for": rows(acts_for=state),
        "statements --outlet": rows(outlet=outlet),
        "statements --since --until (a month)": rows(since="2027-03", until="2027-03"),
        "statements --since --until (four years)": rows(since="2026", until="2029"),
        "statements --question --stance": rows(question="talks", stance="against"),
        "statements --kind": rows(kind="mixed"),
        "statements --words (the commonest)": rows(words=common),
        "statements, all filters": rows(speaker=who, acts_for=world.states[0], since="2025", until="2030", kind="direct", words=common),
        "statements, a page far down": lambda a: list(a.statements(limit=50, offset=90_000)),
        "count, all filters": lambda a: a.count(Filters(about=state, words=common, since="2026")),
        "speakers, all": lambda a: list(a.speakers(limit=50)),
        "speakers --about --since": lambda a: list(a.speakers(Filters(about=state, since="2027"), limit=50)),
        "speakers --words (the commonest)": lambda a: list(a.speakers(Filters(words=common), limit=50)),
        "search, the commonest word": lambda a: list(a.search(common, limit=50)),
        "search, a common word": lambda a: list(a.search(word, limit=50)),
        "search, two words": lambda a: list(a.search(f"{common} {word}", limit=50)),
        "search, a phrase": lambda a: list(a.search(phrase, limit=50)),
        "search, a beginning": lambda a: list(a.search(f"{word[:2]}*", limit=50)),
        "search --speaker": lambda a: list(a.search(common, Filters(speaker=who), limit=50)),
        "positions --question": lambda a: list(a.positions(question="talks", limit=50)),
        "positions --holder": lambda a: list(a.positions(question="talks", holder=state, limit=50)),
        "same STATEMENT": lambda a: same(a, next(a.statements(Filters(words=phrase), limit=1))),
        "same STATEMENT, a chance one": lambda a: same(a, next(a.statements(limit=1, offset=50_000))),
        "review": lambda a: list(a.review(limit=50)),
        "agreement": lambda a: list(a.agreement()),
        "statement by its beginning": lambda a: a.statement(next(a.statements(limit=1))["id"][:9]),
        "record": lambda a: a.record(next(a.statements(limit=1))["article"]),
        "cite": lambda a: a.cite(next(a.statements(limit=1))["id"]),
    }


def same(archive: Archive, row: dict[str, object]) -> int:
    """The group of one statement, as the command finds it."""
    near = rows_near(row, archive.near)
    articles = [r["article"] for r in near]
    names, sketches = archive.sources(articles), archive.sketches(articles)
    return len(group([c for r in near for c in carriers_of_row(r, names[r["article"]], sketches[r["article"]])], alone=True))


def ask(path: Path, world: World) -> None:
    worst = 0.0
    for name, question in questions(world).items():
        times, busy = [], []
        with Archive(path) as archive:
            for _ in range(6):
                start, worked = time.perf_counter(), time.process_time()
                question(archive)
                times.append((time.perf_counter() - start) * 1000)
                busy.append((time.process_time() - worked) * 1000)
        warm, processor = statistics.median(times[1:]), statistics.median(busy[1:])
        worst = max(worst, times[0])
        above = "   ABOVE 100 ms" if processor > 100 else ""
        print(f"  {name:42} {times[0]:7.1f} ms cold {warm:7.1f} ms warm {processor:7.1f} ms of processor{above}")
    print(f"  slowest: {worst:.1f} ms cold")


def main() -> None:
    statements = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with TemporaryDirectory() as folder:
        path = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(folder) / "bench.db"
        print(f"Filling an archive with {statements:,} statements")
        filled = fill(path, statements)
        print("Asking it")
        ask(path, filled.world)
        with Archive(path) as archive:
            start = time.perf_counter()
            assert archive.check() == []
            print(f"  check: {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
