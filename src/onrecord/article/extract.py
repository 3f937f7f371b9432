"""The main text of a page: trafilatura finds it, and what it is known to lose is put back from the page itself."""

from __future__ import annotations

import logging
import re
from copy import deepcopy
from dataclasses import dataclass

from onrecord.article.furniture import judge_line
from onrecord.article.page import Tree, flat, show_quotations, unwrap_blockquotes

# trafilatura and htmldate log what they meet on broken pages; the record's warnings say what matters.
for _name in ("trafilatura", "htmldate"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

_BLOCKS = ("p", "li", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "div", "td", "th", "dd", "dt")
_HIDDEN = re.compile(r"comment|footer|sidebar|related|newsletter|promo|share|social|recirc|most-?read|trending|caption|credit|byline|author-?bio|disclaimer", re.I)
_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*$|[\"”»]$")


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph of the main text. heading: is it a subhead?"""

    text: str
    heading: bool = False


def extract_pieces(tree: Tree, stated_body: str | None = None) -> list[Piece]:
    """The main text's paragraphs in order, spaces single; empty where the page has none. Never fails on a page's markup."""
    work = deepcopy(tree)
    show_quotations(work)
    unwrap_blockquotes(work)
    whole = deepcopy(work)
    pieces = _by_trafilatura(work)
    if not pieces:
        return []
    return _put_back(whole, pieces)


def _by_trafilatura(tree: Tree) -> list[Piece]:
    from trafilatura import bare_extraction  # imported here: it is slow to load, and text reports never need it

    try:
        found = bare_extraction(tree, include_comments=False, favor_precision=True, fast=False, with_metadata=False, include_tables=True)
    except Exception:  # the library's own bugs on broken markup are many kinds; a page without a text is a warning, not a crash
        return []
    if found is None:
        return []
    pieces: list[Piece] = []
    for element in found.body:
        pieces += _pieces_of(element)
    return pieces


def _pieces_of(element: Tree) -> list[Piece]:
    if element.tag in ("list", "table"):
        inner = [p for child in element.iter("item", "cell") for p in _text_pieces(child, heading=False)]
        tail = flat(element.tail)
        return inner + ([Piece(tail)] if tail else [])
    return _text_pieces(element, heading=element.tag == "head")


def _text_pieces(element: Tree, *, heading: bool) -> list[Piece]:
    """An element's text; a line break (two of them make a paragraph on many pages) starts a new piece."""
    parts: list[str] = [element.text or ""]
    for child in element.iterdescendants():
        if child.tag in ("lb", "p", "quote", "item", "row", "head"):
            parts.append("\n")
        if child.tag in ("list", "item") and element.tag in ("item", "cell"):
            pass
        parts.append(child.text or "")
        if child.tag in ("p", "quote", "item", "row", "head"):
            parts.append("\n")
        parts.append(child.tail or "")
    parts.append("\n" + (element.tail or ""))
    return [Piece(text, heading) for part in "".join(parts).split("\n") if (text := flat(part))]


def _put_back(tree: Tree, pieces: list[Piece]) -> list[Piece]:
    """Paragraphs that stand among the found ones on the page and are sentences, but were not found."""
    found = {_letters(p.text): i for i, p in reversed(list(enumerate(pieces)))}
    body = "\n".join(_letters(p.text) for p in pieces)
    nodes: list[tuple[Tree, str, int | None]] = []  # the page's paragraphs in order, with the piece that each became
    parents: dict[Tree, int] = {}
    for node in tree.iter("p", "h2", "h3", "h4"):
        text = flat(node.text_content())
        if not text:
            continue
        at = found.get(_letters(text))
        nodes.append((node, text, at))
        if at is not None and node.tag == "p" and (parent := node.getparent()) is not None:
            parents[parent] = parents.get(parent, 0) + len(text)
    if not parents:
        return pieces
    home = max(parents, key=lambda e: parents[e])
    mine = [n for n, (node, _, at) in enumerate(nodes) if at is not None and _within(node, home)]
    if len(mine) < 2:
        return pieces
    added: dict[int, list[Piece]] = {}
    after = nodes[mine[0]][2]
    for n in range(mine[0], mine[-1] + 1):
        node, text, at = nodes[n]
        if at is not None:
            after = at
            continue
        if after is not None and node.tag == "p" and _within(node, home) and _is_lost(node, home, text) and _letters(text) not in body:
            added.setdefault(after, []).append(Piece(text))
    return [q for i, p in enumerate(pieces) for q in (p, *added.get(i, ()))] if added else pieces


def _within(node: Tree, home: Tree) -> bool:
    """Is the node a child of the text's container, or two levels below (a quotation's paragraph)?"""
    parent = node.getparent()
    for _ in range(3):
        if parent is None:
            return False
        if parent is home:
            return True
        parent = parent.getparent()
    return False


def _is_lost(node: Tree, home: Tree, text: str) -> bool:
    """Is this a sentence of the report, and not a box, a list of links, a caption?"""
    if len(text.split()) < 4 or not _SENTENCE.search(text) or judge_line(text) is not None:
        return False
    linked = sum(len(flat(a.text_content())) for a in node.iter("a"))
    if linked * 2 > len(text):
        return False
    up = node
    while up is not None and up is not home:
        if up.tag in ("aside", "figure", "figcaption", "nav", "footer", "form", "li", "table") or _HIDDEN.search(f"{up.get('class')} {up.get('id')}"):
            return False
        up = up.getparent()
    return True


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
