from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.article import build
from onrecord.article.decode import decode_page
from onrecord.article.when import parse_when
from onrecord.errors import ReportError
from onrecord.model import Article, Capture

FILL = "The dockers of Port Lumen walked out on Monday after the board refused to hear them, and the harbour has been shut since."
PARAGRAPHS = [
    "The governor of Vell said on Tuesday that the harbour would stay shut until the strike was over, whatever the north thinks of it.",
    "“We are ready to talk to everybody who wants to talk,” Governor Mara Lindqvist told the chamber, “and to nobody else.”",
    FILL,
    "The north has called the strike an attack on its trade, and says that its own ships will land their cargo with or without leave.",
]


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>{head}</head><body><article>{body}</article></body></html>".encode()


def made(html: bytes, **stated: str) -> Article:
    return build(Capture(source="a.html", identity=html, html=html, **stated))  # type: ignore[arg-type]


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{t}</p>" for t in texts)


def test_title_first_then_the_paragraphs() -> None:
    got = made(page("<h1>Harbour to stay shut</h1>" + paragraphs(*PARAGRAPHS)))
    assert got.title == "Harbour to stay shut"
    assert got.text.split("\n") == ["Harbour to stay shut", *PARAGRAPHS]
    assert [b.kind for b in got.blocks] == ["title", *["paragraph"] * 4]
    assert got.language == "en"
    assert not got.warnings


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<blockquote><p>“I will not sign it,” he wrote.</p></blockquote>", "“I will not sign it,” he wrote."),
        (
            "<blockquote>“I will not sign it, and nor will they,” he wrote.</blockquote>",
            "“I will not sign it, and nor will they,” he wrote.",
        ),
        ("<p>“I will not sign it,” he wrote.</p>", "“I will not sign it,” he wrote."),
        ("<p>'No.' That was all that the north replied to the letter.</p>", "'No.' That was all that the north replied to the letter."),
        ("<p>He wrote that he would <q>never sign it</q> on any terms.</p>", "He wrote that he would “never sign it” on any terms."),
        ("<p><q>I will never sign it</q>, he wrote to the board.</p>", "“I will never sign it”, he wrote to the board."),
        ("<p>He wrote: “<q>I will never sign it</q>”, and left.</p>", "He wrote: “I will never sign it”, and left."),
        ("<p>The <em>Meridian</em> said <a href='/x'>the letter</a> was real.</p>", "The Meridian said the letter was real."),
    ],
)
def test_quotations_are_kept(markup: str, text: str) -> None:
    got = made(page("<h1>Harbour to stay shut</h1>" + paragraphs(*PARAGRAPHS[:2]) + markup + paragraphs(*PARAGRAPHS[2:])))
    assert text in got.text.split("\n")


def test_furniture_and_links_of_a_page_are_labelled() -> None:
    link = "<p>Related: <a href='/b'>Dockers walk out in Vell</a></p>"
    body = "<h1>Harbour to stay shut</h1>" + paragraphs(*PARAGRAPHS, "Sign up for our daily newsletter") + link
    got = made(page(body))
    kinds = {got.text[b.start : b.end]: b.kind for b in got.blocks}
    assert kinds.get("Sign up for our daily newsletter", "furniture") == "furniture"
    assert kinds.get("Related: Dockers walk out in Vell", "links") == "links"
    assert all(link.href == "/b" for link in got.links)


@pytest.mark.parametrize("body", ["", "<p>Short.</p>", "<div><a href='/'>Home</a></div>", "<p></p>" * 3])
def test_a_page_with_no_article_says_so(body: str) -> None:
    got = made(page(body, "<title>Meridian</title>"))
    assert "no-article-found" in got.warnings or got.text.strip()
    assert not (got.warnings and any(b.kind == "paragraph" for b in got.blocks))


