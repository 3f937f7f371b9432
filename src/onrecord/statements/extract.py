"""Find the attributed statements of an article: who said it is settled later, by resolve."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from onrecord.encode.encoded import Encoded
from onrecord.encode.load import Reader
from onrecord.encode.pieces import quote_states
from onrecord.model import UNNAMED, UNRESOLVED, Article, Span, Statement
from onrecord.statements.calibrate import calibrated
from onrecord.statements.cited import cited
from onrecord.statements.decode import Piece, decode
from onrecord.statements.details import block_kind, is_negated, is_repeated, kind_of, part_of
from onrecord.statements.link import Attribution, LinkScores, link
from onrecord.statements.nested import find_nested, inside
from onrecord.statements.select import with_subject, with_whole_source, without_dangling, without_topics, worth_keeping
from onrecord.statements.signed import with_signed
from onrecord.statements.trim import trim, trim_name
from onrecord.statements.twice import attributed_twice, holds

FURNITURE = ("furniture", "byline")
DEPTH = 2  # levels of second-hand speech that second passes look for


@dataclass(frozen=True, slots=True)
class _Found:
    attribution: Attribution
    outer: int | None  # number of the statement inside whose content this one is reported


def extract(article: Article, encoded: Encoded, reader: Reader) -> tuple[Statement, ...]:
    """The statements of an article, outer ones in text order, each followed by those reported inside it.

    Speakers are left open (status unresolved, or unnamed where the report names nobody): `resolve` fills them.
    """
    learned = LinkScores(reader.near, reader.none)
    pieces = decode(encoded)
    every = with_signed(encoded, link(encoded, pieces, learned))
    linked = [_one_part(article, encoded, with_subject(encoded, _clean(encoded, a))) for a in every]
    kept = [a for a in linked if worth_keeping(encoded, a) and not _in_furniture(article, encoded, a)]
    kept.sort(key=lambda a: not a.rule)  # what may hold others comes before them
    whole, second = attributed_twice(encoded, pieces, kept)
    found = [_Found(a, None) for a in whole]
    holders = [*enumerate(whole), *((len(whole) + n, a) for n, a in enumerate(kept) if a.rule)]
    found += [_Found(a, next((n for n, o in holders if o is not a and holds(o, a)), None)) for a in kept]
    first = len(whole)
    for _ in range(DEPTH if encoded.inner is None else 1):  # one pass tells one level, each further pass another
        level = [f.attribution for f in found[first:]]
        below = find_nested(reader, encoded, level, learned) if encoded.inner is None else inside(encoded, level, learned)
        complete = [replace(i, attribution=_clean(encoded, i.attribution)) for i in below]
        inner = [_Found(i.attribution, first + i.outer) for i in complete if worth_keeping(encoded, i.attribution, inner=True)]
        first = len(found)
        found += inner
        if not inner:
            break
    found += [_Found(a, len(whole) + kept.index(o)) for a, o in second]
    for n, f in enumerate(list(found)):
        if f.outer is not None:  # whoever is cited beside the outer statement stands behind that one
            continue
        own, theirs = cited(encoded, f.attribution)
        if theirs is not None:
            found[n] = _Found(own, f.outer)
            found.append(_Found(theirs, n))
    quotes = quote_states(article.text)
    out: list[Statement] = []
    ids: dict[int, str] = {}
    for n, f in enumerate(found):
        a = f.attribution
        content = trim(article.text, _spans(encoded, without_dangling(encoded, a.content), article.text))
        cue = trim_name(article.text, _spans(encoded, a.cue, article.text))
        source = trim_name(article.text, _spans(encoded, a.source, article.text))
        if not content:
            continue
        words = " ".join(s.text for s in cue)
        around, after = _around(encoded, a)
        ids[n] = statement_id(article, content, source)
        out.append(
            Statement(
                id=ids[n],
                kind=kind_of(content, quotes, nested=f.outer is not None),
                part=part_of(article, content[0].start),
                content=content,
                cue=cue,
                source=source,
                speaker=UNRESOLVED if source else UNNAMED,
                parent=None if f.outer is None else ids.get(f.outer),
                repeated=is_repeated(words, after, around),
                negated=is_negated(words),
                score=calibrated(reader.meta, a.score, nested=f.outer is not None),
                how=_how(reader, encoded, f),
            )
        )
    return _in_order(out)


def _clean(e: Encoded, a: Attribution) -> Attribution:
    return without_topics(e, with_whole_source(e, a))


def _how(reader: Reader, e: Encoded, f: _Found) -> str:
    if f.attribution.rule:
        return "rule: " + f.attribution.rule
    return reader.version + ("" if f.outer is None else ", second pass" if e.inner is None else ", inner tags")


def statement_id(article: Article, content: Sequence[Span], source: Sequence[Span]) -> str:
    """A permanent short id from raw inputs: the article's id, its text's hash, the content's and source's places."""
    key = "|".join([article.id, article.text_sha256, _places(content), _places(source)])
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def _places(spans: Iterable[Span]) -> str:
    return ",".join(f"{s.start}-{s.end}" for s in spans)


def _spans(e: Encoded, pieces: Sequence[Piece], text: str) -> tuple[Span, ...]:
    out = []
    for p in pieces:
        a, b = e.starts[p.first], e.ends[p.last]
        out.append(Span(start=a, end=b, text=text[a:b]))
    return tuple(out)


def _one_part(article: Article, e: Encoded, a: Attribution) -> Attribution:
    """An attribution within one part of the report: what the headline says is no part of what the body's cue introduces."""
    if not a.cue:
        return a
    part = part_of(article, e.starts[a.cue[0].first])
    content = tuple(c for c in a.content if part_of(article, e.starts[c.first]) == part)
    return a if not content or len(content) == len(a.content) else replace(a, content=content)


def _in_furniture(article: Article, e: Encoded, a: Attribution) -> bool:
    return block_kind(article, e.starts[a.content[0].first]) in FURNITURE


def _around(e: Encoded, a: Attribution) -> tuple[str, str]:
    """The words of the cue's sentence that lie outside the content, and those that follow the cue."""
    cue = a.cue[0]
    taken = {i for c in a.content for i in range(c.first, c.last + 1)}
    here = e.sentence_of(cue.first)
    stop = max(here.stop, cue.last + 1)
    around = " ".join([e.forms[i] for i in range(here.start, stop) if i not in taken])
    after = " ".join([e.forms[i] for i in range(cue.last + 1, min(stop, cue.last + 5)) if i not in taken])
    return around, after


def _in_order(found: Sequence[Statement]) -> tuple[Statement, ...]:
    """Outer statements in text order, each followed by its inner ones; of statements with one id the first stays."""
    seen: set[str] = set()
    inner: dict[str, list[Statement]] = {}
    for s in found:
        if s.parent is not None:
            inner.setdefault(s.parent, []).append(s)
    out: list[Statement] = []

    def put(s: Statement) -> None:
        if s.id not in seen:
            seen.add(s.id)
            out.append(s)
            for x in inner.get(s.id, []):
                put(x)

    for s in found:
        if s.parent is None:
            put(s)
    return tuple(out)
