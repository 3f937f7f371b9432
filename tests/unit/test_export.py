"""What people see: the digest, the page, and characters that must not act."""

from __future__ import annotations

import html.parser
import io
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample import sample, span
from stub_stages import record

from onrecord.export.jsonl import Jsonl
from onrecord.export.page import Page
from onrecord.export.table import Table
from onrecord.export.visible import visible, visible_json, visible_line, visible_on_a_page
from onrecord.export.wording import name_when, order
from onrecord.model import Record, When
from onrecord.record import dumps

ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
EVIL = "Berin\x1b[31m said \x9b2J \u202eevil\u202c \x07 <script>alert(1)</script> & \"x\" 'y'.\nBerin said so."


def digest(*records: Record, width: int = 80) -> str:
    stream = io.StringIO()
    table = Table(stream, width=width)
    for each in records:
        table.add(each)
    table.finish()
    return stream.getvalue()


def page(*records: Record) -> str:
    stream = io.StringIO()
    made = Page(stream)
    for each in records:
        made.add(each)
    made.finish()
    return stream.getvalue()


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ("plain – “text”\tand\nmore", "plain – “text”\tand\nmore"),
        ("\x1b[2J", "\\x1b[2J"),
        ("\x9b", "\\x9b"),
        ("a\u202eb", "a\\u202eb"),
        ("\u200f", "\\u200f"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("\r\x7f", "\\x0d\\x7f"),
    ],
)
def test_visible(given: str, seen: str) -> None:
    assert visible(given) == seen


@given(st.text(st.characters()))
def test_nothing_acts(text: str) -> None:
    assert not ACTING.search(visible(text))
    assert "\n" not in visible_line(text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", visible_on_a_page(text))


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_escaped_json_means_the_same(text: str) -> None:
    line = visible_json(json.dumps({"x": text}, ensure_ascii=False))
    assert json.loads(line) == {"x": text}
    assert not ACTING.search(line)


def test_jsonl_on_a_terminal() -> None:
    stream = io.BytesIO()
    Jsonl(stream, for_terminal=True).add(record(EVIL))
    assert not ACTING.search(stream.getvalue().decode().rstrip("\n"))
    assert json.loads(stream.getvalue()) == json.loads(dumps(record(EVIL)))


@pytest.mark.parametrize("width", [40, 80, 120])
def test_digest_keeps_to_its_width(width: int) -> None:
    lines = digest(sample(), width=width).split("\n")
    assert max(map(len, lines)) <= width
    assert all(line == line.rstrip() for line in lines)


def test_digest_says_who_what_and_where_they_stand() -> None:
    found = " ".join(digest(sample(), width=110).split())
    for words in (
        "Veskar open to talks with Oldia – Palace",
        "Harbour Post · 3 June 2031 · Ione Marsh · en",
        "7 statements, 1 of them second-hand · 4 positions · 2 dates",
        "told · to Harbour Post · Tuesday = 3 June 2031 · mixed",
        "Berin Taal Veskar is ready to meet Oldia “at any hour” for Veskar",
        "↳ Orsa Lenk that her side left the table on orders from Quell for Oldia",
        "Berin Taal or Orsa Lenk?",
        "● Veskar conditionally for talks: “only if the guns fall silent”",
        "Warning: truncated",
    ):
        assert words in found, words


def test_second_hand_statements_are_indented() -> None:
    line = next(line for line in digest(sample()).split("\n") if "Orsa Lenk  " in line)
    assert line.startswith("   ↳ Orsa Lenk")


def test_the_digest_of_a_hostile_report_does_nothing() -> None:
    hostile = record(EVIL)
    hostile = replace(hostile, article=replace(hostile.article, outlet="\x1b]0;x\x07", byline=("\u202e",), source="\x1b.txt"))
    assert not ACTING.search(digest(hostile))


def test_a_report_without_statements() -> None:
    assert "0 statements" in digest(record("Nothing was heard."))
    assert "outlet not stated · date not stated" in digest(record("Nothing was heard."))


def test_order_puts_second_hand_after_first_hand() -> None:
    assert [(d, s.id) for d, s in order(sample())] == [(0, "s0"), (0, "s1"), (0, "s2"), (1, "s2n"), (0, "s3"), (0, "s4"), (0, "s5")]


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest", "words"),
    [
        ("2022-10-13", "2022-10-13", "2022-10-13", "13 October 2022"),
        ("2022-10-10/2022-10-16", "2022-10-10", "2022-10-16", "10–16 October 2022"),
        ("2022-10", "2022-10-01", "2022-10-31", "October 2022"),
        ("2024-02", "2024-02-01", "2024-02-29", "February 2024"),
        ("2022-12", "2022-12-01", "2022-12-31", "December 2022"),
        ("2022", "2022-01-01", "2022-12-31", "2022"),
        ("202X", "2020-01-01", "2029-12-31", "2020–2029"),
        ("2022-23", "2022-09-01", "2022-11-30", "1 September – 30 November 2022"),
        ("2022-24", "2022-12-01", "2023-02-28", "1 December 2022 – 28 February 2023"),
        ("../2022-10-13", None, "2022-10-13", "until 13 October 2022"),
        ("2022-10-13/..", "2022-10-13", None, "from 13 October 2022"),
        (None, None, None, "undated"),
    ],
)
def test_times_in_words(edtf: str | None, earliest: str | None, latest: str | None, words: str) -> None:
    assert name_when(When(edtf=edtf, earliest=earliest, latest=latest)) == words


