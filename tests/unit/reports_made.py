"""Records made by hand for the archive's tests: invented people, one report from a few lines of who said what."""

from __future__ import annotations

import hashlib
from typing import Any

from onrecord.model import UNRESOLVED, Article, Made, Party, PartySpan, Position, Record, Span, Statement, When

Said = tuple[str, str | None, str]


def day(text: str) -> When:
    return When(edtf=text, earliest=text, latest=text, basis="stated")


def party(name: str, acts_for: str | None = None) -> Party:
    id_ = "x-" + name.lower().replace(" ", "-")
    return Party(name=name, id=id_, type="person", status="resolved", acts_for=acts_for)


def span(text: str, words: str, after: int = 0) -> Span:
    start = text.index(words, after)
    return Span(start=start, end=start + len(words), text=words)


def report(
    *said: Said,
    id: str = "",
    opening: str = "A report",
    version: str = "1",
    published: str | None = "2031-06-03",
    stance: str | None = None,
    about: str | None = None,
    speaker: Party | None = None,
    **article: Any,
) -> Record:
    """A report whose lines are `<source> said <words>.`; said: (source, canonical name or None, words)."""
    text = "\n".join([opening, *(f"{source} said {words}." for source, _, words in said)])
    at = len(opening)
    sha = hashlib.sha256(text.encode()).hexdigest()
    article_id = id or hashlib.sha256(f"{text}{article.get('url')}".encode()).hexdigest()[:32]
    statements, positions = [], []
    for source, name, words in said:
        source_span = span(text, source, at)
        cue = span(text, "said", source_span.end)
        content = span(text, words, cue.end)
        at = content.end
        statement_id = hashlib.sha256(f"{article_id}|{sha}|{content.start}-{content.end}".encode()).hexdigest()[:16]
        mentions = (
            (PartySpan(**_fields(span(text, about, content.start)), name=about, id=party(about).id),) if about and about in words else ()
        )
        statements.append(
            Statement(
                id=statement_id,
                kind="indirect",
                part="body",
                content=(content,),
                cue=(cue,),
                source=(source_span,),
                speaker=speaker or (UNRESOLVED if name is None else party(name, "Veskar")),
                mentions=mentions,
                score=0.9,
            )
        )
        if stance is not None:
            positions.append(
                Position(
                    statement=statement_id,
                    question="talks",
                    holder="Veskar",
                    holder_id="x-veskar",
                    stance=stance,
                    condition=None,
                    evidence=(content,),
                    score=0.8,  # type: ignore[arg-type]
                )
            )
    made = Article(
        id=article_id,
        source=article.pop("source", "a.txt"),
        text=text,
        text_sha256=sha,
        title=opening,
        outlet=article.pop("outlet", "Harbour Post"),
        published=None if published is None else day(published),
        **article,
    )
    return Record(article=made, statements=tuple(statements), positions=tuple(positions), made=(Made(step="statements", version=version),))


def _fields(found: Span) -> dict[str, Any]:
    return {"start": found.start, "end": found.end, "text": found.text}
