"""From a capture to an article: its text, what its parts are, what it says of itself."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin

from onrecord.article.crawled import why_no_report
from onrecord.article.dateline import find_dateline
from onrecord.article.decode import decode_page
from onrecord.article.entries import find_heads, make_entries
from onrecord.article.extract import extract_pieces
from onrecord.article.furniture import judge_line
from onrecord.article.heads import Head
from onrecord.article.label import Labels, label_text
from onrecord.article.language import detect_language, is_supported
from onrecord.article.layout import Layout, apply_layout
from onrecord.article.live import live_pieces
from onrecord.article.metadata import Stated, read_metadata
from onrecord.article.outlets import layouts_of, outlet_of
from onrecord.article.page import Tree, flat, parse_page
from onrecord.article.restore import Piece
from onrecord.article.when import parse_when
from onrecord.errors import ReportError, SkippedError
from onrecord.model import Article, BlockKind, Capture, Link, When


@dataclass(slots=True)
class _Found:
    """What text or page gave, before the carrier's own statements are put in front."""

    text: str
    labels: Labels
    stated: Stated = field(default_factory=Stated)
    heads: list[Head] = field(default_factory=list)  # of entries that the page marks as such
    warnings: list[str] = field(default_factory=list)


def build(capture: Capture, layouts: Sequence[Layout] | None = None) -> Article:
    """Make the article of a capture. Raises ReportError where there is no text to make one of, SkippedError where a
    crawled page is no report.

    layouts: how the page is laid out, by default what the outlet's data file says.
    """
    found = _from_page(capture, layouts) if capture.html is not None else _from_text(capture)
    stated, warnings = found.stated, found.warnings
    language = detect_language(found.text, capture.language or stated.language)
    if not is_supported(language):
        warnings.append("language-not-supported")
    published = _when(capture.published, "stated", warnings) or stated.published
    if published is None and capture.given_published is not None:
        published = parse_when(capture.given_published, "given")
    modified = _when(capture.modified, "stated", warnings) or stated.modified
    if capture.truncated:
        warnings.append("truncated")
    url = capture.url or stated.url
    title = capture.title or stated.title or found.labels.title or capture.given_title
    heads, blocks = found.heads, found.labels.blocks
    if not heads:
        heads, blocks = find_heads(found.text, blocks, title)
    return Article(
        id=_identify(capture),
        source=capture.source,
        text=found.text,
        text_sha256=hashlib.sha256(found.text.encode("utf-8")).hexdigest(),
        url=url,
        outlet=capture.outlet or stated.outlet or outlet_of(url) or capture.given_outlet,
        title=title,
        byline=capture.byline or stated.byline,
        language=language,
        published=published,
        modified=modified,
        warnings=tuple(dict.fromkeys(warnings)),
        blocks=tuple(blocks),
        links=tuple(found.labels.links),
        entries=make_entries(found.text, blocks, heads, published, modified),
    )


def _identify(capture: Capture) -> str:
    """The hash of the bytes that were read, the outlet and the address as given: 32 hexadecimal digits."""
    digest = hashlib.sha256()
    for part in (capture.identity, (capture.outlet or capture.given_outlet or "").encode(), (capture.url or "").encode()):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()[:32]


def _when(raw: str | None, basis: str, warnings: list[str]) -> When | None:
    if raw is None:
        return None
    when = parse_when(raw, "stated" if basis == "stated" else "given")
    if when is None:
        warnings.append("date-not-understood")
    return when


def _from_text(capture: Capture) -> _Found:
    text = capture.text or ""
    if not text.strip():
        raise ReportError(capture.source, "is empty")
    if "\0" in text:
        raise ReportError(capture.source, "holds a NUL character")
    return _Found(text, label_text(text, capture.title, capture.byline))


def _from_page(capture: Capture, layouts: Sequence[Layout] | None) -> _Found:
    page = decode_page(capture.html or b"", capture.charset)
    if "\0" in page:
        raise ReportError(capture.source, "holds a NUL character")
    tree = parse_page(page)
    if tree is None:
        raise ReportError(capture.source, "is not a page: nothing in it can be parsed")
    stated = read_metadata(tree, capture.url)
    title = capture.title or stated.title
    if layouts is None:
        layouts = layouts_of(capture.url or stated.url)
    body = apply_layout(tree, layouts, stated.published) if layouts else tree
    pieces = live_pieces(body) or extract_pieces(body)
    found = _assemble(title, pieces)
    found.stated = replace(stated)
    found.labels.links = _with_addresses(found.labels.links, tree, capture.url or stated.url)
    if capture.crawled and (reason := why_no_report(tree, capture.url or stated.url, found.text, found.labels.blocks)):
        raise SkippedError(capture.source, reason)
    if not any(b.kind == "paragraph" for b in found.labels.blocks):
        found.warnings.append("no-article-found")
    return found


def _assemble(title: str | None, pieces: list[Piece]) -> _Found:
    """One line a piece, the title first; every line labelled as a plain text's lines are."""
    labels = Labels(title=title)
    lines: list[str] = []
    at = 0

    def put(line: str, kind: BlockKind) -> None:
        nonlocal at
        labels.add(at, at + len(line), kind)
        lines.append(line)
        at += len(line) + 1

    if title:
        put(title, "title")
    bodies = 0
    listing = False
    heads: list[Head] = []
    for piece in pieces:
        line = piece.text
        if piece.head is not None:
            heads.append(replace(piece.head, start=at + piece.head.start, end=at + piece.head.end))
            put(line, "dateline")
            listing = False
            continue
        if title and _same(line, title):
            continue
        verdict = judge_line(line)
        if verdict is not None:
            listing = verdict.kind == "heading" or (listing and verdict.kind == "link")
            kind: BlockKind = "furniture" if verdict.kind == "heading" else "links" if verdict.kind == "link" else verdict.kind
            put(line, kind)
            if verdict.kind == "link":
                start, end = verdict.title or (0, len(line))
                labels.links.append(Link(text=line[start:end].strip(), href=None))
            continue
        bodies += 1
        cut = find_dateline(line) if bodies <= 3 and not piece.heading else 0
        if cut:
            rest = line[cut:].lstrip()
            labels.add(at, at + cut, "dateline")
            labels.add(at + len(line) - len(rest), at + len(line), "paragraph")
            lines.append(line)
            at += len(line) + 1
        else:
            put(line, "subhead" if piece.heading else "paragraph")
    return _Found("\n".join(lines), labels, heads=heads)


def _same(line: str, title: str) -> bool:
    def letters(text: str) -> str:
        return "".join(c for c in text.casefold() if c.isalnum())

    return letters(line) == letters(title)


def _with_addresses(links: list[Link], tree: Tree, base: str | None) -> list[Link]:
    if not links:
        return links
    known: dict[str, str] = {}
    for a in tree.iter("a"):
        href = (a.get("href") or "").strip()
        if href and not href.lower().startswith(("javascript:", "#", "mailto:")):
            known.setdefault(flat(a.text_content()), _absolute(href, base))
    return [replace(link, href=known.get(link.text)) for link in links]


def _absolute(href: str, base: str | None) -> str:
    try:
        return urljoin(base, href) if base else href
    except ValueError:
        return href
