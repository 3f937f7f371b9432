"""Code the positions of a report: whose stance on which question, where it shows, on what condition, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.coding.codebook import Codebook, shared_cues
from onrecord.coding.hits import Hit, find_cues, find_hits, find_objects, straighten
from onrecord.coding.holders import GROUP, Found, Holder, Lookup, Naming, Who, _joint, _names, of_party, reporter, subject
from onrecord.coding.nearest import LEAST, Examples
from onrecord.coding.scorer import Scorer, shipped_scorer
from onrecord.coding.sentences import sentences
from onrecord.coding.subjects import subject_phrase
from onrecord.encode.encoded import Encoded
from onrecord.model import Article, PartySpan, Position, Span, Statement

OTHERS = re.compile(
    r"\b(?:analysts?|critics?|experts?|opponents?|supporters?|lawmakers?|senators?|(?:members of )?congress|republicans?"
    r"|democrats?|contenders?|candidates?"
    r"|observers?|scholars?|residents?|voters?|legislators?|hawks|hardliners)\b",
    re.IGNORECASE,
)
LEGISLATOR = re.compile(r"\b(?:Sen\.|Rep\.|House|Senate|senators?|GOP|Republicans?|Democrats?|Democratic|Congress\w*|lawmakers?|Capitol)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A hit with its place and its holders, before it is weighed. features: of the hit, its holder and its surroundings."""

    question: str
    hit: Hit
    sentence: tuple[int, int]
    statement: Statement | None
    found: Found
    features: tuple[str, ...]


def _within(statement: Statement, at: int) -> bool:
    return any(span.start <= at < span.end for span in statement.content)


def _size(statement: Statement) -> int:
    return sum(span.end - span.start for span in statement.content)


def _carrier(statements: Sequence[Statement], at: int) -> Statement | None:
    """The innermost statement whose content holds the offset."""
    inside = [s for s in statements if _within(s, at)]
    return min(inside, key=_size) if inside else None


def _speakers(statement: Statement, naming: Naming) -> tuple[Holder, ...]:
    return tuple(of_party(statement.speaker, naming))


def _pronoun(
    naming: Naming, spans: Sequence[tuple[int, int]], k: int, at: int, statement: Statement | None
) -> tuple[tuple[Holder, ...], str]:
    """Whom a pronoun without a resolved mention may mean: the speaker inside a statement, else who was named before."""
    if statement is not None:
        return _speakers(statement, naming), "speaker"
    said = reporter(naming, spans[k], at)
    if said:
        return (said,), "reporter"
    before = [n for n in _names(naming, spans[k][0], at) if n[2] and n[3] == "name"]
    if before:
        return (before[0][2],), "named-before"  # type: ignore[return-value]
    if k:
        before = [n for n in _names(naming, *spans[k - 1]) if n[2] and n[3] == "name"]
        if before:
            return (before[0][2],), "sentence-before"  # type: ignore[return-value]
    return (), "unknown"


def _by_cue(
    naming: Naming, statement: Statement, statements: Mapping[str, Statement], spans: Sequence[tuple[int, int]], k: int, anchor: int
) -> Found | None:
    """The holders where the cue itself reports the statement: its speaker, or who is named in its source; else the speaker around it."""
    speakers = _speakers(statement, naming)
    names = subject(naming, spans[k], anchor) if spans[k][0] < anchor else []
    if speakers:
        joint = _joint(naming.text, names, 0) if names else []
        return Found(holders=tuple(joint) if len(joint) > 1 and speakers[0] in joint else speakers, how="cue-speaker", start=anchor)
    inside = [n for s in statement.source for n in _names(naming, s.start, s.end) if n[2]]
    if inside:
        return Found(holders=tuple(_joint(naming.text, inside, 0)), how="cue-source", start=anchor)
    parent = statements.get(statement.parent or "")
    if parent is not None and (around := _speakers(parent, naming)):
        return Found(holders=around, how="cue-parent", start=anchor)
    if statement.source and not OTHERS.search(statement.source[0].text):
        holders, how = _pronoun(naming, spans, k, statement.source[0].start, None)
        return Found(holders=holders, how=f"cue-{how}", start=anchor)
    return None


