"""Reads the words of a source: which party do they mean?"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from onrecord.resolve.who import pronoun as pronouns
from onrecord.resolve.who.cast import Cast, Mention
from onrecord.resolve.who.nominal import Describer
from onrecord.resolve.who.phrase import PREPOSITION
from onrecord.resolve.who.reading import Maker, Reading
from onrecord.resolve.who.roles import title_before
from onrecord.resolve.who.words import Words
from onrecord.resolve.who.world import World

GLOSS = re.compile(r"\[([^\[\]]+)\]|\(([A-Z][^()]+)\)")
BREAK = re.compile(r"\s*[,(–—:;]|\s+(?:who|which|whose|whom)\b|\s+-\s")
WORD = re.compile(r"[^\W\d_]+")
LEAD = re.compile(r"^(?:[\s,“”\"‘'—–-]|(?:both|even|meanwhile|also|only|according to|then|now)\b)+", re.I)
TRAILING = frozenset({"", "himself", "herself", "later", "also", "then", "too", "yesterday", "today"})


@dataclass(slots=True)
class SourceReader:
    """Reads sources of one report. pronoun: how a pronoun is resolved, given its word, place and the statement's number."""

    text: str
    words: Words
    cast: Cast
    world: World
    maker: Maker
    describer: Describer
    pronoun: Callable[[str, int, int], Reading]

    def read(self, start: int, end: int, number: int, headline: bool = False) -> Reading:
        """The party that the characters [start, end) mean, as the source of statement `number`."""
        lead = LEAD.match(self.text[start:end])
        if lead and lead.end() < end - start:
            start += lead.end()
        span = self.words.within(start, end)
        if not span:
            span = self.words.around(start)  # a source cut inside "U.N."
        if not span:
            return self.maker.open("no words")
        opening = WORD.match(self.text, start)
        first = opening.group().lower() if opening else ""
        if opening and first == "us" and opening.group().isupper():
            first = ""  # "US officials"
        if opening and self.text[opening.end() : opening.end() + 2] in {".S", ".N", ".K"}:
            first = ""
        gloss = GLOSS.search(self.text, start, end)
        if gloss and gloss.group(1) and (first in pronouns.ALL or gloss.start() <= start):
            inner = self.read(gloss.start() + 1, gloss.end() - 1, number)
            return inner.because(f"[{gloss.group(1)}]: the report's own gloss")
        if first in pronouns.ALL and self.is_pronoun(span):
            return self.pronoun(first, self.words.starts[span.start], number)
        if first in {"who", "which", "that"} and len(span) == 1:
            return self.relative(span.start)
        joint = self.joint(span)
        if joint is not None:
            return joint
        return self.single(span, headline)

    def relative(self, i: int) -> Reading:
        """Who "who" is: the name right before it."""
        place = self.words.starts[i]
        before = [m for m in self.cast.between(max(0, place - 60), place) if m.form != "adjective" and m.end >= place - 3]
        if before:
            mention = before[-1]
            return self.maker.of_figure(
                mention.figure, 0.9 if not mention.rivals else 0.55, f"“{self.words.raw[i]}”: {mention.figure.name}", rivals=mention.rivals
            )
        return self.maker.open(f"“{self.words.raw[i]}”: no name right before it")

    def is_pronoun(self, span: range) -> bool:
        """Whether a span that begins with a pronoun is that pronoun, not "his spokesman"."""
        if len(span) == 1:
            return True
        if self.words.starts[span.stop - 1] <= self.words.starts[span.start]:
            return True
        gap = self.words.gap(span.start + 1)
        second = self.words.folded[span.start + 1]
        return (
            "," in gap
            or second in {"who", "himself", "herself", "themselves", "all", "both", "also", "and", "too"}
            or (self.words.folded[span.start] in {"we", "they", "he", "she", "i"})
        )

    def joint(self, span: range) -> Reading | None:
        """Several who speak as one: "X and Y", "The U.S., Russia and European Union"; None where it is but one."""
        mentions = self.cast.between(self.words.starts[span.start], self.words.ends[span.stop - 1])
        stop = span.stop
        link = -1
        for i in span:
            word = self.words.folded[i]
            if word in PREPOSITION:
                stop = i
                break
            if word == "and" and i > span.start and not any(m.first < i < m.last for m in mentions):
                link = i
        if self.words.folded[span.stop - 1] == "koreas":
            return self.koreas()
        if link < 0 or link >= stop - 1:
            return None
        parts = [range(link + 1, stop)]
        begin = span.start
        for i in range(span.start + 1, link):
            if "," in self.words.gap(i) and not any(m.first < i <= m.last for m in mentions):
                parts.append(range(begin, i))
                begin = i
        parts.append(range(begin, link))
        parts = parts[1:] + parts[:1]
        if any(not p for p in parts):
            return None
        left, right = parts[0], parts[-1]
        if len(left) <= 2 and self.words.folded[left[-1]] in {"north", "south"} and self.words.folded[right[-1]] == "korea":
            return self.koreas()
        for i in range(right.start + 1, right.stop):
            if "," in self.words.gap(i) and not any(m.first < i <= m.last for m in mentions):
                right = range(right.start, i)  # "China and the United States, the world's two biggest polluters"
                parts[-1] = right
                break
        heads = [self.head(p, mentions) for p in parts]
        opener = heads[0]
        if opener is not None and opener.figure.type == "person" and len(parts) > 2 and any(h is None for h in heads[1:]):
            return None  # "Ivo Lund, senior fellow and director of the project"
        if all(h is not None for h in heads):
            if heads[-1] is not None and heads[0] is not None and heads[0].form == "adjective":
                return None
            if self.tail_is_apposition(parts, heads):
                return None
            readings = [self.maker.of_figure(h.figure, 0.95, self.text[h.start : h.end]) for h in heads if h is not None]
            names = tuple(r.party.name or "" for r in readings)
            score = min([0.95, *(0.6 for h in heads if h is not None and h.rivals)])
            return self.maker.group(readings, ", ".join(names[:-1]) + " and " + names[-1], score, "several who speak as one")
        if heads[0] is not None and heads[0].form not in {"adjective"} and heads[-1] is None:
            last = range(right.start, span.stop) if right.stop == stop else right
            if (
                self.words.folded[right[-1]] in self.world.kind
                and heads[0].figure.type in {"state", "organisation"}
                and self.cast_mentions(right)
            ):
                return None  # "U.S. and South Korea officials"
            readings = [self.maker.of_figure(h.figure, 0.95, self.text[h.start : h.end]) for h in heads if h is not None]
            rest = " ".join(self.text[self.words.starts[last.start] : self.words.ends[last.stop - 1]].split())
            readings.append(self.maker.unnamed(rest, None, 0.95))
            names = tuple(r.party.name or "" for r in readings)
            return self.maker.group(readings, ", ".join(names[:-1]) + " and " + names[-1], 0.88, "several who speak as one")
        tail = heads[-1]
        if tail is not None and heads[0] is None and len(parts) == 2 and not self.cast_mentions(left) and self.several(left.stop - 1):
            shown = " ".join(self.text[self.words.starts[left.start] : self.words.ends[left.stop - 1]].split())
            readings = [self.maker.unnamed(shown, None, 0.95), self.maker.of_figure(tail.figure, 0.95, self.text[tail.start : tail.end])]
            return self.maker.group(readings, f"{shown} and {tail.figure.name}", 0.85, "several who speak as one")
        return None

    def koreas(self) -> Reading:
        """Both Koreas."""
        names = ("North Korea", "South Korea")
        pair = [self.maker.of_figure(self.cast.known(self.world.by_name[n]), 0.96, n) for n in names]
        return self.maker.group(pair, " and ".join(names), 0.95, "both Koreas")

    def tail_is_apposition(self, parts: list[range], heads: list[Mention | None]) -> bool:
        """Whether "X, the prime minister of Y and Z" was read as a list."""
        return (
            len(parts) > 2
            and any(self.words.folded[i] in self.world.kind for p in parts[1:-1] for i in p)
            and heads[0] is not None
            and (heads[0].figure.type == "person" and (heads[1] is None or heads[1].figure.type != "person"))
        )

    def cast_mentions(self, span: range) -> bool:
        """Whether names stand in a span."""
        return bool(self.cast.between(self.words.starts[span.start], self.words.ends[span.stop - 1]))

    def head(self, span: range, mentions: list[Mention]) -> Mention | None:
        """The name that ends a span."""
        for mention in mentions:
            if (
                not any(self.several(i) for i in range(span.start, mention.first))
                and mention.last == span.stop - 1
                and mention.first >= span.start
                and mention.form != "adjective"
                and not self.words.possessive[mention.last]
            ):
                return mention
        return None

    def several(self, i: int) -> bool:
        """Whether a word is a plural noun for people: "ministers" in "ministers representing the U.S."."""
        return self.words.folded[i] in self.world.kind and self.words.folded[i].endswith("s")

    def single(self, span: range, headline: bool) -> Reading:
        """One party, named or described."""
        start, end = self.words.starts[span.start], self.words.ends[span.stop - 1]
        mentions = self.cast.between(start, end)
        cut = BREAK.search(self.text, start, end)
        main = self.words.within(start, cut.start()) if cut and cut.start() > start else span
        if not main:
            main = span
        rest = range(main.stop, span.stop)
        named = self.named(main, [m for m in mentions if m.first in main])
        if named is not None:
            role = self.role_in(main, named)
            rivals = named.rivals
            score = (0.97 if named.form == "name" else 0.95) if not rivals else 0.55
            if named.figure.type == "person" and named.figure.known < 0 and len(named.figure.folded) == 1:
                score = 0.75
            shown = self.text[named.start : named.end]
            step = f"“{shown}”" if shown == named.figure.name else f"“{shown}”: {named.figure.name}"
            if named.form == "people" and self.words.folded[main.start] not in {"the", self.words.folded[named.first]}:
                return self.describer.read(main, headline)
            if named.form == "people":
                group = self.cast.local(shown if shown[0].isupper() else shown.capitalize(), "group", named.start)
                return self.maker.of_figure(group, 0.9, step)
            return self.maker.of_figure(named.figure, score, step, role=role, rivals=rivals)
        if rest:
            wanted = "organisation" if self.words.folded[main.stop - 1] in self.world.noun else "person"
            beside = next((m for m in mentions if m.first in rest and m.figure.type == wanted and m.form != "adjective"), None)
            if self.several(main.stop - 1) and self.words.folded[main.start] != "one":
                people = {id(m.figure): m for m in mentions if m.first in rest and m.figure.type == "person" and not m.rivals}
                if len(people) > 1:  # "Two senators, Charles E. Schumer of New York and Robert Menendez of New Jersey"
                    readings = [self.maker.of_figure(m.figure, 0.95, self.text[m.start : m.end]) for m in people.values()]
                    names = [r.party.name or "" for r in readings]
                    return self.maker.group(readings, ", ".join(names[:-1]) + " and " + names[-1], 0.85, "several who speak as one")
                beside = None
            if beside is not None and self.introduces(main, rest, beside):
                step = f"“{self.text[beside.start : beside.end]}” in apposition"
                role = self.role_in(range(main.start, beside.first), beside) or " ".join(
                    self.text[start : self.words.ends[main.stop - 1]].split()
                )
                return self.maker.of_figure(beside.figure, 0.95 if not beside.rivals else 0.55, step, role=role, rivals=beside.rivals)
        if rest and any(self.world.noun.get(self.words.folded[i]) == "document" for i in main[:3]):
            main = span  # "reports from Reuters, the BBC and other outlets"
        if rest and any(self.words.folded[i] == "of" for i in main) and any(self.words.folded[i] == "and" for i in rest):
            main = span  # "The Foreign Ministers of France, Germany and Poland"
        return self.describer.read(main, headline)

    def introduces(self, main: range, rest: range, beside: Mention) -> bool:
        """Whether the name in the second part is the first part's own: "Ukraine's highest-ranking legislator, David Arakhamia"."""
        between = range(rest.start, beside.first)
        if any(self.words.folded[i] in {"who", "which", "whose", "of", "by", "with", "led", "for", "to"} for i in between):
            return False
        if beside.figure.type == "organisation":
            return beside.first == rest.start
        return any(self.words.folded[i] in self.world.kind for i in main)

    def role_in(self, main: range, named: Mention) -> str | None:
        """The role that a source gives with the name: the words before it."""
        if named.figure.type != "person" or named.first <= main.start:
            return None
        role = self.maker.role_at(self.words.starts[main.start], self.words.ends[named.first - 1])
        if role is None:
            return None
        text = " ".join(self.text[self.words.starts[main.start] : self.words.ends[named.first - 1]].split())
        return re.sub(r"^(?:the|a|an)\s+", "", text, flags=re.I).strip(" ,") or None

    def named(self, main: range, mentions: list[Mention]) -> Mention | None:
        """The name that is the head of the main phrase, None where the head is a common noun."""
        words = self.words
        if not mentions:
            return None
        limit = main.stop
        last = mentions[-1]
        if last.figure.type == "person" and last.last == main.stop - 1 and last.form != "adjective" and not words.possessive[last.last]:
            title = title_before(words, last.first, self.world)
            if title and title.start <= main.start + 1:
                return last  # "Secretary of State John Kerry"
        for i in main:
            if words.folded[i] in PREPOSITION and i > main.start and not any(m.first <= i <= m.last for m in mentions):
                limit = i
                break
        for mention in mentions:
            if mention.form == "adjective" or mention.last >= limit:
                continue
            owns = words.possessive[mention.last]
            if mention.last == limit - 1 and (not owns or mention.last == main.stop - 1):
                return mention
        first = next((m for m in mentions if m.last < limit), None)
        if first is not None and first.figure.type == "person" and first.form != "adjective" and not words.possessive[first.last]:
            after = words.folded[first.last + 1] if first.last + 1 < limit else ""
            if after in TRAILING or after.endswith(("ly", "day")):
                return first  # trailing adverbs: "Putin himself", "Lavrov on Tuesday"
        lone = [m for m in mentions if m.form == "adjective"]
        if len(main) == 1 and lone:
            return lone[0]
        return None
