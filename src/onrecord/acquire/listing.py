"""Feeds and sitemaps as lists of addresses: RSS, Atom, JSON Feed, news sitemaps and their indexes."""

from __future__ import annotations

import io
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from onrecord.acquire.body import CAP, CutOffError, TooLargeError, read_body
from onrecord.acquire.prolog import EntitiesError, decode_xml, root_of

Kind = Literal["feed", "sitemap", "index"]

_FEEDS = frozenset({"rss", "feed", "rdf"})
_SITEMAPS = frozenset({"urlset", "sitemapindex"})


LONGEST_FEED = 5_000_000
"""Characters; a feed names what is new, and the largest have a tenth of this."""


class ListingError(Exception):
    """The document is a feed or sitemap that cannot be used; says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A report that a feed names. published: as an ISO date and time; stamp: when the entry last changed, UTC, for telling what is new."""

    address: str
    title: str | None = None
    published: str | None = None
    stamp: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A feed or sitemap: its entries in its own order; of an index, the sitemaps that it names stand as entries."""

    kind: Kind
    entries: tuple[Entry, ...]


def read_listing(body: bytes, charset: str | None, media: str, address: str) -> Listing | None:
    """The feed or sitemap that the bytes are, told by their content; None where they are neither.

    address: where they came from, for relative links. Raises ListingError.
    """
    if body.startswith(b"\x1f\x8b"):  # sitemaps are often kept compressed
        try:
            body = read_body([body], "gzip", CAP)
        except TooLargeError:
            raise ListingError(f"unpacks to more than {CAP // 1_000_000} MB") from None
        except (CutOffError, zlib.error) as e:
            raise ListingError(str(e)) from e
    head = body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{"):
        return _json_feed(body, address) if b"jsonfeed.org/version" in body[:20_000] or "feed+json" in media else None
    if head[:15].lower().startswith((b"<!doctype html", b"<html")):
        return None
    text = decode_xml(body, charset)
    if not text.lstrip().startswith("<"):
        return None
    try:
        root = root_of(text)
    except EntitiesError:
        if _is_page(media):
            return None
        raise ListingError("declares entities, which no feed needs: not read") from None
    if root in _FEEDS:
        return _feed(text, address, dated=root == "rdf")
    if root in _SITEMAPS:
        return _sitemap(text, address)
    return None


def _is_page(media: str) -> bool:
    return media in ("text/html", "application/xhtml+xml")


def _feed(text: str, address: str, *, dated: bool) -> Listing:
    """dated: an entry's one date is that of its publication (RSS 1.0 has no other)."""
    import feedparser  # type: ignore[import-untyped]
    from lxml import etree

    if len(text) > LONGEST_FEED:
        raise ListingError(f"is a feed of more than {LONGEST_FEED // 1_000_000} MB")
    # Mended and bounded in depth first: over broken markup feedparser can take minutes for a few hundred kilobytes.
    tree = _tree(text, "feed")
    # Bytes in a stream: given a string, feedparser would open what it names.
    found = feedparser.parse(
        io.BytesIO(etree.tostring(tree, encoding="utf-8", xml_declaration=True)),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": address},
        sanitize_html=False,
    )
    if not found.entries and found.bozo and not found.feed:
        raise ListingError(f"is a feed that cannot be read ({_short(found.get('bozo_exception'))})")
    return Listing(kind="feed", entries=tuple(_once(_entry(e, address, dated=dated) for e in found.entries)))


def _entry(e: Any, base: str, *, dated: bool) -> Entry | None:
    link = e.get("link") or ""
    if not link:
        # RSS: a guid is the address unless it says otherwise.
        guid = str(e.get("id") or "")
        link = guid if guid.startswith(("http://", "https://")) else ""
    if not link:
        return None
    # dict.get: feedparser's own would put the one in place of the other.
    published, updated = (_moment(dict.get(e, name)) for name in ("published_parsed", "updated_parsed"))
    published = published or (updated if dated else None)
    title = " ".join(str(e.get("title") or "").split())
    return Entry(address=_absolute(str(link), base), title=_plain(title) or None, published=published, stamp=updated or published)


def _plain(title: str) -> str:
    """A title without the markup that some feeds put into it."""
    if "<" not in title and "&" not in title:
        return title
    from html import unescape

    import lxml.html

    try:
        return " ".join(lxml.html.fromstring(f"<p>{title}</p>").text_content().split())
    except (ValueError, lxml.etree.LxmlError):
        return " ".join(unescape(title).split())


def _json_feed(body: bytes, address: str) -> Listing:
    import orjson

    try:
        value = orjson.loads(body.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as e:
        raise ListingError(f"is a JSON feed that cannot be read ({_short(e)})") from e
    items = value.get("items") if isinstance(value, dict) else None
    if not isinstance(items, list):
        raise ListingError("is a JSON feed without items")

    def entry(item: object) -> Entry | None:
        if not isinstance(item, dict):
            return None
        link = item.get("url") or item.get("external_url") or item.get("id")
        if not isinstance(link, str) or not link.strip():
            return None
        title = item.get("title")
        published, modified = _iso(item.get("date_published")), _iso(item.get("date_modified"))
        return Entry(
            address=_absolute(link.strip(), address),
            title=" ".join(title.split()) or None if isinstance(title, str) else None,
            published=item.get("date_published") if published else None,
            stamp=modified or published,
        )

    return Listing(kind="feed", entries=tuple(_once(entry(i) for i in items)))


def _sitemap(text: str, address: str) -> Listing:
    tree = _tree(text, "sitemap")
    index = _name(tree) == "sitemapindex"

    def entry(element: Any) -> Entry | None:
        told: dict[str, str] = {}
        for inner in element.iter():
            if isinstance(inner.tag, str) and inner.text and (said := " ".join(inner.text.split())):
                told.setdefault(_name(inner), said)
        if "loc" not in told:
            return None
        published, changed = _iso(told.get("publication_date")), _iso(told.get("lastmod"))
        return Entry(
            address=_absolute(told["loc"], address),
            title=told.get("title"),
            published=told.get("publication_date") if published else None,
            stamp=changed or published,
        )

    found = tuple(_once(entry(e) for e in tree if isinstance(e.tag, str) and _name(e) in ("url", "sitemap")))
    return Listing(kind="index" if index else "sitemap", entries=found)


def _tree(text: str, kind: str) -> Any:
    """The document's tree: mended where it is broken, no deeper than 256 elements, nothing fetched, no entity expanded."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=True, remove_comments=True
    )
    try:
        tree = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as e:
        raise ListingError(f"is a {kind} that cannot be read ({_short(e)})") from e
    if tree is None:
        raise ListingError(f"is a {kind} that cannot be read")
    return tree


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2].lower()


def _once(entries: Iterator[Entry | None]) -> Iterator[Entry]:
    seen: set[str] = set()
    for entry in entries:
        if entry is not None and entry.address not in seen:
            seen.add(entry.address)
            yield entry


def _absolute(link: str, base: str) -> str:
    from urllib.parse import urldefrag, urljoin

    try:
        return urldefrag(urljoin(base, link))[0]
    except ValueError:
        return link


def _moment(parsed: time.struct_time | None) -> str | None:
    """feedparser's time (UTC) as ISO 8601."""
    try:
        return datetime(*parsed[:6], tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if parsed else None
    except ValueError:
        return None


def _iso(text: object) -> str | None:
    """An ISO 8601 time as UTC; a day alone as its first moment; None where it is no time."""
    if not isinstance(text, str):
        return None
    try:
        when = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    try:
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except OverflowError:
        return None


def _short(said: object) -> str:
    return " ".join(str(said).split())[:120]
