"""Find what is attributed twice: “NATO allies agree they must stay, Obama says”, “…,” he said, according to the agency.

The training labels give each word to one statement, so that one of the two attributions stays without a content. A cue with a source that
no content chose, at the end of a sentence (or "According to" at its beginning), speaks for the sentence; one in the middle of it, followed
by another that does, speaks at second hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

import numpy as np

from onrecord.encode.encoded import UPOS, Encoded
from onrecord.statements.decode import Piece
from onrecord.statements.link import Attribution

LEAST = 0.6  # of cue and source; set on unlabelled news
AFTER_TAIL = 12  # words: "…, he told reporters in the capital on Tuesday."
SHORTEST = 5  # words of a sentence that is attributed as a whole
_MARKS = frozenset("“”\"„«»‘’'")
# "Although X has said so, Y …" says nothing about who stands behind the first half
_SUBORDINATE = frozenset("although though while as despite if when after because since unless even whereas until once given".split())
_VERBS = frozenset({UPOS.index("VERB"), UPOS.index("AUX")})


@lru_cache(maxsize=1)
def tail_cues() -> frozenset[str]:
    """Words that may attribute the sentence before them (data/languages/en-tail-cues.txt)."""
    text = resources.files("onrecord").joinpath("data/languages/en-tail-cues.txt").read_text(encoding="utf-8")
    return frozenset(w for line in text.split("\n") if not line.startswith("#") for w in line.split())


def attributed_twice(
    e: Encoded, pieces: Sequence[Piece], found: Sequence[Attribution]
) -> tuple[list[Attribution], list[tuple[Attribution, Attribution]]]:
    """New outer statements, which speak for sentences that hold statements of `found`; and new inner ones, each with the found one that it
    is to stand inside.
    """
    taken = np.zeros(len(e), dtype=bool)
    by_sentence: dict[int, list[Attribution]] = {}
    for a in found:
        for p in (*a.cue, *a.content):
            taken[p.first : p.last + 1] = True
        if a.cue:
            by_sentence.setdefault(int(e.sentence[a.cue[0].first]), []).append(a)
    sources = {p.first: p for p in pieces if p.role == "source" and p.score >= LEAST}
    ends = {p.last: p for p in sources.values()}
    outer: list[Attribution] = []
    inner: list[tuple[Attribution, Attribution]] = []
    for cue in pieces:
        if cue.role != "cue" or cue.score < LEAST or taken[cue.first]:
            continue
        here = by_sentence.get(int(e.sentence[cue.first]), [])
        source = ends.get(cue.first - 1) or sources.get(cue.last + 1)
        if not here or source is None or e.sentence[source.first] != e.sentence[cue.first]:
            continue
        if not any(e.word(i).lower() in tail_cues() for i in range(cue.first, cue.last + 1)):
            continue
        unit = min(cue.first, source.first), max(cue.last, source.last)
        lo, hi = _sentence(e, cue.first)
        score = cue.score * source.score
        span = _whole(e, lo, hi, unit, here)
        if span is not None:
            outer.append(Attribution((source,), (cue,), (Piece("content", *span, cue.score),), score, "sentence attributed as a whole"))
            continue
        for a in here:
            before = a.content[-1].last < unit[0] and a.cue[0].first > unit[1] and _comma_before(e, unit[0])
            if before and _is_tail(e, a, hi) and e.sentence[a.content[-1].last] == e.sentence[cue.first]:
                inner.append((Attribution((source,), (cue,), a.content, score, "attributed twice"), a))
    return outer, inner


def _sentence(e: Encoded, i: int) -> tuple[int, int]:
    lo = hi = i
    while lo > 0 and e.sentence[lo - 1] == e.sentence[i] and e.paragraph[lo - 1] == e.paragraph[i]:
        lo -= 1
    while hi + 1 < len(e) and e.sentence[hi + 1] == e.sentence[i] and e.paragraph[hi + 1] == e.paragraph[i]:
        hi += 1
    return lo, hi


def _comma_before(e: Encoded, i: int) -> bool:
    while i > 0 and e.word(i - 1) in _MARKS:
        i -= 1
    return i > 0 and e.word(i - 1) == ","


def _whole(e: Encoded, lo: int, hi: int, unit: tuple[int, int], here: Sequence[Attribution]) -> tuple[int, int] | None:
    """The words for which a tail or a leading "According to X," speaks, where they hold a statement with its cue; None otherwise."""
    first, last = lo, hi
    if _comma_before(e, unit[0]) and hi - unit[1] <= AFTER_TAIL:
        last = unit[0] - 1
        while e.word(last) in _MARKS or e.word(last) == ",":
            last -= 1
        while last + 1 < unit[0] and e.word(last + 1) in _MARKS:
            last += 1
    elif unit[0] == lo and e.word(lo).lower() == "according" and unit[1] < hi and e.word(unit[1] + 1) == ",":
        first = unit[1] + 2
        while last > first and not e.word(last)[0].isalnum() and e.word(last) not in _MARKS:
            last -= 1
    else:
        return None
    opening = next(
        (e.word(i).lower() for i in range(first, last + 1) if e.word(i)[0].isalnum() and e.word(i).lower() not in ("and", "but")), ""
    )
    if last - first + 1 < SHORTEST or opening in _SUBORDINATE or not any(int(e.upos[i]) in _VERBS for i in range(first, last + 1)):
        return None
    after = range(unit[1] + 1, hi + 1) if first == lo else range(0)
    if any(p.first in after or p.last in after for a in here for p in (*a.cue, *a.content)):
        return None  # what follows the tail says something of its own
    held = [a for a in here if all(first <= p.first and p.last <= last for p in (*a.source, *a.cue, *a.content))]
    return (first, last) if held else None


def _is_tail(e: Encoded, a: Attribution, hi: int) -> bool:
    end = max(p.last for p in (*a.source, *a.cue))
    return hi - end <= AFTER_TAIL and e.word(a.cue[0].first).lower() in ("according", "as")


def holds(outer: Attribution, a: Attribution) -> bool:
    """Whether all parts of a stand in the content of `outer`."""
    return all(any(c.first <= p.first and p.last <= c.last for c in outer.content) for p in (*a.source, *a.cue, *a.content))
