"""What an address gives: a report, or, from a feed or sitemap, the reports that it names."""

from __future__ import annotations

import io
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from onrecord.acquire.decode import BadInputError, check_page, decode_text
from onrecord.acquire.documents import numbered, read_json
from onrecord.acquire.files import looks_like_json, looks_like_page
from onrecord.acquire.given import Given
from onrecord.acquire.memory import Memory, Nothing
from onrecord.acquire.refuse import FetchError, StoppedError
from onrecord.errors import OnRecordError, SourceError
from onrecord.model import Capture

if TYPE_CHECKING:
    from onrecord.acquire.fetch import Answer, Fetcher
    from onrecord.acquire.listing import Entry

MOST = 1_000
"""New reports of one feed or sitemap that are read in one go."""

DEPTH = 3
"""Sitemaps inside sitemaps."""

SITEMAPS = 50
"""Sitemaps of one index that are read, the last changed first."""


@dataclass(slots=True)
class Web:
    """How addresses are fetched. fetcher: made on first use; make: makes it. memory: what was fetched before."""

    private: bool = False
    pace: float | None = None
    memory: Memory = field(default_factory=Nothing)
    fetcher: Fetcher | None = None

    def fetch(self) -> Fetcher:
        """The fetcher, whose libraries are loaded only when there is something to fetch."""
        if self.fetcher is None:
            from onrecord.acquire.fetch import Fetcher
            from onrecord.acquire.pace import PACE

            self.fetcher = Fetcher(private=self.private, pace=PACE if self.pace is None else self.pace)
        return self.fetcher

    def close(self) -> None:
        """Let go of all connections."""
        if self.fetcher is not None:
            self.fetcher.close()


def read_address(address: str, given: Given, web: Web, *, only_feed: bool = False) -> Iterator[Capture | SourceError]:
    """The reports at an address: of a page itself, of a feed or sitemap those that it names and that the memory does not know.

    only_feed: what is neither is an error. Whatever an address holds, nothing but a SourceError comes of it (and StoppedError, where the
    fetcher's wait raises that).
    """
    try:
        yield from _read(address, given, web, depth=0, only_feed=only_feed)
    except (StoppedError, OnRecordError) as e:
        if not isinstance(e, SourceError):
            raise
        yield e
    except Exception as e:  # a fault of ours or of a library over a hostile feed must not end a watch
        error = SourceError(address, f"could not be read, by a fault of onrecord ({type(e).__name__}: {' '.join(str(e).split())[:200]})")
        error.add_note(traceback.format_exc())
        yield error


def _read(address: str, given: Given, web: Web, *, depth: int, only_feed: bool = False) -> Iterator[Capture | SourceError]:
    from onrecord.acquire.listing import ListingError, read_listing

    known = web.memory.last(address)
    answer = web.fetch().get(address, known)
    if answer.unchanged:
        if known is not None and known.capture is not None and not only_feed:
            yield _again(known.capture, address, given)
        return
    try:
        listing = read_listing(answer.body, answer.charset, answer.media, answer.fetch.final)
    except ListingError as e:
        raise FetchError(address, str(e), "broken") from e
    if listing is None:
        if only_feed:
            raise FetchError(address, "is not a feed or sitemap" + _named_feeds(answer), "broken")
        yield from _reports(answer, given, known.capture if known else None)
    elif listing.kind == "index":
        yield from _index(address, listing.entries, given, web, depth)
    else:
        yield from _entries(address, answer, listing.entries, given, web)


def _index(address: str, sitemaps: tuple[Entry, ...], given: Given, web: Web, depth: int) -> Iterator[Capture | SourceError]:
    if depth >= DEPTH:
        raise FetchError(address, f"its sitemaps lie more than {DEPTH} deep", "broken")
    newest = sorted(sitemaps, key=lambda s: s.stamp or "", reverse=True)
    for sitemap in newest[:SITEMAPS]:
        try:
            yield from _read(sitemap.address, given, web, depth=depth + 1, only_feed=True)
        except FetchError as e:
            yield e
    if len(newest) > SITEMAPS:
        yield SourceError(address, f"names {len(newest):,} sitemaps; the {SITEMAPS} that changed last were read")


