"""Time expressions: what is found, where it is placed, and what is left open."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.model import Article, Block, When
from onrecord.resolve.when import find_times
from onrecord.resolve.when.find import find_in


def article(text: str, published: str | None = None, *, blocks: tuple[Block, ...] = ()) -> Article:
    when = When(edtf=published, earliest=published, latest=published, basis="given") if published else None
    return Article(id="a", source="a.txt", text=text, text_sha256="", published=when, blocks=blocks)


def placed(text: str, published: str | None = "2020-06-17") -> list[tuple[str, str | None]]:
    return [(t.text, t.when.edtf) for t in find_times(article(text, published))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The minister said on Tuesday that it rained.", [("Tuesday", "2020-06-16")]),
        ("The two leaders will meet on Friday.", [("Friday", "2020-06-19")]),
        ("The talks are due to open on Monday.", [("Monday", "2020-06-22")]),
        ("The vote, scheduled for Thursday, was called off.", [("Thursday", "2020-06-18")]),
        ("They spoke earlier on Wednesday.", [("earlier on Wednesday", "2020-06-17")]),
        ("He resigned in late November.", [("late November", "2019-11-21/2019-11-30")]),
        ("Elections will be held in October.", [("October", "2020-10")]),
        ("The war began in spring 2018.", [("spring 2018", "2018-21")]),
        ("The war ended in the winter of 2018.", [("the winter of 2018", "2018-24")]),
        ("It was signed last autumn.", [("last autumn", "2019-23")]),
        ("Sales fell in the third quarter of 2018.", [("the third quarter of 2018", "2018-07/2018-09")]),
        ("They met last week and will meet this week.", [("last week", "2020-06-08/2020-06-14"), ("this week", "2020-06-15/2020-06-21")]),
        ("The treaty of 1987 ended.", [("1987", "1987")]),
        ("The 1950-53 war", [("1950-53", "1950/1953")]),
        ("It fell apart in the early 1990s.", [("the early 1990s", "1990/1999")]),
        ("It was lost in the 19th century.", [("the 19th century", "1801/1900")]),
        ("Troops left on 3 March 2019.", [("3 March 2019", "2019-03-03")]),
        ("The attack of March 3, 2019, failed.", [("March 3, 2019", "2019-03-03")]),
        ("It is open on Christmas Day 2018.", [("Christmas Day 2018", "2018-12-25")]),
        ("On 3 May 2018 they left; a year later they returned.", [("3 May 2018", "2018-05-03"), ("a year later", "2019")]),
        ("Shells fell overnight.", [("overnight", "2020-06-16/2020-06-17")]),
    ],
)
def test_placed(text: str, expected: list[tuple[str, str]]) -> None:
    assert placed(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The ministry may consider the plan.",
        "Crowds march on the capital.",
        "This was the second attempt.",
        "Prices fall and troops spring to arms.",
        "Some 2000 people came, and it cost $2019.",
        "A six-year-old boy read the paper.",
        "The Sun wrote about Mr. March.",
        "It imports three-quarters of its grain.",
    ],
)
def test_no_date_in_common_words(text: str) -> None:
    assert placed(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("He said on Tuesday that it rained.", "XXXX-WXX-2"),
        ("They met last week.", "XXXX-WXX"),
        ("They met in November.", "XXXX-11"),
        ("They met on March 3.", "XXXX-03-03"),
        ("They met last autumn.", "XXXX-FA"),
    ],
)
def test_without_an_anchor_nothing_is_placed(text: str, value: str) -> None:
    (t,) = find_times(article(text))
    assert (t.when.edtf, t.when.earliest, t.when.latest) == (None, None, None)
    assert t.timex_value == value


def test_a_season_just_named_holds_its_months() -> None:
    text = "The plan could have worked in spring 2018.\n\nIvo Maro, who visited Kivo in early April, said so in late May."
    assert placed(text)[1:] == [("early April", "2018-04-01/2018-04-10"), ("late May", "2020-05-21/2020-05-31")]


def test_the_dateline_is_an_anchor() -> None:
    text = "KIVO, March 3, 2019 (Norland Wire) - The minister resigned on Friday."
    (_, friday) = find_times(article(text))
    assert (friday.when.edtf, friday.when.basis) == ("2019-03-01", "dateline")


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("The truce began at 10 p.m. GMT.", "2020-06-17T22:00:00+00:00"),
        ("The truce began at 8:51 a.m. ET.", "2020-06-17T08:51:00-04:00"),
        ("The truce began at 14:05 MSK.", "2020-06-17T14:05:00+03:00"),
        ("The truce began at 6 a.m. on Tuesday.", "2020-06-16T06:00:00"),
    ],
)
def test_zones_are_kept(text: str, time: str) -> None:
    (t,) = find_times(article(text, "2020-06-17"))
    assert t.when.time == time


@pytest.mark.parametrize(
    ("text", "type_", "value"),
    [
        ("They talked for three hours.", "DURATION", "PT3H"),
        ("They talked for weeks.", "DURATION", "PXW"),
        ("The 72-hour truce held.", "DURATION", "PT72H"),
        ("They meet every year.", "SET", "P1Y"),
        ("They now agree.", "DATE", "PRESENT_REF"),
        ("It will soon end.", "DATE", "FUTURE_REF"),
        ("He recently left.", "DATE", "PAST_REF"),
    ],
)
def test_durations_sets_and_now_are_kept_apart(text: str, type_: str, value: str) -> None:
    (t,) = find_times(article(text, "2020-06-17"))
    assert (t.timex_type, t.timex_value, t.when.edtf) == (type_, value, None)


def test_a_count_is_placed_only_from_a_known_beginning() -> None:
    known = "As the special military operation goes on, the war in Ukraine nears the end of its eighth month."
    unknown = "As the siege goes on, the war in Norland nears the end of its eighth month."
    assert placed(known, "2022-10-13")[-1] == ("the end of its eighth month", "2022-09-24/2022-10-23")
    assert placed(unknown, "2022-10-13")[-1] == ("the end of its eighth month", None)


@given(st.text(alphabet=st.sampled_from(list("0123456789 -/:.,'’sthndrdMayJunFriday week ago last 20s\n")), max_size=80))
def test_any_text_is_read_and_spans_are_true(text: str) -> None:
    end = 0
    for t in find_in(text, dt.date(2020, 2, 29)):
        assert text[t.start : t.end] == t.text
        assert t.start >= end
        end = t.end
        assert t.when.earliest is None or t.when.latest is None or t.when.earliest <= t.when.latest
