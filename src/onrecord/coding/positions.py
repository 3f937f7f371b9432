"""Code the positions of a report: whose stance on which question, where it shows, on what condition, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.coding.attribute import OTHERS, carrier, find_holders, speakers_of
from onrecord.coding.codebook import Codebook, shared_cues
from onrecord.coding.factions import FACTION
from onrecord.coding.hits import Hit, find_cues, find_hits, find_objects, straighten
from onrecord.coding.holders import APART, LEGISLATURE, Found, Lookup, Naming, Who
from onrecord.coding.inside import settle_inside
from onrecord.coding.learn import learned
from onrecord.coding.nearest import LEAST, Examples
from onrecord.coding.quick import AnyOf
from onrecord.coding.scorer import Scorer, shipped_scorer
from onrecord.coding.sentences import sentences
from onrecord.encode.encoded import Encoded
from onrecord.model import Article, PartySpan, Position, Span, Statement

LEGISLATOR = re.compile(r"\b(?:Sen\.|Rep\.|House|Senate|senators?|GOP|Republicans?|Democrats?|Democratic|Congress\w*|lawmakers?|Capitol)\b")
OFFICE = re.compile(
    r"(?<!former )(?<!ex-)(?<!vice )\b(?:president|premier|prime minister|(?:foreign|defen[cs]e) (?:minister|secretary)|secretary of state"
    r"|chancellor|king|emir|sultan|spokes(?:man|woman|person)|ambassador|envoy)\b"
    r"(?! (?:of|at) the \w+ (?:institute|center|centre|foundation))",
    re.IGNORECASE,
)
PLAIN_LEAST = 0.4  # the least score where the question's words are learned from examples, not given


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A hit with its place and its holders, before it is weighed. features: of the hit, its holder and its surroundings."""

    question: str
    hit: Hit
    sentence: tuple[int, int]
    statement: Statement | None
    found: Found
    features: tuple[str, ...]


def _accused(hit: Hit, found: Found, statement: Statement | None, by_id: Mapping[str, Statement], naming: Naming) -> bool:
    """Whether the other side says that a party broke or left something: a charge, not that party's position."""
    if not set(hit.cues) <= {"leave", "break", "broker", "resume"} or hit.stance != "against":
        return False
    holders = {name for name, _ in found.holders}
    while statement is not None:
        speakers = {name for name, _ in speakers_of(statement, naming)}
        if speakers and not speakers & holders:
            return True
        statement = by_id.get(statement.parent or "")
    return False


def _kinds(found: Found, naming: Naming, statement: Statement | None) -> list[str]:
    """What the holders are: known to the tables as a state or body, a person, or only by name."""
    out = []
    for name, ident in found.holders[:2]:
        known = naming.lookup(name)
        out.append(
            "holder-legislature"
            if LEGISLATURE.fullmatch(name)
            else "holder-office"
            if statement is not None and name == statement.speaker.name and _in_office(statement)
            else "holder-person"
            if (known and str(known[1]).startswith("person:")) or str(ident).startswith("person:")
            else "holder-known"
            if known
            else "holder-local"
        )
    return out


def _in_office(statement: Statement) -> bool:
    """Whether the report calls the speaker by an office of state that is held now, though no table tells of which state."""
    role = statement.speaker.role or ""
    return OFFICE.search(role) is not None and APART.search(role) is None


