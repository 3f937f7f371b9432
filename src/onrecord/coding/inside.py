"""Disputes inside one state: where a ruler deals with the opposition at home, the ruler holds the position and not the state."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from onrecord.coding.holders import Found, Holder, Naming, of_party
from onrecord.model import Statement

FACING = re.compile(r"\b(?:opposition|protest) leaders?\b|\bleaders? of (?:the )?(?:[\w-]+ )?opposition\b|\bprotesters\b")


def _person(naming: Naming, state: str, statement: Statement | None, start: int, end: int) -> Holder | None:
    """The one person of the state whom the words [start, end), or the speaker, name."""
    parties = []
    if statement is not None:
        speaker = statement.speaker
        parties = [p for p in (speaker.members or (speaker,)) if state in {name for name, _ in of_party(p, naming)}]
    people = [(p.name, p.id) for p in parties if p.type == "person" and p.name]
    if not people:
        spoken = [m for m in naming.mentions if start <= m.start < end and m.name and m.name != state]
        people = [(m.name, m.id) for m in spoken if m.name and (naming.known(m.name) or ("", None))[0] == state and " " in m.name]
    names = dict.fromkeys(people)
    return next(iter(names)) if len(names) == 1 else None


def settle_inside(
    naming: Naming, hits: Sequence[tuple[Found, Statement | None, tuple[int, int], tuple[int, int]]], adjective: str | None
) -> list[Found]:
    """The holders anew, a person in place of the state at home where the report shows the two sides of one state dealing with each other.

    hits: holders, statement, sentence, evidence. adjective: of the state whose opposition the report speaks of.
    """
    state = (naming.lookup(adjective) or (None,))[0] if adjective else None
    if state is None or not any(
        FACING.search(naming.text, *sentence) and state in _names(found.holders) and _person(naming, state, statement, *sentence)
        for found, statement, sentence, _ in hits
    ):
        return [found for found, _, _, _ in hits]
    out = []
    for found, statement, sentence, evidence in hits:
        who = _person(naming, state, statement, min(found.start, evidence[0]), evidence[1] + 60) if state in _names(found.holders) else None
        who = who or (_person(naming, state, statement, *sentence) if state in _names(found.holders) else None)
        swapped = tuple(dict.fromkeys(who if who and h[0] == state else h for h in found.holders))
        out.append(replace(found, holders=swapped, how=f"{found.how}, inside {state}" if swapped != found.holders else found.how))
    return out


def _names(holders: Iterable[Holder]) -> set[str]:
    return {name for name, _ in holders}
