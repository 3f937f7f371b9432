"""How two carriers word one utterance differently: every difference, and which of them change what was said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from rapidfuzz.distance import LCSseq

from onrecord.align.carrier import Carrier
from onrecord.align.markers import Marker, MarkerKind, markers
from onrecord.align.words import Word, words
from onrecord.model import Span

DifferenceKind = Literal[
    "dropped-hedge",
    "added-hedge",
    "changed-modal",
    "dropped-modal",
    "added-modal",
    "dropped-negation",
    "added-negation",
    "cut-condition",
    "added-condition",
    "dropped-booster",
    "added-booster",
    "changed-number",
    "bracketed",
    "elided",
    "left-out",
    "added",
    "replaced",
]

_PLAIN = frozenset[DifferenceKind]({"elided", "left-out", "added", "replaced", "dropped-booster", "added-booster"})
MATTER = frozenset[DifferenceKind](get_args(DifferenceKind)) - _PLAIN
"""The kinds that can change what a reader takes to have been said."""

_DROPPED: dict[MarkerKind, DifferenceKind] = {
    "hedge": "dropped-hedge",
    "modal": "dropped-modal",
    "negation": "dropped-negation",
    "condition": "cut-condition",
    "booster": "dropped-booster",
}
_COUNTERPART: dict[DifferenceKind, DifferenceKind] = {
    "dropped-hedge": "added-hedge",
    "dropped-modal": "added-modal",
    "dropped-negation": "added-negation",
    "cut-condition": "added-condition",
    "dropped-booster": "added-booster",
}

# In indirect speech tenses shift back and persons change (Quirk et al. 1985, 14.31): no difference in what was said.
_SHIFTED = {frozenset(p) for p in (("will", "would"), ("can", "could"), ("may", "might"), ("shall", "should"), ("shall", "would"), ("must", "had to"), ("have to", "had to"), ("has to", "had to"))}  # fmt: skip  # noqa: E501
_LIGHT = re.compile(
    r"a|an|the|i|we|you|he|she|it|they|me|us|him|them|my|our|your|his|her|its|their|this|that|these|those"
    r"|am|is|are|was|were|be|been|has|have|had|do|does|did|and|so"
)
_BRACKET = re.compile(r"[\[(]([^\[\]()]{1,200})[\])]")
_QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)")
_STOP = re.compile(r"[.!?…;:,]|\s[–—-]+\s")
_SENTENCE = re.compile(r"[.!?…](?:[\s”\"'’)\]]|$)")
_ELLIPSIS = re.compile(r"\.\.\.|…|\. \. \.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference between two carriers. a, b: its place in either report, None where that one has nothing there."""

    kind: DifferenceKind
    a: Span | None
    b: Span | None

    @property
    def matters(self) -> bool:
        """Whether it can change what a reader takes to have been said."""
        return self.kind in MATTER


@dataclass(frozen=True, slots=True)
class _Side:
    """One carrier: its words, for each word whether the other has it too, and whether its sentence is carried by the other at all."""

    carrier: Carrier
    words: Sequence[Word]
    common: Sequence[bool]
    carried: Sequence[bool]


def differences(a: Carrier, b: Carrier) -> list[Difference]:
    """What b words otherwise than a, in the order of the text: first what matters at a place, then the plain words.

    Whole sentences that only one of them carries are not listed: they are cut or added text, not other wording.
    """
    words_a, words_b = words(a.content), words(b.content)
    matching = LCSseq.editops([w.form for w in words_a], [w.form for w in words_b]).as_matching_blocks()
    blocks = _solid([(m.a, m.b, m.size) for m in matching if m.size], words_a)
    common_a, common_b = [False] * len(words_a), [False] * len(words_b)
    for m in blocks:
        common_a[m[0] : m[0] + m[2]] = [True] * m[2]
        common_b[m[1] : m[1] + m[2]] = [True] * m[2]
    side_a = _Side(a, words_a, common_a, _carried(a, words_a, common_a))
    side_b = _Side(b, words_b, common_b, _carried(b, words_b, common_b))
    found: list[Difference] = []
    ends = [*blocks, (len(words_a), len(words_b), 0)]
    last_a = last_b = 0
    for start_a, start_b, size in ends:
        found += _between(side_a, (last_a, start_a), side_b, (last_b, start_b), a.kind != b.kind)
        last_a, last_b = start_a + size, start_b + size
    return list(dict.fromkeys([*_unmoved(found), *_brackets(side_a, side_b)]))


