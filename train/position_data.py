"""The labelled material for positions, read once: texts, statements with speakers, encoder states, and what is true of each."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from onrecord.coding.holders import Lookup
from onrecord.encode.encoded import Encoded, Windows
from onrecord.encode.load import Reader
from onrecord.model import Article, Party, Span, Statement
from onrecord.statements.extract import extract


@dataclass(kw_only=True)
class Item:
    """One labelled text. sentence: the stretch that is labelled (the whole text of a report)."""

    kind: str  # sentence, report or seed
    id: str
    doc: str
    article: Article
    statements: tuple[Statement, ...]
    encoded: Encoded
    gold: list[dict[str, Any]]
    sentence: tuple[int, int]
    by_statement: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def _article(ident: str, text: str) -> Article:
    return Article(id=ident, source=ident, text=text, text_sha256="")


def _party(name: str | None, lookup: Lookup) -> Party:
    if not name:
        return Party(name=None, id=None, type="unnamed", status="unnamed")
    if name.startswith("unnamed"):
        return Party(name=name.removeprefix("unnamed").lstrip(": ") or None, id=None, type="unnamed", status="unnamed")
    if " and " in name and lookup(name) is None:
        members = tuple(_party(n.strip(), lookup) for n in name.replace(" and ", ",").split(",") if n.strip())
        return Party(name=name, id=None, type="group", status="resolved", members=members)
    holder = lookup(name)
    return Party(name=name, id=None, type="person", status="resolved", acts_for=holder[0] if holder and holder[0] != name else None)


def _spans(rows: Sequence[dict[str, Any]], text: str) -> tuple[Span, ...]:
    return tuple(Span(start=r["start"], end=r["end"], text=text[r["start"] : r["end"]]) for r in rows)


def _gold_statements(gold: dict[str, Any], text: str, lookup: Lookup) -> tuple[Statement, ...]:
    return tuple(
        Statement(
            id=s["id"],
            kind=s.get("kind", "indirect"),
            part=s.get("part", "body"),
            content=_spans(s["content"], text),
            cue=_spans(s["cue"], text),
            source=_spans(s["source"], text),
            speaker=_party(s.get("speaker"), lookup),
            parent=s.get("parent"),
            repeated=bool(s.get("repeated")),
            negated=bool(s.get("negated")),
        )
        for s in gold["statements"]
    )


def read_items(shared: Path, weights: Path, lookup: Lookup, cache: Path | None) -> list[Item]:
    """All items; encoded and extracted once where a cache file is named."""
    if cache and cache.exists():
        return pickle.loads(cache.read_bytes())
    reader = Reader(weights)
    items = [*_read(shared, reader, lookup), *_labels(shared, reader)]
    for item in items:  # what coding does not read takes too much room
        item.encoded = replace(item.encoded, windows=_syntax_only(item.encoded.windows), tags=item.encoded.tags[:0])
    if cache:
        cache.write_bytes(pickle.dumps(items))
    return items


def _syntax_only(w: Windows) -> Windows:
    """The vectors of syntax alone, made: coding asks for syntactic heads."""
    blocks = [w.block[name] for name in ("arc_dependent", "arc_head")]
    made = [w.states[..., b] if w.weight is None else w.states @ w.weight[:-1, b] + w.weight[-1, b] for b in blocks]
    width = made[0].shape[-1]
    return replace(
        w, states=np.concatenate(made, -1), weight=None, block={"arc_dependent": slice(0, width), "arc_head": slice(width, 2 * width)}
    )


def _read(shared: Path, reader: Reader, lookup: Lookup) -> Iterator[Item]:
    for line in (shared / "data/positions/dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        before = (row.get("before") or "").strip()
        before = before + "\n\n" if before else ""
        after = (row.get("after") or "").strip()
        text = before + row["sentence"] + (" " + after if after else "") + "\n"
        article, encoded = _article(row["id"], text), reader.encode(text)
        found = extract(article, encoded, reader)
        yield Item(
            kind="sentence", id=row["id"], doc=row["doc"], article=article, statements=found, encoded=encoded, gold=row["positions"],
            sentence=(len(before), len(before) + len(row["sentence"])),
        )  # fmt: skip
    for folder, kind in (("data/reports", "report"), ("seeds", "seed")):
        for path in sorted((shared / folder).glob("*.gold.json")):
            gold = json.loads(path.read_text(encoding="utf-8"))
            text = (path.parent / gold["file"]).read_text(encoding="utf-8")
            statements = _gold_statements(gold, text, lookup)
            by = {s["id"]: s.get("positions", []) for s in gold["statements"]}
            yield Item(
                kind=kind, id=gold["file"], doc=gold["file"], article=_article(gold["file"], text), statements=statements,
                encoded=reader.encode(text), gold=[p for s in by.values() for p in s], sentence=(0, len(text)), by_statement=by,
            )  # fmt: skip


def _labels(shared: Path, reader: Reader) -> Iterator[Item]:
    """Reports of the running material of which some hits were judged by hand; the labels hold places, no text."""
    path = Path(__file__).with_name("position_labels.jsonl")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    wanted: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        wanted.setdefault(row["report"], []).append(row)
    for line in (shared / "data/news/reports.jsonl").read_text(encoding="utf-8").splitlines():
        report = json.loads(line)
        if report["id"] in wanted:
            article, encoded = _article(report["id"], report["text"]), reader.encode(report["text"])
            found = extract(article, encoded, reader)
            yield Item(
                kind="judged", id=report["id"], doc=report["id"], article=article, statements=found, encoded=encoded,
                gold=wanted[report["id"]], sentence=(0, len(report["text"])),
            )  # fmt: skip


def family(statements: Sequence[Statement], ident: str) -> set[str]:
    """The ids of the statements under the same outermost statement."""
    parent = {s.id: s.parent for s in statements}

    def root(i: str) -> str:
        seen: set[str] = set()
        while (up := parent.get(i)) in parent and i not in seen:
            seen.add(i)
            i = up or i
        return i

    return {i for i in parent if root(i) == root(ident)}
