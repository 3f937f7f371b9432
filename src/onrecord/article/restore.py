"""Puts back the paragraphs that text extraction loses: those that stand on the page where the found ones stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.article.furniture import judge_line
from onrecord.article.heads import Head
from onrecord.article.page import Tree, flat

_NOT_TEXT = re.compile(
    r"comment|footer|sidebar|related|newsletter|promo|share|social|recirc|most-?read|trending|caption|credit|byline|author|disclaimer|embed"
    r"|teaser|subscribe|sign-?up|tags|callout|tout|paywall|copyright|contact|correction",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?…:][\"'”’»)\]]*$|[\"”»]$")
_BOXES = ("aside", "figure", "figcaption", "nav", "footer", "form", "table", "header")
_HOME = 3  # found paragraphs that make an element a container of the text


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph of the main text. heading: is it a subhead? head: it states when what follows was written."""

    text: str
    heading: bool = False
    head: Head | None = None


def put_back(tree: Tree, pieces: list[Piece]) -> list[Piece]:
    """The pieces with the page's other sentences from the same containers, or from twins beside them, in the page's order."""
    found = {_letters(p.text): i for i, p in reversed(list(enumerate(pieces)))}
    body = "\n".join(_letters(p.text) for p in pieces)
    paragraphs: list[tuple[Tree, str, int | None]] = []
    homes: dict[Tree, int] = {}
    for node in tree.iter("p"):
        text = flat(node.text_content())
        if text and (parent := node.getparent()) is not None:
            at = found.get(_letters(text))
            paragraphs.append((node, text, at))
            if at is not None:
                homes[parent] = homes.get(parent, 0) + 1
    kept = {home for home, count in homes.items() if count >= _HOME}
    if not kept:
        return pieces
    marks = {(home.tag, home.get("class"), _above(home)) for home in kept if home.get("class")}
    added: dict[int, list[Piece]] = {}
    after: int | None = None
    last = max(i for i, (node, _, at) in enumerate(paragraphs) if at is not None and node.getparent() in kept)
    for i, (node, text, at) in enumerate(paragraphs):
        if at is not None:
            after = at if after is None else max(after, at)
            continue
        parent = node.getparent()
        twin = parent not in kept and (parent.tag, parent.get("class"), _above(parent)) in marks
        if after is None or not (twin or (parent in kept and i < last)):
            continue
        if _is_lost(node, text) and _letters(text) not in body:
            added.setdefault(after, []).append(Piece(text))
    return [q for i, p in enumerate(pieces) for q in (p, *added.get(i, ()))] if added else pieces


def _above(node: Tree) -> Tree | None:
    """The element two levels up: twins share it."""
    parent = node.getparent()
    return parent.getparent() if parent is not None else None


def _is_lost(node: Tree, text: str) -> bool:
    """Is this a sentence of the report, and not a box, a list of links, a caption?"""
    if len(text.split()) < 5 or not _SENTENCE.search(text) or judge_line(text) is not None:
        return False
    if sum(len(flat(a.text_content())) for a in node.iter("a")) * 2 > len(text):
        return False
    for element in (node, node.getparent()):
        if element is not None and (element.tag in _BOXES or _NOT_TEXT.search(f"{element.get('class')} {element.get('id')}")):
            return False
    return not any(up.tag in _BOXES for up in node.iterancestors())


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
