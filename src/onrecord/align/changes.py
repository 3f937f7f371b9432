"""Where parties stand over time: holders by dates, and what changed, was reaffirmed, or was only reported differently.

All functions are pure: they take dated positions and return rows. A change is stated with both positions side by side, with the day on
which the old one was last seen and the number of reports searched in between, so that a gap in coverage is not read as silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.model import Position, Record, Stance

Kind = Literal["first seen", "reaffirmed", "changed", "condition added", "condition dropped", "condition changed", "reported differently"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A position with its report. date: ISO day on which it was expressed, else of publication, None where neither is known."""

    date: str | None
    outlet: str | None
    source: str
    article: str
    position: Position
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happened to a holder's position at a report.

    now: the position; before: the one it is compared with, None when first seen. last_seen: the last day on which the old position was
    seen. between: the reports searched that are dated after it and not after `now`. outlets: who reported the old and the new one.
    """

    holder: str
    question: str
    kind: Kind
    now: Dated
    before: Dated | None = None
    last_seen: str | None = None
    between: int = 0


def dated_positions(records: Iterable[Record]) -> list[Dated]:
    """The positions of records with day and outlet, oldest first; undated ones last.

    The day is that of the statement (its earliest possible day, where it is one day) or else of the report.
    """
    out: list[Dated] = []
    for record in records:
        article = record.article
        published = article.published or article.published_inferred
        day = published.earliest if published else None
        when = {s.id: s.when.when for s in record.statements if s.when is not None}
        for p in record.positions:
            said = when.get(p.statement or "")
            exact = said.earliest if said and said.earliest and said.earliest == said.latest else None
            quote = " … ".join(span.text for span in p.evidence)
            out.append(Dated(date=exact or day, outlet=article.outlet, source=article.source, article=article.id, position=p, quote=quote))
    return sorted(out, key=lambda d: (d.date is None, d.date or "", d.source, d.position.evidence[0].start if d.position.evidence else 0))


def report_days(records: Iterable[Record]) -> list[str]:
    """The days of publication of the reports that were searched, sorted; undated ones are left out."""
    days = []
    for record in records:
        published = record.article.published or record.article.published_inferred
        if published and published.earliest:
            days.append(published.earliest)
    return sorted(days)


def _one_a_day(rows: Sequence[Dated]) -> list[Dated]:
    """The best-scored row of each report, stance and condition: one report that says it thrice is one witness."""
    best: dict[tuple[str, Stance, str], Dated] = {}
    for row in rows:
        key = (row.article, row.position.stance, row.position.condition.text if row.position.condition else "")
        if key not in best or best[key].position.score < row.position.score:
            best[key] = row
    return [
        row
        for row in rows
        if best.get((row.article, row.position.stance, row.position.condition.text if row.position.condition else "")) is row
    ]


def _same_words(a: str, b: str) -> bool:
    x, y = set(a.casefold().split()), set(b.casefold().split())
    return len(x & y) * 2 >= min(len(x), len(y)) if x and y else x == y


def _compare(old: Position, new: Position) -> Kind:
    if old.stance == new.stance:
        if (
            old.stance != "conditional"
            or old.condition is None
            or new.condition is None
            or _same_words(old.condition.text, new.condition.text)
        ):
            return "reaffirmed"
        return "condition changed"
    if {old.stance, new.stance} == {"for", "conditional"}:
        return "condition added" if new.stance == "conditional" else "condition dropped"
    return "changed"


def _window(a: str | None, b: str | None) -> bool:
    """Whether two days are the same or next to each other, as reports of one moment are."""
    if a is None or b is None:
        return False
    from datetime import date

    return abs((date.fromisoformat(a[:10]) - date.fromisoformat(b[:10])).days) <= 1


def find_changes(rows: Sequence[Dated], searched: Sequence[str] = ()) -> list[Change]:
    """What happened to each holder's position on each question, oldest first.

    rows: dated positions, as dated_positions gives them; undated ones are left out. searched: the days of all reports that were read.
    A difference between reports of the same moment (at most a day apart) by different outlets is `reported differently`; so is one where
    each outlet by itself stays with what it said.
    """
    out: list[Change] = []
    keys = sorted({(r.position.holder, r.position.question) for r in rows})
    for holder, question in keys:
        line = _one_a_day([r for r in rows if (r.position.holder, r.position.question) == (holder, question) and r.date])
        by_outlet: dict[str | None, Dated] = {}
        before: Dated | None = None
        last: dict[tuple[Stance, bool], str] = {}
        for now in line:
            if before is None:
                out.append(Change(holder=holder, question=question, kind="first seen", now=now))
            else:
                kind = _compare(before.position, now.position)
                own = by_outlet.get(now.outlet)
                other = before.outlet != now.outlet
                if (
                    kind not in ("reaffirmed",)
                    and other
                    and (_window(before.date, now.date) or (own is not None and own.position.stance == now.position.stance))
                ):
                    kind = "reported differently"
                seen = last.get((before.position.stance, before.position.condition is not None), before.date)
                between = sum(1 for day in searched if (seen or "") < day <= (now.date or ""))
                out.append(Change(holder=holder, question=question, kind=kind, now=now, before=before, last_seen=seen, between=between))
            by_outlet[now.outlet] = now
            before = now
            last[(now.position.stance, now.position.condition is not None)] = now.date or ""
    return sorted(out, key=lambda c: (c.question, c.holder, c.now.date or ""))


def position_rows(rows: Sequence[Dated], question: str | None = None) -> list[dict[str, str | float | None]]:
    """The table of holders by dates, one row a position, sorted by holder and date: ready to print or to write as CSV."""
    chosen = [r for r in rows if question in (None, r.position.question)]
    return [
        {
            "holder": r.position.holder,
            "date": r.date,
            "question": r.position.question,
            "stance": r.position.stance,
            "condition": r.position.condition.text if r.position.condition else None,
            "quote": r.quote,
            "outlet": r.outlet,
            "source": r.source,
            "score": r.position.score,
            "how": r.position.how,
        }
        for r in sorted(chosen, key=lambda r: (r.position.question, r.position.holder, r.date is None, r.date or ""))
    ]


def change_rows(changes: Sequence[Change], all_kinds: bool = False) -> list[dict[str, str | int | None]]:
    """The changes as rows, with the old and the new side by side; what was only reaffirmed is left out unless asked for."""
    return [
        {
            "holder": c.holder,
            "question": c.question,
            "date": c.now.date,
            "kind": c.kind,
            "before": c.before.position.stance if c.before else None,
            "before_quote": c.before.quote if c.before else None,
            "before_source": c.before.source if c.before else None,
            "last_seen": c.last_seen,
            "reports_between": c.between,
            "now": c.now.position.stance,
            "condition": c.now.position.condition.text if c.now.position.condition else None,
            "now_quote": c.now.quote,
            "now_source": c.now.source,
            "outlets": " / ".join(dict.fromkeys(d.outlet or "?" for d in (c.before, c.now) if d)),
        }
        for c in changes
        if all_kinds or c.kind != "reaffirmed"
    ]
