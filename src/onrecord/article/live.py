"""Live blogs as pages: entries that state their own times, each a container with its time, or its time and what follows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from onrecord.article.extract import extract_pieces
from onrecord.article.heads import Head, read_head
from onrecord.article.metadata import live_updates
from onrecord.article.page import Tree, drop_boxes, flat, parse_page, show_quotations
from onrecord.article.restore import Piece
from onrecord.article.when import parse_when

_LIVE = re.compile(
    r"\blive\b|live-?blog|live-?(?:update|feed|stream|page)|as it happened|minute[ -]by[ -]minute|\bupdates?\b|time-?line|\bticker\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"comment|disqus|repl(?:y|ies)\b|related|recirc|sidebar|most-?read|teaser|promo|newsletter|footer", re.IGNORECASE)
_BOXES = ("aside", "nav", "footer", "form", "figure", "button", "script", "style", "select", "noscript", "template")
_CARRIERS = ("time", "span", "div", "p", "strong", "b", "small", "h2", "h3", "h4", "h5", "a", "em", "header")
_LINES = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "div", "section", "td", "dd")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_UP = 7  # levels from a time to the entry that it is of
_WORDS = 8  # of a paragraph that counts


@dataclass(slots=True)
class _Group:
    """Elements of one kind beside each other, each with a time in it. flat: what follows an element, up to the next, is its entry."""

    members: dict[Tree, tuple[Tree, Head]] = field(default_factory=dict)
    flat: bool = False


def live_pieces(tree: Tree) -> list[Piece] | None:
    """The text of a live blog, each entry after a piece that states its time; None where the page is none."""
    updates = live_updates(tree)
    group = _best_group(work := _prepared(tree), sure=updates is not None)
    stated = [e for u in updates or () if len(e := list(_stated_entry(u))) > 1]
    if group is not None and len(group.members) * 2 >= len(stated):
        return _from_page(work, group)
    if len(stated) >= 2:
        told = _letters("".join(p.text for e in stated for p in e))
        lead = [p for p in extract_pieces(tree) if _letters(p.text) and _letters(p.text) not in told]
        return [*lead[:4], *(p for e in stated for p in e)]
    return None


def _prepared(tree: Tree) -> Tree:
    work = deepcopy(tree)
    drop_boxes(work)
    show_quotations(work)
    return work


def _stated_entry(update: dict[str, Any]) -> Iterator[Piece]:
    """An entry as the page's JSON-LD gives it: its time, its headline, its paragraphs."""
    raw, body = update.get("datePublished"), update.get("articleBody")
    when = parse_when(raw, "page") if isinstance(raw, str) else None
    if not isinstance(raw, str) or when is None or not isinstance(body, str) or not body.strip():
        return
    stamp = flat(raw)
    yield Piece(stamp, head=Head(0, len(stamp), when=when))
    title = update.get("headline")
    if isinstance(title, str) and flat(title) and _letters(title) not in _letters(body):
        yield Piece(flat(title), heading=True)
    marked = parse_page(f"<div>{body}</div>") if re.search(r"<\w+|&\w+;", body) else None
    if marked is not None:
        yield from _lines(marked, None)
        return
    yield from (Piece(text) for line in body.splitlines() if (text := flat(line)))


def _best_group(work: Tree, *, sure: bool) -> _Group | None:
    """The group of entries that holds the most text."""
    groups: dict[tuple[Tree, str, str], _Group] = {}
    for carrier, head in _carriers(work):
        element = carrier
        for _ in range(_UP):
            parent = element.getparent()
            if parent is None or element.tag in ("body", "html", "main"):
                break
            key = (parent, element.tag, ((element.get("class") or "").split() or [""])[0])
            groups.setdefault(key, _Group()).members.setdefault(element, (carrier, head))
            element = parent
    best: tuple[int, _Group] | None = None
    for group in groups.values():
        if len(group.members) < (2 if sure else 3):
            continue
        if (size := _judge(group, sure=sure)) and (best is None or size > best[0]):
            best = (size, group)
    return best[1] if best else None


def _carriers(work: Tree) -> Iterator[tuple[Tree, Head]]:
    for element in work.iter(*_CARRIERS):
        if any(up.tag in _BOXES or _OTHERS.search(_names(up)) for up in (element, *element.iterancestors())):
            continue
        text = flat(element.text_content()) if sum(1 for _ in element.iterdescendants()) <= 4 else ""
        head = read_head(text)
        stamp = element.get("datetime") or ""
        if element.tag == "time" and (when := parse_when(stamp, "page")) and len(when.edtf or "") == 10:
            yield element, Head(0, 0, when=when, clock=head.clock if head else None)
        elif head is not None and head.clock is not None and element.find(".//time[@datetime]") is None:
            yield element, head


