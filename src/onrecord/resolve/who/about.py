"""About whom: the parties that a statement's content, or any stretch of the text, names."""

from __future__ import annotations

from onrecord.model import PartySpan, Statement
from onrecord.resolve.who.cast import Cast


def mentions_in(statement: Statement, cast: Cast) -> tuple[PartySpan, ...]:
    """The names in a statement's content, in order; short names that may mean several are left open (name and id None)."""
    return tuple(m for span in statement.content for m in mentions_between(span.start, span.end, cast))


def mentions_between(start: int, end: int, cast: Cast) -> tuple[PartySpan, ...]:
    """The names that lie within the characters [start, end), in order."""
    out: list[PartySpan] = []
    text = cast.words.text
    for mention in cast.between(start, end):
        if mention.form == "adjective" or mention.figure.type == "place" or mention.end > end:
            continue
        sure = not mention.rivals
        out.append(
            PartySpan(
                start=mention.start,
                end=mention.end,
                text=text[mention.start : mention.end],
                name=mention.figure.name if sure else None,
                id=mention.figure.id if sure else None,
            )
        )
    return tuple(out)