def _unmoved(found: Sequence[Difference]) -> list[Difference]:
    """Without markers that stand elsewhere in the other: "we should under no circumstances", "under no circumstances should we"."""
    kept = list(found)
    for lost in found:
        if lost.kind in _COUNTERPART and lost.a is not None:
            words_lost = lost.a.text.casefold()
            for gained in kept:
                same = gained.b is not None and (gained.b.text.casefold() == words_lost or lost.kind == "dropped-negation")
                if gained.kind == _COUNTERPART[lost.kind] and same:
                    kept.remove(lost)
                    kept.remove(gained)
                    break
    return kept


def _solid(blocks: Sequence[tuple[int, int, int]], words_a: Sequence[Word]) -> list[tuple[int, int, int]]:
    """Shared passages (place in a, place in b, words) without the chance meetings of a lone common word far from any."""
    kept: list[tuple[int, int, int]] = []
    for k, (i, j, n) in enumerate(blocks):
        before = blocks[k - 1] if k else None
        after = blocks[k + 1] if k + 1 < len(blocks) else None
        near = (before is not None and before[2] >= 2 and i - before[0] - before[2] <= 4 and j - before[1] - before[2] <= 4) or (
            after is not None and after[2] >= 2 and after[0] - i <= 5 and after[1] - j <= 5
        )
        if n >= 2 or near or words_a[i].weight >= 0.8:
            kept.append((i, j, n))
    return kept


def _carried(carrier: Carrier, found: Sequence[Word], common: Sequence[bool]) -> list[bool]:
    """For each word: does the other one carry its sentence, that is two words of it or more?"""
    sentence, n = [], 0
    for i, word in enumerate(found):
        if i and _SENTENCE.search(_text(carrier, found[i - 1].end, word.start) or ""):
            n += 1
        sentence.append(n)
    shared = [0] * (n + 1)
    for i, both in enumerate(common):
        shared[sentence[i]] += both
    return [shared[k] >= 2 for k in sentence]


def _between(a: _Side, at_a: tuple[int, int], b: _Side, at_b: tuple[int, int], other_kind: bool) -> list[Difference]:
    """The differences in one gap between shared passages: words [at_a) of a stand against words [at_b) of b."""
    gap_a = [i for i in range(*at_a) if a.carried[i]]
    gap_b = [i for i in range(*at_b) if b.carried[i]]
    if not gap_a and not gap_b:
        return []
    text_a, text_b = "".join(a.words[i].form for i in gap_a), "".join(b.words[i].form for i in gap_b)
    if text_a == text_b:  # "cease-fire", "ceasefire"
        return []
    found = _marked(a, gap_a, b, gap_b)
    light_a, light_b = ([s.words[i].form for i in gap if not _LIGHT.fullmatch(s.words[i].form)] for s, gap in ((a, gap_a), (b, gap_b)))
    numbers_a, numbers_b = ([f for f in light if f[0].isdigit()] for light in (light_a, light_b))
    if numbers_a and numbers_b and numbers_a != numbers_b:
        found.append(Difference(kind="changed-number", a=_place(a, gap_a), b=_place(b, gap_b)))
    if other_kind and not light_a and not light_b:
        return found
    kind: DifferenceKind = "replaced" if gap_a and gap_b else "left-out" if gap_a else "added"
    at_edge = at_a[0] == 0 or at_a[1] == len(a.words) or at_b[0] == 0 or at_b[1] == len(b.words)
    if not at_edge and (_elided(b, at_b) if gap_a and not gap_b else _elided(a, at_a) if gap_b and not gap_a else False):
        kind = "elided"
    found.append(Difference(kind=kind, a=_place(a, gap_a), b=_place(b, gap_b)))
    return found


def _marked(a: _Side, gap_a: Sequence[int], b: _Side, gap_b: Sequence[int]) -> list[Difference]:
    lost, gained = _lost(a, gap_a), _lost(b, gap_b)
    found: list[Difference] = []
    modals_a, modals_b = [m for m in lost if m.kind == "modal"], [m for m in gained if m.kind == "modal"]
    for x, y in zip(modals_a, modals_b, strict=False):
        lost.remove(x)
        gained.remove(y)
        shifted = frozenset((" ".join(x.phrase), " ".join(y.phrase))) in _SHIFTED
        if x.phrase != y.phrase and not (shifted and _own_words(a, x) != _own_words(b, y)):
            found.append(Difference(kind="changed-modal", a=_place(a, range(x.start, x.end)), b=_place(b, range(y.start, y.end))))
    # The same marker on both sides of a gap has only moved.
    for x in list(lost):
        twin = next((y for y in gained if y.kind == x.kind and (y.phrase == x.phrase or x.kind in ("negation", "condition"))), None)
        if twin is not None:
            lost.remove(x)
            gained.remove(twin)
    found += [Difference(kind=_DROPPED[m.kind], a=_place(a, _extent(a, m)), b=None) for m in lost]
    found += [Difference(kind=_COUNTERPART[_DROPPED[m.kind]], a=None, b=_place(b, _extent(b, m))) for m in gained]
    return found


