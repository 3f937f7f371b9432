"""What a page says of itself: JSON-LD, OpenGraph and other meta elements, <time>, the heading, the address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from onrecord.article.outlets import host_of, outlet_of
from onrecord.article.page import Tree, flat
from onrecord.article.when import parse_when
from onrecord.model import When

_TYPES = re.compile(r"(?:\w*NewsArticle|Article|\w*BlogPosting|LiveBlogPosting|Report|ScholarlyArticle|TechArticle)$")
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "published-date",
    "published_time",
    "publication_date",
    "publishdate",
    "publish-date",
    "publish_date",
    "pubdate",
    "date.published",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "cxenseparse:recs:publishtime",
    "ptime",
    "date",
)
_MODIFIED = (
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "article:updated_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
)
_AUTHORS = ("author", "parsely-author", "sailthru.author", "byl", "dc.creator", "article:author_name", "citation_author", "article:author")
_SITES = ("og:site_name", "application-name", "cre", "twitter:app:name:iphone")
_TITLES = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "title")
_SUFFIX = re.compile(r"\s+(?:[|»·•:]|[-–—])\s+[^|»·•–—]{2,40}$")


@dataclass(slots=True)
class Stated:
    """A page's own account of itself; None or empty where it says nothing."""

    title: str | None = None
    outlet: str | None = None
    byline: tuple[str, ...] = ()
    published: When | None = None
    modified: When | None = None
    language: str | None = None
    url: str | None = None
    body: str | None = None  # JSON-LD articleBody
    named_dates: list[str] = field(default_factory=list)


def read_metadata(tree: Tree, url: str | None) -> Stated:
    """Everything the page states. url: the address as given, for the outlet and for htmldate."""
    things = list(_json_ld(tree))
    article = next((t for t in things if _is_article(t)), {})
    meta = meta_of(tree)
    stated = Stated()
    stated.url = _address(tree, meta)
    stated.title = _title(tree, article, meta)
    stated.outlet = _outlet(article, things, meta) or outlet_of(url or stated.url)
    stated.byline = _byline(tree, article, meta)
    stated.language = _language(tree, article, meta)
    stated.published = _published(tree, article, meta, url)
    stated.modified = _best(_strings([article.get("dateModified"), *(meta.get(k) for k in _MODIFIED)]))
    body = article.get("articleBody")
    stated.body = body if isinstance(body, str) and body.strip() else None
    return stated


_INNER = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement")


def _json_ld(tree: Tree, inner: tuple[str, ...] = _INNER) -> Iterator[dict[str, Any]]:
    """Every object in the page's JSON-LD, outer ones first; scripts that are not JSON even after mending are passed over."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        raw = (script.text or "").strip()
        raw = re.sub(r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>)\s*$", "", raw).strip().rstrip(";")
        for attempt in (raw, re.sub(r"[\x00-\x1f]+", " ", raw), re.sub(r",(\s*[}\]])", r"\1", re.sub(r"[\x00-\x1f]+", " ", raw))):
            try:
                value = orjson.loads(attempt)
            except orjson.JSONDecodeError:
                continue
            yield from _objects(value, 0, inner)
            break


def _objects(value: object, depth: int, inner: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, depth + 1, inner)
    elif isinstance(value, dict):
        yield value
        for key in inner:
            yield from _objects(value.get(key), depth + 1, inner)


def _is_article(thing: dict[str, Any]) -> bool:
    kinds = thing.get("@type")
    return any(isinstance(k, str) and _TYPES.match(k) for k in (kinds if isinstance(kinds, list) else [kinds]))


def json_ld_types(tree: Tree) -> list[str]:
    """What the page says it is, by its JSON-LD: not what the items of its lists are."""
    things = (t for t in _json_ld(tree, ("@graph", "mainEntity", "mainEntityOfPage")))
    kinds = (k for t in things for k in (t["@type"] if isinstance(t.get("@type"), list) else [t.get("@type")]))
    return [k for k in kinds if isinstance(k, str)]


def live_updates(tree: Tree) -> list[dict[str, Any]] | None:
    """The entries of a live blog by its JSON-LD, as the page orders them; None where the page does not say that it is one."""
    for thing in _json_ld(tree):
        kinds = thing.get("@type")
        if "LiveBlogPosting" in (kinds if isinstance(kinds, list) else [kinds]):
            found = thing.get("liveBlogUpdate")
            return [u for u in (found if isinstance(found, list) else [found]) if isinstance(u, dict)]
    return None


def meta_of(tree: Tree) -> dict[str, str]:
    """Meta elements by property, name or itemprop in small letters; of several the first."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = flat(element.get("content"))
        if content:
            for attribute in ("property", "name", "itemprop"):
                if key := (element.get(attribute) or "").strip().lower():
                    found.setdefault(key, content)
    return found


