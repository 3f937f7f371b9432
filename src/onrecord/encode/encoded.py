"""What one encoder pass says about a text: one row a word, ready for every later stage.

A word is what the model's pre-tokeniser makes of the text: a run of letters and digits, or one punctuation mark ("don't" is three).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
ENTITY_TYPES = ("person", "organisation", "place", "misc")
MENTION_TYPES = ("none", "person", "organization", "place", "animal", "plant", "object", "substance", "event", "time", "abstract")
UPOS = tuple("ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A proper name that the model found: word range [first, last], its type and probability."""

    first: int
    last: int
    type: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """One encoder pass over a text of n words.

    text: the text. start, end: code-point offsets of the words. sentence, paragraph: their 0-based numbers. tags: (n, 7) probabilities
    of TAGS. upos: (n,) index into UPOS. deprel: n Universal Dependencies relations without subtypes. head: (n,) index of the word's
    syntactic head, -1 for a root. mention: (n,) index into MENTION_TYPES for the head word of a (nominal, pronominal or proper) mention,
    0 elsewhere. entities: proper names. vectors: named (n, 64) blocks that score links, arcs and antecedents. states: (n, hidden)
    encoder states of the words' first pieces.
    """

    text: str
    start: Ints
    end: Ints
    sentence: Ints
    paragraph: Ints
    tags: Floats
    upos: Ints
    deprel: tuple[str, ...]
    head: Ints
    mention: Ints
    entities: tuple[Entity, ...]
    vectors: dict[str, Floats]
    states: Floats
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.start)

    def word(self, i: int) -> str:
        return self.text[self.start[i] : self.end[i]]

    def words(self, start: int, end: int) -> range:
        """The words that the characters [start, end) touch."""
        lo = bisect_right(self.ends, start)
        hi = bisect_left(self.starts, end)
        return range(lo, max(lo, hi))
