"""Events that a report dates, and whose account they are."""

from __future__ import annotations

import pytest

from onrecord.model import Article, Event, Party, PartySpan, Span, Statement, When
from onrecord.resolve.when import find_events, find_times


def article(text: str) -> Article:
    when = When(edtf="2020-06-17", earliest="2020-06-17", latest="2020-06-17", basis="given")
    return Article(id="a", source="a.txt", text=text, text_sha256="", published=when)


def events(text: str) -> list[tuple[str, str | None]]:
    a = article(text)
    return [(e.text, e.when.edtf) for e in find_events(a, find_times(a))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norland launched its campaign in Ostia in February 2018 to guard its border.", [("launched its campaign in Ostia", "2018-02")]),
        ("In autumn 2018, the two regions, alongside two others, officially joined Norland.", [("officially joined Norland", "2018-23")]),
        ("President Ivo Maro signed a decree last autumn banning any talks.", [("signed a decree", "2019-23")]),
        ("They left in the wake of the 2014 Kivo coup.", [("Kivo coup", "2014")]),
        ("The talks that were held in spring 2018 failed.", [("The talks that were held", "2018-21")]),
        (
            "The treaty, agreed upon Monday by both sides, took effect on Tuesday.",
            [("agreed upon", "2020-06-15"), ("took effect", "2020-06-16")],
        ),
        ("The minister said on Tuesday that it rained.", []),
        ("They want the 1991 borders back.", []),
        ("They talked for three weeks.", []),
    ],
)
def test_events(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert events(text) == expected


def test_what_it_follows_is_an_event_too() -> None:
    text = "Ostia rained missiles on Kivo last month in the wake of an attack on a vital bridge."
    assert events(text) == [("rained missiles on Kivo", "2020-05"), ("an attack on a vital bridge", None)]


def test_account_and_participants() -> None:
    text = "Ivo Maro said that Norland withdrew from the talks in spring 2018."
    a = article(text)
    i = text.index("that")
    s = Statement(
        id="s1",
        kind="indirect",
        part="body",
        content=(Span(start=i, end=len(text) - 1, text=text[i:-1]),),
        cue=(),
        source=(),
        speaker=Party(name="Ivo Maro", id=None, type="person", status="resolved"),
    )
    j = text.index("talks")
    mention = PartySpan(start=j, end=j + 5, text="talks", name=None, id=None)
    (e,) = find_events(a, find_times(a), [s], mentions=[mention])
    assert (e.text, e.account, e.participants) == ("withdrew from the talks", "s1", (mention,))
    assert isinstance(e, Event)
