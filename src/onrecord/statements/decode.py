"""Turn tag probabilities into labelled word spans."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from onrecord.encode.encoded import TAGS, Encoded

Floats = npt.NDArray[np.float32]
ROLES = ("source", "cue", "content")
# allowed[i, j]: tag j may follow tag i; an inside tag needs a begin or inside tag of its role before it
_ALLOWED = np.array([[not b.startswith("I-") or a[2:] == b[2:] for b in TAGS] for a in TAGS])
_START = np.array([not b.startswith("I-") for b in TAGS])
_NEVER = -1e4
# words are called outside a little too readily (the written training reports are sparse in statements): set on PolNeAR dev, where it
# trades half a point of precision for two of recall
OUTSIDE = 0.5


@dataclass(frozen=True, slots=True)
class Piece:
    """A labelled run of words, first and last inclusive. score: the mean probability of its tags."""

    role: str
    first: int
    last: int
    score: float


def best_tags(p: Floats, paragraph: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The most probable consistent tag sequence. p: (n, 7) probabilities; paragraph: (n,) numbers; spans end with their paragraph.

    The plain maximum is consistent nearly everywhere; only paragraphs where it is not are decoded by Viterbi.
    """
    best = p.argmax(1) if len(p) else np.zeros(0, dtype=np.int64)
    if not len(best):
        return best
    opens = np.append(True, np.diff(paragraph) != 0)
    fine = np.where(opens, _START[best], np.append(True, _ALLOWED[best[:-1], best[1:]]))
    for number in np.unique(paragraph[~fine]):
        rows = np.flatnonzero(paragraph == number)
        best[rows] = _viterbi(np.log(np.maximum(p[rows], 1e-9)))
    return best


def _viterbi(log_p: Floats) -> npt.NDArray[np.int64]:
    score = np.where(_START, log_p[0], _NEVER)
    back = np.zeros(log_p.shape, dtype=np.int64)
    blocked = np.where(_ALLOWED, 0.0, _NEVER)
    for i in range(1, len(log_p)):
        paths = score[:, None] + blocked
        back[i] = paths.argmax(0)
        score = paths.max(0) + log_p[i]
    out = np.zeros(len(log_p), dtype=np.int64)
    out[-1] = score.argmax()
    for i in range(len(log_p) - 1, 0, -1):
        out[i - 1] = back[i, out[i]]
    return out


def decode(encoded: Encoded) -> list[Piece]:
    """All source, cue and content pieces of a text, in order."""
    p = encoded.tags * np.where(np.arange(len(TAGS)) == 0, OUTSIDE, 1.0)
    return decode_rows((p / p.sum(1, keepdims=True)).astype(np.float32), encoded.paragraph)


def decode_rows(p: Floats, paragraph: npt.NDArray[np.int64]) -> list[Piece]:
    """The pieces that rows of tag probabilities hold; word numbers are row numbers."""
    tags = best_tags(p, paragraph).tolist()
    out: list[Piece] = []
    i, n = 0, len(tags)
    while i < n:
        name = TAGS[tags[i]]
        if name == "O":
            i += 1
            continue
        j = i + 1
        while j < n and TAGS[tags[j]] == "I-" + name[2:] and paragraph[j] == paragraph[i]:
            j += 1
        rows = np.arange(i, j)
        out.append(Piece(name[2:], i, j - 1, float(p[rows, np.asarray(tags[i:j])].mean())))
        i = j
    return out