def _own_words(side: _Side, marker: Marker) -> bool:
    """Does a marker stand in the outlet's words, in which tenses shift, and not in quoted ones?"""
    if side.carrier.kind != "mixed":
        return side.carrier.kind == "indirect"
    at = side.words[marker.start].start
    return not any(c.start + m.start() < at < c.start + m.end() for c in side.carrier.content for m in _QUOTED.finditer(c.text))


def _lost(side: _Side, gap: Sequence[int]) -> list[Marker]:
    """The markers of one side that stand in the gap with all their words."""
    inside = set(gap)
    if not inside:
        return []
    found = [m for m in markers(side.words) if all(i in inside for i in range(m.start, m.end))]
    # A negation or modal inside a condition goes with it.
    clauses = [set(_extent(side, m)) for m in found if m.kind == "condition"]
    return [m for m in found if (m.kind == "condition" or not any(m.start in c for c in clauses)) and _bears(side, m)]


def _bears(side: _Side, marker: Marker) -> bool:
    """Does a marker bear on words that the other one keeps? One that goes with its whole clause changes nothing in what is left."""
    reach = {"modal": (0, 2), "negation": (0, 2), "hedge": (1, 2), "booster": (0, 1), "condition": (3, 25)}[marker.kind]
    extent = _extent(side, marker)
    near = [*range(max(0, extent.start - reach[0]), extent.start), *range(extent.stop, min(len(side.words), extent.stop + reach[1]))]
    return any(side.common[i] for i in near)


def _extent(side: _Side, marker: Marker) -> range:
    """The words of a marker; for a condition its whole clause, to the next stop."""
    end = marker.end
    if marker.kind == "condition":
        while end < len(side.words):
            between = _text(side.carrier, side.words[end - 1].end, side.words[end].start)
            if between is None or _STOP.search(between):
                break
            end += 1
    return range(marker.start, end)


def _brackets(a: _Side, b: _Side) -> list[Difference]:
    """Words in brackets that the other one has without them or not at all: put in by somebody who was not speaking."""
    found: list[Difference] = []
    for side, other, is_a in ((a, b, True), (b, a, False)):
        inside = {" ".join(w.form for w in words([_span(s, m)])) for s in other.carrier.content for m in _BRACKET.finditer(s.text)}
        for span in side.carrier.content:
            for m in _BRACKET.finditer(span.text):
                place = _span(span, m)
                at = [i for i, w in enumerate(side.words) if place.start <= w.start < place.end]
                if at and any(side.carried[i] for i in at) and " ".join(side.words[i].form for i in at) not in inside:
                    found.append(Difference(kind="bracketed", a=place if is_a else None, b=None if is_a else place))
    return found


def _elided(side: _Side, at: tuple[int, int]) -> bool:
    """Does the side that lacks the words say so by an ellipsis?"""
    before, after = at[0] - 1, at[1]
    if before < 0 or after >= len(side.words):
        return False
    between = _text(side.carrier, side.words[before].end, side.words[after].start)
    return between is not None and _ELLIPSIS.search(between) is not None


def _place(side: _Side, numbers: Sequence[int]) -> Span | None:
    """The words by their numbers as one span, cut off where the content is interrupted by the cue."""
    if not numbers:
        return None
    start, end = side.words[numbers[0]].start, side.words[numbers[-1]].end
    for span in side.carrier.content:
        if span.start <= start < span.end:
            end = min(end, span.end)
            return Span(start=start, end=end, text=span.text[start - span.start : end - span.start])
    return None


def _text(carrier: Carrier, start: int, end: int) -> str | None:
    """The text between two places inside one content span; None across the cue."""
    for span in carrier.content:
        if span.start <= start and end <= span.end:
            return span.text[start - span.start : end - span.start]
    return None


def _span(span: Span, m: re.Match[str]) -> Span:
    return Span(start=span.start + m.start(), end=span.start + m.end(), text=m[0])
