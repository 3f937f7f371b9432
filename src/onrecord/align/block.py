"""Finds the few pairs of statements that are worth comparing, out of all of them, in time that grows with their number only.

Every statement leaves keys: pairs of telling words that stand together, runs of four words, and a known speaker's single telling words.
Under each key the statements stand in order of date, and one looks at the nearest earlier few only, however many there are: a phrase that
everybody uses then costs no more than a rare one, and a statement that a thousand outlets carry still hangs together.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from onrecord.align.words import Term

Numbers = npt.NDArray[np.int64]

NEAR = 16
"""Statements looked at under one key."""

BEST = 32
"""Candidates kept for one statement: those with most keys in common."""

TELLING = 0.62
"""From this weight on a word makes keys: beyond the hundred or so commonest."""

FEW = 6
"""A statement with no more keys needs one rare key in common with another, one with more needs two."""

RARE = 4
"""The worth of a key that few statements have; common ones count down to a quarter of it."""

RUN = 4
"""Words in a row that make a key whatever their weight: "we may not be able to" has few telling words."""


def keys(found: Sequence[Term]) -> set[int]:
    """The keys of a statement's words; they hold for this process only."""
    telling = [w.stem for w in found if w.weight >= TELLING]
    made = {hash((a, b) if a < b else (b, a)) for a, b in pairwise(telling) if a != b}
    made |= {hash((a, b) if a < b else (b, a)) for a, b in zip(telling, telling[2:], strict=False) if a != b}
    forms = [w.form for w in found]
    made |= {hash(tuple(forms[i : i + RUN])) for i in range(len(forms) - RUN + 1)}
    return made


def speaker_keys(found: Sequence[Term], speaker: str) -> set[int]:
    """The keys of what one speaker says: single telling words, for indirect speech keeps no two words together."""
    return {hash((speaker, w.stem)) for w in found if w.weight >= TELLING}


def candidates(statements: Iterable[tuple[Sequence[Term], str | None]]) -> Iterator[tuple[int, int]]:
    """Pairs (later, earlier) of places in `statements` that may carry the same utterance.

    statements: in order of date, each with the id or name of its speaker where that is known.
    """
    under, owners, least = array("q"), array("q"), array("q")
    for i, (found, speaker) in enumerate(statements):
        mine = keys(found)
        least.append(2 if len(mine) > FEW else 1)
        if speaker is not None:
            mine |= speaker_keys(found, speaker)
        under.extend(mine)
        owners.extend([i] * len(mine))
    if not under:
        return
    later, earlier = _meetings(np.frombuffer(under, np.int64), np.frombuffer(owners, np.int64), np.frombuffer(least, np.int64))
    yield from zip(later.tolist(), earlier.tolist(), strict=True)


def _meetings(under: Numbers, owners: Numbers, least: Numbers) -> tuple[Numbers, Numbers]:
    """Who meets whom under enough keys: places of the later and of the earlier one, later ones in order, their best first."""
    order = np.argsort(under, kind="stable")  # stable: under one key the owners stay in order
    under, owners = under[order], owners[order]
    repeated = under[1:] == under[:-1]
    kept = np.append(repeated, False) | np.append(False, repeated)
    under, owners = under[kept], owners[kept]
    n = len(least)
    worth = _worth(under)
    met, worths = [np.empty(0, np.int64)], [np.empty(0, np.int8)]
    for by in range(1, min(NEAR, len(under) - 1) + 1):
        same = under[by:] == under[:-by]
        met.append(owners[by:][same] * n + owners[:-by][same])
        worths.append(worth[by:][same])
    pairs, place = np.unique(np.concatenate(met), return_inverse=True)
    common = np.bincount(place, weights=np.concatenate(worths), minlength=len(pairs)).astype(np.int64)
    later, earlier = pairs // n, pairs % n
    enough = common >= RARE * least[later]
    later, earlier, common = later[enough], earlier[enough], common[enough]
    order = np.lexsort((-earlier, -common, later))  # the latest of equals first
    later, earlier = later[order], earlier[order]
    first = np.searchsorted(later, later)
    best = np.arange(len(later)) - first < BEST
    return later[best], earlier[best]


def _worth(under: Numbers) -> npt.NDArray[np.int8]:
    """The worth of each key, given all in order: less where many statements have it."""
    starts = np.flatnonzero(np.append(True, under[1:] != under[:-1]))
    sizes = np.diff(np.append(starts, len(under)))
    worth = np.where(sizes <= 2 * NEAR, RARE, np.where(sizes <= 16 * NEAR, RARE // 2, RARE // 4)).astype(np.int8)
    return np.repeat(worth, sizes)
