"""No text makes the finding of times fail: odd numbers, far years and impossible days are simply no dates."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.resolve.when.find import find_in

WORDS = st.sampled_from(
    "in on the year years later ago last next May march spring late early Monday 0 1 99 0001 0000 9999 30,000 31 February 30 of century "
    "decade weeks month day , . 2031 12:99 a.m. the 1st".split(" ")
)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=12).map(" ".join), st.sampled_from([None, dt.date(1, 1, 1), dt.date(2031, 3, 4), dt.date(9999, 12, 31)]))
def test_any_words(text: str, anchor: dt.date | None) -> None:
    for t in find_in(text, anchor):
        assert text[t.start : t.end] == t.text


@pytest.mark.parametrize("text", ["In the year 1, in May", "30,000 years later, in June", "on 31 February"])
def test_days_that_no_calendar_has(text: str) -> None:
    find_in(text, dt.date(2031, 3, 4))
