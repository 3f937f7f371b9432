"""How a record's values are put for people, the same on a terminal and on a page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from onrecord.align.wording import Difference
from onrecord.model import Article, Party, Position, Record, Span, Statement, When

_MONTHS = "January February March April May June July August September October November December".split()


def name_day(text: str) -> str:
    """An ISO day in words: "13 October 2022"."""
    day = date.fromisoformat(text)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def name_when(when: When) -> str:
    """A time in words, as exact as it is known and no more: "13 October 2022", "10–16 October 2022", "before 2 May 2024"."""
    if when.edtf is None:
        return "undated"
    if when.earliest is None or when.latest is None:
        if when.earliest is not None:
            return f"from {name_day(when.earliest)}"
        return when.edtf if when.latest is None else f"until {name_day(when.latest)}"
    if when.earliest == when.latest:
        return name_day(when.earliest)
    a, b = date.fromisoformat(when.earliest), date.fromisoformat(when.latest)
    if (a.month, a.day, b.month, b.day) == (1, 1, 12, 31):
        return f"{a.year}" if a.year == b.year else f"{a.year}–{b.year}"
    if a.year != b.year:
        return f"{name_day(when.earliest)} – {name_day(when.latest)}"
    if a.month != b.month:
        return f"{a.day} {_MONTHS[a.month - 1]} – {name_day(when.latest)}"
    whole = a.day == 1 and (date(b.year + b.month // 12, b.month % 12 + 1, 1) - b).days == 1 if b.year < 9999 else False
    return f"{_MONTHS[a.month - 1]} {a.year}" if whole else f"{a.day}–{name_day(when.latest)}"


def name_words(spans: Iterable[Span]) -> str:
    """The words of one or several spans on one line, the gaps between them marked."""
    return " … ".join(" ".join(s.text.split()) for s in spans)


def name_speaker(statement: Statement) -> str:
    """Who said it, as surely as it is known: a name, the report's own words, or that nobody is named."""
    speaker = statement.speaker
    if speaker.name is not None:
        return speaker.name
    return name_words(statement.source) or "nobody named"


def name_doubt(party: Party) -> str | None:
    """What is open about a party: "Berin or Tolm?", "who?"; None where it is resolved or unnamed."""
    if party.status == "ambiguous" and party.candidates:
        return " or ".join(c.name for c in party.candidates[:3]) + "?"
    return "not resolved" if party.status in ("ambiguous", "unresolved") else None


def name_side(party: Party) -> str | None:
    """ "for Russia": the side that a party speaks for, None where that is itself or unknown."""
    return f"for {party.acts_for}" if party.acts_for and party.acts_for != party.name else None


def name_circumstances(statement: Statement) -> list[str]:
    """What there is to say of a statement beside its words: cue, addressee, time, kind and the rest, in that order."""
    found = []
    if cue := name_words(statement.cue):
        found.append(cue if any(c.isalnum() for c in cue) else f"“{cue}”")
    if statement.addressee:
        found.append("to " + ", ".join(a.name or " ".join(a.text.split()) for a in statement.addressee))
    if statement.when is not None:
        put, day = " ".join(statement.when.text.split()), name_when(statement.when.when)
        found.append(put if statement.when.when.edtf is None else f"{put} = {day}")
    found.append(statement.kind)
    if statement.part != "body":
        found.append(statement.part)
    found += [word for word, true in (("repeated", statement.repeated), ("negated", statement.negated)) if true]
    if statement.responds_to is not None:
        found.append("an answer")
    return found


def name_position(position: Position) -> str:
    """ "Russia: conditional on talks, if “…”"."""
    stance = {"for": "for", "against": "against", "conditional": "conditionally for"}[position.stance]
    said = f"{position.holder} {stance} {position.question.replace('-', ' ')}"
    return said if position.condition is None else f"{said}: “{name_words([position.condition])}”"


def name_head(article: Article) -> list[str]:
    """What is known of a report beside its title: outlet, date, authors, language; what is not stated is said to be so."""
    found = [article.outlet or "outlet not stated"]
    if article.published is not None:
        found.append(name_when(article.published))
    elif article.published_inferred is not None:
        found.append(f"date not stated, by its own words {name_when(article.published_inferred)}")
    else:
        found.append("date not stated")
    if article.byline:
        found.append(", ".join(article.byline))
    if article.language:
        found.append(article.language)
    return found


def name_counts(record: Record) -> str:
    """ "16 statements, 3 of them second-hand · 11 positions · 6 dates"."""
    second = sum(s.parent is not None for s in record.statements)
    parts = [_count(len(record.statements), "statement") + (f", {second} of them second-hand" if second else "")]
    parts += [_count(len(found), noun) for found, noun in ((record.positions, "position"), (record.dates, "date")) if found]
    return " · ".join(parts)


def order(record: Record) -> list[tuple[int, Statement]]:
    """The statements as they stand in the text, second-hand ones after the one they are reported in, with their depth."""
    ids = {s.id for s in record.statements}
    children: dict[str | None, list[Statement]] = {}
    for statement in sorted(record.statements, key=lambda s: (s.content[0].start if s.content else 0, -len(s.content))):
        children.setdefault(statement.parent if statement.parent in ids else None, []).append(statement)
    found: list[tuple[int, Statement]] = []
    waiting = [(0, s) for s in reversed(children.get(None, []))]
    while waiting:
        depth, statement = waiting.pop()
        found.append((depth, statement))
        waiting += [(depth + 1, s) for s in reversed(children.get(statement.id, []))]
    return found


def name_difference(difference: Difference) -> str:
    """ "dropped hedge: “I think”"; "changed modal: “will” → “may”"."""
    kind = difference.kind.replace("-", " ")
    here, there = (f"“{' '.join(s.text.split())}”" if s is not None else None for s in (difference.a, difference.b))
    return f"{kind}: {here} → {there}" if here and there else f"{kind}: {here or there}"


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"
