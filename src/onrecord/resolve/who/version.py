"""Which tables named the parties."""

from __future__ import annotations

from onrecord.rules import data_version


def who_version() -> str:
    """The state of the table of parties, offices and roles that the program loads."""
    return data_version("parties/table.json")
