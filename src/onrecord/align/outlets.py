"""Two outlets over many reports: what both carry and in whose words, what only one does, and the contested names of each, by period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from onrecord.align.carrier import Carrier, carriers_of_row
from onrecord.align.contested import Said, Use, names_in
from onrecord.align.group import group
from onrecord.align.judge import days_apart
from onrecord.align.score import overlap
from onrecord.align.wording import Difference, differences
from onrecord.align.words import terms

Row = Mapping[str, Any]
By = Literal["year", "month"]

_MONTHS = 18
"""Of no more months than these every month is a period of its own."""

UNDATED = "undated"


@dataclass(frozen=True, slots=True, kw_only=True)
class NameUse:
    """A contested name in one of an outlet's reports. article, period: of the report."""

    use: Use
    article: str
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What an outlet's reports hold. outlets: the names under which they came; days: of publication, for each report by id."""

    outlets: tuple[str, ...]
    days: Mapping[str, str | None]
    carriers: tuple[Carrier, ...]
    uses: tuple[tuple[str, Use], ...]  # with the report's id


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """One utterance that both carry: of either outlet's carriers the two that share most, and how b's wording differs from a's.

    carriers_a, carriers_b: how many of an outlet's reports carry it. first: who had it first, None on one day or where a day is not known.
    days: between the first report of either. copied: one outlet's report repeats the other's text, as with agency copy.
    """

    group: str
    a: Carrier
    b: Carrier
    carriers_a: int
    carriers_b: int
    first: Literal["a", "b"] | None
    days: int | None
    copied: bool
    period: str
    differences: tuple[Difference, ...]

    @property
    def worded_differently(self) -> bool:
        """Whether a difference can change what a reader takes to have been said."""
        return any(d.matters for d in self.differences)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletComparison:
    """shared: in order of date. only_a, only_b: passages that the other does not carry, in order of date. names_a, names_b: uses of
    contested names, in order of date. periods: oldest first."""

    a: Side
    b: Side
    by: By
    periods: tuple[str, ...]
    shared: tuple[Shared, ...]
    only_a: tuple[Carrier, ...]
    only_b: tuple[Carrier, ...]
    names_a: tuple[NameUse, ...]
    names_b: tuple[NameUse, ...]

    @property
    def worded_differently(self) -> tuple[Shared, ...]:
        """Those that both carry in wordings that differ where it matters."""
        return tuple(s for s in self.shared if s.worded_differently)

    def period_of(self, carrier: Carrier) -> str:
        """The period of the report that carries a statement."""
        return period(carrier.report.published, self.by)


def period(day: str | None, by: By) -> str:
    """The year or month of an ISO day."""
    return UNDATED if not day else day[:4] if by == "year" else day[:7]


def outlet_side(reports: Iterable[Row], statements: Iterable[Row]) -> Side:
    """What an outlet's reports hold, from rows of the archive: `Archive.reports`, and `Archive.statements` of the same outlet.

    Statements of other reports than those are left out, as are links to other reports and what was withdrawn.
    """
    kept = {r["article"]: r for r in reports if not r["withdrawn"]}
    told: dict[str, list[Row]] = defaultdict(list)
    for row in statements:
        if row["article"] in kept and row["part"] != "link":
            told[row["article"]].append(row)
    carriers = [c for article, rows in told.items() for row in rows for c in carriers_of_row(row, kept[article]["source"])]
    uses = [
        (article, use)
        for article, r in kept.items()
        for use in names_in(r["text"], [_said(row) for row in told[article]], blocks=r["blocks"], published=r["earliest"])
    ]
    return Side(
        outlets=tuple(sorted({r["outlet"] for r in kept.values() if r["outlet"]})),
        days={article: r["earliest"] for article, r in kept.items()},
        carriers=tuple(carriers),
        uses=tuple(uses),
    )


def compare_outlets(a: Side, b: Side, *, by: By | None = None) -> OutletComparison:
    """Compare what two outlets' reports hold. by: the length of the periods; by default months where they are few, else years."""
    days = sorted(d for d in (*a.days.values(), *b.days.values()) if d)
    by = by or ("month" if len({d[:7] for d in days}) <= _MONTHS else "year")
    periods = sorted({period(d, by) for d in (*a.days.values(), *b.days.values())}, key=lambda p: (p == UNDATED, p))
    here = set(a.days)
    met: set[tuple[str, int]] = set()
    shared: list[Shared] = []
    for found in group([*a.carriers, *b.carriers]):
        mine = [m.carrier for m in found.members if m.carrier.report.id in here and m.inside is None]
        theirs = [m.carrier for m in found.members if m.carrier.report.id not in here and m.inside is None]
        if mine and theirs:
            met.update((m.carrier.statement, span.start) for m in found.members for span in m.carrier.content)
            copies = {m.carrier.report.id: m.copy_of for m in found.members if m.copy_of is not None}
            shared.append(_shared(found.id, mine, theirs, copies, by))
    return OutletComparison(
        a=a,
        b=b,
        by=by,
        periods=tuple(periods),
        shared=tuple(sorted(shared, key=lambda s: min(_age(s.a), _age(s.b)))),
        only_a=_alone(a, met),
        only_b=_alone(b, met),
        names_a=_names(a, by),
        names_b=_names(b, by),
    )


def _shared(of: str, mine: Sequence[Carrier], theirs: Sequence[Carrier], copies: Mapping[str, str], by: By) -> Shared:
    told = {id(c): terms(c.content) for c in (*mine, *theirs)}
    x, y = max(((m, t) for m in mine for t in theirs), key=lambda p: overlap(told[id(p[0])], told[id(p[1])]).shared)
    days_a, days_b = ([c.report.published for c in side if c.report.published] for side in (mine, theirs))
    apart = days_apart(min(days_a), min(days_b)) if days_a and days_b else None
    owners = {c.report.id: side for side, cs in (("a", mine), ("b", theirs)) for c in cs}
    roots = {report: copies.get(report, report) for report in owners}
    sides: dict[str, set[str]] = defaultdict(set)
    for report, root in roots.items():
        sides[root].add(owners[report])
    return Shared(
        group=of,
        a=x,
        b=y,
        carriers_a=len({c.report.id for c in mine}),
        carriers_b=len({c.report.id for c in theirs}),
        first=None if not apart else "a" if min(days_a) < min(days_b) else "b",
        days=apart,
        copied=any(len(found) > 1 for found in sides.values()),
        period=period(min([*days_a, *days_b], default=None), by),
        differences=tuple(differences(x, y)),
    )


def _alone(side: Side, met: set[tuple[str, int]]) -> tuple[Carrier, ...]:
    return tuple(sorted((c for c in side.carriers if (c.statement, c.content[0].start) not in met), key=_age))


def _age(c: Carrier) -> tuple[str, str, int]:
    return (c.report.published or "9999", c.report.id, c.content[0].start)


def _names(side: Side, by: By) -> tuple[NameUse, ...]:
    found = [NameUse(use=use, article=article, period=period(side.days[article], by)) for article, use in side.uses]
    return tuple(sorted(found, key=lambda n: (side.days[n.article] or "9999", n.article, n.use.place.start)))


def _said(row: Row) -> Said:
    return Said(id=row["id"], kind=row["kind"], content=row["spans"], speaker=row["speaker"] or row["source"] or None)
