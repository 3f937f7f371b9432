"""Feeds and sitemaps: what they name, what of it is new, and whose word counts for date and title."""

from __future__ import annotations

import contextlib
import gzip
import json
import time
from collections.abc import Iterator

import pytest
from faulty_server import BILLION, Site, item, page, rss, serving
from hypothesis import given as suppose
from hypothesis import settings
from hypothesis import strategies as st

from onrecord.acquire.fetch import Fetcher, Limits
from onrecord.acquire.given import Given
from onrecord.acquire.listing import Entry, Listing, ListingError, read_listing
from onrecord.acquire.memory import Known, Nothing
from onrecord.acquire.prolog import EntitiesError, decode_xml, root_of
from onrecord.acquire.refuse import FetchError
from onrecord.acquire.web import Web, read_address
from onrecord.article import build
from onrecord.errors import SourceError
from onrecord.model import Capture, Fetch

HERE = "https://news.example/feeds/all.xml"


def listing(body: str | bytes, media: str = "application/xml", charset: str | None = None) -> Listing:
    found = read_listing(body.encode() if isinstance(body, str) else body, charset, media, HERE)
    assert found is not None
    return found


ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://news.example/w/"><title>W</title>
<entry><title type="html">A &lt;b&gt;truce&lt;/b&gt;</title><id>urn:1</id><link rel="self" href="/x"/><link rel="alternate" href="one"/>
<published>2031-06-03T10:00:00+02:00</published><updated>2031-06-04T10:00:00Z</updated></entry>
<entry><title>Two</title><id>https://news.example/two</id></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="x"><title>c</title></channel><item rdf:about="https://news.example/one"><title>One</title><link>https://news.example/one</link>
<dc:date>2031-06-03T08:00:00Z</dc:date></item></rdf:RDF>"""
JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "W",
    "items": [
        {
            "id": "1",
            "url": "one",
            "title": " A  truce ",
            "date_published": "2031-06-03T10:00:00+02:00",
            "date_modified": "2031-06-04T10:00:00Z",
        },
        {"id": "https://news.example/two", "content_text": "not the report"},
        {"id": 3},
        "nonsense",
    ],
}
NEWS = """<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://news.example/one</loc><news:news><news:publication>
<news:name>W</news:name><news:language>en</news:language></news:publication><news:publication_date>2031-06-03T10:00:00+02:00</news:publication_date>
<news:title>A truce</news:title></news:news></url><url><loc> https://news.example/two </loc><lastmod>2031-06-04</lastmod></url><url/></urlset>"""


@pytest.mark.parametrize(
    ("body", "kind", "entries"),
    [
        (
            rss(item("/one", "One", "Tue, 03 Jun 2031 10:00:00 +0200")),
            "feed",
            [Entry(address="https://news.example/one", title="One", published="2031-06-03T08:00:00Z", stamp="2031-06-03T08:00:00Z")],
        ),
        (rss("<item><title>One</title><guid>https://news.example/g</guid></item>"), "feed", [Entry(address="https://news.example/g", title="One")]),
        (rss("<item><title>One</title><guid isPermaLink='false'>tag:1</guid></item>"), "feed", []),
        (rss(item("/one") + item("/one#top")), "feed", [Entry(address="https://news.example/one", title="/one")]),
        (
            ATOM,
            "feed",
            [
                Entry(address="https://news.example/w/one", title="A truce", published="2031-06-03T08:00:00Z", stamp="2031-06-04T10:00:00Z"),
                Entry(address="https://news.example/two", title="Two"),
            ],
        ),
        (RDF, "feed", [Entry(address="https://news.example/one", title="One", published="2031-06-03T08:00:00Z", stamp="2031-06-03T08:00:00Z")]),
        (
            json.dumps(JSON),
            "feed",
            [
                Entry(address="https://news.example/feeds/one", title="A truce", published="2031-06-03T10:00:00+02:00", stamp="2031-06-04T10:00:00Z"),
                Entry(address="https://news.example/two"),
            ],
        ),
        (
            NEWS,
            "sitemap",
            [
                Entry(address="https://news.example/one", title="A truce", published="2031-06-03T10:00:00+02:00", stamp="2031-06-03T08:00:00Z"),
                Entry(address="https://news.example/two", stamp="2031-06-04T00:00:00Z"),
            ],
        ),
        (gzip.compress(NEWS.encode()), "sitemap", None),
        (NEWS.replace("urlset", "sitemapindex").replace("<url>", "<sitemap>").replace("</url>", "</sitemap>"), "index", None),
        (ATOM.replace('encoding="utf-8"', 'encoding="utf-16"').encode("utf-16"), "feed", None),
        (b"\xef\xbb\xbf" + ATOM.encode(), "feed", None),
        (b"\n \n" + rss(item("/one")), "feed", None),
        ('<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/dtd">' + rss(item("/one"), "").decode(), "feed", None),
    ],
)  # fmt: skip
def test_every_form(body: str | bytes, kind: str, entries: list[Entry] | None) -> None:
    found = listing(body)
    assert found.kind == kind
    if entries is not None:
        assert list(found.entries) == entries
    else:
        assert found.entries


