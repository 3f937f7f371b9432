"""The examples of a codebook as a measure: the nearest example says what a text looks like, and why.

Words and pairs of words, weighed by how rare they are among the examples; names and numbers are levelled, so that only the wording counts.
This codes questions whose file has no words of its own, from about ten examples a stance, and explains codings of the others.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from onrecord.coding.codebook import Codebook, Example

TOKEN = re.compile(r"[A-Za-z][\w'’-]*|\d+")
ENDING = re.compile(r"(?:ing|ed|es|s|d)$")
LEAST = 0.35  # cosine; below it nothing is near


def _terms(text: str) -> Counter[str]:
    words = []
    for k, m in enumerate(TOKEN.finditer(text)):
        word = m.group()
        if word[0].isdigit():
            words.append("0")
        elif word[0].isupper() and k:
            words.append("NAME")
        else:
            word = word.lower()
            words.append(ENDING.sub("", word) if len(word) > 4 else word)
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    return Counter(w for w in (*words, *pairs) if w != "NAME")


@dataclass(frozen=True, slots=True)
class Near:
    """The example nearest to a text, its likeness (0 to 1), and how far it is ahead of the nearest of another stance."""

    example: Example
    likeness: float
    margin: float


class Examples:
    """The examples of one codebook, ready to be compared with."""

    def __init__(self, book: Codebook) -> None:
        self.examples = book.examples
        counts = [_terms(e.text) for e in book.examples]
        seen: Counter[str] = Counter(t for c in counts for t in c)
        n = max(1, len(counts))
        self._rare = {t: math.log(1 + n / k) for t, k in seen.items()}
        self._vectors = [self._weigh(c) for c in counts]

    def _weigh(self, counts: Mapping[str, int]) -> dict[str, float]:
        vector = {t: (1 + math.log(k)) * self._rare[t] for t, k in counts.items() if t in self._rare}
        # words that no example has make a text less like any of them
        strange = sum(1 for t in counts if t not in self._rare and " " not in t)
        length = math.sqrt(sum(v * v for v in vector.values()) + strange) or 1.0
        return {t: v / length for t, v in vector.items()}

    def nearest(self, text: str) -> Near | None:
        """The nearest example; None where the text shares no word with any."""
        vector = self._weigh(_terms(text))
        likeness = [sum(w * other.get(t, 0.0) for t, w in vector.items()) for other in self._vectors]
        if not likeness or max(likeness) <= 0:
            return None
        best = max(range(len(likeness)), key=lambda k: likeness[k])
        rival = max((x for x, e in zip(likeness, self.examples, strict=True) if e.stance != self.examples[best].stance), default=0.0)
        return Near(self.examples[best], likeness[best], likeness[best] - rival)
