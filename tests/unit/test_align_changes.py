"""What changed, what was reaffirmed, and what was only reported differently."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

from onrecord.align.changes import Dated, change_rows, dated_positions, find_changes, position_rows, report_days, teller
from onrecord.export.network import network_graphml
from onrecord.model import Article, Position, Record, Span, Stance, When


def row(date: str | None, stance: Stance, outlet: str = "Herald", condition: str | None = None, holder: str = "Velland") -> Dated:
    span = Span(start=0, end=4, text="word")
    where = Span(start=0, end=len(condition), text=condition) if condition else None
    position = Position(
        statement=None, question="talks", holder=holder, holder_id=None, stance=stance, condition=where, evidence=(span,), score=0.8
    )
    return Dated(date=date, outlet=outlet, source=f"{outlet}-{date}", article=f"{outlet}-{date}-{stance}", position=position, quote="word")


def kinds(*rows: Dated) -> list[str]:
    return [c.kind for c in find_changes(rows)]


def test_kinds_of_change() -> None:
    assert kinds(row("2031-01-01", "for"), row("2031-02-01", "for")) == ["first seen", "reaffirmed"]
    assert kinds(row("2031-01-01", "against"), row("2031-02-01", "for")) == ["first seen", "changed"]
    assert kinds(row("2031-01-01", "for"), row("2031-02-01", "conditional", condition="if safe")) == ["first seen", "condition added"]
    assert kinds(row("2031-01-01", "conditional", condition="if safe"), row("2031-02-01", "for")) == ["first seen", "condition dropped"]
    assert kinds(
        row("2031-01-01", "conditional", condition="if safe"), row("2031-02-01", "conditional", condition="unless troops leave")
    ) == [
        "first seen",
        "condition changed",
    ]


def test_outlets_that_differ_on_one_day_are_no_change() -> None:
    assert kinds(row("2031-01-01", "for"), row("2031-01-02", "against", outlet="Courier")) == ["first seen", "reported differently"]


def test_outlets_that_each_stay_with_their_own_version_are_no_change() -> None:
    rows = [
        row("2031-01-01", "for"),
        row("2031-01-01", "against", outlet="Courier"),
        row("2031-03-01", "for"),
        row("2031-05-01", "against", outlet="Courier"),
    ]
    assert kinds(*rows) == ["first seen", "reported differently", "reported differently", "reported differently"]


def test_a_change_says_when_the_old_position_was_last_seen_and_how_much_was_searched() -> None:
    rows = [row("2031-01-01", "against"), row("2031-02-01", "against"), row("2031-06-01", "for")]
    change = find_changes(rows, ["2031-01-01", "2031-02-01", "2031-03-01", "2031-04-01", "2031-06-01"])[-1]
    assert (change.kind, change.last_seen, change.between) == ("changed", "2031-02-01", 2)
    assert change.before is not None
    shown = change_rows(find_changes(rows))
    assert [r["kind"] for r in shown] == ["first seen", "changed"]
    assert (shown[1]["before"], shown[1]["now"]) == ("against", "for")


def test_undated_positions_are_listed_but_compared_with_none() -> None:
    rows = [row(None, "for"), row("2031-01-01", "against")]
    assert kinds(*rows) == ["first seen"]
    assert [r["date"] for r in position_rows(rows)] == ["2031-01-01", None]


def test_positions_are_dated_by_their_report() -> None:
    when = When(edtf="2031-01-05", earliest="2031-01-05", latest="2031-01-05")
    record = Record(article=Article(id="a", source="a", text="word", text_sha256="", published=when), positions=(row("", "for").position,))
    assert [d.date for d in dated_positions([record])] == ["2031-01-05"]
    assert report_days([record]) == ["2031-01-05"]


def test_network() -> None:
    rows = [row("2031-01-01", "for"), row("2031-02-01", "against"), row("2031-01-01", "for", holder="Ostria & Co <x>")]
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    root = ET.fromstring(network_graphml(rows))
    nodes = {n.get("id") for n in root.findall(".//g:node", space)}
    assert nodes == {"holder:Velland", "holder:Ostria & Co <x>", "question:talks"}
    edges = root.findall(".//g:edge", space)
    assert all(e.get("source") in nodes and e.get("target") in nodes for e in edges)
    assert sorted(e.findtext("g:data[@key='weight']", namespaces=space) or "" for e in edges) == ["0.000", "1.000"]


def test_one_report_that_says_both_is_compared_with_the_one_before_only() -> None:
    def both(date: str) -> list[Dated]:
        return [replace(r, article=date) for r in (row(date, "for"), row(date, "conditional", condition="if safe"))]

    assert kinds(*both("2031-01-01"), *both("2031-03-01")) == ["first seen", "first seen", "reaffirmed", "reaffirmed"]
    assert kinds(*both("2031-01-01"), row("2031-03-01", "against")) == ["first seen", "first seen", "changed"]


def test_what_another_says_of_the_holder_is_no_change_of_its_own() -> None:
    said = replace(row("2031-02-01", "against"), speaker="Tolm", side="Ostria")
    changes = find_changes([row("2031-01-01", "for"), said, row("2031-03-01", "for")])
    assert [c.kind for c in changes] == ["first seen", "claimed", "reaffirmed"]
    assert not replace(said, side="Velland").claimed


def test_who_tells_it() -> None:
    coded = replace(row("2031-01-01", "for").position, how="cue ready; holder cue-speaker")
    assert teller(coded, [("Tolm", None)]) == ("Tolm", "Velland")  # the coding knows whom Tolm speaks for
    assert teller(coded, [("Tolm", None), ("Anna Bel", "Ostria")]) == ("Anna Bel", "Ostria")
    named = replace(coded, how="cue ready; holder name")
    assert teller(named, [("Tolm", None)]) == ("Tolm", None)
    assert teller(named, [("Vellanders", None)]) == ("Vellanders", None)
    assert teller(named, []) == (None, None)


def test_a_report_that_tells_of_an_earlier_day_is_compared_with_what_was_seen_by_then() -> None:
    late = row("2031-03-20", "for", outlet="Courier")
    told = replace(row("2031-03-10", "for"), article="review")
    now = replace(row("2031-04-01", "for"), article="review")
    changes = find_changes([row("2031-01-01", "against"), told, late, now])
    assert all((c.last_seen or "") <= (c.now.date or "") for c in changes)
    assert [(c.now.date, c.kind, c.last_seen) for c in changes if c.now is told] == [("2031-03-10", "changed", "2031-01-01")]