def test_encodings_that_feeds_have() -> None:
    for encoding in ("windows-1251", "iso-8859-5", "koi8-r"):
        body = rss(item("/one", "Перемирие"), f'<?xml version="1.0" encoding="{encoding}"?>').decode().encode(encoding)
        assert listing(body).entries[0].title == "Перемирие"
    assert listing(rss(item("/one", "Café")).decode().encode("latin-1"), charset="iso8859-1").entries[0].title == "Café"


@pytest.mark.parametrize(
    "body", ["", "plain text", "{}", '{"text": "a report"}', "<p>hello</p>", page().decode(), "<shop/>", "<!-- only", "<<<"]
)
def test_what_is_neither(body: str) -> None:
    assert read_listing(body.encode(), None, "text/html", HERE) is None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"version": "https://jsonfeed.org/version/1"', "cannot be read"),
        ('{"version": "https://jsonfeed.org/version/1"}', "without items"),
        (BILLION + "<rss/>", "declares entities"),
        (BILLION.replace('version="1.0"', 'version="1.0" encoding="cp037"') + "<rss/>", "declares entities"),
        ('<!DOCTYPE x [<!ENTITY % p SYSTEM "http://10.0.0.1/dtd"> %p;]><urlset/>', "declares entities"),
        ("<?xml version='1.0'?><oops <!DOCTYPE x [<!ENTITY a 'b'>]><rss>", "declares entities"),
        (gzip.compress(b" " * 30_000_000), "unpacks to more than 20 MB"),
        (gzip.compress(NEWS.encode())[:60], "ends in the middle"),
    ],
)
def test_what_cannot_be_used(body: str | bytes, said: str) -> None:
    with pytest.raises(ListingError, match=said):
        read_listing(body.encode() if isinstance(body, str) else body, None, "application/xml", HERE)


def test_a_word_about_entities_in_an_entry_is_only_a_word() -> None:
    told = item("/one", "Why DTDs hurt", more="<content><![CDATA[<!DOCTYPE x [<!ENTITY a 'b'>]>]]></content>")
    assert listing(rss(told)).entries[0].title == "Why DTDs hurt"


@settings(max_examples=80, deadline=None)
@suppose(st.one_of(st.binary(max_size=200), st.text(alphabet="<>!?/[]&;ENTITYDOCrsfeduml \"'=-", max_size=120).map(str.encode)))
def test_no_bytes_are_a_fault(body: bytes) -> None:
    for head in (b"", b"<rss>", b"<?xml version='1.0'?>", b"<urlset>", b"<feed>"):
        try:
            read_listing(head + body, None, "application/xml", HERE)
        except ListingError:
            continue


