"""What the comparison across reports needs of a statement and of the report that carries it, and no more.

Records come from the pipeline or, later, from an archive; both are turned into these light types, so that a hundred thousand statements fit
into memory without the texts of their reports.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any, Literal

from onrecord.model import Kind, Part, Party, Record, Span, Statement
from onrecord.record.sketch import SKETCH, sketch_article
from onrecord.record.sketch import sketch as sketch

_ENDED = re.compile(r"[.!?][”\"'’)\]]*\s+[“\"'‘(\[]*\s*$|\n")

_OPENS = re.compile(r"[“\"'‘][A-Z](?!\s)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FIRST = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_JOINT = " … "  # between the spans of a row's words


Side = Literal["same", "open", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report that carries statements. published: ISO date or None; sketch: the smallest hashes of its wording, see `sketch`."""

    id: str
    source: str
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    title: str | None = None
    text_sha256: str = ""
    sketch: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A passage of a statement as one report carries it: as a rule the whole statement.

    A quotation that goes on after its cue with a new sentence (“…,” he said. “…”) is several passages, for reports put such sentences
    together as they like. passage: its number in the statement. said: first and last day on which the report says it was said, ISO, None
    where it does not.
    """

    statement: str
    report: Report
    content: tuple[Span, ...]
    passage: int = 0
    kind: Kind = "direct"
    part: Part = "body"
    speaker: str | None = None
    speaker_id: str | None = None
    speaker_status: str = "unresolved"
    acts_for: str | None = None
    source: str | None = None  # the words that name who said it
    addressee: tuple[str, ...] = ()
    said: tuple[str, str] | None = None
    negated: bool = False
    parent: str | None = None


def carriers(record: Record) -> list[Carrier]:
    """The passages of a record's statements, in the order of the record."""
    article = record.article
    published = article.published or article.published_inferred
    report = Report(
        id=article.id,
        source=article.source,
        outlet=article.outlet,
        published=published.earliest if published is not None else None,
        url=article.url,
        title=article.title,
        text_sha256=article.text_sha256,
        sketch=sketch_article(article),
    )
    return [_carrier(s, spans, n, report) for s in record.statements for n, spans in enumerate(passages(s.content, article.text))]


def passages(content: Sequence[Span], text: str) -> list[tuple[Span, ...]]:
    """A statement's content, cut where a sentence ends between two of its spans."""
    found: list[tuple[Span, ...]] = []
    for span in content:
        if found and not _ENDED.search(text[found[-1][-1].end : span.start]):
            found[-1] = (*found[-1], span)
        else:
            found.append((span,))
    return found


def carriers_of_row(row: Mapping[str, Any], name: str | None = None, sketch: tuple[int, ...] = ()) -> list[Carrier]:
    """The passages of a statement as a row of the archive (`STATEMENT_COLUMNS`), with what people corrected.

    name: under which the report was read (`Archive.sources`), the article's id where None. sketch: of the report (`Archive.sketches`).
    """
    said, spans, at = row["said_date"], list[Span](), 0
    for start, end in row["spans"]:
        spans.append(Span(start=start, end=end, text=row["words"][at : at + end - start]))
        at += end - start + len(_JOINT)
    report = Report(
        id=row["article"],
        source=name or row["article"],
        outlet=row["outlet"],
        published=_first_day(row["date"] or row["date_inferred"]),
        url=row["url"],
        title=row["title"],
        text_sha256=row["text_sha256"],
        sketch=sketch,
    )
    parts: list[tuple[Span, ...]] = []
    for span in spans:  # the text between the spans is not at hand: a capital after a quotation mark opens a sentence
        parts = [*parts, (span,)] if not parts or _OPENS.match(span.text) else [*parts[:-1], (*parts[-1], span)]
    return [
        Carrier(
            statement=row["id"],
            report=report,
            content=content,
            passage=n,
            kind=row["kind"],
            part=row["part"],
            speaker=row["speaker"],
            speaker_id=row["speaker_id"],
            speaker_status=row["speaker_status"],
            acts_for=row["acts_for"],
            source=row["source"],
            said=(said, said) if said is not None and _DAY.fullmatch(said) else None,
            negated=row["negated"],
            parent=row["parent"],
        )
        for n, content in enumerate(parts)
    ]


def _first_day(edtf: str | None) -> str | None:
    """The first day of an EDTF time: a report may be dated by its month only."""
    m = _FIRST.match(edtf or "")
    return None if m is None else f"{m[1]}-{m[2] or '01'}-{m[3] or '01'}"


def resemblance(a: tuple[int, ...], b: tuple[int, ...]) -> float:
    """The share of wording that two texts have in common, 0 to 1, estimated from their sketches (Broder 1997)."""
    if not a or not b:
        return 0.0
    both = set(a) | set(b)
    lowest = nsmallest(min(SKETCH, len(both)), both)
    common = set(a) & set(b)
    return sum(h in common for h in lowest) / len(lowest)


def same_speaker(a: Carrier, b: Carrier) -> Side:
    """Whether two statements are by the same speaker as far as the reports tell; a spokesman and his state are one side."""
    if a.speaker_status != "resolved" or b.speaker_status != "resolved":
        return "open"
    names_a = {a.speaker_id, a.speaker, a.acts_for} - {None}
    names_b = {b.speaker_id, b.speaker, b.acts_for} - {None}
    if not names_a or not names_b:
        return "open"
    return "same" if names_a & names_b else "other"


def _carrier(statement: Statement, content: tuple[Span, ...], passage: int, report: Report) -> Carrier:
    speaker: Party = statement.speaker
    when = statement.when.when if statement.when is not None else None
    return Carrier(
        statement=statement.id,
        report=report,
        content=content,
        passage=passage,
        kind=statement.kind,
        part=statement.part,
        speaker=speaker.name,
        speaker_id=speaker.id,
        speaker_status=speaker.status,
        acts_for=speaker.acts_for,
        source=" … ".join(" ".join(s.text.split()) for s in statement.source) or None,
        addressee=tuple(a.name or " ".join(a.text.split()) for a in statement.addressee),
        said=(when.earliest, when.latest) if when is not None and when.earliest and when.latest else None,
        negated=statement.negated,
        parent=statement.parent,
    )
