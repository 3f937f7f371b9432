"""Turn tag probabilities into labelled word spans."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from onrecord.encode.encoded import TAGS, Encoded

Floats = npt.NDArray[np.float32]
ROLES = ("source", "cue", "content")
# allowed[i, j]: tag j may follow tag i; an inside tag needs a begin or inside tag of its role before it
_ALLOWED = np.array([[not b.startswith("I-") or a[2:] == b[2:] for b in TAGS] for a in TAGS])
_START = np.array([not b.startswith("I-") for b in TAGS])
_NEVER = -1e4
# set on PolNeAR dev: words are called outside a little too readily (the written training reports are sparse in statements), and a
# share of the counted steps from tag to tag keeps pieces whole
OUTSIDE = 0.45
STEPS = 0.2


@dataclass(frozen=True, slots=True)
class Piece:
    """A labelled run of words, first and last inclusive. score: the mean probability of its tags."""

    role: str
    first: int
    last: int
    score: float


@lru_cache(maxsize=1)
def _steps() -> tuple[Floats, Floats, Floats, float]:
    """Log weights of a step to a tag from a tag (7, 7), of a paragraph's first tag and of its last one (7), from the counts in
    data/languages/en-tag-steps.json: how much more often than by chance one follows the other.

    And what share of the probability of "outside" another tag must have somewhere, so that any path through it can be the best.
    """
    table = json.loads(resources.files("onrecord").joinpath("data/languages/en-tag-steps.json").read_text(encoding="utf-8"))
    n = np.asarray(table["counts"], dtype=np.float32) + 0.5
    gain = STEPS * (np.log(n / n.sum(1, keepdims=True)) - np.log(n.sum(0) / n.sum()))
    step = np.where(_ALLOWED, gain[:-1, :-1], _NEVER).T.astype(np.float32)
    first, last = np.where(_START, gain[-1, :-1], _NEVER).astype(np.float32), gain[:-1, -1].astype(np.float32)
    # a run of other tags gains at most this much on each of its two ends, and on each step within, over staying outside
    most = max(float(x.max() - x.flat[0]) for x in (step, first, last))
    return np.ascontiguousarray(step), first, last, float(np.exp(-2 * most))


def best_tags(p: Floats, paragraph: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The best consistent tag sequence (Viterbi, all paragraphs at once). p: (n, 7) probabilities; paragraph: (n,) numbers, ascending;
    spans end with their paragraph.
    """
    out = np.zeros(len(p), dtype=np.int64)
    if not len(p):
        return out
    step, first, last, least = _steps()
    begin = np.flatnonzero(np.append(True, np.diff(paragraph) != 0))
    size = np.diff(np.append(begin, len(p)))
    # paragraphs in which nothing comes near "outside" are outside as a whole
    some = np.maximum.reduceat(p[:, 1:].max(1) > least * p[:, 0], begin)
    begin, size = begin[some], size[some]
    if not len(begin):
        return out
    order = np.argsort(-size, kind="stable")  # longest first: those still open at word k are the first rows
    begin, size = begin[order], size[order]
    longest = int(size[0])
    open_at = np.searchsorted(-size, -np.arange(longest)).tolist()  # how many paragraphs are longer than k words
    score = np.log(np.maximum(p, 1e-9))  # of each word by itself, then of the best path to it
    score[begin] += first
    for k in range(1, longest):
        at = begin[: open_at[k]] + k
        score[at] += (score[at - 1][:, None, :] + step).max(2)
    tag = np.zeros(len(begin), dtype=np.int64)
    after = 0
    for k in range(longest - 1, -1, -1):
        here = open_at[k]
        at = begin[:here] + k
        if after:
            tag[:after] = (score[at[:after]] + step[tag[:after]]).argmax(1)
        if here > after:  # these end here
            tag[after:here] = (score[at[after:]] + last).argmax(1)
        out[at] = tag[:here]
        after = here
    return out


def decode(encoded: Encoded) -> list[Piece]:
    """All source, cue and content pieces of a text, in order."""
    p = encoded.tags * np.where(np.arange(len(TAGS)) == 0, OUTSIDE, 1.0)
    return decode_rows((p / p.sum(1, keepdims=True)).astype(np.float32), encoded.paragraph)


def decode_rows(p: Floats, paragraph: npt.NDArray[np.int64]) -> list[Piece]:
    """The pieces that rows of tag probabilities hold; word numbers are row numbers."""
    best = best_tags(p, paragraph)
    tags, numbers = best.tolist(), paragraph.tolist()
    sure = np.append(0.0, np.cumsum(p[np.arange(len(best)), best], dtype=np.float64)).tolist()
    out: list[Piece] = []
    n, after = len(tags), 0
    for i in np.flatnonzero(best).tolist():
        if i < after:
            continue
        role = TAGS[tags[i]][2:]
        inner = TAGS.index("I-" + role)
        after = i + 1
        while after < n and tags[after] == inner and numbers[after] == numbers[i]:
            after += 1
        out.append(Piece(role, i, after - 1, (sure[after] - sure[i]) / (after - i)))
    return out