def _surroundings(
    speakers: set[str],
    elsewhere: re.Pattern[str] | None,
    text: str,
    sentence: tuple[int, int],
    found: Found,
    hit: Hit,
    statement: Statement | None,
) -> list[str]:
    start, end = sentence
    anchor = start + hit.anchor
    out = [f"holder={found.how}", f"holders={min(len(found.holders), 2)}", f"subject={hit.subject}"]
    clause = text[max(start, anchor - 60) : anchor]
    if elsewhere is not None and elsewhere.search(text, start, end):
        out.append("elsewhere")
    if (
        statement is not None
        and statement.speaker.acts_for is None
        and statement.speaker.type in ("person", "unnamed")
        and not _in_office(statement)
    ):
        out.append("speaker-private")
    if OTHERS.search(clause):
        out.append("others")
    if LEGISLATOR.search(text, start, end):
        out.append("legislators")
    if FACTION.search(clause):
        out.append("group")
    out.append("gap-holder=" + str(min(4, len(text[found.start : anchor].split()) // 3)) if found.start < anchor else "gap-holder=0")
    if statement is not None:
        rival = bool(found.holders) and not speakers & {name for name, _ in found.holders} and bool(speakers)
        out += [
            "rival" if rival else "own",
            f"rival-{rival}-{hit.stance}",
            f"statement={statement.kind}",
            "repeated" if statement.repeated else "once",
        ]
        if statement.negated:
            out.append("statement-negated")
        if statement.part != "body":
            out.append(f"part={statement.part}")
    if text[start:end].rstrip().endswith("?"):
        out.append("question")
    return out


def candidates(
    article: Article,
    statements: Sequence[Statement],
    encoded: Encoded | None,
    books: Sequence[Codebook],
    lookup: Lookup,
    mentions: Sequence[PartySpan] = (),
    who: Who | None = None,
) -> list[Candidate]:
    """Every hit of every question in a report, with its statement and its holders, unweighed."""
    cues = shared_cues()
    text = article.text
    plain = straighten(text)
    spans = sentences(text, encoded)
    furniture = [(b.start, b.end) for b in article.blocks if b.kind == "furniture"]
    naming = Naming(text=text, lookup=lookup, who=who, mentions=mentions or tuple(m for s in statements for m in s.mentions))
    by_id = {s.id: s for s in statements}
    about = AnyOf(p for b in books for p in b.objects)
    each = [(b, AnyOf(b.objects)) for b in books]
    hits: list[tuple[Codebook, Hit, Found, Statement | None, tuple[int, int]]] = []
    for k, (start, end) in enumerate(spans):
        sentence = plain[start:end]
        low = sentence.lower()
        if not about.perhaps(low) or any(a <= start < b for a, b in furniture):
            continue
        asked = [(b, objects) for b, its in each if its.perhaps(low) and (objects := find_objects(sentence, b))]
        if not asked:
            continue
        matches = find_cues(sentence, cues.cues)
        near = [s for s in statements if any(c.start < end and c.end > start for c in s.content)]
        links = [
            ((c.start - start, c.end - start), [(x.start - start, x.end - start) for x in s.content])
            for s in near
            for c in s.cue
            if start <= c.start < end
        ]
        for book, objects in asked:
            own = sorted([*matches, *find_cues(sentence, book.cues)], key=lambda m: (m.end, m.start)) if book.cues else matches
            for hit in find_hits(sentence, book, objects, own, cues, links):
                at = start + hit.object[0]
                statement = carrier(near, at)
                found = find_holders(hit, naming, spans, k, statement, encoded, by_id)
                if _accused(hit, found, statement, by_id, naming):
                    continue
                hits.append((book, hit, found, statement, (start, end)))
    if not hits:  # most reports: what follows reads the whole text once more
        return []
    places = [(f, st, span, (span[0] + h.start, span[0] + h.end)) for _, h, f, st, span in hits]
    return [
        Candidate(
            question=book.id,
            hit=hit,
            sentence=span,
            statement=statement,
            found=found,
            # weighed as the state's: that the dispute is at home makes the finding no less sure
            features=_features(book, hit, before, statement, span, naming),
        )
        for (book, hit, before, statement, span), found in zip(hits, settle_inside(naming, places, naming.at_home()), strict=True)
    ]


def _features(
    book: Codebook, hit: Hit, found: Found, statement: Statement | None, sentence: tuple[int, int], naming: Naming
) -> tuple[str, ...]:
    speakers = {name for name, _ in speakers_of(statement, naming)} if statement else set()
    around = _surroundings(speakers, book.elsewhere, naming.text, sentence, found, hit, statement)
    return (*hit.features, *_kinds(found, naming, statement), *around)


def _why(c: Candidate) -> str:
    return f"cue {' > '.join(c.hit.cues)}; holder {c.found.how}" + ("; condition" if c.hit.condition else "")


def to_positions(text: str, c: Candidate, score: float) -> list[Position]:
    """The positions of a candidate, one for each of its holders."""
    start = c.sentence[0]

    def span(a: int, b: int) -> Span:
        return Span(start=start + a, end=start + b, text=text[start + a : start + b])

    return [
        Position(
            statement=c.statement.id if c.statement else None,
            question=c.question,
            holder=name,
            holder_id=ident,
            stance=c.hit.stance,
            condition=span(*c.hit.condition) if c.hit.condition else None,
            evidence=(span(c.hit.start, c.hit.end),),
            score=round(score, 2),
            how=_why(c),
        )
        for name, ident in c.found.holders
    ]


def settle(positions: Sequence[Position]) -> tuple[Position, ...]:
    """One position per statement, question, holder and stance; of two stances on the same words the better one."""
    kept: list[Position] = []
    for p in sorted(positions, key=lambda p: (p.stance != "conditional", -p.score)):
        clash = next(
            (
                q
                for q in kept
                if q.question == p.question
                and q.holder == p.holder
                and (((q.statement, q.stance) == (p.statement, p.stance) and p.statement is not None) or _overlap(q, p))
            ),
            None,
        )
        if clash is None:
            kept.append(p)
        elif clash.stance == p.stance and clash.score < p.score:
            kept[kept.index(clash)] = replace(clash, score=p.score)
    return tuple(sorted(kept, key=lambda p: (p.evidence[0].start, p.evidence[0].end, p.question, p.holder, p.stance)))


def _overlap(a: Position, b: Position) -> bool:
    return any(x.start < y.end and y.start < x.end for x in a.evidence for y in b.evidence)


def _by_likeness(examples: Examples, sentence: str, hit: Hit, score: float) -> float:
    """The score of a hit where the question's words are learned: surer by a like example of its stance, void by one of no position."""
    near = examples.nearest(sentence)
    if near is None or near.likeness < LEAST or near.margin <= 0:
        return score
    if near.example.stance is None:
        return score if "strong-cue" in hit.features else 0.0
    agrees = near.example.stance == hit.stance or hit.condition is not None
    return 1 - (1 - score) * (1 - near.likeness) if agrees else score


def _by_examples(statements: Sequence[Statement], question: str, examples: Examples, naming: Naming) -> list[Position]:
    """Statements that are like an example of a codebook without words of its own; whose they are is who speaks."""
    out: list[Position] = []
    for statement in statements:
        near = examples.nearest(" ".join(s.text for s in statement.content))
        if near is None or near.example.stance is None or near.likeness < LEAST or near.margin <= 0:
            continue
        out += [
            Position(
                statement=statement.id, question=question, holder=name, holder_id=ident, stance=near.example.stance, condition=None,
                evidence=statement.content, score=round(min(0.99, near.likeness), 2), how=f"like the example “{near.example.text}”",
            )
            for name, ident in speakers_of(statement, naming)
        ]  # fmt: skip
    return out


def code(
    article: Article,
    statements: Sequence[Statement],
    encoded: Encoded | None,
    books: Sequence[Codebook],
    lookup: Lookup,
    mentions: Sequence[PartySpan] = (),
    who: Who | None = None,
    scorers: Mapping[str, Scorer] | None = None,
    threshold: float | None = None,
) -> tuple[Position, ...]:
    """The positions that a report expresses, in its statements and in the acts that it tells as fact.

    lookup: name or phrase -> (holder, id), the state or organisation behind it, or None. mentions: resolved mentions of the whole report.
    scorers: by question; the shipped ones where None. threshold: the least score to report, the scorer's own where None.
    """
    out: list[Position] = []
    plain = [book for book in books if not book.words]
    likeness = {book.id: Examples(book) for book in plain}
    books = [learned(book) for book in books]
    for c in candidates(article, statements, encoded, books, lookup, mentions, who):
        scorer = (scorers or {}).get(c.question) or shipped_scorer(c.question)
        score = scorer.score(c.features, c.hit.stance)
        if c.question in likeness:
            score = _by_likeness(likeness[c.question], article.text[slice(*c.sentence)], c.hit, score)
        least = max(scorer.threshold, PLAIN_LEAST) if c.question in likeness else scorer.threshold
        if c.found.holders and score >= (least if threshold is None else threshold):
            out += to_positions(article.text, c, score)
    for book in plain:
        coded = {p.statement for p in out if p.question == book.id}
        rest = [s for s in statements if s.id not in coded]
        out += _by_examples(rest, book.id, likeness[book.id], Naming(text=article.text, lookup=lookup))
    return settle(out)