def _by_syntax(
    naming: Naming,
    hit: Hit,
    names: Sequence[tuple[int, int, Holder | None, str]],
    encoded: Encoded | None,
    start: int,
    statement: Statement | None,
) -> Found | None:
    """The holders that the syntax and the resolver give; None where a name nearer by says otherwise."""
    if naming.who is None or encoded is None or hit.subject not in ("before", "own"):
        return None
    anchor = start + hit.anchor
    if hit.subject == "own" and names and naming.text[names[-1][1] : anchor].lstrip().startswith(("'s", "’s")):
        return None
    phrase = subject_phrase(encoded, anchor, start + hit.end)
    if phrase is None or phrase[0] >= anchor:
        return None
    first, last, own = phrase
    if not own and any(n[0] >= last for n in names[:1]):
        return None
    party = naming.who(first, last, statement.id if statement else None)
    holders = tuple(of_party(party, naming)) if party else ()
    if not holders:
        return None
    near = [n for n in names if n[0] >= first]
    joint = _joint(naming.text, near, 0) if near else []
    return Found(holders=tuple(joint) if len(joint) > 1 and holders[0] in joint else holders, how="syntax", start=first)


def find_holders(
    hit: Hit,
    naming: Naming,
    spans: Sequence[tuple[int, int]],
    k: int,
    statement: Statement | None,
    encoded: Encoded | None = None,
    statements: Mapping[str, Statement] | None = None,
) -> Found:
    """The holders of a hit in sentence k; none where they cannot be told."""
    start = spans[k][0]
    anchor = start + hit.anchor
    if hit.subject == "by" and hit.by is not None:
        names = _names(naming, start + hit.by, min(spans[k][1], start + hit.by + 80))
        if names and names[0][0] - (start + hit.by) < 40:
            holders = tuple(_joint(naming.text, names, 0))
            if holders:
                return Found(holders=holders, how="by", start=names[0][0])
            return Found(holders=_pronoun(naming, spans, k, names[0][0], statement)[0], how="by-pronoun", start=names[0][0])
    if statement is not None and not _within(statement, anchor):
        # the cue itself reports the statement: "has ruled out | any talks"
        found = _by_cue(naming, statement, statements or {}, spans, k, anchor)
        if found:
            return found
    if hit.subject == "speaker":
        if statement is not None:
            return Found(holders=_speakers(statement, naming), how="speaker", start=anchor)
        said = reporter(naming, spans[k], anchor)
        if said:
            return Found(holders=(said,), how="reporter", start=anchor)
        return Found(holders=_pronoun(naming, spans, k, anchor, None)[0], how="pronoun-before", start=anchor)
    begin = start
    if statement is not None:
        begin = max([start, *(span.start for span in statement.content if span.start <= anchor < span.end)])
    names = subject(naming, (begin, spans[k][1]), anchor)
    if (
        hit.subject == "own"
        and names
        and re.match(r"['’]s?\s+(?:[\w-]+\s+){0,2}$|\s+(?:[\w-]+\s+){0,2}$", naming.text[names[-1][1] : anchor])
    ):
        names = names[-1:]
    parsed = _by_syntax(naming, hit, names, encoded, start, statement)
    if parsed:
        return parsed
    if not names:
        holders, how = _pronoun(naming, spans, k, anchor, statement)
        return Found(holders=holders, how=f"none-{how}", start=anchor)
    gerund = re.search(r"\b(?:for|of)\s+(?:\w+ly\s+)?$", naming.text[names[-1][1] : anchor])
    pick = len(names) - 1 if gerund else 0
    name = names[pick]
    if naming.text[name[0] : name[1]].lower() == "who":
        before = [n for n in _names(naming, start, name[0]) if n[2]]
        return Found(holders=(before[-1][2],) if before and before[-1][2] else (), how="who", start=name[0])
    if name[3] == "first" and statement is not None and statement.speaker.type in ("organisation", "group") and statement.kind == "direct":
        statement = None  # "I" is nobody of an outlet or a body: a wrong source
    if name[3] == "first" or (name[3] == "third" and name[2] is None):
        holders, how = _pronoun(naming, spans, k, name[0], statement)
        return Found(holders=holders, how=f"{name[3]}-{how}", start=name[0])
    return Found(holders=tuple(_joint(naming.text, names, pick)), how=name[3], start=name[0])


