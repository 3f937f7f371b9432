"""Names and phrases for coding positions: the resolver's tables and its reading of one report, as the two functions that coding takes."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.coding.holders import Who
from onrecord.encode.encoded import Encoded
from onrecord.model import Article, PartySpan, Statement
from onrecord.resolve.who import name_lookup, resolve_report

__all__ = ["name_lookup", "phrase_reader"]


def phrase_reader(
    article: Article, encoded: Encoded, statements: Sequence[Statement]
) -> tuple[tuple[Statement, ...], Sequence[PartySpan], Who]:
    """The statements with their speakers, the mentions, and a function that reads any phrase of the report as a party."""
    found = resolve_report(article, encoded, statements)
    return found.statements, found.mentions, found.read
