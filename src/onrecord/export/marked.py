"""A report's text as HTML with its statements marked."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby, pairwise
from typing import NamedTuple

from onrecord.export.visible import visible_on_a_page
from onrecord.model import Article, Block, Statement

FOLDED = ("furniture", "links")


class NoteOf(NamedTuple):
    """A statement with its number on the page, its depth (0: first-hand) and its hover text, already escaped."""

    number: int
    depth: int
    statement: Statement
    hover: str


def pieces(article: Article) -> Iterator[tuple[bool, list[Block]]]:
    """The whole text as blocks in order, in groups to fold away (furniture, links) or to show. Text in no block counts as a paragraph."""
    whole: list[Block] = []
    at = 0
    for block in sorted(article.blocks, key=lambda b: b.start):
        if article.text[at : block.start].strip():
            whole.append(Block(start=at, end=block.start, kind="paragraph"))
        whole.append(block)
        at = block.end
    if article.text[at:].strip():
        whole.append(Block(start=at, end=len(article.text), kind="paragraph"))
    for folded, group in groupby(whole, key=lambda b: b.kind in FOLDED):
        yield folded, list(group)


def mark_block(text: str, block: Block, notes: list[NoteOf], report: str) -> str:
    """The block's text as HTML: content as links to the notes, cue and source words set off. report: the report's id on the page."""
    here = [n for n in notes if any(_touch(s.start, s.end, block) for f in ("content", "cue", "source") for s in getattr(n.statement, f))]
    cuts = {block.start, block.end}
    for note in here:
        for field in ("content", "cue", "source"):
            for span in getattr(note.statement, field):
                cuts |= {p for p in (span.start, span.end) if block.start < p < block.end}
    found = []
    for start, end in pairwise(sorted(cuts)):
        words = escape(visible_on_a_page(text[start:end]))
        if any(_covers(n, "source", start, end) for n in here):
            words = f'<span class="who">{words}</span>'
        if any(_covers(n, "cue", start, end) for n in here):
            words = f'<span class="cue">{words}</span>'
        over = sorted((n for n in here if _covers(n, "content", start, end)), key=lambda n: n.depth)
        if over:
            inner = over[-1]
            hover = "&#10;".join(n.hover for n in over)
            kind = f"s {inner.statement.kind}{' inner' if inner.depth else ''}"
            words = f'<a class="{kind}" href="#{report}n{inner.number}" title="{hover}">{words}</a>'
        # What a note points back to: the place where its content begins, which may lie under a statement further in.
        found += [f'<span id="{report}s{n.number}"></span>' for n in over if n.statement.content[0].start == start]
        found.append(words)
    return "".join(found)


def _covers(note: NoteOf, field: str, start: int, end: int) -> bool:
    return any(s.start <= start and end <= s.end for s in getattr(note.statement, field))


def _touch(start: int, end: int, block: Block) -> bool:
    return start < block.end and block.start < end
