"""Words of a text as names are matched: folded (no case, accents, stops, apostrophes), with their offsets.

Not the encoder's words: a hyphen parts words, "U.S." is one, a possessive 's is none.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from functools import lru_cache

WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’](?![sS]\b)[^\W_]+)*")
POSSESSIVE = re.compile(r"['’][sS]\b|(?<=s)['’](?=\s[a-z])")
LETTERS = str.maketrans({"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe"})
SHORTENED = ("'m", "'ve", "'d", "'ll", "'re")
SLUG = re.compile(r"[^a-z0-9]+")


def listed(words: str) -> frozenset[str]:
    """A set of words, written as one line."""
    return frozenset(words.split())


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """The form under which spellings of one word meet: "U.S." and "US", "Erdoğan" and "Erdogan", "Ya'alon" and "Yaalon"."""
    if word.isascii():
        word = word.lower()
    else:
        word = unicodedata.normalize("NFKD", word.translate(LETTERS)).casefold()
        word = "".join(c for c in word if not unicodedata.combining(c))
    word = word.replace(".", "").replace("’", "'")
    # "I'm" is not the name Im, nor "she'll" the company Shell
    return word if word.endswith(SHORTENED) else word.replace("'", "")


def fold_all(name: str) -> tuple[str, ...]:
    """The folded words of a name."""
    return tuple(fold(m.group()) for m in WORD.finditer(name) if not is_possessive_s(name, m.start(), m.group()))


def is_possessive_s(text: str, start: int, word: str) -> bool:
    """Whether a word is the s of a possessive."""
    return word in {"s", "S"} and start > 0 and text[start - 1] in "'’"


def slug(name: str) -> str:
    """A name as part of a local id: "person:gi-wook-shin"."""
    return SLUG.sub("-", " ".join(fold_all(name))).strip("-")


class Words:
    """The words of one text: parallel lists of offsets, raw and folded forms and flags."""

    __slots__ = ("ends", "folded", "gaps", "possessive", "raw", "starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        owned = {m.start() for m in POSSESSIVE.finditer(text)}
        # Lists at once rather than word by word: this runs over every word of every report.
        places = [m.span() for m in WORD.finditer(text)]
        places = [(a, b) for a, b in places if b - a > 1 or not is_possessive_s(text, a, text[a])]
        self.starts = [a for a, _ in places]
        self.ends = [b for _, b in places]
        self.raw = [text[a:b] for a, b in places]
        self.folded = [fold(word) for word in self.raw]
        self.possessive = [b in owned for b in self.ends]
        self.gaps = [text[a:b] for a, b in zip(self.ends, self.starts[1:], strict=False)]

    def __len__(self) -> int:
        return len(self.starts)

    def within(self, start: int, end: int) -> range:
        """The words that lie in the characters [start, end)."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))

    def around(self, place: int) -> range:
        """The word that has a character, as a range; empty between words."""
        i = bisect_left(self.starts, place + 1) - 1
        return range(i, i + 1) if i >= 0 and self.ends[i] > place else range(0)

    def gap(self, i: int) -> str:
        """The characters between word i - 1 and word i."""
        return self.gaps[i - 1] if 0 < i < len(self.starts) else ""
