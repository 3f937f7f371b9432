"""One self-contained page a run: each report's text with its statements marked, and what is known of each in the margin.

Nothing is fetched and nothing runs: the page has no script, and its own policy forbids it all but its one style sheet. It is written as
the records come, so that a page of any length needs no memory; the list of reports is written last and shown first.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from typing import IO

from onrecord.export.marked import NoteOf, mark_block, pieces
from onrecord.export.visible import visible_on_a_page
from onrecord.export.why import why_lines, why_position
from onrecord.export.wording import (
    name_circumstances,
    name_counts,
    name_doubt,
    name_head,
    name_position,
    name_side,
    name_speaker,
    name_words,
    order,
)
from onrecord.model import Article, Position, Record, Statement


class Page:
    """Writes records to a text stream as one page."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._titles: list[str] = []
        style = files("onrecord.export").joinpath("page.css").read_text(encoding="utf-8")
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        stream.write(
            f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">\n'
            f"<title>The record</title>\n<style>{style}</style>\n</head>\n<body>\n"
            "<header><h1>The record</h1><p>What is marked is somebody’s statement, in the report’s own words: a full line under it for "
            "direct speech, dots for a paraphrase, dashes for a paraphrase with words in quotation marks. Darker: second-hand.</p></header>"
            "\n<main>\n"
        )

    def add(self, record: Record) -> None:
        """Write a record."""
        self._titles.append(record.article.title or record.article.source)
        self._stream.write("".join(_report(record, f"r{len(self._titles)}")))
        self._stream.flush()

    def finish(self) -> None:
        """Write the list of reports and the end of the page."""
        entries = "".join(f'<li><a href="#r{i}">{_safe(t)}</a></li>' for i, t in enumerate(self._titles, 1))
        nav = f'<nav aria-label="Reports"><ol>{entries}</ol></nav>\n' if len(self._titles) > 1 else ""
        self._stream.write(f"</main>\n{nav}<footer>Made by onrecord from the reports named above; nothing in it is generated.</footer>\n")
        self._stream.write("</body>\n</html>\n")
        self._stream.flush()


def _report(record: Record, name: str) -> Iterator[str]:
    article = record.article
    yield f'<article id="{name}" lang="{escape(article.language or "")}">\n<h2 dir="auto">{_safe(article.title or "Untitled")}</h2>\n'
    yield f'<div class="facts"><p>{_safe(" · ".join(name_head(article)))}</p><p>{_safe(name_counts(record))}</p><p>'
    if article.url and article.url.startswith(("https://", "http://")):
        yield f'<a href="{escape(article.url)}" rel="noreferrer">{_safe(article.url)}</a></p>'
    else:
        yield f"{_safe(article.source)}</p>"
    yield "".join(f'<p class="warning">Warning: {_safe(w)}</p>' for w in article.warnings) + "</div>\n"
    positions: dict[str | None, list[Position]] = {}
    for position in record.positions:
        positions.setdefault(position.statement, []).append(position)
    notes = {s.id: NoteOf(i, depth, s, _hover(s)) for i, (depth, s) in enumerate(order(record), 1)}
    waiting = sorted(notes.values(), key=lambda n: n.number)
    for folded, group in pieces(article):
        rows = []
        for block in group:
            here = [n for n in waiting if n.statement.content and n.statement.content[0].start < block.end]
            waiting = [n for n in waiting if n not in here]
            margin = "".join(_note(n, name, positions.get(n.statement.id, []), article) for n in here)
            text = mark_block(article.text, block, list(notes.values()), name)
            rows.append(f'<div class="row {block.kind}"><p dir="auto">{text}</p><div>{margin}</div></div>\n')
        body = "".join(rows)
        yield f"<details><summary>Page furniture and links</summary>\n{body}</details>\n" if folded else body
    if acts := positions.get(None, []):
        yield '<div class="acts"><p>Positions shown by acts:</p>'
        yield "".join(f"{_position(p)}<p title=\"{_safe(why_position(p))}\">{_safe(name_words(p.evidence))}</p>" for p in acts) + "</div>\n"
    yield "</article>\n"


def _note(note: NoteOf, name: str, positions: list[Position], article: Article) -> str:
    statement = note.statement
    speaker = statement.speaker
    known = "" if speaker.status == "resolved" else " open"
    side = "".join(f" <span>{_safe(x)}</span>" for x in (name_side(speaker), name_doubt(speaker)) if x)
    why = "".join(f"<li>{_safe(line)}</li>" for line in why_lines(statement, positions, article))
    return (
        f'<div class="note{" inner" if note.depth else ""}" id="{name}n{note.number}">'
        f'<p><a class="speaker{known}" href="#{name}s{note.number}">{_safe(name_speaker(statement))}</a>{side}</p>'
        f'<p class="said">{_safe(" · ".join(_circumstances(statement)))}</p>{"".join(_position(p) for p in positions)}'
        f'<details class="why"><summary>Why</summary><ul>{why}</ul></details></div>'
    )


def _circumstances(statement: Statement) -> list[str]:
    words = name_words(statement.source)
    return [*([f"“{words}”"] if words and words != name_speaker(statement) else []), *name_circumstances(statement)]


def _position(position: Position) -> str:
    return f'<p class="{position.stance}">{_safe(name_position(position))}</p>'


def _hover(statement: Statement) -> str:
    return _safe(" · ".join([name_speaker(statement), *_circumstances(statement)]))


def _safe(text: str) -> str:
    return escape(visible_on_a_page(text))
