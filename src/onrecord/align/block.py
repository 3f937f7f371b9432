"""Finds the few pairs of statements that are worth comparing, out of all of them, in time that grows with their number only.

Every statement leaves keys: pairs of telling words that stand together, and runs of four words. Under each key the statements stand in
order of date, and one looks at the nearest earlier few only, however many there are: a phrase that everybody uses then costs no more than a
rare one, and a statement that a thousand outlets carry still hangs together.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from heapq import nsmallest
from itertools import pairwise

from onrecord.align.words import Word

NEAR = 16
"""Statements looked at under one key."""

BEST = 32
"""Candidates kept for one statement: those with most keys in common."""

TELLING = 0.62
"""From this weight on a word makes keys: beyond the hundred or so commonest."""

RUN = 4
"""Words in a row that make a key whatever their weight: "we may not be able to" has few telling words."""


def keys(found: Sequence[Word]) -> set[int]:
    """The keys of a statement's words."""
    telling = [w.stem for w in found if w.weight >= TELLING]
    made = {hash((a, b) if a < b else (b, a)) for a, b in pairwise(telling) if a != b}
    made |= {hash((a, b) if a < b else (b, a)) for a, b in zip(telling, telling[2:], strict=False) if a != b}
    forms = [w.form for w in found]
    made |= {hash(tuple(forms[i : i + RUN])) for i in range(len(forms) - RUN + 1)}
    return made


def candidates(statements: Iterable[Sequence[Word]]) -> Iterator[tuple[int, int]]:
    """Pairs (later, earlier) of places in `statements` that may carry the same utterance. statements: in order of date."""
    under: dict[int, deque[int]] = {}
    new = partial(deque[int], maxlen=NEAR)
    for i, found in enumerate(statements):
        mine = keys(found)
        common: Counter[int] = Counter()
        for key in mine:
            near = under.get(key)
            if near is None:
                near = under[key] = new()
            else:
                common.update(near)
            near.append(i)
        least = 2 if len(mine) > 6 else 1
        # The latest of equals first, so that the choice hangs on nothing but the statements.
        for _, minus in nsmallest(BEST, ((-n, -j) for j, n in common.items() if n >= least)):
            yield i, -minus
