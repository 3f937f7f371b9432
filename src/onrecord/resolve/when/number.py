"""Reads numbers written in words or digits ("twenty-four", "1,200", "two and a half", "29th")."""

from __future__ import annotations

import re


def _numbered(words: str, first: int = 0, step: int = 1) -> dict[str, int]:
    return {w: first + step * i for i, w in enumerate(words.split())}


_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_NTH = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth"
ONES = _numbered(_SMALL)
TENS = _numbered("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
ORDINALS = _numbered(_NTH + " seventeenth eighteenth nineteenth twentieth", 1) | {"thirtieth": 30}
VAGUE = {"several", "few", "many", "some", "dozens", "numerous", "coming", "recent", "scores", "hundreds", "thousands"}
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")


def read_number(text: str) -> float | str | None:
    """The value of a count; "X" for a vague one ("several"); None when it is none."""
    low = text.lower()
    m = _DIGITS.search(low)
    if m:
        value = float(m[0].replace(",", ""))
        rest = low[m.end() :]
        if "1/2" in rest or "half" in rest:
            value += 0.5
        for word, times in (("hundred", 100), ("thousand", 1000), ("million", 1_000_000)):
            if word in rest:
                value *= times
        return value
    words = re.findall(r"[a-z]+", low)
    if any(w in VAGUE for w in words):
        return "X"
    total, group, seen = 0.0, 0.0, False
    for w in words:
        if w in ONES or w in TENS:
            group += ONES.get(w, TENS.get(w, 0))
        elif w in ("hundred", "thousand", "million"):
            group = (group or 1) * {"hundred": 100, "thousand": 1000, "million": 1_000_000}[w]
        elif w == "dozen":
            group = (group or 1) * 12
        elif w in ("couple", "pair"):
            group = 2
        elif w == "half":
            group += 0.5
        elif w in ("a", "an") and not seen:
            group = group or 0
            if not any(x in ONES or x in TENS or x in ("hundred", "thousand", "couple", "dozen", "half", "pair") for x in words):
                group = 1
        else:
            continue
        seen = True
    total += group
    return total if seen and total else None


def read_ordinal(text: str) -> int | None:
    """The value of an ordinal: "29th", "third", "twenty-first", "March 8" days."""
    m = re.search(r"\d+", text)
    if m:
        return int(m[0])
    value = 0
    for w in re.findall(r"[a-z]+", text.lower()):
        value += ORDINALS.get(w, TENS.get(w, ONES.get(w, 0)))
    return value or None


def read_year(text: str) -> int | None:
    """A year in digits or in words ("nineteen ninety-six", "two thousand", "two thousand and three", "'98")."""
    m = re.search(r"\d+", text)
    if m:
        n = int(m[0])
        return n if n >= 100 else (2000 + n if n < 40 else 1900 + n)
    words = re.findall(r"[a-z]+", text.lower())
    if "thousand" in words:
        i = words.index("thousand")
        return 2000 + sum(ONES.get(w, TENS.get(w, 0)) for w in words[i + 1 :])
    if words and words[0] in ONES | TENS:
        century = ONES.get(words[0], TENS.get(words[0], 0))
        rest = sum(ONES.get(w, TENS.get(w, 0)) for w in words[1:])
        if 10 <= century <= 20 and rest >= 10:
            return century * 100 + rest
    return None
