"""The timeline across reports and how it is shown."""

from __future__ import annotations

from xml.etree import ElementTree

from onrecord.align.timeline import Entry, build_timeline
from onrecord.export.timeline import show_when, timeline_json, timeline_rows, timeline_svg, timeline_text
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
    assert "18 March 2014" in text
    assert "in Kivo Post, b.txt" in text
    assert timeline_rows(entries())[2].when == "8–14 June 2020"
    assert timeline_json(entries())[0]["kind"] == "event"
    assert timeline_text(()) == "No dated events or statements.\n"


def test_the_drawing_is_well_formed_and_escaped() -> None:
    svg = timeline_svg(entries())
    root = ElementTree.fromstring(svg)
    assert len([e for e in root.iter() if e.get("class") == "event"]) == 3
    assert "<script" not in svg
    ElementTree.fromstring(timeline_svg(()))


def test_times_in_words() -> None:
    def show(edtf: str | None, a: str | None, b: str | None) -> str:
        return show_when(When(edtf=edtf, earliest=a, latest=b))

    assert show("2022-21", "2022-03-01", "2022-05-31") == "spring 2022"
    assert show("2022-24", "2022-12-01", "2023-02-28") == "winter 2022/23"
    assert show("2022-10", "2022-10-01", "2022-10-31") == "October 2022"
    assert show(None, None, "2022-10-13") == "before 13 October 2022"
    assert show("1990/1999", "1990-01-01", "1999-12-31") == "1990–1999"
    assert show(None, None, None) == "not placed"