@pytest.mark.parametrize(
    "html", [b"\0\0", b"<", b"<p", b"<html><p>a</b></i><table><td>" * 40, b"<!--", b"<div>" * 3000 + b"x", b"\xff\xfe<\0", b"&#0;&#xD800;"]
)
def test_broken_pages_never_crash(html: bytes) -> None:
    with contextlib.suppress(ReportError):
        assert made(html).text is not None


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<q>", "<blockquote>", "</div>", "<br>", "“Yes,” he said.", FILL, "<li>", "<!--", "&quot;", "\u00a0", "<h2>x"]
        )
    )
)
def test_blocks_of_any_page_lie_in_its_text(bits: list[str]) -> None:
    try:
        got = made(page("".join(bits)))
    except ReportError:
        return
    last = 0
    for block in got.blocks:
        assert last <= block.start < block.end <= len(got.text)
        last = block.end


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        ("<p>“naïve”</p>".encode(), None),
        ("<meta charset=iso-8859-1><p>“naïve”</p>".encode(), None),  # says one thing and is another
        ("<meta charset=utf-8><p>“naïve”</p>".encode("cp1252"), None),
        ("<p>“naïve”</p>".encode("cp1252"), None),
        ("<meta http-equiv=Content-Type content='text/html; charset=windows-1252'><p>“naïve”</p>".encode("cp1252"), None),
        ("<p>“naïve”</p>".encode("utf-16"), None),
        ("<p>“naïve”</p>".encode("utf-8-sig"), None),
        ("<p>“naïve”</p>".encode("cp1252"), "windows-1252"),
        ("<p>“naïve”</p>".encode("cp1252"), "no-such-charset"),
    ],
)
def test_encodings(data: bytes, charset: str | None) -> None:
    assert "<p>“naïve”</p>" in decode_page(data, charset)


def test_other_scripts_by_declaration() -> None:
    assert "日本" in decode_page("<meta charset='shift_jis'>日本".encode("cp932"))
    assert "Москва" in decode_page("<meta charset=windows-1251><p>Москва".encode("cp1251"))
    assert "日本" in decode_page("<meta charset='iso-2022-jp'>日本".encode("iso-2022-jp"))


@pytest.mark.parametrize(
    ("raw", "edtf", "time"),
    [
        ("2022-10-13", "2022-10-13", None),
        ("20221013", "2022-10-13", None),
        ("2022-10-13T14:05:00+04:00", "2022-10-13", "2022-10-13T14:05:00+04:00"),
        ("2022-10-13T23:30:00-0500", "2022-10-13", "2022-10-13T23:30:00-05:00"),
        ("2022-10-13T14:05:00.123Z", "2022-10-13", "2022-10-13T14:05:00Z"),
        ("2022-10-13 14:05", "2022-10-13", "2022-10-13T14:05:00"),
        ("2022-10-13 00:00:00", "2022-10-13", None),
        ("2022-10-13T00:00:00Z", "2022-10-13", "2022-10-13T00:00:00Z"),
        ("Thu, 13 Oct 2022 10:00:00 GMT", "2022-10-13", "2022-10-13T10:00:00Z"),
        ("13 October 2022", "2022-10-13", None),
        ("Oct. 13, 2022, 5:05 p.m. EST", "2022-10-13", "2022-10-13T17:05:00"),
        ("October 2022", "2022-10", None),
        ("2022", "2022", None),
        ("03/04/2019", None, None),
        ("2022-13-40", None, None),
        ("soon", None, None),
        ("", None, None),
    ],
)
def test_dates_as_carriers_state_them(raw: str, edtf: str | None, time: str | None) -> None:
    when = parse_when(raw, "stated")
    assert (when.edtf if when else None, when.time if when else None) == (edtf, time)


@given(st.text(max_size=40))
def test_any_date_is_read_or_not(raw: str) -> None:
    when = parse_when(raw, "page")
    assert when is None or (when.edtf and when.earliest and when.latest and when.earliest <= when.latest)


def ld(**fields: object) -> str:
    return f"<script type='application/ld+json'>{json.dumps({'@type': 'NewsArticle', **fields})}</script>"


def test_metadata_from_json_ld() -> None:
    head = ld(
        headline="Harbour to stay shut",
        datePublished="2022-10-13T14:05:00+04:00",
        dateModified="2022-10-14",
        publisher={"name": "The Meridian"},
        author=[{"@type": "Person", "name": "Ana Reyes"}, "By Tom Okoro"],
    )
    got = made(page(paragraphs(*PARAGRAPHS), head))
    assert (got.title, got.outlet, got.byline) == ("Harbour to stay shut", "The Meridian", ("Ana Reyes", "Tom Okoro"))
    assert got.published
    assert (got.published.edtf, got.published.time, got.published.basis) == ("2022-10-13", "2022-10-13T14:05:00+04:00", "page")
    assert got.modified
    assert (got.modified.edtf, got.modified.time) == ("2022-10-14", None)


