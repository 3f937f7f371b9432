"""The sentence around a place in the text, found without a model: enough for time words."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

# the mark is looked for first and what stands before it after that: a pattern that begins by looking back tries every letter of the text
_END = re.compile(
    r"\n|(?:[!?…]|\.(?<!\b[A-Z]\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bDr\.)(?<!\bGen\.)(?<!\bSen\.)(?<!\bGov\.)(?<!\bRep\.)(?<!\bSt\.)"
    r"(?<!\bNo\.)(?<!\bLt\.)(?<!\bCol\.)(?<!\bvs\.)(?<!\bJan\.)(?<!\bFeb\.)(?<!\bAug\.)(?<!\bSept\.)(?<!\bOct\.)(?<!\bNov\.)(?<!\bDec\.)"
    r"(?<!p\.m\.)(?<!a\.m\.))(?:['’”\"»)\]]|'')*(?=\s+[\"“‘'`«(\[—–-]*\s*[A-Z0-9])"
)


@lru_cache(maxsize=2)
def _ends(text: str) -> list[int]:
    """Where sentences end, for the whole text at once: many places of one report are asked for."""
    return [m.end() for m in _END.finditer(text)]


def sentence_bounds(text: str, start: int, end: int, reach: int = 700) -> tuple[int, int]:
    """Offsets of the sentence that holds text[start:end], no more than `reach` characters to either side."""
    ends = _ends(text)
    before = bisect_right(ends, start)
    lo = max(0, start - reach, ends[before - 1] if before else 0)
    after = bisect_right(ends, end)
    hi = min(len(text), end + reach, ends[after] if after < len(ends) else len(text))
    while lo < start and text[lo].isspace():
        lo += 1
    return lo, hi
