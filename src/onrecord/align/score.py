"""How much of one utterance two statements share: their words aligned, the shared passages weighed by what they tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from onrecord.align.words import NAME, Term, weight_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """What two statements have in common, in units of a rare word (1.0).

    shared: weight of the passages that stand in both, word for word and in order. longest: the weightiest such passage, small changes
    inside it passed over. less, more: weight of the statement that tells less, and of the other. stems: weight of the telling words in
    both, whatever their order and endings. other_names: each has a name that the other has not; swapped: one stands where
    the other does; denied: one has a negation, the other none.
    """

    shared: float
    longest: float
    less: float
    stems: float
    more: float
    other_names: bool = False
    swapped: bool = False
    denied: bool = False

    @property
    def cover(self) -> float:
        """The share of the lesser statement that stands in the other, 0 to 1."""
        return self.shared / self.less if self.less else 0.0

    @property
    def stem_cover(self) -> float:
        """The same by stems, whatever their order."""
        return self.stems / self.less if self.less else 0.0


_NEGATIONS = frozenset(("not", "no", "never", "nobody", "nothing", "none", "neither", "nor", "without"))

SLOT = 3
"""Words at most of a gap in which one name stands for another."""

GAP = 2
"""Words that may differ inside one passage."""


def overlap(a: Sequence[Term], b: Sequence[Term]) -> Overlap:
    """Align two statements' words."""
    weight_a, weight_b = weight_of(a), weight_of(b)
    blocks = [m for m in LCSseq.editops([w.form for w in a], [w.form for w in b]).as_matching_blocks() if m.size]
    shared = longest = passage = 0.0
    last_a = last_b = -9
    swapped, end_a, end_b = False, 0, 0
    for m in blocks:
        swapped = swapped or _swapped(a[end_a : m.a], b[end_b : m.b])
        end_a, end_b = m.a + m.size, m.b + m.size
        told = weight_of(a[m.a : m.a + m.size])
        near = m.a - last_a <= GAP and m.b - last_b <= GAP
        # A single word in common says little unless it stands beside a shared passage.
        if m.size >= 2 or near:
            shared += told
            passage = passage + told if near else told
            longest = max(longest, passage)
            last_a, last_b = m.a + m.size, m.b + m.size
    stems_a = {w.stem: w.weight for w in a if w.weight >= 0.5}
    stems_b = {w.stem: w.weight for w in b if w.weight >= 0.5}
    both = sum(min(weight, stems_b[stem]) for stem, weight in stems_a.items() if stem in stems_b)
    names_a, names_b = _names(a), _names(b)
    return Overlap(
        shared=shared,
        longest=longest,
        less=min(weight_a, weight_b),
        more=max(weight_a, weight_b),
        stems=both,
        other_names=not (names_a <= names_b or names_b <= names_a),
        swapped=swapped,
        denied=_negated(a) != _negated(b),
    )


def _names(found: Sequence[Term]) -> set[str]:
    return {w.form[:4] for w in found if w.weight == NAME}  # "Oldia", "Oldian"


def _swapped(a: Sequence[Term], b: Sequence[Term]) -> bool:
    """Does either gap between shared passages hold little but a name, each another?"""
    if not 0 < len(a) <= SLOT or not 0 < len(b) <= SLOT:
        return False
    names_a, names_b = _names(a), _names(b)
    return bool(names_a and names_b) and not names_a & names_b


def _negated(found: Sequence[Term]) -> bool:
    return any(w.form in _NEGATIONS for w in found)
