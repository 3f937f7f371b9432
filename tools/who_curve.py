"""Accuracy of named speakers against coverage, over the score threshold, on labelled reports with their gold statements.

Run from the project's root:
`python tools/who_curve.py ../shared/tools/score_record.py ../shared/data/reports/*.gold.json`
Prints one line a threshold: the share of named gold speakers that are called resolved, and how many of those are right.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

from onrecord.encode.load import load_reader
from onrecord.model import UNRESOLVED, Article, Span, Statement, When
from onrecord.resolve.who import answer_who


def statements(labels: dict[str, Any], text: str) -> list[Statement]:
    """The gold statements as the resolver takes them."""

    def spans(row: dict[str, Any], key: str) -> tuple[Span, ...]:
        return tuple(Span(start=x["start"], end=x["end"], text=text[x["start"] : x["end"]]) for x in row.get(key, ()))

    return [
        Statement(
            id=row["id"],
            kind=row["kind"] if row["kind"] in {"direct", "indirect", "mixed"} else "indirect",
            part=row.get("part") or "body",
            content=spans(row, "content"),
            cue=spans(row, "cue"),
            source=spans(row, "source"),
            speaker=UNRESOLVED,
            parent=row.get("parent"),
        )
        for row in labels["statements"]
    ]


def main() -> None:
    """Print the curve."""
    spec = importlib.util.spec_from_file_location("score_record", sys.argv[1])
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    reader = load_reader()
    rows: list[tuple[float, bool]] = []
    named = 0
    for path in map(Path, sys.argv[2:]):
        labels = json.loads(path.read_text(encoding="utf-8"))
        text = (path.parent / labels["file"]).read_text(encoding="utf-8")
        day = labels["as_if_published"]
        article = Article(
            id=path.stem, source=path.name, text=text, text_sha256="", published=When(edtf=day, earliest=day, latest=day, basis="given")
        )
        for label, answer in zip(
            labels["statements"], answer_who(article, reader.encode(text), statements(labels, text), 0.0), strict=True
        ):
            if scorer.norm(label["speaker"]).startswith("unnamed"):
                continue
            named += 1
            if answer.speaker.status == "resolved":
                rows.append((answer.score, scorer.same_name(label["speaker"], answer.speaker.name)))
    out = ["threshold  coverage  accuracy"]
    for threshold in (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97):
        kept = [right for score, right in rows if score >= threshold]
        if kept:
            out.append(f"{threshold:9.2f}  {100 * len(kept) / named:8.1f}  {100 * sum(kept) / len(kept):8.1f}")
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
