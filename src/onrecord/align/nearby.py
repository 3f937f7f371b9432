"""One statement's group out of an archive, without grouping everything: from it to those bound to it, and from these on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from onrecord.align.carrier import Carrier, carriers_of_row
from onrecord.align.judge import bond
from onrecord.align.score import overlap
from onrecord.align.words import Term, telling, terms

Row = Mapping[str, Any]
Look = Callable[[Sequence[str]], Iterable[Row]]

WORDS = 12
"""Telling words of a statement by which others are looked for."""

STEPS = 12
"""Statements from which one goes on: a statement that a thousand reports carry is found at once, not by a thousand searches."""


def rows_near(first: Row, look: Look) -> list[Row]:
    """The rows of the statements that may carry the utterance of `first`, which is among them; for `group` to decide.

    look: gives the statements (rows of the archive) that share most of some words, as `Archive.near` does. On 880 reports, of 367 other
    carriers in the groups of 150 statements 94 % were found, in some 50 ms.
    """
    found: dict[str, Row] = {first["id"]: first}
    told: dict[str, list[tuple[Carrier, Sequence[Term]]]] = {first["id"]: _told(first)}
    waiting, asked = [first["id"]], 0
    while waiting and asked < STEPS:
        here, asked = waiting.pop(0), asked + 1
        words = telling([span for carrier, _ in told[here] for span in carrier.content], WORDS)
        for row in look(words):
            known = row["id"]
            if known in found:
                continue
            if known not in told:
                told[known] = _told(row)
            if any(bond(a, b, overlap(x, y)) is not None for a, x in told[here] for b, y in told[known]):
                found[known] = row
                waiting.append(known)
    return list(found.values())


def _told(row: Row) -> list[tuple[Carrier, Sequence[Term]]]:
    return [(c, terms(c.content)) for c in carriers_of_row(row)]
