"""Web archives as sources: what is read of them, what is passed over and why, what damage costs."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warc_made import HTML, Warc, article, chunked, repack

from onrecord import SourceError as Exported
from onrecord.acquire import Trail, read_sources
from onrecord.article import build
from onrecord.errors import SkippedError, SourceError
from onrecord.model import Capture

URL = "https://news.example/2031/06/05/harbour-strike-goes-on"


def read(path: Path, trail: Trail | None = None) -> list[Capture | SourceError]:
    return list(read_sources([str(path)], trail=trail))


def only(found: list[Capture | SourceError]) -> Capture:
    (one,) = found
    assert isinstance(one, Capture), one
    return one


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_a_page_comes_with_address_time_and_charset(tmp_path: Path, name: str) -> None:
    with Warc(tmp_path / name) as warc:
        place = warc.put(URL, article(1), media="text/html; charset=ISO-8859-1", headers=(("Set-Cookie", "a=b"), ("ETag", '"x"')))
    got = only(read(tmp_path / name))
    assert (got.source, got.url, got.charset, got.html) == (place, URL, "ISO-8859-1", article(1))
    assert got.fetch is not None
    assert (got.fetch.at, got.fetch.status, got.fetch.final) == ("2031-06-05T10:00:00Z", 200, URL)
    assert [k for k, _ in got.fetch.headers] == ["Content-Type", "ETag"]  # no cookies


SKIPS = [
    ("response", URL, {"media": "image/png"}, b"\x89PNG", "not HTML"),
    ("response", URL, {"media": "application/json"}, b"{}", "not HTML"),
    ("response", URL, {"media": HTML}, b"%PDF-1.7 but said to be HTML", "not HTML"),
    ("response", URL, {"media": HTML}, b"<html>" + b"\0" * 50, "not HTML"),
    ("response", URL, {"media": None}, b"nothing that looks like a page", "not HTML"),
    ("response", URL, {"status": "301 Moved Permanently"}, b"", "redirect"),
    ("response", URL, {"status": "404 Not Found"}, article(1), "status 404"),
    ("response", URL, {"status": "206 Partial Content"}, article(1), "status 206"),
    ("response", URL, {}, b"", "empty"),
    ("response", "https://news.example/", {}, article(1), "front page"),
    ("response", "https://news.example/index.html", {}, article(1), "front page"),
    ("response", URL, {}, b"<p>" + b"x" * 20_000_001, "larger than 20 MB"),
    ("response", URL, {"headers": (("Content-Encoding", "br"),)}, b"\x1b\x03\x01", "packed in a way that is not read (br)"),
    ("response", URL, {"headers": (("Content-Encoding", "gzip"),)}, b"\x1f\x8bnot gzip", "packed, and damaged"),
    ("revisit", URL, {}, b"", "the same again (revisit)"),
    ("conversion", URL, {}, b"text", "text that others extracted (conversion)"),
    ("resource", URL, {"media": "text/plain"}, b"a note", "not HTML"),
    ("response", "dns:news.example", {}, b"", "not from the web"),
]


@pytest.mark.parametrize(("kind", "url", "options", "payload", "reason"), SKIPS, ids=[f"{s[4]}-{i}" for i, s in enumerate(SKIPS)])
def test_what_is_no_page_is_passed_over(tmp_path: Path, kind: str, url: str, options: dict, payload: bytes, reason: str) -> None:
    with Warc(tmp_path / "a.warc.gz") as warc:
        place = warc.put(url, payload, kind=kind, **options)
        warc.put(URL, b"GET / HTTP/1.1\r\n\r\n", kind="request")
        last = warc.put(URL, article(2))
    skipped, page = read(tmp_path / "a.warc.gz")
    assert isinstance(skipped, SkippedError)
    assert (skipped.source, skipped.reason) == (place, reason)
    assert isinstance(page, Capture)
    assert page.source == last


PAGE = article(7)
BODIES = {
    "plain": (PAGE, ()),
    "gzip": (gzip.compress(PAGE), (("Content-Encoding", "gzip"),)),
    "deflate": (zlib.compress(PAGE), (("Content-Encoding", "deflate"),)),
    "raw deflate": (zlib.compress(PAGE)[2:-4], (("Content-Encoding", "deflate"),)),
    "chunked": (chunked(PAGE), (("Transfer-Encoding", "chunked"),)),
    "chunked gzip": (chunked(gzip.compress(PAGE)), (("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip"))),
    "header left behind": (PAGE, (("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"))),
    "br left behind": (PAGE, (("Content-Encoding", "br"),)),
}


@pytest.mark.parametrize("form", BODIES)
def test_transfer_forms(tmp_path: Path, form: str) -> None:
    payload, headers = BODIES[form]
    with Warc(tmp_path / "a.warc.gz") as warc:
        warc.put(URL, payload, headers=headers)
    assert only(read(tmp_path / "a.warc.gz")).html == PAGE


def test_a_gzip_bomb_costs_no_memory(tmp_path: Path) -> None:
    bomb = gzip.compress(b"<html>" + b" " * 100_000_000, compresslevel=1)
    with Warc(tmp_path / "a.warc") as warc:
        warc.put(URL, bomb, headers=(("Content-Encoding", "gzip"),))
        warc.put(URL, chunked(bomb, 100_000), headers=(("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")))
        warc.put(URL, article(1))
    import tracemalloc

    tracemalloc.start()
    first, second, page = read(tmp_path / "a.warc")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [e.reason for e in (first, second) if isinstance(e, SkippedError)] == ["larger than 20 MB"] * 2
    assert isinstance(page, Capture)
    assert peak < 75_000_000


@pytest.mark.parametrize(
    ("declared", "encoded", "words"),
    [
        ("utf-8", "windows-1252", "“We are ready"),
        ("iso-8859-1", "utf-8", "“We are ready"),
        ("windows-1251", "utf-8", "“We are ready"),
        ("no-such-charset", "utf-8", "“We are ready"),
        ("iso-8859-1", "windows-1252", "“We are ready"),
    ],
)
def test_pages_that_declare_a_wrong_charset(tmp_path: Path, declared: str, encoded: str, words: str) -> None:
    page = article(1).decode().replace("charset='utf-8'", f"charset='{declared}'").encode(encoded)
    with Warc(tmp_path / "a.warc.gz") as warc:
        warc.put(URL, page, media=f"text/html; charset={declared}")
    assert words in build(only(read(tmp_path / "a.warc.gz"))).text


def test_one_gzip_stream_over_all_records(tmp_path: Path) -> None:
    with Warc(tmp_path / "a.warc.gz") as warc:
        for n in range(5):
            warc.put(f"{URL}-{n}", article(n))
    found = read(repack(tmp_path / "a.warc.gz", tmp_path / "b.warc.gz"))
    assert [c.html for c in found if isinstance(c, Capture)] == [article(n) for n in range(5)]


def test_no_web_archive(tmp_path: Path) -> None:
    for name, data, why in (
        ("a.warc", b"", "is empty"),
        ("b.warc", b"PK\x03\x04 something", "is not a web archive"),
        ("c.warc.gz", b"\x28\xb5\x2f\xfd....", "is zstd-compressed; unpack it first"),
        ("d.warc.gz", gzip.compress(b"only a text\n" * 100), "is damaged (Invalid WARC record)"),
    ):
        (tmp_path / name).write_bytes(data)
        (error,) = read(tmp_path / name)
        assert isinstance(error, Exported)
        assert error.reason == why


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
@pytest.mark.parametrize("harm", ["cut", "spoilt", "rubbish", "length"])
def test_damage_costs_its_record_alone(tmp_path: Path, name: str, harm: str, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / name
    with Warc(path) as warc:
        places = [warc.put(f"{URL}-{n}", article(n)) for n in range(6)]
    data, at = bytearray(path.read_bytes()), warc.at
    if harm == "cut":
        del data[at[5] + 300 :]
        lost = {5}
    elif harm == "rubbish":
        data[at[3] : at[3]] = b"\r\nrubbish \xff between the records\r\n" * 40
        lost = set()
    elif harm == "length" and name == "a.warc":
        begin = data.index(b"Content-Length: ", at[2])
        end = data.index(b"\r\n", begin)
        data[begin:end] = b"Content-Length: 99"
        lost = {2}
    else:
        middle = (at[2] + at[3]) // 2
        data[middle : middle + 30] = bytes(255 - b for b in data[middle : middle + 30])
        lost = {2} if name.endswith("gz") else set()  # nothing shows in uncompressed data
    path.write_bytes(data)
    found = read(path)
    pages = {c.url for c in found if isinstance(c, Capture)}
    assert pages == {f"{URL}-{n}" for n in range(6) if n not in lost}
    errors = [e for e in found if isinstance(e, SourceError)]
    assert len(errors) == (1 if lost or harm == "rubbish" else 0)
    assert not lost or errors[0].source == places[lost.pop()]
    assert capfd.readouterr().err == ""  # warcio prints nothing of its own


@given(st.binary(min_size=1, max_size=40), st.integers(0, 10_000), st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_damage_ends(tmp_path: Path, spoil: bytes, where: int, packed: bool) -> None:
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    with Warc(path) as warc:
        for n in range(4):
            warc.put(f"{URL}-{n}", article(n))
    data = bytearray(path.read_bytes())
    where %= len(data)
    data[where : where + len(spoil)] = spoil
    path.write_bytes(data)
    found = read(path)
    # At most the record that holds the place, or the two at whose border it is, are lost.
    assert sum(isinstance(c, Capture) for c in found) >= 2 or data[:5] != b"WARC/"


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "one.warc.gz"])
def test_reading_goes_on_at_any_place(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with Warc(tmp_path / ("a.warc" if name == "a.warc" else "a.warc.gz")) as warc:
        for n in range(4):
            warc.put(f"{URL}-{n}", article(n))
            warc.put(URL, b"", status="302 Found")
            warc.put(URL, b"note: yes", kind="metadata")
    if name == "one.warc.gz":
        repack(tmp_path / "a.warc.gz", path)
    trail, places, items = Trail(), [], []
    for item in read_sources([str(path)], trail=trail):
        items.append(item)
        places.append(trail.place)
    assert len(items) == 8
    assert [p.finished for p in places if p] == [False] * 7 + [True]
    for i, place in enumerate(places):
        assert place is not None
        rest = read(path, Trail(lambda file, place=place: place.offset if file == place.file else 0))
        assert [getattr(x, "source", x) for x in rest] == [getattr(x, "source", x) for x in items[i + 1 :]]
    assert read(path, Trail(lambda _: None)) == []


def test_a_folder_of_archives(tmp_path: Path) -> None:
    for name in ("b.warc", "a.warc.gz"):
        with Warc(tmp_path / name) as warc:
            warc.put(URL, article(name))
    (tmp_path / "c.txt").write_text("Berin said so.", encoding="utf-8")
    assert [Path(c.source).name.split(":")[0] for c in read(tmp_path)] == ["a.warc.gz", "b.warc", "c.txt"]


LISTS = {
    "section": (
        "https://news.example/politics",
        "<meta property='og:type' content='website'>",
        "".join(f"<div class='teaser'><h3><a href='/{n}'>Headline number {n} of the day</a></h3><p>What report {n} says in short, for those in haste.</p></div>" for n in range(20)),
    ),
    "tag": ("https://news.example/tag/harbour", "", "".join(f"<p>Teaser {n}: the harbour is in the news again today, as it was.</p>" for n in range(12))),
    "collection": (
        "https://news.example/world/harbour",
        '<script type="application/ld+json">{"@type": "CollectionPage", "mainEntity": {"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "x"}]}}</script>',
        "".join(f"<p>Teaser {n}: the harbour is in the news again today, as it was.</p>" for n in range(12)),
    ),
    "short": ("https://news.example/2031/06/05/video-of-the-day-from-the-harbour", "", "<p>Watch.</p>"),
}  # fmt: skip


@pytest.mark.parametrize("sort", LISTS)
def test_crawled_lists_are_no_reports(sort: str) -> None:
    url, head, body = LISTS[sort]
    html = f"<html lang='en'><head><title>Harbour</title>{head}</head><body><main>{body}</main></body></html>".encode()
    with pytest.raises(SkippedError):
        build(Capture(source="a", identity=html, html=html, url=url, crawled=True))
    build(Capture(source="a", identity=html, html=html, url=url))  # chosen by somebody: read


@pytest.mark.parametrize("url", [URL, "https://news.example/?p=123", "https://news.example/a/1234567", "https://news.example/politics/strike"])
def test_crawled_reports_are_read(url: str) -> None:
    html = article(1, head="<meta property='article:published_time' content='2031-06-05'>" if url.endswith("/strike") else "")
    assert "no-article-found" not in build(Capture(source="a", identity=html, html=html, url=url, crawled=True)).warnings


def test_a_page_cut_short_by_the_crawler_says_so(tmp_path: Path) -> None:
    with Warc(tmp_path / "a.warc.gz") as warc:
        warc.put(URL, article(1), warc={"WARC-Truncated": "length"})
    assert "truncated" in build(only(read(tmp_path / "a.warc.gz"))).warnings