@pytest.mark.parametrize("unit", ["<a>", "<item>", "<!DOCTYPE ", "&", "<", '<item x="', "<![CDATA["])
def test_hostile_markup_takes_no_minutes(unit: str) -> None:
    began = time.monotonic()
    with contextlib.suppress(ListingError):
        read_listing(("<rss version='2.0'><channel>" + unit * (200_000 // len(unit))).encode(), None, "application/xml", HERE)
    assert time.monotonic() - began < 5


def test_a_feed_of_megabytes_is_refused() -> None:
    with pytest.raises(ListingError, match="more than 5 MB"):
        listing(rss("<item/>" * 800_000))


def test_the_root_is_found_and_declarations_refused() -> None:
    assert root_of("<!-- <rss> --><x:Feed xmlns:x='y'/>") == "feed"
    with pytest.raises(EntitiesError):
        root_of("<!-- <rss> --><!DOCTYPE x [<!ENTITY a 'b'>]><rss/>")
    assert decode_xml(b"<?xml version='1.0' encoding='cp037'?><a/>", None) == "<a/>"


# What comes of an entry.


class Book(Nothing):
    """A memory with notes."""

    def __init__(self, known: dict[str, Known] | None = None, read: set[str] | None = None) -> None:
        self.known, self.read, self.feeds = known or {}, read or set(), list[Fetch]()

    def last(self, address: str) -> Known | None:
        return self.known.get(address)

    def is_read(self, address: str, stamp: str | None) -> bool:
        return address in self.read

    def feed_read(self, fetch: Fetch) -> None:
        self.feeds.append(fetch)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(private=True, pace=0.0, limits=Limits(backoff=0.01)) as found:
        yield found


def read(
    fetcher: Fetcher, address: str, memory: Nothing | None = None, given: Given | None = None, *, only_feed: bool = False
) -> list[Capture | SourceError]:
    return list(
        read_address(address, given or Given(), Web(private=True, fetcher=fetcher, memory=memory or Nothing()), only_feed=only_feed)
    )


def test_only_new_entries_are_fetched_and_the_page_is_read_not_the_summary(site: Site, fetcher: Fetcher) -> None:
    site.answers["/feed.xml"] = ("application/rss+xml", rss(item("/ok.html") + item("/other.html", "", "Tue, 03 Jun 2031 08:00:00 GMT")))
    memory = Book(read={site.base + "/ok.html"})
    (found,) = read(fetcher, site.base + "/feed.xml", memory)
    assert isinstance(found, Capture)
    assert (found.source, found.html) == (site.base + "/other.html", page("Vesk"))
    assert found.fetch is not None
    assert (found.fetch.feed, found.fetch.stamp) == (site.base + "/feed.xml", "2031-06-03T08:00:00Z")
    assert site.paths() == ["/feed.xml", "/other.html"]
    assert [f.address for f in memory.feeds] == [site.base + "/feed.xml"]


def test_the_pages_own_date_and_title_win_and_the_entrys_stand_in(site: Site, fetcher: Fetcher) -> None:
    bare = b"<html lang=en><body><p>" + b"Berin said that the road is open. The council meets again on Friday. " * 6 + b"</p></body></html>"
    site.answers["/bare.html"] = ("text/html", bare)
    items = "".join(item(p, "From the feed", "Wed, 11 Jun 2031 08:00:00 GMT") for p in ("/ok.html", "/undated.html", "/bare.html"))
    site.answers["/feed.xml"] = ("application/rss+xml", rss(items))
    articles = [build(c) for c in read(fetcher, site.base + "/feed.xml") if isinstance(c, Capture)]
    told = [(a.title, a.published and (a.published.edtf, a.published.basis)) for a in articles]
    assert told == [("Kallmoor", ("2031-06-03", "page")), ("Undated", ("2031-06-11", "given")), ("From the feed", ("2031-06-11", "given"))]
    assert "From the feed" not in articles[2].text
    given = [build(c) for c in read(fetcher, site.base + "/feed.xml", given=Given(published="2031-07-01")) if isinstance(c, Capture)]
    assert given[1].published is not None
    assert given[1].published.edtf == "2031-07-01"


def test_a_feed_that_has_not_changed_names_nothing(site: Site, fetcher: Fetcher) -> None:
    site.answers["/feed.xml"] = lambda h: h.send(304) if h.headers.get("If-Modified-Since") else h.send(500)
    assert (
        read(fetcher, site.base + "/feed.xml", Book({site.base + "/feed.xml": Known(last_modified="Tue, 03 Jun 2031 08:00:00 GMT")})) == []
    )


def test_a_page_that_has_not_changed_is_what_was_kept(site: Site, fetcher: Fetcher) -> None:
    address = site.base + "/etag.html"
    kept = Capture(source="x", identity=page(), html=page(), url=address, given_published="2031-06-11")
    memory = Book({address: Known(etag='"first"', capture=kept)})
    (found,) = read(fetcher, address, memory)
    assert isinstance(found, Capture)
    assert (found.source, found.html, found.given_published) == (address, page(), "2031-06-11")
    assert site.asked[-1][1]["if-none-match"] == '"first"'


def test_an_entry_that_cannot_be_fetched_says_which_it_was(site: Site, fetcher: Fetcher) -> None:
    site.answers["/feed.xml"] = (
        "application/rss+xml",
        rss(item("/missing") + item("/fault") + item("http://10.255.255.1:22/") + item("/ok.html")),
    )
    memory = Book()
    found = read(fetcher, site.base + "/feed.xml", memory)
    errors = [e for e in found if isinstance(e, FetchError)]
    assert [(e.why, e.lasting, e.lead and e.lead[1].removeprefix(site.base)) for e in errors[:2]] == [
        ("gone", True, "/missing"),
        ("server", False, "/fault"),
    ]
    assert isinstance(found[-1], Capture)
    assert len(memory.feeds) == 1


def test_indexes_are_followed_but_not_for_ever(site: Site, fetcher: Fetcher) -> None:
    site.answers["/news.xml"] = (
        "application/xml",
        NEWS.replace("https://news.example/one", "/ok.html").replace("https://news.example/two", "/other.html").encode(),
    )
    site.answers["/map.xml.gz"] = ("application/gzip", gzip.compress(b"<urlset><url><loc>/undated.html</loc></url></urlset>"))
    index = (
        "<sitemapindex>"
        + "".join(f"<sitemap><loc>{p}</loc></sitemap>" for p in ("/news.xml", "/map.xml.gz", "/ok.html"))
        + "</sitemapindex>"
    )
    site.answers["/index.xml"] = ("application/xml", index.encode())
    found = read(fetcher, site.base + "/index.xml")
    assert [c.source.removeprefix(site.base) for c in found] == ["/ok.html", "/other.html", "/undated.html", "/ok.html"]
    assert isinstance(found[3], FetchError)
    assert "is not a feed or sitemap" in found[3].reason
    site.answers["/self.xml"] = ("application/xml", b"<sitemapindex><sitemap><loc>/self.xml</loc></sitemap></sitemapindex>")
    (deep,) = read(fetcher, site.base + "/self.xml")
    assert isinstance(deep, FetchError)
    assert "more than 3 deep" in deep.reason


def test_more_than_is_read_at_once_is_said(site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.acquire.web.MOST", 2)
    site.answers["/feed.xml"] = ("application/rss+xml", rss(item("/ok.html") + item("/other.html") + item("/undated.html")))
    memory = Book()
    found = read(fetcher, site.base + "/feed.xml", memory)
    assert [type(f).__name__ for f in found] == ["Capture", "Capture", "SourceError"]
    assert "names 3 reports that are new; the first 2" in str(found[-1])
    assert memory.feeds == []  # the rest must be found again


def test_a_page_given_for_a_feed_names_its_feeds(site: Site, fetcher: Fetcher) -> None:
    (found,) = read(fetcher, site.base + "/front.html", only_feed=True)
    assert isinstance(found, FetchError)
    assert found.reason == f"is not a feed or sitemap; it names these: {site.base}/feed.xml"


def test_a_library_that_fails_over_a_feed_is_one_error(site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    import feedparser  # type: ignore[import-untyped]

    def fail(*_: object, **__: object) -> None:
        raise RecursionError("too\ndeep")

    monkeypatch.setattr(feedparser, "parse", fail)
    (found,) = read(fetcher, site.base + "/empty-feed.xml")
    assert "by a fault of onrecord (RecursionError: too deep)" in str(found)
