"""Finds the few pairs of statements that are worth comparing, out of all of them, in time that grows with their number only.

Every statement leaves keys: pairs of telling words that stand together, runs of four words, and a known speaker's single telling words.
Under each key the statements stand in order of date, and one looks at the nearest earlier few only, however many there are: a phrase that
everybody uses then costs no more than a rare one, and a statement that a thousand outlets carry still hangs together.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
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


def keys(found: Sequence[Term], speaker: str | None) -> tuple[set[int], int]:
    """The keys of a statement's words, the same in every process, and the worth that it must have in common with another one.

    speaker: who is known to speak; what one speaker says has single telling words too, for indirect speech keeps no two words together.
    """
    telling = [_number(w.stem) for w in found if w.weight >= TELLING]
    made = {hash((a, b) if a < b else (b, a)) for a, b in pairwise(telling) if a != b}
    made |= {hash((a, b) if a < b else (b, a)) for a, b in zip(telling, telling[2:], strict=False) if a != b}
    forms = [_number(w.form) for w in found]
    made |= {hash(tuple(forms[i : i + RUN])) for i in range(len(forms) - RUN + 1)}
    least = RARE * (2 if len(made) > FEW else 1)
    if speaker is not None:
        side = _number(speaker)
        made |= {hash((side, word, side)) for word in telling}
    return made, least


@lru_cache(maxsize=1 << 18)
def _number(word: str) -> int:
    """A number for a word: the hash of a string differs from process to process, that of numbers does not."""
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def candidates(statements: Iterable[tuple[Sequence[Term], str | None]]) -> Iterator[tuple[int, int]]:
    """Pairs (later, earlier) of places in `statements` that may carry the same utterance.

    statements: in order of date, each with the id or name of its speaker where that is known.
    """
    under, owners, least = array("q"), array("q"), array("q")
    for i, (found, speaker) in enumerate(statements):
        mine, enough = keys(found, speaker)
        least.append(enough)
        under.extend(mine)
        owners.extend([i] * len(mine))
    if not under:
        return
    later, earlier, worth = meet(np.frombuffer(under, np.int64), np.frombuffer(owners, np.int64))
    later, earlier = best(later, earlier, worth, np.frombuffer(least, np.int64)[later])
    yield from zip(later.tolist(), earlier.tolist(), strict=True)


def meet(under: Numbers, owners: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Who meets whom: later and earlier ones, and the worth of the keys under which they meet, each pair once.

    under, owners: keys and the places of the statements that have them. All statements of a key must be here; other keys may be elsewhere.
    """
    order = np.lexsort((owners, under))
    under, owners = under[order], owners[order]
    repeated = under[1:] == under[:-1]
    kept = np.append(repeated, False) | np.append(False, repeated)
    under, owners = under[kept], owners[kept]
    n = int(owners.max(initial=0)) + 1
    worth = _worth(under)
    met, worths = [np.empty(0, np.int64)], [np.empty(0, np.int8)]
    for by in range(1, min(NEAR, len(under) - 1) + 1):
        same = under[by:] == under[:-by]
        met.append(owners[by:][same] * n + owners[:-by][same])
        worths.append(worth[by:][same])
    pairs, place = np.unique(np.concatenate(met), return_inverse=True)
    common = np.bincount(place, weights=np.concatenate(worths), minlength=len(pairs)).astype(np.int64)
    return pairs // n, pairs % n, common


def best(later: Numbers, earlier: Numbers, worth: Numbers, least: Numbers) -> tuple[Numbers, Numbers]:
    """The pairs that are worth comparing: later ones in order, their best first.

    worth: of all the keys that a pair has in common; least: what the later one asks for. All pairs of a later one must be here.
    """
    enough = worth >= least
    later, earlier, worth = later[enough], earlier[enough], worth[enough]
    order = np.lexsort((-earlier, -worth, later))  # the latest of equals first
    later, earlier = later[order], earlier[order]
    first = np.searchsorted(later, later)
    kept = np.arange(len(later)) - first < BEST
    return later[kept], earlier[kept]


def _worth(under: Numbers) -> npt.NDArray[np.int8]:
    """The worth of each key, given all in order: less where many statements have it."""
    starts = np.flatnonzero(np.append(True, under[1:] != under[:-1]))
    sizes = np.diff(np.append(starts, len(under)))
    worth = np.where(sizes <= 2 * NEAR, RARE, np.where(sizes <= 16 * NEAR, RARE // 2, RARE // 4)).astype(np.int8)
    return np.repeat(worth, sizes)