class Outline(html.parser.HTMLParser):
    """What a browser would make of the page: its tags, balanced, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data


def outline(text: str) -> Outline:
    found = Outline()
    found.feed(text)
    assert found.open == []
    return found


def test_page_is_whole_and_fetches_nothing() -> None:
    found = outline(page(sample(), record(EVIL)))
    assert not {"script", "img", "link", "iframe", "object"} & {t for t, _ in found.tags}
    assert any("default-src 'none'" in (a.get("content") or "") for t, a in found.tags if t == "meta")
    assert all((a["href"] or "").startswith("#") for t, a in found.tags if t == "a")
    assert all("style" not in a and not any(k.startswith("on") for k in a) for _, a in found.tags)


def test_page_holds_the_whole_text_and_every_note() -> None:
    found = outline(page(sample()))
    flat = " ".join(found.text.split())
    for line in sample().article.text.split("\n"):
        assert line in flat
    ids = [a["id"] for _, a in found.tags if "id" in a]
    assert len(ids) == len(set(ids))
    assert {f"r1n{i}" for i in range(1, 8)} <= set(ids)
    assert all((a["href"] or "")[1:] in ids for t, a in found.tags if t == "a")
    titles = [a["title"] or "" for t, a in found.tags if t == "a" and "title" in a]
    assert any("Orsa Lenk" in t and "Berin Taal" in t and "admitted" in t and "indirect" in t for t in titles)


def test_page_folds_furniture_away() -> None:
    text = page(sample())
    folded = re.findall(r"<details>.*?</details>", text, re.DOTALL)
    assert any("100% Font Size" in f for f in folded)
    assert not any("delegation" in f for f in folded)


def test_page_links_only_to_the_web() -> None:
    for url, linked in (("https://news.example/a?b=1&c", True), ("javascript:alert(1)", False), ("data:text/html,x", False)):
        found = outline(page(replace(sample(), article=replace(sample().article, url=url))))
        assert any(a.get("href") == url for _, a in found.tags) is linked


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=200))
def test_page_and_digest_take_any_text(text: str) -> None:
    made = record(f"{text}\nBerin said that it is so")
    outline(page(made))
    digest(made)


def test_statement_over_two_blocks() -> None:
    made = sample()
    long = replace(made.statements[1], content=(span("Tuesday. “Minister"), span("silent.”\nHe said")))
    outline(page(replace(made, statements=(long, *made.statements[2:]))))
