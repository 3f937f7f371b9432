"""Which rules told a report's parts from the page around it."""

from __future__ import annotations

from onrecord.rules import data_version


def article_version() -> str:
    """The state of the rules for furniture, outlets and languages."""
    return data_version("furniture", "outlets", "languages")
