"""Grouping on the development reports beside the project, quotations found by their marks alone. Skipped where they are not there.

The groups are the automatic ones of `shared/data/same_statement`, by report id and offsets, without those judged wrong ("withdrawn", each
with the reason). The floors only rise.
"""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from onrecord.align.carrier import Carrier, Report
from onrecord.align.group import group
from onrecord.model import Span

HERE = Path(__file__).parents[1]
REPORTS = HERE.parents[1] / "shared" / "data" / "news" / "reports.jsonl"
QUOTATION = re.compile(r"“[^”\n]{8,1200}”|\"[^\"\n]{8,1200}\"|(?<![\w’])‘[^’\n]{12,600}[.,]’(?!\w)")
PRECISION, RECALL = 0.99, 0.93


@pytest.mark.skipif(not REPORTS.exists(), reason="the development reports are not beside the project")
def test_floors() -> None:
    statements = []
    with REPORTS.open(encoding="utf-8") as lines:
        for line in lines:
            r = json.loads(line)
            report = Report(id=r["id"], source=r["id"], outlet=r["outlet"], published=r["published"])
            statements += [
                Carrier(statement=f"{r['id']}-{n}", report=report, content=(Span(start=m.start(), end=m.end(), text=m[0]),))
                for n, m in enumerate(QUOTATION.finditer(r["text"]))
                if len(m[0].split()) >= 3
            ]
    held: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for k, found in enumerate(group(statements)):
        for member in found.members:
            held[member.carrier.report.id] += [(s.start, s.end, k) for s in member.carrier.content]
    gold = json.loads((HERE / "gold" / "same_statement.json").read_text(encoding="utf-8"))["groups"]
    items = [(g["group"], m["id"], _groups(held[m["id"]], m["start"], m["end"])) for g in gold for m in g["members"]]
    counts = Counter(
        (a[0] == b[0], bool(a[2] & b[2])) for a, b in itertools.combinations(items, 2) if a[1] != b[1]
    )  # fmt: skip
    right, missed, wrong = counts[True, True], counts[True, False], counts[False, True]
    assert right / (right + wrong) >= PRECISION
    assert right / (right + missed) >= RECALL


def _groups(held: list[tuple[int, int, int]], start: int, end: int) -> set[int]:
    covered: Counter[int] = Counter()
    for a, b, k in held:
        covered[k] += max(0, min(b, end) - max(a, start))
    return {k for k, n in covered.items() if 2 * n >= end - start}
