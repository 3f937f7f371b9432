"""Who else carries a statement, and how each words it: candidates by their rare words, then the judgement of `align`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

import orjson

from onrecord.align.carrier import Carrier, Report, sketch
from onrecord.align.group import Group, group
from onrecord.align.score import overlap
from onrecord.align.wording import differences
from onrecord.align.words import terms
from onrecord.archive.fold import fold_words
from onrecord.model import Span
from onrecord.web.library import Library

LOOKED_AT = 40
"""Statements with the most words in common that are compared."""

ALIKE = 0.15
"""So small a part of the shorter one's words in common is no common utterance."""

WORDS = 7
"""Of a statement so many of its longest words are looked for."""

_WORD = re.compile(r"\w+")

# What is current is known by its index: the views would decide it anew for every row.
_CARRIERS = """SELECT c.statement_id, c.article_id, c.outlet, c.speaker, c.speaker_id, c.speaker_status, c.kind, c.part,
    c.earliest, c.latest,
    s.words, s.content_spans AS spans, s.source, s.parent, s.negated, s.said_edtf AS said_date,
    p.acts_for, r.published AS date, r.url, r.title, r.text_sha256
    FROM current_index AS c JOIN statements AS s ON s.row = c.statement_row JOIN parties AS p ON p.row = s.speaker_row
    JOIN runs AS r ON r.id = c.run_id WHERE c.statement_row IN (SELECT value FROM json_each(?))"""


def others(library: Library, row: dict[str, Any]) -> dict[str, Any] | None:
    """The group of statements that carry this one's utterance, the earliest first; None where nobody else carries it."""
    words = sorted({w for w in fold_words(row["words"]).split() if len(w) > 3}, key=lambda w: (-len(w), w))[:WORDS]
    if not words:
        return None
    query = " OR ".join(f'"{w}"' for w in words)
    near = library.rows(
        "SELECT f.rowid AS row FROM statement_words AS f WHERE statement_words MATCH ? ORDER BY f.rank LIMIT ?", query, LOOKED_AT
    )
    rows = library.rows(_CARRIERS, orjson.dumps([r["row"] for r in near]).decode())
    if all(r["statement_id"] != row["id"] for r in rows):
        rows.append(_as_carrier(row))
    light = _alike([_carrier(r) for r in rows], row["id"])
    if len(light) < 2:
        return None
    mine = next((g for g in group(light) if any(m.carrier.statement == row["id"] for m in g.members)), None)
    if mine is None:
        return None
    # Wire copy is told by the wording of whole reports: only those that matter here are looked at.
    whole = [
        replace(m.carrier, report=replace(m.carrier.report, sketch=_sketch(library.text(m.carrier.report.text_sha256))))
        for m in mine.members
    ]
    mine = next((g for g in group(whole) if any(m.carrier.statement == row["id"] for m in g.members)), None)
    return None if mine is None else _shown(mine, row["id"])


def _alike(found: list[Carrier], this: str) -> list[Carrier]:
    """Those that have words enough in common with this one; the judgement is `group`'s, but most need none."""
    mine = terms([span for c in found if c.statement == this for span in c.content])
    return [c for c in found if c.statement == this or (o := overlap(mine, terms(c.content))).cover >= ALIKE or o.stem_cover >= ALIKE]


def _shown(found: Group, this: str) -> dict[str, Any]:
    by_id = {m.carrier.statement: m.carrier for m in found.members}
    return {
        "reports": found.reports,
        "accounts": found.accounts,
        "venues": list(found.venues),
        "speakers": list(found.speakers),
        "members": [
            {
                "statement": m.carrier.statement,
                "article": m.carrier.report.id,
                "outlet": m.carrier.report.outlet or m.carrier.report.title,
                "published": m.carrier.report.published,
                "speaker": m.carrier.speaker or m.carrier.source,
                "relation": m.relation,
                "copy": m.copy_of is not None,
                "this": m.carrier.statement == this,
                "words": " … ".join(s.text for s in m.carrier.content),
                "pieces": _pieces(by_id[this], m.carrier) if m.carrier.statement != this else [],
                "differences": [
                    {"kind": d.kind.replace("-", " "), "there": d.a and d.a.text, "here": d.b and d.b.text}
                    for d in differences(by_id[this], m.carrier)
                    if d.matters
                ]
                if m.carrier.statement != this and m.relation != "another-part"
                else [],
            }
            for m in found.members
        ],
    }


def _pieces(this: Carrier, other: Carrier) -> list[tuple[str, bool]]:
    """The other's words in pieces, and whether each stands in this one's too."""
    known = {t.form for t in terms(this.content)}
    found: list[tuple[str, bool]] = []
    for span in other.content:
        for m in re.finditer(r"\w+[\w’'-]*|\W+", span.text):
            word = m[0]
            same = not _WORD.match(word) or any(t.form in known for t in terms([Span(start=0, end=len(word), text=word)])) or len(word) < 2
            if found and (found[-1][1] == same or not _WORD.match(word)):
                found[-1] = (found[-1][0] + word, found[-1][1])
            else:
                found.append((word, same))
        found.append((" … ", True))
    return found[:-1]


def _as_carrier(row: dict[str, Any]) -> dict[str, Any]:
    """A row of `Archive.statement` under the names of the query."""
    more = {"statement_id": row["id"], "article_id": row["article"], "spans": orjson.dumps(row["spans"]), "earliest": None, "latest": None}
    return {**row, **more}


def _spans(words: str, places: list[tuple[int, int]]) -> Iterator[Span]:
    """The spans of a statement from its words, which the archive keeps joined by " … "."""
    at = 0
    for start, end in places:
        yield Span(start=start, end=end, text=words[at : at + end - start])
        at += end - start + 3


def _carrier(row: dict[str, Any]) -> Carrier:
    spans = [(a, b) for a, b in orjson.loads(row["spans"])]
    report = Report(
        id=row["article_id"], source=row["article_id"], outlet=row["outlet"], published=row["date"], url=row["url"], title=row["title"],
        text_sha256=row["text_sha256"],
    )  # fmt: skip
    return Carrier(
        statement=row["statement_id"],
        report=report,
        content=tuple(_spans(row["words"], spans)),
        kind=row["kind"],
        part=row["part"],
        speaker=row["speaker"],
        speaker_id=row["speaker_id"],
        speaker_status=row["speaker_status"],
        acts_for=row["acts_for"],
        source=row["source"] or None,
        said=(row["earliest"], row["latest"]) if row["said_date"] and row["earliest"] and row["latest"] else None,
        negated=bool(row["negated"]),
        parent=row["parent"],
    )


@lru_cache(maxsize=256)
def _sketch(text: str) -> tuple[int, ...]:
    return sketch([text])
