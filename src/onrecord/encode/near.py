"""Which pieces the lower layers of a thinned encoder look at: those of a block of the window, and some on either side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from onrecord.encode.pieces import Ints


@dataclass(frozen=True, slots=True)
class Near:
    """Blocks of a window of n pieces, all of one length, the last ones overlapping where that does not divide n.

    asked: the pieces of each block, (blocks, length); seen: those that they look at, (blocks, at most length + 2 margins); back: where
    each piece stands among all that were asked for, (n,).
    """

    asked: Ints
    seen: Ints
    back: Ints


@lru_cache(maxsize=1024)
def near(n: int, span: int, margin: int) -> Near:
    """The blocks of n pieces, each as long as span at most, and margin pieces beside each where the window has them."""
    blocks = max(1, -(-n // span))
    length = -(-n // blocks)
    wide = min(n, length + 2 * margin)
    first = np.minimum(np.arange(blocks) * length, n - length)
    asked = first[:, None] + np.arange(length)
    seen = np.clip(first - margin, 0, n - wide)[:, None] + np.arange(wide)
    back = np.empty(n, dtype=np.int64)
    back[asked.ravel()] = np.arange(blocks * length)
    return Near(asked=asked, seen=seen, back=back)
