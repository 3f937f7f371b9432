"""Decides whether two statements carry the same utterance: shared words, who spoke and when, weighed together."""

from __future__ import annotations

from datetime import date
from typing import Literal

from onrecord.align.carrier import Carrier, same_speaker
from onrecord.align.score import Overlap

Bond = Literal["strong", "weak"]

SOON = 10
"""Days within which reports of one utterance mostly appear; a later echo must share more (measured: 237 pairs of the dev groups)."""

ONE_DAY = 2
"""Days between reports that may tell of one and the same occasion, time zones and printing included."""

INDIRECT_SOON = 4
"""Days for indirect speech, where little of the wording is left to go by."""


def bond(a: Carrier, b: Carrier, found: Overlap) -> tuple[Bond, float] | None:
    """How two statements are bound, with a score (0 to 1), or None.

    strong: by the words themselves; weak: by what indirect speech leaves of them. Two statements of one report are bound only where one
    repeats the other, never where one is reported inside the other: a speaker may use the same turn of phrase twice.
    """
    if a.statement == b.statement:
        return None
    if a.report.id == b.report.id and (a.parent == b.statement or b.parent == a.statement or share_text(a, b)):
        return None
    if a.negated != b.negated:
        return None
    if a.report.id == b.report.id and found.cover < 0.8:
        return None
    side, apart = same_speaker(a, b), days_between(a, b)
    asked = 1.0 + (0.0 if apart <= SOON else 0.35 if apart <= 60 else 0.6) + {"same": -0.15, "open": 0.0, "other": 0.6}[side]
    if found.other_names and apart > ONE_DAY and not "direct" == a.kind == b.kind:
        asked += 1.0 if found.swapped else 0.5  # "highly likely that Oldia is responsible for the attack", and again of Quell a month later
    if _by_words(found, asked):
        return "strong", min(1.0, found.cover) * min(1.0, found.longest / 5)
    # The few words of one speaker on one day, all of them again and little else.
    if side == "same" and apart <= ONE_DAY and found.cover >= 0.9 and found.shared >= 1.6 and found.less >= 0.6 * found.more:
        return "strong", 0.5
    if "direct" == a.kind == b.kind:
        return None
    if side == "other" or apart > INDIRECT_SOON or found.denied:
        return None
    least, cover = (2.6, 0.55) if side == "same" else (4.2, 0.7)
    if found.stems >= least and found.stem_cover >= cover and found.stems >= 0.3 * found.more:
        return "weak", 0.7 * found.stem_cover
    return None


def share_text(a: Carrier, b: Carrier) -> bool:
    """Whether two passages of one report share some of its text, as a statement does with one that is reported inside it."""
    return any(x.start < y.end and y.start < x.end for x in a.content for y in b.content)


def _by_words(found: Overlap, asked: float) -> bool:
    """Enough in common: nearly all of the shorter one, or a long passage."""
    least = 3.2 if found.cover >= 0.75 else 4.0  # what is left over may say something else
    if found.cover >= 0.6 and found.shared >= least * asked and found.longest >= 2.5 * asked:
        return True
    return found.longest >= 5.0 * asked and found.cover >= 0.3


def days_between(a: Carrier, b: Carrier) -> int:
    """Days between two utterances: by the days on which they were said, else by publication; 0 where that is not known."""
    if a.said is not None and b.said is not None:
        return max(0, _days(a.said[0], b.said[1]), _days(b.said[0], a.said[1]))
    if a.report.published is None or b.report.published is None:
        return 0
    return days_apart(a.report.published, b.report.published)


def days_apart(a: str, b: str) -> int:
    """Days from one ISO day to another, whichever comes first."""
    return abs(_days(a, b))


def _days(later: str, earlier: str) -> int:
    return (date.fromisoformat(later[:10]) - date.fromisoformat(earlier[:10])).days