def test_metadata_from_meta_elements() -> None:
    head = (
        "<title>Harbour to stay shut | Meridian</title><meta property='og:title' content='Harbour to stay shut | Meridian'>"
        "<meta property='og:site_name' content='Meridian'><meta name='author' content='Ana Reyes'><link rel=canonical href='https://post.example/a'>"
        "<meta property='article:published_time' content='2022-10-13'>"
    )
    got = made(page(paragraphs(*PARAGRAPHS), head))
    assert (got.title, got.outlet, got.byline, got.url) == ("Harbour to stay shut", "Meridian", ("Ana Reyes",), "https://post.example/a")
    assert got.published
    assert (got.published.edtf, got.published.time) == ("2022-10-13", None)


def test_the_date_with_the_zone_wins_over_the_bare_day() -> None:
    head = ld(datePublished="2022-10-13") + "<meta property='article:published_time' content='2022-10-13T14:05:00Z'>"
    got = made(page(paragraphs(*PARAGRAPHS), head))
    assert got.published
    assert got.published.time == "2022-10-13T14:05:00Z"


def test_broken_json_ld_is_passed_over() -> None:
    got = made(
        page(paragraphs(*PARAGRAPHS), "<script type='application/ld+json'>{\"@type\": </script>" + ld(headline="Harbour to stay shut"))
    )
    assert got.title == "Harbour to stay shut"


def test_what_is_not_stated_is_null() -> None:
    got = made(page(paragraphs(*PARAGRAPHS)))
    assert (got.title, got.outlet, got.byline, got.published, got.modified, got.url) == (None, None, (), None, None, None)


def test_the_carrier_wins_and_the_given_date_is_for_reports_that_state_none() -> None:
    html = page(paragraphs(*PARAGRAPHS), ld(datePublished="2022-10-13"))
    assert (p := made(html, given_published="2020-01-01").published)
    assert (p.edtf, p.basis) == ("2022-10-13", "page")
    assert (p := made(html, published="2021-02-03").published)
    assert (p.edtf, p.basis) == ("2021-02-03", "stated")
    assert (p := made(page(paragraphs(*PARAGRAPHS)), given_published="2020-01").published)
    assert (p.edtf, p.basis) == ("2020-01", "given")
    got = made(page(paragraphs(*PARAGRAPHS)), published="around noon")
    assert got.published is None
    assert got.warnings == ("date-not-understood",)


def test_ids_come_from_the_bytes_the_outlet_and_the_address() -> None:
    def article(**fields: str) -> Article:
        return build(Capture(source=fields.pop("source", "s"), identity=b"Some words.", text="Some words.", **fields))  # type: ignore[arg-type]

    assert article().id == article(source="t", title="x", published="2020-01-01").id
    assert len({article().id, article(outlet="Meridian").id, article(url="Meridian").id}) == 3
    assert len(article().id) == 32


@pytest.mark.parametrize(
    ("text", "stated", "language", "warned"),
    [
        (FILL, None, "en", False),
        (FILL, "fr", "en", False),
        (
            "Les dockers de Port Lumen ont cessé le travail lundi après le refus du conseil de les entendre, et le port est fermé depuis.",
            None,
            "fr",
            True,
        ),
        (
            "Die Hafenarbeiter von Port Lumen haben am Montag die Arbeit niedergelegt, weil der Vorstand sie nicht anhören wollte.",
            "en",
            "de",
            True,
        ),
        ("Harbour shut.", None, None, False),
        ("Harbour shut.", "en-GB", "en", False),
        ("Harbour shut.", "English", "en", False),
    ],
)
def test_languages(text: str, stated: str | None, language: str | None, warned: bool) -> None:
    got = build(Capture(source="a", identity=b"", text=text, language=stated))
    assert (got.language, "language-not-supported" in got.warnings) == (language, warned)


def test_an_empty_capture_is_a_report_error() -> None:
    with pytest.raises(ReportError):
        build(Capture(source="a", identity=b"", text=" \n"))
