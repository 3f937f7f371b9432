"""Two reports side by side: what both carry, what only one does, what they word differently, and the contested names of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.align.carrier import Carrier, carriers
from onrecord.align.contested import Use, contested_names
from onrecord.align.group import group
from onrecord.align.score import overlap
from onrecord.align.wording import Difference, differences
from onrecord.align.words import terms
from onrecord.model import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One utterance as either report carries it, and how b's wording differs from a's."""

    a: Carrier
    b: Carrier
    differences: tuple[Difference, ...]

    @property
    def worded_differently(self) -> bool:
        """Whether a difference can change what a reader takes to have been said."""
        return any(d.matters for d in self.differences)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """shared: what both carry, in the order of a. only_a, only_b: the passages that the other does not carry. names_a, names_b: the
    contested names that either uses."""

    shared: tuple[Pair, ...]
    only_a: tuple[Carrier, ...]
    only_b: tuple[Carrier, ...]
    names_a: tuple[Use, ...]
    names_b: tuple[Use, ...]

    @property
    def worded_differently(self) -> tuple[Pair, ...]:
        """Those that both carry in wordings that differ where it matters."""
        return tuple(p for p in self.shared if p.worded_differently)

    @property
    def disputed(self) -> tuple[str, ...]:
        """The referents that go by more than one name in these two reports, in the order of their first use."""
        used: dict[str, set[str]] = {}
        for use in (*self.names_a, *self.names_b):
            used.setdefault(use.referent, set()).add(use.name)
        return tuple(referent for referent, by_name in used.items() if len(by_name) > 1)


def compare(a: Record, b: Record) -> Comparison:
    """Compare two reports. The same report twice shares everything with itself."""
    here, there = carriers(a), carriers(b)
    if a.article.id == b.article.id:
        both = tuple(Pair(a=s, b=s, differences=()) for s in here)
        return Comparison(shared=both, only_a=(), only_b=(), names_a=tuple(contested_names(a)), names_b=tuple(contested_names(b)))
    pairs: list[Pair] = []
    met: set[tuple[str, int]] = set()
    ids = {a.article.id: "a", b.article.id: "b"}
    for found in group([*here, *there]):
        mine = [m.carrier for m in found.members if ids[m.carrier.report.id] == "a"]
        theirs = [m.carrier for m in found.members if ids[m.carrier.report.id] == "b"]
        if mine and theirs:
            met.update((s.statement, span.start) for s in (*mine, *theirs) for span in s.content)
            pairs += _pairs(mine, theirs)
    return Comparison(
        shared=tuple(sorted(pairs, key=lambda p: (p.a.content[0].start, p.b.content[0].start))),
        only_a=tuple(s for s in here if (s.statement, s.content[0].start) not in met),
        only_b=tuple(s for s in there if (s.statement, s.content[0].start) not in met),
        names_a=tuple(contested_names(a)),
        names_b=tuple(contested_names(b)),
    )


def _pairs(mine: Sequence[Carrier], theirs: Sequence[Carrier]) -> list[Pair]:
    """Each statement of either report with the one of the other that shares most with it."""
    told_a, told_b = [terms(s.content) for s in mine], [terms(s.content) for s in theirs]
    score = [[overlap(x, y).shared for y in told_b] for x in told_a]
    best = {(i, max(range(len(theirs)), key=lambda j: score[i][j])) for i in range(len(mine))}
    best |= {(max(range(len(mine)), key=lambda i: score[i][j]), j) for j in range(len(theirs))}
    return [Pair(a=mine[i], b=theirs[j], differences=tuple(differences(mine[i], theirs[j]))) for i, j in sorted(best)]
