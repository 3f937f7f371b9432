"""What time reading reaches on the labelled material beside the project; floors only rise. Skipped where that material is absent."""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.model import Article, Party, Span, Statement, When
from onrecord.resolve.when import find_events, find_times, saying_time
from onrecord.resolve.when.edtf import days

SHARED = Path(os.environ.get("ONRECORD_SHARED", str(Path(__file__).parents[2].parent / "shared")))
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the labelled reports are not beside the project (set ONRECORD_SHARED)")
pytestmark = needs_shared


def article(text: str, day: str) -> Article:
    return Article(id="a", source="a", text=text, text_sha256="", published=When(edtf=day, earliest=day, latest=day, basis="given"))


def timeml(path: Path) -> tuple[str, list[tuple[int, int, str]], str]:
    raw = path.read_text("utf-8")
    head = re.search(r"<TIMEX3[^>]*CREATION_TIME[^>]*>", raw)
    day = re.search(r'value="([^"]+)"', head[0])[1][:10] if head else ""
    body = re.search(r"<TEXT>(.*?)</TEXT>", raw, re.S)
    out, gold, stack = "", [], []
    for m in re.finditer(r"<[^>]+>|[^<]+", body[1] if body else ""):
        if m[0].startswith("<TIMEX3"):
            stack.append((len(out), re.search(r'value="([^"]*)"', m[0])[1]))
        elif m[0].startswith("</TIMEX3"):
            start, value = stack.pop()
            gold.append((start, len(out), value))
        elif not m[0].startswith("<"):
            out += html.unescape(m[0])
    return out, gold, day


def test_timex_floors() -> None:
    total = relaxed = strict = value = 0
    for path in sorted((SHARED / "data" / "timeml").rglob("*.tml")):
        text, gold, day = timeml(path)
        found = find_times(article(text, day))
        total += len(gold) + len(found)
        used: set[int] = set()
        for a, b, v in gold:
            hit = next((i for i, t in enumerate(found) if i not in used and t.start < b and t.end > a), None)
            if hit is not None:
                used.add(hit)
                relaxed += 1
                strict += (found[hit].start, found[hit].end) == (a, b)
                value += found[hit].timex_value == v
    assert [200 * k / total >= floor for k, floor in ((relaxed, 94), (strict, 87.6), (value, 80.2))] == [True] * 3


def labelled() -> Iterator[tuple[Path, dict[str, object], Article]]:
    for folder in (SHARED / "seeds", SHARED / "data" / "reports"):
        for path in sorted(folder.glob("*.gold.json")):
            gold = json.loads(path.read_text("utf-8"))
            yield folder, gold, article((folder / gold["file"]).read_text("utf-8"), gold["as_if_published"])


def test_dates_and_saying_time_floors() -> None:
    found = right = total = said = said_right = 0
    for _, gold, a in labelled():
        times = find_times(a)
        for d in gold["dates"]:
            total += 1
            hit = next((t for t in times if t.start < d["end"] and d["start"] < t.end), None)
            if hit is not None:
                found += 1
                right += any(
                    hit.when.edtf == e or (hit.when.edtf and "X" not in e and "{" not in e and days(hit.when.edtf) == days(e))
                    for e in d["edtf"]
                )
        for s in gold["statements"]:
            if s.get("when"):
                parts = {
                    k: [Span(start=x["start"], end=x["end"], text=x["text"]) for x in s.get(k, [])] for k in ("source", "cue", "content")
                }
                t = saying_time(a, times, **parts)
                said += 1
                said_right += t is not None and t.start < s["when"]["end"] and s["when"]["start"] < t.end
    assert found / total >= 0.97
    assert right / found >= 0.95
    assert said_right / said >= 0.9


def test_every_listed_event_is_found() -> None:
    for _, gold, a in labelled():
        times = find_times(a)
        statements = [
            Statement(
                id=s["id"],
                kind="indirect",
                part="body",
                source=(),
                cue=tuple(Span(**{k: c[k] for k in ("start", "end", "text")}) for c in s.get("cue", [])),
                content=tuple(Span(**{k: c[k] for k in ("start", "end", "text")}) for c in s["content"]),
                speaker=Party(name=s["speaker"], id=None, type="person", status="resolved"),
            )
            for s in gold["statements"]
        ]
        events = find_events(a, times, statements)
        for e in gold.get("events", []):
            start = a.text.index(e["text"])
            assert any(x.start < start + len(e["text"]) and start < x.end for x in events), e["text"]
