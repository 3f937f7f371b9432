"""The comparison of two outlets as rows and as one JSON object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from onrecord.align.outlets import NameUse, OutletComparison, Shared, period
from onrecord.align.write import carrier_json, differences_json

Json = dict[str, Any]


def outlets_rows(found: OutletComparison) -> Iterator[Json]:
    """The comparison as rows, told apart by `row`: period (counts), name (a contested name and its uses), shared, only (on one side)."""
    yield from ({"row": "period", **p} for p in period_rows(found))
    yield from ({"row": "name", **n} for n in name_rows(found))
    yield from ({"row": "shared", **shared_json(s)} for s in found.shared)
    for side, alone in (("a", found.only_a), ("b", found.only_b)):
        yield from ({"row": "only", "side": side, "period": found.period_of(c), **carrier_json(c)} for c in alone)


def outlets_json(found: OutletComparison, *, most: int | None = None) -> Json:
    """The same as one object. most: of the passages that one side alone carries, the first so many (their number is always told)."""
    return {
        "a": _side(found, "a", most),
        "b": _side(found, "b", most),
        "by": found.by,
        "periods": list(period_rows(found)),
        "shared": [shared_json(s) for s in found.shared],
        "names": list(name_rows(found)),
    }


def period_rows(found: OutletComparison) -> Iterator[Json]:
    """For each period how many reports and passages either has, and how many utterances both carry (by the first report of them)."""
    reports = [Counter(period(day, found.by) for day in side.days.values()) for side in (found.a, found.b)]
    passages = [Counter(found.period_of(c) for c in side.carriers) for side in (found.a, found.b)]
    shared, worded = Counter(s.period for s in found.shared), Counter(s.period for s in found.worded_differently)
    for name in found.periods:
        yield {
            "period": name,
            "reports_a": reports[0][name],
            "reports_b": reports[1][name],
            "statements_a": passages[0][name],
            "statements_b": passages[1][name],
            "shared": shared[name],
            "worded_differently": worded[name],
        }


def name_rows(found: OutletComparison) -> Iterator[Json]:
    """Each contested name with its uses by either outlet: how many in whose voice, by whom, in which period, in how many reports.

    differs: the thing it names goes by more than one name in these reports. The referents most spoken of come first.
    """
    by_referent: dict[str, dict[str, tuple[list[NameUse], list[NameUse]]]] = {}
    for n, uses in enumerate((found.names_a, found.names_b)):
        for use in uses:
            by_referent.setdefault(use.use.referent, {}).setdefault(use.use.name, ([], []))[n].append(use)
    for referent, names in sorted(by_referent.items(), key=lambda r: (-sum(len(a) + len(b) for a, b in r[1].values()), r[0])):
        for name, (a, b) in sorted(names.items(), key=lambda n: (-len(n[1][0]) - len(n[1][1]), n[0])):
            yield {"referent": referent, "name": name, "differs": len(names) > 1, "a": _uses(a), "b": _uses(b)}


def shared_json(shared: Shared) -> Json:
    """One utterance that both carry."""
    return {
        "group": shared.group,
        "period": shared.period,
        "first": shared.first,
        "days": shared.days,
        "copied": shared.copied,
        "carriers_a": shared.carriers_a,
        "carriers_b": shared.carriers_b,
        "worded_differently": shared.worded_differently,
        "a": carrier_json(shared.a),
        "b": carrier_json(shared.b),
        "differences": differences_json(shared.differences),
    }


def _uses(uses: Sequence[NameUse]) -> Json:
    return {
        "uses": len(uses),
        "reports": len({u.article for u in uses}),
        "voices": dict(Counter(u.use.voice for u in uses).most_common()),
        "speakers": dict(Counter(u.use.speaker or "nobody named" for u in uses if u.use.statement is not None).most_common()),
        "periods": dict(sorted(Counter(u.period for u in uses).items())),
        "places": [
            {"article": u.article, "start": u.use.place.start, "end": u.use.place.end, "text": u.use.place.text, "voice": u.use.voice,
             "speaker": u.use.speaker, "statement": u.use.statement}
            for u in uses
        ],
    }  # fmt: skip


def _side(found: OutletComparison, letter: str, most: int | None) -> Json:
    side, alone = (found.a, found.only_a) if letter == "a" else (found.b, found.only_b)
    days = sorted(d for d in side.days.values() if d)
    return {
        "outlets": list(side.outlets),
        "reports": len(side.days),
        "statements": len({c.statement for c in side.carriers}),
        "first": days[0] if days else None,
        "last": days[-1] if days else None,
        "only": len(alone),
        "only_here": [{"period": found.period_of(c), **carrier_json(c)} for c in alone[:most]],
    }