def _title(tree: Tree, article: dict[str, Any], meta: dict[str, str]) -> str | None:
    """The headline as readers see it: the <h1> that other statements confirm, else those statements."""
    said = [t for t in (_text(article.get("headline")), *(meta.get(k) for k in _TITLES)) if t]
    head = next((flat(t.text_content()) for t in tree.iter("title")), "")
    heads = [h for h in (flat(h.text_content()) for h in tree.iter("h1")) if 3 <= len(h) <= 300]
    for wanted in (*said, head):
        for h in heads:
            if _letters(h) and ((_letters(h) in _letters(wanted) and len(h) * 2 > len(wanted)) or _letters(h) == _letters(wanted)):
                return h
    if said:
        return _without_site(said[0], meta)
    if len(heads) == 1:
        return heads[0]
    return _without_site(head, meta) or None


def _without_site(title: str, meta: dict[str, str]) -> str:
    """The title without the site's name after it, where the page names its site or the tail is short and the rest is not."""
    m = _SUFFIX.search(title)
    if not m:
        return title
    tail, site = _letters(m[0]), _letters(meta.get("og:site_name", ""))
    return title[: m.start()] if site and (site in tail or tail in site) else title


def _outlet(article: dict[str, Any], things: list[dict[str, Any]], meta: dict[str, str]) -> str | None:
    for value in (article.get("publisher"), article.get("sourceOrganization")):
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict) and isinstance(ref := item.get("@id"), str) and "name" not in item:
                item = next((t for t in things if t.get("@id") == ref and "name" in t), item)
            name = _text(item.get("name")) if isinstance(item, dict) else _text(item)
            if name and not name.startswith("http"):
                return name
    return next((meta[k] for k in _SITES if k in meta and not meta[k].startswith(("http", "@"))), None)


def _byline(tree: Tree, article: dict[str, Any], meta: dict[str, str]) -> tuple[str, ...]:
    names: list[str] = []
    value = article.get("author") or article.get("creator")
    for item in value if isinstance(value, list) else [value]:
        name = _text(item.get("name")) if isinstance(item, dict) else _text(item)
        if isinstance(item, dict) and isinstance(item.get("name"), list):
            names += [n for n in map(_text, item["name"]) if n]
        elif name:
            names.append(name)
    if not names:
        names = [meta[k] for k in _AUTHORS if k in meta][:1]
    if not names:
        names = [flat(a.text_content()) for a in tree.xpath("//*[@rel='author' or @itemprop='author']")][:4]
    clean = (re.sub(r"^by:?\s+", "", flat(n), flags=re.IGNORECASE) for n in names)
    return tuple(dict.fromkeys(n for n in clean if 2 < len(n) < 80 and "http" not in n and "{" not in n and "@" not in n))


def _published(tree: Tree, article: dict[str, Any], meta: dict[str, str], url: str | None) -> When | None:
    if when := _best(_strings([article.get("datePublished"), *(meta.get(k) for k in _PUBLISHED)])):
        return when
    marked = tree.xpath("//*[contains(@itemprop, 'datePublished')]") + [t for t in tree.iter("time") if t.get("pubdate") is not None]
    if when := _best(_strings(_stamp(t) for t in marked)):
        return when
    # The first <time> with a date, unless it stands in a box of other reports.
    for t in tree.iter("time"):
        names = " ".join(f"{up.get('class')} {up.get('id')} {up.tag}" for up in t.iterancestors())
        if not re.search(r"related|sidebar|aside|footer|recirc|comment|most|latest|\bli\b|nav", names) and (
            when := parse_when(_stamp(t), "page")
        ):
            return when
    return _guess_of_htmldate(tree, url)


def _guess_of_htmldate(tree: Tree, url: str | None) -> When | None:
    """htmldate's reading of the address and the visible page, the careful kind only: a date that the page shows, never the newest one."""
    from htmldate import find_date

    try:
        found = find_date(tree, extensive_search=False, original_date=True, url=url)
    except Exception:  # its own bugs on odd pages: no date is stated then
        return None
    return parse_when(found, "page")


def _best(values: Iterable[str]) -> When | None:
    """The first date that can be read; of others for the same day, the one that has the time, and then the zone."""
    read = [w for v in values if (w := parse_when(v, "page"))]
    if not read:
        return None
    same = [w for w in read if w.edtf == read[0].edtf]
    zoned = re.compile(r"(?:Z|[+-]\d\d:\d\d)$")
    return max(same, key=lambda w: (w.time is not None) + (w.time is not None and bool(zoned.search(w.time))))


def _stamp(element: Tree) -> str:
    return element.get("datetime") or element.get("content") or flat(element.text_content())


def _strings(values: Iterable[object]) -> list[str]:
    return [v for v in values if isinstance(v, str) and v.strip()]


def _language(tree: Tree, article: dict[str, Any], meta: dict[str, str]) -> str | None:
    return tree.get("lang") or _text(article.get("inLanguage")) or meta.get("og:locale") or meta.get("content-language")


def _address(tree: Tree, meta: dict[str, str]) -> str | None:
    links = [e.get("href") or "" for e in tree.iter("link") if (e.get("rel") or "").lower() == "canonical"]
    return next((u.strip() for u in (*links, meta.get("og:url", "")) if u.strip().startswith("http") and host_of(u.strip())), None)


def _text(value: object) -> str | None:
    from html import unescape

    return flat(unescape(value)) or None if isinstance(value, str) else None


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
