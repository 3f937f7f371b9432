"""The timeline across reports and how it is shown."""

from __future__ import annotations

from xml.etree import ElementTree

from onrecord.align.timeline import Entry, build_timeline
from onrecord.export.timeline import TELLING_COLUMNS, show_when, telling_rows, timeline_json, timeline_rows, timeline_svg
from onrecord.export.timeline_page import timeline_page
from onrecord.export.timeline_text import short_when, timeline_text
from onrecord.model import Article, Record, When
from onrecord.resolve.when import find_events, find_times


def record(name: str, text: str, outlet: str | None = None) -> Record:
    day = When(edtf="2020-06-17", earliest="2020-06-17", latest="2020-06-17", basis="given")
    a = Article(id=name, source=name, text=text, text_sha256="", published=day, outlet=outlet)
    times = find_times(a)
    return Record(article=a, dates=times, events=find_events(a, times))


ONE = record("a.txt", "Norland annexed the Ostia region in March 2014. It signed a peace treaty in 2018.", "Kivo Post")
TWO = record("b.txt", "On 18 March 2014 Norland annexed the Ostia region & left <Kivo>. Rain fell last week.")


def entries() -> tuple[Entry, ...]:
    return build_timeline([ONE, TWO])


def test_the_same_event_side_by_side_in_order() -> None:
    got = entries()
    assert [e.when.edtf for e in got] == ["2014-03-18", "2018", "2020-06-08/2020-06-14"]
    assert [len(e.tellings) for e in got] == [2, 1, 1]
    assert {t.outlet or t.source for t in got[0].tellings} == {"Kivo Post", "b.txt"}


def test_order_of_reports_does_not_change_what_is_merged() -> None:
    assert [len(e.tellings) for e in build_timeline([TWO, ONE])] == [2, 1, 1]


def test_text_rows_json() -> None:
    text = timeline_text(entries())
    assert "18 Mar 2014" in text
    assert "On 18 March 2014 Norland annexed the Ostia region & left <Kivo>. [2]" in text
    assert text.endswith("[1] 2020-06-17 · Kivo Post\n[2] 2020-06-17 · b.txt\n")
    assert all(len(line) <= 60 for line in timeline_text(entries(), width=60).splitlines())
    assert timeline_rows(entries())[2].when == "8–14 June 2020"
    assert timeline_json(entries())[0]["kind"] == "event"
    assert timeline_text(()) == "No dated events or statements.\n"


def test_the_drawing_is_well_formed_and_escaped() -> None:
    svg = timeline_svg(entries())
    root = ElementTree.fromstring(svg)
    assert len([e for e in root.iter() if e.get("class") == "event"]) == 3
    assert "<script" not in svg
    ElementTree.fromstring(timeline_svg(()))


def test_rows_one_a_telling() -> None:
    rows = list(telling_rows(entries()))
    assert [r["entry"] for r in rows] == [1, 1, 2, 3]
    assert tuple(rows[0]) == TELLING_COLUMNS


def test_the_page_of_a_timeline_stands_alone() -> None:
    page = timeline_page(entries())
    assert "<script" not in page
    assert "&lt;Kivo&gt;" in page
    assert 'href="#e1"' in page
    assert 'id="e1"' in page
    assert "default-src &#x27;none&#x27;" in page
    assert "0 events and 0 statements" in timeline_page(())


def test_short_times() -> None:
    assert short_when(When(edtf="2022-09-24/2022-10-23", earliest="2022-09-24", latest="2022-10-23")) == "24 Sep – 23 Oct 2022"
    assert short_when(When(edtf="2022-12-24/2023-01-03", earliest="2022-12-24", latest="2023-01-03")) == "24 Dec 2022 – 3 Jan 2023"


def test_times_in_words() -> None:
    def show(edtf: str | None, a: str | None, b: str | None) -> str:
        return show_when(When(edtf=edtf, earliest=a, latest=b))

    assert show("2022-21", "2022-03-01", "2022-05-31") == "spring 2022"
    assert show("2022-24", "2022-12-01", "2023-02-28") == "winter 2022/23"
    assert show("2022-10", "2022-10-01", "2022-10-31") == "October 2022"
    assert show(None, None, "2022-10-13") == "before 13 October 2022"
    assert show("1990/1999", "1990-01-01", "1999-12-31") == "1990–1999"
    assert show(None, None, None) == "not placed"
