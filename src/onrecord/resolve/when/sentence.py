"""The sentence around a place in the text, found without a model: enough for time words."""

from __future__ import annotations

import re

# the mark is looked for first and what stands before it after that: a pattern that begins by looking back tries every letter of the text
_END = re.compile(
    r"\n|(?:[!?…]|\.(?<!\b[A-Z]\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bDr\.)(?<!\bGen\.)(?<!\bSen\.)(?<!\bGov\.)(?<!\bRep\.)(?<!\bSt\.)"
    r"(?<!\bNo\.)(?<!\bLt\.)(?<!\bCol\.)(?<!\bvs\.)(?<!\bJan\.)(?<!\bFeb\.)(?<!\bAug\.)(?<!\bSept\.)(?<!\bOct\.)(?<!\bNov\.)(?<!\bDec\.)"
    r"(?<!p\.m\.)(?<!a\.m\.))(?:['’”\"»)\]]|'')*(?=\s+[\"“‘'`«(\[—–-]*\s*[A-Z0-9])"
)


def sentence_bounds(text: str, start: int, end: int, reach: int = 700) -> tuple[int, int]:
    """Offsets of the sentence that holds text[start:end], no more than `reach` characters to either side."""
    lo = max(0, start - reach)
    for m in _END.finditer(text, lo, start):
        if m.end() <= start:
            lo = m.end()
    m2 = _END.search(text, end, min(len(text), end + reach))
    hi = m2.end() if m2 else min(len(text), end + reach)
    while lo < start and text[lo].isspace():
        lo += 1
    return lo, hi
