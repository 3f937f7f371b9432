"""Positions as rows: whose, on what, when, where it shows, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from onrecord.export.network import SIGN

if TYPE_CHECKING:
    from onrecord.align.changes import Change, Dated

POSITION_ROW = (
    "position", "question", "holder", "holder_id", "stance", "agreement", "condition", "evidence", "earliest", "latest", "speaker",
    "acts_for", "change", "before", "before_condition", "before_evidence", "before_statement", "last_seen", "reports_between", "outlet",
    "date", "date_inferred", "url", "title", "source", "statement", "spans", "condition_start", "condition_end", "text_sha256", "article",
    "run", "score", "model", "how", "corrected_by", "withdrawn",
)  # fmt: skip


def stand_rows(
    rows: Sequence[Dated], changes: Iterable[Change], more: Mapping[int, Mapping[str, Any]] | None = None
) -> Iterator[dict[str, Any]]:
    """One row a position under the names of POSITION_ROW; agreement: 1 for, 0 conditional, -1 against.

    change: what became of the holder's position (see `Change.kind`), null where the position is undated or another of the same report
    stands for it; before …: the position that it is compared with. more: what else is known of a row, by the id() of its Dated.
    """
    known = {id(c.now): c for c in changes}
    for row in rows:
        p = row.position
        change = known.get(id(row))
        before = change.before if change else None
        made: dict[str, Any] = {
            "question": p.question,
            "holder": p.holder,
            "holder_id": p.holder_id,
            "stance": p.stance,
            "agreement": SIGN[p.stance],
            "condition": p.condition.text if p.condition else None,
            "evidence": row.quote,
            "earliest": row.earliest,
            "latest": row.latest,
            "speaker": row.speaker,
            "acts_for": row.side,
            "change": change.kind if change else None,
            "before": before.position.stance if before else None,
            "before_condition": before.position.condition.text if before and before.position.condition else None,
            "before_evidence": before.quote if before else None,
            "before_statement": before.position.statement if before else None,
            "last_seen": change.last_seen if change else None,
            "reports_between": change.between if change and before else None,
            "outlet": row.outlet,
            "source": row.source,
            "statement": p.statement,
            "spans": [[s.start, s.end] for s in p.evidence],
            "condition_start": p.condition.start if p.condition else None,
            "condition_end": p.condition.end if p.condition else None,
            "article": row.article,
            "score": p.score,
            "how": p.how,
        }
        made |= (more or {}).get(id(row), {})
        yield {name: made.get(name) for name in POSITION_ROW}
