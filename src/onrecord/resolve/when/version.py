"""Which rules placed the times."""

from __future__ import annotations

from onrecord.rules import data_version


def when_version() -> str:
    """The state of the date rules, words, holidays and known beginnings."""
    return data_version("dates")