def _accused(hit: Hit, found: Found, statement: Statement | None, by_id: Mapping[str, Statement], naming: Naming) -> bool:
    """Whether the other side says that a party broke or left something: a charge, not that party's position."""
    if not set(hit.cues) <= {"leave", "break", "broker", "resume"} or hit.stance != "against":
        return False
    holders = {name for name, _ in found.holders}
    while statement is not None:
        speakers = {name for name, _ in _speakers(statement, naming)}
        if speakers and not speakers & holders:
            return True
        statement = by_id.get(statement.parent or "")
    return False


def _kinds(found: Found, naming: Naming) -> list[str]:
    """What the holders are: known to the tables as a state or body, a person, or only by name."""
    out = []
    for name, ident in found.holders[:2]:
        known = naming.lookup(name)
        out.append(
            "holder-person"
            if (known and str(known[1]).startswith("person:")) or str(ident).startswith("person:")
            else "holder-known"
            if known
            else "holder-local"
        )
    return out


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
    if statement is not None and statement.speaker.acts_for is None and statement.speaker.type in ("person", "unnamed"):
        out.append("speaker-private")
    if OTHERS.search(clause):
        out.append("others")
    if LEGISLATOR.search(text, start, end):
        out.append("legislators")
    if GROUP.search(clause):
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
    out: list[Candidate] = []
    for k, (start, end) in enumerate(spans):
        sentence = plain[start:end]
        asked = [(b, objects) for b in books if b.words and (objects := find_objects(sentence, b))]
        if not asked or any(a <= start < b for a, b in furniture):
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
                statement = _carrier(near, at)
                found = find_holders(hit, naming, spans, k, statement, encoded, by_id)
                if _accused(hit, found, statement, by_id, naming):
                    continue
                features = (
                    *hit.features,
                    *_kinds(found, naming),
                    *_surroundings(
                        {n for n, _ in _speakers(statement, naming)} if statement else set(),
                        book.elsewhere,
                        text,
                        (start, end),
                        found,
                        hit,
                        statement,
                    ),
                )
                out.append(Candidate(question=book.id, hit=hit, sentence=(start, end), statement=statement, found=found, features=features))
    return out


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


def _by_examples(article: Article, statements: Sequence[Statement], book: Codebook, lookup: Lookup) -> list[Position]:
    """Statements that are like an example of a codebook without words of its own; whose they are is who speaks."""
    examples = Examples(book)
    naming = Naming(text=article.text, lookup=lookup)
    out: list[Position] = []
    for statement in statements:
        near = examples.nearest(" ".join(s.text for s in statement.content))
        if near is None or near.example.stance is None or near.likeness < LEAST or near.margin <= 0:
            continue
        out += [
            Position(
                statement=statement.id, question=book.id, holder=name, holder_id=ident, stance=near.example.stance, condition=None,
                evidence=statement.content, score=round(min(0.99, near.likeness), 2), how=f"like the example “{near.example.text}”",
            )
            for name, ident in _speakers(statement, naming)
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
    for c in candidates(article, statements, encoded, books, lookup, mentions, who):
        scorer = (scorers or {}).get(c.question) or shipped_scorer(c.question)
        score = scorer.score(c.features, c.hit.stance)
        if c.found.holders and score >= (scorer.threshold if threshold is None else threshold):
            out += to_positions(article.text, c, score)
    out += [p for book in books if not book.words for p in _by_examples(article, statements, book, lookup)]
    return settle(out)