def _judge(group: _Group, *, sure: bool) -> int:
    """How much text the group's entries have, 0 where they are no entries of a live blog."""
    first = next(iter(group.members))
    parent = first.getparent()
    if not sure and not _says_live(first, parent):
        return 0
    sizes = [_prose(m, carrier) for m, (carrier, _) in group.members.items()]
    if sum(s > 0 for s in sizes) * 2 < len(sizes):
        sizes = [sum(_prose(s, None) for s in _following(m, group.members)) for m in group.members]
        group.flat = True
    entries = sum(s > 0 for s in sizes)
    if entries < (2 if sure else 3) or entries * 2 < len(sizes):
        return 0
    teasers = 0 if group.flat else sum(_is_teaser(m) for m in group.members)
    return 0 if teasers * 2 > len(sizes) else sum(sizes)


def _says_live(first: Tree, parent: Tree) -> bool:
    """Does the page call itself live, or the entries' containers bear such a name?"""
    near = " ".join(_names(e) for e in (first, parent, parent.getparent()) if e is not None)
    root = first.getroottree().getroot()
    heads = [flat(h.text_content()) for h in root.iter("title", "h1")]
    links = [e.get("href") or "" for e in root.iter("link") if (e.get("rel") or "").lower() == "canonical"]
    return any(_LIVE.search(text.replace("_", "-")) for text in (near, *heads, *links))


def _is_teaser(member: Tree) -> bool:
    """Does it lead to another page: a linked heading, or a link around its text?"""
    for heading in member.iter(*_HEADINGS):
        for a in [*heading.iter("a"), *(up for up in heading.iterancestors("a"))]:
            href = (a.get("href") or "").strip()
            if href and "#" not in href:
                return True
    return False


def _prose(element: Tree, carrier: Tree | None) -> int:
    """Letters of the element's paragraphs that are text rather than links."""
    if element.tag in _BOXES:
        return 0
    return sum(len(p.text) for p in _lines(element, carrier) if not p.heading and len(p.text.split()) >= _WORDS)


def _lines(element: Tree, carrier: Tree | None) -> Iterator[Piece]:
    """The lines of an entry: its headings, paragraphs and items, without the time, boxes and lists of links."""
    skip = set(carrier.iter()) if carrier is not None else set()
    for node in element.iter(*_LINES):
        if node in skip or (carrier is not None and node in _above(carrier) and not _own_text(node, skip)):
            continue
        if any(up.tag in _BOXES for up in (node, *node.iterancestors())):
            continue
        if next((n for n in node.iterdescendants(*_LINES) if n not in skip), None) is not None:
            if (text := flat(node.text)) and len(text.split()) >= 3:
                yield Piece(text)
            continue
        text = flat(" ".join(_texts(node, skip))) if skip else flat(node.text_content())
        linked = sum(len(flat(a.text_content())) for a in node.iter("a"))
        if text and (node.tag in _HEADINGS or linked * 2 <= len(text)):
            yield Piece(text, heading=node.tag in _HEADINGS)


def _above(element: Tree) -> set[Tree]:
    return set(element.iterancestors())


def _own_text(node: Tree, skip: set[Tree]) -> bool:
    return bool(flat(" ".join(_texts(node, skip))))


def _texts(node: Tree, skip: set[Tree]) -> Iterator[str]:
    """The node's text without that of what is skipped, spaces as they are."""
    parts: list[str] = [node.text or ""]
    for child in node:
        if child not in skip:
            parts.append("".join(_texts(child, skip)))
        parts.append(child.tail or "")
    yield "".join(parts)


def _following(member: Tree, members: dict[Tree, tuple[Tree, Head]]) -> Iterator[Tree]:
    for node in member.itersiblings():
        if node in members:
            return
        yield node


def _from_page(work: Tree, group: _Group) -> list[Piece]:
    entries: list[Piece] = []
    gone: list[Tree] = []
    first = next(iter(group.members))
    before = _letters_before(work, first)
    for member, (carrier, head) in group.members.items():
        entries.append(_head_piece(carrier, head))
        gone.append(member)
        if group.flat:
            rest = list(_following(member, group.members))
            for node in rest:
                entries += _lines(node, None)
            gone += rest
        else:
            entries += _lines(member, carrier)
    for element in gone:
        if element.getparent() is not None:
            element.drop_tree()
    lead = [p for p in extract_pieces(work) if _letters(p.text) and _letters(p.text) in before]
    return [*lead, *entries]


def _head_piece(carrier: Tree, head: Head) -> Piece:
    """The words that state the time: as they are shown, or, where those do not say it ("2h ago"), as the page's marks do."""
    shown = flat(carrier.text_content())
    read = read_head(shown)
    if head.when is None or (read is not None and read.clock is not None):
        at = read or head
        return Piece(shown, head=Head(at.start, at.end, at.day, at.clock, at.half, at.zone, head.when))
    stamp = flat(carrier.get("datetime"))
    return Piece(stamp, head=Head(0, len(stamp), when=head.when))


def _letters_before(work: Tree, first: Tree) -> str:
    parts: list[str] = []
    for node in work.iter():
        if node is first:
            break
        if node.tag in ("p", "li", "h2", "h3", "div", "span") and isinstance(node.tag, str):
            parts.append(_letters(node.text_content()) if node.tag != "div" else _letters(node.text or ""))
    return "\n".join(parts)


def _names(element: Tree) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}" if isinstance(element.tag, str) else ""


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
