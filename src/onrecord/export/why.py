"""Why a statement has its speaker, its date and its positions, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from onrecord.export.wording import name_circumstances, name_doubt, name_head, name_position, name_side, name_speaker, name_when, name_words
from onrecord.model import Article, Party, Position, Record, Statement, TimeSpan, When

_BASIS = {
    "stated": "the report states it in full",
    "relative": "counted from {anchor}",
    "dateline": "counted from the date in the report’s dateline",
    "page": "the page states it",
    "given": "it was given with the report, which states none",
    "inferred": "inferred from the report’s own words",
}
_FOUND = {
    "syntax": "the grammatical subject",
    "speaker": "the speaker of the statement",
    "reporter": "who the sentence says is speaking",
    "cue-speaker": "the speaker of the statement that the cue reports",
    "cue-source": "who is named in the statement’s source",
    "cue-parent": "the speaker of the statement around it",
    "name": "the name that stands as its subject",
    "by": "the name after “by”",
    "who": "the name before “who”",
    "first-speaker": "“we” or “I”: the speaker’s side",
    "third-speaker": "a pronoun: the speaker’s side",
    "none-speaker": "no subject is named: the speaker’s side",
}


class Reason(NamedTuple):
    """One line of an explanation: what it is about, and what there is to say. depth: 1 for what belongs to the line before."""

    about: str
    says: str
    depth: int = 0


def explain(record: Record, statement: Statement) -> Iterator[Reason]:
    """Everything that decided about a statement, in order."""
    article = record.article
    yield Reason("statement", statement.id)
    yield Reason("report", " · ".join([article.title or "untitled", *name_head(article)]))
    yield Reason("read from", article.source)
    yield Reason("words", name_words(statement.content))
    yield Reason("", " · ".join(name_circumstances(statement)), 1)
    yield from _speaker(statement)
    yield from _when(statement.when, article)
    yield from _around(record, statement)
    carried = [p for p in record.positions if p.statement == statement.id]
    for position in carried:
        yield from _position(position)
    if not carried:
        yield Reason("position", "none found")
    found = f"score {statement.score:.2f} of 1" + (f"; {statement.how}" if statement.how else "")
    yield Reason("found", found)
    yield Reason("made by", ", ".join(f"{m.step} {m.version}" for m in record.made) or "not recorded")


def why_speaker(party: Party) -> list[str]:
    """The chain that led to a party, one link a line, with what is left open."""
    chain = [f"named in the report: {how}" if how[:1] == "“" and how.find("”") == len(how) - 1 else how for how in party.how]
    if party.status == "ambiguous":
        chain += [f"could be {c.name} ({c.score:.2f})" for c in party.candidates]
    for member in party.members:
        chain += [f"{member.name}: {how}" for how in member.how]
    return chain


def why_position(position: Position) -> str:
    """The cue and how the holder was found: "cue “ready”; holder: the grammatical subject"."""
    parts = []
    for part in filter(None, position.how.split("; ")):
        kind, _, rest = part.partition(" ")
        if kind == "cue":
            parts.append(f"cue “{rest}”")
        elif kind == "holder":
            parts.append(f"holder: {_FOUND.get(rest, rest.replace('-', ' '))}")
        elif kind != "condition":
            parts.append(part)
    return "; ".join(parts)


def why_lines(statement: Statement, positions: Sequence[Position], article: Article) -> list[str]:
    """All of it in short, for a margin: the speaker's chain, the time, each position's cue, the score."""
    lines = [*why_speaker(statement.speaker)]
    if statement.when is not None:
        lines.append(why_when(statement.when, article))
    lines += [f"{p.question.replace('-', ' ')}: {why}; score {p.score:.2f}" for p in positions if (why := why_position(p))]
    return [*lines, f"statement {statement.id}, score {statement.score:.2f} of 1"]


def why_when(when: TimeSpan, article: Article) -> str:
    """What a time rests on: "“Tuesday”: counted from 19 December 2023, given with the report (rule weekday)"."""
    return f"“{name_words([when])}”: {_basis(when.when, article)}" + (f" (rule {when.rule})" if when.rule else "")  # type: ignore[list-item]


def _basis(when: When, article: Article) -> str:
    if when.edtf is None:
        return "the report does not say enough to place it"
    published = article.published
    anchor = "a date in the report"
    if published is not None:
        whose = {"given": "given with the report", "page": "the page’s date", "dateline": "its dateline"}.get(published.basis, "its date")
        anchor = f"the publication, {name_when(published)} ({whose}), or from a date named before"
    return _BASIS[when.basis].format(anchor=anchor)


def _speaker(statement: Statement) -> Iterator[Reason]:
    speaker = statement.speaker
    known = f"{speaker.id}, " if speaker.id else ""
    sort = ", ".join(dict.fromkeys((speaker.type, speaker.status)))
    said = [f"{name_speaker(statement)} ({known}{sort})", *filter(None, (name_side(speaker), name_doubt(speaker)))]
    yield Reason("speaker", ", ".join(said))
    if speaker.role:
        yield Reason("", f"role as the report gives it: {speaker.role}", 1)
    for link in why_speaker(speaker):
        yield Reason("", link, 1)


def _when(when: TimeSpan | None, article: Article) -> Iterator[Reason]:
    if when is None:
        yield Reason("said", "the report does not say when")
        return
    edtf = f" (EDTF {when.when.edtf})" if when.when.edtf else ""
    yield Reason("said", f"{name_when(when.when)}{edtf}")
    yield Reason("", why_when(when, article), 1)


def _around(record: Record, statement: Statement) -> Iterator[Reason]:
    by_id = {s.id: s for s in record.statements}
    for about, other in (("reported in", statement.parent), ("answers", statement.responds_to)):
        if other in by_id:
            s = by_id[other]
            yield Reason(about, f"{name_speaker(s)}: {name_words(s.content)} ({s.id})")


def _position(position: Position) -> Iterator[Reason]:
    yield Reason("position", name_position(position))
    yield Reason("", f"shown by “{name_words(position.evidence)}”, score {position.score:.2f}", 1)
    if why := why_position(position):
        yield Reason("", why, 1)
