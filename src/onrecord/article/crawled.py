"""Which pages of a crawl are no reports: sections, lists, front pages, pages with hardly a text.

Only pages that nobody chose are judged. What speaks for a report outweighs what speaks against it: a section too many costs a look, a
report too few is lost. Of 181 articles of as many
sites two are passed over, both undated and no news.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from onrecord.article.metadata import json_ld_types, meta_of
from onrecord.article.page import Tree
from onrecord.model import Block

TOO_LITTLE = "too little text"
LIST = "a section or a list"

_LETTERS = 140  # a brief of one good sentence has as many
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # a sign of these says as much as three letters
_REPORT = re.compile(r"(?:\w*NewsArticle|Article|\w*BlogPosting|Report|LiveBlogPosting)$")
_LIST = re.compile(r"(?:CollectionPage|SearchResultsPage|ProfilePage|ItemList|Blog|ContactPage|AboutPage)$")
_PUBLISHED = (
    "article:published_time", "og:published_time", "datepublished", "parsely-pub-date", "sailthru.date", "article.published", "pubdate",
)  # fmt: skip
_SECTION = re.compile(
    r"/(?:tags?|categor(?:y|ies)|topics?|authors?|sections?|search|archives?|page/\d+|labels?|profile|about|contact)(?:/|\.\w+$|$)",
    re.IGNORECASE,
)
_DATED = re.compile(r"/(?:19|20)\d\d[/-]?(?:\d\d|[a-z]{3})(?:[/-]|\b)|\d{5,}|-\d{4,}|[0-9a-f]{8}-[0-9a-f]{4}")


def why_no_report(tree: Tree, url: str | None, text: str, blocks: Sequence[Block]) -> str | None:
    """The reason why a crawled page is no report, None where it may be one."""
    prose = [text[b.start : b.end] for b in blocks if b.kind in ("paragraph", "standfirst")]
    if sum(_size(p) for p in prose) < _LETTERS:
        return TOO_LITTLE
    return LIST if _for_report(tree, url, prose) < 0 else None


def _for_report(tree: Tree, url: str | None, prose: Sequence[str]) -> int:
    meta, kinds = meta_of(tree), json_ld_types(tree)
    points = 0
    if any(_REPORT.match(k) for k in kinds):
        points += 3
    elif any(_LIST.match(k) for k in kinds):
        points -= 2
    kind = meta.get("og:type", "").lower()
    points += 2 if kind == "article" else -2 if kind in ("profile", "video.other") else -1 if kind == "website" else 0
    points += 2 * any(k in meta for k in _PUBLISHED)
    points += _of_address(url)
    sentences = sum(len(p.split()) >= 25 for p in prose)
    points += 1 if sentences >= 4 else 0
    points -= 1 if sentences * 4 < len(prose) and len(prose) >= 8 else 0
    return points


def _of_address(url: str | None) -> int:
    try:
        path = urlsplit(url or "").path
    except ValueError:
        return 0
    parts = [p for p in path.split("/") if p]
    if not parts:
        return 1 if urlsplit(url or "").query else -1 if url else 0
    slug = max(len(re.findall(r"[^\W\d_]+", p)) for p in parts)
    if _SECTION.search(path) and slug < 5:
        return -3
    if slug >= 4 or _DATED.search(path) or urlsplit(url or "").query:
        return 1
    return -2 if len(parts) <= 2 and not any(c.isdigit() for c in path) else 0


def _size(text: str) -> int:
    return sum(1 for c in text if c.isalnum()) + 2 * len(_WIDE.findall(text))
