"""The records of examples/, as a person has reviewed them.

The first run writes a file, fails, and asks for review; after that a change fails and says what was gained and lost. `make golden`
writes them all anew. Scores are left out: their last digit may differ between processors.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from onrecord import SourceError, read, to_json
from onrecord.record import check

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples"
REPORTS = sorted(p for p in EXAMPLES.iterdir() if p.suffix in (".txt", ".html", ".json", ".jsonl"))


@pytest.mark.parametrize("report", REPORTS, ids=[p.name for p in REPORTS])
def test_record_is_the_reviewed_one(report: Path) -> None:
    found = []
    for record in read([report]):
        assert not isinstance(record, SourceError), record
        assert check(record) == []
        found.append(plain(to_json(record)))
    golden = HERE / f"{report.name}.golden.json"
    if not golden.exists() or os.environ.get("ONRECORD_GOLDEN") == "write":
        new = not golden.exists()
        golden.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        if new and os.environ.get("ONRECORD_GOLDEN") != "write":
            pytest.fail(f"{golden.name} was written: review it and commit it")
    reviewed = json.loads(golden.read_text(encoding="utf-8"))
    lost, gained = difference(reviewed, found)
    lines = [*(f"lost    {line}" for line in lost), *(f"gained  {line}" for line in gained)]
    assert not lines, "\n".join([f"{report.name} (`make golden` if this is right):", *lines])
    assert found == reviewed


def plain(value: Any) -> Any:
    """A record without what may differ between processors, checkouts and versions of the weights."""
    if isinstance(value, dict):
        return {
            k: Path(v).name if k == "source" and isinstance(v, str) else plain(v)
            for k, v in value.items()
            if k not in ("score", "made", "how")
        }
    return [plain(v) for v in value] if isinstance(value, list) else value


def difference(old: list[Any], new: list[Any]) -> tuple[list[str], list[str]]:
    a, b = [line for r in old for line in summary(r)], [line for r in new for line in summary(r)]
    return [x for x in a if x not in b], [x for x in b if x not in a]


def summary(record: dict[str, Any]) -> list[str]:
    """One line for each thing that a record says."""
    found = [f"{b['kind']}: {record['article']['text'][b['start'] : b['end']][:80]!r}" for b in record["article"]["blocks"]]
    for s in record["statements"]:
        words = [" … ".join(x["text"] for x in s[k]) for k in ("source", "cue", "content")]
        when = s["when"] and f"{s['when']['text']} = {s['when']['edtf']}"
        flags = [k for k in ("repeated", "negated", "parent", "responds_to") if s[k]]
        to = [x["text"] for x in s["addressee"]]
        found.append(f"{s['kind']} {s['part']}: {words} speaker={s['speaker']['name']} to={to} when={when} {flags}")
    found += [
        f"position: {p['holder']} {p['stance']} {p['question']} {p['condition'] and p['condition']['text']}" for p in record["positions"]
    ]
    found += [f"date: {d['text']} = {d['edtf']} {d['timex']}" for d in record["dates"]]
    found += [f"event: {e['text']} = {e['when']['edtf']}" for e in record["events"]]
    return found
