"""Stretches of a text that are written at their own times, by the lines that state these: the entries of a live blog."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from onrecord.article.heads import Head, place_heads, read_head, read_opening
from onrecord.model import Block, Entry, Span, When

_LEAST = 3  # entries with a text, unless the report calls itself live
_WORDS = 8
_LIVE = re.compile(r"\blive\b|as it happened|\bupdates?\b|minute[ -]by[ -]minute|\btime-?line\b", re.IGNORECASE)
_MAY_HOLD = ("paragraph", "subhead", "furniture", "byline", "standfirst", "dateline")


def find_heads(text: str, blocks: Sequence[Block], title: str | None) -> tuple[list[Head], list[Block]]:
    """The heads of a text's entries, at their places in it, and the blocks with the heads as datelines; none where it has no entries."""
    heads: list[Head] = []
    out: list[Block] = []
    for block in blocks:
        found = _read_block(text, block) if block.kind in _MAY_HOLD else None
        if found is None:
            out.append(block)
            continue
        head, cut = found
        heads.append(replace(head, start=block.start + head.start, end=block.start + head.end))
        end = block.start + cut
        out.append(Block(start=block.start, end=block.start + len(text[block.start : end].rstrip()), kind="dateline"))
        if end < block.end:
            out.append(Block(start=end, end=block.end, kind="paragraph"))
    least = 2 if title and _LIVE.search(title) else _LEAST
    return (heads, out) if _have_texts(heads, out, text) >= least else ([], list(blocks))


def _read_block(text: str, block: Block) -> tuple[Head, int] | None:
    """The head with which a block begins, and where the rest of the block begins."""
    whole = text[block.start : block.end]
    line, broken, rest = whole.partition("\n")
    if head := read_head(line.strip()):
        lead = len(line) - len(line.lstrip())
        cut = len(whole) if not broken else len(line) + 1 + len(rest) - len(rest.lstrip())
        return replace(head, start=head.start + lead, end=head.end + lead), cut
    return read_opening(whole) if block.kind == "paragraph" else None


def _have_texts(heads: Sequence[Head], blocks: Sequence[Block], text: str) -> int:
    """How many heads stand over a text."""
    count = 0
    for i, head in enumerate(heads):
        end = heads[i + 1].start if i + 1 < len(heads) else len(text)
        inside = (b for b in blocks if b.kind == "paragraph" and head.end <= b.start < end)
        count += any(len(text[b.start : b.end].split()) >= _WORDS for b in inside)
    return count


def make_entries(
    text: str, blocks: Sequence[Block], heads: Sequence[Head], published: When | None, modified: When | None
) -> tuple[Entry, ...]:
    """The entries that the heads open, each up to the next; those whose day cannot be told have no date. A head without a text has none."""
    last = max((b.end for b in blocks if b.kind in ("paragraph", "subhead", "caption")), default=0)
    starts = [_line_start(text, h) for h in heads]
    out: list[Entry] = []
    for i, (head, when) in enumerate(zip(heads, place_heads(heads, published, modified), strict=True)):
        end = starts[i + 1] if i + 1 < len(heads) else max(last, head.end)
        end = starts[i] + len(text[starts[i] : end].rstrip())
        if not text[head.end : end].strip(" \n\t:)]–—-"):
            continue
        span = Span(start=head.start, end=head.end, text=text[head.start : head.end])
        out.append(Entry(start=starts[i], end=end, head=span, when=when or When(edtf=None)))
    return tuple(out)


def _line_start(text: str, head: Head) -> int:
    return text.rfind("\n", 0, head.start) + 1
