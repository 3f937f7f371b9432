"""What one encoder pass says about a text: one row a word, ready for every later stage.

A word is what the model's pre-tokeniser makes of the text: a run of letters and digits, or one punctuation mark ("don't" is three).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from onrecord.encode.pieces import Pieces

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
FEW_ROWS = 10  # of 384 numbers, times 64 columns: under the 262,144 products from which OpenBLAS uses several threads
ENTITY_TYPES = ("person", "organisation", "place", "misc")
MENTION_TYPES = ("none", "person", "organization", "place", "animal", "plant", "object", "substance", "event", "time", "abstract")
DEPREL = tuple(
    "acl advcl advmod amod appos aux case cc ccomp compound conj cop csubj dep det discourse dislocated expl fixed flat goeswith iobj "
    "list mark nmod nsubj nummod obj obl orphan parataxis punct reparandum root vocative xcomp".split()
)
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

    states: (windows, pieces, hidden), and weight, (hidden + 1, blocks x width): a vector is the state times the columns of its block, plus
    their last row. Only the vectors asked for are made. With weights that give the vectors themselves weight is None and these stand in
    the place of states. start: the first piece of each window. home: the window in which a piece (or word) is judged. block: the columns
    of each named block. piece: the first piece of each word, once words are known.
    """

    states: Floats
    start: Ints
    home: Ints
    block: dict[str, slice]
    weight: Floats | None = None
    piece: Ints | None = None

    def at_words(self, piece: Ints) -> Windows:
        """The same vectors, addressed by word."""
        return replace(self, home=self.home[piece], piece=piece)

    def rows(self, name: str, words: Ints, window: int | None = None) -> Floats:
        """(k, width) vectors of words, each from its home window, or all from one window.

        A word outside that window is answered with the window's nearest piece: callers mask such pairs with `inside`.
        """
        assert self.piece is not None
        piece, columns = self.piece[words], self.block[name]
        home = self.home[words] if window is None else window
        at = np.minimum(np.maximum(piece - self.start[home], 0), self.states.shape[1] - 1)  # np.clip takes thrice as long over few
        if self.weight is None:
            return self.states[home, at, columns]
        states, weight = self.states[home, at], self.weight[:-1, columns]
        # a few rows at a time: for larger products the linear algebra library wakes its threads, which then wait busily on the other cores
        parts = [states[k : k + FEW_ROWS] @ weight for k in range(0, len(states), FEW_ROWS)] or [states @ weight]
        return np.asarray(np.concatenate(parts) + self.weight[-1, columns], dtype=np.float32)

    def inside(self, words: Ints, window: int) -> npt.NDArray[np.bool_]:
        """Which of the words the window holds."""
        assert self.piece is not None
        at = self.piece[words] - self.start[window]
        return np.asarray((at >= 0) & (at < self.states.shape[1]), dtype=np.bool_)


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """One encoder pass over a text of n words.

    text: the text. start, end: code-point offsets of the words. sentence, paragraph: their 0-based numbers. tags: (n, 7) probabilities
    of TAGS. upos: (n,) index into UPOS. deprel: (n,) index into DEPREL, Universal Dependencies relations without subtypes; for the heads
    see `governors`. mention: (n,) index into MENTION_TYPES for the head word of a (nominal, pronominal or proper) mention, 0 elsewhere.
    entities: proper names. windows: vectors that score links, arcs and antecedents. starts, ends, sentences: the same as start, end and
    sentence, as lists, to read single words from; forms: the words themselves. inner: (n, 7) probabilities of TAGS for a statement
    reported inside the content of another, None where the weights do not tell.
    """

    text: str
    start: Ints
    end: Ints
    sentence: Ints
    paragraph: Ints
    tags: Floats
    upos: Ints
    deprel: Ints
    mention: Ints
    entities: tuple[Entity, ...]
    windows: Windows
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    piece: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))  # the first piece of each word
    pieces: Pieces | None = None
    inner: Floats | None = None

    def __post_init__(self) -> None:
        for listed, array in (("starts", self.start), ("ends", self.end), ("sentences", self.sentence)):
            if len(getattr(self, listed)) != len(array):
                object.__setattr__(self, listed, array.tolist())
        object.__setattr__(self, "forms", [self.text[a:b] for a, b in zip(self.starts, self.ends, strict=True)])

    def __len__(self) -> int:
        return len(self.start)

    def word(self, i: int) -> str:
        """The characters of word i."""
        return self.forms[i]

    def words(self, start: int, end: int) -> range:
        """The words that the characters [start, end) touch."""
        lo = bisect_right(self.ends, start)
        hi = bisect_left(self.starts, end)
        return range(lo, max(lo, hi))

    def sentence_of(self, i: int) -> range:
        """The words of word i's sentence."""
        number = self.sentences[i]
        return range(bisect_left(self.sentences, number, hi=i), bisect_right(self.sentences, number, lo=i))

    def relation(self, i: int) -> str:
        """The relation of word i to its syntactic head."""
        return DEPREL[int(self.deprel[i])]

    def governors(self, i: int) -> dict[int, int]:
        """The syntactic head of each word of word i's sentence: the best arc within it; a root's own means nothing (see deprel)."""
        same = self.sentence_of(i)
        words = np.arange(same.start, same.stop)
        score = self.windows.rows("arc_dependent", words) @ self.windows.rows("arc_head", words).T
        np.fill_diagonal(score, -1e4)
        return dict(zip(same, (score.argmax(1) + same.start).tolist(), strict=True))