def _entries(address: str, answer: Answer, entries: tuple[Entry, ...], given: Given, web: Web) -> Iterator[Capture | SourceError]:
    new = [e for e in entries if not web.memory.is_read(e.address, e.stamp)]
    for entry in new[:MOST]:
        web.memory.begin(entry.address)
        try:
            yield from _named(address, entry, given, web)
        except FetchError as e:
            e.lead = (address, entry.address, entry.stamp)
            yield e
    if len(new) > MOST:
        yield SourceError(address, f"names {len(new):,} reports that are new; the first {MOST:,} were read, the same again goes on")
    else:
        web.memory.feed_read(replace(answer.fetch, address=address))


def _named(feed: str, entry: Entry, given: Given, web: Web) -> Iterator[Capture | SourceError]:
    """The report of a feed's entry: from its own page; the entry's date and title count only where the page states none."""
    known = web.memory.last(entry.address)
    answer = web.fetch().get(entry.address, known)
    hinted = Given(published=given.published or entry.published, outlet=given.outlet)
    if answer.unchanged:
        if known is None or known.capture is None:
            return
        found: Iterator[Capture | SourceError] = iter([_again(known.capture, entry.address, hinted)])
    else:
        found = _reports(answer, hinted, known.capture if known else None)
    for capture in found:
        if isinstance(capture, Capture):
            fetch = capture.fetch and replace(capture.fetch, feed=feed, stamp=entry.stamp)
            yield replace(capture, given_title=capture.given_title or entry.title, fetch=fetch)
        else:
            if isinstance(capture, FetchError):
                capture.lead = (feed, entry.address, entry.stamp)
            yield capture


def _again(before: Capture, address: str, given: Given) -> Capture:
    """What was kept of a page that has not changed, as if it had come again."""
    return replace(
        before,
        source=address,
        given_published=given.published or before.given_published,
        given_outlet=given.outlet or before.given_outlet,
    )


def _reports(answer: Answer, given: Given, before: Capture | None) -> Iterator[Capture | SourceError]:
    """The report that a page is; of JSON, the reports in it."""
    fetch, body = answer.fetch, answer.body
    if looks_like_json(body) and not looks_like_page(body):
        yield from read_json(numbered(io.BytesIO(body)), fetch.address, given)
        return
    page = looks_like_page(body) or answer.media in ("text/html", "application/xhtml+xml")
    try:
        text = None if page else decode_text(_utf8(body, answer.charset))
        html = check_page(body) if page else None
    except BadInputError as e:
        raise FetchError(fetch.address, str(e), "broken") from e
    if before is not None and before.identity == body and before.url == fetch.final:
        yield replace(_again(before, fetch.address, given), fetch=fetch)
        return
    yield Capture(
        source=fetch.address,
        identity=body,
        text=text,
        html=html,
        charset=answer.charset,
        url=fetch.final,
        given_published=given.published,
        given_outlet=given.outlet,
        fetch=fetch,
    )


def _utf8(body: bytes, charset: str | None) -> bytes:
    """A plain text as UTF-8, by the encoding that the header declares."""
    if charset in (None, "utf-8", "ascii"):
        return body
    try:
        return body.decode(charset or "utf-8").encode("utf-8")
    except (UnicodeDecodeError, LookupError):
        return body


def _named_feeds(answer: Answer) -> str:
    """The feeds that a page names, for whoever gave the page's address instead."""
    if answer.media not in ("text/html", "application/xhtml+xml"):
        return ""
    import lxml.html

    try:
        tree = lxml.html.document_fromstring(answer.body)
    except (ValueError, lxml.etree.LxmlError):
        return ""
    from urllib.parse import urljoin

    found = [
        urljoin(answer.fetch.final, link.get("href") or "")
        for link in tree.iter("link")
        if "alternate" in (link.get("rel") or "").lower()
        and (link.get("type") or "").lower().endswith(("rss+xml", "atom+xml", "feed+json"))
    ]
    return "; it names these: " + ", ".join(dict.fromkeys(found[:5])) if found else ""
