"""Where parties stand over time: holders by dates, and what changed, was reaffirmed, or was only reported differently.

All functions are pure: they take dated positions and return rows. A change is stated with both positions side by side, with the day on
which the old one was last seen and the number of reports searched in between, so that a gap in coverage is not read as silence.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from onrecord.model import Position, Record, Stance

Kind = Literal[
    "first seen",
    "reaffirmed",
    "changed",
    "condition added",
    "condition dropped",
    "condition changed",
    "reported differently",
    "claimed",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A position with its report. date: ISO day on which it was expressed, else the first day on which its report may have been
    published, None where neither is known. earliest, latest: the ends between which it was expressed, inferred: whether only the report's
    own words place it. speaker: who said what shows it, side: for whom; None for an act, or where that is open.
    """

    date: str | None
    outlet: str | None
    source: str
    article: str
    position: Position
    quote: str
    speaker: str | None = None
    side: str | None = None
    earliest: str | None = None
    latest: str | None = None
    inferred: bool = False

    @property
    def claimed(self) -> bool:
        """Whether somebody else says it of the holder."""
        return self.speaker is not None and not speaks_for(self.position.holder, (self.speaker, self.side))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happened to a holder's position at a report.

    now: the position; before: the one it is compared with, None when first seen. last_seen: the last day on which the old position was
    seen. between: how many of the reports searched are dated after that day and before `now`. `claimed`: somebody else says of the holder
    that this is, or was, its position; that changes nothing of what the holder itself was seen to hold.
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
        by_id = {s.id: s for s in record.statements}
        for p in record.positions:
            carrier = by_id.get(p.statement or "")
            said = carrier.when.when if carrier is not None and carrier.when is not None else None
            exact = said.earliest if said and said.earliest and said.earliest == said.latest else None
            chain: list[tuple[str, str | None]] = []
            while carrier is not None:
                if carrier.speaker.status == "resolved" and carrier.speaker.name:
                    chain.append((carrier.speaker.name, carrier.speaker.acts_for))
                carrier = by_id.get(carrier.parent or "")
            speaker, side = teller(p, chain)
            out.append(
                Dated(
                    date=exact or day,
                    outlet=article.outlet,
                    source=article.source,
                    article=article.id,
                    position=p,
                    quote=" … ".join(span.text for span in p.evidence),
                    speaker=speaker,
                    side=side,
                    earliest=exact or day,
                    latest=exact or (published.latest if published else None),
                    inferred=exact is None and article.published is None and day is not None,
                )
            )
    return sorted(out, key=lambda d: (d.date is None, d.date or "", d.source, d.position.evidence[0].start if d.position.evidence else 0))


def teller(position: Position, chain: Sequence[tuple[str, str | None]]) -> tuple[str | None, str | None]:
    """Who says that the holder stands so, and for whom: the first of the chain that is not of the holder's side, else its first.

    chain: the speaker of the statement that shows it and the side spoken for, then those of the statements that it is reported in. Where
    the coding took the holder from that speaker, it is of the holder's side, whatever the report says of its office.
    """
    if not chain:
        return None, None
    own = "speaker" in position.how.partition("holder ")[2]
    others = chain[1:] if own else chain
    return next((link for link in others if not speaks_for(position.holder, link)), (chain[0][0], position.holder) if own else chain[0])


def speaks_for(holder: str, teller: tuple[str, str | None]) -> bool:
    """Whether a speaker is the holder, speaks for it, is one of its people ("Iranians") or speaks together with it ("Iran and Oman")."""
    speaker, side = teller
    return holder in (speaker, side) or speaker.startswith(holder) or f" {holder} " in f" {speaker} "


def report_days(records: Iterable[Record]) -> list[str]:
    """The days of publication of the reports that were searched, sorted; undated ones are left out."""
    days = []
    for record in records:
        published = record.article.published or record.article.published_inferred
        if published and published.earliest:
            days.append(published.earliest)
    return sorted(days)


