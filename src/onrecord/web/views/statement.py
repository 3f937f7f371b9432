"""A statement: the words, the chain of who said that who said, why this speaker, date and position, and who else carries it."""

from __future__ import annotations

import re
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from onrecord.errors import UserError
from onrecord.export.visible import visible_json
from onrecord.export.wording import name_words
from onrecord.model import Record, Statement
from onrecord.web.asked import NotFound
from onrecord.web.carried import others
from onrecord.web.page import Site, as_json, keep_json, keep_page, site
from onrecord.web.wording import safe_link, show, show_date

AROUND = 260
"""Code points of the text shown before and after the words."""

TOLD = ("statement", "chain", "inside", "answers", "positions", "speaker", "when", "carriers", "citation_text", "corrections")
"""What the API tells; the rest is for the page."""


def page(request: Request) -> Response:
    """The page."""
    return keep_page(request, "statement.html", data)


def api(request: Request) -> Response:
    """The same as JSON."""
    return keep_json(request, lambda r: {k: v for k, v in data(r).items() if k in TOLD})


def citation(request: Request) -> Response:
    """The citation that `onrecord verify` checks: a W3C Web Annotation."""
    library = site(request).library
    try:
        found = library.archive.cite(request.path_params["id"])
    except UserError as e:
        raise NotFound(str(e)) from e
    return as_json(found, media_type="application/ld+json")


def data(request: Request) -> dict[str, Any]:
    """All that is known of a statement."""
    here = site(request)
    try:
        row = here.library.archive.statement(request.path_params["id"])
    except UserError as e:
        raise NotFound(str(e)) from e
    return _gather(here, row)


def _gather(here: Site, row: dict[str, Any]) -> dict[str, Any]:
    library = here.library
    record = library.current(row["article"])
    by_id = {s.id: s for s in record.statements}
    statement = by_id[row["id"]]
    chain, at, seen = [], statement, {statement.id}
    while at.parent in by_id and at.parent not in seen:
        at = by_id[at.parent]
        seen.add(at.id)
        chain.append(_brief(at))
    cited = library.archive.cite(row["id"])
    corrections = [c for c in library.archive.corrections() if c["statement_id"] == row["id"]]
    return {
        "statement": row,
        "chain": chain,
        "inside": [_brief(s) for s in record.statements if s.parent == row["id"]],
        "answers": [_brief(s) for s in record.statements if s.responds_to == row["id"]],
        "answers_to": _brief(by_id[statement.responds_to]) if statement.responds_to in by_id else None,
        "positions": here.ledger.of_statements([row["id"]]).get(row["id"], []),
        "speaker": {
            "name": statement.speaker.name, "id": statement.speaker.id, "status": statement.speaker.status,
            "how": list(statement.speaker.how),
            "candidates": [{"name": c.name, "id": c.id, "score": c.score} for c in statement.speaker.candidates],
        },
        "when": None if statement.when is None else {
            "text": statement.when.text, "edtf": statement.when.when.edtf, "basis": statement.when.when.basis, "rule": statement.when.rule,
            "earliest": statement.when.when.earliest, "latest": statement.when.when.latest,
        },
        "addressee": [{"name": a.name, "id": a.id, "text": a.text} for a in statement.addressee],
        "mentions": _once([(m.name, m.id) for m in statement.mentions if m.name]),
        "context": _context(record, statement),
        "carriers": others(library, row),
        "citation": cited,
        "citation_text": citation_text(row),
        "structured": structured(row, cited),
        "corrections": corrections,
        "report": {"title": record.article.title, "source": record.article.source, "byline": list(record.article.byline)},
    }  # fmt: skip


def citation_text(row: dict[str, Any]) -> str:
    """A citation to copy: who, the words, in what, when, where, and the permanent id."""
    who = row["speaker"] or row["source"] or "(nobody named)"
    words = " ".join(row["words"].split())
    words = words if words[:1] in "“\"‘'" else f"“{words}”"
    facts = [row["outlet"], show_date(row["date"]) if row["date"] else None, row["url"]]
    title = f"“{row['title']}”" if row["title"] else None
    said = f" ({row['said']}: {show_date(row['said_date'])})" if row["said_date"] else ""
    return show(f"{who}{said}: {words} In: {', '.join(f for f in (title, *facts) if f)}. onrecord {row['id']}.")


def structured(row: dict[str, Any], cited: dict[str, Any]) -> str:
    """schema.org's Quotation and the Web Annotation as JSON-LD, with nothing in it that ends a script element."""
    quotation = {
        "@context": "https://schema.org", "@type": "Quotation", "identifier": row["id"], "text": row["words"],
        "creator": {"@type": "Thing", "name": row["speaker"]} if row["speaker"] else None,
        "isPartOf": {"@type": "NewsArticle", "headline": row["title"], "url": safe_link(row["url"]), "datePublished": row["date"]},
    }  # fmt: skip
    text = visible_json(orjson.dumps([quotation, cited]).decode())
    for mark in "<>&":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def _brief(s: Statement) -> dict[str, Any]:
    return {
        "id": s.id, "words": name_words(s.content), "speaker": s.speaker.name, "speaker_id": s.speaker.id,
        "speaker_status": s.speaker.status,
        "source": name_words(s.source), "cue": name_words(s.cue), "kind": s.kind,
    }  # fmt: skip


def _context(record: Record, statement: Statement) -> list[list[tuple[str, str]]]:
    """The words in their surroundings, by paragraphs: pieces of the text, and what each is: words, source, cue or nothing of these."""
    text = record.article.text
    marked = sorted(
        (span.start, span.end, kind)
        for kind, spans in (("words", statement.content), ("source", statement.source), ("cue", statement.cue))
        for span in spans
    )
    spans = sorted((c.start, c.end) for c in statement.content)
    start, end = max(0, spans[0][0] - AROUND), min(len(text), spans[-1][1] + AROUND)
    while 0 < start < spans[0][0] and not text[start - 1].isspace():
        start += 1  # a whole word
    while spans[-1][1] < end < len(text) and not text[end].isspace():
        end -= 1
    pieces: list[tuple[str, str]] = [("… ", "")] if start else []
    at = start
    for a, b, kind in marked:
        a, b = max(a, at), min(b, end)
        if a < b:
            pieces += [(text[at:a], ""), (text[a:b], kind)]
            at = b
    pieces += [(text[at:end], ""), *([(" …", "")] if end < len(text) else [])]
    found: list[list[tuple[str, str]]] = [[]]
    for words, kind in pieces:
        for n, part in enumerate(re.split(r"\s*\n\s*", words)):
            if n and found[-1]:
                found.append([])
            if part:
                found[-1].append((part, kind))
    return [paragraph for paragraph in found if paragraph]


def _once(pairs: list[tuple[Any, Any]]) -> list[dict[str, Any]]:
    return [{"name": n, "id": i} for n, i in dict.fromkeys(pairs)]
