"""Cut words into sentences, by punctuation and layout."""

from __future__ import annotations

import re

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sen rep gov gen col lt maj capt sgt adm rev hon st jr sr vs etc inc corp co ltd no vol jan feb mar apr jun jul aug "
    "sept sep oct nov dec u.s u.k u.n e.u d.c a.m p.m".split()
)
_CLOSING = "”’\"')]»"
_STATE = re.compile(r"^[A-Z][a-z]{0,4}$")


def sentence_numbers(text: str, start: list[int], end: list[int], paragraph: list[int]) -> list[int]:
    """The 0-based sentence number of each word. start, end: code-point offsets of the words; paragraph: their paragraph numbers."""
    n = len(start)
    out = [0] * n
    number = 0
    i = 0
    while i < n:
        out[i] = number
        last = i + 1 == n
        if not last and paragraph[i + 1] != paragraph[i]:
            number += 1
        elif not last and text[start[i]] in ".?!…" and _ends_here(text, start, end, i):
            j = i + 1
            while j < n and paragraph[j] == paragraph[i] and text[start[j]] in _CLOSING and start[j] == end[j - 1]:
                out[j] = number
                j += 1
            number += 1
            i = j
            continue
        i += 1
    return out


def _ends_here(text: str, start: list[int], end: list[int], i: int) -> bool:
    """Whether the mark at word i closes a sentence: what follows stands apart and opens one, and what precedes is no abbreviation."""
    j = i + 1
    while j < len(start) and text[start[j]] in _CLOSING and start[j] == end[j - 1]:
        j += 1
    if j == len(start):
        return True
    if start[j] == end[j - 1] or (text[start[j]].islower()):
        return False
    if text[start[i]] != ".":
        return True
    word = text[start[i - 1] : end[i - 1]] if i and end[i - 1] == start[i] else ""
    if word.lower() in _ABBREVIATIONS:
        return False
    # an initial ("J. Smith") or a dotted abbreviation ("U.S. troops"): open only before a likely new sentence
    return not (len(word) == 1 and word.isupper() and j == i + 1)
