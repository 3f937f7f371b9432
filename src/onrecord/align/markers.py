"""The words that change how firmly something is said: hedges, modals, negations, conditions, boosters (data/wording)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from onrecord.align.words import Word, words
from onrecord.model import Span
from onrecord.rules import Field, load_rules

MarkerKind = Literal["hedge", "modal", "negation", "condition", "booster"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of data/wording: phrases as their compared forms."""

    id: str
    kind: MarkerKind
    phrases: frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker in a statement: the words [start, end) by their number."""

    kind: MarkerKind
    start: int
    end: int
    phrase: tuple[str, ...]


def markers(found: Sequence[Word]) -> list[Marker]:
    """The markers among a statement's words, the longest at each place."""
    table, longest = _table()
    forms = tuple(w.form for w in found)
    made: list[Marker] = []
    i = 0
    while i < len(forms):
        for n in range(min(longest, len(forms) - i), 0, -1):
            kind = table.get(forms[i : i + n])
            if kind is not None and not (n == 1 and forms[i] == "may" and _is_month(found, i)):
                made.append(Marker(kind, i, i + n, forms[i : i + n]))
                i += n
                break
        else:
            i += 1
    return made


def _is_month(found: Sequence[Word], i: int) -> bool:
    return i + 1 < len(found) and found[i + 1].form[0].isdigit()


@cache
def _table() -> tuple[dict[tuple[str, ...], MarkerKind], int]:
    table = {phrase: rule.kind for rule in rules() for phrase in rule.phrases}
    return table, max(map(len, table), default=1)


@cache
def rules() -> tuple[Rule, ...]:
    """The entries of data/wording, each tried on its examples."""
    return load_rules("wording", {"kind": Field(str), "words": Field(list)}, _make, _matches)


def _make(entry: Mapping[str, Any]) -> Rule:
    if entry["kind"] not in get_args(MarkerKind):
        raise ValueError(f"kind {entry['kind']!r} is none of {', '.join(get_args(MarkerKind))}")
    phrases = frozenset(_forms(str(w)) for w in entry["words"])
    return Rule(entry["id"], entry["kind"], phrases)


def _matches(rule: Rule, text: str) -> bool:
    forms = _forms(text)
    return any(forms[i : i + len(p)] == p for p in rule.phrases for i in range(len(forms)))


def _forms(text: str) -> tuple[str, ...]:
    return tuple(w.form for w in words([Span(start=0, end=len(text), text=text)]))
