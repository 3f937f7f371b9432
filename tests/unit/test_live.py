"""Live blogs: entries with their own times, in pages and in plain text, and what they say of statements."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from onrecord.article import build
from onrecord.article.heads import read_head, read_opening
from onrecord.model import UNRESOLVED, Article, Capture, Entry, Span, Statement
from onrecord.record import check, from_json, to_json
from onrecord.resolve.when import find_times, time_statements

P = [
    "Foreign Minister Orsa Lenk said that there would be no deal this week, and left the hall by a side door.",
    "President Berin Taal rejected the offer that Oldia made yesterday, calling it a delay that nobody needs.",
    "The foreign ministry of Oldia said on Tuesday that it was ready to return to the table without conditions.",
    "The delegations arrived in Port Lumen last night, and a spokesman for Veskar said the talks would begin at noon.",
]
TIMES = ["2031-06-04T10:05:00Z", "2031-06-04T07:30:00Z", "2031-06-03T16:45:00Z", "2031-06-03T06:10:00Z"]
SHOWN = ["10:05 GMT", "3h ago", "16:45 GMT", "06:10 GMT"]
DAYS = ["2031-06-04", "2031-06-04", "2031-06-03", "2031-06-03"]
HEAD = "<meta property='article:published_time' content='2031-06-03T06:00:00Z'><meta property='article:modified_time' content='2031-06-04T10:12:00Z'>"
LEAD = "Delegations from Veskar and Oldia are meeting in Port Lumen for a second day of talks, and our reporters follow them."


def page(body: str, head: str = HEAD, title: str = "Oldia talks live: delegations meet") -> Article:
    html = f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>{head}</head><body><main><h1>{title}</h1>{body}</main></body></html>"
    return build(Capture(source="a.html", identity=html.encode(), html=html.encode(), url="https://news.example/talks"))


def text(body: str, **stated: str) -> Article:
    return build(Capture(source="a.txt", identity=body.encode(), text=body, **stated))  # type: ignore[arg-type]


def containers(wrap: str) -> str:
    return f"<p>{LEAD}</p><div class='feed'>" + "".join(wrap.format(at=a, shown=s, p=p) for a, s, p in zip(TIMES, SHOWN, P, strict=True)) + "</div>"


LAYOUTS = {
    "article with header": "<article class='entry'><header><time datetime='{at}'>{shown}</time></header><p>{p}</p></article>",
    "div and heading": "<div class='block live-update'><h3>News</h3><span class='meta'><time datetime='{at}'>{shown}</time></span><div><p>{p}</p></div></div>",
    "list": "<li class='post'><time datetime='{at}'>{shown}</time><p>{p}</p></li>",
    "flat": "<h2><time datetime='{at}'>{shown}</time></h2><p>{p}</p>",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_entries_of_a_page(layout: str) -> None:
    got = page(containers(LAYOUTS[layout]))
    assert [e.when.edtf for e in got.entries] == DAYS
    assert [e.when.time for e in got.entries] == TIMES
    assert [e.head.text for e in got.entries] == ["10:05 GMT", TIMES[1], "16:45 GMT", "06:10 GMT"]  # "3h ago" says no time
    for entry, words in zip(got.entries, P, strict=True):
        assert words in got.text[entry.start : entry.end]
    assert LEAD in got.text
    assert (got.published and got.published.edtf, got.modified and got.modified.edtf) == ("2031-06-03", "2031-06-04")
    assert [got.text[b.start : b.end] for b in got.blocks if b.kind == "dateline"] == [e.head.text for e in got.entries]


def test_entries_that_only_the_json_ld_has() -> None:
    updates = [{"@type": "BlogPosting", "datePublished": a, "headline": f"Update {n}", "articleBody": f"<p>{p}</p>"} for n, (a, p) in enumerate(zip(TIMES, P, strict=True))]
    data = json.dumps({"@type": "LiveBlogPosting", "headline": "Talks", "datePublished": TIMES[3], "liveBlogUpdate": updates})
    got = page(f"<p>{LEAD}</p>", head=f"<script type='application/ld+json'>{data}</script>", title="Talks in Port Lumen")
    assert [e.when.edtf for e in got.entries] == DAYS
    assert all(p in got.text for p in P)


TEASERS = "".join(f"<div class='item'><time datetime='{a}'>{s}</time><h3><a href='/x{n}'>Report {n}</a></h3><p>{p}</p></div>" for n, (a, s, p) in enumerate(zip(TIMES, SHOWN, P, strict=True)))
COMMENTS = "".join(f"<div class='comment'><time datetime='{a}'>{s}</time><p>I think that this is all wrong, {n}, and said so before.</p></div>" for n, (a, s) in enumerate(zip(TIMES, SHOWN, strict=True)))


@pytest.mark.parametrize("more", [f"<div class='list'>{TEASERS}</div>", f"<div id='talk'>{COMMENTS}</div>"], ids=["teasers", "comments"])
def test_other_lists_with_times_are_no_entries(more: str) -> None:
    got = page("".join(f"<p>{p}</p>" for p in (LEAD, *P)) + more)
    assert got.entries == ()
    assert all(p in got.text for p in P)


def test_a_page_with_one_time_has_no_entries() -> None:
    assert page(f"<time datetime='{TIMES[0]}'>10:05 GMT</time>" + "".join(f"<p>{p}</p>" for p in P)).entries == ()


@pytest.mark.parametrize(
    ("heads", "stated", "days"),
    [
        (["9:05 p.m.", "6:10 p.m.", "11 a.m."], {"published": "2031-06-03"}, ["2031-06-03"] * 3),  # the newest first
        (["06:10 GMT", "10:05 GMT", "16:45 GMT"], {"published": "2031-06-03"}, ["2031-06-03"] * 3),
        (["12:05 a.m.", "11:40 p.m.", "9 p.m."], {"published": "2031-06-03", "modified": "2031-06-04"}, ["2031-06-04", "2031-06-03", "2031-06-03"]),
        (["12:05 a.m.", "11:40 p.m.", "9 p.m."], {"published": "2031-06-03T18:00:00Z"}, ["2031-06-04", "2031-06-03", "2031-06-03"]),
        (["12:05 a.m.", "11:40 p.m.", "9 p.m."], {"published": "2031-06-03"}, [None] * 3),  # which of the two days is the 3rd?
        (["3 June 2031, 14:05 GMT", "15:10 GMT", "4 June 2031, 08:00 GMT"], {}, ["2031-06-03", "2031-06-03", "2031-06-04"]),
        (["June 3, 2:05 p.m.", "June 2, 9:10 a.m.", "June 1, 8 a.m."], {"published": "2031-06-03"}, ["2031-06-03", "2031-06-02", "2031-06-01"]),
        (["14:05", "13:10", "08:00"], {}, [None] * 3),
    ],
)  # fmt: skip
def test_days_of_entries_in_a_text(heads: list[str], stated: dict[str, str], days: list[str | None]) -> None:
    body = "\n\n".join(["The Latest: talks go on in Port Lumen", *(f"{h}\n\n{p}" for h, p in zip(heads, P, strict=False))])
    got = text(body, **stated)
    assert [e.head.text for e in got.entries] == heads
    assert [e.when.edtf for e in got.entries] == days
    assert got.text == body


def test_times_that_open_paragraphs() -> None:
    body = "\n\n".join(["Talks go on in Port Lumen", *(f"{h}: {p}" for h, p in zip(["14:05 GMT", "13:10 GMT", "08:00 GMT"], P, strict=False))])
    got = text(body, published="2031-06-03")
    assert [e.head.text for e in got.entries] == ["14:05 GMT", "13:10 GMT", "08:00 GMT"]
    assert P[0] in [got.text[b.start : b.end] for b in got.blocks if b.kind == "paragraph"]


@pytest.mark.parametrize(
    "body",
    [
        "\n\n".join(P),
        f"Talks go on\n\nPublished: 14:05 GMT, 3 June 2031\n\nUpdated: 15:05 GMT, 3 June 2031\n\n{P[0]}\n\n{P[1]}",
        "Programme of the day\n\n10:00: Opening\n\n11:30: Speeches\n\n13:00: Lunch\n\n14:00: Departure",
        f"{P[0]}\n\n14:05\n\n{P[1]}",
    ],
)
def test_texts_without_entries(body: str) -> None:
    assert text(body, published="2031-06-03").entries == ()


@pytest.mark.parametrize("line", ["14.05 Smith", "3-2", "Room 12", "May", "12", "At 14:05 GMT he left.", "25:10", "31 February 2031"])
def test_lines_that_state_no_time(line: str) -> None:
    assert read_head(line) is None


@pytest.mark.parametrize("line", ["2.05pm The minister left", "3 June: Nothing happened", "14:05", "At 14:05: nothing"])
def test_paragraphs_that_no_time_opens(line: str) -> None:
    assert read_opening(line) is None


def said(article: Article, words: str) -> Statement:
    start = article.text.index(words)
    span = Span(start=start, end=start + len(words), text=words)
    return Statement(id=words, kind="indirect", part="body", content=(span,), cue=(), source=(), speaker=UNRESOLVED)


def test_an_entry_dates_what_is_said_in_it() -> None:
    got = page(containers(LAYOUTS["article with header"]))
    times = find_times(got)
    placed = {t.text: t.when.edtf for t in times}
    assert placed["yesterday"] == "2031-06-03"  # seen from the second entry
    assert placed["Tuesday"] == "2031-06-03"
    assert placed["last night"].startswith("2031-06-02")
    assert placed["16:45 GMT"] == "2031-06-03"
    statements = time_statements(got, times, [said(got, "there would be no deal this week"), said(got, "the talks would begin"), said(got, "Port Lumen for a second day")])
    whens = [s.when for s in statements]
    assert [w and (w.text, w.when.edtf, w.when.latest) for w in whens] == [
        ("10:05 GMT", "../2031-06-04", "2031-06-04"),
        ("06:10 GMT", "../2031-06-03", "2031-06-03"),
        None,  # before the first entry
    ]


def test_undated_entries_date_nothing() -> None:
    got = text("The Latest: talks\n\n" + "\n\n".join(f"{h}\n\n{p}" for h, p in zip(["14:05", "13:10", "08:00"], P, strict=False)))
    statements = time_statements(got, find_times(got), [said(got, "there would be no deal this week")])
    assert statements[0].when is None


def test_entries_are_kept_in_the_record() -> None:
    from onrecord.model import Record

    record = Record(article=page(containers(LAYOUTS["list"])))
    assert list(check(record)) == []
    assert from_json(to_json(record)) == record
    entry = record.article.entries[0]
    wrong = replace(record.article, entries=(Entry(start=entry.end, end=entry.end, head=entry.head, when=entry.when),))
    assert any("entry" in line for line in check(Record(article=wrong)))
