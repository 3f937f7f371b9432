"""Groups and comparisons as JSON objects."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from onrecord.align.carrier import Carrier, Report
from onrecord.align.compare import Comparison, Pair
from onrecord.align.contested import Use
from onrecord.align.group import Group
from onrecord.align.wording import Difference, differences
from onrecord.model import Record, Span

Json = dict[str, Any]


def group_json(group: Group) -> Json:
    """One group: what it is, then its carriers in order, each with how it words what the one it is nearest to says."""
    by_id = {m.carrier.statement: m.carrier for m in group.members}
    return {
        "id": group.id,
        "reports": group.reports,
        "accounts": group.accounts,
        "venues": list(group.venues),
        "speakers": list(group.speakers),
        "members": [
            {
                **carrier_json(m.carrier),
                "relation": m.relation,
                "of": m.of,
                "copy_of": m.copy_of,
                "inside": m.inside,
                "differences": differences_json(differences(by_id[m.of], m.carrier))
                if m.of is not None and m.relation not in ("identical", "another-part")
                else [],
            }
            for m in group.members
        ],
    }


def comparison_json(a: Record, b: Record, found: Comparison) -> Json:
    """Two reports side by side."""
    return {
        "a": _article(a),
        "b": _article(b),
        "shared": [_pair(p) for p in found.shared],
        "only_a": [carrier_json(s) for s in found.only_a],
        "only_b": [carrier_json(s) for s in found.only_b],
        "names": [
            {
                "referent": referent,
                "differs": referent in found.disputed,
                "a": [_use(u) for u in found.names_a if u.referent == referent],
                "b": [_use(u) for u in found.names_b if u.referent == referent],
            }
            for referent in dict.fromkeys(u.referent for u in (*found.names_a, *found.names_b))
        ],
    }


def carrier_json(s: Carrier) -> Json:
    """A statement as one report carries it."""
    return {
        "statement": s.statement,
        "passage": s.passage,
        **_report(s.report),
        "kind": s.kind,
        "part": s.part,
        "speaker": s.speaker,
        "speaker_id": s.speaker_id,
        "speaker_status": s.speaker_status,
        "said_by": s.source,
        "addressee": list(s.addressee),
        "content": [span_json(c) for c in s.content],
    }


def span_json(span: Span) -> Json:
    """A span of a report."""
    return {"start": span.start, "end": span.end, "text": span.text}


def _report(report: Report) -> Json:
    return {
        "article": report.id,
        "source": report.source,
        "outlet": report.outlet,
        "published": report.published,
        "url": report.url,
        "text_sha256": report.text_sha256,
    }


def _article(record: Record) -> Json:
    article = record.article
    return {"id": article.id, "source": article.source, "outlet": article.outlet, "title": article.title, "url": article.url}


def _pair(pair: Pair) -> Json:
    return {
        "a": carrier_json(pair.a),
        "b": carrier_json(pair.b),
        "worded_differently": pair.worded_differently,
        "differences": differences_json(pair.differences),
    }


def differences_json(found: Iterable[Difference]) -> list[Json]:
    """The differences between two wordings."""
    return [{"kind": d.kind, "matters": d.matters, "of": _maybe(d.a), "here": _maybe(d.b)} for d in found]


def _maybe(span: Span | None) -> Json | None:
    return None if span is None else span_json(span)


def _use(use: Use) -> Json:
    return {
        "name": use.name,
        "rule": use.rule,
        "voice": use.voice,
        "speaker": use.speaker,
        "statement": use.statement,
        "place": span_json(use.place),
    }
