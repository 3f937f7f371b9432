"""The two reports beside the project, read together: the same parties come out as the same ids. Skipped where they are not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_who import encode

from onrecord.model import UNRESOLVED, Article, Party, Span, Statement, When
from onrecord.resolve.who import resolve_who

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"


def read(gold: Path) -> list[tuple[str, Party]]:
    labels = json.loads(gold.read_text(encoding="utf-8"))
    text = (gold.parent / labels["file"]).read_text(encoding="utf-8")
    spans = lambda row, key: tuple(Span(start=x["start"], end=x["end"], text=text[x["start"] : x["end"]]) for x in row.get(key, ()))  # noqa: E731
    statements = [
        Statement(
            id=row["id"],
            kind=row["kind"] if row["kind"] != "act" else "indirect",
            part=row.get("part", "body"),
            content=spans(row, "content"),
            cue=spans(row, "cue"),
            source=spans(row, "source"),
            speaker=UNRESOLVED,
            parent=row.get("parent"),
        )
        for row in labels["statements"]
    ]
    day = labels["as_if_published"]
    article = Article(
        id=gold.stem, source=labels["file"], text=text, text_sha256="", published=When(edtf=day, earliest=day, latest=day, basis="given")
    )
    done = resolve_who(article, encode(text), statements)
    return [(row["speaker"], s.speaker) for row, s in zip(labels["statements"], done, strict=True)]


@pytest.mark.skipif(not SEEDS.exists(), reason="the seeds are not beside the project")
def test_the_seeds_share_their_parties() -> None:
    ids: dict[str, set[str]] = {}
    reports: dict[str, set[str]] = {}
    for gold in sorted(SEEDS.glob("*.gold.json")):
        for label, party in read(gold):
            if party.status == "resolved" and party.id:
                name = "Russia" if label == "Kremlin" else label
                ids.setdefault(name, set()).add(party.id)
                reports.setdefault(name, set()).add(gold.stem)
    for name in ("Dmitry Peskov", "Volodymyr Zelenskyy", "Russia"):
        assert len(ids[name]) == 1, (name, ids[name])
        assert len(reports[name]) == 2, name
    assert ids["Russia"] == {"Q159"}