def _one_a_day(rows: Sequence[Dated]) -> list[Dated]:
    """The best-scored row of each report, stance, condition and teller: one report that says it thrice is one witness."""
    best: dict[tuple[str, Stance, str, str | None], Dated] = {}
    for row in rows:
        key = _witness(row)
        if key not in best or best[key].position.score < row.position.score:
            best[key] = row
    return [row for row in rows if best[_witness(row)] is row]


def _witness(row: Dated) -> tuple[str, Stance, str, str | None]:
    condition = row.position.condition
    return row.article, row.position.stance, condition.text if condition else "", row.speaker if row.claimed else None


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
    return abs((date.fromisoformat(a[:10]) - date.fromisoformat(b[:10])).days) <= 1


def find_changes(rows: Sequence[Dated], searched: Sequence[str] = ()) -> list[Change]:
    """What happened to each holder's position on each question, oldest first.

    rows: dated positions, as dated_positions gives them; undated ones are left out. searched: the days of all reports that were read.
    A report is compared with the one before it, never with itself: one that names a condition in one sentence and none in the next holds
    both. A difference between reports of the same moment (at most a day apart) by different outlets is `reported differently`; so is one
    where each outlet by itself stays with what it said.
    """
    days = sorted(searched)
    out: list[Change] = []
    lines: dict[tuple[str, str], list[Dated]] = {}
    for row in rows:
        if row.date:
            lines.setdefault((row.position.holder, row.position.question), []).append(row)
    for line in lines.values():
        past: list[list[Dated]] = []
        by_outlet: dict[str | None, list[Dated]] = {}
        last: dict[tuple[Stance, bool], str] = {}
        for report in _reports(_one_a_day(line)):
            own = by_outlet.get(report[0].outlet, [])
            for now in report:
                if now.claimed:
                    out.append(_change(now, "claimed"))
                    continue
                old, kind = _before(now, _until(past, now.date or ""))
                if old is None:
                    out.append(_change(now, "first seen"))
                    continue
                stays = any(o.position.stance == now.position.stance for o in own)
                if kind != "reaffirmed" and old.outlet != now.outlet and (_window(old.date, now.date) or stays):
                    kind = "reported differently"
                seen = last.get(_held(old), old.date)
                if (seen or "") > (now.date or ""):
                    seen = old.date
                between = bisect_left(days, now.date or "") - bisect_right(days, seen or "")
                out.append(_change(now, kind, before=old, last_seen=seen, between=max(0, between)))
            if held := [r for r in report if not r.claimed]:
                past.append(held)
                by_outlet[held[0].outlet] = held
                for r in held:
                    last[_held(r)] = max(r.date or "", last.get(_held(r), ""))
    return sorted(out, key=lambda c: (c.question, c.holder, c.now.date or ""))


def _reports(rows: Sequence[Dated]) -> list[list[Dated]]:
    """The rows by report, in order of the last day that each speaks of."""
    found: dict[str, list[Dated]] = {}
    for row in rows:
        found.setdefault(row.article, []).append(row)
    return sorted(found.values(), key=lambda report: max(r.date or "" for r in report))


def _until(past: Sequence[Sequence[Dated]], day: str) -> list[Dated]:
    """What the latest report before holds, but for what it dates later: a report may tell of a day before the last report's."""
    for report in reversed(past):
        if earlier := [row for row in report if (row.date or "") <= day]:
            return earlier
    return []


def _before(now: Dated, before: Sequence[Dated]) -> tuple[Dated | None, Kind]:
    """What a position is compared with in the report before, and how they differ: the one most like it."""
    ranked = sorted(before, key=lambda b: (_compare(b.position, now.position) != "reaffirmed", b.position.stance != now.position.stance))
    return (ranked[0], _compare(ranked[0].position, now.position)) if ranked else (None, "first seen")


def _held(row: Dated) -> tuple[Stance, bool]:
    return row.position.stance, row.position.condition is not None


def _change(now: Dated, kind: Kind, *, before: Dated | None = None, last_seen: str | None = None, between: int = 0) -> Change:
    p = now.position
    return Change(holder=p.holder, question=p.question, kind=kind, now=now, before=before, last_seen=last_seen, between=between)


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
