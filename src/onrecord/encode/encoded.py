"""What one encoder pass says about a text: one row a word, ready for every later stage.

A word is what the model's pre-tokeniser makes of the text: a run of letters and digits, or one punctuation mark ("don't" is three).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from onrecord.encode.pieces import Pieces

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
class Windows:
    """The vectors that score links, arcs and antecedents, kept by window: the encoder knows places only within one window, so two
    vectors may be compared only where both come from the same one.

    vectors: (windows, pieces, blocks x width). start: the first piece of each window. home: the window in which a piece (or word) is
    judged. block: the columns of each named block. piece: the first piece of each word, once words are known.
    """

    vectors: Floats
    start: Ints
    home: Ints
    block: dict[str, slice]
    piece: Ints | None = None

    def at_words(self, piece: Ints) -> Windows:
        """The same vectors, addressed by word."""
        return Windows(vectors=self.vectors, start=self.start, home=self.home[piece], block=self.block, piece=piece)

    def rows(self, name: str, words: Ints | None = None, window: int | None = None) -> Floats:
        """(k, width) vectors of words (all if none are named), each from its home window, or all from one window.

        A word outside that window is answered with the window's nearest piece: callers mask such pairs with `inside`.
        """
        assert self.piece is not None
        piece = self.piece if words is None else self.piece[words]
        home = (self.home if words is None else self.home[words]) if window is None else np.full(len(piece), window)
        at = np.minimum(np.maximum(piece - self.start[home], 0), self.vectors.shape[1] - 1)  # np.clip takes thrice as long over few
        return self.vectors[home, at, self.block[name]]

    def inside(self, words: Ints, window: int) -> npt.NDArray[np.bool_]:
        """Which of the words the window holds."""
        assert self.piece is not None
        at = self.piece[words] - self.start[window]
        return np.asarray((at >= 0) & (at < self.vectors.shape[1]), dtype=np.bool_)


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """One encoder pass over a text of n words.

    text: the text. start, end: code-point offsets of the words. sentence, paragraph: their 0-based numbers. tags: (n, 7) probabilities
    of TAGS. upos: (n,) index into UPOS. deprel: n Universal Dependencies relations without subtypes. head: (n,) index of the word's
    syntactic head (the best arc within its sentence; a root's entry means nothing, see deprel). mention: (n,) index into MENTION_TYPES
    for the head word of a (nominal, pronominal or proper) mention, 0 elsewhere. entities: proper names. windows: vectors that score
    links, arcs and antecedents. inner: (n, 7) probabilities of TAGS for a statement reported inside the content of another, None where
    the weights do not tell.
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
    windows: Windows
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    piece: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))  # the first piece of each word
    pieces: Pieces | None = None
    inner: Floats | None = None

    def __post_init__(self) -> None:
        if len(self.starts) != len(self.start):  # lists beside the arrays, to read single words from
            object.__setattr__(self, "starts", self.start.tolist())
            object.__setattr__(self, "ends", self.end.tolist())

    def __len__(self) -> int:
        return len(self.start)

    def word(self, i: int) -> str:
        """The characters of word i."""
        return self.text[self.starts[i] : self.ends[i]]

    def words(self, start: int, end: int) -> range:
        """The words that the characters [start, end) touch."""
        lo = bisect_right(self.ends, start)
        hi = bisect_left(self.starts, end)
        return range(lo, max(lo, hi))
